import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { holidayOn, type Region } from '../../scheduler/holidays/holidays.ts';
import { datesOfYear } from './holidays/dates-of-year.ts';

// The fixtures with which the table's source tests itself: whole countries only, no parts of them, no AT.
const CORPUS = resolve(import.meta.dirname, '../../../shared/corpora/holidays');
const COUNTRIES = ['NL', 'BE', 'LU', 'DE', 'FR', 'GB'] as const satisfies readonly Region[];
const YEARS = [2026, 2027, 2028];

/** Where the table says something else, `+` more or `-` less than the fixture, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'NL - 2026-12-31 bank': 'Dutch offices work on 31 December',
  'NL - 2027-12-31 bank': 'Dutch offices work on 31 December',
  'NL - 2028-12-31 bank': 'Dutch offices work on 31 December',
  'GB + 2026-08-31 public': 'just GB is read as England; the fixture leaves out what Scotland has on another day',
  'GB + 2027-08-30 public': 'just GB is read as England; the fixture leaves out what Scotland has on another day',
  'GB + 2028-08-28 public': 'just GB is read as England; the fixture leaves out what Scotland has on another day',
};

interface Fixture {
  readonly date: string;
  readonly type: string;
}

const isHere = existsSync(CORPUS);

describe.skipIf(!isHere)(
  `fixtures${isHere ? '' : ' (SKIPPED: ../shared/corpora/holidays is not here, nothing was tested)'}`,
  () => {
    const fixtures = (country: string, year: number) =>
      (JSON.parse(readFileSync(resolve(CORPUS, `${country}-${year}.json`), 'utf8')) as readonly Fixture[])
        .filter(({ type }) => type === 'public' || type === 'bank')
        .map(({ date, type }) => `${date.slice(0, 10)} ${type}`);
    const ours = (country: Region, year: number) =>
      datesOfYear(year).flatMap((date) => {
        const holiday = holidayOn(date, country);
        return holiday === undefined ? [] : [`${date} ${holiday.type}`];
      });

    test('public and bank holidays 2026–2028 are equal, but for the exceptions above', () => {
      let compared = 0;
      const differences = COUNTRIES.flatMap((country) =>
        YEARS.flatMap((year) => {
          const theirs = fixtures(country, year);
          const own = ours(country, year);
          compared += theirs.length;
          return [
            ...theirs.filter((day) => !own.includes(day)).map((day) => `${country} - ${day}`),
            ...own.filter((day) => !theirs.includes(day)).map((day) => `${country} + ${day}`),
          ];
        }),
      );
      expect(compared).toBe(184);
      expect(differences.sort()).toEqual(Object.keys(EXCEPTIONS).sort());
    });
  },
);
