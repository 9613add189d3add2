import { seededRandom } from '../../src/simulation/random.ts';

/** Numbers that follow from a seed, so that a case can be run again. */
export interface Dice {
  /** A whole number, 0 ≤ … < `limit`. */
  below(limit: number): number;
  of<T>(items: readonly T[]): T;
}

export function diceOf(seed: number): Dice {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return { below, of: (items) => items[below(items.length)]! };
}
