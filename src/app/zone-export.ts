import { dirname, resolve } from 'node:path';
import { SIGNING_TYPES } from '../dns/dictionary.ts';
import { formatZoneFileIssue, hasErrors, MOST_ZONE_FILE_CHARACTERS, readZoneFile } from '../dns/zone-file.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Given } from './answer.ts';
import type { App } from './app.ts';
import { readTextFile, whyUnread } from './config/text-file.ts';
import { findOne } from './find.ts';

/** Of a zone that is brought as an answer; larger ones are no customer's. */
const MOST_NAMES = 10_000;

export interface ZoneExport {
  /** What the zone's owner put in it: without SOA and what a signer made. */
  readonly rrsets: readonly Rrset[];
  /** One line each, safe to print. */
  readonly warnings: readonly string[];
}

/** @param name how the file is called @throws GoLiveError `answer-invalid` with its first faults, each with its line */
export function parseZoneExport(text: string, name: string, domain: Fqdn): ZoneExport {
  const read = readZoneFile(text, { origin: domain });
  const more = read.untold === 0 ? [] : [`${name}  ${read.untold} more`];
  const told = [...read.issues.map((issue) => formatZoneFileIssue(name, issue)), ...more];
  if (hasErrors(read))
    throw new GoLiveError('answer-invalid', {
      subject: name,
      why: 'it is not a zone file that can be read whole',
      fix: 'Mend or take out these lines.',
      faults: told,
    });
  const rrsets = read.rrsets.filter(({ type }) => type !== 'SOA' && !SIGNING_TYPES.has(type));
  const names = new Set(rrsets.map((set) => set.name)).size;
  if (names > MOST_NAMES)
    throw new GoLiveError('answer-invalid', {
      subject: name,
      why: `it has ${names} names; ${MOST_NAMES} can be moved`,
    });
  return { rrsets, warnings: told };
}

/** @throws GoLiveError `answer-invalid`: it cannot be read, or not as a zone file */
export function readZoneExport(file: string, folder: string, domain: Fqdn): ZoneExport {
  let text: string;
  try {
    // In UTF-8 a character has up to four octets; what is over the limit in characters is refused by the reader.
    text = readTextFile(resolve(folder, file), MOST_ZONE_FILE_CHARACTERS * 2);
  } catch (cause) {
    throw new GoLiveError('answer-invalid', {
      subject: file,
      why: whyUnread(cause),
      fix: 'Name a zone file, as a DNS host exports it.',
      cause,
    });
  }
  return parseZoneExport(text, file, domain);
}

/** Answers as a file gives them, a zone file that is named (or written out) in them replaced by what it holds. */
function withExportIn(value: unknown, folder: string, domain: Fqdn, warnings: string[]): unknown {
  if (typeof value !== 'object' || value === null || !('zoneExport' in value)) return value;
  const { zoneExport } = value;
  if (typeof zoneExport !== 'string' || zoneExport === '') return value;
  const read = zoneExport.includes('\n')
    ? parseZoneExport(zoneExport, 'zoneExport', domain)
    : readZoneExport(zoneExport.replace(/^@/, ''), folder, domain);
  warnings.push(...read.warnings);
  return { ...value, zoneExport: read.rrsets };
}

/**
 * What `golive new --answers` was given, with the zone files that it names read. Their paths start where the answers file lies.
 *
 * @throws GoLiveError `answer-invalid`, `name-invalid`
 */
export function withZoneFiles(
  given: Readonly<Record<string, unknown>>,
  file: string,
  domain: string,
): { readonly given: Record<string, unknown>; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const own = withExportIn(given, dirname(file), fqdn(domain), warnings) as Record<string, unknown>;
  const { domains } = own;
  if (!Array.isArray(domains)) return { given: own, warnings };
  const others = domains.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'domain' in one && typeof one.domain === 'string' && 'zoneExport' in one
      ? withExportIn(one, dirname(file), fqdn(one.domain), warnings)
      : one,
  );
  return { given: { ...own, domains: others }, warnings };
}

/**
 * What `golive answer` was given, with `zoneExport=@FILE` and the zone file that an answers file names read, for the domain that is meant.
 *
 * @throws GoLiveError `answer-invalid`, `usage` (no file is named), `domain-unknown`
 */
export async function withZoneFile(
  app: App,
  domain: string,
  given: Given,
  from: { readonly cwd: string; readonly file?: string },
): Promise<{ readonly given: Given; readonly warnings: readonly string[] }> {
  const named = given.pairs.filter(([key]) => key === 'zoneExport');
  if (named.length === 0 && given.file === undefined) return { given, warnings: [] };
  const header = await findOne(app.store, domain);
  const warnings: string[] = [];
  let file =
    from.file === undefined
      ? given.file
      : withExportIn(given.file, dirname(resolve(from.cwd, from.file)), header.domain, warnings);
  for (const [, text] of named) {
    if (!/^@./.test(text))
      throw new GoLiveError('usage', {
        subject: 'zoneExport=…',
        why: 'it is a file',
        fix: 'Write zoneExport=@FILE, with the zone file that the DNS host exports.',
      });
    const read = readZoneExport(text.slice(1), from.cwd, header.domain);
    warnings.push(...read.warnings);
    file = { ...(typeof file === 'object' ? file : {}), zoneExport: read.rrsets };
  }
  const pairs = given.pairs.filter(([key]) => key !== 'zoneExport');
  return { given: { ...given, pairs, ...(file === undefined ? {} : { file }) }, warnings };
}
