import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  areHolidaysKnown,
  doHolidaysEndWithinAYear,
  HOLIDAYS_FROM,
  HOLIDAYS_UNTIL,
  REGIONS,
} from '../../scheduler/holidays/holidays.ts';
import { HOLIDAY_ROWS } from '../../scheduler/holidays/table.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { SOURCE, tableText } from './holidays/make-table.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(resolve(ROOT, path), 'utf8');

describe('the table of holidays', () => {
  test('is what its generator makes of its source today', () => {
    expect(read('scheduler/holidays/table.ts')).toBe(tableText());
  });
  test('names the release of its source that is installed', () => {
    expect(JSON.parse(read(`node_modules/${SOURCE.package}/package.json`)).version).toBe(SOURCE.version);
  });
  test('is small', () => expect(read('scheduler/holidays/table.ts').length).toBeLessThan(40_000));
  test('has at most one holiday for a region on a date', () => {
    const all = HOLIDAY_ROWS.flatMap(({ dates, regions }) =>
      dates.flatMap((date) =>
        regions.flatMap((one) =>
          REGIONS.filter((region) => region.startsWith(one)).map((region) => `${date} ${region}`),
        ),
      ),
    );
    expect(all.length).toBeGreaterThan(1500);
    expect(all.filter((one, index) => all.indexOf(one) !== index)).toEqual([]);
  });
  test('says nothing of days outside its own dates', () => {
    const dates = HOLIDAY_ROWS.flatMap((row) => row.dates);
    expect(dates.filter((date) => !areHolidaysKnown(date))).toEqual([]);
    expect([HOLIDAYS_FROM, HOLIDAYS_UNTIL].map(areHolidaysKnown)).toEqual([true, true]);
    expect(['2025-12-31', '2031-01-01'].map(areHolidaysKnown)).toEqual([false, false]);
  });
});

describe('names', () => {
  /** In Dutch and in German alike. */
  const SAME = ['Allerheiligen'];
  const names = HOLIDAY_ROWS.map((row) => row.names);

  test('are there in four languages', () => {
    for (const name of names) expect(LANGUAGES.filter((language) => name[language].trim().length < 4)).toEqual([]);
  });
  test('are not borrowed from another language', () => {
    const borrowed = names.flatMap((name) => {
      const texts = LANGUAGES.map((language) => name[language]).filter((text) => !SAME.includes(text));
      return texts.filter((text, index) => texts.indexOf(text) !== index);
    });
    expect(borrowed).toEqual([]);
  });
  test('have no English words in the other languages', () => {
    const ENGLISH = /\b(day|holiday|bank|eve|of|the|prince|king|monday|sunday|substitute|anniversary|january)\b/i;
    const wrong = names.flatMap(({ nl, de, fr }) => [nl, de, fr].filter((name) => ENGLISH.test(name)));
    expect(wrong).toEqual([]);
  });
  test('have no words of Dutch, German or French in the others', () => {
    const WORDS = {
      nl: /\b(dag|vrije|van)\b|dag\b/i,
      de: /tag\b|\bder\b/i,
      fr: /\b(jour|fête|de la)\b/i,
    } as const;
    const wrong = names.flatMap((name) =>
      (['nl', 'de', 'fr'] as const).flatMap((language) =>
        LANGUAGES.filter((other) => other !== language && WORDS[language].test(name[other])).map(
          (other) => name[other],
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

// The one test that looks at the real clock: only that can say when the table must be made anew.
test('twelve months before its end the table asks for the next years: today more are left', () => {
  const today = new Date().toISOString().slice(0, 10);
  expect(
    doHolidaysEndWithinAYear(today),
    `the holidays end on ${HOLIDAYS_UNTIL}, within 12 months of ${today}: set LAST_YEAR in test/scheduler/holidays/make-table.ts further on, update date-holidays, and run node bin/node24.cjs test/scheduler/holidays/generate.ts`,
  ).toBe(false);
});
