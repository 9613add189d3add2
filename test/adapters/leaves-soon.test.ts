import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { converse } from '../../src/adapters/dns/sockets/conversation.ts';
import { leavesSoon, TOO_LATE } from '../../src/adapters/leaves-soon.ts';
import { whileHeld } from '../../src/ports/held.ts';

/** A request whose process is away for so long while its name is looked up, by the given clock; what the server hears of it. */
async function away(ms: number, clock: 'monotonic' | 'wall', leaseMs = Number.MAX_VALUE) {
  const heard: string[] = [];
  const server = createServer((asked, response) => {
    heard.push(asked.url!);
    response.end();
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  onTestFinished(() => void server.close());
  const time = { monotonic: 0, wall: 0 };
  const signal = whileHeld(new AbortController().signal, () => time.wall < leaseMs);
  const clocks = { monotonic: () => time.monotonic, wall: () => time.wall };
  const outcome = await new Promise<string>((over) => {
    const asked = request(
      {
        host: 'provider.example',
        port: (server.address() as AddressInfo).port,
        path: '/order',
        method: 'POST',
        agent: leavesSoon(new Agent({ keepAlive: false }), 1000, signal, clocks),
        lookup: (_name, _options, found) => {
          time[clock] += ms;
          setImmediate(() => found(null, [{ address: '127.0.0.1', family: 4 }]));
        },
      },
      (response) => response.resume().on('end', () => over(String(response.statusCode))),
    );
    asked.on('error', (thrown: NodeJS.ErrnoException) => over(thrown.code ?? thrown.message));
    asked.end('{"plan":"small"}');
  });
  await new Promise((closed) => server.close(closed));
  return { outcome, heard };
}

test.each([
  ['soon enough', 1000, 'monotonic', '200', ['/order']],
  ['a process that was stopped', 1001, 'monotonic', TOO_LATE, []],
  ['a machine that slept', 1001, 'wall', TOO_LATE, []],
  ['a lease that ran out meanwhile', 900, 'wall', TOO_LATE, [], 900],
  ['a clock that was set back', -3_600_000, 'wall', '200', ['/order']],
] as const)('%s', async (_title, ms, clock, outcome, heard, leaseMs?: number) => {
  expect(await away(ms, clock, leaseMs)).toEqual({ outcome, heard });
});

test.each([
  [true, 'heard', 4],
  [false, 'interrupted', 0],
])('a message over TCP, held when there is a connection: %s', async (held, kind, octets) => {
  let heard = 0;
  const server = createTcpServer((socket) => {
    socket.on('data', (part) => {
      heard += part.length;
      socket.write(part);
    });
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  let asked = false;
  const signal = whileHeld(new AbortController().signal, () => {
    asked = true;
    return held;
  });
  const patience = { totalMs: 5000, idleMs: 5000, mostBytes: 100 };
  const outcome = await converse({ address: '127.0.0.1', port }, Buffer.from('it'), String, patience, signal);
  await new Promise((closed) => server.close(closed));
  expect({ kind: outcome.kind, octets: heard, asked }).toEqual({ kind, octets, asked: true });
});
