import { slotSpan } from '../../../scheduler/slot.ts';
import { hasRunOut } from '../../domain/journal.ts';
import { isOver } from '../../domain/lifecycle.ts';
import type { Language } from '../../domain/message.ts';
import type { StepRecord } from '../../domain/migration.ts';
import { stepsOf } from '../../domain/migration.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName } from '../../domain/name.ts';
import { statusOf } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Booking } from '../../ports/store.ts';
import { CARRIED_TO } from '../../steps/custom-task.ts';
import type { App } from '../app.ts';
import { CONFIRMED_BEFORE_MS } from '../booking/hold-end.ts';
import type { Party } from '../booking/party.ts';
import { hasMoved, isAway, refuseAway, refuseBegun } from '../booking/party.ts';
import { forProject, nextFreeSlots } from '../calendar.ts';
import { calendarOf } from '../config/slots.ts';
import type { Loaded } from '../record.ts';
import type { Journey } from './journey.ts';
import { journeyOf } from './journey.ts';
import { keyOf } from './key.ts';
import type { Customer } from './links.ts';
import { isByTheLink } from './links.ts';
import type { SecretPlace, Turn } from './turns.ts';
import { secretPlaces, turnsOf } from './turns.ts';

export interface Offer {
  readonly slot: string;
  readonly startsAtMs: EpochMs;
}

/** The half-day as the customer may change it. */
export interface HalfDay {
  /** What the page saw; a word about another state of it is stale. */
  readonly seen: string;
  readonly slot?: string;
  readonly startsAtMs?: EpochMs;
  readonly endsAtMs?: EpochMs;
  readonly heldUntilMs?: EpochMs;
  readonly may: readonly HalfDayWord[];
  readonly offers: readonly Offer[];
  /** From which date on later ones are looked for. */
  readonly laterFrom?: string;
}
export type HalfDayWord = 'confirm' | 'move' | 'choose' | 'cancel';

/** Something the customer asked for, and what became of it. */
export interface Wish {
  readonly text: string;
  readonly state: 'noted' | 'open' | 'done' | 'later';
  /** Who does it later. */
  readonly to?: string;
  readonly atMs?: EpochMs;
}

export interface PersonToCall {
  readonly name: string;
  readonly phone?: string;
  readonly mail?: string;
  readonly isOnDuty: boolean;
}

/** All that a customer's page shows; there is nothing else of the store in it. Moments are epoch ms of golive's clock. */
export interface CustomerView {
  readonly name: string;
  readonly customer: string;
  readonly agency: string;
  readonly domains: readonly string[];
  readonly language: Language;
  readonly nowMs: EpochMs;
  readonly journey: Journey;
  readonly turns: readonly Turn[];
  readonly secrets: readonly SecretPlace[];
  readonly halfDay: HalfDay;
  /** Absent: no list is wanted, or it is too late for one. */
  readonly mailboxes?: { readonly known: number };
  readonly wishes: readonly Wish[];
  /** How a wish is taken now; absent: not any more. */
  readonly wish?: { readonly as: 'note' | 'request'; readonly seen: string };
  /** The secret path of the calendar, where one was asked for. */
  readonly hasCalendar: boolean;
  readonly people: readonly PersonToCall[];
  readonly keepOld: boolean;
  readonly mailMoves: boolean;
}

const OFFERED = 6;

/** The page of whoever follows a link. `later`: half-days from that date on are offered. */
export async function customerView(
  app: App,
  customer: Customer,
  { later, hasCalendar }: { readonly later?: string; readonly hasCalendar: boolean },
): Promise<CustomerView> {
  const { party, link } = customer;
  const { project } = party;
  const now = app.clock.now();
  const booking = await bookingNow(app, party, now);
  const journey = journeyOf(party, booking, now);
  const contact = project.contacts.find(({ name }) => name === link.contact);
  const wish = wishNow(party, now);
  const mailboxes = mailboxesWanted(party);
  return {
    name: customer.name,
    customer: project.customer,
    agency: app.config.agency.name,
    domains: project.domains.map(({ domain }) => displayName(domain)),
    language: contact?.language ?? project.language,
    nowMs: now,
    journey,
    turns: turnsOf(customer),
    secrets: secretPlaces(customer),
    halfDay: await halfDayOf(app, party, booking, now, later),
    ...(mailboxes.length === 0 ? {} : { mailboxes: { known: knownMailboxes(mailboxes) } }),
    wishes: wishesOf(party),
    ...(wish === undefined ? {} : { wish: { as: wish.as, seen: wish.seen } }),
    hasCalendar,
    people: peopleToCall(app, party, booking),
    keepOld: keepsOld(party),
    mailMoves: party.migrations.some(({ state }) => state.answers.mail === 'moves' && !state.cancelled),
  };
}

