import { describe, expect, test } from 'vitest';
import type { ZoneDecisions } from '../../src/dns/intended-zone.ts';
import { APEX_NS_TTL_SECONDS, intendedZone } from '../../src/dns/intended-zone.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';
import { anyZone, NEW_NS, OLD_NS, set, ZONE } from './zones.ts';

const OLD = '192.0.2.1';
const NEW = '203.0.113.9';
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
