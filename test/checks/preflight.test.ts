import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PreflightJudgement } from '../../src/checks/preflight.ts';
import type { Answers } from '../../src/domain/answers.ts';
import { fqdn, isName } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { SEVERITY, severityOf } from '../../src/domain/severity.ts';
import type { DnsQuestion } from '../../src/ports/dns.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import type { Made } from './preflight-world.ts';
import { NEW, NEW_NS, NOW_MS, OLD, OLD_NS, PreflightWorld, ZONE } from './preflight-world.ts';

const tagsOf = ({ findings }: PreflightJudgement): string[] => [...new Set(findings.map(({ tag }) => tag))].sort();
const SPF = '@ TXT "v=spf1 include:spf.elders.nl -all"';
const MX = '@ MX 10 mail.klant.nl.';
const A = '@ A 198.51.100.80';
const at =
  (addresses: readonly string[], outcome: 'timeout' | 'refused' | 'unreachable', transport?: 'tcp') =>
  ({ server, transport: by }: DnsQuestion) =>
    addresses.includes(server.address) && (transport === undefined || by === transport) ? outcome : undefined;
/** What is no name cannot be put into a question. */
const unaskable = ({ name }: DnsQuestion) => (isName(name) ? undefined : 'not-asked');
const NEW_SITE = '203.0.113.80';
const https = `https://klant.nl@${NEW_SITE}`;
const page = (body: string) => ({ body });

/** A clean world: the new servers have all that the old ones have. */
const ALWAYS = ['INVENTORY_INCOMPLETE'];

describe('a world in which nothing is wrong', () => {
  test('without a migration: go', async () => {
    const judged = await new PreflightWorld().outside();
    expect([judged.verdict, judged.gates.cutover, tagsOf(judged)]).toEqual(['go', 'go', ALWAYS]);
    expect(judged.inventory.rrsets.map(({ name, type }) => `${name} ${type}`)).toContain('_dmarc.klant.nl. TXT');
    expect(judged.inventory.completeness).toBe('guessed');
  });
  test('with a migration: go, and nothing to say', async () => {
    const judged = await new PreflightWorld().migration();
    expect([judged.verdict, tagsOf(judged)]).toEqual(['go', []]);
  });
  test('no name of the domain is asked of anybody but its own and its parent’s servers', async () => {
    const world = new PreflightWorld();
    await world.outside();
    const asked = world.dns.asked.filter(({ name }) => name.endsWith(ZONE));
    expect(asked.every(({ recursive }) => !recursive)).toBe(true);
    expect(new Set(asked.map(({ server }) => server.address))).toEqual(
      new Set(['192.0.2.1', '192.0.2.2', '192.0.2.3', ...OLD, ...NEW]),
    );
  });
  test('the new servers are asked what is needed to judge them, and no dictionary', async () => {
    const world = new PreflightWorld();
    await world.outside();
    const asked = world.dns.asked.filter(({ server }) => server.address === NEW[0]).map(({ name }) => name);
    expect(asked.length).toBeLessThan(40);
    expect(asked).not.toContain('crm.klant.nl.');
  });
  test('it counts questions: a small zone is seen with few', async () => {
    const world = new PreflightWorld();
    await world.migration();
    expect(world.dns.asked.length).toBeLessThan(140);
  });
});

type Verdict = PreflightJudgement['verdict'];
type Row = readonly [tag: keyof typeof SEVERITY, title: string, made: Made, verdict: Verdict, subject?: string];

