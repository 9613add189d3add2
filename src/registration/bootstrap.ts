import { printable } from '../dns/wire-text.ts';
import { type FailureCode, GoLiveError } from '../domain/errors.ts';
import { type Fqdn, fqdn, fqdnOrNone, isUnder, parentOf } from '../domain/name.ts';
import { LISTED, LISTED_AT, UNLISTED } from './bootstrap-table.ts';
import { elements, member, parseBounded, textOf } from './json-walk.ts';

/** Where to ask about what is below one ending. */
export interface RdapServers {
  /** The entry that matched; `.` where the list has one for everything. */
  readonly ending: Fqdn;
  /** Base URLs with their final slash, https first, at least one. */
  readonly bases: readonly string[];
  /** `false`: nobody vouches for these servers, so that their "no such domain" is not believed. */
  readonly official: boolean;
}

/** RFC 9224 §4: which servers know which endings. */
export interface Bootstrap {
  /** As the list says; shown only. */
  readonly publication: string;
  readonly servers: ReadonlyMap<Fqdn, RdapServers>;
}

/** IANA's list has 60,000 characters. */
const MOST_CHARACTERS = 2_000_000;
const MOST_SERVICES = 10_000;
const MOST_ENTRIES = 20_000;
const MOST_BASES = 10;

/**
 * Reads a bootstrap file (RFC 9224 §3, §4). A service that cannot be read is passed over, the others count.
 *
 * @param subject the file or URL, for the error
 * @param code what it means that nothing in it can be used: `config-invalid` for a file of ours, `remote-broken` for an answer
 * @throws GoLiveError `code`: no JSON, no `services`, or none of them usable
 */
export function readBootstrap(text: string, subject: string, code: FailureCode): Bootstrap {
  const parsed = parseBounded(text, MOST_CHARACTERS);
  const failed = (why: string): GoLiveError =>
    new GoLiveError(code, { subject, why, fix: "It has to be a list like IANA's rdap/dns.json (RFC 9224)." });
  if ('why' in parsed) throw failed(parsed.why);
  const services = member(parsed.value, 'services');
  if (!Array.isArray(services)) throw failed('it has no list "services"');
  const servers = new Map<Fqdn, RdapServers>();
  for (const service of elements(services, MOST_SERVICES)) {
    const [entries, urls] = elements(service, 2);
    const bases = basesOf(elements(urls, MOST_BASES));
    if (bases.length === 0) continue;
    for (const entry of elements(entries, MOST_ENTRIES)) {
      const ending = endingOf(entry);
      if (ending !== undefined && !servers.has(ending) && servers.size < MOST_ENTRIES)
        servers.set(ending, { ending, bases, official: true });
    }
  }
  if (servers.size === 0) throw failed('none of its services has an ending and an http or https URL');
  const publication = printable(textOf(member(parsed.value, 'publication')) ?? 'without a date', 40);
  return { publication, servers };
}

/** The table that comes with golive. */
export function builtInBootstrap(): Bootstrap {
  const servers = new Map<Fqdn, RdapServers>();
  for (const [endings, base] of LISTED)
    for (const one of endings) {
      const ending = fqdn(one);
      servers.set(ending, { ending, bases: [base], official: true });
    }
  for (const { endings, base, official } of UNLISTED)
    for (const one of endings) {
      const ending = fqdn(one);
      servers.set(ending, { ending, bases: [base], official });
    }
  return { publication: LISTED_AT, servers };
}

/** The servers of the longest ending that matches, label by label (RFC 9224 §4); `undefined`: the list knows none. @param least as of `longestMatch` */
export function serversFor(domain: Fqdn, { servers }: Bootstrap, least = '.' as Fqdn): RdapServers | undefined {
  return longestMatch(domain, servers, least);
}

/** What stands for the longest ending of a domain. @param least no shorter one counts; beside a top-level domain what stands for everything does */
export function longestMatch<T>(domain: Fqdn, byEnding: ReadonlyMap<Fqdn, T>, least: Fqdn): T | undefined {
  for (let rest = domain; isUnder(rest, least); rest = parentOf(rest)) {
    const found = byEnding.get(rest);
    if (found !== undefined || rest === '.') return found;
  }
  return parentOf(least) === '.' ? byEnding.get('.' as Fqdn) : undefined;
}

function endingOf(entry: unknown): Fqdn | undefined {
  const text = textOf(entry);
  if (text === undefined) return undefined;
  return text === '' ? ('.' as Fqdn) : fqdnOrNone(text);
}

function basesOf(urls: readonly unknown[]): readonly string[] {
  const usable = urls.flatMap((one) => {
    const text = textOf(one)?.trim() ?? '';
    if (text.length > 1000 || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return [];
    const url = new URL(text);
    if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return [];
    return [url.href.endsWith('/') ? url.href : `${url.href}/`];
  });
  return [...new Set(usable)].sort((a, b) => Number(b.startsWith('https:')) - Number(a.startsWith('https:')));
}
