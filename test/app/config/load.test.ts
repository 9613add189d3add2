import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Surroundings } from '../../../src/app/config/load.ts';
import { findConfigFile, loadConfig } from '../../../src/app/config/load.ts';
import { readSecret } from '../../../src/app/config/secret.ts';
import type { GoLiveError } from '../../../src/domain/errors.ts';

let folder: string;
let here: Surroundings;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golive-config-'));
  here = { cwd: folder, home: join(folder, 'home'), env: {} };
});

function write(text: string, name = 'golive.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function faultsOf(text: string): readonly string[] {
  const file = write(text);
  try {
    loadConfig(here);
  } catch (thrown) {
    return (thrown as GoLiveError).faults.map((fault) => fault.replace(`${file}:`, ''));
  }
  throw new Error('it was accepted');
}

describe('which file is read', () => {
  test('the nearest one upwards', () => {
    const file = write('agency: { name: A }');
    const below = join(folder, 'klanten', 'bakker');
    mkdirSync(below, { recursive: true });
    expect(findConfigFile({ ...here, cwd: below })).toBe(file);
  });
  test("else the user's own", () => {
    mkdirSync(join(folder, 'home', '.config', 'golive'), { recursive: true });
    const own = write('agency: { name: A }', 'home/.config/golive/golive.yaml');
    expect(findConfigFile({ ...here, cwd: join(folder, 'home') })).toBe(own);
    expect(findConfigFile({ ...here, cwd: '/', env: { XDG_CONFIG_HOME: join(folder, 'home', '.config') } })).toBe(own);
  });
  test('none at all gives the defaults', () => {
    const { config, originOf } = loadConfig({ ...here, cwd: '/' });
    expect(config.file).toBeUndefined();
    expect(config.slots.noticeDays).toBe(2);
    expect(originOf(['slots', 'noticeDays'])).toBe('default');
  });
  test('one that was named and is not there is an error', () => {
    expect(() => loadConfig(here, 'no.yaml')).toThrow(/no such file/);
  });
});

describe('what is wrong is said all at once, with its line and the way out', () => {
  test('typing errors', () => {
    expect(
      faultsOf(
        [
          'agency:',
          '  name: A',
          '  timezone: Europe/Amsterdam',
          'slots:',
          '  morning: "9:00"',
          '  weekdays: [mon, teu]',
          '  closed: ["2027-01-03..2026-12-24"]',
          'stroe: sqlite:x.db',
          'dns: { roots: [{ name: a., address: localhost }] }',
        ].join('\n'),
      ),
    ).toEqual([
      expect.stringMatching(/^3:3 {2}agency\.timezone .*did you mean "timeZone"/),
      expect.stringMatching(/^5:\d+ {2}slots\.morning .*"09:00"/),
      expect.stringMatching(/^6:\d+ {2}slots\.weekdays\[1\] .*did you mean "tue"/),
      expect.stringMatching(/^7:\d+ {2}slots\.closed\[0\] .*write "2026-12-24\.\.2027-01-03"$/),
      expect.stringMatching(/^8:1 {2}stroe .*did you mean "store"/),
      expect.stringMatching(/^9:\d+ {2}dns\.roots\[0\]\.address .*is not an address/),
    ]);
  });
  test('a zone that does not exist, a part nobody plays, a secret in the open', () => {
    expect(
      faultsOf(
        [
          'agency: { timeZone: Europe/Amsterdan }',
          'providers:',
          '  pdns: { adapter: powerdns, does: [newDnsHots] }',
        ].join('\n'),
      ),
    ).toEqual([
      expect.stringMatching(/^1:\d+ {2}agency\.timeZone .*time zone/),
      expect.stringMatching(/^3:\d+ {2}providers\.pdns\.does\[0\] .*did you mean "newDnsHost"/),
    ]);
    const open = faultsOf('providers: { pdns: { adapter: powerdns, apiKey: hunter2 } }');
    expect(open).toEqual([expect.stringMatching(/^1:\d+ {2}providers\.pdns\.apiKey .*secret/)]);
    expect(open.join()).not.toContain('hunter2');
  });
  test.each([
    ['{ perSecond: 0 }', [/pace\.perSecond {2}0 is too little; more than 0$/]],
    ['{ perSecond: 0.0 }', [/pace\.perSecond {2}.* is too little; more than 0$/]],
    ['{ perSecond: 1000.5 }', [/pace\.perSecond {2}.* is too much; at most 1000$/]],
    [
      '{ perSecond: fast, burst: 2.5, processes: 0 }',
      [/"fast" is not a number/, /"2.5" is not a/, /0 is too little; at least 1$/],
    ],
    ['5', [/pace {2}5 is not a map/]],
  ])('a pace of %s', (pace, faults) =>
    expect(faultsOf(`providers: { pdns: { adapter: powerdns, pace: ${pace} } }`)).toEqual(
      faults.map((fault) => expect.stringMatching(fault)),
    ),
  );
  test('a pace with decimals is a number', () => {
    write('providers: { pdns: { adapter: powerdns, pace: { perSecond: 0.25 } } }');
    expect(loadConfig(here).config.providers['pdns']!.pace).toEqual({ perSecond: 0.25 });
  });
  test.each(['postgres://golive:p@ss#w/rd@db.example/golive', 'postgres://golive:a/b@db.example/golive'])(
    'an address of a database that a character cuts: %s',
    (store) =>
      expect(faultsOf(`store: "${store}"`)).toEqual([
        expect.stringMatching(/^1:8 {2}store {2}it is not an address; in user .*%40.*%23/),
      ]),
  );
  test.each([
    'postgres:/golive:CANARYpw@127.0.0.1:5432/db',
    'postgres//u:CANARYpw@db/golive',
    'u:CANARYpw@db/golive',
    'Postgres://u:CANARYpw@db/golive',
    'mysql://u:CAN/ARYpw@db/golive',
    'mysql://db/golive?password=CANARYpw',
    'host=db user=u password=CANARYpw',
    'jdbc:postgresql://db/golive?user=u&password=CANARYpw',
    'postgresql+asyncpg://u:p@CANARYpw@db/golive',
    { host: 'db', password: 'CANARYpw' },
  ])('what is no store is not repeated: there may be a password in it: %j', (store) => {
    const [fault, ...others] = faultsOf(`store: ${JSON.stringify(store)}`);
    expect([fault, others]).toEqual([
      expect.stringMatching(/^1:8 {2}store {2}it is not a store; write sqlite:FILE or postgres:\/\/…$/),
      [],
    ]);
  });
  test.each(['api_key', 'API-KEY', 'pass', 'Password', 'accessToken', 'client_secret', 'tsigKey'])(
    'a secret in the open under a name that is not quite one: %s',
    (name) =>
      expect(faultsOf(`providers: { p: { adapter: powerdns, ${name}: CANARYkey } }`)).toEqual([
        expect.stringMatching(
          /^1:\d+ {2}providers\.p\.[^ ]+ {2}a secret does not belong in this file; write \{ env: NAME \}/,
        ),
      ]),
  );
  test('and deeper in a section', () =>
    expect(faultsOf('providers: { p: { adapter: x, login: { user: u, pass: CANARYkey } } }')).toEqual([
      expect.stringMatching(/providers\.p\.login\.pass {2}a secret does not belong/),
    ]));
  test('what a key is called, and where a secret is kept, may stand there', () => {
    write(
      'providers: { p: { adapter: rfc2136, keyName: golive.key., key_name: k, api_key: { env: KEY }, publicKey: k } }',
    );
    expect(Object.keys(loadConfig(here).config.providers['p']!)).toHaveLength(6);
  });
  test('halves of the day in the wrong order', () => {
    expect(faultsOf('slots: { morning: "14:00" }')).toEqual([expect.stringMatching(/slots .*follow each other/)]);
  });
  test('YAML that cannot be read', () => expect(faultsOf('agency: { name: A')).toHaveLength(1));
  test('a list', () => expect(faultsOf('- a')).toEqual([expect.stringContaining('by name')]));
});

