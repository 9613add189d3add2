import { type Fqdn, fqdnOrNone } from '../../domain/name.ts';
import type { Line } from './lines.ts';
import type { Meant, Statuses } from './read-whois.ts';
import type { Verdict } from './reading.ts';
import { verdictOfLine } from './verdicts.ts';

interface Sentence {
  readonly verdict: Exclude<Verdict, 'registered' | 'elsewhere' | 'unclear' | 'empty'>;
  readonly line: string;
  /** It names the very domain, begins the answer, or is the value of a status. */
  readonly sure: boolean;
  /** It is a paragraph: within another it may be the end of a line of the terms of use. */
  readonly alone: boolean;
}

/** An answer without a record is a sentence below its terms of use; the longest have 200 lines. */
const SENTENCES_READ = 2000;

/** Answers that a name is free have fewer; a record in words nobody here knows has more. */
const FIELDS_OF_A_RECORD = 6;

export interface Case {
  readonly lines: readonly Line[];
  /** The lines that only the record of a registration has, one for each kind. */
  readonly told: readonly string[];
  readonly elsewhere: Meant | undefined;
  readonly named: Meant | undefined;
  readonly holder: boolean;
  readonly servers: number;
  /** Short fields of any meaning, of the whole answer. */
  readonly fields: number;
  readonly updated: boolean;
  readonly status: Statuses;
  readonly html: boolean;
  readonly domain: Fqdn | undefined;
}

/**
 * The order of judgement. A record that names the domain and tells something of it outweighs any sentence around it. Without one a refusal
 * outweighs "free", because an error page that contains "no match" is the costlier mistake.
 */
export function judge(the: Case): { readonly verdict: Verdict; readonly evidence: readonly string[] } {
  const { told, named, status } = the;
  const filled = told.filter((line) => line !== '');
  if (the.html) return { verdict: 'unclear', evidence: the.lines.slice(0, 1).map(({ text }) => text) };
  if (the.lines.length === 0) return { verdict: 'empty', evidence: [] };
  const kinds = filled.length + (the.holder ? 1 : 0) + (the.updated ? 1 : 0);
  const says = status.says;
  // What is reserved in the registry's words may be somebody's all the same, who has dates, servers or a registrar there.
  if (says?.verdict === 'reserved' && filled.length < 2) return { verdict: 'reserved', evidence: [says.line] };
  // Someone holds it: a record with two kinds, or with the domain and one.
  const record = kinds >= 2 || the.servers >= 2 || (named !== undefined && kinds >= 1);
  if (record && the.elsewhere === undefined && (says === undefined || filled.length >= 2))
    return { verdict: 'registered', evidence: named === undefined ? filled : [named.line, ...filled] };

  const opening = the.lines.find(({ comment }) => !comment);
  const sentences = the.lines.slice(0, SENTENCES_READ).flatMap((line): Sentence[] => {
    const { text } = line;
    const said = verdictOfLine(text, (name) => isAsked(name, the.domain), line === opening);
    if (said === undefined) return [];
    const sure = said.names || line === opening || isForLabel(text, the.domain);
    return [{ verdict: said.says, line: text, sure, alone: isAlone(line, the.domain) }];
  });
  if (says !== undefined)
    sentences.push({ verdict: says.verdict as Sentence['verdict'], line: says.line, sure: true, alone: true });
  // A sentence that names nothing counts at the start, or by itself where nothing else is told: within a record it is about a part of it.
  const bare = kinds === 0 && the.fields < FIELDS_OF_A_RECORD;
  for (const verdict of ['rate-limited', 'refused', 'reserved', 'free'] as const) {
    const evidence = sentences
      .filter(
        (sentence) => sentence.verdict === verdict && (verdict !== 'free' || sentence.sure || (bare && sentence.alone)),
      )
      .map(({ line }) => line);
    if (evidence.length === 0) continue;
    if (verdict === 'free' && the.elsewhere !== undefined) break;
    return { verdict, evidence };
  }
  if (the.elsewhere !== undefined) return { verdict: 'elsewhere', evidence: [the.elsewhere.line] };
  if (record) return { verdict: 'registered', evidence: filled };
  return {
    verdict: 'unclear',
    evidence: the.lines
      .filter(({ comment }) => !comment)
      .slice(0, 2)
      .map(({ text }) => text),
  };
}

/** `%error 230 No Objects Found`: a code is the answer, whatever stands beside it. */
const CODED = /^%\s?error:?\s?\d/i;

/**
 * Whether a line is a paragraph, or as good as one: a whole sentence that begins it, or beside a field with the name asked for, or below a line
 * that is none. Any other may be a piece of a sentence in the terms of use.
 */
function isAlone({ text, above, below }: Line, domain: Fqdn | undefined): boolean {
  const isApart = (other: string | undefined) => other === undefined || isAsked(fieldOfName(other), domain);
  const isBegun = isApart(above) || NO_SENTENCE.test(unmarked(above!));
  return CODED.test(text) || (isBegun && (isApart(below) || /[.!]$/.test(text)));
}

/** Above the answer: an address, a moment, `Voorbeeld whoisd V1.1`. */
const NO_SENTENCE = /^(?:https?:\/\/\S+|\d[\d:T+.Z -]{5,40}|(?:[\w-]{1,30} ){1,4}v(?:ersion )?\d+(?:\.\d+){1,3})$/i;

/** Without the marks of a remark. */
const unmarked = (line: string): string => line.replace(/^[%#]+\s*/, '');

/** The value of `Domain Name: klant.example`, `object:....klant.example`, `% WHOIS klant.example`; empty for all that is more, or something else. */
function fieldOfName(line: string): string {
  const plain = unmarked(line);
  const field = /^\p{L}[\p{L} -]{0,60}[:.]{1,40}\s*(\S{1,253}\.\S{1,63})$/u.exec(plain);
  return (field ?? /^(?:whois|query|domain) (\S{1,253}\.\S{1,63})$/i.exec(plain))?.[1] ?? '';
}

/** `No match for klant`: the name without its ending. */
function isForLabel(text: string, domain: Fqdn | undefined): boolean {
  const label = /\bfor "?([\p{L}\p{N}-]{1,63})"?[.!]?$/u.exec(text)?.[1]?.toLowerCase();
  return label !== undefined && (domain === undefined || domain.startsWith(`${label}.`));
}

/** A name within a sentence: the one we asked for, or its first label with part of the ending. */
function isAsked(name: string, domain: Fqdn | undefined): boolean {
  if (domain === undefined) return name !== '';
  return fqdnOrNone(name) === domain;
}
