import { describe, expect, test } from 'vitest';
import { intendFrom, readTargets } from '../../src/checks/intend.ts';
import { reasonsToDecide } from '../../src/dns/brakes.ts';
import type { ZoneDecisions } from '../../src/dns/intended-zone.ts';
import { APEX_NS_TTL_SECONDS, intendedZone } from '../../src/dns/intended-zone.ts';
import type { Answers } from '../../src/domain/answers.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import type { StepPorts } from '../../src/ports/step-ports.ts';
import fc from '../fast-check.ts';
import { anyZone, NEW_NS, OLD_NS, set, ZONE } from './zones.ts';

const OLD = '192.0.2.1';
const NEW = '203.0.113.9';
const PROXY = '104.21.30.7';
const base = [rrset(ZONE, 'NS', 86_400, OLD_NS), set('@', 'A', OLD), set('www', 'A', OLD)];
const site = { siteAddresses: [NEW] } satisfies Partial<ZoneDecisions>;
const mail = {
  mailRecords: [
    set('@', 'MX', '10 mx.nieuw.nl.'),
    set('@', 'TXT', '"v=spf1 include:spf.nieuw.nl -all"'),
    set('autodiscover', 'CNAME', 'auto.nieuw.nl.'),
  ],
} satisfies Partial<ZoneDecisions>;

const data = (zone: readonly Rrset[], key: string): string | undefined =>
  zone.find((one) => rrsetKey(one) === key)?.rdatas.join(' ');
const at = (label: string, type: string): string => `${label === '@' ? '' : `${label}.`}klant.nl. ${type}`;

