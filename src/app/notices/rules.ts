import type { Finding } from '../../domain/finding.ts';
import type { BookedSlot, EventOf, StoredEvent } from '../../domain/journal.ts';
import { ENGINE } from '../../domain/journal.ts';
import type { MigrationStatus } from '../../domain/lifecycle.ts';
import type { MigrationState, StepRecord } from '../../domain/migration.ts';
import { fold, stepsOf } from '../../domain/migration.ts';
import type { Notice, NoticeEvent } from '../../domain/notice.ts';
import { noticeId } from '../../domain/notice.ts';
import type { Playbook, PlaybookStep } from '../../domain/playbook.ts';
import { MOVERS } from '../../domain/playbook.ts';
import type { Project } from '../../domain/project.ts';
import { personFor } from '../../domain/project.ts';
import { findingCloses } from '../../domain/severity.ts';
import { statusOf } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { BookingChange } from '../../ports/store.ts';
import { titleOf } from '../step-title.ts';

/** What the rules know of a migration beside its journal. */
export interface Told {
  readonly project: Project;
  readonly playbook: Playbook;
  /** What became of the project's half-day, oldest first. */
  readonly bookings: readonly BookingChange[];
}

/** What is to be told now, and what when its moment has come and it is still so. */
export interface Noticed {
  readonly now: readonly Notice[];
  readonly later: readonly { readonly notice: Notice; readonly dueMs: EpochMs }[];
  readonly after: MigrationState;
}

/**
 * What people are told because of these events, in order. Pure: whoever works it out again, from whatever part of the journal, gets the same
 * notices under the same ids.
 *
 * @param before the state that the events follow; `undefined`: they begin the journal
 */
export function noticesOf(told: Told, before: MigrationState | undefined, events: readonly StoredEvent[]): Noticed {
  const now: Notice[] = [];
  const later: { notice: Notice; dueMs: EpochMs }[] = [];
  let state = before;
  let status = state === undefined ? undefined : statusOf(told.playbook, state);
  for (const stored of events) {
    const after = fold(state, stored);
    const statusAfter = statusOf(told.playbook, after);
    if (state !== undefined && status !== undefined) {
      const on = stepNow(told, state, after, stored);
      const moment: Moment = { ...told, before: state, after, stored, status, statusAfter, ...on };
      for (const [event, rule] of RULES) {
        const draft = rule(moment);
        if (draft !== undefined) now.push(noticeFrom(moment, event, draft));
      }
      const dueMs = newDueMs(moment);
      if (dueMs !== undefined)
        later.push({ notice: overdueNotice(moment, dueMs), dueMs: Math.max(dueMs, stored.atMs) });
    }
    state = after;
    status = statusAfter;
  }
  return { now, later, after: state! };
}

interface Moment extends Told {
  readonly before: MigrationState;
  readonly after: MigrationState;
  readonly stored: StoredEvent;
  readonly status: MigrationStatus;
  readonly statusAfter: MigrationStatus;
  /** Of an event about a step that is still one. */
  readonly on?: StepNow;
}

interface StepNow {
  readonly step: PlaybookStep;
  readonly event: EventOf<'step'>;
  readonly was: StepRecord | undefined;
  readonly is: StepRecord;
}

/** What a rule adds to what follows from the event; `key`: what it is told once about, where that is not this very event. */
type Draft = Partial<Omit<Notice, 'id' | 'event' | 'findings'>> & {
  readonly key?: readonly (string | number)[];
  readonly findings?: readonly Finding[];
};

const MOST_FINDINGS = 10;

function stepNow({ playbook }: Told, before: MigrationState, after: MigrationState, { event }: StoredEvent) {
  if (event.type !== 'step') return {};
  const step = stepsOf(playbook, after).find(({ id }) => id === event.step);
  const is = after.steps[event.step];
  return step === undefined || is === undefined ? {} : { on: { step, event, was: before.steps[event.step], is } };
}

function noticeFrom({ project, after, stored, on }: Moment, event: NoticeEvent, draft: Draft): Notice {
  const { key, findings = [], ...more } = draft;
  return {
    id: noticeId(event, ...(key ?? [after.id, stored.seq])),
    event,
    atMs: stored.atMs,
    by: stored.by,
    ...(stored.why === undefined ? {} : { why: stored.why }),
    project: { id: project.id, customer: project.customer, owner: project.owner },
    migrationId: after.id,
    domains: [after.domain],
    ...(on === undefined ? {} : { step: on.step.id, title: titleOf(on.step) }),
    ...(after.slot === undefined ? {} : { slot: after.slot }),
    ...(findings.length === 0
      ? {}
      : { findings: findings.slice(0, MOST_FINDINGS).map(({ tag, subject, message }) => ({ tag, subject, message })) }),
    ...more,
  };
}

type Rule = (moment: Moment) => Draft | undefined;

