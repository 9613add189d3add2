import { describe, expect, test } from 'vitest';
import { readMutatedRdap, readRdapShapes, readReplacedRdap } from './mutated-rdap.ts';
import { mustBePrintable, readAll } from './mutations.ts';
import { readMutated, readWhoisShapes } from './whois/mutations.ts';

// The same by the million: `npm run test:long -- registration`.

const MOST_MS = 100;

describe('hostile answers: none escapes, none takes 100 ms for each 64 kB', () => {
  test.each([
    ['2,000 of WHOIS, mutated', () => readMutated(2000, 5)],
    ['2,000 of RDAP, mutated', () => readMutatedRdap(2000, 5)],
    ['RDAP, each value another thing', () => readReplacedRdap()],
    ['64 kB of one thing, as WHOIS', () => readWhoisShapes(151)],
    ['one thing in each place of RDAP', () => readRdapShapes(67)],
  ])('%s', { timeout: 60_000 }, (_what, run) => {
    const { read, uncaught, slowestMs, slowest } = run();
    expect(read).toBeGreaterThan(50);
    expect(uncaught).toEqual([]);
    expect(slowestMs, slowest).toBeLessThan(MOST_MS);
  });
});

describe('what judges them', () => {
  test('counts what was thrown, and says how to have it again', () => {
    const samples = Array.from({ length: 9 }, (_none, at) => ({
      name: `answer ${at}`,
      octets: 1,
      read: () => mustBePrintable(at % 2 === 0 ? { text: ['\u001b'] } : { text: ['x'] }),
    }));
    const { uncaught, uncaughtCount, read } = readAll(samples);
    expect([read, uncaughtCount, uncaught.length]).toEqual([9, 5, 5]);
    expect(uncaught[1]).toMatch(/^answer 2: .*control character/);
  });
  test('sees a pattern whose time is the square of the text', () => {
    const sample = (octets: number) => ({
      name: 'blanks',
      octets,
      read: () => void /\s+$/.test(`${' '.repeat(octets)}x`),
    });
    const [short, long] = [2000, 12_000].map((octets) => readAll([sample(octets)]));
    expect(long!.slowestMs / short!.slowestMs).toBeGreaterThan(12);
    expect(long!.slowest).toBe('blanks, 12000 octets');
  });
});