test('the environment replaces a value and is named as its origin', () => {
  const file = write('agency: { name: A }\nstore: sqlite:a.db');
  const { config, originOf } = loadConfig({ ...here, env: { GOLIVE_STORE: 'sqlite:b.db' } });
  expect(config.store).toBe('sqlite:b.db');
  expect(originOf(['store'])).toBe('env GOLIVE_STORE');
  expect(originOf(['agency', 'name'])).toBe(`${file}:1`);
});

test('a bad value from the environment is said with its variable', () => {
  write('agency: { name: A }');
  let faults: readonly string[] = [];
  try {
    loadConfig({ ...here, env: { GOLIVE_LANGUAGE: 'it' } });
  } catch (thrown) {
    faults = (thrown as GoLiveError).faults;
  }
  expect(faults).toEqual([expect.stringContaining('env GOLIVE_LANGUAGE')]);
});

describe('secrets', () => {
  const where = () => ({ env: { TOKEN: 'geheim\n' }, folder });
  test('from the environment, without its newline', async () =>
    expect((await readSecret({ env: 'TOKEN' }, 'x', where())).reveal()).toBe('geheim'));
  test('from a file that only its owner may read', async () => {
    const file = write('geheim\n', 'token');
    chmodSync(file, 0o640);
    await expect(readSecret({ file: 'token' }, 'x', where())).rejects.toThrow(/chmod 600/);
    chmodSync(file, 0o600);
    expect((await readSecret({ file: 'token' }, 'x', where())).reveal()).toBe('geheim');
  });
  test('from a command, without a shell', async () => {
    const command = [process.execPath, '-p', '"a;b $HOME"'];
    expect((await readSecret({ command }, 'x', where())).reveal()).toBe('a;b $HOME');
  });
  test('what a failing command says is not repeated', async () => {
    const command = [process.execPath, '-e', 'console.error("geheim"); process.exit(1)'];
    await expect(readSecret({ command }, 'x', where())).rejects.not.toThrow(/geheim/);
  });
  test('none is an error', async () => expect(readSecret({ env: 'NONE' }, 'x', where())).rejects.toThrow(/Set NONE/));
});
