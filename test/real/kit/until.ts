import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Looks until something is there. `undefined` and `false` mean "not yet"; a thrown error too, and the last one is the cause of what is thrown.
 *
 * @param withinMs wall milliseconds
 * @throws Error: it did not come in time
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 10_000,
  everyMs = 25,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let cause: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      cause = undefined;
    } catch (thrown) {
      cause = thrown;
    }
    if (Date.now() >= deadline) throw new Error(`waited ${withinMs} ms for ${what}`, { cause });
    await sleep(everyMs);
  }
}
