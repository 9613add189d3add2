// npm test: types, lint, tests, in this order; the first category that fails ends it. Nothing here needs the network.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const report = join(mkdtempSync(join(tmpdir(), 'golive-test-')), 'report.json');

/** The program behind `node_modules/.bin/<name>`, so that it runs with this very Node and without a shell. */
function entry(packageName, name) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}

const CATEGORIES = [
  ['types', entry('typescript', 'tsc'), ['--noEmit']],
  ['lint', entry('@biomejs/biome', 'biome'), ['check', '--error-on-warnings', '.']],
  [
    'tests',
    entry('vitest', 'vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  ],
];

let code = 0;
for (const [name, program, args] of CATEGORIES) {
  const started = performance.now();
  // npm's own settings would make the tools' npm calls warn about things that are not ours.
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
  const run = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit', env });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  code = run.status ?? 1;
  console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name}  ${seconds} s`);
  if (code !== 0) break;
}

try {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
} catch {
  console.log('the tests did not run to their end');
}
rmSync(resolve(report, '..'), { recursive: true, force: true });
process.exit(code);
