import { familyOf, folded } from './keys.ts';

/** What is read of an answer at most, in characters; the rest is left. */
export const TEXT_CHARACTERS = 64 * 1024;
/** What is read of one line; every pattern sees no more than this. */
const LINE_CHARACTERS = 600;

/** One thing an answer says: `Registrar: x`, `[Registrar] x`, `Registrar......: x`, or a line below the heading `Registrar`. */
export interface Field {
  /** Lower case, without dots, brackets, numbers at its end, translations before a slash. */
  readonly key: string;
  readonly value: string;
  /** Key of the heading it stands under; empty for none. */
  readonly section: string;
  /** It stands below its key, not beside it. */
  readonly below: boolean;
  /** Number of the block, blocks being apart by blank lines. */
  readonly block: number;
  /** It is a sentence, `Last updated on 2026-01-02`. */
  readonly sentence: boolean;
  /** The line, for evidence. */
  readonly line: string;
}

export interface Line {
  readonly text: string;
  readonly comment: boolean;
  /** The lines directly above and below it in its paragraph; remarks and the rest are apart. */
  readonly above?: string;
  readonly below?: string;
}

export interface WhoisLines {
  readonly lines: readonly Line[];
  readonly fields: readonly Field[];
}

/** Headings that stand alone on their line without a colon, as `keyOf` gives them. */
const HEADINGS: ReadonlySet<string> = new Set([
  'registrar', 'registrant', 'registrant contact', 'holder', 'holder of domain name', 'name servers', 'nameservers', 'name servers information', 'dnssec', 'domain', 'domain name',
  'domain servers', 'domain nameservers', 'domain name servers', 'domain servers in listed order', 'nameserver in listed order', 'technical contact', 'technical contacts', 'tech contact',
  'admin contact', 'admin contacts', 'administrative contact', 'billing contact', 'name server', 'primary name server', 'secondary name server', 'name servers list',
  'organization using domain name', 'domaininfo', 'domain status', 'relevant dates', 'registration status', 'contact', 'nameserver information', 'dns servers', 'servers', 'flags', 'keys', 'technischer kontakt', 'inhaber',
  'namenserver', 'titulaire', 'serveurs de noms', '등록인',
]); // biome-ignore format: a list

/** Headings of people: what is dated there is not the domain. */
export const PEOPLE =
  /^(?:(?:domain )?(?:registrant|holder|owner|admin|administrative|technical|tech|billing|zone|abuse|onsite|reseller|person|contact|role|titular|inhaber|titulaire)\b)/;

/** Headings of what the server tells of itself: what is dated there is its database. */
export const OF_THE_SERVER = /^whois(?: server)?$/;

/** Opens a RIPE-like block of its own that is about a person or a set (RFC 2622 §3). */
export const OTHER_OBJECT: ReadonlySet<string> = new Set([
  'nic-hdl', 'nic-hdl-br', 'contact', 'person', 'personname', 'role', 'nsset', 'keyset', 'mntner', 'server name', 'contact id', 'nichandle', 'contactid', 'handle', 'contact name', 'domain-contact', 'contact-id', 'contact-handle', 'nic-handle', 'nichdl', 'person-id', 'contact handle', 'holder-id',
]); // biome-ignore format: a list

