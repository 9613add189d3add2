import { formatIpv6, parseIpv4, parseIpv6 } from './wire-address.ts';
import { Malformed, Reader } from './wire-reader.ts';
import { invalid, nameToWire, octetsOf, quote, type Token } from './wire-text.ts';

/** SvcParamKeys by number (RFC 9460 §14.3.2, RFC 9461 §5); others are `key<n>`. */
const KEYS = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
  'dohpath',
  'ohttp',
] as const;

function keyName(number: number): string {
  return KEYS[number] ?? `key${number}`;
}

function keyNumber(name: string): number {
  const known = (KEYS as readonly string[]).indexOf(name);
  if (known >= 0) return known;
  const number = /^key(0|[1-9]\d{0,4})$/.exec(name)?.[1];
  if (number === undefined || Number(number) > 0xffff) throw invalid(name, 'no parameter of a service has this name');
  return Number(number);
}

/** SVCB and HTTPS rdata in presentation form: priority, target, parameters in their order (RFC 9460 §2). @throws Malformed */
export function readSvcb(reader: Reader): string {
  const words = [String(reader.u16()), reader.name()];
  let before = -1;
  while (reader.left > 0) {
    const key = reader.u16();
    if (key <= before) throw new Malformed('parameters of a service in disorder');
    before = key;
    words.push(readParam(key, reader.take(reader.u16())));
  }
  return words.join(' ');
}

function readParam(key: number, value: Uint8Array): string {
  const reader = new Reader(value, 0, value.length);
  const list = (one: () => string): string[] => {
    const found = [one()];
    while (reader.left > 0) found.push(one());
    return found;
  };
  const name = keyName(key);
  switch (name) {
    case 'mandatory': {
      const keys = list(() => String(reader.u16())).map(Number);
      if (keys.some((one, at) => at > 0 && one <= keys[at - 1]!)) throw new Malformed('mandatory keys in disorder');
      return `${name}=${keys.map(keyName).join(',')}`;
    }
    case 'alpn':
      return `${name}=${inQuotes(list(() => commaEscaped(filled(reader.string()))).join(','))}`;
    case 'no-default-alpn':
    case 'ohttp':
      if (value.length > 0) throw new Malformed(`a value of ${name}`);
      return name;
    case 'port': {
      const port = reader.u16();
      if (reader.left > 0) throw new Malformed('a port longer than 16 bits');
      return `${name}=${port}`;
    }
    case 'ipv4hint':
      return `${name}=${list(() => [...reader.take(4)].join('.')).join(',')}`;
    case 'ipv6hint':
      return `${name}=${list(() => formatIpv6(reader.take(16))).join(',')}`;
    case 'ech':
      return `${name}=${Buffer.from(filled(value)).toString('base64')}`;
    default:
      return value.length === 0 ? name : `${name}=${inQuotes(shown(value))}`;
  }
}

function filled(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw new Malformed('an empty value');
  return bytes;
}

const shown = (bytes: Uint8Array): string => quote(bytes).slice(1, -1);
/** Bare where it can be: `alpn=h2,h3`. */
const inQuotes = (text: string): string => (/^[A-Za-z0-9!#-'*-:<-[\]-~]*$/.test(text) ? text : `"${text}"`);
/** A comma or backslash inside a list's value is escaped for the list, and then once more for the text (RFC 9460 appendix A.1). */
const commaEscaped = (bytes: Uint8Array): string =>
  [...bytes]
    .map((byte) => (byte === 0x2c ? '\\\\,' : byte === 0x5c ? '\\\\\\\\' : shown(Uint8Array.of(byte))))
    .join('');

/** Words of SVCB data: unlike other data a word may go on in quotes, `alpn="h2,h3"`. @throws GoLiveError `rdata-invalid` */
export function svcbWords(rdata: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*((?:[^\s"\\]|\\[\s\S])+(?:(?<==)"(?:[^"\\]|\\[\s\S])*")?)(?=\s|$)/y;
  const text = rdata.trim();
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw invalid(rdata, 'an open quote or a stray backslash');
    found.push({ text: match[1]!, quoted: false });
  }
  return found;
}

/** @throws GoLiveError `rdata-invalid` */
export function writeSvcb(words: readonly Token[], rdata: string): Uint8Array {
  const [priority, target, ...rest] = words.map(({ text }) => text);
  if (priority === undefined || target === undefined) throw invalid(rdata, 'a priority and a target are needed');
  if (!/^\d{1,5}$/.test(priority) || Number(priority) > 0xffff) throw invalid(priority, 'not a number of 16 bits');
  const params = new Map<number, Uint8Array>();
  for (const word of rest) {
    const at = word.indexOf('=');
    const name = (at < 0 ? word : word.slice(0, at)).toLowerCase();
    const key = keyNumber(name);
    if (params.has(key)) throw invalid(word, `${name} is given twice`);
    params.set(key, writeParam(key, at < 0 ? undefined : unquoted(word.slice(at + 1))));
  }
  const bytes = [u16(Number(priority)), nameToWire(target)];
  for (const [key, value] of [...params].sort(([a], [b]) => a - b)) {
    if (value.length > 0xffff) throw invalid(keyName(key), 'more than 65535 octets');
    bytes.push(u16(key), u16(value.length), value);
  }
  return Buffer.concat(bytes);
}

const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
const unquoted = (text: string): string => (/^".*"$/s.test(text) ? text.slice(1, -1) : text);

function writeParam(key: number, text: string | undefined): Uint8Array {
  const name = keyName(key);
  if (name === 'no-default-alpn' || name === 'ohttp') {
    if (text !== undefined && text !== '') throw invalid(text, `${name} has no value`);
    return new Uint8Array(0);
  }
  const given = text ?? '';
  const each = (write: (one: string) => Uint8Array): Uint8Array => {
    if (given === '') throw invalid(name, 'its value is missing');
    return Buffer.concat(given.split(',').map(write));
  };
  switch (name) {
    case 'mandatory':
      return Buffer.concat(
        given
          .split(',')
          .map((one) => keyNumber(one.toLowerCase()))
          .sort((a, b) => a - b)
          .map(u16),
      );
    case 'alpn':
      return Buffer.concat(alpnIds(given));
    case 'port':
      if (!/^\d{1,5}$/.test(given) || Number(given) > 0xffff) throw invalid(given, 'not a port');
      return u16(Number(given));
    case 'ipv4hint':
      return each((one) => parseIpv4(one) ?? wrong(one, 'not an IPv4 address'));
    case 'ipv6hint':
      return each((one) => parseIpv6(one) ?? wrong(one, 'not an IPv6 address'));
    case 'ech':
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(given) || given.length % 4 !== 0) throw invalid(given, 'not base64');
      return Buffer.from(given, 'base64');
    default:
      return octetsOf(given);
  }
}

/** The text's escapes are resolved first, then the list's (RFC 9460 appendix A.1). */
function alpnIds(text: string): Uint8Array[] {
  const ids: number[][] = [[]];
  const octets = octetsOf(text);
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at]!;
    if (octet === 0x2c) ids.push([]);
    else if (octet === 0x5c && at + 1 < octets.length) ids.at(-1)!.push(octets[++at]!);
    else ids.at(-1)!.push(octet);
  }
  return ids.map((id) => {
    if (id.length === 0 || id.length > 255) throw invalid(text, 'not a list of protocols');
    return Uint8Array.of(id.length, ...id);
  });
}

function wrong(text: string, why: string): never {
  throw invalid(text, why);
}
