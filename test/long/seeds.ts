import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inChildren } from '../seeds/children.ts';
import { drawOf } from '../seeds/draw.ts';
import { runDraw } from '../seeds/run.ts';
import type { Line } from './line.ts';

const KEPT = resolve(import.meta.dirname, '../seeds/kept');

/**
 * `[COUNT] [FROM]`: so many seeds, 200,000 from 1 where nothing is said. `--replay SEED`: one of them, with everything that happens in it.
 * `--keep SEED`: its draw becomes a test for ever.
 */
export default async function seeds(args: readonly string[]): Promise<readonly Line[]> {
  const [first, second] = args;
  if (first === '--replay') return [await replay(Number(second))];
  if (first === '--keep') return [keep(Number(second))];
  const count = Number(first ?? 200_000);
  const from = Number(second ?? 1);
  const began = performance.now();
  const { ran, ends, failing, passes } = await inChildren({
    from,
    to: from + count,
    mostFailing: 10,
    onProgress: (so) =>
      process.stderr.write(
        `${so.ran} of ${count} seeds, ${so.failing.length} failed ${so.failing.map(({ seed }) => seed).join(' ')}\n`,
      ),
  });
  for (const { seed, violations } of failing) {
    console.log(`seed ${seed}: ${violations.slice(0, 3).join(' | ').slice(0, 600)}`);
    console.log(`  replay: npm run test:long -- seeds --replay ${seed}`);
  }
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  return [
    {
      gate: `${count} seeds from ${from}, 0 violations`,
      measured: `${ran} ran, ${failing.length} failed; ${JSON.stringify(ends)}; ${passes} passes; ${minutes} min`,
      met: ran === count && failing.length === 0,
    },
  ];
}

async function replay(seed: number): Promise<Line> {
  const { violations, end, trace } = await runDraw(drawOf(seed), (line) => console.log(line));
  for (const violation of violations) console.log(`violation: ${violation}`);
  return { gate: `seed ${seed}`, measured: `${end}, trace ${trace}`, met: violations.length === 0 };
}

function keep(seed: number): Line {
  const file = join(KEPT, `seed-${seed}.json`);
  writeFileSync(file, `${JSON.stringify(drawOf(seed), null, 2)}\n`);
  return { gate: `seed ${seed}`, measured: `kept as ${file}`, met: true };
}