/** The project's booking, without one that ran out. */
export async function bookingNow(app: App, { project }: Party, now: EpochMs): Promise<Booking | undefined> {
  const booking = await app.store.bookingOf(project.id);
  return booking === undefined || hasRunOut(booking, now) ? undefined : booking;
}

/** Whoever saw this saw this state of the booking and no other. */
export function seenOf({ project }: Party, booking: Booking | undefined): string {
  return keyOf('half-day', project.id, booking?.id ?? '', booking?.sequence ?? -1, booking?.slot ?? '');
}

/** What may be said about the half-day now, whether or not the calendar has a place. */
export async function halfDayWords(
  app: App,
  party: Party,
  booking: Booking | undefined,
  now: EpochMs,
): Promise<readonly HalfDayWord[]> {
  if (party.migrations.every(isFinished)) return [];
  try {
    refuseAway(party);
    refuseBegun(party, '', now);
  } catch {
    return [];
  }
  if (booking === undefined) return (await wasOffered(app, party)) ? ['choose'] : [];
  if (now >= booking.startsAtMs) return now > booking.endsAtMs ? ['move'] : [];
  const canConfirm = booking.heldUntilMs !== undefined && now <= booking.startsAtMs - CONFIRMED_BEFORE_MS;
  return [...(canConfirm ? (['confirm'] as const) : []), 'move', 'cancel'];
}

const isFinished = ({ playbook, state }: Loaded): boolean => isOver(statusOf(playbook, state));

/** The agency gives the first half-day; whose own was given back or ran out may choose another. */
async function wasOffered(app: App, { project }: Party): Promise<boolean> {
  return (await app.store.bookingChanges({ projectId: project.id })).length > 0;
}

async function halfDayOf(
  app: App,
  party: Party,
  booking: Booking | undefined,
  now: EpochMs,
  later: string | undefined,
): Promise<HalfDay> {
  const may = await halfDayWords(app, party, booking, now);
  const near = later !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(later) ? `${later}/morning` : undefined;
  const canMove = may.includes('move') || may.includes('choose');
  const slots = canMove ? await freeSlots(app, party, now, near) : [];
  const calendar = calendarOf(app);
  const last = slots.at(-1)?.split('/')[0];
  return {
    seen: seenOf(party, booking),
    ...(booking === undefined
      ? {}
      : {
          slot: booking.slot,
          startsAtMs: booking.startsAtMs,
          endsAtMs: booking.endsAtMs,
          ...(booking.heldUntilMs === undefined ? {} : { heldUntilMs: booking.heldUntilMs }),
        }),
    may,
    offers: slots.map((slot) => ({ slot, startsAtMs: slotSpan(slot, calendar).startsAtMs })),
    ...(slots.length < OFFERED || last === undefined ? {} : { laterFrom: last }),
  };
}

/** Earliest first. A date that a stranger made up finds nothing. */
async function freeSlots(app: App, party: Party, now: EpochMs, near: string | undefined): Promise<readonly string[]> {
  const found = await nextFreeSlots(app, OFFERED, forProject(party, now), near);
  return [...found].sort((a, b) => slotOrder(a).localeCompare(slotOrder(b)));
}

const slotOrder = (slot: string): string => slot.replace('/morning', '/0').replace('/afternoon', '/1');

/** The domain whose journal a wish stands in: the first that is not away. */
export function wishAt({ migrations }: Party): Loaded | undefined {
  const alive = migrations.filter((loaded) => !isAway(loaded) && !isFinished(loaded));
  return alive.find(({ state }) => state.role === 'main') ?? alive[0];
}

