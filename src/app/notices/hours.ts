import { addDays, dateAt } from '../../../scheduler/slot.ts';
import { momentOf } from '../../../scheduler/wall-time.ts';
import type { Notice } from '../../domain/notice.ts';
import { URGENT } from '../../domain/notice.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Receiver } from './receivers.ts';

/** When the quiet hours end that this moment falls in; `undefined`: it falls in none. Hours are those of the zone's clocks. */
export function quietUntil(
  now: EpochMs,
  { from, to }: NonNullable<Receiver['quiet']>,
  timeZone: string,
): EpochMs | undefined {
  const today = dateAt(now, timeZone);
  for (const date of [addDays(today, -1), today]) {
    const beginsMs = momentOf(date, from, timeZone).atMs;
    const endsMs = momentOf(to <= from ? addDays(date, 1) : date, to, timeZone).atMs;
    // The only hour that is not quiet may be the one that the clocks leave out: then that day has none.
    if (beginsMs <= now && now < endsMs) return quietUntil(endsMs, { from, to }, timeZone) ?? endsMs;
  }
  return undefined;
}

/** The next time that the zone's clocks show this hour; now, if they just do. */
export function nextAt(now: EpochMs, time: string, timeZone: string): EpochMs {
  const today = dateAt(now, timeZone);
  const atMs = momentOf(today, time, timeZone).atMs;
  return atMs >= now ? atMs : momentOf(addDays(today, 1), time, timeZone).atMs;
}

export interface When {
  readonly dueMs: EpochMs;
  /** It waits for the message in which everything of that day comes together. */
  readonly digestMs?: EpochMs;
}

/** When a receiver gets it. What is urgent waits for nothing, at the agency; customers are let sleep. */
export function whenFor(receiver: Receiver, { event }: Pick<Notice, 'event'>, now: EpochMs, timeZone: string): When {
  const { audience, quiet, digest } = receiver;
  if (URGENT.has(event) && audience !== 'customer') return { dueMs: now };
  if (digest !== undefined) {
    const digestMs = nextAt(now, digest, timeZone);
    return { dueMs: digestMs, digestMs };
  }
  return { dueMs: quiet === undefined ? now : (quietUntil(now, quiet, timeZone) ?? now) };
}
