import { describe, expect, test } from 'vitest';
import { holidayOn, REGIONS, type Region } from '../../scheduler/holidays/holidays.ts';
import { datesOfYear } from './holidays/dates-of-year.ts';

// The holidays computed from the laws that name them, without the table's source: rules, Easter and lieu days are worked out here.

const YEARS = [2026, 2027, 2028, 2029, 2030];
const DAY_MS = 86_400_000;
const isoOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const weekday = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay();
const plus = (date: string, days: number) => isoOf(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);

/** The Gregorian Easter Sunday (Meeus, Astronomical Algorithms, chapter 8). */
function easter(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const l = (32 + 2 * (b % 4) + 2 * i - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return `${year}-0${Math.floor(sum / 31)}-${String((sum % 31) + 1).padStart(2, '0')}`;
}

type Rule = (year: number) => string | undefined;
const on = (...monthDays: string[]): Rule[] => monthDays.map((monthDay) => (year) => `${year}-${monthDay}`);
const fromEaster = (...days: number[]): Rule[] => days.map((some) => (year) => plus(easter(year), some));
const onlyIn =
  (year: number, monthDay: string): Rule =>
  (one) =>
    one === year ? `${year}-${monthDay}` : undefined;
const firstMonday =
  (month: string): Rule =>
  (year) => {
    const first = `${year}-${month}-01`;
    return plus(first, (8 - weekday(first)) % 7);
  };
const lastMonday =
  (month: string): Rule =>
  (year) => {
    const last = `${year}-${month}-31`;
    return plus(last, -((weekday(last) + 6) % 7));
  };

const [GOOD_FRIDAY, EASTER, EASTER_MONDAY, ASCENSION, PENTECOST, WHIT_MONDAY, CORPUS_CHRISTI] = [
  -2, 0, 1, 39, 49, 50, 60,
] as const;
const WESTERN = fromEaster(EASTER_MONDAY, ASCENSION, WHIT_MONDAY);

/** 27 April, a day earlier when that is a Sunday (Besluit van 28 augustus 2013). */
const KINGS_DAY: Rule = (year) => (weekday(`${year}-04-27`) === 0 ? `${year}-04-26` : `${year}-04-27`);
/** The Wednesday before the last Sunday of the church year: eleven days before the first Sunday in Advent (§ 1 SächsSFG). */
const BUSS_UND_BETTAG: Rule = (year) => {
  const fourthAdvent = plus(`${year}-12-24`, -weekday(`${year}-12-24`));
  return plus(fourthAdvent, -21 - 11);
};

/** Federal law and the laws of all Länder agree on nine days; 24 and 31 December by custom. */
const GERMANY = [
  ...on('01-01', '05-01', '10-03', '12-25', '12-26', '12-24', '12-31'),
  ...fromEaster(GOOD_FRIDAY),
  ...WESTERN,
];
const FRANCE = [...on('01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'), ...WESTERN]; // L3133-1 Code du travail
const ALSACE_MOSELLE = [...FRANCE, ...fromEaster(GOOD_FRIDAY), ...on('12-26')]; // L3134-13

/** Banking and Financial Dealings Act 1971, Schedule 1, with New Year's Day and May Day by proclamation. */
const BRITAIN = [...fromEaster(GOOD_FRIDAY), firstMonday('05'), lastMonday('05')];
const ENGLAND = [...BRITAIN, ...fromEaster(EASTER_MONDAY), lastMonday('08')];
const SCOTLAND = [...BRITAIN, firstMonday('08'), onlyIn(2026, '06-15')];
/** Days in whose lieu the next free weekday is given, beside themselves. */
const IN_LIEU: Partial<Record<Region, string[]>> = {
  GB: ['01-01', '12-25', '12-26'],
  'GB-ENG': ['01-01', '12-25', '12-26'],
  'GB-WLS': ['01-01', '12-25', '12-26'],
  'GB-NIR': ['01-01', '03-17', '07-12', '12-25', '12-26'],
  'GB-SCT': ['01-01', '01-02', '11-30', '12-25', '12-26'],
};

const land = (...more: Rule[]) => [...GERMANY, ...more];
const LAW: Readonly<Record<Region, readonly Rule[]>> = {
  NL: [
    ...on('01-01', '12-25', '12-26'),
    ...fromEaster(EASTER, PENTECOST),
    ...WESTERN,
    KINGS_DAY,
    onlyIn(2030, '05-05'),
  ],
  BE: [...on('01-01', '05-01', '07-21', '08-15', '11-01', '11-11', '12-25'), ...WESTERN], // Arrêté royal du 18 avril 1974
  LU: [...on('01-01', '05-01', '05-09', '06-23', '08-15', '11-01', '12-25', '12-26'), ...WESTERN], // L. 232-2 Code du travail
  DE: GERMANY,
  'DE-BW': land(...on('01-06', '11-01'), ...fromEaster(CORPUS_CHRISTI)),
  'DE-BY': land(...on('01-06', '08-15', '11-01'), ...fromEaster(CORPUS_CHRISTI)),
  'DE-BE': land(...on('03-08'), onlyIn(2028, '06-17')),
  'DE-BB': land(...on('10-31'), ...fromEaster(EASTER, PENTECOST)),
  'DE-HB': land(...on('10-31')),
  'DE-HH': land(...on('10-31')),
  'DE-HE': land(...fromEaster(CORPUS_CHRISTI)),
  'DE-MV': land(...on('03-08', '10-31')),
  'DE-NI': land(...on('10-31')),
  'DE-NW': land(...on('11-01'), ...fromEaster(CORPUS_CHRISTI)),
  'DE-RP': land(...on('11-01'), ...fromEaster(CORPUS_CHRISTI)),
  'DE-SL': land(...on('08-15', '11-01'), ...fromEaster(CORPUS_CHRISTI)),
  'DE-SN': land(...on('10-31'), BUSS_UND_BETTAG),
  'DE-ST': land(...on('01-06', '10-31')),
  'DE-SH': land(...on('10-31')),
  'DE-TH': land(...on('09-20', '10-31')),
  FR: FRANCE,
  'FR-57': ALSACE_MOSELLE,
  'FR-67': ALSACE_MOSELLE,
  'FR-68': ALSACE_MOSELLE,
  // § 7 ARG; 24 and 31 December by collective agreements.
  AT: [
    ...on('01-01', '01-06', '05-01', '08-15', '10-26', '11-01', '12-08', '12-24', '12-25', '12-26', '12-31'),
    ...WESTERN,
    ...fromEaster(CORPUS_CHRISTI),
  ],
  GB: ENGLAND,
  'GB-ENG': ENGLAND,
  'GB-WLS': ENGLAND,
  'GB-NIR': ENGLAND,
  'GB-SCT': SCOTLAND,
};

function lawfulDays(region: Region, year: number): string[] {
  const days = new Set(LAW[region].flatMap((rule) => rule(year) ?? []));
  const fixed = (IN_LIEU[region] ?? []).map((monthDay) => `${year}-${monthDay}`);
  for (const day of fixed) days.add(day);
  for (const day of fixed) {
    if (weekday(day) % 6 !== 0) continue;
    let lieu = day;
    while (weekday(lieu) % 6 === 0 || days.has(lieu)) lieu = plus(lieu, 1);
    days.add(lieu);
  }
  return [...days].sort();
}

test('Easter is on the days that almanacs print', () => {
  expect(YEARS.map(easter)).toEqual(['2026-04-05', '2027-03-28', '2028-04-16', '2029-04-01', '2030-04-21']);
});

describe('the table holds the days that the law names, and no others', () => {
  for (const region of REGIONS)
    test.each(YEARS)(`${region} %i`, (year) => {
      expect(datesOfYear(year).filter((date) => holidayOn(date, region) !== undefined)).toEqual(
        lawfulDays(region, year),
      );
    });
});

/** As published by the governments, on weekdays. */
const PUBLISHED: readonly (readonly [Region, number, readonly string[]])[] = [
  ['GB-ENG', 2026, ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28']],
  ['GB-WLS', 2027, ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28']],
  ['GB-SCT', 2026, ['01-01', '01-02', '04-03', '05-04', '05-25', '06-15', '08-03', '11-30', '12-25', '12-28']],
  ['GB-SCT', 2027, ['01-01', '01-04', '03-26', '05-03', '05-31', '08-02', '11-30', '12-27', '12-28']],
  ['GB-NIR', 2026, ['01-01', '03-17', '04-03', '04-06', '05-04', '05-25', '07-13', '08-31', '12-25', '12-28']],
  ['NL', 2026, ['01-01', '04-06', '04-27', '05-14', '05-25', '12-25']],
  ['NL', 2027, ['01-01', '03-29', '04-27', '05-06', '05-17']],
  ['BE', 2026, ['01-01', '04-06', '05-01', '05-14', '05-25', '07-21', '11-11', '12-25']],
];

test.each(PUBLISHED)('%s %i as published, Monday to Friday', (region, year, monthDays) => {
  const found = datesOfYear(year).filter((date) => weekday(date) % 6 !== 0 && holidayOn(date, region) !== undefined);
  expect(found).toEqual(monthDays.map((monthDay) => `${year}-${monthDay}`));
});
