import type { Language } from '../src/domain/message.ts';
import { LANGUAGES } from '../src/domain/message.ts';
import type { Half, Weekday } from './calendar.ts';
import { HALVES, WEEKDAYS } from './calendar.ts';

/** The first letters of the days, Monday first, as far as they tell them apart; English is understood in every language. */
const DAYS: Readonly<Record<Language, readonly string[]>> = {
  nl: ['ma', 'di', 'wo', 'do', 'vr', 'za', 'zo'],
  de: ['mo', 'di', 'mi', 'do', 'fr', 'sa', 'so'],
  fr: ['lu', 'mar', 'me', 'je', 've', 'sa', 'di'],
  en: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'],
};
const PARTS: Readonly<Record<Language, readonly [morning: RegExp, afternoon: RegExp]>> = {
  nl: [/^(?:och|voormiddag)/, /^(?:mid|namiddag)/],
  de: [/^vor/, /^(?:nach|mittag)/],
  fr: [/^mat/, /^apr/],
  en: [/^(?:mor|am$)/, /^(?:aft|pm$)/],
};
/** Whole, because a date may be written in any of the languages and first letters would name another day in the next. */
const DAY_NAMES: readonly (readonly string[])[] = [
  ['maandag', 'montag', 'lundi', 'monday', 'mon'],
  ['dinsdag', 'dienstag', 'mardi', 'tuesday', 'tue'],
  ['woensdag', 'mittwoch', 'mercredi', 'wednesday', 'wed'],
  ['donderdag', 'donnerstag', 'jeudi', 'thursday', 'thu'],
  ['vrijdag', 'freitag', 'vendredi', 'friday', 'fri'],
  ['zaterdag', 'samstag', 'samedi', 'saturday', 'sat', 'sonnabend'],
  ['zondag', 'sonntag', 'dimanche', 'sunday', 'sun'],
];

/** January first: how the months begin in the four languages, in full or cut short. */
const MONTHS: readonly RegExp[] = [
  /^jan/,
  /^f[eé]b|^fév/,
  /^(?:maart|mrt|märz?|mars|march|mar)$/,
  /^a[pv]r/,
  /^(?:mei|mai|may)$/,
  /^jui?n/,
  /^jui?l/,
  /^aug|^ao[uû]/,
  /^sep/,
  /^o[ck]t/,
  /^nov/,
  /^d[eé][cz]/,
];

/** Dutch and German write both as one: `dinsdagmiddag`, `Freitagvormittag`. */
const AS_ONE =
  /(?<=\p{L}(?:dag|tag|woch|abend))(?=ochtend|morgen|voormiddag|middag|namiddag|vormittag|nachmittag|avond|abend)/gu;

/** Day and half as words of their own, in small letters. */
export function wordsApart(text: string): string {
  return text.toLowerCase().replace(AS_ONE, ' ');
}

/** The day that a word says in whatever language, or begins to say in this one or in English. */
export function dayOf(word: string, language: Language): Weekday | undefined {
  const named = dayNamed(word);
  if (named !== undefined) return named;
  for (const spoken of [language, 'en'] as const) {
    const at = DAYS[spoken].findIndex((start) => word.startsWith(start));
    if (at !== -1) return WEEKDAYS[at];
  }
  return undefined;
}

/** The half that a word begins to say, in a language or in English. */
export function halfOf(word: string, language: Language): Half | undefined {
  for (const spoken of [language, 'en'] as const) {
    const at = PARTS[spoken].findIndex((part) => part.test(word));
    if (at !== -1) return HALVES[at];
  }
  return undefined;
}

/** The month that a word says, 1 to 12, in whatever language. */
export function monthNamed(word: string): number | undefined {
  const at = MONTHS.findIndex((start) => start.test(word));
  return at === -1 ? undefined : at + 1;
}

/** The day that a whole word says, in whatever language. */
export function dayNamed(word: string): Weekday | undefined {
  const at = DAY_NAMES.findIndex((names) => names.includes(word));
  return at === -1 ? undefined : WEEKDAYS[at];
}

/** The half that a word says, in whatever language. */
export function halfNamed(word: string): Half | undefined {
  return LANGUAGES.map((language) => halfOf(word, language)).find((half) => half !== undefined);
}
