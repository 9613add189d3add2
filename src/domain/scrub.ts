import { isInDigest } from './in-digest.ts';
import { isInName } from './in-name.ts';
import { formsOf } from './secret-forms.ts';
import type { Span } from './text-view.ts';
import { viewOf } from './text-view.ts';

// The last line before a text leaves the process or becomes durable. `Secret` keeps what we hold from being printed; this takes out what
// others send back to us: a provider whose error quotes our request, a library whose message holds a URL. It knows the values, not their names.

/** Stands where a secret stood. Other than `***`, which a `Secret` prints itself, it is never sent to anybody: see `holdsMark`. */
export const MARK = '[secret]';

/** How many values are remembered after the last `Secret` that held them is gone: an error about it may still be on its way. */
const REMEMBERED = 500;
const LONGEST_PIECE = 1024;
const SHORTEST_LINE = 16;
/** Shorter values are not looked for; a code of so few characters is also part of ordinary words. */
const SHORTEST = 4;
const GRAM = 4;
const FILTER_BITS = 0xffff;

interface Pattern {
  readonly text: string;
  /** Found anywhere; else only behind a word like "password", and in the user part of a URL. */
  readonly anywhere: boolean;
  /** Shorter beginnings of it mean nothing. */
  readonly shortestCut: number;
}

interface Known {
  readonly patterns: readonly Pattern[];
  /** `Secret`s that hold it; Infinity: for as long as the process lives. */
  holders: number;
}

/** In the order in which they were last made known. */
const known = new Map<string, Known>();
/** How many values have been made known so far. */
let made = 0;
const byGram = new Map<number, Pattern[]>();
const filter = new Uint8Array(FILTER_BITS + 1);
let mostKnown = 2 * REMEMBERED;
const letGo = new FinalizationRegistry<string>((value) => {
  const entry = known.get(value);
  if (entry !== undefined) entry.holders -= 1;
});

/**
 * Makes a secret value known. With a `holder` it may be forgotten some time after that is gone; without one it is known for ever, as the
 * credentials of the configuration are.
 */
export function knowSecret(value: string, holder?: object): void {
  for (const piece of piecesOf(value)) {
    const entry = known.get(piece) ?? added(piece);
    known.delete(piece);
    known.set(piece, entry);
    entry.holders += holder === undefined ? Number.POSITIVE_INFINITY : 1;
    if (holder !== undefined) letGo.register(holder, piece);
  }
  if (known.size > mostKnown) forgetOldest();
}

/** A value of many lines may be quoted by the line, and a very long one in part. */
function piecesOf(value: string): string[] {
  const pieces = new Set<string>();
  for (const part of [value, ...(value.includes('\n') ? value.split(/\r?\n/) : [])]) {
    const text = part.trim();
    if (part !== value && text.length < SHORTEST_LINE) continue;
    for (let at = 0; at < text.length; at += LONGEST_PIECE) pieces.add(text.slice(at, at + LONGEST_PIECE));
  }
  return [...pieces].filter((piece) => piece.length >= SHORTEST);
}

function added(value: string): Known {
  const telling = isTelling(value);
  const { plain, encoded } = formsOf(value);
  const patterns = [
    ...plain.map((text) => patternOf(text, telling || isEscaped(text))),
    ...encoded.map((text) => patternOf(text, true)),
  ].filter(({ text }) => text.length >= GRAM);
  const entry: Known = { patterns, holders: 0 };
  index(patterns);
  made += 1;
  return entry;
}

const patternOf = (text: string, anywhere: boolean): Pattern => ({
  text,
  anywhere,
  shortestCut: Math.max(8, Math.ceil(text.length / 4)),
});

