import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cleanEnv, deskFolder, LAUNCHER } from './command-line.ts';
import { goliveIn } from './in-process.ts';

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
const DOMAINS = Array.from({ length: 12 }, (_, index) => `klant${index}.nl`);

let folder: string;
beforeAll(async () => {
  folder = deskFolder();
  for (const domain of DOMAINS) {
    await goliveIn(folder, ['new', domain, '--playbook', 'by-hand', ...FOUR]);
    expect(await goliveIn(folder, ['approve', domain])).toMatchObject({ code: 0 });
  }
  const long = 'x'.repeat(4000);
  for (let count = 0; count < 40; count++) await goliveIn(folder, ['note', 'klant0.nl', long]);
});

interface Running {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

function golive(args: readonly string[], stdout: 'pipe' | number = 'pipe', node: readonly string[] = []): Running {
  const child = spawn(process.execPath, [...node, LAUNCHER, ...args], {
    cwd: folder,
    env: { ...cleanEnv(), HOME: folder, GOLIVE_LISTEN: '127.0.0.1:0' },
    stdio: ['pipe', stdout, 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk));
  return {
    child,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))),
  };
}

describe('golive as a process among others', () => {
  test('two ticks at once share the work, and both end well', async () => {
    const ended = await Promise.all([golive(['tick', '--json']).ended, golive(['tick', '--json']).ended]);
    let advanced = 0;
    for (const { code, out, err } of ended) {
      expect([code, err]).toEqual([0, '']);
      const told = JSON.parse(out) as { advanced: number; failed: number };
      expect(told.failed).toBe(0);
      advanced += told.advanced;
    }
    expect(advanced).toBeGreaterThanOrEqual(DOMAINS.length);
    for (const domain of DOMAINS) {
      const { out } = await goliveIn(folder, ['journal', domain, '--json']);
      const { events } = JSON.parse(out) as { events: { type: string; event: { event?: string } }[] };
      expect(events.filter(({ type, event }) => type === 'step' && event.event === 'asked')).toHaveLength(1);
    }
  });

  test('a reader that goes away (`golive journal D | head -1`) is no fault', async () => {
    const { child, ended } = golive(['journal', 'klant0.nl']);
    child.stdout!.once('data', () => child.stdout!.destroy());
    expect(await ended).toMatchObject({ code: 0, err: '' });
  });

  test.skipIf(process.platform !== 'linux')('a full disk under the output is a failure in one line', async () => {
    const { code, err } = await golive(['status'], openSync('/dev/full', 'w')).ended;
    expect([code, err]).toEqual([1, 'golive: the output cannot be written: ENOSPC. Make space there.\n']);
  });

  test.skipIf(process.platform === 'win32')('a folder that was taken away under golive is told in one line', () => {
    const gone = mkdtempSync(join(tmpdir(), 'golive-gone-'));
    const run = spawnSync('sh', ['-c', 'rmdir "$PWD"; exec "$0" "$@"', process.execPath, LAUNCHER, 'status'], {
      cwd: gone,
      encoding: 'utf8',
      env: { ...cleanEnv(), HOME: folder },
    });
    expect([run.status, run.stdout, run.stderr]).toEqual([
      2,
      '',
      'golive: the folder that golive was started in was not found. Go to one that is there.\n',
    ]);
  });

  test('Ctrl-C ends a command with 130, and what was begun is there or not there, whole', async () => {
    const before = readFileSync(join(folder, 'golive.db'));
    const { child, ended } = golive(['answer', 'klant0.nl', 'authcode']); // waits for its standard input
    child.stdin!.write('half a sec');
    await opened(child.pid!);
    child.kill('SIGINT');
    const { code, out } = await new Promise<{ code: number; out: string }>((resolve) => {
      child.once('exit', (exit, signal) => resolve({ code: exit ?? (signal === 'SIGINT' ? 130 : -1), out: '' }));
    });
    expect([code, out]).toEqual([130, '']);
    await ended;
    expect((await goliveIn(folder, ['journal', 'klant0.nl', '--json'])).out).not.toContain('secret-stored');
    expect(readFileSync(join(folder, 'golive.db')).length).toBe(before.length);
  });

  test('Ctrl-C ends serve well', async () => {
    const { child, ended } = golive(['serve']);
    await new Promise<void>((resolve) => child.stderr!.once('data', () => resolve()));
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(linesOf(err)).toEqual([expect.stringContaining('at work'), expect.stringContaining('Stopped')]);
  });

  test('Ctrl-C that a launcher passes on once more is one Ctrl-C', async () => {
    const { child, ended } = golive(['serve']);
    await new Promise<void>((resolve) => child.stderr!.once('data', () => resolve()));
    child.kill('SIGINT');
    child.kill('SIGTERM'); // the same signal twice would be one in the kernel, mostly
    const { code, err } = await ended;
    expect([code, linesOf(err)]).toEqual([0, [expect.anything(), expect.stringContaining('Stopped')]]);
  });

  test.skipIf(process.platform === 'win32')(
    'Ctrl-C that comes while golive is gone all but in name changes nothing',
    async () => {
      // From its last line of JavaScript on, one signal after the other, until there is nobody to send one to.
      const sending = join(folder, 'sending');
      const last = `import { spawn } from 'node:child_process'; import { existsSync } from 'node:fs';
      process.on('exit', () => {
        const send = 'touch "$1"; while kill -INT "$0"; do :; done';
        spawn('sh', ['-c', send, process.pid, ${JSON.stringify(sending)}], { stdio: 'ignore' });
        while (!existsSync(${JSON.stringify(sending)}));
      });`;
      writeFileSync(join(folder, 'last.mjs'), last);
      const { child, ended } = golive(['serve'], 'pipe', ['--import', join(folder, 'last.mjs')]);
      await new Promise<void>((resolve) => child.stderr!.once('data', () => resolve()));
      child.kill('SIGINT');
      expect(await ended).toMatchObject({ code: 0, err: expect.stringContaining('Stopped') });
      expect(existsSync(sending)).toBe(true);
    },
  );
});

/** It may be stopped before or after it could say that nobody can sign in yet. */
const linesOf = (err: string): string[] =>
  err
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('Nobody can sign in yet'));

/** When the process has the store open: it is then past its start. */
async function opened(pid: number): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const maps = process.platform === 'linux' ? readFileSync(`/proc/${pid}/maps`, 'utf8') : 'golive.db-shm';
    if (maps.includes('golive.db-shm') || Date.now() > until) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