/** One broken thing each, seen without a migration. */
const OUTSIDE: readonly Row[] = [
  ['RRSET_MISSING', 'a host is missing', { new: ['-www.klant.nl. CNAME klant.nl.'] }, 'no-go', 'www.klant.nl. CNAME'],
  ['RRSET_MISSING', 'MX is missing', { new: [`-${MX}`] }, 'no-go', 'klant.nl. MX'],
  ['RRSET_MISSING', 'DMARC is missing', { new: ['-_dmarc.klant.nl. TXT "v=DMARC1; p=none"'] }, 'no-go'],
  ['RRSET_DIFFERS', 'TXT is another one', { new: [`-${SPF}`, '@ TXT "v=spf1 -all"'] }, 'no-go', 'klant.nl. TXT'],
  ['RRSET_DIFFERS', 'a CAA came along', { new: ['@ CAA 0 issue "ca.example"'] }, 'no-go', 'klant.nl. CAA'],
  [
    'RRSET_DIFFERS',
    'an AAAA that nobody has came along, and no one answers there',
    {
      new: ['@ AAAA 2001:db8::80'],
      web: {
        'https://klant.nl@2001:db8::80': { outcome: 'unreachable' },
        'http://klant.nl@2001:db8::80': { outcome: 'unreachable' },
      },
    },
    'no-go',
    'klant.nl. AAAA',
  ],
  [
    'RRSET_EXTRA',
    'the new host made a DMARC record of its own',
    {
      old: ['-_dmarc.klant.nl. TXT "v=DMARC1; p=none"'],
      new: ['-_dmarc.klant.nl. TXT "v=DMARC1; p=none"', '_dmarc.klant.nl. TXT "v=DMARC1; p=reject"'],
    },
    'go',
    '_dmarc.klant.nl. TXT',
  ],
  ['TTL_DIFFERS', 'another TTL', { new: [`-${A}`, '@ A/300 198.51.100.80'] }, 'go', 'klant.nl. A'],
  [
    'TTL_TOO_LONG',
    'the old name servers’ own TTL is two days',
    { old: ['@ NS/172800 ns1.oud.nl.'] },
    'go',
    'klant.nl. NS at the old servers',
  ],
  [
    'TTL_TOO_LONG',
    'the delegation’s TTL is two days',
    { parent: ['klant.nl. NS/172800 ns1.oud.nl.'] },
    'go',
    'klant.nl. NS at the parent',
  ],
  [
    'WILDCARD_DIFFERS',
    'the new zone answers for names that do not exist',
    { new: ['*.klant.nl. A 198.51.100.80'] },
    'no-go',
  ],
  ['WILDCARD_DIFFERS', 'the wildcard was forgotten', { old: ['*.klant.nl. A 198.51.100.80'] }, 'no-go'],
  [
    'WILDCARD_DIFFERS',
    'the wildcard leads elsewhere',
    {
      old: ['*.klant.nl. A 198.51.100.80'],
      new: ['*.klant.nl. A 198.51.100.81'],
    },
    'no-go',
  ],
  [
    'SUBDELEGATION_MISSING',
    'a delegation below was forgotten',
    {
      old: ['shop.klant.nl. NS ns.elders.nl.'],
    },
    'no-go',
    'shop.klant.nl. NS',
  ],
  [
    'SUBDELEGATION_MISSING',
    'its DS was forgotten',
    {
      old: ['shop.klant.nl. NS ns.elders.nl.', 'shop.klant.nl. DS 1 13 2 aa'],
      new: ['shop.klant.nl. NS ns.elders.nl.'],
    },
    'no-go',
    'shop.klant.nl. DS',
  ],
  [
    'ALIAS_AT_APEX',
    'www is an alias for a host with the apex’s addresses',
    {
      old: [`-${A}`, '-www.klant.nl. CNAME klant.nl.', 'www.klant.nl. CNAME cdn.elders.nl.', '@ A 203.0.113.99'],
      new: [`-${A}`, '-www.klant.nl. CNAME klant.nl.', 'www.klant.nl. CNAME cdn.elders.nl.', '@ A 203.0.113.99'],
      elsewhere: {
        'elders.nl': [
          '@ NS ns.elders.nl.',
          'ns.elders.nl. A 192.0.2.31',
          'cdn.elders.nl. A 203.0.113.99',
          'spf.elders.nl. TXT "v=spf1 -all"',
        ],
      },
    },
    'go',
    'klant.nl.',
  ],
  ['ZONE_ABSENT', 'no new server knows the zone', { newHolds: {} }, 'no-go', 'klant.nl.'],
  ['NOT_DELEGATED', 'the registry has no delegation', { delegatedTo: [] }, 'no-go', 'klant.nl.'],
  [
    'GLUE_DIFFERS',
    'the parent hands out another address of a new server inside the domain',
    {
      newNs: ['ns1.klant.nl.', 'ns1.nieuw.nl.'],
      delegatedTo: ['ns1.klant.nl.', ...OLD_NS],
      parent: ['ns1.klant.nl. A 192.0.2.12'],
      old: [`ns1.klant.nl. A ${NEW[0]}`],
      new: [`ns1.klant.nl. A ${NEW[0]}`],
    },
    'no-go',
    'ns1.klant.nl.',
  ],
  [
    'GLUE_DIFFERS',
    'of an old one, which leaves',
    {
      delegatedTo: ['ns1.klant.nl.', ...OLD_NS],
      parent: ['ns1.klant.nl. A 192.0.2.12'],
      old: [`ns1.klant.nl. A ${OLD[0]}`],
      new: [`ns1.klant.nl. A ${OLD[0]}`],
    },
    'go',
    'ns1.klant.nl.',
  ],
  [
    'SERVER_LAME',
    'one new server does not have the zone',
    {
      broken: ({ server, name }) => (server.address === NEW[1] && name.endsWith(ZONE) ? 'refused' : undefined),
    },
    'no-go',
    `ns2.nieuw.nl. ${NEW[1]}`,
  ],
  [
    'SERVER_UNREACHABLE',
    'one new server is silent',
    {
      broken: ({ server, name }) => (server.address === NEW[1] && name.endsWith(ZONE) ? 'timeout' : undefined),
    },
    'no-go',
    `ns2.nieuw.nl. ${NEW[1]}`,
  ],
  [
    'SERVER_UNREACHABLE',
    'one new server has no address',
    { newNs: ['ns1.nieuw.nl.', 'ns9.nieuw.nl.'] },
    'no-go',
    'ns9.nieuw.nl.',
  ],
  ['TCP_REFUSED', 'one new server refuses TCP', { broken: at([NEW[0]], 'unreachable', 'tcp') }, 'no-go'],
  ['APEX_NS_DIFFERS', 'the new zone names the old servers', { new: ['@ NS ns1.oud.nl.'] }, 'no-go', 'klant.nl. NS'],
  [
    'DELEGATION_PARTIAL',
    'old and new servers side by side',
    { delegatedTo: [...OLD_NS, NEW_NS[0]!] },
    'go',
    'klant.nl.',
  ],
  [
    'DELEGATION_PARTIAL',
    'the parent’s servers do not agree',
    {
      delegatedToSays: NEW_NS,
    },
    'go',
    'klant.nl.',
  ],
  ['ALREADY_MOVED', 'the registry names the new servers', { delegatedTo: NEW_NS }, 'already-moved', 'klant.nl.'],
  [
    'DS_BLOCKS_SWITCH',
    'a DS, and the new zone is not signed',
    { parent: ['klant.nl. DS 12345 13 2 aabb'] },
    'no-go',
    'klant.nl.',
  ],
  [
    'MX_TARGET_UNRESOLVED',
    'the mail server’s address was forgotten',
    {
      old: ['-mail.klant.nl. A 198.51.100.25'],
      new: ['-mail.klant.nl. A 198.51.100.25'],
    },
    'no-go',
    'mail.klant.nl.',
  ],
  [
    'MX_TARGET_IS_CNAME',
    'the mail server is an alias',
    {
      old: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. CNAME mx.elders.nl.'],
      new: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. CNAME mx.elders.nl.'],
    },
    'go',
    'mail.klant.nl.',
  ],
  [
    'MX_TARGET_IS_CNAME',
    'it is one elsewhere',
    {
      old: [`-${MX}`, '@ MX 10 post.elders.nl.'],
      new: [`-${MX}`, '@ MX 10 post.elders.nl.'],
      elsewhere: {
        'elders.nl': [
          '@ NS ns.elders.nl.',
          'ns.elders.nl. A 192.0.2.31',
          'post.elders.nl. CNAME mx.elders.nl.',
          'mx.elders.nl. A 203.0.113.25',
          'spf.elders.nl. TXT "v=spf1 -all"',
        ],
      },
    },
    'go',
    'post.elders.nl.',
  ],
  [
    'MX_UNREACHABLE',
    'another mail server, which does not answer',
    {
      new: [`-${MX}`, '@ MX 10 mx.elders.nl.'],
      smtp: { '203.0.113.25': { outcome: 'timeout' } },
    },
    'no-go',
    'mx.elders.nl.',
  ],
  [
    'MX_REFUSES_RECIPIENT',
    'another mail server, which does not know the domain',
    {
      new: [`-${MX}`, '@ MX 10 mx.elders.nl.'],
      smtp: { '203.0.113.25': { outcome: 'refused', reply: '550 5.7.1 relaying denied' } },
    },
    'no-go',
    'mx.elders.nl.',
  ],
  [
    'MX_REFUSES_RECIPIENT',
    'the mail server is an alias of the apex, which leads to another host that takes no mail',
    {
      old: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. CNAME klant.nl.'],
      new: [`-${A}`, `@ A ${NEW_SITE}`, '-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. CNAME klant.nl.'],
      smtp: { [NEW_SITE]: { outcome: 'refused', reply: '550 5.7.1 relaying denied' } },
    },
    'no-go',
    'mail.klant.nl.',
  ],
  [
    'MX_REFUSES_RECIPIENT',
    'a wildcard answers for the mail server, and leads there',
    {
      old: ['-mail.klant.nl. A 198.51.100.25', '*.klant.nl. A 198.51.100.80'],
      new: ['-mail.klant.nl. A 198.51.100.25', `*.klant.nl. A ${NEW_SITE}`],
      smtp: { [NEW_SITE]: { outcome: 'refused', reply: '550 5.7.1 relaying denied' } },
    },
    'no-go',
    'mail.klant.nl.',
  ],
  [
    'MX_TARGET_UNRESOLVED',
    'an address in the place of the mail server’s name',
    { old: [`-${MX}`, '@ MX 10 192.0.2.1.'], new: [`-${MX}`, '@ MX 10 192.0.2.1.'], broken: unaskable },
    'no-go',
    '192.0.2.1.',
  ],
  [
    'MX_TARGET_UNRESOLVED',
    'the mail server is an alias for an address',
    {
      old: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. CNAME 192.0.2.1.'],
      new: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. CNAME 192.0.2.1.'],
      broken: unaskable,
    },
    'no-go',
    'mail.klant.nl.',
  ],
  [
    'PROXY_ENDS',
    'the site keeps an address that its old DNS host answers from',
    { old: [`-${A}`, '@ A 104.21.30.7', '@ NS ada.ns.cloudflare.com.'], new: [`-${A}`, '@ A 104.21.30.7'] },
    'no-go',
    'klant.nl.',
  ],
  [
    'SPF_MULTIPLE',
    'two SPF records',
    { old: ['@ TXT "v=spf1 -all"'], new: ['@ TXT "v=spf1 -all"'] },
    'no-go',
    'klant.nl. TXT',
  ],
  ['SPF_MISSING', 'no SPF record', { old: [`-${SPF}`], new: [`-${SPF}`] }, 'go', 'klant.nl. TXT'],
  [
    'DKIM_MISSING',
    'no key that can be guessed',
    {
      old: ['-mail._domainkey.klant.nl. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ=="'],
      new: ['-mail._domainkey.klant.nl. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ=="'],
    },
    'go',
  ],
  [
    'DKIM_INVALID',
    'a key with a quote in it',
    {
      old: ['default._domainkey.klant.nl. TXT "v=DKIM1; p=MIGf MA0G\\" \\"CSqG"'],
      new: ['default._domainkey.klant.nl. TXT "v=DKIM1; p=MIGf MA0G\\" \\"CSqG"'],
    },
    'go',
    'default._domainkey.klant.nl. TXT',
  ],
  [
    'DMARC_MISSING',
    'no DMARC',
    {
      old: ['-_dmarc.klant.nl. TXT "v=DMARC1; p=none"'],
      new: ['-_dmarc.klant.nl. TXT "v=DMARC1; p=none"'],
    },
    'go',
  ],
  [
    'CAA_FORBIDS',
    'the authority of the certificate that stands there may not issue',
    {
      old: ['@ CAA 0 issue "sectigo.com"'],
      new: ['@ CAA 0 issue "sectigo.com"'],
    },
    'no-go',
    'klant.nl',
  ],
  [
    'CERTIFICATE_INVALID',
    'another address, with a certificate for somebody else',
    {
      new: [`-${A}`, `@ A ${NEW_SITE}`],
      web: {
        [https]: { certificate: { valid: false, hosts: ['elders.nl'], expiresMs: 0, why: 'is for other hosts' } },
      },
    },
    'no-go',
  ],
  [
    'SITE_UNREACHABLE',
    'another address, where nobody answers',
    {
      new: [`-${A}`, `@ A ${NEW_SITE}`],
      web: { [https]: { outcome: 'unreachable' }, [`http://klant.nl@${NEW_SITE}`]: { outcome: 'unreachable' } },
    },
    'no-go',
  ],
  [
    'SITE_DIFFERS',
    'another address, with another site',
    {
      new: [`-${A}`, `@ A ${NEW_SITE}`],
      web: { [https]: page('<title>Te koop</title>Deze domeinnaam is te koop.') },
    },
    'go',
  ],
  [
    'NOT_ASKED',
    'an address family without a route',
    {
      new: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. A 198.51.100.26'],
      smtp: { '198.51.100.26': { outcome: 'not-asked' } },
    },
    'no-go',
  ],
  [
    'REVERSE_DNS_MISSING',
    'the new mail server’s address has no name',
    {
      new: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. A 198.51.100.26'],
    },
    'go',
    'mail.klant.nl. 198.51.100.26',
  ],
  [
    'NAME_DOUBLED',
    'a final dot was forgotten',
    {
      old: [`-${MX}`, '@ MX 10 mail.klant.nl.klant.nl.', 'mail.klant.nl.klant.nl. A 198.51.100.25'],
      new: [`-${MX}`, '@ MX 10 mail.klant.nl.klant.nl.', 'mail.klant.nl.klant.nl. A 198.51.100.25'],
    },
    'go',
    'klant.nl. MX',
  ],
  [
    'MTA_STS_PINS_OLD_MX',
    'senders hold the domain to its old mail server',
    {
      old: ['_mta-sts.klant.nl. TXT "v=STSv1; id=1"', 'mta-sts.klant.nl. A 198.51.100.80'],
      new: [
        '_mta-sts.klant.nl. TXT "v=STSv1; id=1"',
        'mta-sts.klant.nl. A 198.51.100.80',
        `-${MX}`,
        '@ MX 10 mx.elders.nl.',
      ],
      web: {
        'https://mta-sts.klant.nl@198.51.100.80/.well-known/mta-sts.txt': page(
          'version: STSv1\r\nmode: enforce\r\nmx: mail.klant.nl\r\nmax_age: 604800\r\n',
        ),
      },
    },
    'no-go',
    'klant.nl. MX',
  ],
  [
    'MTA_STS_UNREADABLE',
    'the announced policy is not there',
    {
      old: ['_mta-sts.klant.nl. TXT "v=STSv1; id=1"', 'mta-sts.klant.nl. A 198.51.100.80'],
      new: [
        '_mta-sts.klant.nl. TXT "v=STSv1; id=1"',
        'mta-sts.klant.nl. A 198.51.100.80',
        `-${MX}`,
        '@ MX 10 mx.elders.nl.',
      ],
      web: { 'https://mta-sts.klant.nl@198.51.100.80/.well-known/mta-sts.txt': { status: 404 } },
    },
    'go',
  ],
  [
    'UNANSWERED',
    'nobody says whether the mail server has an address',
    {
      old: [`-${MX}`, '@ MX 10 mx.stil.nl.'],
      new: [`-${MX}`, '@ MX 10 mx.stil.nl.'],
      parent: ['stil.nl. NS ns.stil.nl.', 'ns.stil.nl. A 192.0.2.99'],
    },
    'unknown',
    'mx.stil.nl.',
  ],
  ['UNANSWERED', 'no parent answers', { broken: at(['192.0.2.2', '192.0.2.3'], 'timeout') }, 'unknown', 'klant.nl.'],
  [
    'UNANSWERED',
    'no old server answers',
    {
      broken: ({ server, name }) =>
        (OLD as readonly string[]).includes(server.address) && name.endsWith(ZONE) ? 'timeout' : undefined,
    },
    'unknown',
    'klant.nl.',
  ],
  [
    'ON_HOLD',
    'the registry took the domain out',
    { registry: { outcome: 'found', statuses: ['serverHold'] } },
    'no-go',
  ],
  [
    'UPDATE_PROHIBITED',
    'the registry takes no changes',
    { registry: { outcome: 'found', statuses: ['clientUpdateProhibited'] } },
    'no-go',
  ],
  [
    'TRANSFER_PENDING',
    'a transfer is under way',
    { registry: { outcome: 'found', statuses: ['pendingTransfer'] } },
    'no-go',
  ],
  [
    'IN_REDEMPTION',
    'the registration has run out',
    { registry: { outcome: 'found', statuses: ['redemptionPeriod'] } },
    'no-go',
  ],
];

