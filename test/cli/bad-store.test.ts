import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { deskFolder } from './command-line.ts';
import { expectOneLine, goliveIn } from './in-process.ts';

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
/** One reading command of each kind, and two that write. */
const READING = [
  ['status'],
  ['status', 'klant.nl'],
  ['journal', 'klant.nl'],
  ['plan', 'klant.nl', '--offline'],
  ['graph', 'klant.nl'],
];
const WRITING = [['note', 'klant.nl', 'x'], ['tick']];
const SECRET = ['answer', 'klant.nl', 'authcode'];

let good: string;
beforeAll(async () => {
  good = deskFolder();
  const commands = [['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR], ['approve', 'klant.nl'], ['tick']];
  for (const args of commands) expect(await goliveIn(good, args)).toMatchObject({ code: 0 });
  expect(await goliveIn(good, SECRET, { input: 'hunter2\n' })).toMatchObject({ code: 0 });
});

/** The good store again, in a folder of its own, with something done to it. */
function broken(damage: (file: string) => void): string {
  const folder = deskFolder();
  const file = join(folder, 'golive.db');
  for (const part of ['', '.key']) copyFileSync(join(good, `golive.db${part}`), `${file}${part}`);
  damage(file);
  return folder;
}

/** With the locks on the journal taken off, as somebody with a database tool could. */
const sql =
  (...statements: readonly string[]) =>
  (file: string) => {
    const database = new DatabaseSync(file);
    for (const statement of ['drop trigger journal_no_update', 'drop trigger journal_no_delete', ...statements])
      database.exec(statement);
    database.close();
  };

const RESTORE = /golive doctor, then restore a backup: golive restore FILE\.$/;

describe('a store that golive cannot use is refused by every command, and left as it is', () => {
  for (const [what, damage, code, line] of [
    [
      'a shopping list',
      (file: string) => writeFileSync(file, 'milk, eggs\n'),
      2,
      /is not a golive store: it is not an SQLite database\. Name another file/,
    ],
    ['an empty file', (file: string) => writeFileSync(file, ''), 1, RESTORE],
    [
      'a folder',
      (file: string) => {
        rmSync(file);
        mkdirSync(file);
      },
      2,
      /is not a golive store: it is not a file/,
    ],
    [
      "another program's database",
      (file: string) => {
        rmSync(file);
        const other = new DatabaseSync(file);
        other.exec('create table a (b)');
        other.close();
      },
      2,
      /it is an SQLite database of another program/,
    ],
    ['a store cut short', (file: string) => truncateSync(file, 20_000), 1, RESTORE],
    ['a store cut to its first page', (file: string) => truncateSync(file, 4096), 1, RESTORE],
    [
      'a store with pages overwritten',
      (file: string) => {
        const bytes = readFileSync(file);
        for (let at = 8192; at < bytes.length; at += 97) bytes[at] = (bytes[at]! + 97) % 256;
        writeFileSync(file, bytes);
      },
      1,
      RESTORE,
    ],
    [
      "a newer golive's store",
      sql("update meta set value = '99' where name = 'schema_version'"),
      2,
      /was written by a newer golive: its schema is version 99.*Install the newer golive again, or go back to the copy/,
    ],
    ['a store without a version', sql("delete from meta where name = 'schema_version'"), 1, RESTORE],
    [
      'a key that others can read',
      (file: string) => chmodSync(`${file}.key`, 0o644),
      2,
      /can be read by others \(mode 644\)\. Run chmod 600 .*golive\.db\.key\.$/,
    ],
    [
      'a key that is none',
      (file: string) => writeFileSync(`${file}.key`, 'hi\n'),
      2,
      /is not a key of 64 hexadecimal digits\. Put back/,
    ],
    [
      'a key that is a folder',
      (file: string) => {
        rmSync(`${file}.key`);
        mkdirSync(`${file}.key`);
      },
      2,
      /golive\.db needs its key file: .*golive\.db\.key is not a file\. Put back/,
    ],
    [
      'a key that cannot be read',
      (file: string) => {
        rmSync(`${file}.key`);
        symlinkSync(`${file}.key`, `${file}.key`);
      },
      2,
      /golive\.db needs its key file: .*golive\.db\.key: its links lead in a circle\. Let golive read it\.$/,
    ],
  ] as const)
    test.skipIf(process.platform === 'win32')(what, async () => {
      const folder = broken(damage);
      const file = join(folder, 'golive.db');
      const before = what === 'a folder' ? '' : readFileSync(file);
      for (const args of [...READING, ...WRITING]) expectOneLine(await goliveIn(folder, args), code, line);
      expectOneLine(await goliveIn(folder, ['status', '--json']), code, line);
      if (before !== '') expect(readFileSync(file).equals(before)).toBe(true);
      expect((await goliveIn(folder, ['doctor', '--offline'])).code).toBe(1);
    });
});

describe('a store in a place that cannot hold one', () => {
  test('a folder that is not there', async () => {
    const folder = deskFolder('store: sqlite:nowhere/golive.db\n');
    expectOneLine(
      await goliveIn(folder, ['status']),
      1,
      /nowhere\/golive\.db cannot be written: its folder does not exist\. Make it: mkdir -p /,
    );
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });
  test('a folder that cannot be looked into: that is told of the store, not of its key', async () => {
    const folder = deskFolder('store: sqlite:circle/golive.db\n');
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
    expectOneLine(
      await goliveIn(folder, ['status']),
      1,
      /circle\/golive\.db cannot be written: its links lead in a circle\. Let them lead to a file\.$/,
    );
  });
  test('a key file in a folder that is not there, once there is a secret', async () => {
    const folder = deskFolder('keyFile: nowhere/key\nplaybooks: playbooks\n');
    expect(await goliveIn(folder, ['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR])).toMatchObject({ code: 0 });
    expectOneLine(
      await goliveIn(folder, SECRET, { input: 'hunter2' }),
      1,
      /its folder does not exist\. Make it: mkdir -p .*nowhere/,
    );
    expect((await goliveIn(folder, ['journal', 'klant.nl'])).out).not.toContain('authcode');
  });
  // Root may write everywhere.
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a folder that is read-only', async () => {
    const folder = broken(() => undefined);
    chmodSync(join(folder, 'golive.db'), 0o400);
    chmodSync(folder, 0o500);
    try {
      expectOneLine(
        await goliveIn(folder, ['note', 'klant.nl', 'x']),
        1,
        /cannot be written: .*Let golive write the file and its folder/,
      );
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});

describe('a backup that cannot be restored is named in one line, and what is there stays', () => {
  const bytes = () => readFileSync(join(good, 'golive.db'));
  for (const [what, make, code, line] of [
    ['none', () => undefined, 2, /b\.db is not a golive store: there is no such file\. Name a backup\.$/],
    ['a folder', mkdirSync, 2, /b\.db is not a golive store: it is not a file\. Name a backup\.$/],
    [
      'a link to itself',
      (file: string) => symlinkSync(file, file),
      2,
      /b\.db cannot be used: its links lead in a circle\. Name a backup\.$/,
    ],
    [
      'a shopping list',
      (file: string) => writeFileSync(file, 'milk, eggs\n'),
      2,
      /b\.db is not a golive store: it is not an SQLite database\. Name a backup\.$/,
    ],
    ['an empty file', (file: string) => writeFileSync(file, ''), 1, /b\.db is damaged: .*\. Take an older backup\.$/],
    [
      'one cut short',
      (file: string) => writeFileSync(file, bytes().subarray(0, 9000)),
      1,
      /b\.db is damaged: .*\. Take an older backup\.$/,
    ],
    [
      "a newer golive's",
      (file: string) => {
        writeFileSync(file, bytes());
        sql("update meta set value = '99' where name = 'schema_version'")(file);
      },
      2,
      /b\.db was written by a newer golive: its schema is version 99, .*\. Install the newer golive, or take an older/,
    ],
  ] as const)
    test(what, async () => {
      const folder = broken(() => undefined);
      const backup = join(folder, 'b.db');
      make(backup);
      const ended = await goliveIn(folder, ['restore', 'b.db', '--force']);
      expectOneLine(ended, code, line);
      expect(ended.err).toContain(`golive: ${backup} `);
      expect(readFileSync(join(folder, 'golive.db')).equals(bytes())).toBe(true);
    });

  // Only there is a file that everybody may open and nobody can read.
  test.skipIf(process.platform !== 'linux')('one that the disk cannot read', async () => {
    expectOneLine(
      await goliveIn(deskFolder(), ['restore', '/proc/self/mem']),
      2,
      /^golive: \/proc\/self\/mem cannot be used: the disk cannot read it\. Take another backup\.$/,
    );
  });
});

test('where no store is none is made to be copied; where one was, that is said', async () => {
  const folder = deskFolder('store: sqlite:golvie.db\nplaybooks: playbooks\n');
  const backup = () => goliveIn(folder, ['backup', 'b.db']);
  expectOneLine(
    await backup(),
    1,
    /golvie\.db is missing: no golive has made it yet, .* Look at store in golive\.yaml\.$/,
  );
  expect(readdirSync(folder).sort()).toEqual(['golive.yaml', 'playbooks']);
  expect(await goliveIn(folder, ['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR])).toMatchObject({ code: 0 });
  rmSync(join(folder, 'golvie.db'));
  expectOneLine(await backup(), 1, /golvie\.db is missing: \d writes to it were acknowledged/);
  expect(existsSync(join(folder, 'b.db'))).toBe(false);
});

test('a restore finds the key where the configuration has it', async () => {
  const folder = deskFolder('keyFile: keys/of-the-house\nplaybooks: playbooks\n');
  const file = join(folder, 'golive.db');
  mkdirSync(join(folder, 'keys'));
  copyFileSync(`${join(good, 'golive.db')}.key`, join(folder, 'keys', 'of-the-house'));
  copyFileSync(join(good, 'golive.db'), join(folder, 'b.db'));
  expect(await goliveIn(folder, ['restore', 'b.db'])).toMatchObject({ code: 0, err: '' });
  expect(existsSync(`${file}.key`)).toBe(false);
  chmodSync(join(folder, 'keys', 'of-the-house'), 0o644);
  expectOneLine(
    await goliveIn(folder, ['restore', 'b.db', '--force']),
    2,
    /keys\/of-the-house can be read by others \(mode 644\)/,
  );
});

describe('one migration that is damaged', () => {
  for (const [what, damage, line] of [
    [
      'an event written by halves',
      'update journal set event = substr(event, 1, 20) where seq = 2',
      /event 2 is not what was written/,
    ],
    [
      'an event with another name under it',
      "update journal set by = 'Eve' where seq = 2",
      /event 2 is not what was written/,
    ],
    ['an event in the middle gone', 'delete from journal where seq = 2', /event 2 is missing/],
    ['the last event gone', 'delete from journal where seq = (select max(seq) from journal)', /event \d is missing/],
    ['the journal gone', 'delete from journal', /event 1 is missing/],
  ] as const)
    test(`${what}: its journal is told to no one and worked on by no one; the overview and the others go on`, async () => {
      const folder = broken(sql(damage));
      for (const args of [
        ['journal', 'klant.nl'],
        ['plan', 'klant.nl', '--offline'],
        ['graph', 'klant.nl'],
        ['note', 'klant.nl', 'x'],
      ]) {
        const ended = await goliveIn(folder, args);
        expectOneLine(ended, 1, line);
        expect(ended.err).toMatch(RESTORE);
      }
      const other = ['new', 'ander.nl', '--playbook', 'by-hand', ...FOUR];
      for (const args of [other, ['approve', 'ander.nl']])
        expect(await goliveIn(folder, args)).toMatchObject({ code: 0 });
      const tick = await goliveIn(folder, ['tick']);
      expect(tick).toMatchObject({ code: 1, out: 'Worked on: 2, failed: 1.' });
      expect(tick.err.split('\n')).toHaveLength(1);
      expect(tick.err).toMatch(line);
      expect((await goliveIn(folder, ['status'])).out).toMatch(/ander\.nl.*needs you/);
    });
  test.each([
    ['its status', "update migrations set status = 'done' where domain = 'klant.nl.'"],
    ['its summary', "update migrations set summary = '{}'"],
    ['its summary by halves', 'update migrations set summary = substr(summary, 1, 50)'],
  ])('%s is not what was written: the overview says so and shows nothing wrong', async (_what, damage) => {
    const folder = broken(sql(damage));
    for (const args of [['status'], ['status', 'klant.nl'], ['status', '--json']])
      expectOneLine(await goliveIn(folder, args), 1, /the projection of m-\w+ is damaged.*golive restore FILE\.$/);
    expect(await goliveIn(folder, ['journal', 'klant.nl'])).toMatchObject({ code: 0 });
  });
  test('its playbook is gone: what needs it says so', async () => {
    const folder = broken(sql('delete from playbooks'));
    expectOneLine(
      await goliveIn(folder, ['plan', 'klant.nl', '--offline']),
      1,
      /m-\w+ is damaged: its playbook is missing/,
    );
  });
});

describe('secrets whose key is gone', () => {
  test('do not stand in the way of reading; what needs them says what to do', async () => {
    const folder = broken((file) => rmSync(`${file}.key`));
    for (const args of READING) expect(await goliveIn(folder, args)).toMatchObject({ code: 0, err: '' });
    const lost = await goliveIn(folder, SECRET, { input: 'hunter3' });
    expectOneLine(lost, 2, /needs its key file: there are secrets in it and .*Put the key file back/);
    expect(existsSync(join(folder, 'golive.db.key'))).toBe(false);
  });
});
