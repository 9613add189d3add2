import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config/load.ts';
import { restore } from '../../src/compose/store.ts';
import { deskFolder } from '../cli/command-line.ts';
import { goliveIn } from '../cli/in-process.ts';

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
test('golive restore pauses what is under way when it takes the store back in time, and says so', async () => {
  const folder = deskFolder();
  for (const args of [
    ['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR],
    ['new', 'ander.nl', '--playbook', 'by-hand', ...FOUR],
    ['approve', 'klant.nl'],
    ['backup', 'copy.db'],
  ])
    expect(await goliveIn(folder, args)).toMatchObject({ code: 0 });
  // Nothing was written since: nothing is lost, and nothing is paused.
  expect(await goliveIn(folder, ['restore', 'copy.db', '--force'])).toMatchObject({ code: 0, err: '' });
  expect((await goliveIn(folder, ['status', '--json'])).out).not.toContain('"paused"');
  for (const args of [
    ['backup', 'second.db'],
    ['note', 'klant.nl', 'x'],
  ])
    expect(await goliveIn(folder, args)).toMatchObject({ code: 0 });
  const restored = await goliveIn(folder, ['restore', 'second.db', '--force']);
  expect(restored).toMatchObject({
    code: 0,
    err: expect.stringMatching(
      /^Writes from before that are not in it: \d+\. Migrations under way that are paused now: 1\. .*golive resume/,
    ),
  });
  const { migrations } = JSON.parse((await goliveIn(folder, ['status', '--json'])).out) as {
    migrations: { domain: string; status: string }[];
  };
  expect(migrations.map(({ domain, status }) => `${domain} ${status}`).sort()).toEqual([
    'ander.nl draft',
    'klant.nl paused',
  ]);
});

test('the store that is put in place is paused already, also where it is restored twice: nobody has to come back to it', async () => {
  const folder = deskFolder();
  for (const args of [
    ['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR],
    ['approve', 'klant.nl'],
    ['backup', 'copy.db'],
    ['note', 'klant.nl', 'x'],
  ])
    expect(await goliveIn(folder, args)).toMatchObject({ code: 0 });
  const { config } = loadConfig({ cwd: folder, home: folder, env: {} }, undefined);
  for (const lost of [1, 2]) {
    const restored = await restore(config, join(folder, 'copy.db'), { force: true, by: 'anna' });
    expect(restored).toMatchObject({ lost, paused: 1 });
    expect((await goliveIn(folder, ['status', '--json'])).out).toContain('"paused"');
  }
});

test('a newer backup after an older one pauses too: what was done after it is in neither', async () => {
  const folder = deskFolder();
  for (const args of [
    ['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR],
    ['backup', 'older.db'],
    ['approve', 'klant.nl'],
    ['backup', 'newer.db'],
    ['note', 'klant.nl', 'x'],
  ])
    expect(await goliveIn(folder, args)).toMatchObject({ code: 0 });
  // Nothing was under way then, and so there is nothing to pause.
  expect((await goliveIn(folder, ['restore', 'older.db', '--force'])).err).toMatch(/paused now: 0\./);
  expect((await goliveIn(folder, ['restore', 'newer.db', '--force'])).err).toMatch(/not in it: 1\..*paused now: 1\./);
  expect((await goliveIn(folder, ['status', '--json'])).out).toContain('"paused"');
});