describe('without a migration, one thing wrong each', () => {
  for (const [tag, title, made, verdict, subject] of OUTSIDE)
    test(`${tag}: ${title}`, async () => {
      const judged = await new PreflightWorld(made).outside();
      const found = judged.findings.filter((finding) => finding.tag === tag);
      expect(tagsOf(judged)).toContain(tag);
      if (subject !== undefined) expect(found.map((finding) => finding.subject)).toContain(subject);
      expect(judged.verdict).toBe(verdict);
      for (const finding of found) expect(finding.evidence.length).toBeGreaterThan(0);
    });
});

describe('without a migration, what differs is noted if it works', () => {
  const NEW_A: readonly string[] = [`-${A}`, `@ A ${NEW_SITE}`];
  const NEW_MX: readonly string[] = [`-${MX}`, '@ MX 10 mx.elders.nl.'];
  const rows: readonly [title: string, made: Made, subject: string, severity: string][] = [
    ['another site that answers', { new: NEW_A }, 'klant.nl. A', 'notice'],
    [
      'another site that leads on',
      { new: NEW_A, web: { [https]: { status: 301, headers: { location: 'https://www.klant.nl/' } } } },
      'klant.nl. A',
      'notice',
    ],
    [
      'another site without https',
      { new: NEW_A, web: { [https]: { outcome: 'unreachable' } } },
      'klant.nl. A',
      'error',
    ],
    ['another site with a broken server', { new: NEW_A, web: { [https]: { status: 502 } } }, 'klant.nl. A', 'error'],
    ['another site that times out', { new: NEW_A, web: { [https]: { outcome: 'timeout' } } }, 'klant.nl. A', 'error'],
    [
      'one of two new addresses does not answer',
      {
        new: [...NEW_A, '@ A 203.0.113.81'],
        web: { 'https://klant.nl@203.0.113.81': { outcome: 'unreachable' } },
      },
      'klant.nl. A',
      'error',
    ],
    [
      'an alias for something else that answers',
      {
        new: ['-www.klant.nl. CNAME klant.nl.', 'www.klant.nl. CNAME mx.elders.nl.'],
      },
      'www.klant.nl. CNAME',
      'notice',
    ],
    [
      'an alias that became addresses',
      { new: ['-www.klant.nl. CNAME klant.nl.', `www.klant.nl. A ${NEW_SITE}`] },
      'www.klant.nl. CNAME',
      'notice',
    ],
    [
      'an address that became an alias',
      {
        old: ['shop.klant.nl. A 198.51.100.81'],
        new: ['shop.klant.nl. CNAME mx.elders.nl.'],
      },
      'shop.klant.nl. A',
      'notice',
    ],
    [
      'a host that is no site, and answers nobody',
      {
        old: ['ftp.klant.nl. A 198.51.100.80'],
        new: ['ftp.klant.nl. A 203.0.113.21'],
        web: { 'https://ftp.klant.nl@203.0.113.21': { outcome: 'unreachable' } },
      },
      'ftp.klant.nl. A',
      'error',
    ],
    [
      'a host that answers with a certificate for somebody else',
      {
        old: ['shop.klant.nl. A 198.51.100.80'],
        new: ['shop.klant.nl. A 203.0.113.21'],
        web: {
          'https://shop.klant.nl@203.0.113.21': { certificate: { valid: false, hosts: ['elders.nl'], expiresMs: 0 } },
        },
      },
      'shop.klant.nl. A',
      'error',
    ],
    ['another mail server that takes mail', { new: NEW_MX }, 'klant.nl. MX', 'notice'],
    [
      'another mail server that says: later',
      {
        new: NEW_MX,
        smtp: { '203.0.113.25': { outcome: 'refused', reply: '451 4.7.1 greylisted' } },
      },
      'klant.nl. MX',
      'notice',
    ],
    [
      'another mail server that refuses',
      {
        new: NEW_MX,
        smtp: { '203.0.113.25': { outcome: 'refused', reply: '550 no' } },
      },
      'klant.nl. MX',
      'error',
    ],
    [
      'another mail server in the new zone alone',
      {
        new: [`-${MX}`, '@ MX 10 nieuw.klant.nl.', 'nieuw.klant.nl. A 203.0.113.26'],
      },
      'klant.nl. MX',
      'notice',
    ],
    [
      'the mail server has a page, and takes no mail',
      {
        new: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. A 203.0.113.26'],
        smtp: { '203.0.113.26': { outcome: 'unreachable' } },
      },
      'mail.klant.nl. A',
      'error',
    ],
    [
      'an HTTPS record that the new host did not make',
      { old: ['@ HTTPS 1 . alpn="h3,h2" ipv4hint=198.51.100.80'] },
      'klant.nl. HTTPS',
      'notice',
    ],
    [
      'one that is all that its name has',
      { old: ['shop.klant.nl. HTTPS 0 winkel.elders.nl.'] },
      'shop.klant.nl. HTTPS',
      'error',
    ],
    [
      'an HTTPS record that the new host made itself',
      { new: ['@ HTTPS 1 . alpn="h3,h2" ipv4hint=198.51.100.80'] },
      'klant.nl. HTTPS',
      'notice',
    ],
    [
      'an HTTPS record with other addresses than the name has',
      { new: ['@ HTTPS 1 . alpn="h3,h2" ipv4hint=198.51.100.80,198.51.100.81'] },
      'klant.nl. HTTPS',
      'error',
    ],
    [
      'an HTTPS record that leads to another host',
      { new: ['@ HTTPS 0 winkel.elders.nl.'] },
      'klant.nl. HTTPS',
      'error',
    ],
    ['an HTTPS record with another port', { new: ['@ HTTPS 1 . port=8443'] }, 'klant.nl. HTTPS', 'error'],
    [
      'an HTTPS record with the key of the old server',
      { old: ['@ HTTPS 1 . ech="AEX+"'], new: ['@ HTTPS 1 . alpn="h2" ech="AEX+"'] },
      'klant.nl. HTTPS',
      'error',
    ],
    [
      'another address, and an HTTPS record that leads to the old one',
      { old: ['@ HTTPS 1 . ipv4hint=198.51.100.80'], new: [...NEW_A, '@ HTTPS 1 . ipv4hint=198.51.100.80'] },
      'klant.nl. HTTPS',
      'error',
    ],
  ];
  test.each(rows)('%s', async (_title, made, subject, severity) => {
    const judged = await new PreflightWorld(made).outside();
    const found = judged.findings.find((finding) => /^RRSET_/.test(finding.tag) && finding.subject === subject);
    expect(found, JSON.stringify(judged.findings.map((one) => one.subject))).toBeDefined();
    expect(severityOf(found!)).toBe(severity);
    expect(judged.verdict).toBe(severity === 'notice' ? 'go' : 'no-go');
  });

  test('a decision is not excused by something that works', async () => {
    const judged = await new PreflightWorld({ new: NEW_A }).migration();
    expect(judged.findings.filter(({ tag }) => tag === 'RRSET_DIFFERS').map(severityOf)).toEqual(['error']);
    expect(judged.verdict).toBe('no-go');
  });
  test('nothing that is missing is excused', async () => {
    const judged = await new PreflightWorld({ new: [...NEW_A, '-_dmarc.klant.nl. TXT "v=DMARC1; p=none"'] }).outside();
    expect(judged.verdict).toBe('no-go');
  });
  test('an address family without a route is taken on by a person, or stays open', async () => {
    const made: Made = {
      parent: ['ns2.nieuw.nl. AAAA 2001:db8::22'],
      broken: ({ server }) => (server.address.includes(':') ? 'not-asked' : undefined),
    };
    const world = (): PreflightWorld => new PreflightWorld(made);
    const addresses = new Map([[fqdn('ns2.nieuw.nl'), [NEW[1], '2001:db8::22']]]);
    const open = await world().outside({ options: { undecided: true, addresses } });
    expect([open.verdict, tagsOf(open)]).toEqual(['unknown', [...ALWAYS, 'NOT_ASKED']]);
    const taken = await world().outside({ options: { undecided: true, addresses }, free: { acceptNotAsked: 'yes' } });
    expect(taken.verdict).toBe('go');
  });
});

