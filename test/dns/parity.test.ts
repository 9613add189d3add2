import { describe, expect, test } from 'vitest';
import { compareZone, decidingQuestions, goneFrom, parityQuestions } from '../../src/dns/parity.ts';
import { allServe, judgeServers, noneServes } from '../../src/dns/servers.ts';
import type { Outcome, ServersView } from '../../src/dns/views.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';
import { anyZone, hiddenByWildcard, NEW_NS, served, set, ZONE } from './zones.ts';

const NOW = 1_000_000;
const apexNs = rrset(ZONE, 'NS', 3600, NEW_NS);
const zone = [
  apexNs,
  set('@', 'A', '192.0.2.1'),
  set('www', 'CNAME', 'klant.nl.'),
  set('@', 'MX', '10 mail.klant.nl.'),
  set('*.test', 'A', '192.0.2.3'),
];
const compare = (intended: readonly Rrset[], actual: readonly Rrset[], inventory: readonly Rrset[] = intended) => {
  const gone = goneFrom(inventory, intended);
  return compareZone(ZONE, intended, gone, served(actual, parityQuestions(ZONE, intended, gone)), NOW);
};
const without = (key: string): Rrset[] => zone.filter((one) => rrsetKey(one) !== key);
const replaced = (by: Rrset): Rrset[] => [...without(rrsetKey(by)), by];

const cases: readonly [title: string, actual: readonly Rrset[], verdict: string, tag: string | undefined][] = [
  ['equal zones', zone, 'yes', undefined],
  ['an RRset is missing', without('klant.nl. MX'), 'no', 'RRSET_MISSING'],
  ['an RRset differs', replaced(set('@', 'MX', '10 mx.nieuw.nl.')), 'no', 'RRSET_DIFFERS'],
  ['one record of several is missing', replaced(set('@', 'A', '192.0.2.1', '192.0.2.2')), 'no', 'RRSET_DIFFERS'],
  ['only the TTL differs', replaced({ ...set('@', 'A', '192.0.2.1'), ttlSeconds: 60 }), 'yes', 'TTL_DIFFERS'],
  ['the apex names other servers', replaced(rrset(ZONE, 'NS', 3600, ['ns1.oud.nl.'])), 'no', 'APEX_NS_DIFFERS'],
  [
    'an address stands where an alias should',
    [...without('www.klant.nl. CNAME'), set('www', 'A', '192.0.2.1')],
    'no',
    'RRSET_MISSING',
  ],
  [
    'an AAAA that nobody intended takes half the visitors',
    [...zone, set('@', 'AAAA', '2001:db8::1')],
    'no',
    'RRSET_DIFFERS',
  ],
  ["the host's own wildcard", [...zone, set('*', 'A', '192.0.2.99')], 'no', 'WILDCARD_DIFFERS'],
  ['a wildcard is missing', without('*.test.klant.nl. A'), 'no', 'WILDCARD_DIFFERS'],
];

