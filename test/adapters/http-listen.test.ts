import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { At, Listening, Patience } from '../../src/adapters/http/listen.ts';
import { listen, PATIENCE } from '../../src/adapters/http/listen.ts';

const ANY: At = { kind: 'tcp', host: '127.0.0.1', port: 0 };
const hello = () => new Response('hello');

let folder: string;
const open: Listening[] = [];
type Answering = Parameters<typeof listen>[0];
const opened = async (at: At, fetch: Answering = hello, patience = PATIENCE) => {
  const listening = await listen(fetch, at, patience);
  open.push(listening);
  return listening;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golive-http-'));
});
afterEach(async () => {
  for (const listening of open.splice(0)) await listening.close();
  rmSync(folder, { recursive: true });
});

/** What Node's own client gets at a socket file. */
function askedAt(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, agent: false, path: '/', headers: { Host: 'localhost' } }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => {
        body += chunk;
      });
      answer.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}

describe('listening', () => {
  test('on a port that is free, which the address names', async () => {
    const { address } = await opened(ANY);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(await (await fetch(address)).text()).toBe('hello');
  });
  test('tells who is calling, whose address no header can change; a socket file has none', async () => {
    const calling: Answering = (_request, { address = 'none' }) => new Response(address);
    const { address } = await opened(ANY, calling);
    const headers = { 'X-Forwarded-For': '192.0.2.1', Forwarded: 'for=192.0.2.1' };
    expect(await (await fetch(address, { headers })).text()).toBe('127.0.0.1');
    const path = join(folder, 'golive.sock');
    await opened({ kind: 'unix', path }, calling);
    expect(await askedAt(path)).toBe('none');
  });
  test('on a port that somebody has is refused in one line, and theirs goes on', async () => {
    const { address } = await opened(ANY);
    const at: At = { ...ANY, port: Number(new URL(address).port) };
    const refused = opened(at);
    await expect(refused).rejects.toMatchObject({ code: 'listen-refused' });
    await expect(refused).rejects.toThrow(/^127\.0\.0\.1:\d+ cannot be listened on: another program.*serve\.listen/);
    expect(await (await fetch(address)).text()).toBe('hello');
  });
  test.each([
    [{ kind: 'tcp', host: '192.0.2.1', port: 0 }, /no address of this machine/],
    [{ kind: 'tcp', host: 'name.invalid', port: 0 }, /cannot be listened on/],
    [{ kind: 'unix', path: `/tmp/${'x'.repeat(120)}` }, /at most 103 octets/],
    [{ kind: 'unix', path: '/nowhere-there/golive.sock' }, /no such folder/],
  ] as const)('on %j is refused', async (at, complaint) => {
    await expect(opened(at)).rejects.toThrow(complaint);
  });
  test('ends: what is being answered gets its answer, and nobody is answered afterwards', async () => {
    let answer: (() => void) | undefined;
    const asked = new Promise<void>((begun) => {
      void opened(ANY, async () => {
        begun();
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return hello();
      }).then(({ address }) => {
        got = fetch(address).then((response) => response.text());
      });
    });
    let got: Promise<string> | undefined;
    await asked;
    const [{ address, close }] = open.splice(0) as [Listening];
    const closed = close();
    answer!();
    expect(await got).toBe('hello');
    await closed;
    await expect(fetch(address)).rejects.toThrow();
  });
});

describe('whoever keeps a connection without using it', () => {
  const SHORT: Patience = { headersMs: 60, requestMs: 60, idleMs: 60, stalledMs: 60, checkMs: 20 };
  /** Node's own second included; less than its own interval of 30 seconds. */
  const SOON_MS = 8_000;
  const WHOLE = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

  /** Whether the server ends it. `drip`: what is sent again and again. */
  function isEnded(port: number, sent: string, drip = ''): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        resolve(false);
        socket.destroy();
      }, SOON_MS);
      const socket = connect(port, '127.0.0.1', () => sent !== '' && socket.write(sent));
      const again = setInterval(() => drip !== '' && socket.writable && socket.write(drip), SHORT.stalledMs / 6);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(again);
        clearTimeout(late);
        resolve(true);
      });
      socket.resume();
    });
  }

  test.each([
    ['says nothing', ''],
    ['does not end its line', 'GE'],
    ['sends its line a letter at a time', 'GET /', 'x'],
    ['sends one header after the other', 'GET / HTTP/1.1\r\nHost: localhost\r\n', 'X: x\r\n'],
    ['does not send its body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx'],
    ['asks nothing more', WHOLE],
  ])(
    'is given up when it %s',
    async (_what, sent, drip?: string) => {
      // Whoever drips is never silent for long: a machine that is busy must not make it look so.
      const patience = drip === undefined ? SHORT : { ...SHORT, stalledMs: 10 * SOON_MS };
      const { address } = await opened(ANY, hello, patience);
      expect(await isEnded(Number(new URL(address).port), sent, drip)).toBe(true);
    },
    SOON_MS,
  );
  test(
    'is given up when it does not read its answer',
    async () => {
      let socket: Socket | undefined;
      await new Promise<void>((cancel) => {
        const endless = { pull: (to: ReadableStreamDefaultController) => to.enqueue(new Uint8Array(1 << 20)), cancel };
        void opened(ANY, () => new Response(new ReadableStream(endless)), SHORT).then(({ address }) => {
          socket = connect(Number(new URL(address).port), '127.0.0.1', () => socket!.write(WHOLE));
          socket.on('error', () => undefined);
        });
      });
      socket!.destroy();
    },
    SOON_MS,
  );
  test('is given up within seconds', () => {
    expect(Math.max(...Object.values(PATIENCE))).toBeLessThanOrEqual(30_000);
    expect(PATIENCE.checkMs).toBeLessThanOrEqual(2_000);
  });
});

describe('listening on a socket file', () => {
  const at = (): At & { readonly path: string } => ({ kind: 'unix', path: join(folder, 'golive.sock') });

  test('lets its owner and group in, and takes the file away when it ends', async () => {
    const { address, close } = await listen(hello, at());
    expect(address).toBe(`unix:${at().path}`);
    expect((statSync(at().path).mode & 0o777).toString(8)).toBe('660');
    expect(await askedAt(at().path)).toBe('hello');
    await close();
    await expect(askedAt(at().path)).rejects.toThrow(/ENOENT/);
  });
  test('that somebody listens on is refused', async () => {
    await opened(at());
    await expect(opened(at())).rejects.toThrow(/another program listens there/);
    expect(await askedAt(at().path)).toBe('hello');
  });
  test('that a dead process left is replaced', async () => {
    abandoned(at().path);
    expect(statSync(at().path).isSocket()).toBe(true);
    await opened(at());
    expect(await askedAt(at().path)).toBe('hello');
  });
  test('that is no socket is left alone', async () => {
    writeFileSync(at().path, 'precious');
    await expect(opened(at())).rejects.toThrow(/which is no socket/);
    expect(readFileSync(at().path, 'utf8')).toBe('precious');
  });
});

/** A socket that nobody answers at, as a process leaves it that was killed. */
function abandoned(path: string): void {
  const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', code]);
}
