import { describe, expect, test } from 'vitest';
import { readBack, readEveryZone } from './ical-moments.ts';
import { zonesOfReader } from './ical-read.ts';
import { CHANGES_OF, daysOfChange, MOMENTS_OF_A_CHANGE, momentsAround, ZONES } from './ical-samples.ts';

// Fewer changes and fewer days than there are; the tests against real programs take them all.
describe('the same moments for a reader that knows no zone but ours', () => {
  test('it knows none', () => expect(zonesOfReader(ZONES)).toEqual([]));
  test.each(ZONES)('%s', (timeZone) => {
    expect(daysOfChange(timeZone).length).toBe(CHANGES_OF[timeZone]);
    const moments = momentsAround(timeZone, 7);
    // Changes 1, 8, 15 and 22: in both directions, the first and the last.
    expect(moments.length).toBe(4 * MOMENTS_OF_A_CHANGE);
    expect(readBack(timeZone, moments)).toEqual({ events: moments.length, wrong: [] });
  });
  test('every zone of the runtime, every 219th day for eleven years and five more', () => {
    const { zones, wrong, without } = readEveryZone(219);
    expect(zones).toBeGreaterThan(400);
    expect(wrong).toEqual([]);
    expect(without).toContain('Asia/Gaza');
    expect(without.length).toBeLessThan(20);
  });
});
