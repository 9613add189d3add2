import { DAY, type EpochMs, SECOND } from '../domain/time.ts';

/**
 * How long an answer's `Retry-After` asks us to wait, in ms: seconds, some write them with decimals, or a date (RFC 9110 §10.2.3) read by the
 * server's own clock; a day at most. `undefined`: anything else says nothing, and never "at once".
 *
 * @param date the answer's `Date`, where that is to be believed
 */
export function retryAfterMs(value: string | undefined, date: string | undefined, nowMs: EpochMs): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * SECOND), DAY);
  const untilMs = httpDateMs(text, nowMs);
  if (Number.isNaN(untilMs)) return undefined;
  const serverNowMs = httpDateMs(date?.trim() ?? '', nowMs);
  return Math.min(Math.max(untilMs - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs), 0), DAY);
}

/** All three forms of RFC 9110 §5.6.7, and what comes close; NaN: no date. */
function httpDateMs(text: string, nowMs: EpochMs): number {
  // Without its day's name and a time it is no date of HTTP; JavaScript finds one in nearly everything, and that is long past.
  if (!/^(?:mon|tue|wed|thu|fri|sat|sun).*:\d\d/i.test(text)) return Number.NaN;
  const full = text.replace(/(?<=-)\d\d(?= )/, (digits) => fullYear(digits, nowMs));
  // The form of asctime() has no zone and is UTC; JavaScript reads it in the machine's.
  return Date.parse(/:\d\d\s*(?:[a-z]|[+-]\d)/i.test(full) ? full : `${full} GMT`);
}

/** Of the years that end so the last that is not more than 50 years ahead (RFC 9110 §5.6.7); JavaScript's own end with 2049. */
function fullYear(digits: string, nowMs: EpochMs): string {
  const last = new Date(nowMs).getUTCFullYear() + 50;
  return String(last - ((last - Number(digits)) % 100));
}
