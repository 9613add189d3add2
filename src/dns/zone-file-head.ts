import { GoLiveError } from '../domain/errors.ts';
import { typeName, typeNumber } from './wire-types.ts';
import type { ZoneFileIssues, ZoneFilePlace } from './zone-file-issues.ts';
import { shownPiece } from './zone-file-issues.ts';
import type { Word } from './zone-file-lines.ts';
import { ttlSecondsOf } from './zone-file-words.ts';

const LONGEST_TTL = 0x7fffffff;

/** What stands between a record's owner and its data. */
export interface Head {
  readonly type: string;
  readonly ttlSeconds: number | undefined;
  /** How many words it took. */
  readonly length: number;
}

/** What zone files are not made of, though some panels write it into theirs. */
const PSEUDO: Readonly<Record<string, string>> = Object.fromEntries([
  ...['ALIAS', 'ANAME', 'FLATTEN'].map((type) => [type, 'a provider puts addresses in its place; give those']),
  ...['URL', 'URL301', 'REDIRECT', 'REDIRECT301', 'FRAME', 'WEBFWD', 'MAILFW'].map((type) => [
    type,
    'a provider’s own forwarding; the new one must forward itself',
  ]),
  ...['WINS', 'WINS-R', 'WINSR', 'LUA'].map((type) => [type, 'a server’s own; no other server has it']),
]);
/** Types that BIND has words for and golive has not (IANA "Resource Record TYPEs"), with their numbers. */
const UNREAD: Readonly<Record<string, number>> = {
  ...{
    MB: 7,
    MG: 8,
    MR: 9,
    NULL: 10,
    WKS: 11,
    MINFO: 14,
    AFSDB: 18,
    X25: 19,
    ISDN: 20,
    RT: 21,
    NSAP: 22,
    'NSAP-PTR': 23,
  },
  ...{ SIG: 24, KEY: 25, PX: 26, GPOS: 27, NXT: 30, EID: 31, NIMLOC: 32, ATMA: 34, KX: 36, A6: 38, SINK: 40, APL: 42 },
  ...{ IPSECKEY: 45, DHCID: 49, HIP: 55, NINFO: 56, RKEY: 57, TALINK: 58, NID: 104, L32: 105, L64: 106, LP: 107 },
  ...{ EUI48: 108, EUI64: 109, AVC: 258, DOA: 259, AMTRELAY: 260, RESINFO: 261, WALLET: 262, TA: 32_768, DLV: 32_769 },
};
/** Of questions and messages, never of zones (RFC 6895 §3.1). */
const isMeta = (number: number): boolean => number === 0 || number === 41 || (number >= 128 && number <= 255);

/** TTL and class in either order, then the type (RFC 1035 §5.1). `undefined`: it is none, and that is told. */
export function readHead(place: ZoneFilePlace, words: readonly Word[], issues: ZoneFileIssues): Head | undefined {
  let ttlSeconds: number | undefined;
  let sawClass = false;
  for (const [index, word] of words.entries()) {
    const text = word.text.toUpperCase();
    if (word.quoted) return issues.error(word, `${shownPiece(word.text)} stands where a type should`);
    if (/^\[AGE:\d+\]$/.test(text)) continue; // Windows' own note of when a record was made
    const seconds = ttlSeconds === undefined ? ttlSecondsOf(text) : undefined;
    if (seconds !== undefined) ttlSeconds = limitedTtl(seconds, word, issues);
    else if (!sawClass && (text === 'IN' || text === 'CLASS1')) sawClass = true;
    else if (/^(?:CH|HS|CS|ANY|NONE|CLASS\d{1,5})$/.test(text))
      return issues.error(word, `class ${text}`, 'only IN is read');
    else {
      const type = readType(word, text, issues);
      return type === undefined ? undefined : { type, ttlSeconds, length: index + 1 };
    }
  }
  return issues.error(words.at(-1) ?? place, 'a record without type');
}

function readType(word: Word, text: string, issues: ZoneFileIssues): string | undefined {
  const pseudo = Object.hasOwn(PSEUDO, text) ? PSEUDO[text] : undefined;
  if (pseudo !== undefined) return issues.error(word, `${text} is no type of the DNS`, pseudo);
  const unread = Object.hasOwn(UNREAD, text) ? UNREAD[text] : undefined;
  if (unread !== undefined)
    return issues.error(
      word,
      `${text} is a type that is not read here`,
      `write it as TYPE${unread} \\# <octets> <hex> (RFC 3597 §5), or take it out here and move it by hand`,
    );
  try {
    const number = typeNumber(text);
    if (!isMeta(number)) return typeName(number);
  } catch (thrown) {
    if (!(thrown instanceof GoLiveError)) throw thrown;
  }
  return issues.error(
    word,
    `${shownPiece(word.text)} is no record type`,
    'a line begins with a name, or with a blank where the name is the one before',
  );
}

export function limitedTtl(seconds: number, place: ZoneFilePlace, issues: ZoneFileIssues): number {
  if (seconds <= LONGEST_TTL) return seconds;
  issues.warn(place, `a TTL of ${seconds} counts as 0 (RFC 2181 §8)`);
  return 0;
}
