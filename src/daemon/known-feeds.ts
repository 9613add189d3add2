import type { EpochMs } from '../domain/time.ts';
import { MINUTE } from '../domain/time.ts';

/** Whether there is such an address, as of a minute ago: asked of the store once in that time, however many guess. */
export function knownFeeds(
  feeds: () => Promise<readonly { readonly tokenHash: string }[]>,
  now: () => EpochMs,
): (tokenHash: string) => Promise<boolean> {
  let seenMs = Number.NEGATIVE_INFINITY;
  let seen: Promise<ReadonlySet<string>> = Promise.resolve(new Set());
  return async (tokenHash) => {
    const at = now();
    // Also where the clock was set back.
    if (at - seenMs >= MINUTE || at < seenMs) {
      seenMs = at;
      seen = feeds().then((all) => new Set(all.map((feed) => feed.tokenHash)));
      seen.catch(() => {
        seenMs = Number.NEGATIVE_INFINITY;
      });
    }
    return (await seen).has(tokenHash);
  };
}