/** Splits an answer into lines and fields. Linear in its length. */
export function readLines(text: string): WhoisLines {
  const lines: Line[] = [];
  const fields: Field[] = [];
  let block = 0;
  /** The line directly above. */
  let above: Line | undefined;
  /** The line directly above is of a text: no field, and below none. */
  let inText = false;
  let heading: { key: string; indent: number; taken: number; bare: boolean; mark: string } | undefined;
  let last: { key: string; indent: number } | undefined;
  const rows = text
    .slice(0, TEXT_CHARACTERS)
    .split(/\r\n|\r|\n/)
    .flatMap(twoFields);
  for (const row of rows) {
    const raw = clean(row.slice(0, LINE_CHARACTERS));
    const trimmed = raw.trim();
    if (trimmed === '') {
      block++;
      last = undefined;
      above = undefined;
      inText = false;
      if (heading !== undefined && heading.taken > 0) heading = undefined;
      continue;
    }
    const comment = /^(?:[%#]|>>>|--|;)/.test(trimmed);
    const isRule = /^(?:[^\p{L}\p{N}]+$|>>>|\[ .* \]$)/u.test(trimmed);
    const isNext: boolean = above?.comment === comment && !isRule;
    if (isNext) lines[lines.length - 1] = { ...above!, below: trimmed };
    const line: Line = { text: trimmed, comment, ...(isNext ? { above: above!.text } : {}) };
    lines.push(line);
    above = isRule ? undefined : line;
    const wasInText: boolean = inText;
    inText = false;
    if (comment) continue;
    const indent = raw.length - raw.trimStart().length;
    const mark = markOf(trimmed);
    const body = trimmed
      .replace(/^(?:\*\* ?|\d{1,2}[a-z]?\. +)/, '')
      .replace(/^[a-z]{4,12}:([A-Z][A-Za-z-]{1,30})(?:;I)?:/, '$1: ');
    const split = splitField(body);
    const add = (key: string, value: string, below: boolean): void => {
      const sentence = split?.[2] === true;
      fields.push({ key, value, section: heading?.key ?? '', below, block, sentence, line: trimmed });
    };
    if (split === undefined) {
      const key = keyOf(body);
      // Deeper below a person such a word is part of the address.
      const inPerson = heading !== undefined && indent > heading.indent && PEOPLE.test(heading.key);
      // `… ask your⏎registrar.` is the end of a sentence.
      const isWord = wasInText || /[^.]\.$/.test(body);
      if (HEADINGS.has(key) && !inPerson && !isWord) {
        heading = { key, indent, taken: 0, bare: true, mark };
        last = undefined;
      } else if (heading !== undefined && (heading.bare || indent >= heading.indent || heading.taken > 0)) {
        heading.taken++;
        add(heading.key, body, true);
      } else if (last !== undefined && indent > last.indent) add(last.key, body, true);
      else inText = true;
      continue;
    }
    // A tag of YAML is a type, not a value.
    const [label, value] = [split[0], split[1].replace(/^!\p{L}{1,40}$/u, '')];
    const key = keyOf(label);
    // An empty field of a flat list (`Reseller:`) is no heading of the fields after it.
    if (heading !== undefined && !heading.bare && indent <= heading.indent && !HEADINGS.has(heading.key))
      heading = undefined;
    if (
      heading !== undefined &&
      !heading.bare &&
      indent <= heading.indent &&
      (value === '' || heading.taken > 0 || indent < heading.indent)
    )
      heading = undefined;
    if (heading?.bare && indent < heading.indent) heading = undefined;
    // The list of the servers may be empty: what stands flush with its heading and is no server is the domain's.
    if (heading?.mark === '' && indent <= heading.indent && isOfServers(heading.key) && isOfOthers(key))
      heading = undefined;
    // `[Registrar]` and `** Registrar:` reach to the next line with their mark.
    if (mark !== '' && mark === heading?.mark) heading = undefined;
    if (value === '') {
      heading = { key, indent, taken: 0, bare: mark !== '' && opensSection(key), mark };
      last = undefined;
      continue;
    }
    if (heading !== undefined) heading.taken++;
    add(key, value, false);
    last = { key, indent };
  }
  return { lines, fields };
}

/** `Domain name: x.example⇥Status: Active` is two lines. */
function twoFields(row: string): readonly string[] {
  const tab = row.indexOf('\t', 1);
  if (tab < 0 || row.length > LINE_CHARACTERS || !/\S:\s?\S/.test(row.slice(0, tab))) return [row];
  const rest = row.slice(tab + 1);
  return /^\p{Lu}[\p{L} ]{1,30}: ?\S/u.test(rest) ? [row.slice(0, tab), rest] : [row];
}

/** Of headings with a mark: the fields below them are theirs, however far in they stand. */
function opensSection(key: string): boolean {
  return HEADINGS.has(key) || PEOPLE.test(key) || OF_THE_SERVER.test(key) || isOfServers(key);
}

const isOfServers = (key: string): boolean => familyOf(key)?.family === 'name-server';

/** A key with a meaning, which is not a name server. */
const isOfOthers = (key: string): boolean => familyOf(key) !== undefined && !isOfServers(key);

/** What sets a heading apart from the fields below it: brackets around it, or asterisks before it. */
function markOf(trimmed: string): string {
  return trimmed.startsWith('[') ? '[' : trimmed.startsWith('** ') ? '**' : '';
}

/** A key as the tables have it. */
export function keyOf(label: string): string {
  const plain = label.slice(label.lastIndexOf(' / ') < 0 ? 0 : label.lastIndexOf(' / ') + 3);
  return folded(plain.toLowerCase())
    .replace(/\([^()]*\)?/g, ' ')
    .replace(/[_\s\u00a0]+/g, ' ')
    .replace(/^[\s*.>-]+/, '')
    .replace(/[\s.:#*\d]{1,20}$/, '');
}

/** Label and value of a line; undefined for a line that is only a value. */
function splitField(body: string): readonly [label: string, value: string, sentence?: true] | undefined {
  const sentence = prose(body);
  if (sentence !== undefined) return sentence;
  const bracket = /^(?:[a-z]\.? ?)?\[([^\]]{1,60})\] *(.*)$/.exec(body);
  if (bracket !== null && !/^\d/.test(bracket[1]!)) return [bracket[1]!, bracket[2]!.trim()];
  const colon = body.search(/[:：]/);
  const column = / {3,}/.exec(body);
  if (
    column !== null &&
    column.index <= 24 &&
    (colon < 0 || colon > column.index + column[0].length) &&
    familyOf(keyOf(body.slice(0, column.index)))?.loose === false
  )
    return [body.slice(0, column.index), body.slice(column.index).trim()];
  const dots = body.search(/\.{3}|(?:\. ){3}/);
  if (dots > 1 && dots < 60 && (colon < 0 || dots < colon)) {
    const rest = body.slice(dots).replace(/^[. ]+/, '');
    return [body.slice(0, dots), rest.replace(/^[:：]/, '').trim()];
  }
  const tab = body.indexOf('\t');
  if (tab > 0 && tab <= 40 && (colon < 0 || tab < colon) && /^\p{L}[\p{L} ]*$/u.test(body.slice(0, tab))) {
    const after = body.slice(tab).trim();
    if (colon < 0 || !/^\s*[:：]/.test(body.slice(tab))) return [body.slice(0, tab), after];
  }
  if (colon > 0 && colon <= 80) {
    const label = body.slice(0, colon).trim();
    const rest = body.slice(colon + 1);
    if (!rest.startsWith('//') && isLabel(label)) return [label, rest.replace(/^(?:\.{3}[.]*|[\s:]+)/, '').trimStart()];
  }
  return undefined;
}

/** Begins with a letter, is short, and is no host, address or sentence. */
function isLabel(label: string): boolean {
  if (!/^\p{L}/u.test(label) || /^[a-z0-9-]+(?:\.[a-z0-9-]+)+\b/i.test(label.replace(/[.\s]+$/, ''))) return false;
  return label.length <= 40 || label.includes('/') || label.includes('(') || label.split(' ').length <= 8;
}

/** Sentences that are a field: `Record expires on 2021-02-05`. */
const SENTENCES =
  /^((?:domain |record |registration )?(?:registered|created|expires?|updated|modified|activated|renewed|changed|last updated|will expire) (?:on|at|until)) (?=[^\d:]{0,12}\d)(.{6,80})$/i;

function prose(body: string): readonly [string, string, true] | undefined {
  const match = SENTENCES.exec(body);
  return match === null ? undefined : [match[1]!, match[2]!, true];
}

/** Control characters and what turns the direction of text have no business in a line. */
function clean(row: string): string {
  return row.replace(/(?!\t)[\p{C}\p{Zl}\p{Zp}]/gu, '');
}