/** `%70%61%73…` and `&#112;&#97;…` are no words, whatever they say. */
const isEscaped = (text: string): boolean => /^(?:[%=][0-9A-Fa-f]{2}|&#x?[0-9A-Fa-f]+;){4}/.test(text);

function index(patterns: readonly Pattern[]): void {
  for (const pattern of patterns) {
    const [a, b, c, d] = [0, 1, 2, 3].map((at) => pattern.text.charCodeAt(at)) as [number, number, number, number];
    const gram = gramOf(a, b, c, d);
    filter[gram & FILTER_BITS] = 1;
    const same = byGram.get(gram);
    if (same === undefined) byGram.set(gram, [pattern]);
    else same.push(pattern);
  }
}

function forgetOldest(): void {
  let excess = known.size - REMEMBERED;
  for (const [value, { holders }] of known) {
    if (excess <= 0) break;
    if (holders > 0) continue;
    known.delete(value);
    excess -= 1;
  }
  byGram.clear();
  filter.fill(0);
  for (const { patterns } of known.values()) index(patterns);
  mostKnown = Math.max(2 * REMEMBERED, known.size + REMEMBERED); // what is held cannot go; not the same work again at once
}

/** For tests: as in a new process. */
export function forgetSecrets(): void {
  known.clear();
  byGram.clear();
  filter.fill(0);
}

/** A name in the DNS, a mail address: what people also use as passwords, and what every text of ours is full of. */
const NAME = /^(?:[^\s@]+@)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z]{2,}\.?$/;
const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9\s._-]/];

/**
 * Whether a value is none that ordinary text has by chance. `golive` as a database's password must not take our own name out of every
 * line; it is looked for in its encodings, and behind a word that says what it is.
 */
function isTelling(value: string): boolean {
  if (NAME.test(value)) return false;
  if (value.length >= 20) return true;
  const inside = value.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  const kinds = KINDS.filter((kind) => kind.test(inside)).length;
  return value.length >= 8 ? kinds >= 2 : value.length >= 6 && kinds >= 3;
}

