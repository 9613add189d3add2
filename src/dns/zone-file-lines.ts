import type { ZoneFileIssues, ZoneFilePlace } from './zone-file-issues.ts';

/** A word of a zone file: escapes still in it, quotes around it gone. */
export interface Word extends ZoneFilePlace {
  readonly text: string;
  readonly quoted: boolean;
}

/** What stands on a line, or on several in parentheses (RFC 1035 §5.1). */
export interface Entry extends ZoneFilePlace {
  /** It begins with a blank: the owner is the one before. */
  readonly blank: boolean;
  readonly words: readonly Word[];
  /** An unquoted word with a comment directly at it: `v=DKIM1;` has lost what follows. */
  readonly cut?: ZoneFilePlace;
}

/** More than the longest rdata, written as `\DDD`. */
const LONGEST_ENTRY = 300_000;
const TOO_LONG = 'longer than any record can be';
/** How far the end of a faulty parenthesis is looked for. */
const REST_OF_ENTRY = 2000;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const CLOSE = 0x29;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
/** Comes along when text is copied from a web page. */
const NO_BREAK_SPACE = 0xa0;

const isBlank = (code: number): boolean => code === SPACE || code === TAB || code === NO_BREAK_SPACE;
const isLineEnd = (code: number): boolean => code === LF || code === CR;

/** Takes a zone file apart into entries, each character looked at once. Faults of form are reported and cost their own entry only. */
export class ZoneLines {
  readonly #text: string;
  readonly #issues: ZoneFileIssues;
  readonly #onComment: (comment: string, place: ZoneFilePlace) => void;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(
    text: string,
    issues: ZoneFileIssues,
    onComment: (comment: string, place: ZoneFilePlace) => void = () => undefined,
  ) {
    this.#text = text;
    this.#issues = issues;
    this.#onComment = onComment;
  }

  /** `undefined`: the file has ended. */
  next(): Entry | undefined {
    while (this.#at < this.#text.length && !this.#issues.full) {
      const entry = this.#entry();
      if (entry !== undefined && entry.words.length > 0) return entry;
    }
    return undefined;
  }

  get #place(): ZoneFilePlace {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #entry(): Entry | undefined {
    const begin = this.#at;
    const place = this.#place;
    const words: Word[] = [];
    const blank = isBlank(this.#text.charCodeAt(begin));
    const open: ZoneFilePlace[] = [];
    let cut: ZoneFilePlace | undefined;
    for (;;) {
      if (this.#at >= this.#text.length) {
        if (open.length > 0) return this.#fault(open[0]!, 'this parenthesis is never closed', 0);
        break;
      }
      if (this.#at - begin > LONGEST_ENTRY) return this.#fault(place, TOO_LONG, 0);
      const code = this.#text.charCodeAt(this.#at);
      if (isLineEnd(code)) {
        this.#endLine();
        if (open.length === 0) break;
      } else if (isBlank(code)) this.#at++;
      else if (code === SEMICOLON) {
        const before = words.at(-1);
        if (before !== undefined && !before.quoted && !isBlank(this.#text.charCodeAt(this.#at - 1)))
          cut ??= this.#place;
        this.#comment();
      } else if (code === OPEN) {
        // One is enough to say where; a file of nothing else must not fill the memory.
        open.push(open[0] ?? this.#place);
        this.#at++;
      } else if (code === CLOSE) {
        if (open.pop() === undefined) return this.#fault(this.#place, 'this parenthesis closes nothing', 0);
        this.#at++;
      } else {
        const word = code === QUOTE ? this.#quoted() : this.#bare();
        if (this.#at - begin > LONGEST_ENTRY) return this.#fault(place, TOO_LONG, 0);
        if ('fault' in word) return this.#fault(word, word.fault, open.length);
        words.push(word);
      }
    }
    return { ...place, blank, words, ...(cut === undefined ? {} : { cut }) };
  }

  #quoted(): Word | (ZoneFilePlace & { readonly fault: string }) {
    const place = this.#place;
    const end = this.#closingQuote(this.#at + 1);
    if (end === undefined) return { ...place, fault: 'this quote is not closed on its line' };
    const text = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return { ...place, text, quoted: true };
  }

  /** Where the string that is open ends; `undefined`: its line ends first. */
  #closingQuote(from: number): number | undefined {
    for (let at = from; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (isLineEnd(code)) return undefined;
      if (code === BACKSLASH && !isLineEnd(this.#text.charCodeAt(at + 1))) at++;
    }
    return undefined;
  }

  #bare(): Word | (ZoneFilePlace & { readonly fault: string }) {
    const place = this.#place;
    const begin = this.#at;
    let at = begin;
    for (; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (isBlank(code) || isLineEnd(code) || code === SEMICOLON || code === OPEN || code === CLOSE) break;
      if (code === QUOTE) {
        // `alpn="h2,h3"` is one word (RFC 9460 §2.1).
        if (this.#text.charCodeAt(at - 1) !== EQUALS) break;
        const end = this.#closingQuote(at + 1);
        if (end === undefined) return { ...place, fault: 'this quote is not closed on its line' };
        at = end;
      } else if (code === BACKSLASH) {
        at++;
        if (at >= this.#text.length || isLineEnd(this.#text.charCodeAt(at)))
          return { ...place, fault: 'a backslash at the end of a line' };
      }
    }
    this.#at = at;
    return { ...place, text: this.#text.slice(begin, at), quoted: false };
  }

  #comment(): void {
    const place = this.#place;
    const begin = this.#at + 1;
    this.#toLineEnd();
    this.#onComment(this.#text.slice(begin, Math.min(this.#at, begin + 200)), place);
  }

  #toLineEnd(): void {
    while (this.#at < this.#text.length && !isLineEnd(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #endLine(): void {
    const code = this.#text.charCodeAt(this.#at++);
    if (code === CR && this.#text.charCodeAt(this.#at) === LF) this.#at++;
    this.#line++;
    this.#lineStart = this.#at;
  }

  /** Goes on behind the faulty entry: at the next line, or behind the parenthesis that is open. */
  #fault(place: ZoneFilePlace, what: string, depth: number): undefined {
    this.#issues.error(place, what);
    const close = depth === 0 ? -1 : this.#text.slice(this.#at, this.#at + REST_OF_ENTRY).indexOf(')');
    const target = this.#at + Math.max(close, 0);
    do {
      this.#toLineEnd();
      if (this.#at < this.#text.length) this.#endLine();
    } while (this.#at < Math.min(target, this.#text.length));
    return undefined;
  }
}
