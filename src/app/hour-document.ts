import { dateAt } from '../../scheduler/slot.ts';
import { hasRunOut } from '../domain/journal.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { Contact, Part, Project } from '../domain/project.ts';
import type { EpochMs } from '../domain/time.ts';
import type { App } from './app.ts';
import { bookingsIn } from './calendar.ts';
import type { DocumentOf } from './documents.ts';
import { migrationShown } from './migration-document.ts';
import type { MigrationShown, StepShown } from './migration-schema.ts';
import { projectDocument } from './project-document.ts';
import { load } from './record.ts';

/** Where a project stands beside its half-day. after: all that belongs into it is done. late: it is over, and something is left. */
export type HourStage = 'unbooked' | 'before' | 'during' | 'late' | 'after' | 'over';

/** Somebody who can be called. */
export interface Reachable {
  readonly name: string;
  readonly phone?: string;
  readonly mail?: string;
  /** On duty, in charge at the agency, or the parts that a contact plays. */
  readonly as: readonly ('duty' | 'owner' | Part)[];
}

/** One domain of the project in its half-day. */
export interface DomainHour {
  readonly migration: MigrationShown;
  /** Must be done before the half-day begins, and is not. */
  readonly ahead: readonly StepShown[];
  /** Of the half-day, in order; requests among them. */
  readonly checklist: readonly StepShown[];
  readonly requests: readonly StepShown[];
  /** What can be done now, or is next. */
  readonly next?: StepShown;
  /** Who said that the customer accepts it. */
  readonly accepted?: { readonly by?: string; readonly at: string };
  /** Written down since the half-day began. */
  readonly remarks: MigrationShown['remarks'];
  /** No cache that keeps to the rules has the old data after this. */
  readonly cachesTurnedAt?: string;
  readonly closeAfter?: string;
  readonly mayGoBack: boolean;
}

export interface HourShown {
  readonly project: DocumentOf<'project'>;
  readonly stage: HourStage;
  readonly nowMs: EpochMs;
  readonly duty: string;
  readonly people: readonly Reachable[];
  readonly domains: readonly DomainHour[];
}

/** The half-day of one project: who does what, what is next, whom to call. @throws GoLiveError `domain-unknown` */
export async function hourDocument(app: App, asked: string): Promise<HourShown> {
  const shown = await projectDocument(app, asked);
  const project = (await app.store.readProject(shown.id))!;
  const loaded = await Promise.all(shown.domains.map(({ migration }) => load(app, migration)));
  const nowMs = app.clock.now();
  const startsAt = shown.booking?.startsAt ?? shown.migrations.find(({ slotStartsAt }) => slotStartsAt)?.slotStartsAt;
  const domains = loaded.map((one) => domainHour(migrationShown(app, one), startsAt));
  const duty = shown.booking?.owner ?? shown.migrations.find(({ slotOwner }) => slotOwner)?.slotOwner ?? shown.owner;
  const span = spanOf(shown);
  return {
    project: shown,
    stage: stageOf(domains, span, nowMs),
    nowMs,
    duty,
    people: peopleToCall(project, duty, app.config.people),
    domains,
  };
}

/** The half-day's moments: the booking's, or what a migration keeps of it. */
export function spanOf({
  booking,
  migrations,
}: DocumentOf<'project'>): { readonly slot: string; readonly startsAt: string; readonly endsAt: string } | undefined {
  if (booking !== undefined) return booking;
  const own = migrations.find(({ slot }) => slot !== undefined);
  return own?.slot === undefined || own.slotStartsAt === undefined || own.slotEndsAt === undefined
    ? undefined
    : { slot: own.slot, startsAt: own.slotStartsAt, endsAt: own.slotEndsAt };
}

export function stageOf(
  domains: readonly Pick<DomainHour, 'checklist' | 'migration'>[],
  span: { readonly startsAt: string; readonly endsAt: string } | undefined,
  nowMs: EpochMs,
): HourStage {
  const open = domains.filter(({ migration }) => !isOver(migration.status));
  if (domains.length > 0 && open.length === 0) return 'over';
  if (span === undefined) return 'unbooked';
  if (nowMs < Date.parse(span.startsAt)) return 'before';
  if (open.every(({ checklist }) => checklist.every(isDone))) return 'after';
  return nowMs < Date.parse(span.endsAt) ? 'during' : 'late';
}

export const isDone = ({ status }: Pick<StepShown, 'status'>): boolean => status === 'done' || status === 'skipped';

const BEGINS = 'wait-for-slot';
/** What closes a half-day. */
const ENDS: ReadonlySet<string> = new Set(['changes', 'customer-signoff']);