describe('with a migration', () => {
  const hosts = Array.from({ length: 6 }, (_, index) => `h${index}.klant.nl. A 198.51.100.${100 + index}`);
  const removeHosts = (count: number): Answers['zoneChanges'] =>
    hosts
      .slice(0, count)
      .map((line) => ({ remove: { name: line.split(' ')[0]!, type: 'A' }, why: 'not used any more' }));
  const lines = (count: number): string[] => hosts.slice(0, count).map((line) => `-${line}`);
  const without = (count: number): Made => ({ old: hosts, new: [...hosts.slice(count)] });

  test.each([
    [4, 'go'],
    [5, 'no-go'],
  ] as const)('of 14 records %i taken out by name: %s', async (count, verdict) => {
    expect(lines(count)).toHaveLength(count);
    const world = new PreflightWorld(without(count));
    const judged = await world.migration({ zoneChanges: removeHosts(count)! });
    expect(judged.verdict).toBe(verdict);
    expect(tagsOf(judged)).toEqual(verdict === 'go' ? [] : ['NEEDS_DECISION']);
  });

  const STAR = '*.klant.nl. A 198.51.100.80';
  test.each<[string, string[], Parameters<PreflightWorld['migration']>]>([
    [
      'by name',
      [],
      [{ zoneChanges: [{ remove: { name: 'autodiscover.klant.nl.', type: 'A' }, why: 'not used any more' }] }],
    ],
    [
      'because mail moves',
      [`-${MX}`, '@ MX 10 mx.elders.nl.'],
      [{ mail: 'moves' }, { mailRecords: [rrset(ZONE, 'MX', 3600, ['10 mx.elders.nl.'])] }],
    ],
  ])('a name that goes %s is left to the wildcard, and nothing else', async (_title, edits, given) => {
    const host = 'autodiscover.klant.nl. A 198.51.100.25';
    const differing = async (made: string[]) => {
      const judged = await new PreflightWorld({ old: [STAR, host], new: [STAR, ...edits, ...made] }).migration(
        ...given,
      );
      return [
        judged.verdict,
        ...judged.findings.filter(({ tag }) => tag === 'RRSET_DIFFERS').map((one) => one.subject),
      ];
    };
    expect(await differing([])).toEqual(['go']);
    expect(await differing([host])).toEqual(['no-go', 'autodiscover.klant.nl. A']);
  });

  const losses: readonly [title: string, made: Made, change: NonNullable<Answers['zoneChanges']>[number]][] = [
    ['MX', { new: [`-${MX}`] }, { remove: { name: 'klant.nl.', type: 'MX' }, why: 'no mail' }],
    ['SPF', { new: [`-${SPF}`, '@ TXT "other"'] }, { set: rrset(ZONE, 'TXT', 3600, ['"other"']), why: 'tidy' }],
    [
      'DMARC',
      { new: ['-_dmarc.klant.nl. TXT "v=DMARC1; p=none"'] },
      { remove: { name: '_dmarc.klant.nl.', type: 'TXT' }, why: 'tidy' },
    ],
    [
      'DKIM',
      { new: ['-mail._domainkey.klant.nl. TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ=="'] },
      { remove: { name: 'mail._domainkey.klant.nl.', type: 'TXT' }, why: 'tidy' },
    ],
  ];
  test.each(losses)('%s is lost: a person says yes to exactly that', async (_title, made, change) => {
    const world = new PreflightWorld(made);
    const judged = await world.migration({ zoneChanges: [change] });
    const decision = judged.findings.find(({ tag }) => tag === 'NEEDS_DECISION')!;
    expect(judged.verdict).toBe('no-go');
    expect(decision.fix!.values).toMatchObject({ domain: 'klant.nl', answer: `confirmPlan=${judged.confirm!.token}` });
    const yes = await world.migration({ zoneChanges: [change], free: { confirmPlan: judged.confirm!.token } });
    expect([yes.verdict, tagsOf(yes).includes('NEEDS_DECISION')]).toEqual(['go', false]);
    const other = await world.migration({ zoneChanges: [change], free: { confirmPlan: '00000000' } });
    expect(other.verdict).toBe('no-go');
  });

  test('mail that stays would go along with the site: a person says yes to that, or gives another MX', async () => {
    const world = new PreflightWorld({
      old: [`-${MX}`, '@ MX 0 klant.nl.'],
      new: [`-${MX}`, '@ MX 0 klant.nl.', '-@ A 198.51.100.80', '@ A 203.0.113.9'],
    });
    const site = { siteAddresses: ['203.0.113.9'] };
    const judged = await world.migration({ hosting: 'moves' }, site);
    expect([judged.verdict, judged.confirm?.reasons.map(({ text }) => text)]).toEqual([
      'no-go',
      ['dns.brake.mail-goes-along'],
    ]);
    const yes = await world.migration({ hosting: 'moves', free: { confirmPlan: judged.confirm!.token } }, site);
    expect(yes.verdict).toBe('go');
    const moves = await world.migration({ hosting: 'moves', mail: 'moves' }, site);
    expect(tagsOf(moves)).not.toContain('NEEDS_DECISION');
  });

  test('the old zone was edited meanwhile', async () => {
    const world = new PreflightWorld({ old: ['shop.klant.nl. A 198.51.100.80'] });
    const inventory = new PreflightWorld({ old: ['shop.klant.nl. A 198.51.100.79'] }).inventory();
    const judged = await new PreflightWorld({ ...world.made, new: ['shop.klant.nl. A 198.51.100.79'] }).migration(
      {},
      { inventory },
    );
    expect([judged.verdict, tagsOf(judged)]).toEqual(['no-go', ['ZONE_DRIFTED']]);
  });

  test('an alias at the apex is refused wherever it comes from', async () => {
    const world = new PreflightWorld();
    const inventory = [
      ...world.inventory().filter(({ name, type }) => name !== ZONE || type === 'NS'),
      rrset(ZONE, 'CNAME', 60, ['cdn.elders.nl.']),
    ];
    expect(tagsOf(await world.migration({}, { inventory }))).toContain('CNAME_AT_APEX');
  });
  test('an alias that the old host fills in itself shows in the export', async () => {
    const world = new PreflightWorld();
    const inventory = [...world.inventory(), rrset(ZONE, 'ALIAS', 60, ['cdn.elders.nl.'])];
    expect(tagsOf(await world.migration({}, { inventory }))).toContain('ALIAS_AT_APEX');
  });
  test('old servers that do not give the same addresses show it too', async () => {
    const world = new PreflightWorld();
    const inventory = world
      .inventory()
      .map((set) => (set.name === ZONE && set.type === 'A' ? { ...set, rdatas: ['198.51.100.79'] } : set));
    expect(tagsOf(await world.migration({}, { inventory }))).toContain('ALIAS_AT_APEX');
  });

  const MOVED: Made = { new: [`-${A}`, `@ A ${NEW_SITE}`] };
  const moves: Partial<Answers> = {
    hosting: 'moves',
    site: { source: 'old-host', canonicalHost: 'klant.nl', redirects: [], database: false },
  };
  const REFUSED: Made['smtp'] = { [NEW_SITE]: { outcome: 'refused', reply: '550 5.7.1 relaying denied' } };
  test('mail that stays is tried where an alias takes it along with the site', async () => {
    const alias = ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. CNAME klant.nl.'];
    const siteAddresses = [NEW_SITE];
    // A server that stays as it is has nothing to prove, though its name is no alias any more.
    const smtp: Made['smtp'] = { ...REFUSED, '198.51.100.80': { outcome: 'not-asked' } };
    const kept = { old: alias, new: [...MOVED.new!, alias[0]!, 'mail.klant.nl. A 198.51.100.80'], smtp };
    const left = await new PreflightWorld(kept).migration({ hosting: 'moves' }, { siteAddresses });
    expect([left.verdict, tagsOf(left)]).toEqual(['go', []]);
    const zoneChanges = [{ set: rrset(fqdn('mail.klant.nl'), 'CNAME', 3600, ['klant.nl.']), why: 'as it was' }];
    const world = new PreflightWorld({ old: alias, new: [...MOVED.new!, ...alias], smtp: REFUSED });
    const judged = await world.migration({ hosting: 'moves', zoneChanges }, { siteAddresses });
    expect([judged.verdict, tagsOf(judged)]).toEqual([
      'no-go',
      ['MX_REFUSES_RECIPIENT', 'MX_TARGET_IS_CNAME', 'NEEDS_DECISION', 'REVERSE_DNS_MISSING'],
    ]);
  });
  test('so is a mail server that somebody named who did not say that mail moves', async () => {
    const zoneChanges = [{ set: rrset(ZONE, 'MX', 3600, ['10 mx.elders.nl.']), why: 'a filter in front' }];
    const smtp: Made['smtp'] = { '203.0.113.25': { outcome: 'refused', reply: '550 5.7.1 relaying denied' } };
    const judged = await new PreflightWorld({ new: [`-${MX}`, '@ MX 10 mx.elders.nl.'], smtp }).migration({
      zoneChanges,
    });
    expect([judged.verdict, tagsOf(judged)]).toEqual(['no-go', ['MX_REFUSES_RECIPIENT']]);
  });

  const PROXIED = ['@ A 104.21.30.7', '@ AAAA 2606:4700:3030::6815:1e07', 'app.klant.nl. A 104.21.30.7'];
  const withProxy = (ns: string, more: Made = {}): PreflightWorld =>
    new PreflightWorld({ ...more, old: [`-${A}`, ...PROXIED, `@ NS ${ns}`], new: [`-${A}`, ...(more.new ?? PROXIED)] });
  const ofProxy = ({ verdict, findings }: PreflightJudgement) => [
    verdict,
    ...findings.filter(({ tag }) => tag === 'PROXY_ENDS').map(({ evidence }) => evidence.map(({ asked }) => asked)),
  ];
  const asIs = rrset(fqdn('app.klant.nl'), 'A', 3600, ['104.21.30.7']);
  test.each<[string, PreflightWorld, Partial<Answers>, string[] | undefined]>([
    ['stays behind it', withProxy('ada.ns.cloudflare.com.'), {}, ['app.klant.nl. A', 'klant.nl. A', 'klant.nl. AAAA']],
    ['stays behind it, at a host that works from everywhere', withProxy('ns1.elders.nl.'), {}, undefined],
    [
      'moves: what shares its address is not taken along, and told',
      withProxy('ada.ns.cloudflare.com.', { new: [`@ A ${NEW_SITE}`, 'app.klant.nl. A 104.21.30.7'] }),
      { hosting: 'moves' },
      ['app.klant.nl. A'],
    ],
    [
      'moves, and a person answers for the rest',
      withProxy('ada.ns.cloudflare.com.', { new: [`@ A ${NEW_SITE}`, 'app.klant.nl. A 104.21.30.7'] }),
      { hosting: 'moves', zoneChanges: [{ set: asIs, why: 'a service of its own' }] },
      undefined,
    ],
    [
      'goes to other name servers of the same host',
      withProxy('ada.ns.cloudflare.com.', { newNs: ['bob.ns.cloudflare.com.'], root: ['com. NS ns.elders.nl.'] }),
      {},
      undefined,
    ],
  ])('a site behind a proxy of the old DNS host %s', async (_title, world, answers, told) => {
    const site = answers.hosting === 'moves' ? { siteAddresses: [NEW_SITE] } : {};
    const judged = ofProxy(await world.migration(answers, site));
    if (world.made.newNs === undefined) expect(judged[0]).toBe(told === undefined ? 'go' : 'no-go');
    expect(judged.slice(1)).toEqual(told === undefined ? [] : [told]);
  });

  test.each<[string, string, string, string, string | undefined, number?]>([
    ['is not copied', PROXIED[1]!, 'ada.ns.cloudflare.com.', 'go', 'notice'],
    ['that is not the proxy’s', '@ AAAA 2001:db8::80', 'ada.ns.cloudflare.com.', 'no-go', undefined],
    ['of a proxy that needs no name servers', PROXIED[1]!, 'ns1.elders.nl.', 'no-go', undefined],
    ['is missed where the rest fails', PROXIED[1]!, 'ada.ns.cloudflare.com.', 'no-go', undefined, 503],
  ])('an address of the proxy that is left: one %s', async (_title, six, ns, verdict, severity, status) => {
    const judged = await new PreflightWorld({
      old: [`-${A}`, PROXIED[0]!, six, `@ NS ${ns}`],
      new: [`-${A}`, `@ A ${NEW_SITE}`],
      ...(status === undefined ? {} : { web: { [https]: { status } } }),
    }).outside();
    const found = judged.findings.find(({ subject }) => subject === 'klant.nl. AAAA')!;
    expect([judged.verdict, found.tag, found.severity]).toEqual([verdict, 'RRSET_MISSING', severity]);
  });

  test('the site is copied: old is compared with new', async () => {
    const same = await new PreflightWorld(MOVED).migration(moves, { siteAddresses: [NEW_SITE] });
    expect([same.verdict, tagsOf(same)]).toEqual(['go', []]);
    const other = await new PreflightWorld({
      ...MOVED,
      web: { [https]: page('<title>Welkom</title>Deze server is nieuw.') },
    }).migration(moves, { siteAddresses: [NEW_SITE] });
    expect([other.verdict, tagsOf(other)]).toEqual(['go', ['SITE_DIFFERS']]);
  });
  test('the site is built anew: the place where it was built is compared with where it is put, never with the old one', async () => {
    const fresh = page('<title>Nieuw</title>Een heel andere site.');
    const dev = { 'https://dev.elders.nl@203.0.113.90': fresh };
    const elsewhere = {
      'elders.nl': [
        '@ NS ns.elders.nl.',
        'ns.elders.nl. A 192.0.2.31',
        'dev.elders.nl. A 203.0.113.90',
        'spf.elders.nl. TXT "v=spf1 -all"',
      ],
    };
    const answers: Partial<Answers> = {
      ...moves,
      site: { ...moves.site!, source: 'dev-server' },
      free: { devServerHost: 'dev.elders.nl' },
    };
    const web = { ...dev, [https]: fresh };
    const right = await new PreflightWorld({ ...MOVED, elsewhere, web }).migration(answers, {
      siteAddresses: [NEW_SITE],
    });
    expect(tagsOf(right)).toEqual([]);
    const stale = await new PreflightWorld({ ...MOVED, elsewhere, web: dev }).migration(answers, {
      siteAddresses: [NEW_SITE],
    });
    expect(tagsOf(stale)).toEqual(['SITE_DIFFERS']);
    const unnamed = await new PreflightWorld({ ...MOVED, web }).migration(
      { ...answers, free: {} },
      { siteAddresses: [NEW_SITE] },
    );
    expect(tagsOf(unnamed)).toEqual([]);
  });

  test('CAA: the authority that issued, the one that was named, or the usual one where none is there yet', async () => {
    const caa = (issuer: string): Made => ({
      old: [`@ CAA 0 issue "${issuer}"`],
      new: [...MOVED.new!, `@ CAA 0 issue "${issuer}"`],
    });
    const judge = (made: Made, free: Answers['free'] = {}) =>
      new PreflightWorld(made).migration({ ...moves, free: free! }, { siteAddresses: [NEW_SITE] });
    expect(tagsOf(await judge(caa('letsencrypt.org')))).toEqual([]);
    expect(tagsOf(await judge(caa('sectigo.com')))).toEqual(['CAA_FORBIDS']);
    expect(tagsOf(await judge(caa('sectigo.com'), { certificateAuthority: 'sectigo.com' }))).toEqual([]);
    const none = { outcome: 'tls-failed', certificate: undefined as never } as const;
    const www = `https://www.klant.nl@${NEW_SITE}`;
    const later = await judge({ ...caa('sectigo.com'), web: { [https]: none, [www]: none } });
    expect(later.findings.find(({ tag }) => tag === 'CAA_FORBIDS')?.message.text).toBe('preflight.caa.forbids-usual');
  });

  test('a source that is called after the domain leads elsewhere afterwards', async () => {
    const mailRecords = [
      rrset(ZONE, 'MX', 3600, ['10 mx.elders.nl.']),
      rrset(fqdn('mail.klant.nl'), 'CNAME', 3600, ['mx.elders.nl.']),
    ];
    const world = new PreflightWorld({
      new: [`-${MX}`, '@ MX 10 mx.elders.nl.', '-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. CNAME mx.elders.nl.'],
    });
    const judged = await world.migration({ mail: 'moves' }, { mailRecords });
    expect([judged.verdict, tagsOf(judged)]).toEqual(['go', ['SOURCE_HOST_MOVES']]);
  });

  test('a TTL that outlives the booked moment', async () => {
    const world = new PreflightWorld({ old: ['@ NS/7200 ns1.oud.nl.'] });
    const soon = await world.migration({}, { slot: { startsAtMs: NOW_MS + 30 * 60_000 } });
    expect(soon.findings.map(({ tag, message }) => [tag, message.text])).toEqual([
      ['TTL_TOO_LONG', 'preflight.ttl.outlives-slot'],
    ]);
    const later = await world.migration({}, { slot: { startsAtMs: NOW_MS + 300 * 60_000 } });
    expect(tagsOf(later)).toEqual([]);
  });
});

