import type { DeadlineTerm } from '../dns/deadline.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import { clampTtlSeconds, DAY, type EpochMs, SECOND } from '../domain/time.ts';

/** Longer than this, the old data outlives the day on which people watch. */
const LONG_SECONDS = DAY / SECOND;
/** What somebody can shorten beforehand; the delegation's TTL is the registry's. */
const SHORTENABLE: ReadonlySet<string> = new Set(['apex-ns', 'rrset', 'negative']);

/**
 * TTLs of what the switch changes that are over a day, or so long that an answer of today outlives the booked moment.
 *
 * @param slotMs when the half-day begins, where one is booked
 */
export function judgeLongTtls(terms: readonly DeadlineTerm[], slotMs: EpochMs | undefined, now: EpochMs): Finding[] {
  return terms.flatMap(({ what, seconds, source }): Finding[] => {
    const outlives =
      slotMs !== undefined && slotMs > now && SHORTENABLE.has(what) && now + clampTtlSeconds(seconds) * SECOND > slotMs;
    if (seconds <= LONG_SECONDS && !outlives) return [];
    const text = outlives ? 'preflight.ttl.outlives-slot' : 'preflight.ttl.long';
    const earliest = now + clampTtlSeconds(seconds) * SECOND;
    return [
      {
        tag: 'TTL_TOO_LONG',
        subject: source,
        message: message(text, { source, seconds, earliest }),
        evidence: [{ asked: source, answered: `TTL ${seconds} s`, atMs: now }],
        fix: message(SHORTENABLE.has(what) ? 'preflight.fix.TTL_TOO_LONG' : 'preflight.fix.long-delegation'),
      },
    ];
  });
}
