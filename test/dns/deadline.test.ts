import { describe, expect, test } from 'vitest';
import type { DeadlineTerm } from '../../src/dns/deadline.ts';
import { clearsAt, decisiveTerms, TERM_KINDS, worstCaseAt, worstCaseSeconds } from '../../src/dns/deadline.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import fc from '../fast-check.ts';

const H = 3600;
const term = (what: DeadlineTerm['what'], seconds: number): DeadlineTerm => ({ what, seconds, source: 'test' });

const cases: readonly [title: string, terms: readonly DeadlineTerm[], seconds: number][] = [
  ['nothing measured, nothing to wait for', [], 0],
  [
    'parent and apex NS run at the same time: the longer',
    [term('delegation', 24 * H), term('apex-ns', 48 * H)],
    48 * H,
  ],
  [
    'content follows the path: a cache may fetch it at the last moment',
    [term('delegation', H), term('rrset', H)],
    2 * H,
  ],
  ['of several RRsets the longest', [term('rrset', 300), term('rrset', 600), term('negative', 900)], 900],
  [
    'going insecure: keys may be fetched at the end of the time of the DS (RFC 4035 §5.3.3; measured)',
    [term('ds', H), term('dnskey', 2 * H)],
    3 * H,
  ],
  ['a TTL with its top bit set counts as 0 (RFC 2181 §8)', [term('delegation', 2 ** 31)], 0],
  ['a hostile TTL parks nobody for more than a week', [term('delegation', 2 ** 31 - 1)], 7 * 24 * H],
];

describe('the worst case', () => {
  test.each(cases)('%s', (_title, terms, seconds) => {
    expect(worstCaseSeconds(terms)).toBe(seconds);
    expect(worstCaseAt({ switchedAtMs: HOUR, terms })).toBe(HOUR + seconds * SECOND);
  });

  const anyTerm = fc.record({
    what: fc.constantFrom(...TERM_KINDS),
    seconds: fc.integer({ min: -1, max: 2 ** 32 }),
    source: fc.constant('any'),
  });

  test('one more measurement never makes it earlier, and order does not matter', () =>
    fc.assert(
      fc.property(fc.array(anyTerm), anyTerm, (terms, more) => {
        const before = worstCaseSeconds(terms);
        expect(worstCaseSeconds([...terms, more])).toBeGreaterThanOrEqual(before);
        expect(worstCaseSeconds(terms.toReversed())).toBe(before);
      }),
    ));

  test('the decisive terms give the same sum, at most one of each kind', () =>
    fc.assert(
      fc.property(fc.array(anyTerm), (terms) => {
        const decisive = decisiveTerms(terms);
        expect(worstCaseSeconds(decisive)).toBe(worstCaseSeconds(terms));
        expect(new Set(decisive.map(({ what }) => what)).size).toBe(decisive.length);
      }),
    ));

  /**
   * The law itself: a cache that honours TTLs, asked at any moments whatever, holds old content no later than the computed deadline. It
   * re-reads NS from the parent or from the side it is on, and content from the servers that its NS set names.
   */
  test('no cache that honours TTLs gives old content after it', () =>
    fc.assert(
      fc.property(
        fc.record({
          parent: fc.integer({ min: 1, max: 50 }),
          apex: fc.integer({ min: 1, max: 50 }),
          content: fc.integer({ min: 1, max: 50 }),
        }),
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 }),
        fc.boolean(),
        (ttl, gaps, childCentric) => {
          const deadline = worstCaseSeconds([
            term('delegation', ttl.parent),
            term('apex-ns', ttl.apex),
            term('rrset', ttl.content),
          ]);
          let at = -100;
          let ns: { side: 'old' | 'new'; until: number } | undefined;
          let data: { side: 'old' | 'new'; until: number } | undefined;
          for (const gap of gaps) {
            at += gap;
            // Exclusive: at its last second a record is gone (RFC 1035 §3.2.1: may be cached before it should be consulted again).
            if (ns === undefined || at >= ns.until) {
              const side = at < 0 ? 'old' : 'new';
              ns = { side, until: at + (childCentric ? ttl.apex : ttl.parent) };
            }
            if (data === undefined || at >= data.until) data = { side: ns.side, until: at + ttl.content };
            if (at >= deadline) expect(data.side).toBe('new');
          }
        },
      ),
      { numRuns: 500 },
    ));
});

test('one resolver has forgotten when its remaining TTL is over', () => {
  expect(clearsAt(1000, 300)).toBe(301_000);
});
