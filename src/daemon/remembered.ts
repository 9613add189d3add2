import type { Serving } from './serving.ts';

/** Values that were made a moment ago; whoever asks while one is being made gets that one. */
export interface Remembered {
  get<T>(key: string, ttlMs: number, make: () => Promise<T>): Promise<T>;
  /** Somebody changed something here: who asks next sees it. */
  forget(): void;
  readonly size: number;
}

/** More keys than this are not kept: somebody asks for pages that nobody asks for twice. */
const MOST_KEYS = 500;

/** @param now any clock that goes on; milliseconds */
export function remembering(now: () => number): Remembered {
  const kept = new Map<
    string,
    { readonly value: Promise<unknown>; readonly madeMs: number; readonly untilMs: number }
  >();
  const get = <T>(key: string, ttlMs: number, make: () => Promise<T>): Promise<T> => {
    const at = now();
    const known = kept.get(key);
    // Also where the clock was set back.
    if (known !== undefined && at - known.madeMs < ttlMs && at >= known.madeMs) return known.value as Promise<T>;
    const value = make();
    const entry = { value, madeMs: at, untilMs: at + ttlMs };
    kept.delete(key);
    kept.set(key, entry);
    // What nobody will be given any more takes no room: a page that was searched for may be long.
    for (const [oldest, { madeMs, untilMs }] of kept) {
      if (kept.size <= MOST_KEYS && at < untilMs && at >= madeMs) break;
      kept.delete(oldest);
    }
    // A failure is told to those who asked, and forgotten.
    value.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return value;
  };
  return {
    get,
    forget: () => kept.clear(),
    get size() {
      return kept.size;
    },
  };
}

const OF = new WeakMap<Serving, Remembered>();

/** One memory for the API and the pages of a process. */
export function rememberedBy(serving: Serving): Remembered {
  const known = OF.get(serving) ?? remembering(() => serving.wallNow());
  OF.set(serving, known);
  return known;
}
