import type { EpochMs } from '../../domain/time.ts';
import type { Style } from '../../texts/render.ts';
import { words } from '../parts.ts';

const LOCALE = { nl: 'nl-NL', de: 'de-DE', fr: 'fr-FR', en: 'en-GB' } as const;

/** `Tuesday 1 December`: nobody plans a move for another year. */
export function dayOf(moment: EpochMs, { language, timeZone }: Style): string {
  const format = new Intl.DateTimeFormat(LOCALE[language], {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone,
  });
  return format.format(moment).replace(/^(\p{L}+), (?=\d+ \p{L})/u, '$1 ');
}

/** `9:00 (CET)` */
export function timeOf(moment: EpochMs, { language, timeZone }: Style): string {
  const zone = new Intl.DateTimeFormat(LOCALE[language], { timeZone, timeZoneName: 'short' }).formatToParts(moment);
  const name = zone.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  return `${hourOf(moment, { language, timeZone })} (${name})`;
}

/** `9:00` */
export function hourOf(moment: EpochMs, { language, timeZone }: Style): string {
  const format = new Intl.DateTimeFormat(LOCALE[language], { hour: 'numeric', minute: '2-digit', timeZone });
  return format.format(moment).replace(/^0(?=\d:)/, '');
}

/** `until 14:32 (CET)`, or with the day where that is another one. */
export function untilOf(moment: EpochMs, now: EpochMs, style: Style): string {
  const time = timeOf(moment, style);
  const day = dayOf(moment, style);
  return day === dayOf(now, style)
    ? words(style, 'customer.until.time', { time })
    : words(style, 'customer.until.day', { day, time });
}

/** `in the morning` of `2026-12-01/morning` */
export function halfOf(slot: string, style: Style): string {
  return words(style, slot.endsWith('/morning') ? 'customer.half.morning' : 'customer.half.afternoon');
}
