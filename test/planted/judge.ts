import { spawn } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plant } from './plants.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const COPIED = ['src', 'scheduler', 'playbooks', 'test', 'docs', 'bin', 'package.json', 'tsconfig.json'];
/** Plants judged by one child process: each has its own copies of all modules, and they add up. */
const PER_CHILD = 40;
const AT_ONCE = 2;
/** A child that takes this long hangs, and its plants are not caught: an endless loop proves nothing. */
const PATIENCE_MS = 120_000;

/** Names of the tests that failed; `undefined` where the files could not be read or run at all. */
export type Judgement = readonly string[] | undefined;

/**
 * Plants each bug in a copy of the tree of its own and runs the tests there that must notice. `unplanted` names files that run in an
 * untouched copy. Copies are hard links but for the one file, so a hundred of them cost little.
 */
export async function judge(
  folder: string,
  plants: readonly Plant[],
  unplanted: readonly string[],
): Promise<ReadonlyMap<string, Judgement>> {
  const base = join(folder, 'unplanted');
  mkdirSync(base);
  for (const name of COPIED)
    cpSync(join(ROOT, name), join(base, name), { recursive: true, filter: (from) => !from.endsWith('/test/planted') });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const jobs = [
    { id: 'unplanted', caughtBy: unplanted },
    ...plants.map((plant) => {
      plantIn(base, join(folder, plant.id), plant);
      return plant;
    }),
  ];
  const groups = Array.from({ length: Math.ceil(jobs.length / PER_CHILD) }, (_, index) =>
    jobs.slice(index * PER_CHILD, (index + 1) * PER_CHILD),
  );
  const judged = new Map<string, Judgement>();
  for (const [index, group] of groups.entries()) {
    const files = group.flatMap(({ id, caughtBy }) => caughtBy.map((name) => `${id}/test/${name}.test.ts`));
    const report = await run(folder, `group-${index}`, files);
    for (const { id } of group) judged.set(id, outcomeOf(report, join(folder, id)));
  }
  return judged;
}

function plantIn(base: string, copy: string, { file, find, replace }: Plant): void {
  for (const name of COPIED) link(join(base, name), join(copy, name));
  const text = readFileSync(join(base, file), 'utf8');
  rmSync(join(copy, file));
  writeFileSync(
    join(copy, file),
    text.replace(find, () => replace),
  );
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const entries = readdirSync(dirname(from), { withFileTypes: true });
  if (entries.find((entry) => join(dirname(from), entry.name) === from)?.isDirectory() !== true) {
    linkSync(from, to);
    return;
  }
  cpFolder(from, to);
}

function cpFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true }))
    if (entry.isDirectory()) cpFolder(join(from, entry.name), join(to, entry.name));
    else linkSync(join(from, entry.name), join(to, entry.name));
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

async function run(folder: string, name: string, files: readonly string[]): Promise<Report | undefined> {
  const config = join(folder, `${name}.config.ts`);
  const report = join(folder, `${name}.json`);
  const test = {
    include: files,
    root: folder,
    // One process for many copies: they share nothing but node_modules.
    pool: 'threads',
    isolate: false,
    maxWorkers: AT_ONCE,
    testTimeout: 20_000,
    reporters: ['json'],
    outputFile: report,
  };
  writeFileSync(config, `export default ${JSON.stringify({ root: folder, test })};\n`);
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--config', config], {
    cwd: join(folder, 'unplanted'),
    stdio: 'ignore',
    env: { ...process.env, VITEST: '', NODE_ENV: '' },
  });
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await new Promise((ended) => child.once('close', ended));
  clearTimeout(late);
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

function outcomeOf(report: Report | undefined, copy: string): Judgement {
  const own = report?.testResults.filter((result) => result.name.startsWith(`${copy}/`)) ?? [];
  const ran = own.flatMap(({ assertionResults }) => assertionResults);
  if (ran.length === 0 || own.some(({ assertionResults }) => assertionResults.length === 0)) return undefined;
  return ran.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}
