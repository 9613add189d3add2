import { beforeEach, expect, test, vi } from 'vitest';
import { retryAfterMs } from '../../src/adapters/retry-after.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';

const NOW = Date.UTC(2026, 10, 20, 10);

// As on a machine in Amsterdam: a text without a zone is read in that one's. (`TZ` is the process's, and threads cannot change it.)
const parse = Date.parse;
beforeEach(() => {
  const inZone = (text: string) => (/GMT|UTC|[+-]\d{4}$/.test(text) ? text : `${text} +0100`);
  const spy = vi.spyOn(Date, 'parse').mockImplementation((text) => parse(inZone(text)));
  return () => spy.mockRestore();
});

test.each([
  ['0', 0],
  ['120', 2 * MINUTE],
  [' 120 ', 2 * MINUTE],
  ['1.5', 1500],
  ['0.0001', 1],
  ['999999999999', DAY],
  ['9'.repeat(400), DAY],
  ['Fri, 20 Nov 2026 11:00:00 GMT', HOUR],
  ['Friday, 20-Nov-26 11:00:00 GMT', HOUR],
  ['Friday, 20-Nov-26 11:00:00', HOUR],
  ['Friday, 20-Nov-2026 11:00:00 GMT', HOUR],
  ['Friday, 20-Nov-76 11:00:00 GMT', DAY],
  ['Saturday, 20-Nov-77 11:00:00 GMT', 0],
  ['Fri Nov 20 11:00:00 2026', HOUR],
  ['Sat Nov 21 09:59:59 2026', DAY - 1000],
  ['Fri Nov 20 11:00:00 UTC 2026', HOUR],
  ['Fri, 20 Nov 2026 11:00:00', HOUR],
  ['Fri, 20 Nov 2026 12:00:00 +0100', HOUR],
  ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
  ['Fri, 20 Nov 2036 11:00:00 GMT', DAY],
  ['-5', undefined],
  ['+5', undefined],
  ['1,5', undefined],
  ['5, 10', undefined],
  ['5s', undefined],
  ['1.', undefined],
  ['1e3', undefined],
  ['soon', undefined],
  ['soon 5', undefined],
  ['Fri', undefined],
  ['Fri 5', undefined],
  ['2026-11-20', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After: %s', (value, waitMs) => expect(retryAfterMs(value, undefined, NOW)).toBe(waitMs));

test('a date is read by the server’s own clock, where that can be read', () => {
  const until = 'Fri, 20 Nov 2026 11:00:00 GMT';
  expect(retryAfterMs(until, 'Fri, 20 Nov 2026 10:59:00 GMT', NOW)).toBe(MINUTE);
  expect(retryAfterMs(until, 'Fri Nov 20 10:59:00 2026', NOW)).toBe(MINUTE);
  expect(retryAfterMs(until, 'Friday, 20-Nov-26 10:59:00 GMT', NOW)).toBe(MINUTE);
  expect(retryAfterMs(until, 'never', NOW)).toBe(HOUR);
});