/** In the half-day a wish is a request that is done before it closes; else it is a note. `seen`: how many notes and tasks there were. */
export function wishNow(
  party: Party,
  now: EpochMs,
): { readonly at: Loaded; readonly as: 'note' | 'request'; readonly seen: string } | undefined {
  const at = wishAt(party);
  if (at === undefined) return undefined;
  const { state } = at;
  const isDuring = state.slot !== undefined && now >= state.slot.startsAtMs && now < state.slot.endsAtMs;
  const closing = stepsOf(at.playbook, state).find(({ step }) => step === 'changes');
  const isOpen = closing !== undefined && !['done', 'skipped'].includes(state.steps[closing.id]?.state ?? '');
  const isRequest = isDuring && isOpen && hasMoved(at);
  return { at, as: isRequest ? 'request' : 'note', seen: `${state.notes.length}-${state.tasks.length}` };
}

function wishesOf({ migrations }: Party): Wish[] {
  return migrations.flatMap(({ state }) => [
    ...state.notes.filter(({ by }) => isByTheLink(by)).map(({ text, atMs }): Wish => ({ text, state: 'noted', atMs })),
    ...state.tasks
      .filter(({ request }) => request === true)
      .map(({ id, title }): Wish => ({ text: title, ...becameOf(state.steps[id]) })),
  ]);
}

function becameOf(record: StepRecord | undefined): Pick<Wish, 'state' | 'to'> {
  if (record?.state === 'done') return { state: 'done' };
  if (record?.state !== 'skipped') return { state: 'open' };
  const to = record.facts?.[CARRIED_TO];
  return { state: 'later', ...(typeof to === 'string' ? { to } : {}) };
}

/** The domains that a list of mailboxes is still of use for: their mail moves, and nothing was made of the list yet. */
export function mailboxesWanted({ migrations }: Party): readonly Loaded[] {
  return migrations.filter((loaded) => {
    const { playbook, state } = loaded;
    if (isAway(loaded) || isFinished(loaded) || state.answers.mail !== 'moves') return false;
    const users = stepsOf(playbook, state).filter(({ step }) => USES_THE_LIST.has(step));
    return users.length > 0 && users.every(({ id }) => !hasBegun(state.steps[id]));
  });
}

/** What was approved was approved with the list as it was: after that a change is a wish. */
const USES_THE_LIST: ReadonlySet<string> = new Set(['order-mail-licences', 'recreate-mailboxes', 'approve']);

const hasBegun = (record: StepRecord | undefined): boolean =>
  record !== undefined && (record.startedMs !== undefined || ['done', 'skipped'].includes(record.state));

function knownMailboxes(wanted: readonly Loaded[]): number {
  return new Set(
    wanted.flatMap(({ state: { answers } }) => [
      ...(answers.mailboxes ?? []),
      ...(answers.free?.['mailboxes']?.split(/[\s,;]+/).filter((address) => address.includes('@')) ?? []),
    ]),
  ).size;
}

export function mailDomains(wanted: readonly Loaded[]): readonly Fqdn[] {
  return wanted.map(({ state }) => state.domain);
}

/** Who is on duty in the half-day, and whose project it is; once where that is one person. */
function peopleToCall({ config }: App, { project }: Party, booking: Booking | undefined): PersonToCall[] {
  const onDuty = booking?.onDuty;
  const owner = project.ownerAssumed === true ? undefined : project.owner;
  const names = [...new Set([onDuty, owner].filter((name) => name !== undefined))];
  return names.map((name) => {
    const known = config.people.find((person) => person.name.toLowerCase() === name.toLowerCase());
    return {
      name,
      ...(known?.phone === undefined ? {} : { phone: known.phone }),
      ...(known?.mail === undefined ? {} : { mail: known.mail }),
      isOnDuty: name === onDuty,
    };
  });
}

/** Until the old service may be closed, nothing of it may be given up. */
function keepsOld({ migrations }: Party): boolean {
  return migrations.some((loaded) => {
    const closing = stepsOf(loaded.playbook, loaded.state).find(({ step }) => step === 'close-old-service');
    const record = closing && loaded.state.steps[closing.id];
    return closing !== undefined && !isAway(loaded) && !['done', 'skipped', 'needs-you'].includes(record?.state ?? '');
  });
}