function booked(moment: Moment): Draft | undefined {
  const { event } = moment.stored;
  if (event.type !== 'booked') return undefined;
  const { slot } = event;
  const had = moment.before.slot;
  const isConfirmed = had?.slot === slot.slot && had.heldUntilMs !== undefined && slot.heldUntilMs === undefined;
  if (had !== undefined && !isConfirmed) return undefined;
  const variant = isConfirmed ? 'confirmed' : slot.heldUntilMs === undefined ? undefined : 'held';
  return { ...ofBooking(moment, slot), ...heldUntil(slot), ...(variant === undefined ? {} : { variant }) };
}

function moved(moment: Moment): Draft | undefined {
  const { event } = moment.stored;
  const had = moment.before.slot;
  if (event.type !== 'booked' || had === undefined) return undefined;
  const { slot } = event;
  if (had.slot === slot.slot && had.startsAtMs === slot.startsAtMs) return undefined;
  return { ...ofBooking(moment, slot), ...heldUntil(slot), from: had.slot };
}

function unbooked(moment: Moment): Draft | undefined {
  const { event, atMs } = moment.stored;
  const had = moment.before.slot;
  if (event.type !== 'unbooked' || had === undefined) return undefined;
  const hasLapsed = had.heldUntilMs !== undefined && had.heldUntilMs <= atMs;
  return { ...ofBooking(moment, had), slot: had, ...(hasLapsed ? { variant: 'lapsed' } : {}) };
}

/** What the whole project has: told once, whichever of its domains hears of it first. */
function ofBooking(
  { project, bookings, stored }: Pick<Moment, 'project' | 'bookings' | 'stored'>,
  slot: BookedSlot,
): Draft {
  const held = slot.heldUntilMs ?? null;
  // The calendar is written before the journals are: what it says of later is told later.
  const upToNow = bookings.filter(({ atMs, booking }) => atMs <= stored.atMs && booking.slot === slot.slot);
  const change = upToNow.findLast(({ booking }) => (booking.heldUntilMs ?? null) === held) ?? upToNow.at(-1);
  return {
    key:
      change === undefined
        ? [project.id, slot.slot, slot.startsAtMs, held ?? 0]
        : [change.booking.id, change.booking.sequence],
    domains: project.domains.map(({ domain }) => domain),
  };
}

const heldUntil = ({ heldUntilMs }: BookedSlot): Draft => (heldUntilMs === undefined ? {} : { untilMs: heldUntilMs });

/** The look of the day before: its first verdict, and each that is another. */
function tomorrow({ on, after: { slot } }: Moment): Draft | undefined {
  if (on?.step.step !== 'day-before' || slot === undefined) return undefined;
  const { facts, task, findings = [] } = on.is;
  const verdict = facts?.['verdict'];
  if (typeof verdict !== 'string' || verdict === on.was?.facts?.['verdict']) return undefined;
  const variant = { variant: verdict, untilMs: slot.startsAtMs };
  return verdict === 'go' ? variant : { ...variant, findings, ...(task === undefined ? {} : { say: task.text }) };
}

function yourTurn({ on, project, after }: Moment): Draft | undefined {
  const task = on === undefined ? undefined : openTask(on.is);
  if (on === undefined || task === undefined || after.cancelled || on.step.step === 'day-before') return undefined;
  const had = on.was === undefined ? undefined : openTask(on.was);
  if (had?.text.text === task.text.text && had.owner === task.owner && had.wants === task.wants) return undefined;
  return {
    say: task.text,
    part: task.owner,
    who: personFor(project, task.owner),
    sinceMs: on.is.sinceMs,
    ...(task.dueMs === undefined ? {} : { untilMs: task.dueMs }),
  };
}

/** The task that a step waits for somebody with, on the way forward or back. */
export function openTask({ state, task }: StepRecord): StepRecord['task'] {
  return state === 'needs-you' || state === 'undoing' ? task : undefined;
}

/** Steps that let nothing past while something speaks against it. */
const GATES: ReadonlySet<string> = new Set(['preflight', 'request-transfer', ...MOVERS]);
/** Only the time is missing. */
const NOT_YET: ReadonlySet<string> = new Set(['dns.blocked.slot']);

function gateClosed({ on }: Moment): Draft | undefined {
  const blocked = on?.is.state === 'blocked' ? on.is.blocked : undefined;
  if (on === undefined || blocked === undefined || on.was?.state === 'blocked') return undefined;
  if (!GATES.has(on.step.step) || NOT_YET.has(blocked.reason.text)) return undefined;
  const gate = on.step.step === 'request-transfer' ? 'transfer' : 'cutover';
  return { say: blocked.reason, findings: (on.is.findings ?? []).filter((finding) => findingCloses(finding, gate)) };
}

function cutoverBegun({ on, before }: Moment): Draft | undefined {
  if (on === undefined || !MOVERS.has(on.step.step) || before.rollingBack || hasBegun(on.was)) return undefined;
  if (on.is.facts?.['early'] === true) return undefined;
  return BEGINNINGS.has(on.event.event) ? {} : undefined;
}

const BEGINNINGS: ReadonlySet<string> = new Set(['started', 'claimed', 'observedDone']);
const hasBegun = (record: StepRecord | undefined): boolean =>
  record !== undefined &&
  (record.state === 'undoing' ||
    record.startedMs !== undefined ||
    record.claimed !== undefined ||
    record.doneMs !== undefined);

