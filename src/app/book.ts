import { judgeSlot, parseSlot } from '../../scheduler/slot.ts';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import type { BookedSlot, JournalEvent } from '../domain/journal.ts';
import { dependentsOf, stepsOf } from '../domain/migration.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import type { EpochMs } from '../domain/time.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import type { ForProject } from './calendar.ts';
import { calendarOf, nextFreeSlots, offeredSlots } from './calendar.ts';
import { earliestSlot } from './earliest-slot.ts';
import { findMigrations } from './find.ts';
import type { Loaded } from './record.ts';
import { load, record } from './record.ts';
import type { Who } from './say.ts';
import { styleOf } from './voice.ts';

const SUGGESTIONS = 3;

/**
 * Books a half-day for a project. The store keeps a place unique: of two who ask at once one gets it, the other the next free ones.
 * Booking what is booked already finishes what was interrupted and changes nothing else.
 *
 * @throws GoLiveError `slot-refused` naming the rule and the next free half-days; `not-allowed` when the project has another half-day, or
 * its go-live has begun
 */
export async function book(
  app: App,
  domain: string,
  slot: string,
  who: Who,
  again = false,
): Promise<readonly Loaded[]> {
  parseSlot(slot);
  const { project, migrations } = await bookable(app, domain);
  const held = await bookingOf(app, migrations);
  if (held !== undefined && held !== slot && !again)
    throw new GoLiveError('not-allowed', {
      subject: `Booking ${slot} for ${project.customer}`,
      why: `${held} is booked`,
      fix: `Move it with golive reschedule ${domain} --slot ${slot}.`,
    });
  const meant: ForProject = { projectId: project.id, ...earliestSlot(migrations, app.clock.now()) };
  const offer = await offerOf(app, slot, meant);
  if (!offer.free && held !== slot) {
    const why = offer.refusedBy.map((refusal) => render(refusal.why, styleOf(app))).join(' ');
    throw await refusedSlot(app, slot, why, meant);
  }
  if (held !== slot) await takePlace(app, slot, meant, who, held);
  const booked: BookedSlot = { slot: offer.slot, startsAtMs: offer.startsAtMs, endsAtMs: offer.endsAtMs };
  return eachOf(app, migrations, who, (loaded) =>
    loaded.state.slot?.slot === slot ? [] : [{ type: 'booked', slot: booked }, ...onceMore(loaded)],
  );
}

/** Gives the half-day back. @throws GoLiveError `not-allowed`: nothing is booked, or the go-live has begun */
export async function unbook(app: App, domain: string, who: Who): Promise<readonly Loaded[]> {
  const { project, migrations } = await bookable(app, domain);
  if ((await bookingOf(app, migrations)) === undefined)
    throw new GoLiveError('not-allowed', { subject: `Unbooking ${project.customer}`, why: 'no half-day is booked' });
  const after = await eachOf(app, migrations, who, ({ state }) =>
    state.slot === undefined ? [] : [{ type: 'unbooked' }],
  );
  await app.store.unbook(project.id);
  return after;
}

async function bookable(app: App, domain: string) {
  const [header] = await findMigrations(app.store, domain);
  const project = (await app.store.readProject(header!.projectId))!;
  const migrations = await Promise.all(project.domains.map(({ migrationId }) => load(app, migrationId)));
  for (const loaded of migrations) {
    if (isOver(loaded) || waitForSlotDone(loaded) === undefined) continue;
    if (!wentBy(loaded, app.clock.now()))
      throw new GoLiveError('not-allowed', {
        subject: `Changing the half-day of ${project.customer}`,
        why: 'the go-live has begun',
        fix: `golive rollback ${domain} goes back, as long as that is possible.`,
      });
  }
  return { project, migrations };
}

/** Nothing is booked for what ended, or is on its way back. */
function isOver({ state }: Loaded): boolean {
  return state.cancelled || state.rollingBack;
}

