import { describe, expect, test } from 'vitest';
import { boundedDns } from '../../src/checks/bounded-dns.ts';
import { readHonesty } from '../../src/checks/canaries.ts';
import { contentTerms } from '../../src/checks/delegation-sight.ts';
import { judgeSight } from '../../src/checks/propagation.ts';
import type { Expectation } from '../../src/checks/propagation-expected.ts';
import {
  agreementOn,
  changeOf,
  readAuthorities,
  resolverQuestions,
  truthOf,
} from '../../src/checks/propagation-expected.ts';
import { readResolvers } from '../../src/checks/resolvers.ts';
import { turnQuestions } from '../../src/checks/turn-questions.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { HOUR } from '../../src/domain/time.ts';
import { signal } from './internet.ts';
import { klant, publicDns, ZONE } from './public-dns.ts';

const TO: Expectation = {
  ...agreementOn(ZONE),
  kind: 'switch',
  source: 'asked',
  newNameServers: [fqdn('ns.nieuw.test')],
};

async function seen(expected: Expectation, world = klant()) {
  const dns = publicDns(world, { '9.9.9.1': () => undefined });
  const authorities = await readAuthorities(dns, expected, signal());
  const truth = truthOf(expected, authorities, 0);
  const resolvers = await readResolvers(dns, resolverQuestions(expected, authorities, truth), signal());
  const honesty = await readHonesty(dns, { delegation: authorities.delegation, servers: [] }, [], signal());
  return { ...authorities, resolvers, honesty, spent: false };
}

describe('what was not asked', () => {
  const withUnasked = async (spent: boolean) => {
    const sight = await seen(TO);
    const [server] = sight.newServers.servers;
    const other = { ...server!, address: '2001:db8::1', outcome: 'not-asked', tcp: 'not-asked', answers: [] } as const;
    const newServers = { ...sight.newServers, servers: [...sight.newServers.servers, other] };
    return judgeSight(TO, { ...sight, newServers, spent }, 0);
  };
  test('for want of a route is named and left out', async () => {
    const { verdict, findings } = await withUnasked(false);
    expect([verdict, findings.map(({ tag }) => tag)]).toEqual(['propagated', ['NOT_ASKED']]);
  });
  test('because the bounds were reached is never taken for well', async () =>
    expect((await withUnasked(true)).verdict).toBe('unknown'));
});

test('the old zone names itself although everybody is on the new side: said, and no verdict of its own', async () => {
  const expected = { ...TO, oldNameServers: [fqdn('ns.oud.test')] };
  const { verdict, findings } = judgeSight(expected, await seen(expected), 0);
  expect([verdict, findings.map(({ tag }) => tag)]).toEqual(['propagated', ['OLD_APEX_NS_STAYS']]);
});

test('past the deadline a resolver that is late is named, one that is silent too, and neither counts', async () => {
  const expected = { ...TO, switchedAtMs: 0, worstCaseAtMs: HOUR };
  const sight = await seen(expected);
  const late = (outcome: 'old' | 'error') =>
    judgeSight(expected, { ...sight, resolvers: sight.resolvers.map((answer) => ({ ...answer, outcome })) }, HOUR);
  expect(
    [late('old'), late('error')].map(({ verdict, findings }) => [verdict, findings.map(({ tag }) => tag)]),
  ).toEqual([
    ['propagated', ['RESOLVER_STALE']],
    ['propagated', ['RESOLVER_SILENT']],
  ]);
});

