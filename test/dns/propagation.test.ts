import { describe, expect, test } from 'vitest';
import { deadlinePerRrset, termsWithin, worstCaseAt } from '../../src/dns/deadline.ts';
import type { GateTurn, ParentKind, PropagationVerdict, Standing, TurnOutcome } from '../../src/dns/propagation.ts';
import {
  delegationFindings,
  dsHolds,
  kindOfParent,
  oldNsStays,
  propagationVerdict,
} from '../../src/dns/propagation.ts';
import { defaultResolvers, RESOLVER_TABLE, resolverRow } from '../../src/dns/resolver-table.ts';
import type { Outcome, ParentAnswer, ServerAnswers } from '../../src/dns/views.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { fqdn } from '../../src/domain/name.ts';

const ZONE = fqdn('klant.nl');
const names = (...all: string[]): Fqdn[] => all.map((name) => fqdn(name));
const NEW = names('ns1.nieuw.net', 'ns2.nieuw.net');
const OLD = names('ns1.oud.net', 'ns2.oud.net');
const parent = (ns: readonly Fqdn[], outcome: Outcome = 'referral'): ParentAnswer => ({
  server: 'ns1.dns.nl.',
  address: '192.0.2.1',
  outcome,
  ns,
  nsTtlSeconds: 3600,
  dsOutcome: 'nodata',
  ds: [],
  dsTtlSeconds: null,
});

const kinds: readonly [title: string, answer: ParentAnswer, old: readonly Fqdn[] | null, kind: ParentKind][] = [
  ['exactly the new set, in any order', parent([...NEW].reverse()), OLD, 'new'],
  ['exactly the old set', parent(OLD), OLD, 'old'],
  ['old and new together', parent([...OLD, ...NEW]), OLD, 'half'],
  ['one new server alone', parent(NEW.slice(0, 1)), OLD, 'half'],
  ["a registry's placeholder", parent(names('f.nic.de')), OLD, 'intermediate'],
  ['the same where nobody knows what was before', parent(names('f.nic.de')), null, 'old'],
  ['one of the old ones left out', parent(OLD.slice(0, 1)), OLD, 'old'],
  ['no delegation', parent([], 'nxdomain'), OLD, 'none'],
  ['a timeout is no "none"', parent([], 'timeout'), OLD, 'unknown'],
  ['nor is a lame server', parent([], 'lame'), OLD, 'unknown'],
];
test.each(kinds)('one parent: %s', (_title, answer, old, kind) => expect(kindOfParent(answer, NEW, old)).toBe(kind));

const gate = (...outcomes: TurnOutcome[]): GateTurn[] =>
  outcomes.map((outcome, index) => ({ name: `r${index}`, outcome }));
const right: Standing = {
  truth: { delegated: 'yes', served: 'yes' },
  parents: ['new', 'new'],
  gate: gate('new', 'new', 'new'),
  deadlinePassed: false,
  dnssecFails: false,
};
const many = (share: number): GateTurn[] =>
  Array.from({ length: 100 }, (_, index) => gate(index < share ? 'new' : 'old')[0]!);
const records = { truth: { delegated: 'yes', served: 'no' }, parents: null } as const;

