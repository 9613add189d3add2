import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Batch } from './batch.ts';

const child = resolve(import.meta.dirname, 'child.ts');
const plant = resolve(import.meta.dirname, 'plant.mjs');

/** A range of seeds, dealt out over a process per core. */
export async function inChildren(range: {
  readonly from: number;
  readonly to: number;
  readonly mostFailing: number;
  readonly onProgress?: (batch: Batch) => void;
}): Promise<Batch> {
  const width = availableParallelism();
  const soFar = new Map<number, Batch>();
  let toldAt = performance.now();
  const results = await Promise.all(
    Array.from({ length: width }, (_, index) =>
      oneChild([range.from + index, range.to, width, range.mostFailing], undefined, (batch) => {
        soFar.set(index, batch);
        if (performance.now() - toldAt < 30_000) return;
        toldAt = performance.now();
        range.onProgress?.(sum([...soFar.values()]));
      }),
    ),
  );
  return sum(results);
}

/** One process, with a bug planted in it if one is named. @throws Error with what it said, when it ends without a result */
export function oneChild(
  args: readonly number[],
  bug: string | undefined,
  onProgress: (batch: Batch) => void = () => undefined,
): Promise<Batch> {
  const planted = bug === undefined ? [] : ['--import', plant];
  const env = bug === undefined ? process.env : { ...process.env, GOLIVE_BUG: bug };
  // A run leaves much behind that is dead when it ends: collected less often, seeds take a tenth less.
  const running = spawn(process.execPath, ['--max-semi-space-size=64', ...planted, child, ...args.map(String)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let last: Batch | undefined;
  let said = '';
  running.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  createInterface({ input: running.stdout }).on('line', (line) => {
    last = JSON.parse(line) as Batch;
    onProgress(last);
  });
  return new Promise((done, fail) => {
    running.on('error', fail);
    running.on('close', (code) => {
      if (code === 0 && last !== undefined) done(last);
      else fail(new Error(`seeds ${args.join(' ')} ended with ${code}: ${said}`));
    });
  });
}

function sum(batches: readonly Batch[]): Batch {
  const ends: Record<string, number> = {};
  for (const batch of batches)
    for (const [end, times] of Object.entries(batch.ends)) ends[end] = (ends[end] ?? 0) + times;
  return {
    ran: batches.reduce((total, { ran }) => total + ran, 0),
    passes: batches.reduce((total, { passes }) => total + passes, 0),
    ends,
    failing: batches.flatMap(({ failing }) => failing),
  };
}