export function domainHour(migration: MigrationShown, startsAt?: string): DomainHour {
  const { steps } = migration;
  const byId = new Map(steps.map((step) => [step.step, step]));
  const above = (roots: readonly StepShown[], links: (step: StepShown) => readonly StepShown[]): Set<string> => {
    const found = new Set<string>();
    const queue = [...roots];
    for (let step = queue.pop(); step !== undefined; step = queue.pop())
      for (const one of links(step))
        if (!found.has(one.step)) {
          found.add(one.step);
          queue.push(one);
        }
    return found;
  };
  const before = (step: StepShown) => step.after.flatMap((id) => byId.get(id) ?? []);
  const behind = (step: StepShown) => steps.filter(({ after }) => after.includes(step.step));
  const begins = steps.filter(({ kind }) => kind === BEGINS);
  const ends = steps.filter(({ kind }) => ENDS.has(kind));
  const first = above(begins, before);
  const later = above(begins, behind);
  const toEnd = above(ends, before);
  const isIn = ({ step, kind, request, phase }: StepShown): boolean =>
    begins.length === 0
      ? phase === 'cutover' || phase === 'propagate'
      : request === true || kind === BEGINS || (later.has(step) && (toEnd.has(step) || ENDS.has(kind)));
  const checklist = steps.filter(isIn);
  const signed = steps.find(({ kind, status }) => kind === 'customer-signoff' && status === 'done');
  const next =
    checklist.find(({ status }) => !['done', 'skipped', 'waiting'].includes(status)) ??
    checklist.find((step) => !isDone(step));
  return {
    migration,
    ahead: steps.filter((step) => first.has(step.step) && !isDone(step)),
    checklist,
    requests: steps.filter(({ request }) => request === true),
    ...(next === undefined ? {} : { next }),
    ...(signed?.doneAt === undefined
      ? {}
      : { accepted: { at: signed.doneAt, ...(signed.claimed === undefined ? {} : { by: signed.claimed.by }) } }),
    remarks:
      startsAt === undefined
        ? migration.remarks
        : migration.remarks.filter(({ at }) => Date.parse(at) >= Date.parse(startsAt)),
    ...(migration.propagation?.worstCaseAt === undefined ? {} : { cachesTurnedAt: migration.propagation.worstCaseAt }),
    ...(migration.oldServiceMayCloseAfter === undefined ? {} : { closeAfter: migration.oldServiceMayCloseAfter }),
    mayGoBack:
      migration.noWayBackSince === undefined && !isOver(migration.status) && migration.status !== 'rolling-back',
  };
}

interface Person {
  readonly name: string;
  readonly phone?: string | undefined;
  readonly mail?: string | undefined;
}

/** Who is on duty first, then who is in charge, then the customer's people; each once. */
export function peopleToCall(project: Project, duty: string, people: readonly Person[]): Reachable[] {
  const own = (name: string, as: 'duty' | 'owner'): Reachable => {
    const known = people.find((person) => person.name === name);
    return reachable({ name, ...known }, [as]);
  };
  const all: Reachable[] = [
    own(duty, 'duty'),
    own(project.owner, 'owner'),
    ...project.contacts.map((contact: Contact) => reachable(contact, contact.parts)),
  ];
  const byName = new Map<string, Reachable>();
  for (const person of all) {
    const known = byName.get(person.name);
    byName.set(person.name, { ...person, ...known, as: [...new Set([...(known?.as ?? []), ...person.as])] });
  }
  return [...byName.values()];
}

function reachable({ name, phone, mail }: Person, as: Reachable['as']): Reachable {
  return { name, ...(phone === undefined ? {} : { phone }), ...(mail === undefined ? {} : { mail }), as };
}

const DAYS_AHEAD = 60;

/** The half-days of today, in the order in which they begin; where there are none, the next that is booked. */
export async function todayHours(app: App): Promise<{
  readonly hours: readonly HourShown[];
  readonly next?: { readonly slot: string; readonly customer: string; readonly projectId: string };
}> {
  const now = app.clock.now();
  const today = dateAt(now, app.config.agency.timeZone);
  const booked = (await bookingsIn(app, today, DAYS_AHEAD))
    .filter((booking) => !hasRunOut(booking, now))
    .sort((a, b) => a.startsAtMs - b.startsAtMs);
  const own = booked.filter(({ slot }) => slot.startsWith(`${today}/`));
  const hours = await Promise.all(own.map(({ projectId }) => hourDocument(app, projectId)));
  const first = own.length > 0 ? undefined : booked[0];
  if (first === undefined) return { hours };
  const project = await app.store.readProject(first.projectId);
  const customer = project?.customer ?? first.projectId;
  return { hours, next: { slot: first.slot, customer, projectId: first.projectId } };
}
