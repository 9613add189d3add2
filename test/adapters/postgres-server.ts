import type { Socket } from 'node:net';
import { createServer } from 'node:net';

type Value = string | boolean | null;

/** What the server says to a statement: a table of text, or an error by its SQLSTATE. */
export type Said =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly Value[])[] }
  | { readonly state: string; readonly message: string };

interface Script {
  /** Who it lets in; default anybody. `clear` and `scram` want a password; a `Said` is its last word. */
  readonly lets?: 'clear' | 'scram' | Extract<Said, { readonly state: string }>;
  readonly answer?: (sql: string) => Said;
}

const SSL_REQUEST = 80877103;

/** A server that speaks PostgreSQL's protocol and has no TLS, no tables and no sense: it says what the test wants (manual, 55.7). */
export async function postgresServer({ lets, answer = () => table([]) }: Script) {
  const asked: Record<string, string>[] = [];
  const left: Promise<unknown>[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true); // an answer of many parts is not held back
    left.push(new Promise((gone) => socket.once('close', gone)));
    socket.on('error', () => undefined);
    let isIn = false;
    let sql = '';
    let buffer = Buffer.alloc(0);
    const begin = (body: Buffer) => {
      if (body.readInt32BE(0) === SSL_REQUEST) return void socket.write('N');
      const words = body.subarray(4).toString().split('\0');
      asked.push(
        Object.fromEntries(words.flatMap((word, at) => (at % 2 === 0 && word !== '' ? [[word, words[at + 1]!]] : []))),
      );
      isIn = true;
      if (lets === 'clear') socket.write(message('R', int32(3)));
      else if (lets === 'scram') socket.write(message('R', int32(10), 'SCRAM-SHA-256\0\0'));
      else if (lets !== undefined) socket.end(error('FATAL', lets.state, lets.message));
      else socket.write(Buffer.concat([message('R', int32(0)), READY]));
    };
    const say = (said: Said, isPlain: boolean) => {
      if ('state' in said) socket.write(error('ERROR', said.state, said.message));
      else socket.write(rowsOf(said));
      if (isPlain) socket.write(READY);
    };
    const hear = (type: string, body: Buffer) => {
      if (type === 'p') socket.write(message('R', int32(11), 'r=x'));
      if (type === 'Q') say(answer(body.toString().replace(/\0$/, '')), true);
      if (type === 'P') sql = body.toString().split('\0')[1]!;
      if (type === 'E') say(answer(sql), false);
      if (type === 'S') socket.write(READY);
      if (type === 'X') socket.end();
    };
    socket.on('data', (bytes) => {
      buffer = Buffer.concat([buffer, bytes]);
      for (;;) {
        const head = isIn ? 1 : 0;
        if (buffer.length < head + 4) return;
        const end = head + buffer.readInt32BE(head);
        if (buffer.length < end) return;
        const [type, body] = [buffer.subarray(0, head).toString(), buffer.subarray(head + 4, end)];
        buffer = buffer.subarray(end);
        if (isIn) hear(type, body);
        else begin(body);
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  return {
    url: `postgres://golive@127.0.0.1:${port}/house`,
    /** The settings that each connection asked for. */
    asked,
    /** Every client has closed its connection. */
    left: () => Promise.all(left),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((closed) => server.close(closed));
    },
  };
}

export const table = (rows: readonly Readonly<Record<string, Value>>[]): Said => ({
  columns: Object.keys(rows[0] ?? {}),
  rows: rows.map((row) => Object.values(row)),
});

/** Types, as the driver knows them. */
const [BOOL, TEXT] = [16, 25];

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  return int32(value).subarray(2);
}

function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

const READY = message('Z', 'I');

function error(severity: string, state: string, text: string): Buffer {
  return message('E', `S${severity}\0V${severity}\0C${state}\0M${text}\0\0`);
}

function rowsOf({ columns, rows }: Extract<Said, { readonly rows: unknown }>): Buffer {
  const named = columns.flatMap((name, at) => [
    `${name}\0`,
    int32(0),
    int16(0),
    int32(typeof rows[0]?.[at] === 'boolean' ? BOOL : TEXT),
    int16(-1),
    int32(-1),
    int16(0),
  ]);
  const cell = (value: Value) => {
    if (value === null) return [int32(-1)];
    const text = typeof value === 'boolean' ? String(value).slice(0, 1) : value;
    return [int32(Buffer.byteLength(text)), text];
  };
  return Buffer.concat([
    message('T', int16(columns.length), ...named),
    ...rows.map((row) => message('D', int16(row.length), ...row.flatMap(cell))),
    message('C', `SELECT ${rows.length}\0`),
  ]);
}
