import { describe, expect, test } from 'vitest';
import type { InspectViews } from '../../src/checks/inspect.ts';
import { inspectDomain } from '../../src/checks/inspect.ts';
import { isOurAddress, isOurHost, isOurRegistrar } from '../../src/checks/inspect-ours.ts';
import type { Inspection, Ours, Where } from '../../src/checks/inspection.ts';
import { dsFromDnskey, keyTag } from '../../src/dns/dnssec.ts';
import { fqdn } from '../../src/domain/name.ts';
import { DAY } from '../../src/domain/time.ts';
import type { DnsQuestion } from '../../src/ports/dns.ts';
import type { Registration } from '../../src/ports/registry.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import fc from '../fast-check.ts';
import type { Made } from './preflight-world.ts';
import { PreflightWorld, RECORDS } from './preflight-world.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const DOMAIN = fqdn('klant.nl');
const HELD: Partial<Registration> = {
  outcome: 'found',
  registrar: { id: '9001', name: 'Oud Host B.V.' },
  statuses: ['ok'],
  createdMs: NOW - 3000 * DAY,
  expiresMs: NOW + 200 * DAY,
  source: 'rdap.test',
};
const OURS: Ours = {
  registrars: ['oud host bv'],
  nameServers: ['*.oud.nl'],
  addresses: ['198.51.100.0/24'],
  mailServers: ['mail.klant.nl'],
};
const NONE: Ours = { registrars: [], nameServers: [], addresses: [], mailServers: [] };
const never = (): Promise<never> => new Promise(() => undefined);

async function look(made: Made = {}, ours: Ours = NONE, views: Partial<InspectViews> = {}): Promise<Inspection> {
  const { ports } = new PreflightWorld({ ...made, registry: { ...HELD, ...made.registry } });
  return inspectDomain({ ...ports, ...views }, DOMAIN, { now: () => NOW, ours }, new AbortController().signal);
}
const wheres = ({ registration, nameServers, hosting, mail }: Inspection): Where[] =>
  [registration, nameServers, hosting, mail].map(({ where }) => where);
const tags = ({ findings }: Inspection): string[] => findings.map(({ tag }) => tag);
const arpa = (name: string): Made => ({
  elsewhere: { 'in-addr.arpa': ['@ NS ns.elders.nl.', `80.100.51.198.in-addr.arpa. PTR ${name}`] },
});
const headers = (given: Record<string, string>, body = ''): Made => ({
  web: { 'https://klant.nl@198.51.100.80': { outcome: 'answer', status: 200, headers: given, body } },
});

