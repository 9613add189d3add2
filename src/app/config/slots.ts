import { z } from 'zod';
import type { Calendar, DateRange, Freeze, SlotRules } from '../../../scheduler/calendar.ts';
import { NOTICE_UNITS, WEEKDAYS } from '../../../scheduler/calendar.ts';
import { addDays } from '../../../scheduler/dates.ts';
import type { HolidayOverride, Region } from '../../../scheduler/holidays/holidays.ts';
import { areHolidaysKnown, holidayOn, isRegion, REGIONS, regionIssue } from '../../../scheduler/holidays/holidays.ts';
import { parseOverride } from '../../../scheduler/holidays/override-text.ts';
import { firstOverlap, readRange } from '../../../scheduler/range-text.ts';

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day; write it as "09:00"');

const RangeText = z.string().superRefine((text, context) => {
  const read = readRange(text);
  if ('issue' in read) context.addIssue({ code: 'custom', message: read.issue });
});
const Why = z.string().min(1).max(200);
const Name = z.string().min(1).max(200);

const ClosedEntry = z.union([RangeText, z.strictObject({ range: RangeText, why: Why.optional() })]);
const FreezeEntry = z.union([
  RangeText,
  z.strictObject({
    range: RangeText,
    tags: z.array(Name).min(1).optional(),
    customers: z.array(Name).min(1).optional(),
    why: Why.optional(),
  }),
]);

const textOf = (entry: string | { readonly range: string }): string =>
  typeof entry === 'string' ? entry : entry.range;

/** What passed `RangeText`. */
function rangeOf(text: string): { readonly from: string; readonly to: string } {
  const read = readRange(text);
  return 'issue' in read ? { from: text, to: text } : read;
}

/** Two that overlap are mostly one that was changed and one that was forgotten. */
const Closed = z
  .array(ClosedEntry)
  .superRefine((entries, context) => {
    const overlap = firstOverlap(entries.map((entry) => rangeOf(textOf(entry))));
    if (overlap === undefined) return;
    const entry = entries[overlap.at]!;
    context.addIssue({
      code: 'custom',
      path: typeof entry === 'string' ? [overlap.at] : [overlap.at, 'range'],
      message: `overlaps ${JSON.stringify(textOf(entries[overlap.other]!))}; write ${overlap.both} instead of the two`,
    });
  })
  .transform((entries): DateRange[] => entries.map((entry) => ({ ...rangeOf(textOf(entry)), ...whyOf(entry) })));

const Freezes = z.array(FreezeEntry).transform((entries): Freeze[] =>
  entries.map((entry) => {
    if (typeof entry === 'string') return rangeOf(entry);
    const { tags, customers } = entry;
    return {
      ...rangeOf(entry.range),
      ...whyOf(entry),
      ...(tags === undefined ? {} : { tags }),
      ...(customers === undefined ? {} : { customers }),
    };
  }),
);

function whyOf(entry: string | { readonly why?: string | undefined }): { readonly why?: string } {
  return typeof entry === 'string' || entry.why === undefined ? {} : { why: entry.why };
}

/** @param mustBe what else is wrong with it, completing `"<text>" …` */
function overrides(mustBe: (override: HolidayOverride) => string | undefined) {
  const Entry = z.string().superRefine((text, context) => {
    const read = parseOverride(text);
    const issue = 'issue' in read ? `does not fit: ${read.issue}` : mustBe(read.override);
    if (issue !== undefined) context.addIssue({ code: 'custom', message: issue });
  });
  return z.array(Entry).transform((texts): HolidayOverride[] =>
    texts.flatMap((text) => {
      const read = parseOverride(text);
      return 'issue' in read ? [] : [read.override];
    }),
  );
}

/** Nothing to take away is mostly a date mistyped by a day or two. */
function notThere({ date, region }: HolidayOverride): string | undefined {
  if (!areHolidaysKnown(date)) return `takes nothing away: no holidays are known of ${date}`;
  if (isHoliday(date, region)) return undefined;
  const near = [-1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6, -7, 7].map((days) => addDays(date, days));
  const nearest = near.find((day) => isHoliday(day, region));
  const where = region === undefined ? 'anywhere' : `in ${region}`;
  const other = nearest === undefined ? '' : `; the nearest is ${nearest}${region === undefined ? '' : ` ${region}`}`;
  return `takes nothing away: ${date} is no holiday ${where}${other}`;
}

function isHoliday(date: string, region: Region | undefined): boolean {
  const regions =
    region === undefined ? REGIONS : REGIONS.filter((one) => one === region || one.startsWith(`${region}-`));
  return regions.some((one) => holidayOn(date, one) !== undefined);
}

export const SlotsSection = z.strictObject({
  morning: TimeOfDay.default('09:00'),
  afternoon: TimeOfDay.default('13:00'),
  /** When the afternoon's half-day ends. */
  evening: TimeOfDay.default('17:30'),
  noticeDays: z.int().min(0).max(365).default(2),
  /** Whether weekends, holidays and closed days count towards `noticeDays`. */
  noticeIn: z.enum(NOTICE_UNITS).default('days'),
  perHalfDay: z.int().min(1).max(100).default(1),
  weekdays: z.array(z.enum(WEEKDAYS)).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
  /** Nobody works. */
  closed: Closed.default([]),
  /** Nothing goes live: for everybody, for some customers, or for those with a tag. */
  freezes: Freezes.default([]),
  /** What the agency knows better than the table: `2026-06-15 GB-SCT World Cup`; without a region everywhere. */
  holidays: z
    .strictObject({ add: overrides(() => undefined).default([]), remove: overrides(notThere).default([]) })
    .prefault({})
    .transform(({ add, remove }) => ({ added: add, removed: remove })),
  warn: z.array(z.enum(['friday', 'before-holiday'])).default(['friday', 'before-holiday']),
});

/** Whose holidays the agency has. */
export const RegionText = z
  .string()
  .superRefine((text, context) => {
    if (!isRegion(text)) context.addIssue({ code: 'custom', message: regionIssue(text).replace(/^".*" is/, 'is') });
  })
  .transform((text) => text as Region);

/** The rules as the calendar takes them. Without a region the country counts, also one whose holidays nobody knows. */
export function slotRulesOf({
  slots,
  agency,
}: {
  readonly slots: SlotRules;
  readonly agency: { readonly region?: Region | undefined; readonly country: string };
}): SlotRules {
  return { ...slots, region: agency.region ?? agency.country };
}

/** The rules with the agency's clock. */
export function calendarOf({
  config,
}: {
  readonly config: Parameters<typeof slotRulesOf>[0] & { readonly agency: { readonly timeZone: string } };
}): Calendar {
  return { rules: slotRulesOf(config), timeZone: config.agency.timeZone };
}
