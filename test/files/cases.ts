import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livedThrough } from './acknowledged.ts';
import { damage } from './damage.ts';
import { diceOf } from './dice.ts';
import type { Outcome } from './judge.ts';
import { judge } from './judge.ts';

export interface Tally {
  readonly cases: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** One line each: the seed that shows it again, what was done, what was wrong. */
  readonly violations: readonly string[];
  readonly slowestMs: number;
}

/** Cases that share one life of the store. */
const PER_LIFE = 100;
const WRITES = 40;

/** `count` cases from `seed` on; each is told by its own seed, `npm run test:long -- files 1 SEED` runs it alone. */
export async function damagedFiles(count: number, seed: number): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-files-'));
  const outcomes: Record<Outcome, number> = { refused: 0, 'refused in part': 0, whole: 0, earlier: 0 };
  const violations: string[] = [];
  let slowestMs = 0;
  let bases: Awaited<ReturnType<typeof livedThrough>> = [];
  let life = -1;
  try {
    for (let number = seed; number < seed + count; number++) {
      if (Math.floor(number / PER_LIFE) !== life) {
        life = Math.floor(number / PER_LIFE);
        bases = await livedThrough(join(folder, String(life)), WRITES, diceOf(life));
      }
      const dice = diceOf(1_000_003 + number);
      const base = dice.of(bases);
      const damaged = damage(base, dice);
      const marked = dice.below(2) === 0;
      const { outcome, wrong, ms } = await judge(join(folder, 'damaged.db'), base, damaged, marked);
      outcomes[outcome]++;
      slowestMs = Math.max(slowestMs, ms);
      for (const line of wrong) violations.push(`${number} ${damaged.what}${marked ? '' : ' (uncounted)'}: ${line}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { cases: count, outcomes, violations, slowestMs };
}