describe('where the four stand', () => {
  test('with nothing of ours everything is elsewhere, and the proposal is that all moves', async () => {
    const seen = await look();
    expect(wheres(seen)).toEqual(['elsewhere', 'elsewhere', 'elsewhere', 'elsewhere']);
    expect(seen.proposal).toEqual({
      answers: { registration: 'moves', hosting: 'moves', mail: 'moves', nameServers: 'switch' },
      option: 3,
      playbook: 'livegang-3',
    });
    expect(seen.registration.who).toBe('Oud Host B.V.');
    expect(seen.nameServers.parent).toEqual(['ns1.oud.nl.', 'ns2.oud.nl.']);
    expect(seen.nameServers.child).toEqual(['ns1.oud.nl.', 'ns2.oud.nl.']);
    expect(seen.hosting.addresses).toEqual(['198.51.100.80']);
    expect(seen.mail).toMatchObject({ mailServers: ['mail.klant.nl'], dkim: 'found', dmarc: 'v=DMARC1; p=none' });
    expect([seen.dnssec, seen.earliestTransfer?.atMs, seen.confidence]).toEqual(['unsigned', NOW, 'low']);
  });

  const ours: readonly [title: string, ours: Partial<Ours>, expected: readonly Where[], option: number | undefined][] =
    [
      ['all of it', OURS, ['ours', 'ours', 'ours', 'ours'], 1],
      ['all but the registration', { ...OURS, registrars: [] }, ['elsewhere', 'ours', 'ours', 'ours'], undefined],
      [
        'the registrar by its IANA id',
        { registrars: ['9001'] },
        ['ours', 'elsewhere', 'elsewhere', 'elsewhere'],
        undefined,
      ],
      [
        'one of two name servers',
        { nameServers: ['ns1.oud.nl'] },
        ['elsewhere', 'unknown', 'elsewhere', 'elsewhere'],
        undefined,
      ],
      [
        'a block beside the address',
        { addresses: ['198.51.101.0/24'] },
        ['elsewhere', 'elsewhere', 'elsewhere', 'elsewhere'],
        3,
      ],
      [
        'a host below the pattern only',
        { mailServers: ['*.mail.klant.nl'] },
        ['elsewhere', 'elsewhere', 'elsewhere', 'elsewhere'],
        3,
      ],
    ];
  test.each(ours)('ours: %s', async (_title, given, expected, option) => {
    const seen = await look({}, { ...NONE, ...given });
    expect([wheres(seen), seen.proposal.option]).toEqual([expected, option]);
    const unknown = expected.includes('unknown');
    expect(seen.proposal.playbook).toBe(option === undefined ? 'move-without-interruption' : `livegang-${option}`);
    expect(Object.keys(seen.proposal.answers)).toHaveLength(unknown ? 3 : 4);
  });

  test('what counts as one name, one host, one address', () => {
    const registrar = { id: '1', name: 'Agency B.V.', tag: 'AGENCY' };
    expect(
      [['agency bv'], ['1'], ['agency'], ['Agency'], [''], ['12'], []].map((one) => isOurRegistrar(registrar, one)),
    ).toEqual([true, true, true, true, false, false, false]);
    const byHandle = { id: 'handle:1234', name: 'Agency B.V.' };
    expect(['1234', 'handle:1234', '12'].map((one) => isOurRegistrar(byHandle, [one]))).toEqual([true, false, false]);
    expect(
      ['NS1.Agency.Example.', 'a.b.agency.example', 'agency.example', 'notagency.example'].map((host) =>
        isOurHost(host, ['*.agency.example']),
      ),
    ).toEqual([true, true, false, false]);
    expect(
      ['192.0.2.1', '::ffff:192.0.2.1', '192.0.3.1', 'x'].map((one) => isOurAddress(one, ['192.0.2.0/24'])),
    ).toEqual([true, true, false, false]);
  });
});

describe('the registration', () => {
  const rows: readonly [title: string, registry: Partial<Registration>, where: Where, tag: string | undefined][] = [
    ['found', {}, 'elsewhere', undefined],
    ['nobody answered', { outcome: 'unknown', statuses: [], why: 'timeout' }, 'unknown', 'REGISTRATION_UNKNOWN'],
    [
      'the registry knows no such name, but it is delegated',
      { outcome: 'not-found', statuses: [] },
      'unknown',
      'REGISTRATION_UNKNOWN',
    ],
    ['a registry that names no registrar', { registrar: undefined as never }, 'elsewhere', undefined],
    ['clientTransferProhibited', { statuses: ['clientTransferProhibited'] }, 'elsewhere', 'TRANSFER_LOCKED'],
    [
      'serverTransferProhibited',
      { statuses: ['serverTransferProhibited'] },
      'elsewhere',
      'TRANSFER_LOCKED_BY_REGISTRY',
    ],
    ['clientUpdateProhibited', { statuses: ['clientUpdateProhibited'] }, 'elsewhere', 'UPDATE_PROHIBITED'],
    ['pendingTransfer', { statuses: ['pendingTransfer'] }, 'elsewhere', 'TRANSFER_PENDING'],
    ['clientHold', { statuses: ['clientHold'] }, 'elsewhere', 'ON_HOLD'],
    ['redemptionPeriod', { statuses: ['redemptionPeriod'] }, 'elsewhere', 'IN_REDEMPTION'],
    ['30 days left', { expiresMs: NOW + 30 * DAY }, 'elsewhere', 'EXPIRES_SOON'],
    ['31 days left', { expiresMs: NOW + 31 * DAY }, 'elsewhere', undefined],
    ['expired yesterday', { expiresMs: NOW - DAY }, 'elsewhere', 'EXPIRES_SOON'],
    [
      'renewed by the registry alone',
      { statuses: ['autoRenewPeriod'], expiresMs: NOW + 360 * DAY },
      'elsewhere',
      'EXPIRES_SOON',
    ],
    [
      '… and by the registrar',
      { statuses: ['autoRenewPeriod'], expiresMs: NOW + 360 * DAY, soldUntilMs: NOW + 360 * DAY },
      'elsewhere',
      undefined,
    ],
  ];
  test.each(rows)('%s', async (_title, registry, where, tag) => {
    const seen = await look({ registry });
    expect([seen.registration.where, tags(seen)]).toEqual([where, tag === undefined ? [] : [tag]]);
  });

  test('a registrar that is not named may be ours, if we are one', async () => {
    expect((await look({ registry: { registrar: undefined as never } }, OURS)).registration.where).toBe('unknown');
  });

  test('unknown is never free: no answer proposes anything for the registration', async () => {
    for (const outcome of ['unknown', 'not-found'] as const) {
      const seen = await look({ registry: { outcome, statuses: [] } });
      expect(seen.proposal.answers.registration).toBeUndefined();
      expect(seen.proposal.option).toBeUndefined();
      expect(seen.earliestTransfer).toBeUndefined();
    }
  });

  test('not registered and not delegated: there is none', async () => {
    const seen = await look({ registry: { outcome: 'not-found', statuses: [] }, delegatedTo: [] });
    expect(wheres(seen)).toEqual(['none', 'none', 'none', 'none']);
    // One finding, as loud as the parents' and in the registry's words.
    expect(seen.findings.map(({ tag, message, evidence }) => [tag, message.text, evidence.length > 1])).toEqual([
      ['NOT_DELEGATED', 'inspect.not-registered', true],
    ]);
  });

  test('parents that say nothing are told of where the registration was seen, or said to be none', async () => {
    const broken = at('192.0.2.2', '192.0.2.3');
    const silent = async (outcome: 'found' | 'not-found' | 'unknown') =>
      (await look({ broken, registry: { outcome, statuses: [] } })).findings
        .map(({ message }) => message.text)
        .filter((text) => /^(?:preflight\.parents|inspect\.(?:registration|not-registered))/.test(text))
        .sort();
    expect(await silent('found')).toEqual(['preflight.parents.silent']);
    expect(await silent('not-found')).toEqual(['inspect.not-registered', 'preflight.parents.silent']);
    expect(await silent('unknown')).toEqual(['inspect.registration-unknown']);
  });
});