describe('more changes than resolvers are asked about', () => {
  const www = fqdn('www.klant.test');
  const hosts = (count: number, data: string): Rrset[] =>
    Array.from({ length: count }, (_one, at) => rrset(fqdn(`h${at}.klant.test`), 'A', 300, [data]));
  const was = (count: number) => [...hosts(count, '198.51.100.7'), rrset(www, 'CNAME', 86_400, ['oud.elders.test.'])];
  const becomes = (count: number) => [...hosts(count, '198.51.100.8'), rrset(www, 'CNAME', 300, ['x.elders.test.'])];
  const world = (count: number) =>
    klant({ new: becomes(count).map(({ name, type, rdatas }) => `${name} ${type}/300 ${rdatas}`) });
  const deadline = { source: 'migration', switchedAtMs: 0, worstCaseAtMs: 24 * HOUR } as const;
  const records = (count: number): Expectation => ({
    ...{ ...agreementOn(ZONE), ...deadline, kind: 'records' },
    ...changeOf(ZONE, was(count), becomes(count)),
  });
  const asked = async (expected: Expectation) =>
    (await seen(expected, world(12))).resolvers.map(({ name, type }) => `${name} ${type}`);

  test('what caches keep longest is asked about whatever comes before it', async () => {
    const shown = [...hosts(11, '').map(({ name }) => `${name} A`), `${www} CNAME`];
    expect(await asked(records(12))).toEqual(shown);
    const zones = { inventory: was(12), intended: becomes(12) };
    const turned = turnQuestions(ZONE, zones, { old: [fqdn('ns.oud.test')], new: [fqdn('ns.nieuw.test')] });
    expect(turned.map(({ name, type }) => `${name} ${type}`)).toEqual([`${ZONE} NS`, ...shown.toSpliced(10, 1)]);
  });

  test('where nobody knows what was before, by what it is now', async () => {
    const sets = becomes(12).map((set) => ({ ...set, ttlSeconds: set.name === www ? 3600 : 300 }));
    expect((await asked({ ...records(12), before: [], sets })).at(-1)).toBe(`${www} CNAME`);
  });

  test.each<[string, number, number, string]>([
    ['before the deadline resolvers do not speak for the rest', 12, HOUR, 'partial'],
    ['at the deadline they need not', 12, 24 * HOUR, 'propagated'],
    ['who was asked about everything speaks for it', 11, HOUR, 'propagated'],
  ])('%s', async (_title, count, now, verdict) => {
    const judged = judgeSight(records(count), await seen(records(count), world(count)), now);
    expect([judged.verdict, judged.turns.map(({ outcome }) => outcome)]).toEqual([verdict, ['new']]);
    const own = [rrset(ZONE, 'NS', 3600, ['ns.nieuw.test.']), rrset(ZONE, 'A', 3600, ['198.51.100.2'])];
    // The name servers are the twelfth question.
    const planned = { inventory: [...own, ...was(count - 1)], intended: [...own, ...becomes(count - 1)] };
    const switched: Expectation = { ...TO, ...deadline, oldNameServers: [fqdn('ns.oud.test')], planned };
    expect(judgeSight(switched, await seen(switched, world(count - 1)), now).verdict).toBe(verdict);
  });
});

test('an edit in the old zone is told', async () => {
  const inventory = [rrset(ZONE, 'NS', 300, ['ns.oud.test.']), rrset(ZONE, 'A', 300, ['198.51.100.9'])];
  const intended = [rrset(ZONE, 'NS', 300, ['ns.nieuw.test.']), rrset(ZONE, 'A', 3600, ['198.51.100.2'])];
  const expected = { ...TO, oldNameServers: [fqdn('ns.oud.test')], planned: { intended, inventory } };
  const { findings } = judgeSight(expected, await seen(expected), 0);
  expect(findings.filter(({ tag }) => tag === 'ZONE_DRIFTED').map(({ subject }) => subject)).toEqual(['klant.test. A']);
});

test('a change of records is what differs, what is new, and what goes', () => {
  const www = fqdn('www.klant.test');
  const before = [
    rrset(ZONE, 'A', 60, ['192.0.2.1']),
    rrset(ZONE, 'MX', 60, ['10 a.']),
    rrset(ZONE, 'TXT', 60, ['"x"']),
  ];
  const after = [
    rrset(ZONE, 'A', 60, ['192.0.2.2']),
    rrset(ZONE, 'TXT', 60, ['"x"']),
    rrset(www, 'A', 60, ['192.0.2.3']),
  ];
  const { sets, gone, before: was } = changeOf(ZONE, before, after);
  expect([sets.map(({ name, type }) => `${name} ${type}`), gone, was.map(({ type }) => type)]).toEqual([
    ['klant.test. A', 'www.klant.test. A'],
    [{ name: ZONE, type: 'MX', rdatas: [] }],
    ['A', 'MX'],
  ]);
});