const BEHIND_ITS_NAME =
  /(?:pass\w*|pwd|secret|token|key|auth\w*|code|credential\w*|bearer|basic)["'\]>)]{0,3}(?:\s*(?:[:=]|=>|is)\s*|\s+)["'<([]{0,2}$/i;
const LONGEST_NAME = 48;

function standsAlone(text: string, from: number, to: number): boolean {
  if (/\w/.test(text.charAt(to)) || /\w/.test(text.charAt(from - 1))) return false;
  if (text.charAt(to) === '@' && text.charAt(from - 1) === ':') return true;
  return BEHIND_ITS_NAME.test(text.slice(Math.max(0, from - LONGEST_NAME), from));
}

/** Fewer words than those: `"key":"hotel2000.nl"` and `auth: hotel2000.nl` are names. */
const CALLED_SECRET =
  /(?:(?:pass(?:e|w\w+|phrase|code)?|wachtwoord|pwd|secret|token)["']?[ \t]*[:=][ \t]*|(?:password|wachtwoord|passwort)[ \t]+)["']?$/i;

/** Said to be a password, whatever follows it: `password Welkom2024.try again`. */
function isCalledSecret(text: string, [from]: Span): boolean {
  return CALLED_SECRET.test(text.slice(Math.max(0, from - LONGEST_NAME), from));
}

/** Multiplied so that the low bits, which the filter keeps, hear of all four. */
function gramOf(a: number, b: number, c: number, d: number): number {
  const pair = Math.imul(a, 0x9e3b) + b;
  return (Math.imul(Math.imul(pair, 0x85eb) + c, 0x5bd1) + d) | 0;
}

/** The text with `[secret]` where a known secret stood, in whatever encoding; the same string where there is none. */
export function scrub(text: string): string {
  if (known.size === 0 || text.length < GRAM) return text;
  const spans = allSpansIn(text, DEEPEST);
  if (spans.length === 0) return text;
  spans.sort((a, b) => a[0] - b[0]);
  let clean = '';
  let end = 0;
  for (const [from, to] of spans) {
    if (to <= end) continue;
    if (from >= end) clean += text.slice(end, from) + MARK;
    end = to;
  }
  return clean + text.slice(end);
}

/** @param back where a span lies in the text of which this one is a view */
function spansIn(text: string, back: (span: Span) => Span = (span) => span, whole = text): Span[] {
  const spans: Span[] = [];
  const last = text.length - GRAM;
  let [a, b, c] = [text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2)];
  for (let at = 0; at <= last; at++) {
    const d = text.charCodeAt(at + 3);
    const gram = gramOf(a, b, c, d);
    [a, b, c] = [b, c, d];
    if (filter[gram & FILTER_BITS] === 0) continue;
    for (const pattern of byGram.get(gram) ?? []) {
      const to = endOf(text, at, pattern);
      if (to === undefined || isInDigest(text, at, to)) continue;
      const span = back([at, to]);
      // Behind "password" it was looked for as one; and a name may end where a view has joined two lines.
      if (!pattern.anywhere || !isInName(whole, text.slice(at, to), span) || isCalledSecret(whole, span))
        spans.push(span);
    }
  }
  return spans;
}

/** Where the pattern that begins at `at` ends: also one that somebody cut short. */
function endOf(text: string, at: number, { text: wanted, anywhere, shortestCut }: Pattern): number | undefined {
  if (text.startsWith(wanted, at)) {
    const to = at + wanted.length;
    return anywhere || standsAlone(text, at, to) ? to : undefined;
  }
  if (!anywhere || wanted.length <= shortestCut || !text.startsWith(wanted.slice(0, shortestCut), at)) return undefined;
  let length = shortestCut;
  while (text.charCodeAt(at + length) === wanted.charCodeAt(length)) length += 1;
  const to = at + length;
  return length * 2 >= wanted.length || /^(?:…|\.\.\.|["'\s)\]]*$)/.test(text.slice(to, to + 8)) ? to : undefined;
}

/** JSON in JSON in JSON. */
const DEEPEST = 3;
const ESCAPED = /\\(?:u([0-9A-Fa-f]{4})|(["\\/bfnrt]))/g;
const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** What a mailer, PEM or a terminal put into the middle; the last is a soft line break of which somebody made a blank. */
const LINE_BREAKS = [
  { sign: '\n', breaks: /=?\r?\n/g },
  { sign: '\n', breaks: /=?\r?\n[ \t]*/g },
  { sign: '= ', breaks: /= /g },
];

function allSpansIn(text: string, depth: number): Span[] {
  const spans = spansIn(text);
  if (text.includes(',')) spans.push(...numberLists(text));
  for (const { sign, breaks } of LINE_BREAKS) {
    if (!text.includes(sign)) continue;
    const joined = viewOf(text, breaks, () => '');
    if (joined !== undefined) spans.push(...spansIn(joined.text, joined.back, text));
  }
  if (depth === 0 || !text.includes('\\')) return spans;
  const unescaped = viewOf(text, ESCAPED, ([, code, letter]) =>
    code === undefined ? (LETTERS[letter!] ?? letter!) : String.fromCharCode(Number.parseInt(code, 16)),
  );
  return unescaped === undefined ? spans : [...spans, ...allSpansIn(unescaped.text, depth - 1).map(unescaped.back)];
}

/** Octets as numbers, as JSON and inspection show a buffer. */
const NUMBER_LIST = /\b\d{1,3}(?:\s*,\s*\d{1,3}){5,}/g;

function numberLists(text: string): Span[] {
  const spans: Span[] = [];
  for (const { 0: list, index } of text.matchAll(NUMBER_LIST))
    if (areSecretOctets(list.split(',').map(Number))) spans.push([index, index + list.length]);
  return spans;
}

/** Read both as octets of UTF-8 and as one character each. */
function areSecretOctets(numbers: readonly number[]): boolean {
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0 && number <= 255)) return false;
  const text = new TextDecoder().decode(Uint8Array.from(numbers));
  const hex = numbers.map((number) => number.toString(16).padStart(2, '0')).join('');
  return spansIn(text).length > 0 || spansIn(hex).length > 0;
}

/** A JSON value with every text in it scrubbed, keys too; the very same value where there is nothing to take out. */
export function scrubbed<Value>(value: Value): Value {
  if (known.size === 0) return value;
  const kept = clean(value) as Value;
  if (typeof value === 'object' && value !== null && kept === value) foundClean.set(value, made);
  return kept;
}

/** What comes by here on every way to the disk is looked through once, and again when there is a secret more. */
const foundClean = new WeakMap<object, number>();

function clean(value: unknown): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value !== 'object' || value === null || foundClean.get(value) === made) return value;
  if (Array.isArray(value)) {
    if (value.length >= SHORTEST && typeof value[0] === 'number' && areSecretOctets(value)) return MARK;
    const items = value.map(clean);
    if (items.some((item, at) => item !== value[at])) return items;
    foundClean.set(value, made);
    return value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  let changed = false;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const entry: [string, unknown] = [scrub(key), clean(inner)];
    changed ||= entry[0] !== key || entry[1] !== inner;
    return entry;
  });
  return changed ? Object.fromEntries(entries) : value;
}

/** Something was taken out of it: it is no longer what was seen or planned, and nobody may write it into the world. */
export function holdsMark(value: unknown): boolean {
  return (JSON.stringify(value) ?? '').includes(MARK);
}