describe('the site', () => {
  const toNetlify: Made = {
    old: ['-@ A 198.51.100.80', '-www.klant.nl. CNAME klant.nl.', 'www.klant.nl. CNAME klant.netlify.app.'],
    elsewhere: { app: ['@ NS ns.elders.nl.', 'klant.netlify.app. A 203.0.113.60'] },
    root: ['app. NS ns.elders.nl.'],
  };
  const rows: readonly [title: string, made: Made, where: Where, who: string | undefined, confidence: string][] = [
    ['nothing to go by', {}, 'elsewhere', undefined, 'low'],
    ['a reverse name', arpa('web1.transip.nl.'), 'elsewhere', 'TransIP', 'low'],
    ['a host nobody knows', arpa('web1.nobody-knows.test.'), 'elsewhere', undefined, 'low'],
    ['behind a proxy', headers({ Server: 'cloudflare' }), 'unknown', 'Cloudflare', 'low'],
    ['a platform', headers({ 'X-Wix-Request-Id': '1' }), 'elsewhere', 'Wix', 'low'],
    ['an alias for a platform', { ...toNetlify }, 'elsewhere', 'Netlify', 'low'],
    [
      'an alias and a header that say the same',
      { ...toNetlify, web: { 'https://www.klant.nl@203.0.113.60': { headers: { 'x-nf-request-id': '1' } } } },
      'elsewhere',
      'Netlify',
      'middle',
    ],
    ['no address', { old: ['-@ A 198.51.100.80', '-www.klant.nl. CNAME klant.nl.'] }, 'none', undefined, 'high'],
    [
      'www alone',
      { old: ['-@ A 198.51.100.80', '-www.klant.nl. CNAME klant.nl.', 'www.klant.nl. A 198.51.100.81'] },
      'elsewhere',
      undefined,
      'low',
    ],
    ['nobody answers for its name', { broken: ofType('A', 'AAAA', 'CNAME') }, 'unknown', undefined, 'low'],
  ];
  test.each(rows)('%s', async (_title, made, where, who, confidence) => {
    const { hosting } = await look(made);
    expect([hosting.where, hosting.who, hosting.confidence]).toEqual([where, who, confidence]);
    expect(hosting.evidence.length).toBeGreaterThan(0);
  });

  test('what it runs on, by header and page', async () => {
    const page = '<html><head><meta name="generator" content="WordPress 6.7"></head></html>';
    const { hosting } = await look(headers({ server: 'nginx', 'x-powered-by': 'PHP/8.3' }, page));
    expect(hosting.software).toBe('WordPress, nginx, PHP/8.3');
  });

  test('half of the site at us: nobody outside can say', async () => {
    const made = { old: ['-www.klant.nl. CNAME klant.nl.', 'www.klant.nl. A 203.0.113.9'] };
    expect((await look(made, OURS)).hosting.where).toBe('unknown');
  });

  test('ours, but www did not answer', async () => {
    const broken: NonNullable<Made['broken']> = ({ name, server }) =>
      name === 'www.klant.nl.' && /^192\.0\.2\.1/.test(server.address) ? 'timeout' : undefined;
    expect((await look({ broken }, OURS)).hosting).toMatchObject({ where: 'ours', confidence: 'middle' });
  });

  test('a page of a megabyte of tags is looked at in no time', async () => {
    const began = process.cpuUsage();
    await look(headers({}, '<meta generator '.repeat(70_000)));
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(2000);
  });
});

