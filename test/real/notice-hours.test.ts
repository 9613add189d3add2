import { expect, test } from 'vitest';
import { askedEvery, ZONES } from '../scheduler/every-hour.ts';

test.each(ZONES)('notice is counted in dates: %s, every hour of 2026 to 2028', (timeZone) =>
  expect(askedEvery(1, timeZone)).toEqual({ wrong: [], asked: 26_304 }),
);
