import { expect, test } from 'vitest';
import { askedEvery, ZONES } from './every-hour.ts';

// Seven has nothing in common with 24: in a week each hour of the day has its turn. The tests against real programs ask every hour.
test.each(ZONES)('notice is counted in dates: %s, every seventh hour of 2026 to 2028', (timeZone) =>
  expect(askedEvery(7, timeZone)).toEqual({ wrong: [], asked: 3758 }),
);
