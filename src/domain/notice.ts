import type { Finding } from './finding.ts';
import type { BookedSlot } from './journal.ts';
import type { Json } from './json.ts';
import { digestOf } from './json.ts';
import type { InFourLanguages, Message } from './message.ts';
import type { Fqdn } from './name.ts';
import type { Part } from './project.ts';
import type { EpochMs } from './time.ts';

/** What people are told of. */
export const NOTICE_EVENTS = [
  'booked',
  'moved',
  'unbooked',
  'tomorrow',
  'your-turn',
  'reminder',
  'gate-closed',
  'cutover-begun',
  'early-switch',
  'propagated',
  'transfer-begun',
  'transfer-done',
  'rolled-back',
  'overdue',
  'accepted',
  'halted',
  'test',
] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

/** What a receiver may ask for; a test goes to whomever it is sent to. */
export const TOLD_EVENTS = NOTICE_EVENTS.filter((event) => event !== 'test');

/** What the agency is told at any hour. */
export const URGENT: ReadonlySet<NoticeEvent> = new Set([
  'gate-closed',
  'halted',
  'overdue',
  'rolled-back',
  'early-switch',
  'test',
]);

/** What the owner of a project is told of it, unless the configuration says otherwise. */
export const OWNER_EVENTS: readonly NoticeEvent[] = [
  'tomorrow',
  'your-turn',
  'reminder',
  'gate-closed',
  'early-switch',
  'rolled-back',
  'overdue',
  'halted',
];

/** What concerns a customer; nothing of it leaves before the agency has switched it on. */
export const CUSTOMER_EVENTS = [
  'booked',
  'moved',
  'unbooked',
  'tomorrow',
  'your-turn',
  'reminder',
  'cutover-begun',
  'propagated',
  'rolled-back',
] as const satisfies readonly NoticeEvent[];

/** What somebody is to be told, before it has a receiver and a language. It is stored with each delivery of it, and holds no secret. */
export interface Notice {
  /** Follows from what happened: who works it out again gets the same. */
  readonly id: string;
  readonly event: NoticeEvent;
  /** Which of an event's texts: `held`, `no-go`, `begun`. */
  readonly variant?: string;
  readonly atMs: EpochMs;
  /** Who did it, and why; `golive` for the engine. */
  readonly by: string;
  readonly why?: string;
  readonly project: { readonly id: string; readonly customer: string; readonly owner: string };
  readonly migrationId?: string;
  /** One of them, or of what concerns the whole project all. */
  readonly domains: readonly Fqdn[];
  readonly step?: string;
  /** What the step is called: the playbook's words, an added task's title, or a text. */
  readonly title?: { readonly own: InFourLanguages } | { readonly plain: string } | { readonly message: Message };
  /** What is asked, or stands in the way. */
  readonly say?: Message | { readonly plain: string };
  /** Whose turn it is, by name and by part. */
  readonly who?: string;
  readonly part?: Part;
  readonly sinceMs?: EpochMs;
  readonly untilMs?: EpochMs;
  readonly slot?: BookedSlot;
  /** The half-day that it was moved from. */
  readonly from?: string;
  readonly findings?: readonly Pick<Finding, 'tag' | 'subject' | 'message'>[];
  /** Of a reminder: the how many-th of how many. */
  readonly nth?: number;
  readonly of?: number;
}

export function noticeId(event: NoticeEvent, ...about: readonly Json[]): string {
  return `n-${digestOf([event, ...about]).slice(0, 14)}`;
}

/** One notice goes to several receivers; each gets it under an id of its own. */
export function deliveryId(notice: Pick<Notice, 'id'>, target: string): string {
  return `${notice.id}.${digestOf(target).slice(0, 6)}`;
}
