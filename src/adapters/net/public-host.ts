import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { addressOctets, plainAddress, whyNotGlobal } from '../../dns/global-unicast.ts';
import { printable } from '../../dns/wire-text.ts';
import { GoLiveError } from '../../domain/errors.ts';
import { fqdn, isName } from '../../domain/name.ts';
import { type AllowPrivate, type PrivateTargets, privateTargets } from './private-targets.ts';

export { isGlobalUnicast } from '../../dns/global-unicast.ts';

/** All addresses of a host, in the order they are to be tried. Rejects, or gives none, when it has none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

export interface PublicHostOptions {
  /** What may be connected to although it is not public: `dns.allowPrivateAddresses`. */
  readonly allowPrivate?: AllowPrivate;
  /** Default: what this machine is set up with (getaddrinfo). */
  readonly resolve?: ResolveHost;
}

/** An address that was judged. Connect to it by this text; the host's name is for SNI and `Host` alone. */
export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface PublicHosts {
  /**
   * Every address of the host that may be connected to, at least one. A host is resolved once and keeps its addresses for as long as this
   * object lives: make one for each exchange (a request with its redirects, a chain of referrals).
   *
   * @throws GoLiveError `refused`: no address of it is on the public Internet; `unreachable`: it has none, or nobody could say
   */
  addressesOf(host: string): Promise<readonly [PinnedAddress, ...PinnedAddress[]]>;
  /**
   * For the option `lookup` of sockets, `http`, `tls` and got: `addressesOf` as Node calls it. Node calls no lookup at all for a host that is
   * an address: pass URLs through `url`, other hosts through `addressesOf`.
   */
  readonly lookup: LookupFunction;
  /**
   * Reads a URL that came from outside: http or https, no user or password, its host a name or a public address in whatever spelling.
   *
   * @throws GoLiveError `refused`
   */
  url(text: string): URL;
}

const ADD = 'If this host is yours, name it in dns.allowPrivateAddresses';

/** @throws GoLiveError `config-invalid`: an entry of `allowPrivate` cannot be read */
export function publicHosts(options: PublicHostOptions = {}): PublicHosts {
  const targets = privateTargets(options.allowPrivate ?? false);
  const resolve = options.resolve ?? resolveHere;
  const kept = new Map<string, ReturnType<PublicHosts['addressesOf']>>();

  const addressesOf: PublicHosts['addressesOf'] = (host) => {
    const key = host.toLowerCase().replace(/\.$/, '');
    const before = kept.get(key);
    if (before !== undefined) return before;
    const found = find(host, targets, resolve);
    kept.set(key, found);
    // What could not be found out may be asked again; what was refused stays refused.
    found.catch((error) => error instanceof GoLiveError && error.code === 'unreachable' && kept.delete(key));
    return found;
  };
  const lookup: LookupFunction = (host, { all, family }, done) => {
    addressesOf(host).then(
      (pinned) => {
        const wanted = family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : undefined;
        const fitting = pinned.filter((one) => wanted === undefined || one.family === wanted);
        const [first] = fitting;
        if (first === undefined) done(nothing(host, `it has no IPv${wanted} address`), '', 0);
        else if (all) done(null, [...fitting] as LookupAddress[]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
  return { addressesOf, lookup, url: (text) => readUrl(text, targets) };
}

/** One lookup for one exchange; see `PublicHosts.lookup`. */
export function publicLookup(options: PublicHostOptions = {}): LookupFunction {
  return publicHosts(options).lookup;
}

/** One URL from outside; see `PublicHosts.url`. */
export function publicUrl(text: string, options: Pick<PublicHostOptions, 'allowPrivate'> = {}): URL {
  return publicHosts(options).url(text);
}

async function find(host: string, targets: PrivateTargets, resolve: ResolveHost) {
  const literal = literalOf(host);
  if (literal === undefined && !isHost(host)) throw refused(host, 'it is not the name of a host');
  const named = targets.host(host);
  if (literal === undefined && !named && isLocalName(host)) throw refused(host, 'the name means this machine', ADD);
  const texts = literal === undefined ? await resolved(host, resolve) : [literal];
  const pinned: PinnedAddress[] = [];
  let why = 'it has no address';
  for (const text of texts) {
    const octets = addressOctets(text);
    const wrong = whyNotGlobal(text);
    if (octets !== undefined && (wrong === undefined || named || targets.address(octets)))
      pinned.push({ address: plainAddress(octets), family: octets.length === 4 ? 4 : 6 });
    else why = `its address ${printable(text, 60)} is not public (${wrong ?? 'not an address'})`;
  }
  const [first, ...more] = pinned;
  if (first === undefined) throw texts.length === 0 ? nothing(host, why) : refused(host, why, ADD);
  return [first, ...more] as const;
}

async function resolved(host: string, resolve: ResolveHost): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const unknown = code === 'ENOTFOUND' || code === 'ENODATA';
    throw nothing(host, unknown ? 'it has no address' : 'its address could not be found out', cause);
  }
}

async function resolveHere(host: string): Promise<readonly string[]> {
  return (await systemLookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
}

/** @throws GoLiveError `refused` */
function readUrl(text: string, targets: PrivateTargets): URL {
  const shown = JSON.stringify(printable(text, 100));
  const url = URL.canParse(text) && text.length <= 2048 ? new URL(text) : undefined;
  if (url === undefined) throw refused(shown, 'it is not a web address');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(shown, 'it is neither https nor http');
  if (url.username !== '' || url.password !== '') throw refused(shown, 'it carries a user name or password');
  const literal = literalOf(url.hostname);
  if (literal === undefined) {
    if (!isHost(url.hostname)) throw refused(shown, 'its host is not the name of a host');
    if (!targets.host(url.hostname) && isLocalName(url.hostname))
      throw refused(shown, 'its host means this machine', ADD);
    return url;
  }
  const wrong = whyNotGlobal(literal);
  const octets = addressOctets(literal);
  if (octets === undefined || (wrong !== undefined && !targets.address(octets)))
    throw refused(shown, `its host is not a public address (${wrong})`, ADD);
  return url;
}

/** What a host says that is an address: `[2001:db8::1]` as in URLs, or plain. */
function literalOf(host: string): string | undefined {
  const bare = /^\[(.*)\]$/s.exec(host)?.[1] ?? host;
  // With a zone (`fe80::1%eth0`) it is an address of nobody outside; `addressOctets` says no.
  return bare.includes(':') || addressOctets(bare) !== undefined ? bare : undefined;
}

/** A name, and no number that getaddrinfo would read as an address (`2130706433`, `0x7f.1`, `0177.0.0.1.`). */
function isHost(host: string): boolean {
  if (!isName(host) || host === '.') return false;
  const name = fqdn(host);
  const last = name.slice(0, -1).split('.').at(-1)!;
  return !name.startsWith('*') && !/^(?:\d+|0x[0-9a-f]*)$/.test(last);
}

/** RFC 6761 §6.3, RFC 6762 §3. */
function isLocalName(host: string): boolean {
  return /(?:^|\.)(?:localhost|localhost\.localdomain|local)\.$/.test(fqdn(host));
}

function refused(subject: string, why: string, fix?: string): GoLiveError {
  return new GoLiveError('refused', { subject: printable(subject, 120), why, ...(fix === undefined ? {} : { fix }) });
}

function nothing(subject: string, why: string, cause?: unknown): GoLiveError {
  return new GoLiveError('unreachable', { subject: printable(subject, 120), why, cause });
}
