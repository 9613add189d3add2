import { setImmediate as nextTurn } from 'node:timers/promises';

const PIECES = 10;

/**
 * For work of many small pieces: after each so many of them everybody else in this process has a turn. Awaiting the store is none: SQLite
 * answers at once.
 */
export function breaths(pieces = PIECES): () => Promise<void> {
  let left = pieces;
  return async () => {
    if (--left > 0) return;
    left = pieces;
    await nextTurn();
  };
}
