import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plant } from './plants.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const AT_ONCE = 2;
/** A child that takes this long hangs: an endless loop is no failed test, and nothing of it counts as caught. */
const PATIENCE_MS = 600_000;

/** Names of the tests that failed; `undefined` where the files could not be read or run. */
export type Judgement = readonly string[] | undefined;

/**
 * Runs for each plant the tests that must notice, in a child process that has the bug in it and nothing else changed. `unplanted` names
 * files that run without any bug. The working tree is only read.
 */
export async function judge(
  folder: string,
  plants: readonly Plant[],
  unplanted: readonly string[],
): Promise<ReadonlyMap<string, Judgement>> {
  const jobs = [{ id: 'unplanted', caughtBy: unplanted, file: '', find: '', replace: '' }, ...plants];
  for (const { id, caughtBy } of jobs)
    for (const name of caughtBy) {
      // The runner looks for its files on disk; all that they import need not be there.
      const file = testFile(name);
      mkdirSync(dirname(join(folder, id, file)), { recursive: true });
      copyFileSync(join(ROOT, file), join(folder, id, file));
    }
  const report = await run(folder, jobs);
  return new Map(jobs.map(({ id }) => [id, outcomeOf(report, join(folder, id))]));
}

const testFile = (name: string) => `test/${name}.test.ts`;

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

async function run(folder: string, jobs: readonly Omit<Plant, 'why'>[]): Promise<Report> {
  const config = join(folder, 'vitest.config.mjs');
  const outputFile = join(folder, 'report.json');
  const test = {
    include: jobs.flatMap(({ id, caughtBy }) => caughtBy.map((name) => `${id}/${testFile(name)}`)),
    // One process for all: they share nothing but what no bug can reach.
    pool: 'threads',
    isolate: false,
    maxWorkers: AT_ONCE,
    testTimeout: 20_000,
    setupFiles: [join(ROOT, 'test/planted/once-noticed.ts')],
    reporters: ['json'],
    outputFile,
  };
  const bugs = jobs.map(({ id, file, find, replace }) => ({ id, file, find, replace }));
  writeFileSync(
    config,
    `import { planting } from ${JSON.stringify(join(ROOT, 'test/planted/planting.ts'))};
export default {
  root: ${JSON.stringify(folder)},
  plugins: [planting(${JSON.stringify(ROOT)}, ${JSON.stringify(folder)}, ${JSON.stringify(bugs)})],
  test: ${JSON.stringify(test)},
};
`,
  );
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--config', config], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-2000);
  });
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await new Promise((ended) => child.once('close', ended));
  clearTimeout(late);
  if (!existsSync(outputFile)) throw new Error(`The planted bugs could not be judged: ${said}`);
  return JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
}

function outcomeOf(report: Report, copy: string): Judgement {
  const own = report.testResults.filter((result) => result.name.startsWith(`${copy}/`));
  if (own.length === 0 || own.some(({ assertionResults }) => assertionResults.length === 0)) return undefined;
  return own
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => fullName);
}
