import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { deskFolder } from './command-line.ts';
import { goliveIn } from './in-process.ts';

// Root may write everything: here a file's mode counts for everybody.
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const accessSync: typeof fs.accessSync = (path, mode = fs.constants.F_OK) => {
    fs.accessSync(path, mode);
    if ((mode & fs.constants.W_OK) === 0 || (fs.statSync(path).mode & 0o200) !== 0) return;
    throw Object.assign(new Error(`EACCES: permission denied, access '${path}'`), { code: 'EACCES' });
  };
  return { ...fs, accessSync };
});

async function saidOfStore(folder: string): Promise<{ outcome: string; why?: string; fix?: string }[]> {
  const ended = await goliveIn(folder, ['doctor', '--offline', '--json']);
  const { checks } = JSON.parse(ended.out) as {
    checks: { what: string; outcome: string; why?: string; fix?: string }[];
  };
  return checks.filter(({ what }) => what === 'store');
}

test('golive doctor says that nothing can be written into a store that is read-only', async () => {
  const folder = deskFolder('store: sqlite:golive.db\n');
  expect(await saidOfStore(folder)).toEqual([{ what: 'store', outcome: 'ok' }]); // there is none yet
  expect(await goliveIn(folder, ['tick'])).toMatchObject({ code: 0 });
  expect(await saidOfStore(folder)).toEqual([{ what: 'store', outcome: 'ok' }]);
  const file = join(folder, 'golive.db');
  chmodSync(file, 0o400);
  expect(await saidOfStore(folder)).toEqual([
    {
      what: 'store',
      outcome: 'failed',
      why: `${file} cannot be written: it is read-only`,
      fix: 'Let golive write the file and its folder.',
    },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o400);
  chmodSync(file, 0o600);
  expect(await saidOfStore(folder)).toEqual([{ what: 'store', outcome: 'ok' }]);
});
