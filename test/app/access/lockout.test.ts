import { beforeEach, describe, expect, test } from 'vitest';
import type { Lockout } from '../../../src/app/access/lockout.ts';
import { lockout } from '../../../src/app/access/lockout.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/time.ts';

let now: number;
let guard: Lockout;
beforeEach(() => {
  now = 1_796_115_600_000;
  guard = lockout(() => now);
});

const STRANGER = { name: 'anna', address: '192.0.2.7' };
const KNOWN = { name: 'anna', device: 'd-1', address: '192.0.2.7' };

/** Tries as often as it may, as fast as it may, for so long; answers how often that was. */
function triesWithin(ms: number, attempt: typeof STRANGER): number {
  const end = now + ms;
  let tries = 0;
  while (now < end) {
    const waitMs = guard.waitMs(attempt);
    now += Math.max(waitMs, 1);
    if (waitMs > 0) continue;
    guard.began(attempt);
    tries += 1;
  }
  return tries;
}

test('the first wrong passwords cost no wait, then each makes the wait twice as long, up to 15 minutes', () => {
  const waits: number[] = [];
  for (let nth = 0; nth < 15; nth++) {
    now += guard.waitMs(STRANGER);
    guard.began(STRANGER);
    waits.push(guard.waitMs(STRANGER) / SECOND);
  }
  expect(waits).toEqual([0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
});

test('a day of guessing is about a hundred passwords', () => {
  expect(triesWithin(24 * HOUR, STRANGER)).toBeLessThan(120);
});

describe('a stranger who tries a thousand passwords', () => {
  beforeEach(() => {
    for (let nth = 0; nth < 1000; nth++) guard.began(STRANGER);
    expect(guard.waitMs(STRANGER)).toBe(15 * MINUTE);
  });
  test('does not keep out the browser that Anna was signed in with, from wherever', () => {
    expect(guard.waitMs(KNOWN)).toBe(0);
  });
  test('does not keep out others from elsewhere', () => {
    expect(guard.waitMs({ name: 'piet', address: '192.0.2.8' })).toBe(0);
    expect(guard.waitMs({ name: 'piet' })).toBe(0);
  });
  test('cannot go on with the names of others from the same address', () => {
    expect(guard.waitMs({ name: 'piet', address: STRANGER.address })).toBe(15 * MINUTE);
  });
  test('is forgiven an hour after the last one', () => {
    now += HOUR - 1;
    expect(guard.size).toBe(2);
    now += 1;
    expect(guard.waitMs(STRANGER)).toBe(0);
    expect(guard.size).toBe(0);
  });
});

test('a known browser has a budget of its own, which runs out too', () => {
  for (let nth = 0; nth < 20; nth++) guard.began(KNOWN);
  expect(guard.waitMs(KNOWN)).toBe(15 * MINUTE);
  expect(guard.waitMs({ name: 'anna', device: 'd-2' })).toBe(0);
  expect(guard.waitMs({ name: 'anna' })).toBe(0);
});

test('many people of one office may mistype', () => {
  for (let nth = 0; nth < 29; nth++) guard.began({ name: `user ${nth}`, address: '192.0.2.7' });
  expect(guard.waitMs({ name: 'anna', address: '192.0.2.7' })).toBe(0);
  guard.began({ name: 'user 30', address: '192.0.2.7' });
  expect(guard.waitMs({ name: 'anna', address: '192.0.2.7' })).toBe(5 * SECOND);
});

test('one right password clears the name and no more than its own try of the address', () => {
  for (let nth = 0; nth < 30; nth++) guard.began(STRANGER);
  guard.succeeded(STRANGER);
  expect(guard.waitMs({ name: 'anna' })).toBe(0);
  guard.began({ name: 'piet', address: STRANGER.address });
  expect(guard.waitMs(STRANGER)).toBe(5 * SECOND);
});

test('what came to nothing by our own fault is not counted', () => {
  for (let nth = 0; nth < 100; nth++) {
    guard.began(STRANGER);
    guard.withdrawn(STRANGER);
  }
  expect(guard.waitMs(STRANGER)).toBe(0);
});

test('a clock that is set back shuts nobody out', () => {
  for (let nth = 0; nth < 20; nth++) guard.began(STRANGER);
  now -= 30 * 24 * HOUR;
  expect(guard.waitMs(STRANGER)).toBe(0);
});

test('remembers ten thousand at most, the newest', () => {
  for (let nth = 0; nth < 20; nth++) guard.began({ name: 'anna' });
  for (let nth = 0; nth < 9_999; nth++) guard.began({ name: `guess ${nth}` });
  expect(guard.waitMs({ name: 'anna' })).toBe(15 * MINUTE);
  for (let nth = 0; nth < 50_000; nth++) guard.began({ name: `more ${nth}` });
  expect(guard.size).toBe(10_000);
});
