// The ways in which a value may stand in a text that somebody else wrote: an error that quotes our request, a header, a log line.

/** Shorter than this and nothing of it is looked for in another encoding: it would be found where it is not. */
const FEWEST_OCTETS = 6;

export interface Forms {
  /** As it is, and as JSON, URLs, HTML, SQL, quoted-printable, shells and changed case write it: often the very same letters. */
  readonly plain: readonly string[];
  /** Base64 and hexadecimal: letters that mean nothing else. */
  readonly encoded: readonly string[];
}

export function formsOf(value: string): Forms {
  const octets = new TextEncoder().encode(value);
  const json = inJson(value);
  const plain = new Set<string>();
  for (const text of new Set([value, json, inJson(json)])) for (const form of quotings(text)) plain.add(form);
  for (const text of [value.toLowerCase(), value.toUpperCase(), swappedCase(value)]) {
    plain.add(text);
    plain.add(encodeURIComponent(text.toWellFormed()));
  }
  plain.add(json.replaceAll('/', '\\/'));
  for (const kept of [/[ -<>-~]/, /[!-<>-~]/, /[A-Za-z0-9]/, /[^\s\S]/]) plain.add(quotedPrintable(octets, kept));
  const encoded = new Set<string>();
  if (octets.length >= FEWEST_OCTETS) {
    for (const form of octetForms(octets)) encoded.add(form);
    // A key is often kept as text of its octets: those are as secret.
    const key = decoded(value);
    if (key !== undefined) for (const form of octetForms(key)) encoded.add(form);
  }
  return { plain: [...plain].filter((form) => form !== ''), encoded: [...encoded] };
}

function quotings(text: string): string[] {
  const url = encodeURIComponent(text.toWellFormed());
  const strict = url.replace(/[!'()]/g, (character) => `%${hex(character.charCodeAt(0))}`);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    text,
    text.replace(/[^\x20-\x7e]|[<>&'"]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    text.replaceAll("'", "''"),
    text.replaceAll("'", "'\\''"),
    ...[url, strict, strict.replaceAll('*', '%2A'), strict.replaceAll('~', '%7E')].flatMap((form) => [
      form,
      lowerEscapes(form),
      form.replaceAll('%20', '+'),
    ]),
    everyOctet(text),
    lowerEscapes(everyOctet(text)),
    ...["'", '&#39;', '&#x27;', '&apos;'].flatMap((quote) =>
      ['&quot;', '&#34;'].map((double) => html.replaceAll('"', double).replaceAll("'", quote)),
    ),
    [...text].map((character) => `&#${character.codePointAt(0)};`).join(''),
    [...text].map((character) => `&#x${character.codePointAt(0)!.toString(16)};`).join(''),
  ];
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const hex = (octet: number): string => octet.toString(16).toUpperCase().padStart(2, '0');
const lowerEscapes = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase());
const everyOctet = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (octet) => `%${hex(octet)}`).join('');
const swappedCase = (text: string): string =>
  [...text].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('');

/** RFC 2045 §6.7 without its soft line breaks (whoever looks for it takes those out of the text first), and RFC 2047 §4.2. */
function quotedPrintable(octets: Uint8Array, kept: RegExp): string {
  return Array.from(octets, (octet) => {
    const character = String.fromCharCode(octet);
    return kept.test(character) ? character : `=${hex(octet)}`;
  }).join('');
}

function octetForms(octets: Uint8Array): string[] {
  const pairs = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'));
  const joined = ['', ' ', ':', '\\x'].flatMap((between) => [
    pairs.join(between),
    pairs.map((pair) => pair.toUpperCase()).join(between),
  ]);
  return [...joined, ...base64Cores(octets)];
}

/**
 * What of an octet string's base64 (RFC 4648 §4, §5) is the same whatever stands before and behind it: one for each of the three ways in
 * which its first octet may lie in a group of three. So `user:password` is found by its password.
 */
function base64Cores(octets: Uint8Array): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = base64(new Uint8Array([...new Array<number>(before).fill(0), ...octets]));
    const first = before === 0 ? 0 : before + 1;
    const rest = (before + octets.length) % 3;
    const core = text.replace(/=+$/, '').slice(first, rest === 0 ? undefined : -1);
    const forUrls = core.replaceAll('+', '-').replaceAll('/', '_');
    return [...new Set([core, forUrls, encodeURIComponent(core), lowerEscapes(encodeURIComponent(core))])];
  });
}

function base64(octets: Uint8Array): string {
  let binary = '';
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary);
}

/** The octets that a text of hexadecimal digits or base64 stands for; short ones are more likely words. */
function decoded(text: string): Uint8Array | undefined {
  if (/^(?:[0-9A-Fa-f]{2}){16,}$/.test(text))
    return Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  if (!/^(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
