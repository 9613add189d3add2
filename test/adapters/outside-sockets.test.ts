import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { socketSmtp } from '../../src/adapters/smtp/sockets/index.ts';
import { socketWeb } from '../../src/adapters/web/sockets/index.ts';

const clock = { now: () => 1000 };
const signal = new AbortController().signal;
const open: Server[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const raw = (serve: (socket: Socket) => void) =>
  listen(createServer((socket) => serve(socket.on('error', () => undefined))));

describe('web', () => {
  const get = (port: number, parts = {}) =>
    socketWeb({ httpPort: port, httpsPort: port, allowPrivateAddresses: true, timeoutMs: 200, clock }).get(
      { scheme: 'http', host: 'klant.nl.', address: '127.0.0.1', path: '/', ...parts },
      signal,
    );

  test('asks under the name, without its dot, and follows nothing', async () => {
    const port = await listen(
      createHttpServer((request, response) => {
        response.writeHead(302, { location: `/${request.headers.host}`, 'set-cookie': ['a=1', 'b=2'] }).end('gone');
      }),
    );
    expect(await get(port)).toMatchObject({
      outcome: 'answer',
      status: 302,
      headers: { location: '/klant.nl', 'set-cookie': 'a=1, b=2' },
      body: 'gone',
      atMs: 1000,
    });
  });

  test('an endless page is cut off at 256 kB', async () => {
    const port = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
      };
      socket.on('drain', more);
      more();
    });
    const answer = await get(port);
    expect(answer.outcome).toBe('answer');
    expect(answer.body?.length).toBe(256 * 1024);
  });

  for (const [what, serve, outcome] of [
    ['no HTTP', (socket: Socket) => void socket.end('SSH-2.0\r\n'), 'malformed'],
    [
      'half a page',
      (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
      'malformed',
    ],
    ['silence', () => undefined, 'timeout'],
    ['a hang-up', (socket: Socket) => void socket.destroy(), 'unreachable'],
  ] as const)
    test(`${what} is ${outcome}`, async () => expect((await get(await raw(serve))).outcome).toBe(outcome));

  test('plain text where TLS was expected is tls-failed', async () =>
    expect((await get(await raw((socket) => void socket.end('no\r\n')), { scheme: 'https' })).outcome).toBe(
      'tls-failed',
    ));

  test('a line break in host or path is refused, a private address is not asked', async () => {
    await expect(get(1, { host: 'a\r\nb' })).rejects.toMatchObject({ code: 'usage' });
    await expect(get(1, { path: '/\r\nX: y' })).rejects.toMatchObject({ code: 'usage' });
    const web = socketWeb({ clock });
    const answer = await web.get({ scheme: 'http', host: 'klant.nl', address: '169.254.169.254', path: '/' }, signal);
    expect(answer.outcome).toBe('not-asked');
  });
});

describe('smtp', () => {
  const request = { address: '127.0.0.1', host: 'mx.klant.nl', recipient: 'info@klant.nl' };
  const ask = (port: number, parts = {}) =>
    socketSmtp({ port, allowPrivateAddresses: true, timeoutMs: 200, clock }).wouldAccept(
      { ...request, ...parts },
      signal,
    );
  /** Greets, then gives each of these replies to one line. */
  const talker = (replies: readonly string[], said: string[] = []) =>
    raw((socket) => {
      let text = '';
      const left = [...replies];
      socket.write('220-mx\r\n220 hello\u001b\r\n');
      socket.on('data', (chunk) => {
        text += chunk.toString();
        const lines = text.split('\r\n');
        text = lines.pop()!;
        for (const line of lines) {
          said.push(line);
          const reply = left.shift();
          if (reply !== undefined) socket.write(`${reply}\r\n`);
        }
      });
    });

  test('accepted: the whole conversation, and no DATA', async () => {
    const said: string[] = [];
    const answer = await ask(await talker(['250-mx\r\n250 8BITMIME', '250 ok', '250 fine'], said));
    expect(answer).toMatchObject({ outcome: 'accepted', banner: '220-mx 220 hello\ufffd', reply: '250 fine' });
    await expect
      .poll(() => said)
      .toEqual(['EHLO golive.invalid', 'MAIL FROM:<>', 'RCPT TO:<info@klant.nl>', 'RSET', 'QUIT']);
  });

  test('refused: with the reply', async () =>
    expect(await ask(await talker(['250 mx', '250 ok', '550 no such user']))).toMatchObject({
      outcome: 'refused',
      reply: '550 no such user',
    }));

  for (const [what, serve, outcome] of [
    ['no SMTP', (socket: Socket) => void socket.write('HTTP/1.1 400\r\n'), 'malformed'],
    ['an endless banner', (socket: Socket) => void socket.write(`220-${'x'.repeat(20_000)}`), 'malformed'],
    ['silence', () => undefined, 'timeout'],
    ['a hang-up before the banner', (socket: Socket) => void socket.end(), 'unreachable'],
  ] as const)
    test(`${what} is ${outcome}`, async () => expect((await ask(await raw(serve))).outcome).toBe(outcome));

  for (const bad of ['a\r\nDATA', 'a>b', 'a b', `${'x'.repeat(260)}@klant.nl`])
    test(`the recipient ${JSON.stringify(bad.slice(0, 12))} is refused`, async () =>
      await expect(ask(1, { recipient: bad })).rejects.toMatchObject({ code: 'usage' }));
});