const verdicts: readonly [title: string, change: Partial<Standing>, verdict: PropagationVerdict][] = [
  ['truth, and every resolver that counts', {}, 'propagated'],
  ['truth, and 99 of 100 resolvers: no percentage is enough', { gate: many(99) }, 'partial'],
  ['truth, and the deadline, whatever resolvers say', { gate: many(0), deadlinePassed: true }, 'propagated'],
  ['truth, the deadline, and a resolver that is dead', { gate: gate('error'), deadlinePassed: true }, 'propagated'],
  [
    'every resolver and the deadline, but one parent is old',
    { parents: ['new', 'old'], truth: { delegated: 'no', served: 'yes' }, deadlinePassed: true },
    'partial',
  ],
  ['every parent is old', { parents: ['old', 'old'], truth: { delegated: 'no', served: 'yes' } }, 'not-started'],
  [
    'one is old, one silent: those that spoke are old',
    { parents: ['old', 'unknown'], truth: { delegated: 'no', served: 'yes' } },
    'not-started',
  ],
  [
    'one is new, one silent',
    { parents: ['new', 'unknown'], truth: { delegated: 'unknown', served: 'yes' } },
    'unknown',
  ],
  [
    'nobody answers',
    { parents: ['unknown', 'unknown'], truth: { delegated: 'unknown', served: 'unknown' } },
    'unknown',
  ],
  [
    "a registry's placeholder everywhere",
    { parents: ['intermediate', 'intermediate'], truth: { delegated: 'no', served: 'yes' } },
    'partial',
  ],
  ['no delegation at all', { parents: ['none', 'none'], truth: { delegated: 'no', served: 'yes' } }, 'failed'],
  ['a new server serves something else', { truth: { delegated: 'yes', served: 'no' }, deadlinePassed: true }, 'failed'],
  [
    'a new server is silent, after the deadline too',
    { truth: { delegated: 'yes', served: 'unknown' }, deadlinePassed: true },
    'unknown',
  ],
  ['resolvers that validate refuse it, all else is well', { dnssecFails: true, deadlinePassed: true }, 'failed'],
  ['a resolver is silent before the deadline', { gate: gate('new', 'error') }, 'partial'],
  ['a resolver is silent and no deadline is known', { gate: gate('new', 'error'), deadlinePassed: null }, 'unknown'],
  [
    'a resolver is old and no deadline is known',
    { gate: gate('new', 'old', 'error'), deadlinePassed: null },
    'partial',
  ],
  ['no resolver counts and no deadline is known', { gate: [], deadlinePassed: null }, 'unknown'],
  ['no resolver counts, before the deadline', { gate: [] }, 'partial'],
  ['every resolver is new, and was not asked about all that changes', { gate: gate('new'), cutOff: true }, 'partial'],
  [
    'it was not asked about all that changes, and the deadline has passed',
    { gate: gate('new', 'old'), cutOff: true, deadlinePassed: true },
    'propagated',
  ],
  [
    'it was not asked about all that changes, and nobody knows a deadline',
    { gate: gate('new'), cutOff: true, deadlinePassed: null },
    'propagated',
  ],
  [
    'nothing was to change, and resolvers are silent',
    { gate: gate('error'), deadlinePassed: null, settled: true },
    'propagated',
  ],
  [
    'nothing was to change, and a resolver knows another set',
    { gate: gate('other'), deadlinePassed: null, settled: true },
    'partial',
  ],
  ['records: no server has them yet', { ...records, records: { right: 0, wrong: 4 } }, 'not-started'],
  ['records: some servers have them', { ...records, records: { right: 1, wrong: 3 } }, 'partial'],
  [
    'records: all servers, one cache not',
    { truth: { delegated: 'yes', served: 'yes' }, parents: null, gate: gate('old') },
    'partial',
  ],
];
test.each(verdicts)('%s', (_title, change, verdict) =>
  expect(propagationVerdict({ ...right, ...change })).toBe(verdict),
);

describe('what is said of the parents', () => {
  const said = (...parents: ParentAnswer[]) =>
    delegationFindings(ZONE, { zone: ZONE, parents }, NEW, OLD, 0).map(
      ({ tag, evidence }) => `${tag} ${evidence.length}`,
    );
  test('a set between old and new is named as such, beside those that are behind', () =>
    expect(said(parent(NEW), parent(OLD), parent(names('f.nic.de')))).toEqual([
      'DELEGATION_PARTIAL 1',
      'DELEGATION_INTERMEDIATE 1',
    ]));
  test('all of them with the old set have not begun: nothing is wrong', () =>
    expect(said(parent(OLD), parent(OLD))).toEqual([]));
  test('no delegation', () => expect(said(parent([], 'nxdomain'), parent([], 'timeout'))).toEqual(['NOT_DELEGATED 1']));
});

const server = (answers: ServerAnswers['answers'], outcome: Outcome = 'answer'): ServerAnswers => ({
  server: NEW[0]!,
  address: '192.0.2.53',
  outcome,
  tcp: outcome,
  serial: 1,
  negativeTtlSeconds: 900,
  answers,
});
const KEY = '257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==';
const said = (type: string, rdatas: readonly string[], outcome: Outcome = 'answer') => ({
  name: ZONE,
  type,
  outcome,
  rdatas,
  ttlSeconds: 3600,
  alias: null,
});