function earlySwitch({ on, after, playbook }: Moment): Draft | undefined {
  if (on?.step.step === 'watch-parents')
    return on.is.facts?.['early'] === true && on.was?.facts?.['early'] !== true
      ? { findings: on.is.findings ?? [] }
      : undefined;
  if (on?.step.step !== 'preflight' || on.is.facts?.['alreadyMoved'] !== true) return undefined;
  const isKnown = stepsOf(playbook, after).some(({ id, step }) => {
    const record = id === on.step.id ? on.was : after.steps[id];
    return (step === 'watch-parents' && record?.facts?.['early'] === true) || record?.facts?.['alreadyMoved'] === true;
  });
  return isKnown ? undefined : {};
}

function propagated({ on, after, playbook }: Moment): Draft | undefined {
  if (on?.event.event !== 'observedDone') return undefined;
  if (on.step.step === 'watch-propagation') return {};
  // Where a site is only switched on nothing is kept anywhere: it is live at once.
  const isWatched = stepsOf(playbook, after).some(({ step }) => step === 'watch-propagation');
  return on.step.step === 'publish-site' && !isWatched ? {} : undefined;
}

function transferBegun({ on }: Moment): Draft | undefined {
  if (on?.step.step !== 'request-transfer' || hasBegun(on.was)) return undefined;
  return BEGINNINGS.has(on.event.event) ? {} : undefined;
}

function transferDone({ on }: Moment): Draft | undefined {
  return on?.step.step === 'watch-transfer' && on.event.event === 'observedDone' ? {} : undefined;
}

function rolledBack({ stored: { event }, status, statusAfter }: Moment): Draft | undefined {
  if (statusAfter === 'rolled-back' && status !== 'rolled-back') return { variant: 'done' };
  return event.type === 'rollback-begun' ? { variant: 'begun' } : undefined;
}

/** Who accepted it: the customer's sign-off; where there is none, whoever took the report. */
function accepted({ on, after, playbook }: Moment): Draft | undefined {
  if (on?.event.event !== 'observedDone') return undefined;
  const isSignedOff = stepsOf(playbook, after).some(({ step }) => step === 'customer-signoff');
  if (on.step.step !== (isSignedOff ? 'customer-signoff' : 'hand-over')) return undefined;
  const named = on.is.facts?.['signedOffBy'];
  const said = after.approvals.findLast(({ step }) => step === on.step.id);
  return {
    by: typeof named === 'string' ? named : (on.is.claimed?.by ?? said?.by ?? ENGINE),
  };
}

function halted(moment: Moment): Draft | undefined {
  const { on, status, statusAfter } = moment;
  if (on?.is.state === 'failed' && on.was?.state !== 'failed')
    return on.is.failure === undefined ? {} : { say: { plain: on.is.failure.text } };
  if (statusAfter !== 'halted' || status === 'halted' || gateClosed(moment) !== undefined) return undefined;
  const reason = on?.is.blocked?.reason;
  return reason === undefined ? undefined : { say: reason, findings: on?.is.findings ?? [] };
}

/** When each thing is told. */
const RULES: readonly (readonly [NoticeEvent, Rule])[] = [
  ['booked', booked],
  ['moved', moved],
  ['unbooked', unbooked],
  ['tomorrow', tomorrow],
  ['your-turn', yourTurn],
  ['gate-closed', gateClosed],
  ['cutover-begun', cutoverBegun],
  ['early-switch', earlySwitch],
  ['propagated', propagated],
  ['transfer-begun', transferBegun],
  ['transfer-done', transferDone],
  ['rolled-back', rolledBack],
  ['accepted', accepted],
  ['halted', halted],
];

/** The moment by which a task, or what is waited for outside, is to be over; `undefined`: there is none, or it is no news. */
export function dueOf(record: StepRecord): EpochMs | undefined {
  return (
    openTask(record)?.dueMs ??
    (record.state === 'waiting' || record.state === 'unknown' ? record.waitsFor?.deadlineMs : undefined)
  );
}

function newDueMs({ on, after }: Moment): EpochMs | undefined {
  const dueMs = on === undefined ? undefined : dueOf(on.is);
  const isKnown = on?.was !== undefined && dueOf(on.was) === dueMs;
  return isKnown || after.cancelled || on?.step.step === 'day-before' ? undefined : dueMs;
}

function overdueNotice(moment: Moment, dueMs: EpochMs): Notice {
  const { after, project, on } = moment;
  const task = openTask(on!.is);
  const say = task?.text ?? on!.is.waitsFor?.reason;
  return noticeFrom(moment, 'overdue', {
    key: [after.id, on!.step.id, dueMs],
    atMs: dueMs,
    by: ENGINE,
    sinceMs: on!.is.sinceMs,
    untilMs: dueMs,
    ...(say === undefined ? {} : { say }),
    ...(task === undefined ? {} : { part: task.owner, who: personFor(project, task.owner) }),
  });
}
