import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { golive } from './daemon.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-taken-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const configFile = join(folder, 'golive.yaml');
const store = join(folder, 'golive.db');
const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];

test.each([
  ['deleted', () => rmSync(store), 'its file was taken away'],
  [
    'replaced',
    () => {
      copyFileSync(store, `${store}.copy`);
      renameSync(`${store}.copy`, store);
    },
    'its file was replaced',
  ],
  ['without its log', () => rmSync(`${store}-wal`), 'its log was taken away'],
])('a serve whose store is %s ends with one line, also when it has nothing to do', async (_what, take, why) => {
  for (const part of ['', '-wal', '-shm', '.writes']) rmSync(`${store}${part}`, { force: true });
  writeFileSync(configFile, 'agency: { name: "Voorbeeld Media" }\n');
  const made = await golive(['new', 'klant.nl', '--customer', 'De Zon', ...FOUR], configFile).ended;
  expect(made).toMatchObject({ code: 0 });
  const daemon = golive(['serve'], configFile);
  try {
    await daemon.said(/at work/);
    take();
    const { code, err } = await daemon.ended;
    const lines = err
      .trim()
      .split('\n')
      .filter((line) => !/at work|Nobody can sign in yet/.test(line));
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [
        expect.stringMatching(
          new RegExp(
            `^golive: \\S+golive\\.db cannot be written: ${why} while golive had it open\\. Stop every golive`,
          ),
        ),
      ],
    });
  } finally {
    daemon.kill('SIGKILL');
    await daemon.ended;
  }
});
