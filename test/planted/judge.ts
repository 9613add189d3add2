import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plant } from './plants.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const AT_ONCE = 2;
/** A child that takes this long hangs: an endless loop is no failed test, and nothing of it counts as caught. */
const PATIENCE_MS = 1_200_000;

/** Names of the tests that failed; `undefined` where the files could not be read or run. */
export type Judgement = readonly string[] | undefined;

/**
 * Runs for each plant the tests that must notice, in a child process that has the bug in it and nothing else changed. A file is left at the first
 * test that notices. The working tree is only read. `isolate`: each file has a process of its own, which costs about a second each.
 */
export async function judge(
  folder: string,
  plants: readonly Plant[],
  isolate = false,
): Promise<ReadonlyMap<string, Judgement>> {
  const report = await run(folder, plants, null, isolate);
  return new Map(plants.map(({ id }) => [id, outcomeOf(report, join(folder, id))]));
}

/** The same tests, by file, without any bug: what fails here has noticed nothing. */
export async function judgeUnplanted(
  folder: string,
  asked: Readonly<Record<string, readonly string[]>>,
  isolate = false,
): Promise<Judgement> {
  const job = { id: 'unplanted', caughtBy: Object.keys(asked), file: '', find: '', replace: '' };
  const files = Object.fromEntries(Object.entries(asked).map(([name, tests]) => [testFile(name), tests]));
  return outcomeOf(await run(folder, [job], files, isolate), join(folder, job.id));
}

const testFile = (name: string) => `test/${name}.test.ts`;

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

async function run(
  folder: string,
  jobs: readonly Omit<Plant, 'why'>[],
  asked: Readonly<Record<string, readonly string[]>> | null,
  isolate: boolean,
): Promise<Report> {
  for (const { id, caughtBy } of jobs)
    for (const name of caughtBy) {
      // The runner looks for its files on disk; all that they import need not be there.
      const file = testFile(name);
      mkdirSync(dirname(join(folder, id, file)), { recursive: true });
      copyFileSync(join(ROOT, file), join(folder, id, file));
    }
  const config = join(folder, 'vitest.config.mjs');
  const outputFile = join(folder, 'report.json');
  const test = {
    include: jobs.flatMap(({ id, caughtBy }) => caughtBy.map((name) => `${id}/${testFile(name)}`)),
    // One process for all, unless they stand apart: they share nothing but what no bug can reach.
    pool: isolate ? 'forks' : 'threads',
    isolate,
    maxWorkers: AT_ONCE,
    testTimeout: 20_000,
    setupFiles: [join(ROOT, 'test/planted/once-noticed.ts')],
    provide: { asked },
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
    // As where tests run unattended: an expected text that is not there is a failure, and none is written.
    env: { ...process.env, CI: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-2000);
  });
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await new Promise((ended) => child.once('close', ended));
  clearTimeout(late);
  if (!existsSync(outputFile)) {
    const why = child.signalCode === null ? said : `nothing after ${PATIENCE_MS / 60_000} minutes; ${said}`;
    throw new Error(`The planted bugs could not be judged: ${why}`);
  }
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
