import { cpus } from 'node:os';
import type { LongRun } from './line.ts';

/** `npm run test:long -- NAME [ARGS]`: one run; without a name all of them, one after the other. */
const RUNS: Readonly<Record<string, () => Promise<{ readonly default: LongRun }>>> = {
  seeds: () => import('./seeds.ts'),
  mixes: () => import('./mixes.ts'),
  planted: () => import('./planted.ts'),
  kills: () => import('./kills.ts'),
  stops: () => import('./stops.ts'),
  restarts: () => import('./restarts.ts'),
  files: () => import('./files.ts'),
  fleet: () => import('./fleet.ts'),
  registration: () => import('./registration.ts'),
  races: () => import('./races.ts'),
  properties: () => import('./properties.ts'),
};

const [name, ...args] = process.argv.slice(2);
if (name !== undefined && !Object.hasOwn(RUNS, name)) {
  console.error(`${JSON.stringify(name)} is no long run; there are: ${Object.keys(RUNS).join(', ')}`);
  process.exit(2);
}

let missed = 0;
for (const one of name === undefined ? Object.keys(RUNS) : [name]) {
  const began = performance.now();
  console.log(`\n${['npm run test:long --', one, ...args].join(' ')}`);
  console.log(
    `${new Date().toISOString().slice(0, 16)}Z, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
  );
  const { default: longRun } = await RUNS[one]!();
  for (const { gate, measured, met } of await longRun(args)) {
    console.log(`${met ? 'met   ' : 'MISSED'}  ${gate}: ${measured}`);
    if (!met) missed++;
  }
  console.log(`took ${Math.round((performance.now() - began) / 1000)} s`);
}
process.exitCode = missed === 0 ? 0 : 1;