describe('mail', () => {
  const mx = (...to: string[]): Made => ({ old: ['-@ MX 10 mail.klant.nl.', ...to.map((one) => `@ MX ${one}`)] });
  const spf = (policy: string, ...more: string[]): Made => ({
    old: ['-@ TXT "v=spf1 include:spf.elders.nl -all"', `@ TXT "${policy}"`, ...more],
  });
  const OUTLOOK = '0 klant-nl.mail.protection.outlook.com.';
  const SILENT_OF_MAIL = [
    '-@ MX 10 mail.klant.nl.',
    '-@ TXT "v=spf1 include:spf.elders.nl -all"',
    ...RECORDS.filter((line) => line.includes('_domainkey')).map((line) => `-${line}`),
  ];
  const both = (a: Made, b: Made): Made => ({ old: [...(a.old ?? []), ...(b.old ?? [])] });
  const rows: readonly [title: string, made: Made, where: Where, who: string | undefined, confidence: string][] = [
    ['a name of its own', {}, 'elsewhere', undefined, 'low'],
    ['Microsoft 365', mx(OUTLOOK), 'elsewhere', 'Microsoft 365', 'high'],
    ['no MX, but a site, and a policy and a key for mail', mx(), 'unknown', undefined, 'low'],
    ['no MX, but a site', { old: SILENT_OF_MAIL }, 'none', undefined, 'low'],
    ['no MX, no site', { old: [...SILENT_OF_MAIL, '-@ A 198.51.100.80'] }, 'none', undefined, 'middle'],
    [
      'a name of its own, and a service as a spare',
      mx('10 mail.klant.nl.', `50 ${OUTLOOK.slice(2)}`),
      'elsewhere',
      undefined,
      'low',
    ],
    [
      'a filter as a spare',
      mx('10 mail.klant.nl.', '50 eu-smtp-inbound-1.mimecast.com.'),
      'elsewhere',
      undefined,
      'low',
    ],
    ['a service and a name of its own, alike', mx('0 mail.klant.nl.', OUTLOOK), 'elsewhere', 'Microsoft 365', 'low'],
    [
      'not delegated, but the parent keeps its MX',
      { delegatedTo: [], parent: ['klant.nl. MX 10 mx.elders.nl.'] },
      'unknown',
      undefined,
      'low',
    ],
    ['null MX', mx('0 .'), 'none', undefined, 'high'],
    ['a filter', mx('10 eu-smtp-inbound-1.mimecast.com.'), 'unknown', 'Mimecast', 'low'],
    [
      'a filter before Microsoft 365',
      both(mx('10 eu-smtp-inbound-1.mimecast.com.'), spf('v=spf1 include:spf.protection.outlook.com -all')),
      'elsewhere',
      'Microsoft 365',
      'low',
    ],
    ['nobody answers', { broken: ofType('MX') }, 'unknown', undefined, 'low'],
  ];
  test.each(rows)('%s', async (_title, made, where, who, confidence) => {
    const { mail, proposal } = await look(made);
    expect([mail.where, mail.who, mail.confidence]).toEqual([where, who, confidence]);
    expect(proposal.answers.mail).toBe(where === 'none' ? 'none' : where === 'unknown' ? undefined : 'moves');
  });

  test('ours first and another as a spare', async () => {
    const made = mx('10 mx.agency.nl.', '20 spare.elders.nl.');
    const ours = { ...NONE, mailServers: ['mx.agency.nl'] };
    expect((await look(made, ours)).mail).toMatchObject({ where: 'ours', confidence: 'middle' });
    expect((await look(made, { ...NONE, mailServers: ['spare.elders.nl'] })).mail.where).toBe('unknown');
  });

  test('servers of one zone that send mail to different places: nobody can say', async () => {
    const made: Made = {
      delegatedToSays: ['ns1.nieuw.nl.', 'ns2.nieuw.nl.'],
      new: ['-@ MX 10 mail.klant.nl.', '@ MX 0 mx.elders.nl.'],
    };
    const { mail, proposal } = await look(made, { ...NONE, mailServers: ['mx.elders.nl'] });
    expect([mail.where, mail.confidence, proposal.answers.mail]).toEqual(['unknown', 'low', undefined]);
    expect(mail.evidence.filter(({ asked }) => asked === 'klant.nl. MX').map(({ answered }) => answered)).toEqual([
      '0 mx.elders.nl.',
      '10 mail.klant.nl.',
    ]);
  });

  test('a name of ours and another that is as wanted: nobody can say', async () => {
    const made = mx('10 mail.klant.nl.', '10 mx.elders.nl.');
    expect((await look(made, { ...NONE, addresses: ['198.51.100.0/24'] })).mail.where).toBe('unknown');
  });

  test.each(['TXT "v=spf1 -all"', 'CNAME klant.nl.'])(
    'what answers for every name proves nothing: * %s',
    async (all) => {
      const policies = RECORDS.filter((line) => /^(?:_dmarc|mail\._domainkey)/.test(line)).map((line) => `-${line}`);
      const seen = await look({ old: [...policies, `*.klant.nl. ${all}`] });
      expect([seen.mail.dkim, seen.mail.dmarc, tags(seen)]).toEqual(['unknown', undefined, ['DMARC_MISSING']]);
    },
  );

  const policies: readonly [title: string, made: Made, tag: string | undefined][] = [
    ['as it should be', {}, undefined],
    ['no SPF', { old: ['-@ TXT "v=spf1 include:spf.elders.nl -all"'] }, 'SPF_MISSING'],
    ['two policies', { old: ['@ TXT "v=spf1 -all"'] }, 'SPF_MULTIPLE'],
    ['a broken policy', spf('v=spf1 nonsense -all'), 'SPF_INVALID'],
    ['no DMARC', { old: ['-_dmarc.klant.nl. TXT "v=DMARC1; p=none"'] }, 'DMARC_MISSING'],
    ['CAA that lets another authority issue only', { old: ['@ CAA 0 issue "digicert.com"'] }, 'CAA_FORBIDS'],
    ['an MX without an address', { old: ['-mail.klant.nl. A 198.51.100.25'] }, 'MX_TARGET_UNRESOLVED'],
    ['TXT is not answered', { broken: ofType('TXT') }, undefined],
  ];
  test.each(policies)('%s', async (_title, made, tag) => {
    expect([...new Set(tags(await look(made)))]).toEqual(tag === undefined ? [] : [tag]);
  });
});

