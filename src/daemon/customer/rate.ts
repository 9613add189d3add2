import type { EpochMs } from '../../domain/time.ts';
import { MINUTE } from '../../domain/time.ts';

const MOST_POSTS = 30;
const REMEMBERED = 1000;

/** Whether a link may say one more thing in this minute. Each link has its own count: nobody is kept out by others. */
export function postRate(now: () => EpochMs): (linkId: string) => boolean {
  const counts = new Map<string, { readonly beganMs: EpochMs; readonly posts: number }>();
  return (linkId) => {
    const at = now();
    const known = counts.get(linkId);
    // Also where the clock was set back.
    const isNew = known === undefined || at - known.beganMs >= MINUTE || at < known.beganMs;
    const posts = isNew ? 1 : known.posts + 1;
    counts.delete(linkId);
    counts.set(linkId, { beganMs: isNew ? at : known.beganMs, posts });
    const [oldest] = counts.keys();
    if (counts.size > REMEMBERED) counts.delete(oldest!);
    return posts <= MOST_POSTS;
  };
}

/** One thing after another for each link: of a double click the second sees what the first did. */
export function inTurn(): <T>(linkId: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (linkId, work) => {
    const before = last.get(linkId) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    last.set(linkId, settled);
    try {
      return await mine;
    } finally {
      if (last.get(linkId) === settled) last.delete(linkId);
    }
  };
}
