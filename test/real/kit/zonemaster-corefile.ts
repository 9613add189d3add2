import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where Zonemaster's test zones lie beside the project. */
export const ZONEMASTER = resolve(import.meta.dirname, '../../../../shared/corpora/dns/zonemaster');
export const ZONE_DATA = join(ZONEMASTER, 'test-zone-data');
export const zonemasterHere = existsSync(ZONEMASTER);

/** One line of a CoreDNS server block, with the lines of its own block where it has one. Quotes are gone. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly body: readonly (readonly string[])[];
}

/** A CoreDNS server block: what the addresses it binds answer for these zones. Names are lower case with their last dot. */
export interface ServerBlock {
  readonly zones: readonly string[];
  readonly addresses: readonly string[];
  readonly directives: readonly Directive[];
}

/** All blocks of `main.cfg` and what it imports, in order. Of the language only what these files use is read. */
export function readCorefile(file = 'main.cfg'): ServerBlock[] {
  const blocks: ServerBlock[] = [];
  let open: { zones: string[]; addresses: string[]; directives: Directive[] } | undefined;
  let inner: { name: string; args: string[]; body: string[][] } | undefined;
  for (const words of linesOf(file)) {
    const [first, ...rest] = words;
    if (first === '}') {
      if (inner !== undefined) open!.directives.push(inner);
      else if (open !== undefined) blocks.push(open);
      if (inner === undefined) open = undefined;
      inner = undefined;
    } else if (inner !== undefined) inner.body.push(words);
    else if (open === undefined) {
      if (first === 'import') blocks.push(...readCorefile(rest[0]!));
      else open = { zones: words.slice(0, -1).map(zoneOf), addresses: [], directives: [] };
    } else if (words.at(-1) === '{') inner = { name: first!, args: rest.slice(0, -1), body: [] };
    else if (first === 'bind') open.addresses.push(...rest.map(plainAddress));
    else if (first === 'import') open.directives.push(...directivesOf(join(dirname(file), rest[0]!)));
    else open.directives.push({ name: first!, args: rest, body: [] });
  }
  return blocks;
}

/** A file that is imported inside a block holds directives alone. */
function directivesOf(file: string): Directive[] {
  const found: Directive[] = [];
  let inner: { name: string; args: string[]; body: string[][] } | undefined;
  for (const words of linesOf(file)) {
    if (words[0] === '}') {
      found.push(inner!);
      inner = undefined;
    } else if (inner !== undefined) inner.body.push(words);
    else if (words.at(-1) === '{') inner = { name: words[0]!, args: words.slice(1, -1), body: [] };
    else found.push({ name: words[0]!, args: words.slice(1), body: [] });
  }
  return found;
}

function linesOf(file: string): string[][] {
  return readFileSync(join(ZONE_DATA, file), 'utf8')
    .split(/\r?\n/)
    .map((line) => [...line.replace(/(^|\s)#.*$/, '').matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)])
    .map((found) => found.map(([, quoted, plain]) => quoted ?? plain!))
    .filter(({ length }) => length > 0);
}

/** `basic01.xa:53` is `basic01.xa.`, `.:53` is `.` */
export function zoneOf(text: string): string {
  const bare = text.replace(/:53$/, '').replace(/\.$/, '').toLowerCase();
  return `${bare}.`;
}

/** The one form of an IPv6 address that is compared: all eight groups, no leading zeros. */
export function plainAddress(address: string): string {
  if (!address.includes(':')) return address;
  const [head, tail] = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const middle = tail === undefined ? [] : Array<string>(8 - head!.length - tail.length).fill('0');
  return [...head!, ...middle, ...(tail ?? [])].map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
