import { hasRunOut } from '../../domain/journal.ts';
import { isOver } from '../../domain/lifecycle.ts';
import { stepsOf } from '../../domain/migration.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import { MOVERS } from '../../domain/playbook.ts';
import { statusOf } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Booking } from '../../ports/store.ts';
import type { Party } from '../booking/party.ts';
import { hasMoved, isAway, waitForSlotDone } from '../booking/party.ts';
import type { Loaded } from '../record.ts';

/** Where a customer's go-live is, in the words of whoever waits for it. */
export const PLACES = [
  'preparing',
  'held',
  'booked',
  'missed',
  'moving',
  'spreading',
  'live',
  'transfer',
  'done',
  'going-back',
  'stopped',
] as const;
export type Place = (typeof PLACES)[number];

/** What moves, as one says it: the site, the mail, both, the name alone; `publish`: a new site on the host that it has. */
export type Moving = 'site' | 'mail' | 'site-mail' | 'name' | 'publish';

export const STAGES = ['prepare', 'date', 'move', 'spread', 'transfer', 'finish'] as const;
export interface Stage {
  readonly stage: (typeof STAGES)[number];
  readonly state: 'done' | 'now' | 'ahead';
}

export interface Journey {
  readonly place: Place;
  readonly moving: Moving;
  readonly stages: readonly Stage[];
  /** Until then somebody may still be led to the old site. */
  readonly everywhereMs?: EpochMs;
  readonly movedMs?: EpochMs;
  /** Nobody may change the site: from the half-day's beginning, at the latest until its end. */
  readonly freeze?: { readonly fromMs: EpochMs; readonly untilMs: EpochMs; readonly isNow: boolean };
  /** How long site and mail may be away, where that was chosen. */
  readonly outageSeconds?: number;
}

/** A project as its migrations and its booking tell it at a moment. */
export function journeyOf(party: Party, booking: Booking | undefined, now: EpochMs): Journey {
  const alive = party.migrations.filter((loaded) => !isAway(loaded));
  const at = { alive, booking, now };
  const everywhereMs = everywhere(alive);
  const movedMs = movedAt(alive);
  const freeze = freezeOf(at);
  const outageSeconds = outageOf(alive);
  return {
    place: placeOf(party, at),
    moving: movingOf(alive.length > 0 ? alive : party.migrations),
    stages: stagesOf(at),
    ...(everywhereMs === undefined ? {} : { everywhereMs }),
    ...(movedMs === undefined ? {} : { movedMs }),
    ...(freeze === undefined ? {} : { freeze }),
    ...(outageSeconds === undefined ? {} : { outageSeconds }),
  };
}

interface At {
  /** Without what was cancelled or is on its way back. */
  readonly alive: readonly Loaded[];
  readonly booking: Booking | undefined;
  readonly now: EpochMs;
}

function placeOf({ migrations }: Party, at: At): Place {
  const { alive, booking, now } = at;
  if (alive.length === 0) return migrations.some(isGoingBack) ? 'going-back' : 'stopped';
  if (alive.every(({ playbook, state }) => isOver(statusOf(playbook, state)))) return 'done';
  if (isMoved(alive)) {
    if (!isEverywhere(alive)) return 'spreading';
    return isTransferring(alive) ? 'transfer' : 'live';
  }
  // Some have moved, and the rest has a half-day of its own ahead: then that is what everybody waits for.
  if (alive.some(hasMoved) && !(booking !== undefined && booking.startsAtMs > now)) return 'moving';
  if (booking === undefined || hasRunOut(booking, now)) return 'preparing';
  if (now > booking.endsAtMs && !alive.some(waitForSlotDone)) return 'missed';
  if (now >= booking.startsAtMs) return now > booking.endsAtMs ? 'missed' : 'moving';
  return booking.heldUntilMs === undefined ? 'booked' : 'held';
}

const isGoingBack = ({ playbook, state }: Loaded): boolean =>
  state.rollingBack && !isOver(statusOf(playbook, state)) && !state.cancelled;

const isThrough = ({ state }: Loaded, { id }: PlaybookStep): boolean =>
  ['done', 'skipped'].includes(state.steps[id]?.state ?? '');

function named(loaded: Loaded, ...names: readonly string[]): PlaybookStep[] {
  return stepsOf(loaded.playbook, loaded.state).filter(({ step }) => names.includes(step));
}

/** Each of them has one of these and all of that is through; `undefined`: none has one. */
function allThrough(alive: readonly Loaded[], ...names: readonly string[]): boolean | undefined {
  const all = alive.flatMap((loaded) => named(loaded, ...names).map((step) => isThrough(loaded, step)));
  return all.length === 0 ? undefined : all.every(Boolean);
}

