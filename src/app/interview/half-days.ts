import type { Half } from '../../../scheduler/slot.ts';
import { HALVES, WEEKDAYS } from '../../../scheduler/slot.ts';
import type { Language } from '../../domain/message.ts';

/** The first letters of the days, Monday first, as far as they tell them apart; English is understood in every language. */
const DAYS: Readonly<Record<Language, readonly string[]>> = {
  nl: ['ma', 'di', 'wo', 'do', 'vr', 'za', 'zo'],
  de: ['mo', 'di', 'mi', 'do', 'fr', 'sa', 'so'],
  fr: ['lu', 'mar', 'me', 'je', 've', 'sa', 'di'],
  en: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'],
};
const PARTS: Readonly<Record<Language, readonly [morning: RegExp, afternoon: RegExp]>> = {
  nl: [/^(?:och|voormiddag)/, /^(?:mid|namiddag)/],
  de: [/^vor/, /^nach/],
  fr: [/^mat/, /^apr/],
  en: [/^(?:mor|am$)/, /^(?:aft|pm$)/],
};

/** `tue morning`, `dinsdag`, `nachmittags`: as `tue/morning`, `tue` or `afternoon`. `undefined`: it is neither a day nor a half of one. */
export function readHalfDay(text: string, language: Language): string | undefined {
  const words = text.toLowerCase().replaceAll('/', ' ').split(/\s+/).filter(Boolean);
  const found: { day?: string; half?: Half } = {};
  for (const word of words) {
    const day = dayOf(word, language);
    const half = halfOf(word, language);
    if (half !== undefined && found.half === undefined) found.half = half;
    else if (day !== undefined && found.day === undefined) found.day = day;
    else return undefined;
  }
  const kept = [found.day, found.half].filter((part) => part !== undefined).join('/');
  return kept === '' ? undefined : kept;
}

function dayOf(word: string, language: Language): string | undefined {
  for (const spoken of [language, 'en'] as const) {
    const at = DAYS[spoken].findIndex((start) => word.startsWith(start));
    if (at !== -1) return WEEKDAYS[at];
  }
  return undefined;
}

function halfOf(word: string, language: Language): Half | undefined {
  for (const spoken of [language, 'en'] as const) {
    const at = PARTS[spoken].findIndex((part) => part.test(word));
    if (at !== -1) return HALVES[at];
  }
  return undefined;
}

/** Whether a half-day (`2026-12-01/morning`) is one that somebody would like; an empty list likes all. */
export function isLiked(slot: string, liked: readonly string[]): boolean {
  const [date = '', half = ''] = slot.split('/');
  const day = WEEKDAYS[(new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7]!;
  return liked.length === 0 || liked.some((one) => one === day || one === half || one === `${day}/${half}`);
}

/** Whether a half-day is on none of the dates and ranges (`2026-12-24..2027-01-03`). */
export function isOutside(slot: string, dates: readonly string[]): boolean {
  const [date = ''] = slot.split('/');
  return dates.every((range) => {
    const [from = '', to = from] = range.split('..');
    return date < from || date > to;
  });
}
