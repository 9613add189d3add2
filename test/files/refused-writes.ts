import { scriptedAgency } from '../../src/app/demo/agency.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { asGoLiveError } from '../../src/domain/errors.ts';
import type { StoredEvent } from '../../src/domain/journal.ts';
import { DAY, SECOND } from '../../src/domain/time.ts';
import type { NewEvent, Store, StoreFault } from '../../src/ports/store.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';
import { diceOf } from './dice.ts';

/** Every method that writes. */
const WRITES: ReadonlySet<string> = new Set([
  'createProject',
  'saveProject',
  'append',
  'putBody',
  'claim',
  'claimDue',
  'renew',
  'release',
  'putSecret',
  'deleteSecret',
  'book',
  'unbook',
  'addFeed',
  'removeFeed',
] satisfies (keyof Store)[]);

const LEASE_MS = 5 * SECOND;
const UNTIL = MONDAY_EVENING + 40 * DAY;

/** A store and the disk below it. */
export interface Ground {
  /** The store as it is open now. */
  store(): Store;
  /** Until `free`, nothing can be written. Absent: there is always room. */
  readonly fill?: () => void;
  /** Room again; `refused`: the store said that it could not write, and may have to be opened anew. */
  readonly free?: (refused: boolean) => Promise<void>;
}

export interface MovedOn {
  readonly status: string | undefined;
  readonly counters: Readonly<Record<string, number>>;
  readonly journal: readonly StoredEvent[];
  /** Events whose append was acknowledged, in order. */
  readonly acknowledged: readonly StoredEvent[];
  readonly faults: readonly StoreFault[];
  /** Writes that were refused for want of room, by method. */
  readonly refused: Readonly<Record<string, number>>;
  /** Refusals that were not one clear line. */
  readonly wrong: readonly string[];
}

function said(events: readonly NewEvent[]): string {
  return events
    .map(({ event }) =>
      event.type === 'step' ? ` ${event.step} ${event.event}` : ` ${event.type} ${'id' in event ? event.id : ''}`,
    )
    .join();
}

/** A whole move on a disk that is full the first time each thing is to be written, and now and then later. */
export async function movedOn(ground: Ground): Promise<MovedOn> {
  const tried = new Set<string>();
  const dice = diceOf(1);
  const acknowledged: StoredEvent[] = [];
  const refused: Record<string, number> = {};
  const wrong: string[] = [];
  const call = (name: keyof Store, args: readonly unknown[]): Promise<unknown> =>
    (ground.store()[name] as (...all: readonly unknown[]) => Promise<unknown>)(...args);
  const write = async (name: keyof Store, args: readonly unknown[]): Promise<unknown> => {
    const what = `${name}${name === 'append' ? said(args[2] as readonly NewEvent[]) : ''}`;
    // The first time always; later now and then, so that whatever is tried again gets through.
    if (ground.fill === undefined || (tried.has(what) && dice.below(8) > 0)) return call(name, args);
    tried.add(what);
    ground.fill();
    let failed = false;
    try {
      return await call(name, args);
    } catch (thrown) {
      failed = true;
      const { code, message } = asGoLiveError(thrown, name);
      if (code !== 'store-full' || message.includes('\n')) wrong.push(`${what}: ${message}`);
      refused[name] = (refused[name] ?? 0) + 1;
      throw thrown;
    } finally {
      await ground.free?.(failed);
    }
  };
  const store = new Proxy({} as Store, {
    get:
      (_target, name: keyof Store) =>
      async (...args: readonly unknown[]) => {
        if (!WRITES.has(name)) return call(name, args);
        const result = await write(name, args);
        if (name === 'append') acknowledged.push(...(result as StoredEvent[]));
        if (name === 'createProject') {
          const [first] = args[1] as Parameters<Store['createProject']>[1];
          acknowledged.push(...first!.events.map((event, index) => ({ seq: index + 1, ...event })));
        }
        return result;
      },
  });
  // For `golive new` too the disk may be full the first time.
  const begin = () => simulated({ store: () => store });
  const { app, ids, world, clock } = await begin().catch((thrown: unknown) => {
    if (ground.fill === undefined || asGoLiveError(thrown, 'new').code !== 'store-full') throw thrown;
    return begin();
  });
  const given = { ...app, leaseMs: LEASE_MS };
  const people = world.people as unknown as Record<string, (...all: readonly unknown[]) => unknown>;
  const panels = async (deed: string, ...args: readonly unknown[]) => people[deed]!(...args);
  for (;;)
    try {
      const agency = scriptedAgency(app, panels, ids); // who was refused begins anew
      const statuses = await runThrough(given, agency, ids, { signal: new AbortController().signal, untilMs: UNTIL });
      const journal = await store.readJournal(ids[0]!);
      const faults = await store.check();
      return { status: statuses.get(ids[0]!), counters: world.counters, journal, acknowledged, faults, refused, wrong };
    } catch (thrown) {
      if (ground.fill === undefined || asGoLiveError(thrown, 'a move').code !== 'store-full') throw thrown;
      clock.advance(LEASE_MS); // the lease of whoever could not write runs out
    }
}

/** What costs money happens as often as without; what may be set again may be set again. */
export function repeated(without: MovedOn, withIt: MovedOn): string[] {
  return Object.entries(without.counters).flatMap(([name, times]) => {
    const count = withIt.counters[name] ?? 0;
    const once = /order|pay|requestTransfer|confirm|createMailbox/i.test(name);
    return count < times || (once && count !== times) ? [`${name}: ${count}, not ${times}`] : [];
  });
}