describe('parity', () => {
  test.each(cases)('%s', (_title, actual, verdict, tag) => {
    const parity = compare(zone, actual);
    expect(parity.verdict).toBe(verdict);
    if (tag === undefined) expect(parity.findings).toEqual([]);
    else expect(parity.findings.map((finding) => finding.tag)).toContain(tag);
    for (const finding of parity.findings) expect(finding.evidence[0]?.asked).toContain('192.0.2.5');
  });

  test('a record that was taken out on purpose must be gone', () => {
    const old = [...zone, set('oud', 'A', '192.0.2.1')];
    expect(compare(zone, old, old).verdict).toBe('no');
    expect(compare(zone, zone, old).verdict).toBe('yes');
  });

  const wild = [...zone, set('*', 'A', '192.0.2.9')];
  const aliases = [...zone, set('*', 'CNAME', 'vang.elders.nl.')];
  const inZoneBelow = [...zone, set('kind', 'NS', 'ns.kind.nl.')];
  const left: readonly [title: string, intended: readonly Rrset[], gone: readonly Rrset[], found: string[]][] = [
    ['a wildcard', wild, [set('oud', 'A', '192.0.2.1')], ['RRSET_DIFFERS oud.klant.nl. A']],
    ['a wildcard without the type', wild, [set('oud', 'TXT', '"x"')], ['RRSET_DIFFERS oud.klant.nl. TXT']],
    ['a wildcard two labels up', wild, [set('a.oud', 'A', '192.0.2.1')], ['RRSET_DIFFERS a.oud.klant.nl. A']],
    ['a wildcard alias', aliases, [set('oud', 'A', '192.0.2.1')], ['RRSET_DIFFERS oud.klant.nl. A']],
    ['a wildcard alias, as an alias', aliases, [set('oud', 'CNAME', 'x.nl.')], ['RRSET_DIFFERS oud.klant.nl. CNAME']],
    [
      'nothing: a name below it stays',
      [...wild, set('a.oud', 'A', '192.0.2.1')],
      [set('oud', 'A', '192.0.2.1')],
      ['RRSET_DIFFERS oud.klant.nl. A'],
    ],
    [
      'nothing: its type goes, the name stays',
      [...wild, set('oud', 'TXT', '"x"')],
      [set('oud', 'A', '192.0.2.1')],
      ['RRSET_DIFFERS oud.klant.nl. A'],
    ],
    [
      'nothing: the wildcard itself goes',
      zone,
      [set('*', 'A', '192.0.2.9')],
      ['RRSET_DIFFERS *.klant.nl. A', 'WILDCARD_DIFFERS'],
    ],
    [
      'the wildcard above the one that goes',
      wild,
      [set('*.diep', 'A', '192.0.2.8')],
      ['RRSET_DIFFERS *.diep.klant.nl. A'],
    ],
  ];
  test.each(left)('what was taken out leaves its name to %s', (_title, intended, gone, found) => {
    const old = [...intended, ...gone];
    expect(compare(intended, intended, old)).toMatchObject({ verdict: 'yes', findings: [] });
    const still = compare(intended, old, old);
    expect(still.verdict).toBe('no');
    const seen = still.findings.map(({ tag, subject }) => (tag === 'WILDCARD_DIFFERS' ? tag : `${tag} ${subject}`));
    expect(seen).toEqual(found);
  });

  test('a wildcard is found missing where a name was left to it', () => {
    const old = [...wild, set('oud', 'A', '192.0.2.1')];
    const [gone] = compare(wild, zone, old).findings.filter(({ subject }) => subject === 'oud.klant.nl. A');
    expect(gone).toMatchObject({ tag: 'RRSET_DIFFERS', message: { values: { expected: '192.0.2.9' } } });
  });

  test('a wildcard below a delegation is not this zone’s to answer', () =>
    expect(parityQuestions(ZONE, [...inZoneBelow, set('*.kind', 'A', '192.0.2.9')])).toEqual(
      parityQuestions(ZONE, inZoneBelow),
    ));

  test.each([
    ['a wildcard', set('*', 'TXT', '"v=spf1 -all"')],
    ['a wildcard alias', set('*', 'CNAME', 'vang.elders.nl.')],
    ['an alias of its own', set('_dmarc', 'CNAME', '_dmarc.elders.nl.')],
  ])('a mail policy that comes from %s is no policy that the host added', (_title, policy) => {
    expect(compare([...zone, policy], [...zone, policy]).findings).toEqual([]);
  });

  test('an alias that took the place of an address answers for it, as intended', () => {
    const old = [...without('www.klant.nl. CNAME'), set('www', 'A', '192.0.2.1')];
    expect(compare(zone, zone, old)).toMatchObject({ verdict: 'yes', findings: [] });
    expect(compare(zone, old, old).findings.map(({ tag, subject }) => `${tag} ${subject}`)).toEqual([
      'RRSET_MISSING www.klant.nl. CNAME',
    ]);
  });

  test('an alias at the apex is one finding, not one for each type', () => {
    const aliased = [set('@', 'CNAME', 'cdn.elders.nl.'), ...zone.filter(({ name }) => name !== ZONE)];
    expect(compare(zone, aliased).findings.map(({ tag }) => tag)).toEqual(['CNAME_AT_APEX']);
  });

  test('a delegation below loses its DS', () => {
    const old = [...zone, set('kind', 'NS', 'ns.kind.nl.'), set('kind', 'DS', '1 13 2 aa')];
    const parity = compare(
      old,
      old.filter(({ type }) => type !== 'DS'),
    );
    expect(parity.findings.map(({ tag, subject }) => `${tag} ${subject}`)).toEqual([
      'SUBDELEGATION_MISSING kind.klant.nl. DS',
    ]);
  });

  test('a wildcard that hides below a name is found', () => {
    const old = [...zone, set('a.shop', 'A', '192.0.2.1')];
    expect(compare(old, [...old, set('*.shop', 'A', '192.0.2.9')]).findings.map(({ tag }) => tag)).toEqual([
      'WILDCARD_DIFFERS',
    ]);
  });

  test('below a name so long that none fits under it no wildcard is looked for', () => {
    const labels = (length: number) => Array.from({ length }, (_one, at) => (at % 64 === 63 ? '.' : 'a')).join('');
    const under = (length: number) => [...zone, set(`y.${labels(length - '.klant.nl'.length)}`, 'A', '192.0.2.1')];
    const probed = (length: number) =>
      parityQuestions(ZONE, under(length)).filter(({ name }) => name.startsWith('golive-') && name.length > 200).length;
    expect([233, 234, 251].map(probed)).toEqual([1, 0, 0]);
    expect(compare(under(251), under(251))).toMatchObject({ verdict: 'yes', findings: [] });
  });

  test('an open question is told beside a definite no', () => {
    const view = served(without('klant.nl. MX'), parityQuestions(ZONE, zone), NEW_NS, (address) =>
      address.endsWith('51') ? { outcome: 'timeout', answers: [] } : {},
    );
    expect(compareZone(ZONE, zone, [], view, NOW)).toMatchObject({ verdict: 'no', isOpen: true });
  });

  const silentTo = (type: string, all: readonly Rrset[]) =>
    served(all, parityQuestions(ZONE, all), NEW_NS, () => {
      const { answers } = served(all, parityQuestions(ZONE, all)).servers[0]!;
      return { answers: answers.map((one) => (one.type === type ? { ...one, outcome: 'servfail', rdatas: [] } : one)) };
    });
  const svcb = [...zone, set('@', 'SVCB', '1 .')];
  test.each<[string, string, readonly Rrset[]]>([
    ['SVCB', 'yes', zone],
    ['NAPTR', 'yes', zone],
    ['HTTPS', 'unknown', zone],
    ['MX', 'unknown', zone],
    ['SVCB', 'unknown', svcb],
  ])('no word on %s: %s', (type, verdict, all) => {
    expect(compareZone(ZONE, all, [], silentTo(type, all), NOW)).toMatchObject({
      verdict,
      isOpen: verdict === 'unknown',
    });
    expect(decidingQuestions(ZONE, all).some((question) => question.type === type)).toBe(verdict === 'unknown');
  });

  test('one address of one server decides: a stale one makes it no, a silent one unknown', () => {
    const questions = parityQuestions(ZONE, zone);
    const stale = served(without('klant.nl. MX'), questions).servers[0]!.answers;
    const mixed = served(zone, questions, NEW_NS, (address) => (address.endsWith('51') ? { answers: stale } : {}));
    expect(compareZone(ZONE, zone, [], mixed, NOW).verdict).toBe('no');
    const silent = served(zone, questions, NEW_NS, (address) =>
      address.endsWith('51') ? { outcome: 'timeout', answers: [] } : {},
    );
    expect(compareZone(ZONE, zone, [], silent, NOW).verdict).toBe('unknown');
    expect(compareZone(ZONE, zone, [], { zone: ZONE, servers: [] }, NOW).verdict).toBe('unknown');
  });

  test('an address family that was not asked counts only when a person took it on', () => {
    const view = served(zone, parityQuestions(ZONE, zone), NEW_NS, (address) =>
      address.endsWith('51') ? { outcome: 'not-asked', answers: [] } : {},
    );
    expect(compareZone(ZONE, zone, [], view, NOW).verdict).toBe('unknown');
    expect(compareZone(ZONE, zone, [], view, NOW, { acceptNotAsked: true }).verdict).toBe('yes');
  });

  test('a zone out of which anything was taken is itself, and what is still there is found', () =>
    fc.assert(
      fc.property(anyZone, fc.nat(), (any, keep) => {
        const inventory = any.filter(({ name, type }) => type !== 'NS' || name === ZONE);
        const isKept = (index: number): boolean => index === 0 || ((keep >> (index - 1)) & 1) === 1;
        const intended = inventory.filter((_set, index) => isKept(index));
        const taken = inventory.filter((_set, index) => !isKept(index));
        expect(compare(intended, intended, inventory)).toMatchObject({ verdict: 'yes', findings: [] });
        for (const one of taken) {
          const still = [...intended, one];
          fc.pre(!hiddenByWildcard(still, one));
          expect(compare(intended, still, inventory).verdict).toBe('no');
        }
      }),
    ));

  test('a zone equals itself, and any lost RRset is found', () =>
    fc.assert(
      fc.property(anyZone, fc.nat(), (inventory, index) => {
        const plain = inventory.filter(({ name, type }) => type !== 'NS' || name === ZONE);
        expect(compare(plain, plain).verdict).toBe('yes');
        const lost = plain[index % plain.length]!;
        fc.pre(!hiddenByWildcard(plain, lost));
        expect(
          compare(
            plain,
            plain.filter((one) => one !== lost),
          ).verdict,
        ).toBe('no');
      }),
    ));
});

