import { availableParallelism } from 'node:os';
import { BUGS } from '../seeds/bugs.ts';
import { oneChild } from '../seeds/children.ts';
import type { Line } from './line.ts';

/** `[SEEDS] [BUG…]`: each planted bug, switched on alone, must be caught within so many seeds: 1,000 where nothing is said. */
export default async function planted(args: readonly string[]): Promise<readonly Line[]> {
  const [seeds = '1000', ...named] = args;
  const left = BUGS.filter(({ id }) => named.length === 0 || named.includes(id));
  const lines: Line[] = [];
  const work = async (): Promise<void> => {
    for (let bug = left.shift(); bug !== undefined; bug = left.shift()) {
      const { ran, failing } = await oneChild([1, 1 + Number(seeds), 1, 1], bug.id);
      const [violation] = failing[0]?.violations ?? [];
      process.stderr.write(`${bug.id}: ${violation?.slice(0, 100) ?? 'not caught'} (${ran})\n`);
      const expected = bug.breaks.some((invariant) => violation?.startsWith(invariant));
      lines.push({
        gate: `${bug.id} (${bug.what}) within ${seeds} seeds`,
        measured: violation === undefined ? `not in ${ran}` : `after ${ran}: ${violation.slice(0, 160)}`,
        met: expected,
      });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return lines;
}
