import Holidays, { type HolidaysTypes } from 'date-holidays';
import { REGIONS, type Region } from '../../../scheduler/holidays/regions.ts';
import type { HolidayRow } from '../../../scheduler/holidays/table.ts';
import { type InFourLanguages, LANGUAGES } from '../../../src/domain/message.ts';
import { ADDED, LEFT_OUT } from './corrections.ts';
import { SUBSTITUTE, WORDING } from './wording.ts';

export const FIRST_YEAR = 2026;
export const LAST_YEAR = 2030;

/** The release the table was taken from, and when. */
export const SOURCE = { package: 'date-holidays', version: '3.37.0', released: '2026-09-20', takenOn: '2026-11-21' };

/** Of the source's types, those on which people stay at home. `school`, `optional` and `observance` are working days. */
const CLOSING: readonly HolidaysTypes.HolidayType[] = ['public', 'bank'];

interface Day extends Omit<HolidayRow, 'dates' | 'regions'> {
  readonly date: string;
}

const YEARS = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);
const countryOf = (region: Region) => region.slice(0, 2) as Region;

/** The source's closing days of a region in one language, by date. An instance of its own: it forgets no language it was asked in. */
function daysIn(region: Region, language: string): ReadonlyMap<string, HolidaysTypes.Holiday> {
  const [country, state] = region.split('-') as [string, string | undefined];
  const options = { languages: language, timezone: 'UTC' };
  const source = state === undefined ? new Holidays(country, options) : new Holidays(country, state, options);
  const days = YEARS.flatMap((year) => source.getHolidays(year)).filter(({ type }) => CLOSING.includes(type));
  const byDate = new Map(days.map((day) => [day.date.slice(0, 10), day]));
  if (byDate.size < days.length) throw new Error(`${region}: two holidays on one date`);
  return byDate;
}

function namesOf(country: Region, inLanguages: InFourLanguages, isSubstitute: boolean): InFourLanguages {
  const base = LANGUAGES.map((language) => {
    const name = inLanguages[language].replaceAll("'", '’');
    return [language, isSubstitute ? name.replace(/ \([^()]*\)$/, '') : name] as const;
  });
  const english = base.find(([language]) => language === 'en')![1];
  const wording = { ...WORDING[english], ...WORDING[`${country} ${english}`] };
  const names = base.map(([language, name]) => {
    return [language, (wording[language] ?? name) + (isSubstitute ? SUBSTITUTE[language] : '')] as const;
  });
  return Object.fromEntries(names) as unknown as InFourLanguages;
}

function closingDays(region: Region): Day[] {
  const country = countryOf(region);
  const byLanguage = LANGUAGES.map((language) => [language, daysIn(region, language)] as const);
  return [...byLanguage[0]![1]].flatMap(([date, { type, substitute }]): Day[] => {
    if (LEFT_OUT.some((one) => one.country === country && date.endsWith(one.monthDay) && type === one.type)) return [];
    const names = Object.fromEntries(byLanguage.map(([language, days]) => [language, days.get(date)!.name]));
    const four = namesOf(country, names as unknown as InFourLanguages, substitute === true);
    return [{ date, type: type as HolidayRow['type'], names: four }];
  });
}

/** Regions as short as can be: a country for all of its parts that are told apart, where each has the day. */
function inShort(regions: ReadonlySet<Region>): Region[] {
  const whole = REGIONS.filter(
    (region) => region === countryOf(region) && REGIONS.every((one) => countryOf(one) !== region || regions.has(one)),
  );
  const rest = REGIONS.filter((region) => regions.has(region) && !whole.includes(countryOf(region)));
  return REGIONS.filter((region) => whole.includes(region) || (rest.includes(region) && region !== countryOf(region)));
}

