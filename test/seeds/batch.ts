import { drawOf } from './draw.ts';
import type { Outcome } from './run.ts';
import { runDraw } from './run.ts';

/** What a range of seeds came to. */
export interface Batch {
  readonly ran: number;
  readonly passes: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly failing: readonly { readonly seed: number; readonly violations: readonly string[] }[];
}

/** Runs seeds `from`, `from + step` … below `to`; ends early after `mostFailing` failures. */
export async function batch(range: {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly mostFailing: number;
  readonly onProgress?: (batch: Batch) => void;
}): Promise<Batch> {
  const ends: Record<string, number> = {};
  const failing: Batch['failing'][number][] = [];
  let ran = 0;
  let passes = 0;
  for (let seed = range.from; seed < range.to && failing.length < range.mostFailing; seed += range.step) {
    const outcome = await judged(seed);
    const { end, violations } = outcome;
    // Between two runs the loop turns once, so that what is no longer held can be let go.
    await new Promise((turn) => setImmediate(turn));
    ran++;
    passes += outcome.passes;
    ends[end] = (ends[end] ?? 0) + 1;
    if (violations.length > 0) failing.push({ seed, violations });
    if (ran % 50 === 0) range.onProgress?.({ ran, passes, ends, failing });
  }
  return { ran, passes, ends, failing };
}

/** A run that throws is a run that failed. */
export async function judged(seed: number): Promise<Pick<Outcome, 'end' | 'violations' | 'passes'>> {
  try {
    return await runDraw(drawOf(seed));
  } catch (thrown) {
    return {
      end: 'threw',
      passes: 0,
      violations: [`threw ${thrown instanceof Error ? thrown.stack : String(thrown)}`],
    };
  }
}
