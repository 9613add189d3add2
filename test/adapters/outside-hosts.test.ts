import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
/** What opens a connection or looks up a name, by where it comes from. */
const OPENERS: Readonly<Record<string, RegExp>> = {
  'node:net': /^(?:connect|createConnection|Socket)$/,
  'node:tls': /^connect$/,
  'node:http': /^(?:request|get)$/,
  'node:https': /^(?:request|get)$/,
  'node:http2': /./,
  'node:dgram': /^createSocket$/,
  'node:dns': /./,
  'node:dns/promises': /./,
  got: /./,
  pg: /./,
  'pg-boss': /./,
};
const MODULES =
  /^import (?!type\b)(.+?) from '(node:(?:net|tls|http|https|http2|dgram|dns|dns\/promises)|got|pg|pg-boss)';$/gm;

/** Files of the product that open connections; the toy world is not the product. */
function opening(text: string): boolean {
  const names = (list: string) =>
    list
      .replace(/[{}]/g, ',')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => name.split(' as ')[0]!);
  return (
    [...text.matchAll(MODULES)].some(([, list, from]) => names(list!).some((name) => OPENERS[from!]!.test(name))) ||
    /(?<![#.\w])fetch\(|\bnew WebSocket\(|\bEventSource\(/.test(text)
  );
}

const DOCUMENT = readFileSync(join(ROOT, 'docs/outside-hosts.md'), 'utf8');
const rows = [...DOCUMENT.matchAll(/^\| `(src\/[^`]+)` \|/gm)].map(([, file]) => file!).sort();
const files = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !file.startsWith('src/simulation/'));

test('every file that opens a connection stands in the table with its guard, and no other', () => {
  const openers = files.filter((file) => opening(readFileSync(join(ROOT, file), 'utf8')));
  // It opens none itself, and stands there because a reader looks for it.
  expect(rows.filter((file) => file !== 'src/adapters/dns-host/rfc2136/client.ts')).toEqual(openers.sort());
});

test.each([
  ["import { connect, type Socket } from 'node:net';", true],
  ["import { request as httpRequest } from 'node:http';", true],
  ["import got, { RequestError } from 'got';", true],
  ["import type { Socket } from 'node:net';", false],
  ["import { type Socket, isIP } from 'node:net';", false],
  ["import { createServer } from 'node:http';", false],
  ['const answer = await fetch(url);', true],
  ['const answer = this.#fetch(url);', false],
])('%j opens: %s', (line, opens) => expect(opening(line)).toBe(opens));