describe('the transfer gate', () => {
  const found = { outcome: 'found', statuses: [] } as const;
  test.each([
    ['the old servers are still delegated to', {}, 'no-go'],
    ['they are not any more', { delegatedTo: NEW_NS }, 'go'],
    ['half', { delegatedTo: [...NEW_NS, OLD_NS[0]!] }, 'no-go'],
    ['the registry does not answer', { delegatedTo: NEW_NS, registry: { outcome: 'unknown' } }, 'unknown'],
    ['the parents do not answer', { broken: at(['192.0.2.2', '192.0.2.3'], 'timeout') }, 'unknown'],
  ] as const)('%s: %3$s', async (_title, made, word) => {
    const judged = await new PreflightWorld({ registry: found, ...made } as Made).migration();
    expect(judged.gates.transfer).toBe(word);
  });
});

describe('the table', () => {
  test('every finding of these worlds has its row, its sentence and what to do', async () => {
    for (const [, , made] of OUTSIDE)
      for (const finding of (await new PreflightWorld(made).outside()).findings) {
        expect(Object.keys(SEVERITY)).toContain(finding.tag);
        expect(finding.fix !== undefined || ['TTL_DIFFERS', 'ALREADY_MOVED', 'RRSET_EXTRA'].includes(finding.tag)).toBe(
          true,
        );
        expect(CATALOG[finding.fix?.text ?? finding.message.text], finding.fix?.text).toBeDefined();
      }
  });
  test('every tag of these worlds stands in the document with its row', () => {
    const page = readFileSync('docs/preflight.md', 'utf8');
    const shown = [...page.matchAll(/^\| `([A-Z_]+)` \| .* \| (\w+) \| (\w+) \| .* \|$/gm)];
    for (const [, tag, severity, closes] of shown)
      expect(SEVERITY[tag as keyof typeof SEVERITY]).toEqual({ severity, closes });
    const tags = shown.map(([, tag]) => tag);
    expect(OUTSIDE.map(([tag]) => tag).filter((tag) => !tags.includes(tag))).toEqual([]);
    expect(new Set(tags).size).toBe(tags.length);
  });
  test('with a migration nothing is quieter than its row', async () => {
    for (const [, , made] of OUTSIDE.filter(([tag]) => tag !== 'GLUE_DIFFERS'))
      for (const finding of (await new PreflightWorld(made).migration()).findings)
        expect(finding.severity).toBeUndefined();
  });
});
