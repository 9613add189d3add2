import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import type { RdataField } from './wire-rdata.ts';
import { decodeRdata, encodeWords, ownCut, rdataFields } from './wire-rdata.ts';
import { Malformed } from './wire-reader.ts';
import type { Token } from './wire-text.ts';
import { typeNumber } from './wire-types.ts';
import type { ZoneFileDoubts } from './zone-file-doubts.ts';
import type { ZoneFileIssues, ZoneFilePlace } from './zone-file-issues.ts';
import { shownPiece } from './zone-file-issues.ts';
import type { Word } from './zone-file-lines.ts';
import { absoluteText, ttlSecondsOf } from './zone-file-words.ts';

export interface RecordData {
  readonly rdata: string;
  /** How TXT stands where its strings are cut in a way of their own. */
  readonly strings: string | undefined;
}

/** A record's data, canonical, its names made absolute. `undefined`: it is none, and that is told. */
export function readData(
  type: string,
  data: readonly Word[],
  place: ZoneFilePlace,
  origin: Fqdn,
  issues: ZoneFileIssues,
  doubts: ZoneFileDoubts,
): RecordData | undefined {
  const odd = data.find(({ text }) => text.includes('\ufffd'));
  if (odd !== undefined) return issues.error(odd, 'letters that are not UTF-8', 'save the file as UTF-8');
  const typographic = data.find(({ text, quoted }) => !quoted && /^[“”„‘’«»]/.test(text));
  if (typographic !== undefined)
    return issues.error(typographic, 'typographic quotes are no quotes', 'write " instead');
  const raw = data[0]?.text === '\\#' && !data[0].quoted;
  const fields = raw ? undefined : rdataFields(type);
  const apart = fields?.[0] === 'strings' ? data.flatMap(quotesApart) : data;
  const words = apart.map((word, index) => asToken(word, type, fields?.[index], index));
  try {
    const bytes = encodeWords(type, words, words[0]?.text ?? '');
    const number = typeNumber(type);
    return { rdata: decodeRdata(number, bytes, 0, bytes.length), strings: ownCut(number, bytes) };
  } catch (thrown) {
    if (thrown instanceof Malformed) return issues.error(place, `${type} data: ${thrown.message}`);
    if (!(thrown instanceof GoLiveError)) throw thrown;
    const at = words.findIndex(({ text }) => text === thrown.subject);
    const subject = thrown.subject === '' ? '' : ` ${shownPiece(thrown.subject)}`;
    return issues.error(apart[at] ?? place, `${type} data${subject}: ${thrown.why ?? 'not understood'}`);
  }

  function asToken(word: Word, of: string, field: RdataField | undefined, index: number): Token {
    if (field === 'name') {
      const text = absoluteText(word.text, origin);
      doubts.target(text.toLowerCase(), word);
      return { text, quoted: false };
    }
    // Serial apart, the numbers of an SOA are times and are often written with units.
    if (of === 'SOA' && index > 2) return { text: String(ttlSecondsOf(word.text) ?? word.text), quoted: false };
    return word;
  }
}

/** In a text quotes make a string of their own wherever they stand (RFC 1035 §5.1); only the value of a service's parameter they belong to. */
function quotesApart(word: Word): readonly Word[] {
  if (word.quoted || !word.text.includes('"')) return [word];
  const pieces = word.text.matchAll(/"((?:[^"\\]|\\[\s\S])*)"|(?:[^"\\]|\\[\s\S])+/g);
  return [...pieces].map(([text, inner]) => ({ ...word, text: inner ?? text, quoted: inner !== undefined }));
}