describe('name servers and DNSSEC', () => {
  const served: readonly [title: string, ns: readonly string[], who: string | undefined, confidence: string][] = [
    ['one provider', ['ns0.transip.net.', 'ns1.transip.nl.'], 'TransIP', 'high'],
    ['a provider and somebody unknown', ['ns0.transip.net.', 'ns1.oud.nl.'], 'TransIP', 'middle'],
    ['two providers', ['ns0.transip.net.', 'kate.ns.cloudflare.com.'], 'Cloudflare', 'middle'],
    ['nobody known', ['ns1.oud.nl.', 'ns2.oud.nl.'], undefined, 'high'],
  ];
  test.each(served)('%s', async (_title, delegatedTo, who, confidence) => {
    const { nameServers } = await look({ delegatedTo });
    expect([nameServers.where, nameServers.who, nameServers.confidence]).toEqual(['elsewhere', who, confidence]);
  });

  test('a DS that no key of the zone satisfies', async () => {
    const seen = await look({ parent: [`klant.nl. DS 1 13 2 ${'a'.repeat(64)}`] });
    expect([seen.dnssec, seen.ds]).toEqual(['broken', [`1 13 2 ${'a'.repeat(64)}`]]);
    expect(tags(seen)).toEqual(['DNSSEC_FAILS', 'DS_BLOCKS_SWITCH']);
    expect(seen.findings[1]!.severity).toBe('notice');
  });

  const KEY = `257 3 13 ${Buffer.alloc(64, 1).toString('base64')}`;
  const FITS = `klant.nl. DS ${dsFromDnskey(DOMAIN, KEY)}`;
  const signed: readonly [title: string, parent: readonly string[], by: string, dnssec: string][] = [
    ['a DS that fits', [FITS], KEY, 'signed'],
    [
      'and one of a stand-by key that is not published yet (RFC 6781 §4.1.2)',
      [FITS, `klant.nl. DS 9 13 2 ${'b'.repeat(64)}`],
      KEY,
      'signed',
    ],
    ['and one with a digest that nobody can compute', [FITS, 'klant.nl. DS 9 13 99 bb'], KEY, 'signed'],
    ['only such: validators take the zone for unsigned', ['klant.nl. DS 9 13 99 bb'], KEY, 'unsigned'],
    ['an algorithm that nobody knows: likewise', [`klant.nl. DS 9 253 2 ${'b'.repeat(64)}`], KEY, 'unsigned'],
    ['the data signed by a key that is not published', [FITS], KEY.replace('257', '256'), 'broken'],
  ];
  test.each(signed)('signed: %s', async (_title, parent, by, dnssec) => {
    const over = (type: string, key: string) =>
      `@ RRSIG ${type} 13 2 3600 3000000000 1000000000 ${keyTag(key)} klant.nl. AAAA`;
    const seen = await look({ parent, old: [`@ DNSKEY ${KEY}`, over('DNSKEY', KEY), over('SOA', by)] });
    expect(seen.dnssec).toBe(dnssec);
    expect(tags(seen).includes('DNSSEC_FAILS')).toBe(dnssec === 'broken');
  });

  const rows: readonly [title: string, made: Made, where: Where, dnssec: string, tags: readonly string[]][] = [
    ['no parent answers', { broken: at('192.0.2.2', '192.0.2.3') }, 'elsewhere', 'unknown', ['UNANSWERED']],
    ['one parent answers', { broken: at('192.0.2.3') }, 'elsewhere', 'unknown', []],
    [
      'the parents differ',
      { delegatedToSays: ['ns1.nieuw.nl.', 'ns2.nieuw.nl.'] },
      'elsewhere',
      'unsigned',
      ['DELEGATION_PARTIAL'],
    ],
    ['a lame server', { broken: at('192.0.2.12', 'refused') }, 'elsewhere', 'unsigned', ['SERVER_LAME']],
    ['not delegated', { delegatedTo: [] }, 'none', 'unsigned', ['NOT_DELEGATED']],
  ];
  test.each(rows)('%s', async (title, made, where, dnssec, expected) => {
    const registry = title === 'not delegated' ? {} : { nameServers: [fqdn('ns1.oud.nl')] };
    const seen = await look({ ...made, registry });
    expect([seen.nameServers.where, seen.dnssec]).toEqual([where, dnssec]);
    const about = tags(seen).filter((tag) => /NS|DELEGAT|SERVER|UNANSWERED/.test(tag));
    expect([...new Set(about)].slice(0, 2)).toEqual(expected);
  });

  test('an address family without a route from here is one thing to know', async () => {
    const seen = await look({ broken: at('192.0.2.12', 'not-asked'), old: ['@ NS ns3.oud.nl.'] });
    expect(seen.dnssec).toBe('unsigned');
    expect(seen.findings.filter(({ tag }) => tag === 'NOT_ASKED')).toHaveLength(1);
  });

  test('a delegation for two days is said to be slow', async () => {
    const seen = await look({ old: ['-@ A 198.51.100.80', '@ A/172800 198.51.100.80'] });
    expect(seen.findings.filter(({ tag }) => tag === 'TTL_TOO_LONG').map(({ subject }) => subject)).toEqual([
      'klant.nl A',
    ]);
  });
});