/** One row for each name and set of regions, with all its dates. */
export function holidayRows(): HolidayRow[] {
  const days = REGIONS.flatMap((region) => closingDays(region).map((day) => ({ ...day, region })));
  const added = ADDED.flatMap(({ dates, regions, type, names }) =>
    regions.flatMap((region) => dates.map((date) => ({ date, type, names, region }))),
  );
  const sameDay = Map.groupBy([...days, ...added], ({ date, type, names }) => JSON.stringify([date, type, names]));
  const rows = Map.groupBy(sameDay, ([, same]) => {
    const { type, names } = same[0]!;
    return JSON.stringify([inShort(new Set(same.map(({ region }) => region))), type, names]);
  });
  return [...rows]
    .map(([key, same]): HolidayRow => {
      const [regions, type, names] = JSON.parse(key) as [Region[], HolidayRow['type'], InFourLanguages];
      return { dates: same.map(([, [day]]) => day!.date).sort(), regions, type, names };
    })
    .sort((a, b) => (a.dates[0]! + a.regions.join()).localeCompare(b.dates[0]! + b.regions.join(), 'en'));
}

const quoted = (text: string) => `'${text}'`;
const MOST_LETTERS = 120;

/** A property as biome would write it. */
function property(name: string, parts: readonly string[], [open, close]: readonly [string, string]): string {
  const pad = open === '{' ? ' ' : '';
  const short = `    ${name}: ${open}${pad}${parts.join(', ')}${pad}${close},`;
  if (short.length <= MOST_LETTERS) return short;
  return `    ${name}: ${open}\n${parts.map((part) => `      ${part},\n`).join('')}    ${close},`;
}

function written({ dates, regions, type, names }: HolidayRow): string {
  return [
    '  {',
    property('dates', dates.map(quoted), ['[', ']']),
    property('regions', regions.map(quoted), ['[', ']']),
    `    type: '${type}',`,
    property(
      'names',
      LANGUAGES.map((language) => `${language}: ${quoted(names[language])}`),
      ['{', '}'],
    ),
    '  },',
  ].join('\n');
}

/** The text of scheduler/holidays/table.ts. */
export function tableText(): string {
  // Builders keep a comment that begins with an exclamation mark: the licence asks that it goes along.
  return `/*!
 * Holidays of seven countries, ${FIRST_YEAR}-01-01 to ${LAST_YEAR}-12-31, taken on ${SOURCE.takenOn} from ${SOURCE.package} ${SOURCE.version} (${SOURCE.released}).
 * Its program: Copyright (c) 2015 commenthol and contributors, ISC licence. Its data: CC BY-SA 3.0 in its LICENSE file, CC-BY-3.0 in
 * its package.json (https://creativecommons.org/licenses/by-sa/3.0/), drawn from Wikipedia: Public holidays in the Netherlands,
 * Feestdagen in Nederland, Public holidays in Belgium, Feestdagen in België, Gesetzlech Feierdeeg zu Lëtzebuerg, Feiertage in
 * Deutschland, Feiertage in Österreich, Jour férié (France), Public holidays in the United Kingdom. Changed: countries, years and kinds
 * of days were chosen, days added and left out, names worded anew. This table alone is under CC BY-SA 3.0.
 */
// Made by test/scheduler/holidays/generate.ts (corrections.ts beside it says what was added and left out, and why). A test compares it
// with its source: change the generator, not this file.
import type { InFourLanguages } from '../../src/domain/message.ts';
import type { Region } from './regions.ts';

/** Days of one name. A country among the regions stands for all its parts. */
export interface HolidayRow {
  /** \`YYYY-MM-DD\`. */
  readonly dates: readonly string[];
  readonly regions: readonly Region[];
  /** \`bank\`: no holiday by law, but offices stay shut. */
  readonly type: 'public' | 'bank';
  readonly names: InFourLanguages;
}

export const HOLIDAYS_FROM = '${FIRST_YEAR}-01-01';
/** The last date covered. */
export const HOLIDAYS_UNTIL = '${LAST_YEAR}-12-31';

export const HOLIDAY_ROWS: readonly HolidayRow[] = [
${holidayRows().map(written).join('\n')}
];
`;
}
