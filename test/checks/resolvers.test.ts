import { describe, expect, test } from 'vitest';
import type { TurnQuestion } from '../../src/checks/resolvers.ts';
import { judgeTurn, readResolvers, turnOf } from '../../src/checks/resolvers.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { DnsAnswer, DnsOutcome } from '../../src/ports/dns.ts';
import { signal } from './internet.ts';
import type { Saying } from './public-dns.ts';
import { klant, publicDns } from './public-dns.ts';

const NAME = fqdn('www.klant.nl');
const question: TurnQuestion = { name: NAME, type: 'A', old: ['192.0.2.1'], new: ['192.0.2.2'] };
const resolver = { name: 'quad', address: '9.9.9.10', gate: true };
const answer = (outcome: DnsOutcome, sets: readonly Rrset[] = [], authority: readonly Rrset[] = []): DnsAnswer => ({
  question: { server: { address: '9.9.9.10' }, name: NAME, type: 'A', recursive: true },
  outcome,
  authoritative: false,
  answer: sets,
  authority,
  additional: [],
  atMs: 1_000_000,
});
const a = (ttlSeconds: number, ...rdatas: string[]): Rrset => rrset(NAME, 'A', ttlSeconds, rdatas);
const soa = rrset(fqdn('klant.nl'), 'SOA', 600, ['ns. h. 1 2 3 4 900']);

const cases: readonly [title: string, said: DnsAnswer, outcome: string, clearsAtMs: number | null][] = [
  ['the new data', answer('answer', [a(60, '192.0.2.2')]), 'new', null],
  ['the old data: forgotten when its TTL is over', answer('answer', [a(60, '192.0.2.1')]), 'old', 1_060_000],
  ['both at once', answer('answer', [a(60, '192.0.2.1', '192.0.2.2')]), 'mixed', 1_060_000],
  ['something else', answer('answer', [a(60, '203.0.113.1')]), 'other', 1_060_000],
  ['"does not exist", kept as long as the SOA says', answer('nxdomain', [], [soa]), 'negative', 1_600_000],
  ['"nothing of this type"', answer('nodata'), 'negative', null],
  ['SERVFAIL is no answer', answer('servfail'), 'error', null],
  ['a timeout is no answer', answer('timeout'), 'error', null],
  ['a hostile TTL', answer('answer', [a(2 ** 31 - 1, '192.0.2.1')]), 'old', 1_000_000 + 7 * 86_400_000],
];

describe('one resolver', () => {
  test.each(cases)('%s: %s', (_title, said, outcome, clearsAtMs) =>
    expect(judgeTurn(resolver, question, said)).toMatchObject({ outcome, clearsAtMs }),
  );
  test('old and new are the same: it counts as new', () =>
    expect(
      judgeTurn(resolver, { ...question, new: question.old }, answer('answer', [a(60, '192.0.2.1')])).outcome,
    ).toBe('new'));
  test('gone on purpose: nothing is the new answer', () =>
    expect(judgeTurn(resolver, { ...question, new: [] }, answer('nxdomain', [], [soa])).outcome).toBe('new'));

  test('is new only when it is so for every question', () => {
    const turn = (...said: DnsAnswer[]) => turnOf(said.map((one) => judgeTurn(resolver, question, one)))[0]!.outcome;
    const fresh = answer('answer', [a(60, '192.0.2.2')]);
    const stale = answer('answer', [a(60, '192.0.2.1')]);
    expect([turn(fresh, fresh), turn(fresh, stale), turn(stale, stale), turn(fresh, answer('timeout'))]).toEqual([
      'new',
      'mixed',
      'old',
      'error',
    ]);
  });
});

describe('SERVFAIL', () => {
  const refusing =
    (checked: (times: number) => 'servfail' | 'new', unchecked: 'new' | 'servfail' | 'timeout'): Saying =>
    ({ checkingDisabled }, times) => {
      const said = checkingDisabled === true ? unchecked : checked(times);
      return said === 'new' ? [60, '192.0.2.2'] : said;
    };
  const rows: readonly [title: string, saying: Saying, fails: true | undefined][] = [
    ['with its judgement, twice, and not without it: that is DNSSEC', refusing(() => 'servfail', 'new'), true],
    ['without it too: the servers are the matter', refusing(() => 'servfail', 'servfail'), undefined],
    ['once, and then no more', refusing((times) => (times === 1 ? 'servfail' : 'new'), 'new'), undefined],
    ['and nothing at all without it', refusing(() => 'servfail', 'timeout'), undefined],
    ['never', refusing(() => 'new', 'new'), undefined],
  ];
  test.each(rows)('%s', async (_title, saying, fails) => {
    const dns = publicDns(klant(), { '9.9.9.1': saying });
    const [one] = await readResolvers(dns, [question], signal());
    expect(one!.dnssecFails).toBe(fails);
    if (fails === true) expect([one!.outcome, one!.why]).toEqual(['error', 'EDE 6 bogus']);
    const withoutJudgement = dns.asked.filter(({ checkingDisabled }) => checkingDisabled === true).length;
    expect(withoutJudgement).toBe(_title === 'never' ? 0 : 1);
  });
});

describe('several caches behind one address', () => {
  const shards =
    (...said: readonly string[]): Saying =>
    (_question, times) => [60 * times, said[times - 1] ?? '192.0.2.2'];
  const rows: readonly [title: string, saying: Saying, outcome: string, clears: (number | null)[]][] = [
    ['all of them new', shards('192.0.2.2', '192.0.2.2', '192.0.2.2'), 'new', [null, null]],
    [
      'one of them old: not turned, until that one is gone',
      shards('192.0.2.2', '192.0.2.1', '192.0.2.2'),
      'mixed',
      [120_000, 120_000],
    ],
    [
      'two of them old: the last one counts, the first is looked at',
      shards('192.0.2.1', '192.0.2.2', '192.0.2.1'),
      'mixed',
      [180_000, 60_000],
    ],
  ];
  test.each(rows)('%s', async (_title, saying, outcome, [last, first]) => {
    const [one] = await readResolvers(publicDns(klant(), { '8.8.8.8': saying }), [question], signal());
    expect(one).toMatchObject({ outcome, clearsAtMs: last, nextClearsAtMs: first });
  });
  test('an address with one cache is asked once', async () => {
    const dns = publicDns(klant(), { '9.9.9.1': shards('192.0.2.2') });
    await readResolvers(dns, [question], signal());
    expect(dns.asked).toHaveLength(1);
  });
});
