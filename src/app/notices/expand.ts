import { offsetMs } from '../../../scheduler/offset.ts';
import { addDays, dateAt } from '../../../scheduler/slot.ts';
import { momentOf } from '../../../scheduler/wall-time.ts';
import { ENGINE } from '../../domain/journal.ts';
import type { Notice } from '../../domain/notice.ts';
import { deliveryId, noticeId } from '../../domain/notice.ts';
import type { Project } from '../../domain/project.ts';
import { scrubbed } from '../../domain/scrub.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Delivery } from '../../ports/store.ts';
import type { Config } from '../config/schema.ts';
import { whenFor } from './hours.ts';
import type { Receiver, Telling } from './receivers.ts';
import { receiversOf } from './receivers.ts';

/** What a delivery carries: enough to write the message again, word for word. */
export interface DeliveryBody {
  /** What the receiver knows the message by; the delivery's own id, unless it was asked for once more. */
  readonly wireId: string;
  readonly notice: Notice;
  /** Absent: it is not its time yet, and nobody knows who will want to hear it then. */
  readonly receiver?: Receiver;
  /** When it was to be sent at first. */
  readonly dueMs: EpochMs;
  readonly digestMs?: EpochMs;
}

export function bodyOf({ body }: Delivery): DeliveryBody {
  return body as DeliveryBody;
}

/** What waits for its moment has no receiver yet. */
export const LATER = 'later';

export type Expanding = Telling & Pick<Config, 'reminders'>;

/** One delivery for each receiver, and the first reminder of what somebody is asked. */
export function expanded(config: Expanding, project: Project | undefined, notice: Notice, now: EpochMs): Delivery[] {
  const told = receiversOf(config, project, notice).map((receiver) => deliveryFor(config, receiver, notice, now));
  const next = notice.event === 'your-turn' || notice.event === 'reminder' ? nextReminder(config, notice) : undefined;
  return next === undefined ? told : [...told, later(next.notice, next.dueMs, now)];
}

export function deliveryFor({ agency }: Telling, receiver: Receiver, notice: Notice, now: EpochMs): Delivery {
  const when = whenFor(receiver, notice, now, agency.timeZone);
  return delivery(deliveryId(notice, receiver.target), receiver.target, notice, { receiver, ...when }, now);
}

/** Looked at again when it is due: only what is still so is told, to whom it concerns by then. */
export function later(notice: Notice, dueMs: EpochMs, now: EpochMs): Delivery {
  return delivery(deliveryId(notice, LATER), LATER, notice, { dueMs }, now);
}

function delivery(
  id: string,
  target: string,
  notice: Notice,
  more: Omit<DeliveryBody, 'wireId' | 'notice'>,
  now: EpochMs,
): Delivery {
  const body: DeliveryBody = { wireId: id, notice: scrubbed(notice), ...more };
  return {
    id,
    target,
    event: notice.event,
    projectId: notice.project.id,
    ...(notice.migrationId === undefined ? {} : { migrationId: notice.migrationId }),
    createdMs: now,
    dueMs: more.dueMs,
    state: 'waiting',
    attempts: 0,
    body,
  };
}

/** At the hour of the day at which it was asked, counted in days of the agency's clocks; never before these clocks show it. */
function nextReminder(
  { reminders, agency: { timeZone } }: Expanding,
  notice: Notice,
): { readonly notice: Notice; readonly dueMs: EpochMs } | undefined {
  const nth = (notice.nth ?? 0) + 1;
  const days = reminders[nth - 1];
  if (days === undefined || notice.migrationId === undefined || notice.step === undefined) return undefined;
  const askedMs = notice.event === 'reminder' ? notice.sinceMs! : notice.atMs;
  const date = addDays(dateAt(askedMs, timeZone), days);
  const hour = new Date(askedMs + offsetMs(askedMs, timeZone)).toISOString().slice(11, 16);
  const dueMs = momentOf(date, hour, timeZone).atMs;
  const about = [notice.migrationId, notice.step, askedMs, nth];
  return {
    notice: {
      ...notice,
      id: noticeId('reminder', ...about),
      event: 'reminder',
      atMs: dueMs,
      by: ENGINE,
      sinceMs: askedMs,
      nth,
      of: reminders.length,
    },
    dueMs,
  };
}
