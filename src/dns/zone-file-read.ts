import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import { isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, sortZone } from '../domain/rrset.ts';
import { tokens } from './wire-text.ts';
import { type RecordData, readData } from './zone-file-data.ts';
import type { Building } from './zone-file-doubts.ts';
import { ZoneFileDoubts } from './zone-file-doubts.ts';
import type { Template } from './zone-file-generate.ts';
import {
  countIn,
  generated,
  generateRange,
  generateTemplate,
  MOST_GENERATED,
  MOST_GENERATED_CHARACTERS,
} from './zone-file-generate.ts';
import type { Head } from './zone-file-head.ts';
import { limitedTtl, readHead } from './zone-file-head.ts';
import type { ZoneFileIssue, ZoneFilePlace } from './zone-file-issues.ts';
import { shownPiece, ZoneFileIssues } from './zone-file-issues.ts';
import type { Entry, Word } from './zone-file-lines.ts';
import { ZoneLines } from './zone-file-lines.ts';
import { absoluteText, ownerOf, ttlSecondsOf } from './zone-file-words.ts';

export const MOST_ZONE_FILE_CHARACTERS = 10_000_000;
export const MOST_ZONE_FILE_RECORDS = 1_000_000;

/** Where neither the file nor an earlier record says how long. */
const TTL_UNSAID = 3600;
const START: ZoneFilePlace = { line: 1, column: 1 };

export interface ZoneFile {
  /** Canonical and sorted, the SOA among them where the file has one. Of a file with errors: what could be read. */
  readonly rrsets: readonly Rrset[];
  /** At most 20, errors first where there are more, in the order of the file. */
  readonly issues: readonly ZoneFileIssue[];
  /** How many issues there are beyond those, at least. */
  readonly untold: number;
}

export function hasErrors({ issues }: Pick<ZoneFile, 'issues'>): boolean {
  return issues.some(({ severity }) => severity === 'error');
}

/**
 * Reads a zone file as BIND and its kin write it (RFC 1035 §5, $TTL of RFC 2308 §4, RFC 3597 §5) and as panels export it: any line ends, a
 * byte order mark, tabs, $GENERATE, units in TTLs. $INCLUDE is refused. Class IN alone. Records outside the zone are left out with a
 * warning, an RRset's TTL is its lowest (RFC 2181 §5.2), records given twice are one. Never throws for what is in the text; the work grows
 * with its length and no faster.
 *
 * @param options.origin the zone; relative names stand under it until the file says otherwise
 */
export function readZoneFile(text: string, options: { readonly origin: Fqdn }): ZoneFile {
  return new ZoneFileReader(text, options.origin).read();
}

class ZoneFileReader {
  readonly #zone: Fqdn;
  readonly #text: string;
  readonly #issues = new ZoneFileIssues();
  readonly #doubts: ZoneFileDoubts;
  readonly #sets = new Map<string, Building>();
  #origin: Fqdn;
  /** `null`: it is no name that can be carried, and that was told. */
  #owner: Fqdn | null | undefined;
  #ownerText = '';
  #defaultTtl: number | undefined;
  #lastTtl: number | undefined;
  #guessedTtl = false;
  #records = 0;
  #generated = 0;
  #generatedCharacters = 0;
  #outside: Fqdn | undefined;

  constructor(text: string, zone: Fqdn) {
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
    this.#zone = zone;
    this.#origin = zone;
    this.#doubts = new ZoneFileDoubts(zone, this.#issues);
  }