describe('names that come or go under a wildcard', () => {
  const set = (label: string, type: string, data: string, ttlSeconds = 300): Rrset =>
    rrset(fqdn(`${label}.klant.test`), type, ttlSeconds, [data]);
  const apex = rrset(ZONE, 'A', 300, ['192.0.2.1']);
  const star = set('*', 'A', '192.0.2.9', 86_400);
  const starMx = set('*', 'MX', '10 a.', 7200);
  const alias = set('*', 'CNAME', 'vang.elders.nl.', 86_400);
  const host = set('auto', 'A', '192.0.2.2');
  const service = set('auto', 'CNAME', 'auto.elders.nl.');
  const below = set('x.auto', 'A', '192.0.2.2');
  const key = set('_key', 'TXT', '"x"');
  const cut = set('kind', 'NS', 'ns.elders.nl.');
  const belowCut = set('*.kind', 'A', '192.0.2.8', 7200);
  const negative = 'klant.test. SOA 900';
  const STAR = '*.klant.test. A 86400';
  const terms = (before: readonly Rrset[], after: readonly Rrset[]): string[] => {
    const server = { server: fqdn('ns.oud.test'), address: '192.0.2.21', outcome: 'answer', tcp: 'answer' } as const;
    const said = { name: star.name, type: 'A', outcome: 'answer', rdatas: [], alias: null } as const;
    const answers = before.includes(star) ? [{ ...said, ttlSeconds: star.ttlSeconds }] : [];
    const servers = [{ ...server, serial: 1, negativeTtlSeconds: 900, answers }];
    return contentTerms(ZONE, [apex, ...before], [apex, ...after], { zone: ZONE, servers }, 'there').map(
      ({ source, seconds }) => source.replace('there', String(seconds)),
    );
  };
  test.each<[string, Rrset[], Rrset[], string[]]>([
    ['a name that is new', [star], [star, service], [STAR, negative]],
    ['a new name of the wildcard’s own type', [star], [star, host], [STAR, negative]],
    ['a new name two labels below', [star], [star, below], [STAR, negative]],
    [
      'a new name, all that the wildcard says',
      [star, starMx],
      [star, starMx, host],
      [STAR, '*.klant.test. MX 7200', negative],
    ],
    ['a new name under an alias', [alias], [alias, host], ['*.klant.test. CNAME 86400', negative]],
    ['several new names count once', [star], [star, host, set('b', 'A', '192.0.2.3')], [STAR, negative]],
    ['a new wildcard below the old one', [star], [star, set('*.auto', 'A', '192.0.2.3')], [STAR, negative]],
    ['a name that was there hides it', [star, host], [star, host, set('auto', 'MX', '10 a.')], [negative]],
    ['a name with names below hides it', [star, below], [star, below, host], [negative]],
    ['nobody asks for a service’s addresses', [star], [star, key], [negative]],
    [
      'a delegation hides it',
      [star, cut, belowCut],
      [star, cut, belowCut, set('x.kind', 'A', '192.0.2.3')],
      [negative],
    ],
    ['no wildcard', [], [host], [negative]],
    ['a new wildcard', [], [star], [negative]],
    ['the wildcard goes', [star], [], [STAR]],
    ['a name is left to it', [star, host], [star], ['auto.klant.test. A 300', negative]],
    ['a name goes, names below it stay', [star, below, host], [star, below], ['auto.klant.test. A 300']],
  ])('%s', (_title, before, after, found) => expect(terms(before, after)).toEqual(found));

  const asked = (before: readonly Rrset[], after: readonly Rrset[]) =>
    turnQuestions(ZONE, { inventory: [apex, ...before], intended: [apex, ...after] }, undefined).map(
      ({ name, type, old, new: fresh }) => `${name} ${type}: ${old} → ${fresh}`,
    );
  test('caches are asked for what the wildcard said there, and for what it says from now on', () => {
    expect(asked([star], [star, service])).toEqual([
      'auto.klant.test. A: 192.0.2.9 → ',
      'auto.klant.test. CNAME:  → auto.elders.nl.',
    ]);
    expect(asked([star], [star, host])).toEqual(['auto.klant.test. A: 192.0.2.9 → 192.0.2.2']);
    expect(asked([star, host], [star])).toEqual(['auto.klant.test. A: 192.0.2.2 → 192.0.2.9']);
    expect(asked([alias, host], [alias])).toEqual(['auto.klant.test. A: 192.0.2.2 → ']);
  });

  test('of a change of records what is left to the wildcard is told, and what it said before', () => {
    const left = changeOf(ZONE, [apex, star, host], [apex, star]);
    expect(left).toEqual({ sets: [], gone: [{ name: host.name, type: 'A', rdatas: star.rdatas }], before: [host] });
    const made = changeOf(ZONE, [apex, star], [apex, star, service]);
    expect(made.gone).toEqual([{ name: host.name, type: 'A', rdatas: [], alias: service.rdatas[0] }]);
    expect(made.before).toEqual([{ ...star, name: host.name }]);
  });
});

test('a bounded DNS asks so much and no more, in order, and resolvers beside that', async () => {
  const dns = publicDns(klant(), { '9.9.9.1': () => undefined });
  const bounded = boundedDns(dns, 3);
  const ask = (address: string, recursive: boolean) => ({ server: { address }, name: ZONE, type: 'NS', recursive });
  const questions = [1, 2, 3, 4].flatMap(() => [ask('192.0.2.21', false), ask('9.9.9.1', true)]);
  const answers = await bounded.askAll(questions, signal());
  expect(answers.map(({ outcome, question }) => `${question.recursive ? 'r' : 'a'} ${outcome}`)).toEqual([
    ...[1, 2, 3].flatMap(() => ['a answer', 'r answer']),
    'a not-asked',
    'r answer',
  ]);
  expect([bounded.asked, bounded.left]).toEqual([7, 1]);
});
