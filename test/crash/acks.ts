import { openSync, readFileSync, writeSync } from 'node:fs';
import type { StoredEvent } from '../../src/domain/journal.ts';
import { digestOf } from '../../src/domain/json.ts';
import type { Store } from '../../src/ports/store.ts';

/** The store, with a line in a file for each event that it has acknowledged, before anybody acts on it. What is written outlives a SIGKILL. */
export function acknowledging(store: Store, file: string): Store {
  const handle = openSync(file, 'a');
  return new Proxy(store, {
    get(of, key) {
      if (key !== 'append') return Reflect.get(of, key) as unknown;
      return async (...args: Parameters<Store['append']>) => {
        const events = await of.append(...args);
        for (const event of events) writeSync(handle, `${args[0]} ${event.seq} ${digestOf(event)}\n`);
        return events;
      };
    },
  });
}

/** How many events were acknowledged, and those that the journals do not hold, as `ID SEQ`. */
export async function missing(
  store: Store,
  files: readonly string[],
): Promise<{ acknowledged: number; lost: string[] }> {
  const journals = new Map<string, readonly StoredEvent[]>();
  const lost: string[] = [];
  let acknowledged = 0;
  for (const file of files)
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const [id, seq, digest] = line.split(' ');
      // A line that was cut off by the kill was not acknowledged to anybody.
      if (id === undefined || digest?.length !== 64) continue;
      acknowledged++;
      const journal = journals.get(id) ?? (await store.readJournal(id));
      journals.set(id, journal);
      const event = journal[Number(seq) - 1];
      if (event === undefined || digestOf(event) !== digest) lost.push(`${id} ${seq}`);
    }
  return { acknowledged, lost };
}