  read(): ZoneFile {
    if (this.#text.length > MOST_ZONE_FILE_CHARACTERS)
      this.#issues.error(START, `larger than ${MOST_ZONE_FILE_CHARACTERS / 1_000_000} MB`);
    else if (this.#text.includes('\0'))
      this.#issues.error(START, 'not a text in UTF-8', 'save it as plain text in UTF-8');
    else this.#readEntries();
    const sets = [...this.#sets.values()];
    this.#doubts.judge(sets);
    if (sets.length === 0 && !this.#issues.failed) {
      const others = this.#outside === undefined ? '' : `; its records are of ${this.#outside}`;
      this.#issues.error(START, `holds no record of ${this.#zone}${others}`);
    }
    const rrsets = sets.map(({ name, type, ttlSeconds, rdatas, strings }) =>
      rrset(name, type, ttlSeconds, [...rdatas], strings),
    );
    return { rrsets: sortZone(rrsets), ...this.#issues.list() };
  }

  #readEntries(): void {
    const lines = new ZoneLines(this.#text, this.#issues, (comment, place) => this.#doubts.comment(comment, place));
    for (;;) {
      const entry = lines.next();
      if (entry === undefined) return;
      const first = entry.words[0]!;
      if (!first.quoted && first.text.startsWith('$')) this.#directive(first, entry.words.slice(1));
      else this.#record(entry);
      if (this.#records > MOST_ZONE_FILE_RECORDS) {
        this.#issues.error(entry, `more than ${MOST_ZONE_FILE_RECORDS} records`);
        return;
      }
    }
  }

  #directive(word: Word, given: readonly Word[]): void {
    const [argument] = given;
    switch (word.text.toUpperCase()) {
      case '$ORIGIN': {
        const origin = argument && ownerOf(absoluteText(argument.text, this.#origin));
        if (origin === undefined) this.#issues.error(argument ?? word, '$ORIGIN needs a name');
        else this.#origin = origin;
        this.#ownerText = '';
        return;
      }
      case '$TTL': {
        const seconds = argument && ttlSecondsOf(argument.text);
        if (seconds === undefined) this.#issues.error(argument ?? word, '$TTL needs a time, like 3600 or 1h');
        else this.#defaultTtl = limitedTtl(seconds, argument!, this.#issues);
        return;
      }
      case '$GENERATE':
        this.#generate(word, given);
        return;
      case '$INCLUDE':
        this.#issues.error(word, '$INCLUDE is not followed', 'put the content of that file in its place');
        return;
      default:
        this.#issues.error(word, `${shownPiece(word.text)} is no directive`);
    }
  }

  #record(entry: Entry): void {
    if (!entry.blank) this.#setOwner(entry.words[0]!);
    const owner = this.#owner;
    if (owner === undefined) this.#issues.error(entry, 'a record without owner', 'begin the line with a name');
    if (owner === undefined || owner === null) return;
    const words = entry.blank ? entry.words : entry.words.slice(1);
    const head = readHead(entry, words, this.#issues);
    if (head === undefined) return;
    const data = words.slice(head.length);
    if (head.type === 'TXT' || head.type === 'SPF') this.#doubts.text(entry, data);
    this.#add(owner, head, data, data[0] ?? words[head.length - 1]!);
  }

  #setOwner(word: Word): void {
    if (word.text === this.#ownerText) return;
    this.#ownerText = word.text;
    const owner = word.quoted ? undefined : ownerOf(absoluteText(word.text, this.#origin));
    this.#owner = owner ?? null;
    if (owner === undefined)
      this.#issues.error(
        word,
        `${shownPiece(word.text)} is a name that cannot be carried over`,
        'take its records out here and move them by hand',
      );
    else {
      if (/[^\x00-\x7f]/.test(word.text)) this.#issues.warn(word, `${shownPiece(word.text)} is read as ${owner}`);
      this.#doubts.name(owner, word);
    }
  }

  #add(owner: Fqdn, head: Head, data: readonly Word[], place: ZoneFilePlace): void {
    const { type } = head;
    this.#records++;
    const read = readData(type, data, place, this.#origin, this.#issues, this.#doubts);
    if (read === undefined) return;
    const { rdata } = read;
    const ttlSeconds = this.#ttlFor(head, rdata, place);
    if (!isUnder(owner, this.#zone)) {
      this.#outside ??= owner;
      this.#issues.warn(place, `${owner} is outside ${this.#zone} and is left out`);
    } else if (type === 'SOA' && owner !== this.#zone)
      this.#issues.warn(place, `an SOA at ${owner}, which is not the zone, is left out`);
    else this.#keep(owner, type, ttlSeconds, read, place);
  }

  #keep(name: Fqdn, type: string, ttlSeconds: number, { rdata, strings }: RecordData, place: ZoneFilePlace): void {
    const key = `${name} ${type}`;
    const known = this.#sets.get(key);
    const own = strings === undefined ? {} : { [rdata]: strings };
    if (known === undefined) {
      this.#sets.set(key, { name, type, ttlSeconds, place, rdatas: new Set([rdata]), strings: own });
      return;
    }
    Object.assign(known.strings, own);
    if (type === 'SOA' && !known.rdatas.has(rdata)) {
      this.#issues.warn(place, 'a second SOA is left out');
      return;
    }
    if (known.ttlSeconds !== ttlSeconds) known.ttlsDiffer ??= place;
    known.ttlSeconds = Math.min(known.ttlSeconds, ttlSeconds);
    known.rdatas.add(rdata);
  }

  /** RFC 2308 §4; without $TTL the one before (RFC 1035 §5.1), for a first SOA its own minimum, as BIND has it. */
  #ttlFor(head: Head, rdata: string, place: ZoneFilePlace): number {
    if (head.ttlSeconds !== undefined) this.#lastTtl = head.ttlSeconds;
    const known = head.ttlSeconds ?? this.#defaultTtl ?? this.#lastTtl;
    if (known !== undefined) return known;
    if (head.type === 'SOA') {
      this.#defaultTtl = limitedTtl(Number(rdata.split(' ')[6]), place, this.#issues);
      return this.#defaultTtl;
    }
    if (!this.#guessedTtl) this.#issues.warn(place, `no TTL is given; ${TTL_UNSAID} s is taken`);
    this.#guessedTtl = true;
    return TTL_UNSAID;
  }

  #generate(directive: Word, given: readonly Word[]): void {
    const [rangeWord, left, ...rest] = given;
    const range = rangeWord && generateRange(rangeWord.text);
    if (range === undefined || left === undefined) {
      const needs = '$GENERATE needs a range like 1-127 or 0-254/2, a name, a type and data';
      this.#issues.error(rangeWord ?? directive, needs);
      return;
    }
    this.#generated += countIn(range);
    if (this.#generated > MOST_GENERATED) {
      this.#issues.error(directive, `$GENERATE makes more than ${MOST_GENERATED} records`);
      return;
    }
    const head = readHead(directive, rest, this.#issues);
    if (head === undefined) return;
    const names = this.#template(left.text, left);
    const values = this.#template(rightSide(rest.slice(head.length)), rest[head.length] ?? directive);
    if (names === undefined || values === undefined) return;
    for (let number = range.start; number <= range.stop; number += range.step) {
      if (!this.#generatedRecord(generated(names, number), generated(values, number), head, directive)) return;
    }
  }

  #template(text: string, place: ZoneFilePlace): Template | undefined {
    const template = generateTemplate(text);
    return 'fault' in template ? this.#issues.error(place, template.fault) : template;
  }

  /** False: nothing is gained by the next number. */
  #generatedRecord(name: string | undefined, value: string | undefined, head: Head, directive: Word): boolean {
    if (name === undefined || value === undefined) {
      this.#issues.error(directive, '$GENERATE falls below zero');
      return false;
    }
    this.#generatedCharacters += name.length + value.length;
    if (this.#generatedCharacters > MOST_GENERATED_CHARACTERS) {
      this.#issues.error(directive, '$GENERATE makes more text than a zone file can have');
      return false;
    }
    this.#setOwner({ ...directive, text: name });
    if (this.#owner === null || this.#owner === undefined) return false;
    try {
      const data = tokens(value).map((token) => ({ ...token, line: directive.line, column: directive.column }));
      this.#add(this.#owner, head, data, directive);
    } catch (thrown) {
      if (!(thrown instanceof GoLiveError)) throw thrown;
      this.#issues.error(directive, `$GENERATE makes ${shownPiece(value)}: ${thrown.why ?? 'not understood'}`);
    }
    return !this.#issues.full && this.#records <= MOST_ZONE_FILE_RECORDS;
  }
}

/** One word in quotes holds data with blanks, as in `MX "10 mail$"`; several stand as they are. */
function rightSide(data: readonly Word[]): string {
  const [only] = data;
  if (data.length === 1 && only!.quoted) return only!.text.replaceAll('\\"', '"');
  return data.map(({ text, quoted }) => (quoted ? `"${text}"` : text)).join(' ');
}