function waitForSlotDone({ playbook, state }: Loaded): PlaybookStep | undefined {
  return playbook.steps.find(({ id, step }) => step === 'wait-for-slot' && state.steps[id]?.state === 'done');
}

const MOVERS: ReadonlySet<string> = new Set(['change-delegation', 'change-records', 'publish-site']);

/** The half-day came and went, and something kept the traffic from being moved in it. */
function wentBy({ playbook, state }: Loaded, now: EpochMs): boolean {
  const moved = playbook.steps.some(({ id, step }) => {
    const record = MOVERS.has(step) ? state.steps[id] : undefined;
    return (
      record !== undefined &&
      (record.startedMs !== undefined || record.claimed !== undefined || record.state === 'done')
    );
  });
  return !moved && (state.slot === undefined || now > state.slot.endsAtMs);
}

/** What was done at the beginning of a half-day that went by is done again in the next: the content has changed since. */
function onceMore(loaded: Loaded): JournalEvent[] {
  const waited = waitForSlotDone(loaded);
  if (waited === undefined) return [];
  const { playbook, state } = loaded;
  const behind = dependentsOf(stepsOf(playbook, state), waited.id);
  return stepsOf(playbook, state)
    .filter(({ id }) => id === waited.id || (behind.has(id) && state.steps[id]?.state === 'done'))
    .map(({ id }) => ({ type: 'step', step: id, event: 'retried', detail: {} }));
}

/** The half-day that the store holds for this project; the journal may not know it yet, when a crash came between the two. */
async function bookingOf(app: App, migrations: readonly Loaded[]): Promise<string | undefined> {
  const bookings = await app.store.bookings('0', '9~');
  return bookings.find(({ projectId }) => projectId === migrations[0]!.project.id)?.slot;
}

async function offerOf(app: App, slot: string, project: ForProject) {
  const { date } = parseSlot(slot);
  const offers = await offeredSlots(app, date, 1, project);
  return (
    offers.find((offer) => offer.slot === slot) ?? judgeSlot(slot, calendarOf(app), 0, app.clock.now(), project.caches)
  );
}

/** A project has one place. Where it moves and the new half-day is gone meanwhile, it takes its old place back. */
async function takePlace(
  app: App,
  slot: string,
  project: ForProject,
  who: Who,
  held: string | undefined,
): Promise<void> {
  if (held !== undefined) await app.store.unbook(project.projectId);
  if (await tookPlace(app, slot, project, who)) return;
  const kept = held !== undefined && (await tookPlace(app, held, project, who));
  throw await refusedSlot(app, slot, `somebody else has it${kept ? `; ${held} is still yours` : ''}`, project);
}

async function tookPlace(app: App, slot: string, { projectId }: ForProject, who: Who): Promise<boolean> {
  for (let place = 1; place <= app.config.slots.perHalfDay; place++) {
    try {
      await app.store.book({ slot, place, projectId, by: who.by, atMs: app.clock.now() });
      return true;
    } catch (thrown) {
      if (asGoLiveError(thrown, slot).code !== 'slot-refused') throw thrown;
    }
  }
  return false;
}

async function refusedSlot(app: App, slot: string, why: string, project: ForProject): Promise<GoLiveError> {
  const free = await nextFreeSlots(app, SUGGESTIONS, project);
  const fix = free.length === 0 ? 'Nothing is free in the next two months.' : `Next free: ${free.join(', ')}.`;
  return new GoLiveError('slot-refused', { subject: slot, why: why.replace(/\.$/, ''), fix });
}

async function eachOf(
  app: App,
  migrations: readonly Loaded[],
  who: Who,
  decide: Parameters<typeof record>[3],
): Promise<readonly Loaded[]> {
  const after: Loaded[] = [];
  for (const loaded of migrations)
    after.push(isOver(loaded) ? loaded : await record(app, loaded.state.id, who, decide));
  return after;
}
