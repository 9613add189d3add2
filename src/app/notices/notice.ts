import { asGoLiveError } from '../../domain/errors.ts';
import type { MigrationState } from '../../domain/migration.ts';
import { fold } from '../../domain/migration.ts';
import type { BookingChange, Delivery, Store } from '../../ports/store.ts';
import type { App } from '../app.ts';
import { load } from '../record.ts';
import { expanded, later } from './expand.ts';
import { noticesOf } from './rules.ts';

/** Migrations that are made into messages in one transaction. */
const AT_ONCE = 20;
/** What stands still at these is no single migration's trouble. */
const EVERYBODYS: ReadonlySet<string> = new Set(['store-busy', 'store-full', 'stopping']);

/**
 * Makes messages of what the journals say and nobody was told yet, and keeps them with the mark up to which it was done: both or neither. May run in
 * several processes at once. Answers how many messages there are now to send, at once or later.
 */
export async function notice(app: App, signal: AbortSignal): Promise<number> {
  let made = 0;
  while (!signal.aborted) {
    const behind = await app.store.unnoticed(AT_ONCE);
    if (behind.length === 0) return made;
    const deliveries: Delivery[] = [];
    const noticed: { readonly migrationId: string; readonly seq: number }[] = [];
    for (const { migrationId, seq, noticedSeq } of behind) {
      try {
        const found = await messagesOf(app, migrationId, noticedSeq);
        deliveries.push(...found.deliveries);
        noticed.push({ migrationId, seq: found.seq });
      } catch (thrown) {
        const failure = asGoLiveError(thrown, migrationId);
        if (EVERYBODYS.has(failure.code)) throw failure;
        // A damaged journal is doctor's business, and the engine complains of it; the others' news must not wait behind it.
        if (failure.code !== 'store-corrupt') app.log(`${migrationId}: nobody can be told of it: ${failure.message}`);
        noticed.push({ migrationId, seq });
      }
    }
    await app.store.addDeliveries(deliveries, noticed);
    made += deliveries.length;
    if (behind.length < AT_ONCE) return made;
  }
  return made;
}

async function messagesOf(
  app: App,
  migrationId: string,
  noticedSeq: number,
): Promise<{ readonly deliveries: readonly Delivery[]; readonly seq: number }> {
  const { config, store, clock } = app;
  const { project, playbook } = await load(app, migrationId);
  const before = await stateAt(store, migrationId, noticedSeq);
  const events = await store.readJournal(migrationId, noticedSeq);
  if (events.length === 0) return { deliveries: [], seq: noticedSeq };
  const isBooked = events.some(({ event }) => event.type === 'booked' || event.type === 'unbooked');
  const bookings: readonly BookingChange[] = isBooked ? await store.bookingChanges({ projectId: project.id }) : [];
  const found = noticesOf({ project, playbook, bookings }, before, events);
  remember(store, migrationId, found.after);
  const now = clock.now();
  const deliveries = [
    ...found.now.flatMap((one) => expanded(config, project, one, now)),
    ...found.later.map((one) => later(one.notice, one.dueMs, now)),
  ];
  return { deliveries, seq: found.after.seq };
}

/** Where each migration stood when it was last looked at: reading on from there is enough. */
const SEEN = new WeakMap<Store, Map<string, MigrationState>>();
const MOST_SEEN = 500;

function remember(store: Store, migrationId: string, state: MigrationState): void {
  const seen = SEEN.get(store) ?? new Map<string, MigrationState>();
  SEEN.set(store, seen);
  seen.delete(migrationId);
  seen.set(migrationId, state);
  const [oldest] = seen.keys();
  if (seen.size > MOST_SEEN) seen.delete(oldest!);
}

async function stateAt(store: Store, migrationId: string, seq: number): Promise<MigrationState | undefined> {
  if (seq === 0) return undefined;
  const known = SEEN.get(store)?.get(migrationId);
  if (known?.seq === seq) return known;
  const events = await store.readJournal(migrationId, 0);
  let state: MigrationState | undefined;
  for (const stored of events) if (stored.seq <= seq) state = fold(state, stored);
  return state;
}
