import fc from 'fast-check';
import { fqdn } from '../../src/domain/name.ts';
import { readRdap } from '../../src/registration/rdap.ts';
import { beDomain, comDomain, comThick, NOT_FOUND, nlDomain, ukDomain } from './rdap-documents.ts';

const SEEDS: readonly object[] = [
  comDomain('https://r.test/'),
  comThick(),
  nlDomain(),
  beDomain(),
  ukDomain('A-B', 'x'),
  NOT_FOUND,
];
const JUNK: readonly unknown[] = [null, true, 0, -1, 1e300, '', [], {}, [[[[]]]], 'x'.repeat(5000), '\ud800', '\u0000'];

/** What must not reach a terminal. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Replaces the n-th value of a document, wherever it is. */
function withJunk(document: object, at: number, by: unknown): string {
  let left = at;
  const mutated: unknown = JSON.parse(JSON.stringify(document), (_key, value: unknown) => (left-- === 0 ? by : value));
  return JSON.stringify(mutated) ?? 'null';
}

/** One of its lists, much longer. */
function stretched(document: object, which: number, times: number): string {
  const lists = Object.entries(document).filter(([, value]) => Array.isArray(value) && value.length > 0);
  const [key, list] = lists[which % lists.length]! as [string, readonly unknown[]];
  return JSON.stringify({ ...document, [key]: Array.from({ length: times }, (_none, at) => list[at % list.length]) });
}

const seed = fc.constantFrom(...SEEDS);
const MUTATED = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(seed, fc.nat(120), fc.oneof(fc.constantFrom(...JUNK), fc.jsonValue()))
      .map(([of, at, by]) => withJunk(of, at, by)),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(seed, fc.nat(3000), fc.nat(50), fc.string({ unit: 'binary' })).map(([of, at, cut, by]) => {
      const whole = JSON.stringify(of);
      const place = at % whole.length;
      return whole.slice(0, place) + by + whole.slice(place + cut);
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(seed, fc.nat(10), fc.integer({ min: 100, max: 3000 }))
      .map(([of, which, times]) => stretched(of, which, times)),
  },
);

/**
 * Reads so many answers that were mutated by values, by characters and by length. Throws at the first that makes the reader throw, that calls
 * a registration free without a 404, or that lets a control character through.
 *
 * @returns the longest that any took, in ms for each 64 kB
 */
export function readMutatedRdap(runs: number): { readonly slowestMs: number } {
  let slowestMs = 0;
  fc.assert(
    fc.property(MUTATED, fc.constantFrom(200, 404, 429, 500), (body, status) => {
      const beganMs = performance.now();
      const answer = { url: 'https://rdap.registry.test/domain/klant.com', status, body, atMs: 0 };
      const { registration } = readRdap(fqdn('klant.com'), answer);
      const tookMs = (performance.now() - beganMs) / Math.max(1, body.length / 65_536);
      slowestMs = Math.max(slowestMs, tookMs);
      const { outcome } = registration;
      if (outcome === 'not-found' && (status !== 404 || !body.includes('404'))) throw new Error('called free');
      if (outcome === 'found' && status !== 200) throw new Error(`found with status ${status}`);
      JSON.stringify(registration, (_key, value: unknown) => {
        if (typeof value === 'string' && UNSAFE.test(value)) throw new Error('a control character');
        return value;
      });
    }),
    { numRuns: runs },
  );
  return { slowestMs };
}