describe('servers', () => {
  const view = (udp: Outcome, tcp: Outcome = 'answer', serial = 1): ServersView =>
    served(zone, [], NEW_NS, (address) => (address.endsWith('51') ? { outcome: udp, tcp, serial } : {}));
  const outcomes: readonly [Outcome, Outcome, string, string | undefined][] = [
    ['answer', 'answer', 'yes', undefined],
    ['lame', 'answer', 'no', 'SERVER_LAME'],
    ['refused', 'answer', 'no', 'SERVER_LAME'],
    ['servfail', 'answer', 'no', 'SERVER_LAME'],
    ['nxdomain', 'answer', 'no', 'SERVER_LAME'],
    ['timeout', 'answer', 'unknown', 'SERVER_UNREACHABLE'],
    ['unreachable', 'answer', 'unknown', 'SERVER_UNREACHABLE'],
    ['malformed', 'answer', 'unknown', 'SERVER_UNREACHABLE'],
    ['not-asked', 'not-asked', 'unknown', 'NOT_ASKED'],
    ['answer', 'timeout', 'unknown', 'TCP_REFUSED'],
    ['answer', 'unreachable', 'unknown', 'TCP_REFUSED'],
  ];
  test.each(outcomes)('%s over UDP and %s over TCP at one address: %s', (udp, tcp, verdict, tag) => {
    expect(allServe(view(udp, tcp))).toBe(verdict);
    expect(judgeServers(view(udp, tcp), NOW).map((finding) => finding.tag)).toEqual(tag === undefined ? [] : [tag]);
  });
  test('a zone that no address knows is absent, a silent one is not', () => {
    const all = (outcome: Outcome) => served(zone, [], NEW_NS, () => ({ outcome }));
    expect(noneServes(all('refused'))).toBe('yes');
    expect(judgeServers(all('refused'), NOW).map(({ tag }) => tag)).toEqual(['ZONE_ABSENT']);
    expect(noneServes(all('timeout'))).toBe('unknown');
    expect(noneServes(all('servfail')), 'it may have a zone that it cannot load').toBe('unknown');
    expect(judgeServers(all('servfail'), NOW).map(({ tag }) => tag)).not.toContain('ZONE_ABSENT');
    expect(noneServes(view('refused'))).toBe('no');
  });
  test('different versions are said', () =>
    expect(judgeServers(view('answer', 'answer', 2), NOW).map(({ tag }) => tag)).toEqual(['SERIALS_DIFFER']));
  test('a name server without any address is not overlooked', () => {
    const { servers } = view('answer');
    const gone = { ...servers[1]!, address: '', outcome: 'unreachable', tcp: 'unreachable' } as const;
    expect(allServe({ zone: ZONE, servers: [servers[0]!, gone] })).toBe('unknown');
  });
});
