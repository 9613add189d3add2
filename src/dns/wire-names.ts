import { type Fqdn, fqdnOrNone } from '../domain/name.ts';

/** The packet breaks RFC 1035. Never leaves `src/dns`: `decode` turns it into a value. */
export class Malformed extends Error {}

/** RFC 1035 §3.1, and the most labels such a name can have: one octet each, and the root's. */
const LONGEST_NAME = 255;
const MOST_LABELS = 127;

/** What each octet of a label looks like: lower case, escaped where it would read as something else (RFC 4343 §2.1). */
const SHOWN: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const character = String.fromCharCode(octet);
  if (/[A-Z]/.test(character)) return character.toLowerCase();
  if (/[."();@$\\]/.test(character)) return `\\${character}`;
  return octet > 0x20 && octet < 0x7f ? character : `\\${String(octet).padStart(3, '0')}`;
});

/** A label that changes nothing about whether the rest of its name is one: no A-label, and fit to stand beside any script (RFC 5893 §2). */
const PLAIN_LABEL = /^(?!xn--)[a-z](?:[a-z0-9_-]{0,61}[a-z0-9])?\.(?=.)/;

/** The end of a name, from one of its labels on. */
interface Tail {
  /** Empty for the root. */
  readonly text: string;
  readonly octets: number;
  /** Behind its last octet that lies in the packet before a pointer leads elsewhere. */
  readonly end: number;
}

/**
 * The names of one packet, each place read once: thousands of records that point into one long name, or along a chain of pointers, cost no
 * more than their own octets.
 */
export class PacketNames {
  readonly #bytes: Uint8Array;
  readonly #tails = new Map<number, Tail>();
  readonly #fqdns = new Map<string, Fqdn | undefined>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * The name at `start`, compressed or not (RFC 1035 §4.1.4), in lower-case presentation form. Its own octets lie before `limit`. A pointer
   * leads to a name that ends before the one it stands in begins, so it cannot loop. What no host name has inside a label comes out
   * escaped (`a\.b.nl.`, `\200.nl.`) and is then no `Fqdn`.
   *
   * @throws Malformed
   */
  read(start: number, limit: number): { readonly text: string; readonly end: number } {
    const { text, end } = this.#tail(start, limit, 0, false);
    return { text: text === '' ? '.' : text, end };
  }

  /** The name as an `Fqdn`, unless reading it as one would make it another name than the one on the wire. */
  asFqdn(text: string): Fqdn | undefined {
    if (!this.#fqdns.has(text)) this.#fqdns.set(text, this.#isFqdn(text) ? (text as Fqdn) : undefined);
    return this.#fqdns.get(text);
  }

  #isFqdn(text: string): boolean {
    const first = text.includes('xn--') && text.length < LONGEST_NAME ? PLAIN_LABEL.exec(text)?.[0] : undefined;
    if (first === undefined) return fqdnOrNone(text) === text;
    return this.asFqdn(text.slice(first.length)) !== undefined;
  }

  #tail(start: number, limit: number, jumps: number, keep: boolean): Tail {
    const known = this.#tails.get(start);
    if (known !== undefined) {
      if (known.end > limit) throw new Malformed('cut short');
      return known;
    }
    if (jumps > MOST_LABELS) throw new Malformed('a name of more pointers than labels');
    const labels: { readonly at: number; readonly text: string; readonly octets: number }[] = [];
    let at = start;
    let own = 1;
    for (;;) {
      if (at >= limit) throw new Malformed('cut short');
      const size = this.#bytes[at]!;
      if (size === 0 || size >= 0xc0) break;
      if (size > 63) throw new Malformed('a label of an unknown kind');
      if (at + size >= limit) throw new Malformed('cut short');
      own += size + 1;
      if (own > LONGEST_NAME) throw new Malformed('a name over 255 octets');
      labels.push({ at, text: this.#label(at + 1, size), octets: size + 1 });
      at += size + 1;
    }
    let tail: Tail = { text: '', octets: 1, end: at + 1 };
    if (this.#bytes[at] !== 0) {
      if (at + 1 >= limit) throw new Malformed('cut short');
      const target = (this.#bytes[at]! & 0x3f) * 0x100 + this.#bytes[at + 1]!;
      if (target >= start) throw new Malformed('a name points forward');
      const pointed = this.#tail(target, start, jumps + 1, true);
      tail = { text: pointed.text, octets: pointed.octets, end: at + 2 };
    }
    if (tail.octets + own - 1 > LONGEST_NAME) throw new Malformed('a name over 255 octets');
    if (keep) this.#tails.set(at, tail);
    for (const label of labels.reverse()) {
      tail = { text: label.text + tail.text, octets: tail.octets + label.octets, end: tail.end };
      if (keep) this.#tails.set(label.at, tail);
    }
    return tail;
  }

  #label(at: number, size: number): string {
    let text = '';
    for (let next = at; next < at + size; next++) text += SHOWN[this.#bytes[next]!]!;
    return `${text}.`;
  }
}