test('a look costs the servers in charge fewer questions than one walk may', async () => {
  const { ports, dns } = new PreflightWorld({ registry: HELD });
  await inspectDomain(ports, DOMAIN, { now: () => NOW }, new AbortController().signal);
  const own = dns.asked.filter(({ server }) => /^192\.0\.2\.1[12]$/.test(server.address));
  expect(own.length).toBeLessThan(100);
  expect(dns.asked.length).toBeLessThan(150);
});

describe('what fails leaves the others alone', () => {
  test('a registry that throws, a web that throws', async () => {
    const fails = async (): Promise<never> => {
      throw new Error('boom');
    };
    const seen = await look({}, NONE, { registry: { lookUp: fails }, web: { get: fails } });
    expect(wheres(seen)).toEqual(['unknown', 'elsewhere', 'elsewhere', 'elsewhere']);
    expect(seen.registration.seen.why).toContain('boom');
  });

  test('when time is up what is not known is unknown, and what is known stays', async () => {
    const patience = new AbortController();
    const { ports } = new PreflightWorld({ registry: HELD });
    const get = (): Promise<never> => {
      patience.abort(new Error('time is up'));
      return never();
    };
    const seen = await inspectDomain(
      { ...ports, web: { get } },
      DOMAIN,
      { now: () => NOW, patience: patience.signal },
      new AbortController().signal,
    );
    expect(wheres(seen)).toEqual(['elsewhere', 'elsewhere', 'elsewhere', 'elsewhere']);
    expect(seen.hosting.software).toBeUndefined();
  });

  test('nothing answers at all, for ever', async () => {
    const patience = new AbortController();
    const dns = { ...new PreflightWorld().dns, askAll: never, transfer: never };
    const looking = inspectDomain(
      { dns, web: { get: never }, registry: { lookUp: never } },
      DOMAIN,
      { now: () => NOW, patience: patience.signal },
      new AbortController().signal,
    );
    patience.abort();
    const seen = await looking;
    expect([wheres(seen), seen.dnssec, seen.proposal]).toEqual([
      ['unknown', 'unknown', 'unknown', 'unknown'],
      'unknown',
      { answers: {}, playbook: 'move-without-interruption' },
    ]);
  });

  test('a box on the way that says "no such name" to everything says nothing', async () => {
    const seen = await look({ broken: () => 'nxdomain', registry: { outcome: 'unknown' } });
    expect([wheres(seen), seen.dnssec]).toEqual([['unknown', 'unknown', 'unknown', 'unknown'], 'unknown']);
    expect([...new Set(tags(seen))].sort()).toEqual(['REGISTRATION_UNKNOWN']);
  });

  test('who asked may give up', async () => {
    const stop = new AbortController();
    const { ports } = new PreflightWorld({ registry: HELD });
    const looking = inspectDomain({ ...ports, registry: { lookUp: never } }, DOMAIN, { now: () => NOW }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
  });

  test('whatever is broken: an answer, no promise, and a text for everything that is said', async () => {
    const types = ['A', 'AAAA', 'NS', 'MX', 'TXT', 'SOA', 'DNSKEY', 'DS', 'CNAME', 'PTR', 'CAA'];
    const outcome = fc.constantFrom('timeout', 'servfail', 'refused', 'nodata', 'unreachable', 'not-asked', 'lame');
    const fault = fc.record({ type: fc.constantFrom(...types), address: fc.integer({ min: 1, max: 31 }), outcome });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 6 }),
        fc.constantFrom('found', 'not-found', 'unknown'),
        fc.boolean(),
        async (faults, said, webFails) => {
          const broken = ({ type, server }: DnsQuestion) =>
            faults.find((one) => one.type === type && server.address === `192.0.2.${one.address}`)?.outcome as never;
          const web = webFails ? { web: { get: () => Promise.reject(new Error('no')) } } : {};
          const seen = await look({ broken, registry: { outcome: said as 'found' } }, OURS, web);
          for (const axis of ['registration', 'hosting', 'mail', 'nameServers'] as const) {
            const unknown = seen[axis].where === 'unknown';
            if (unknown) expect(seen.proposal.answers[axis]).toBeUndefined();
          }
          const said2 = seen.findings.flatMap(({ message, fix }) => [message, ...(fix === undefined ? [] : [fix])]);
          for (const { text } of said2) expect(CATALOG).toHaveProperty([text]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

function ofType(...types: string[]): NonNullable<Made['broken']> {
  return ({ type, name }) => (types.includes(type) && name.endsWith('klant.nl.') ? 'timeout' : undefined);
}

function at(...given: string[]): NonNullable<Made['broken']> {
  const outcome = (['refused', 'not-asked'] as const).find((one) => given.includes(one)) ?? 'timeout';
  return ({ server, name }) => (given.includes(server.address) && name.endsWith('klant.nl.') ? outcome : undefined);
}
