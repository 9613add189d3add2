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
  // Without its day's name it is no date of HTTP; JavaScript finds one in nearly everything, and that is long past.
  const untilMs = /^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(untilMs)) return undefined;
  const serverNowMs = Date.parse(date ?? '');
  return Math.min(Math.max(untilMs - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs), 0), DAY);
}
