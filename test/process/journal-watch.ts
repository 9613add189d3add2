import type { App } from '../../src/app/app.ts';
import type { StoredEvent } from '../../src/domain/journal.ts';
import { canonicalJson } from '../../src/domain/json.ts';

/** An effect that was intended and has no outcome yet. */
export interface InFlight {
  readonly id: string;
  readonly step: string;
  readonly name: string;
}

/** Follows a journal that other processes write: what it has handed out once was durable then. */
export interface JournalWatch {
  /** What was written since the last call, in order. */
  news(): Promise<readonly StoredEvent[]>;
  /** The newest effect, if it is such. */
  inFlight(): Promise<InFlight | undefined>;
  /** Events that were handed out and are not in the journal any more, or are there changed. */
  lost(): Promise<number>;
}

export function watchJournal(app: App, id: string): JournalWatch {
  const seen: StoredEvent[] = [];
  let handedOut = 0;
  const readOn = async () => {
    const last = seen.at(-1)?.seq ?? 0;
    const read = await app.store.readJournal(id, last);
    // Two readers may be under way at once.
    for (const stored of read) if (stored.seq === (seen.at(-1)?.seq ?? 0) + 1) seen.push(stored);
  };
  return {
    async news() {
      await readOn();
      const fresh = seen.slice(handedOut);
      handedOut = seen.length;
      return fresh;
    },
    async inFlight() {
      await readOn();
      const last = seen.findLast(({ event }) => event.type === 'effect-intended')?.event;
      if (last?.type !== 'effect-intended') return undefined;
      const settled = seen.some(({ event }) => event.type === 'effect-settled' && event.id === last.id);
      return settled ? undefined : last;
    },
    async lost() {
      const now = await app.store.readJournal(id);
      return seen.filter((stored, index) => canonicalJson(now[index] ?? null) !== canonicalJson(stored)).length;
    },
  };
}
