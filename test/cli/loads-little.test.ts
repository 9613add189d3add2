import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { desk } from './command-line.ts';

const HOOK = pathToFileURL(resolve(import.meta.dirname, 'loaded-modules.mjs')).href;

/** The sources and packages that a command has loaded when it ends. */
function loadedBy(...args: string[]): string[] {
  const at = desk();
  const list = join(at.folder, 'modules.txt');
  writeFileSync(list, '');
  const { code, err } = at.golive(args, { env: { NODE_OPTIONS: `--import=${HOOK}`, GOLIVE_TEST_MODULES: list } });
  if (code !== 0) throw new Error(err);
  const modules = readFileSync(list, 'utf8').trim().split('\n');
  return [...new Set(modules.map((url) => url.replace(/^.*\/(src|node_modules)\/((?:@[^/]+\/)?)/, '$1/$2')))];
}

const NEVER_FOR_READING =
  /^src\/(steps|checks|simulation|playbook\/(graph|folder|load)|app\/(engine|demo|record))|^src\/adapters\/(?!clock\/(?:machine|trusted)|store\/)/;

test('help loads the command table and nothing behind it', () => {
  const loaded = loadedBy('--help');
  expect(loaded).toContain('src/cli/program.ts');
  expect(loaded.filter((module) => /^src\//.test(module) && !/^src\/(main|cli\/|domain\/)/.test(module))).toEqual([]);
  expect(loaded.filter((module) => /^node_modules\/(?!commander)/.test(module))).toEqual([]);
});

test('status loads the store, and no step, no simulation, no socket', () => {
  const loaded = loadedBy('status');
  expect(loaded).toContain('src/app/status-document.ts');
  expect(loaded.filter((module) => NEVER_FOR_READING.test(module))).toEqual([]);
  expect(loaded.filter((module) => /dns-packet/.test(module))).toEqual([]);
});

test('a command loads no other command', () => {
  const commands = loadedBy('slots').filter((module) => /^src\/cli\//.test(module));
  expect(commands.sort()).toEqual([
    'src/cli/commands.ts',
    'src/cli/earliest-lines.ts',
    'src/cli/failure.ts',
    'src/cli/month-grid.ts',
    'src/cli/month.ts',
    'src/cli/print.ts',
    'src/cli/program.ts',
    'src/cli/shell.ts',
    'src/cli/slot-list.ts',
    'src/cli/slot-row.ts',
    'src/cli/slots.ts',
    'src/cli/whole-number.ts',
  ]);
});
