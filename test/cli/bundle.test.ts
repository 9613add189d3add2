import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { cleanEnv } from './command-line.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What a package holds, laid out as npm would, with its dependencies beside it. */
let installed: string;
beforeAll(() => {
  installed = mkdtempSync(join(tmpdir(), 'golive-bundle-'));
  const packed = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  for (const file of ['package.json', ...packed.files.filter((file) => !file.includes('*') && file !== 'dist')])
    if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(installed, file), { recursive: true });
  execFileSync(process.execPath, [join(ROOT, 'bin/build.mjs'), join(installed, 'dist')]);
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'), 'junction');
}, 120_000);

function golive(...args: string[]) {
  const run = spawnSync(process.execPath, [join(installed, 'bin/golive.cjs'), ...args], {
    cwd: installed,
    encoding: 'utf8',
    env: { ...cleanEnv(), HOME: installed },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

test('a package needs no sources: its commands, playbooks and store are there', () => {
  const shipped = readdirSync(join(installed, 'src'), { recursive: true, encoding: 'utf8' });
  expect(shipped.filter((file) => /\.[cm]?ts$/.test(file))).toEqual([]);
  expect(golive('--help')).toMatchObject({ code: 0, err: '' });
  writeFileSync(join(installed, 'golive.yaml'), 'agency: { name: Voorbeeld, language: en }\n');
  expect(
    golive('playbook', 'list')
      .out.split('\n')
      .filter((line) => /^(livegang|move)-/.test(line)),
  ).toHaveLength(6);
  expect(golive('new', 'klant.nl', '--playbook', 'livegang-3')).toMatchObject({ code: 0, err: '' });
  expect(golive('plan', 'klant.nl', '--offline').out).toContain('[change-delegation]');
  expect(golive('statsu')).toMatchObject({ code: 2, out: '' });
});

test('the toy world is a program of its own beside it', () => {
  const files = readdirSync(join(installed, 'dist'));
  expect(files).toContain('world.js');
  const { status, stderr } = spawnSync(process.execPath, [join(installed, 'dist/world.js')], { encoding: 'utf8' });
  expect(status).not.toBe(0); // it was not told what world
  expect(stderr).not.toMatch(/ERR_MODULE_NOT_FOUND|SyntaxError: (?!.*JSON)/);
});

test('what a command loads late stays in files of its own', () => {
  const entry = readFileSync(join(installed, 'dist/golive.mjs'), 'utf8');
  expect(entry).toMatch(/import\("\.\/status-/);
  expect(entry).not.toMatch(/^import .* from "(kysely|zod|luxon|js-yaml|dns-packet)"/m);
});