const cases: readonly [
  title: string,
  more: readonly Rrset[],
  decisions: Partial<ZoneDecisions>,
  expected: Readonly<Record<string, string | undefined>>,
][] = [
  ['nothing decided: nothing changes', [], {}, { [at('@', 'A')]: OLD, [at('@', 'NS')]: OLD_NS.join(' ') }],
  [
    'a site that moves leaves what browsers were told of the old server; one that stays keeps it',
    [set('www', 'HTTPS', '1 . alpn=h3 ipv4hint=192.0.2.1'), set('elders', 'HTTPS', '1 . alpn=h2')],
    site,
    { [at('www', 'HTTPS')]: undefined, [at('elders', 'HTTPS')]: '1 . alpn=h2' },
  ],
  [
    'a host of the site that was delegated is found in the zone; one that is not is left alone',
    [
      ...['www', 'shop'].flatMap((label) => [set(label, 'NS', 'ns.elders.nl.'), set(label, 'DS', '1 13 2 aa')]),
      set('shop', 'A', OLD),
    ],
    site,
    {
      [at('www', 'A')]: NEW,
      [at('www', 'NS')]: undefined,
      [at('www', 'DS')]: undefined,
      [at('shop', 'NS')]: 'ns.elders.nl.',
    },
  ],
  ['the apex names the new servers', [], { newNameServers: NEW_NS }, { [at('@', 'NS')]: NEW_NS.join(' ') }],
  ['apex and www get the new address', [], site, { [at('@', 'A')]: NEW, [at('www', 'A')]: NEW }],
  [
    'a new host without IPv6: the old AAAA must go, or half the visitors stay behind',
    [set('@', 'AAAA', '2001:db8::1')],
    site,
    { [at('@', 'AAAA')]: undefined },
  ],
  ["a name on the old site's address follows", [set('acties', 'A', OLD)], site, { [at('acties', 'A')]: NEW }],
  ['a name elsewhere stays', [set('shop', 'A', '198.51.100.7')], site, { [at('shop', 'A')]: '198.51.100.7' }],
  [
    'the mail host stays on the address it shared with the site',
    [set('mail', 'A', OLD)],
    site,
    { [at('mail', 'A')]: OLD },
  ],
  [
    'so does an MX target under any name',
    [set('@', 'MX', '10 post.klant.nl.'), set('post', 'A', OLD)],
    site,
    { [at('post', 'A')]: OLD },
  ],
  ['so does the old panel', [set('cpanel', 'A', OLD)], site, { [at('cpanel', 'A')]: OLD }],
  [
    'www as an alias of the apex needs no change',
    [set('www', 'CNAME', 'klant.nl.')],
    site,
    { [at('www', 'CNAME')]: 'klant.nl.', [at('www', 'A')]: undefined },
  ],
  [
    'www as an alias of the old host becomes an address',
    [set('www', 'CNAME', 'web12.oud.nl.')],
    site,
    { [at('www', 'CNAME')]: undefined, [at('www', 'A')]: NEW },
  ],
  [
    'an alias of the apex follows by itself',
    [set('ftp', 'CNAME', 'klant.nl.')],
    site,
    { [at('ftp', 'CNAME')]: 'klant.nl.', [at('ftp', 'A')]: undefined },
  ],
  [
    'one under a mail name keeps what it answered, or mail would follow the site',
    [set('@', 'AAAA', '2001:db8::1'), set('mail', 'CNAME', 'klant.nl.')],
    { siteAddresses: [NEW, '2001:db8::9'] },
    { [at('mail', 'CNAME')]: undefined, [at('mail', 'A')]: OLD, [at('mail', 'AAAA')]: '2001:db8::1' },
  ],
  [
    'so does one under an MX target’s name, by way of another alias',
    [set('@', 'MX', '10 post.klant.nl.'), set('post', 'CNAME', 'www.klant.nl.'), set('www', 'CNAME', 'klant.nl.')],
    site,
    { [at('post', 'A')]: OLD, [at('www', 'CNAME')]: 'klant.nl.' },
  ],
  [
    'so does one for www that was itself an alias of the old host',
    [set('imap', 'CNAME', 'www.klant.nl.'), set('www', 'CNAME', 'web12.oud.nl.')],
    site,
    { [at('imap', 'CNAME')]: 'web12.oud.nl.', [at('www', 'A')]: NEW },
  ],
  [
    'an alias of a name that stays is left as it is',
    [set('imap', 'CNAME', 'mail.klant.nl.'), set('mail', 'CNAME', 'klant.nl.')],
    site,
    { [at('imap', 'CNAME')]: 'mail.klant.nl.', [at('mail', 'A')]: OLD },
  ],
  [
    'the old panel stays under all its names',
    [set('cpcontacts', 'A', OLD), set('cpcalendars', 'A', OLD), set('cpanel', 'CNAME', 'klant.nl.')],
    site,
    { [at('cpcontacts', 'A')]: OLD, [at('cpcalendars', 'A')]: OLD, [at('cpanel', 'A')]: OLD },
  ],
  [
    'where mail goes too, an alias under a mail name is not decided about',
    [set('@', 'MX', '10 mail.klant.nl.'), set('mail', 'CNAME', 'klant.nl.')],
    { ...site, mailLeaves: true },
    { [at('mail', 'CNAME')]: 'klant.nl.', [at('mail', 'A')]: undefined },
  ],
  [
    'a mail server that only a wildcard answers for gets the address it had',
    [set('@', 'MX', '10 mail.klant.nl.'), set('*', 'A', OLD)],
    site,
    { [at('mail', 'A')]: OLD, [at('*', 'A')]: NEW, [at('imap', 'A')]: undefined },
  ],
  [
    'name servers stay on the address that they shared with the site, in a zone that moves too',
    [set('@', 'NS', 'dns1.klant.nl.', 'dns2.klant.nl.'), set('dns1', 'A', OLD), set('dns2', 'A', OLD)],
    { ...site, newNameServers: NEW_NS },
    { [at('dns1', 'A')]: OLD, [at('dns2', 'A')]: OLD },
  ],
  [
    'addresses that the old DNS host passes on from say nothing of the machine behind a name: it is not the site’s',
    [set('@', 'NS', 'ada.ns.cloudflare.com.'), ...['@', 'www', 'app', '*'].map((label) => set(label, 'A', PROXY))],
    site,
    { [at('@', 'A')]: NEW, [at('www', 'A')]: NEW, [at('app', 'A')]: PROXY, [at('*', 'A')]: PROXY },
  ],
  [
    'the same address in a zone of another host is the site’s',
    [set('@', 'A', PROXY), set('app', 'A', PROXY)],
    site,
    { [at('@', 'A')]: NEW, [at('app', 'A')]: NEW },
  ],
  [
    'so does the glue of a delegation below',
    [set('sub', 'NS', 'x.sub.klant.nl.'), set('x.sub', 'A', OLD)],
    site,
    { [at('x.sub', 'A')]: OLD },
  ],
  [
    'a name with one address elsewhere is another machine’s, and stays whole',
    [set('www', 'AAAA', '2001:db8::1'), set('vpn', 'A', OLD), set('vpn', 'AAAA', '2001:db8::77')],
    { siteAddresses: [NEW, '2001:db8::9'] },
    { [at('vpn', 'A')]: OLD, [at('vpn', 'AAAA')]: '2001:db8::77' },
  ],
  [
    'so is one with an AAAA that stands at a name apart from the site, though the site has none',
    [set('vpn', 'A', OLD), set('vpn', 'AAAA', '2001:db8::77'), set('kantoor', 'AAAA', '2001:db8::77')],
    site,
    { [at('vpn', 'A')]: OLD, [at('vpn', 'AAAA')]: '2001:db8::77' },
  ],
  [
    'an AAAA that apex and www never got is the old site’s where the A is',
    ['*', 'blog'].flatMap((label) => [set(label, 'A', OLD), set(label, 'AAAA', '2001:db8::1')]),
    site,
    {
      [at('*', 'A')]: NEW,
      [at('*', 'AAAA')]: undefined,
      [at('blog', 'A')]: NEW,
      [at('blog', 'AAAA')]: undefined,
    },
  ],
  [
    'mail that stays does not follow the site by the host’s own alias',
    [set('www', 'CNAME', 'elders.nl.'), set('smtp', 'ALIAS', 'klant.nl.'), set('mail', 'CNAME', 'smtp.klant.nl.')],
    site,
    { [at('smtp', 'A')]: OLD, [at('smtp', 'ALIAS')]: undefined, [at('mail', 'A')]: undefined },
  ],
  ['a wildcard on the old site follows', [set('*', 'A', OLD)], site, { [at('*', 'A')]: NEW }],
  ['MX is replaced', [set('@', 'MX', '10 mail.klant.nl.')], mail, { [at('@', 'MX')]: '10 mx.nieuw.nl.' }],
  [
    'SPF is replaced and the verification beside it stays',
    [set('@', 'TXT', '"v=spf1 a -all"', '"google-site-verification=x"')],
    mail,
    { [at('@', 'TXT')]: '"google-site-verification=x" "v=spf1 include:spf.nieuw.nl -all"' },
  ],
  [
    'the old autodiscover alias makes place',
    [set('autodiscover', 'A', OLD)],
    mail,
    { [at('autodiscover', 'A')]: undefined, [at('autodiscover', 'CNAME')]: 'auto.nieuw.nl.' },
  ],
  [
    'old mail-client settings that the new service does not replace go',
    [set('_imaps._tcp', 'SRV', '0 1 993 mail.klant.nl.')],
    mail,
    { [at('_imaps._tcp', 'SRV')]: undefined },
  ],
  [
    'old DKIM keys stay for mail in flight',
    [set('sel._domainkey', 'TXT', '"v=DKIM1; p=AA"')],
    mail,
    { [at('sel._domainkey', 'TXT')]: '"v=DKIM1; p=AA"' },
  ],
  [
    'mail that stays is copied exactly',
    [set('@', 'MX', '10 mail.klant.nl.'), set('mail', 'A', OLD)],
    { newNameServers: NEW_NS },
    { [at('@', 'MX')]: '10 mail.klant.nl.', [at('mail', 'A')]: OLD },
  ],
  [
    'keys of the old operator are not copied',
    [set('@', 'DNSKEY', '257 3 13 AA')],
    { newNameServers: NEW_NS },
    { [at('@', 'DNSKEY')]: undefined },
  ],
  [
    'a decision by name comes last',
    [],
    { ...site, zoneChanges: [{ set: set('www', 'A', '198.51.100.1'), why: 'own server' }] },
    { [at('www', 'A')]: '198.51.100.1' },
  ],
  [
    'a removal by name',
    [set('oud', 'A', OLD)],
    { zoneChanges: [{ remove: { name: 'oud.klant.nl.', type: 'A' }, why: 'unused' }] },
    { [at('oud', 'A')]: undefined },
  ],
  [
    '… whose type a journal has in small letters',
    [set('oud', 'TXT', '"x"')],
    { zoneChanges: [{ remove: { name: 'oud.klant.nl.', type: 'txt' }, why: 'unused' }] },
    { [at('oud', 'TXT')]: undefined },
  ],
  [
    'data that a journal has in another spelling',
    [],
    { zoneChanges: [{ set: { ...set('v6', 'aaaa', '2001:DB8:0:1::80'), type: 'aaaa' }, why: 'own server' }] },
    { [at('v6', 'AAAA')]: '2001:db8:0:1::80' },
  ],
  [
    '… and what is no data, as it stands there',
    [],
    { zoneChanges: [{ set: set('v6', 'AAAA', 'none'), why: 'own server' }] },
    { [at('v6', 'AAAA')]: 'none' },
  ],
];

