import type { Language, Message } from '../domain/message.ts';
import { withoutFinalDots } from '../domain/name.ts';
import { CATALOG } from './catalog.ts';

export interface Style {
  readonly language: Language;
  /** IANA name; moments are shown in it, with the zone's abbreviation. */
  readonly timeZone: string;
  /** Read on a page, with forms beside it: what says which command to type is left out. */
  readonly inBrowser?: true;
}

const LOCALE: Readonly<Record<Language, string>> = { nl: 'nl-NL', de: 'de-DE', fr: 'fr-FR', en: 'en-GB' };

/**
 * The sentence in a language. Placeholders are `{name}`, or with a form: `{until:time}` (epoch ms → date and time in the zone),
 * `{at:date}`, `{slot:halfday}` (`2026-12-01/morning`), `{wait:duration}` (seconds), `{records:lines}` (one per line),
 * `{holiday:spoken}` (the value `holiday.nl`, `holiday.de` … of the language). Any other value stays on one line, whatever it holds, its names without their final dot.
 * `[[with golive done]]` stands only where commands are typed; `[[for a terminal||for a page]]` differs. A key that no catalogue has is shown as it is: a person sees something, a test fails.
 */
export function render(message: Message, style: Style): string {
  const text = CATALOG[message.text];
  if (text === undefined) return message.text;
  return forReader(text[style.language], style).replace(
    /\{(\w+)(?::(\w+))?\}/g,
    (_whole, name: string, form: string | undefined) => {
      const value = message.values?.[form === 'spoken' ? `${name}.${style.language}` : name];
      if (value === undefined) return `{${name}}`;
      if (form === 'time') return formatMoment(Number(value), style);
      if (form === 'date')
        return new Intl.DateTimeFormat(LOCALE[style.language], { dateStyle: 'full', timeZone: style.timeZone }).format(
          Number(value),
        );
      if (form === 'halfday') return formatHalfDay(String(value), style.language);
      if (form === 'duration') return formatDuration(Number(value), style.language);
      if (form === 'lines') return String(value).split('\n').map(oneLine).join('\n');
      return shown(oneLine(String(value)));
    },
  );
}

/** Before any value is put in: a value cannot hold such a mark. */
function forReader(text: string, { inBrowser }: Style): string {
  return text.replace(/\[\[(.*?)(?:\|\|(.*?))?\]\]/gs, (_whole, typed: string, clicked = '') =>
    inBrowser === true ? clicked : typed,
  );
}

/** Names, types and numbers without final dots; a sentence (it has a word of small letters) keeps its full stops. */
function shown(value: string): string {
  return /(?<![^\s(])\p{Ll}{2,}(?![^\s,;:])/u.test(value) ? value : withoutFinalDots(value);
}

/** Values can come from outside: what would break or steer a line becomes a blank. */
function oneLine(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}

const HALVES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  nl: { morning: 'ochtend', afternoon: 'middag' },
  de: { morning: 'vormittags', afternoon: 'nachmittags' },
  fr: { morning: 'matin', afternoon: 'après-midi' },
  en: { morning: 'morning', afternoon: 'afternoon' },
};

/** `2026-12-01/morning` in words: `Tuesday 1 December 2026, morning`; what is no half-day stays as it is. */
export function formatHalfDay(slot: string, language: Language): string {
  const [, date, half] = /^(\d{4}-\d{2}-\d{2})\/(morning|afternoon)$/.exec(slot) ?? [];
  const atMs = Date.parse(`${date}T12:00:00Z`);
  if (half === undefined || Number.isNaN(atMs)) return oneLine(slot);
  const day = new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'full', timeZone: 'UTC' }).format(atMs);
  return `${day}, ${HALVES[language][half]}`;
}

/** The day of the week of a date `2026-12-01`, as short as the language has it: `Tue`, `di`. */
export function formatWeekday(date: string, language: Language): string {
  const day = new Intl.DateTimeFormat(LOCALE[language], { weekday: 'short', timeZone: 'UTC' });
  return day.format(Date.parse(`${date}T12:00:00Z`)).replace(/\.$/, '');
}

/** `December 2026`, of `2026-12`. */
export function formatMonth(month: string, language: Language): string {
  const name = new Intl.DateTimeFormat(LOCALE[language], { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return name.format(Date.parse(`${month}-01T12:00:00Z`));
}

export function formatMoment(epochMs: number, style: Style): string {
  return new Intl.DateTimeFormat(LOCALE[style.language], {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: style.timeZone,
    timeZoneName: 'short',
  }).format(epochMs);
}

const UNITS: Readonly<Record<Language, readonly [string, string, string, string]>> = {
  nl: ['d', 'u', 'min', 's'],
  de: ['T', 'Std.', 'Min.', 's'],
  fr: ['j', 'h', 'min', 's'],
  en: ['d', 'h', 'min', 's'],
};

/** The two largest units: `2 d 3 h`. */
export function formatDuration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    Math.floor(whole / 86_400),
    Math.floor((whole % 86_400) / 3600),
    Math.floor((whole % 3600) / 60),
    whole % 60,
  ];
  const shown = parts
    .flatMap((amount, unit) => (amount === 0 ? [] : [`${amount} ${UNITS[language][unit]}`]))
    .slice(0, 2);
  return shown.length === 0 ? `0 ${UNITS[language][3]}` : shown.join(' ');
}