describe('a DS without its key', () => {
  // RFC 6605 §6.1 gives this key; its SHA-256 DS for klant.nl is not that of the RFC's example.net.
  const other = '55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17';
  const view = (answers: ServerAnswers['answers'], outcome: Outcome = 'answer') => ({
    zone: ZONE,
    servers: [server(answers, outcome)],
  });
  const withDs = (ds: readonly string[]) => ({
    zone: ZONE,
    parents: [{ ...parent(NEW), dsOutcome: 'answer' as const, ds }],
  });
  const tags = (ds: readonly string[], answers: ServerAnswers['answers'], outcome: Outcome = 'answer') =>
    dsHolds(withDs(ds), view(answers, outcome), 0, {}).map(({ tag }) => tag);
  const rows: readonly [string, string[], string[]][] = [
    ['another key', tags([other], [said('DNSKEY', [KEY])]), ['DNSSEC_FAILS']],
    ['an unsigned zone', tags([other], [said('DNSKEY', [], 'nodata')]), ['DNSSEC_FAILS']],
    ['no DS', tags([], [said('DNSKEY', [], 'nodata')]), []],
    ['a digest that cannot be computed proves nothing', tags(['55648 13 99 ab'], [said('DNSKEY', [KEY])]), []],
    ['keys that nobody told are not missing', tags([other], [said('DNSKEY', [], 'timeout')]), []],
    ['a silent server has no wrong keys', tags([other], [said('DNSKEY', [KEY])], 'timeout'), []],
  ];
  test.each(rows)('%s', (_title, found, expected) => expect(found).toEqual(expected));
});

describe('the zone that is left', () => {
  const view = (rdatas: readonly string[], outcome: Outcome = 'answer') => ({
    zone: ZONE,
    servers: [server([said('NS', rdatas)], outcome)],
  });
  test('names its own servers: caches may stay there', () =>
    expect(oldNsStays(ZONE, NEW, view(OLD), 0)?.tag).toBe('OLD_APEX_NS_STAYS'));
  test('names the new ones', () => expect(oldNsStays(ZONE, NEW, view(NEW), 0)).toBeUndefined());
  test('is gone', () => expect(oldNsStays(ZONE, NEW, view(OLD, 'refused'), 0)).toBeUndefined());
});

describe('deadlines', () => {
  const terms = [
    { what: 'delegation', seconds: 3600, source: 'parent' },
    { what: 'apex-ns', seconds: 14_400, source: 'apex' },
    { what: 'rrset', seconds: 300, source: 'klant.nl. A' },
    { what: 'rrset', seconds: 7200, source: 'klant.nl. MX' },
  ] as const;
  test('each RRset has its own, the longest is the whole', () => {
    const rows = deadlinePerRrset({ switchedAtMs: 0, terms });
    expect(rows.map(({ source, seconds }) => [source, seconds])).toEqual([
      ['klant.nl. A', 14_700],
      ['klant.nl. MX', 21_600],
    ]);
    expect(worstCaseAt({ switchedAtMs: 0, terms })).toBe(21_600_000);
  });
  test('without content it is the way to the servers', () =>
    expect(deadlinePerRrset({ switchedAtMs: 0, terms: terms.slice(0, 2) })).toEqual([
      { source: 'parent', seconds: 14_400, atMs: 14_400_000 },
    ]));
  test('a resolver keeps nothing longer than its ceiling', () =>
    expect(termsWithin(terms, 3600).map(({ seconds }) => seconds)).toEqual([3600, 3600, 300, 3600]));
  test('a hostile TTL is held to seven days first', () =>
    expect(
      worstCaseAt({
        switchedAtMs: 0,
        terms: termsWithin([{ what: 'rrset', seconds: 2 ** 31 - 1, source: 'x' }], undefined),
      }),
    ).toBe(7 * 86_400_000));
});

describe('the resolver table', () => {
  test('no address twice, every name once, only steady unfiltered services count', () => {
    const addresses = RESOLVER_TABLE.flatMap((row) => row.addresses);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(new Set(RESOLVER_TABLE.map(({ name }) => name)).size).toBe(RESOLVER_TABLE.length);
    for (const row of RESOLVER_TABLE) if (row.gate) expect([row.filters, row.asked]).toEqual([false, true]);
  });
  test('the default asks several operators in several regions', () => {
    const all = defaultResolvers();
    expect(new Set(all.map(({ operator }) => operator)).size).toBe(all.length);
    expect(all.filter(({ gate }) => gate).length).toBeGreaterThanOrEqual(3);
    expect(resolverRow(all[0]!.address)?.name).toBe(all[0]!.name);
    expect(resolverRow('192.0.2.1')).toBeUndefined();
  });
});
