import type { InFourLanguages } from '../../src/domain/message.ts';
import type { Region } from './regions.ts';
import type { HolidayRow } from './table.ts';
import { HOLIDAY_ROWS, HOLIDAYS_FROM, HOLIDAYS_UNTIL } from './table.ts';

export { isRegion, nearestRegion, REGIONS, type Region, regionIssue } from './regions.ts';
export { HOLIDAYS_FROM, HOLIDAYS_UNTIL } from './table.ts';

/** A day on which people stay at home. `own`: added in the configuration. */
export interface Holiday {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** The region that was asked for, also where all of its country has the day. */
  readonly region: string;
  readonly type: HolidayRow['type'] | 'own';
  readonly names: InFourLanguages;
}

/** What an agency knows better than the table. Without a region: everywhere. */
export interface HolidayOverrides {
  readonly added: readonly HolidayOverride[];
  readonly removed: readonly HolidayOverride[];
}

export interface HolidayOverride {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly region?: Region;
  /** In the agency's own words, shown as they are in every language. */
  readonly name?: string;
}

export const NO_OVERRIDES: HolidayOverrides = { added: [], removed: [] };

const DAY_OFF: InFourLanguages = { nl: 'vrije dag', de: 'arbeitsfreier Tag', fr: 'jour chômé', en: 'day off' };

/** Who says just GB means, nearly always, England; Wales has the same days. */
const READ_AS: Readonly<Record<string, Region>> = { GB: 'GB-ENG' };

const ROWS_OF_DATE = new Map<string, HolidayRow[]>();
for (const row of HOLIDAY_ROWS)
  for (const date of row.dates) ROWS_OF_DATE.set(date, [...(ROWS_OF_DATE.get(date) ?? []), row]);

/** Narrowest last: what holds in all of DE holds in DE-BY. */
function holdingIn(region: string): readonly string[] {
  const country = region.slice(0, 2);
  const narrow = READ_AS[region] ?? region;
  return narrow === country ? [country] : [country, narrow];
}

/** How closely the narrowest override of the day speaks of the region: 0 everywhere, 1 its country, 2 itself; -1 none does. */
function closest(overrides: readonly HolidayOverride[], date: string, regions: readonly string[]) {
  let best: { readonly rank: number; readonly override?: HolidayOverride } = { rank: -1 };
  for (const override of overrides) {
    if (override.date !== date || (override.region !== undefined && !regions.includes(override.region))) continue;
    const rank = override.region === undefined ? 0 : regions.indexOf(override.region) + 1;
    if (rank > best.rank) best = { rank, override };
  }
  return best;
}

/**
 * The holiday of a date in a region, if it is one. Of an addition and a removal the narrower holds, of two as narrow the addition: a
 * day that is kept free by mistake does no harm. Outside the dates of the table only additions are known (`areHolidaysKnown`).
 *
 * @param date `YYYY-MM-DD`
 * @param region one of `REGIONS`, or a country that is not: there only what is added everywhere is a holiday
 */
export function holidayOn(
  date: string,
  region: string,
  overrides: HolidayOverrides = NO_OVERRIDES,
): Holiday | undefined {
  const regions = holdingIn(region);
  const added = closest(overrides.added, date, regions);
  const removed = closest(overrides.removed, date, regions);
  const row = ROWS_OF_DATE.get(date)?.find((one) => one.regions.some((where) => regions.includes(where)));
  if (added.override !== undefined && added.rank >= removed.rank) {
    const { name } = added.override;
    const names = name === undefined ? (row?.names ?? DAY_OFF) : { nl: name, de: name, fr: name, en: name };
    return { date, region, type: 'own', names };
  }
  return row === undefined || removed.rank >= 0 ? undefined : { date, region, type: row.type, names: row.names };
}

/** Whether the table covers a date (`YYYY-MM-DD`): where it does not, no holiday means nothing. */
export function areHolidaysKnown(date: string): boolean {
  return HOLIDAYS_FROM <= date && date <= HOLIDAYS_UNTIL;
}

/** Whether fewer than twelve months of known holidays are left on a date (`YYYY-MM-DD`). */
export function doHolidaysEndWithinAYear(today: string, until: string = HOLIDAYS_UNTIL): boolean {
  return `${Number(today.slice(0, 4)) + 1}${today.slice(4)}` > until;
}
