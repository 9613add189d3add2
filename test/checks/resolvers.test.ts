import { describe, expect, test } from 'vitest';
import type { TurnQuestion } from '../../src/checks/resolvers.ts';
import { judgeTurn, turnOf } from '../../src/checks/resolvers.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { DnsAnswer, DnsOutcome } from '../../src/ports/dns.ts';

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
