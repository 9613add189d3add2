import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import type { RdataField } from './wire-rdata.ts';
import { decodeRdata, encodeWords, rdataFields } from './wire-rdata.ts';
import { Malformed } from './wire-reader.ts';
import type { Token } from './wire-text.ts';
import { typeNumber } from './wire-types.ts';
import type { ZoneFileDoubts } from './zone-file-doubts.ts';
import type { ZoneFileIssues, ZoneFilePlace } from './zone-file-issues.ts';
import { shownPiece } from './zone-file-issues.ts';
import type { Word } from './zone-file-lines.ts';
import { absoluteText, ttlSecondsOf } from './zone-file-words.ts';

/** A record's data, canonical, its names made absolute. `undefined`: it is none, and that is told. */
export function readData(
  type: string,
  data: readonly Word[],
  place: ZoneFilePlace,
  origin: Fqdn,
  issues: ZoneFileIssues,
  doubts: ZoneFileDoubts,
): string | undefined {
  const odd = data.find(({ text }) => text.includes('\ufffd'));
  if (odd !== undefined) return issues.error(odd, 'letters that are not UTF-8', 'save the file as UTF-8');
  const typographic = data.find(({ text, quoted }) => !quoted && /^[“”„‘’«»]/.test(text));
  if (typographic !== undefined)
    return issues.error(typographic, 'typographic quotes are no quotes', 'write " instead');
  const raw = data[0]?.text === '\\#' && !data[0].quoted;
  const fields = raw ? undefined : rdataFields(type);
  const words = data.map((word, index) => asToken(word, type, fields?.[index], index));
  try {
    const bytes = encodeWords(type, words, words[0]?.text ?? '');
    return decodeRdata(typeNumber(type), bytes, 0, bytes.length);
  } catch (thrown) {
    if (thrown instanceof Malformed) return issues.error(place, `${type} data: ${thrown.message}`);
    if (!(thrown instanceof GoLiveError)) throw thrown;
    const at = words.findIndex(({ text }) => text === thrown.subject);
    const subject = thrown.subject === '' ? '' : ` ${shownPiece(thrown.subject)}`;
    return issues.error(data[at] ?? place, `${type} data${subject}: ${thrown.why ?? 'not understood'}`);
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