describe('the intended zone', () => {
  test.each(cases)('%s', (_title, more, decisions, expected) => {
    const taken = new Set(more.map(({ name }) => name));
    const inventory = [
      ...base.filter(
        ({ name, type }) =>
          type === 'NS' || !(taken.has(name) && more.some((one) => one.name === name && one.type === 'CNAME')),
      ),
      ...more,
    ];
    const { rrsets } = intendedZone(inventory, { zone: ZONE, ...decisions });
    for (const [key, wanted] of Object.entries(expected)) expect([key, data(rrsets, key)]).toEqual([key, wanted]);
  });

  test('beside a new policy the strings of the other texts stay as they stood', () => {
    const [said, stood] = ['"a=1b=2"', '"a=1" "b=2"'] as const;
    const texts = rrset(ZONE, 'TXT', 3600, [said, '"v=spf1 -all"'], {
      [said]: stood,
      '"v=spf1 -all"': '"v=spf1" " -all"',
    });
    const { rrsets } = intendedZone([...base, texts], { zone: ZONE, ...mail });
    const kept = rrsets.find((one) => rrsetKey(one) === at('@', 'TXT'));
    expect(kept).toMatchObject({ rdatas: [said, '"v=spf1 include:spf.nieuw.nl -all"'], strings: { [said]: stood } });
    expect(Object.keys(kept!.strings!)).toEqual([said]);
  });

  test.each([
    ['the zone stays', {}, { [at('mail', 'CNAME')]: 'web.oud.nl.', [at('smtp', 'ALIAS')]: 'web.oud.nl.' }],
    ['the zone moves too', { newNameServers: NEW_NS }, { [at('mail', 'CNAME')]: 'web.oud.nl.' }],
  ])('mail stays where the domain itself was led by the host’s own alias; %s', (_title, more, expected) => {
    const mailNames = [set('mail', 'CNAME', 'klant.nl.'), set('smtp', 'ALIAS', 'klant.nl.')];
    const apex = [rrset(ZONE, 'NS', 86_400, OLD_NS), set('@', 'ALIAS', 'web.oud.nl.')];
    const inventory = [...apex, ...mailNames, set('smtp', 'TXT', '"v=spf1 a -all"')];
    const { rrsets } = intendedZone(inventory, { zone: ZONE, ...site, ...more });
    for (const [key, wanted] of Object.entries({ ...expected, [at('@', 'A')]: NEW }))
      expect([key, data(rrsets, key)]).toEqual([key, wanted]);
    expect(data(rrsets, at('smtp', 'TXT'))).toBe('"v=spf1 a -all"');
  });

  test('what is written so that a name goes on as before says why', () => {
    const panel = set('cpanel', 'CNAME', 'klant.nl.');
    const inventory = [...base, set('mail', 'CNAME', 'klant.nl.'), panel];
    const { decided } = intendedZone(inventory, { zone: ZONE, ...site });
    expect(decided.map(({ key, why, was, becomes }) => [key, why, ...was, '→', ...becomes].join(' '))).toEqual([
      `cpanel.klant.nl. A old-host-stays → ${OLD}`,
      'cpanel.klant.nl. CNAME old-host-stays klant.nl. →',
      `klant.nl. A site ${OLD} → ${NEW}`,
      `mail.klant.nl. A mail-stays → ${OLD}`,
      'mail.klant.nl. CNAME mail-stays klant.nl. →',
      `www.klant.nl. A site ${OLD} → ${NEW}`,
    ]);
    expect(reasonsToDecide(ZONE, inventory, intendedZone(inventory, { zone: ZONE, ...site }).rrsets, decided)).toEqual(
      [],
    );
  });

  test.each([
    ['stays', OLD],
    ['ours', OLD],
    ['moves', undefined],
    ['none', undefined],
  ] as const)('the answer about mail says whether an alias under its name stays behind: %s', (word, address) => {
    const answers: Answers = { registration: 'stays', hosting: 'moves', mail: word, nameServers: 'stays' };
    const ctx = { domain: ZONE, stepId: 'change-records', answers, earlier: {} };
    const targets = { siteAddresses: [NEW], mailRecords: null };
    const { rrsets } = intendFrom(ctx, [...base, set('mail', 'CNAME', 'klant.nl.')], targets);
    expect(data(rrsets, at('mail', 'A'))).toBe(address);
  });

  test.each([
    ['a journal', { free: { newAddresses: '2001:DB8:0:1::80; 203.0.113.9' } }, []],
    ['the new host', {}, ['2001:DB8:0:1::80', '203.0.113.9']],
  ] as const)('addresses are in the one spelling, however %s writes them', async (_by, more, addresses) => {
    const answers: Answers = { registration: 'stays', hosting: 'moves', mail: 'stays', nameServers: 'stays', ...more };
    const ctx = { domain: ZONE, stepId: 'change-records', answers, earlier: {} };
    const newHosting = { service: () => Promise.resolve({ addresses }) };
    const targets = await readTargets(ctx, { newHosting } as unknown as StepPorts, new AbortController().signal);
    expect(targets.siteAddresses).toEqual(['2001:db8:0:1::80', '203.0.113.9']);
  });

  const anyDecisions: fc.Arbitrary<ZoneDecisions> = fc.record({
    zone: fc.constant(ZONE),
    newNameServers: fc.constant(NEW_NS),
    siteAddresses: fc.constantFrom([], [NEW], [NEW, '2001:db8::9']),
    ttlSeconds: fc.constantFrom(0, 60, 300, 100_000),
    ...{},
  });

  test('every RRset of the old zone is copied exactly or named with its reason; nothing is dropped silently (I24)', () =>
    fc.assert(
      fc.property(anyZone, anyDecisions, fc.boolean(), (inventory, decisions, mailMoves) => {
        const { rrsets, decided } = intendedZone(inventory, { ...decisions, ...(mailMoves ? mail : {}) });
        const named = new Map(decided.map((one) => [one.key, one]));
        for (const old of inventory) {
          const now = data(rrsets, rrsetKey(old));
          if (now !== old.rdatas.join(' ')) expect(named.get(rrsetKey(old))?.was).toEqual(old.rdatas);
          else expect(named.has(rrsetKey(old))).toBe(false);
        }
        for (const one of decided)
          expect([one.why !== '', data(rrsets, one.key) ?? '']).toEqual([true, one.becomes.join(' ')]);
      }),
    ));

  test('done twice it is the same, aliases stand alone, and TTLs keep their bounds', () =>
    fc.assert(
      fc.property(anyZone, anyDecisions, (inventory, decisions) => {
        const once = intendedZone(inventory, decisions).rrsets;
        expect(intendedZone(once, decisions).decided).toEqual([]);
        for (const one of once) {
          if (one.type === 'CNAME') expect(once.filter(({ name }) => name === one.name)).toHaveLength(1);
          const isApexNs = one.name === ZONE && one.type === 'NS';
          expect(one.ttlSeconds).toBeLessThanOrEqual(
            Math.max(decisions.ttlSeconds!, isApexNs ? APEX_NS_TTL_SECONDS : 0),
          );
        }
      }),
    ));
});
