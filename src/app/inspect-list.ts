import { resolve } from 'node:path';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import { registrableDomain } from '../registration/registrable.ts';
import { readTextFile, whyUnread } from './config/text-file.ts';
import { readCsv } from './csv.ts';

/** What was to be inspected and cannot be: a word of the command line, or a line of a file. */
export interface Refused {
  readonly input: string;
  /** `file:12` of a file. */
  readonly place?: string;
  /** One line for people, with the way out. */
  readonly why: string;
}

export interface Asked {
  /** Each once, in the order in which they came. */
  readonly domains: readonly Fqdn[];
  readonly refused: readonly Refused[];
}

/** Ten thousand domains and some words about each. */
const MOST_BYTES = 1024 * 1024;
const MOST_DOMAINS = 10_000;
const LONGEST_INPUT = 80;
/** What the decoder puts in the place of octets that are no UTF-8. */
const NOT_UTF8 = '\ufffd';
/** What the column is called, if there are names above the columns. */
const HEADERS: ReadonlySet<string> = new Set([
  'domain',
  'domain name',
  'domainname',
  'domein',
  'domeinnaam',
  'domaine',
]);

/** The domains of a command line. @param anyEnding as in `registrableDomain` */
export function domainsIn(words: readonly string[], anyEnding: boolean): Asked {
  return askedOf(
    words.map((input) => ({ input })),
    anyEnding,
  );
}

/**
 * The domains of a CSV file: the column that is called `domain`, else the first one. Blank lines and lines that begin with `#` are left out.
 *
 * @throws GoLiveError `usage`: it cannot be read, or it is no list of domains
 */
export function domainsInCsv(file: string, cwd: string, anyEnding: boolean): Asked {
  const text = textOf(file, cwd);
  const { records, faults } = readCsv(text);
  const column = records[0]?.cells.findIndex((cell) => HEADERS.has(cell.trim().toLowerCase())) ?? -1;
  const rows = column === -1 ? records : records.slice(1);
  if (rows.length > MOST_DOMAINS)
    throw refuse(file, `it has more than ${MOST_DOMAINS} lines`, 'Make several files of it.');
  const given = rows.map(({ line, cells }) => ({
    input: (cells[Math.max(0, column)] ?? '').trim(),
    place: `${file}:${line}`,
  }));
  const broken = faults.map(({ line, why }): Refused => ({ input: '', place: `${file}:${line}`, why: `${why}.` }));
  const asked = askedOf(given, anyEnding);
  const lineOf = ({ place = '' }: Refused): number => Number(place.slice(file.length + 1));
  if (asked.domains.length + asked.refused.length + broken.length === 0)
    throw refuse(file, 'there is no domain in it', 'Write one on each line, like klant.nl.');
  const refused = [...asked.refused, ...broken].sort((a, b) => lineOf(a) - lineOf(b));
  return { domains: asked.domains, refused };
}

function textOf(file: string, cwd: string): string {
  let text: string;
  try {
    text = readTextFile(resolve(cwd, file), MOST_BYTES);
  } catch (thrown) {
    throw refuse(file, whyUnread(thrown));
  }
  if (text.length > MOST_BYTES)
    throw refuse(file, `it is larger than ${MOST_BYTES / 1024} kB`, 'Make several files of it.');
  if (text.includes('\0')) throw refuse(file, 'it is no text in UTF-8', 'Save it as CSV in UTF-8.');
  return text;
}

function askedOf(given: readonly { readonly input: string; readonly place?: string }[], anyEnding: boolean): Asked {
  const domains = new Set<Fqdn>();
  const refused: Refused[] = [];
  for (const { input, place } of given) {
    try {
      domains.add(registrableDomain(input, anyEnding));
    } catch (thrown) {
      const why =
        place !== undefined && input.includes(NOT_UTF8)
          ? `${JSON.stringify(input.slice(0, LONGEST_INPUT))} holds letters that are not UTF-8. Save the file as CSV in UTF-8.`
          : asGoLiveError(thrown, 'golive').message;
      refused.push({ input: input.slice(0, LONGEST_INPUT), ...(place === undefined ? {} : { place }), why });
    }
  }
  return { domains: [...domains], refused };
}

function refuse(file: string, why: string, fix?: string): GoLiveError {
  return new GoLiveError('usage', {
    subject: `--csv ${file.slice(0, 200)}`,
    why,
    ...(fix === undefined ? {} : { fix }),
  });
}
