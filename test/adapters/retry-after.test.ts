import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/adapters/retry-after.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';

const NOW = Date.UTC(2026, 10, 20, 10);

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
  ['2026-11-20', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After: %s', (value, waitMs) => expect(retryAfterMs(value, undefined, NOW)).toBe(waitMs));

test('a date is read by the server’s own clock, where that can be read', () => {
  const until = 'Fri, 20 Nov 2026 11:00:00 GMT';
  expect(retryAfterMs(until, 'Fri, 20 Nov 2026 10:59:00 GMT', NOW)).toBe(MINUTE);
  expect(retryAfterMs(until, 'never', NOW)).toBe(HOUR);
});
