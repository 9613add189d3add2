import { expect, test } from 'vitest';
import { damagedFiles } from './cases.ts';

const CASES = 100;

test(`${CASES} stores that were cut, zeroed or flipped: a prefix of what was acknowledged, or a refusal`, async () => {
  const { violations, outcomes, slowestMs } = await damagedFiles(CASES, 0);
  expect(violations).toEqual([]);
  expect(slowestMs).toBeLessThan(10_000);
  // Each way a case can end is met: the damage is real, and the judge tells them apart.
  expect(Object.entries(outcomes).filter(([, count]) => count === 0)).toEqual([]);
});