/** Where nothing of ours moves traffic, somebody else was told to, or the transfer does it. */
function isMoved(alive: readonly Loaded[]): boolean {
  return allThrough(alive, ...MOVERS) ?? allThrough(alive, 'instruct-third-party', 'watch-transfer') ?? false;
}

function isEverywhere(alive: readonly Loaded[]): boolean {
  return allThrough(alive, 'watch-propagation') ?? true;
}

function isTransferring(alive: readonly Loaded[]): boolean {
  return allThrough(alive, 'watch-transfer') === false;
}

function stagesOf({ alive, booking, now }: At): Stage[] {
  const has = (...names: readonly string[]) => alive.some((loaded) => named(loaded, ...names).length > 0);
  const moved = isMoved(alive);
  const begun = moved || alive.some((loaded) => hasMoved(loaded) || waitForSlotDone(loaded) !== undefined);
  const isBooked = booking !== undefined && booking.heldUntilMs === undefined && !hasRunOut(booking, now);
  const all: readonly (readonly [Stage['stage'], isThere: boolean, isDone: boolean])[] = [
    ['prepare', true, begun || (allThrough(alive, 'approve') ?? false)],
    ['date', has('wait-for-slot'), begun || isBooked],
    ['move', true, moved],
    ['spread', has('watch-propagation'), moved && isEverywhere(alive)],
    ['transfer', has('watch-transfer'), allThrough(alive, 'watch-transfer') ?? false],
    ['finish', true, alive.length > 0 && alive.every(({ playbook, state }) => isOver(statusOf(playbook, state)))],
  ];
  const there = all.filter(([, isThere]) => isThere);
  const current = there.find(([, , isDone]) => !isDone)?.[0];
  // The day is fixed and has not come: nothing is going on then that this list knows.
  const waits = current === 'move' && !begun && !(isBooked && now >= booking.startsAtMs);
  return there.map(([stage, , isDone]) => ({
    stage,
    state: isDone ? 'done' : stage === current && !waits ? 'now' : 'ahead',
  }));
}

function everywhere(alive: readonly Loaded[]): EpochMs | undefined {
  const moments = alive.flatMap((loaded) =>
    named(loaded, 'watch-propagation').map(({ id }) => loaded.state.steps[id]?.facts?.['worstCaseAtMs']),
  );
  const known = moments.filter((moment) => typeof moment === 'number');
  return known.length === 0 ? undefined : Math.max(...known);
}

function movedAt(alive: readonly Loaded[]): EpochMs | undefined {
  const moments = alive.flatMap((loaded) =>
    named(loaded, ...MOVERS).flatMap(({ id }) => loaded.state.steps[id]?.doneMs ?? []),
  );
  return moments.length === 0 ? undefined : Math.max(...moments);
}

function freezeOf({ alive, booking, now }: At): Journey['freeze'] {
  if (booking === undefined || hasRunOut(booking, now)) return undefined;
  const frozen = alive.filter((loaded) => named(loaded, 'freeze-content').length > 0);
  const isOpenAgain = frozen.every((loaded) => named(loaded, 'unfreeze-content').every((s) => isThrough(loaded, s)));
  if (frozen.length === 0 || (isOpenAgain && isMoved(frozen))) return undefined;
  return { fromMs: booking.startsAtMs, untilMs: booking.endsAtMs, isNow: now >= booking.startsAtMs };
}

function outageOf(alive: readonly Loaded[]): number | undefined {
  const seconds = alive.flatMap((loaded) =>
    named(loaded, 'accept-interruption').map(({ id }) => loaded.state.steps[id]?.facts?.['outageSeconds']),
  );
  const known = seconds.filter((one) => typeof one === 'number');
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Of the main domain first: what leads to it moves with it. A site that we have already moves nowhere. */
function movingOf(alive: readonly Loaded[]): Moving {
  const any = (test: (loaded: Loaded) => boolean) => alive.some(test);
  if (any((loaded) => named(loaded, 'publish-site').length > 0)) return 'publish';
  const site = any(({ state: { answers } }) => answers.hosting === 'moves');
  const mail = any(({ state: { answers } }) => answers.mail === 'moves');
  const moves = any((loaded) => named(loaded, ...MOVERS).length > 0);
  if (site && mail && moves) return 'site-mail';
  if (mail && moves) return 'mail';
  return site && moves ? 'site' : 'name';
}
