import { printable } from '../../../dns/wire-text.ts';
import { asGoLiveError } from '../../../domain/errors.ts';
import type { Evidence } from '../../../domain/finding.ts';
import type { Fqdn } from '../../../domain/name.ts';
import { displayName, endingOf } from '../../../domain/name.ts';
import { SECOND } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Registration, Registry } from '../../../ports/registry.ts';
import { keepingEndingOf } from '../../../registration/registrable.ts';
import { textOf } from '../../../registration/whois/charset.ts';
import { readWhois } from '../../../registration/whois/read-whois.ts';
import type { WhoisReading } from '../../../registration/whois/reading.ts';
import { mergeReadings, registrationOf } from '../../../registration/whois/registration.ts';
import type { PublicHosts } from '../../net/public-host.ts';
import { converse, type Heard, MOST_BYTES } from './conversation.ts';
import { isRegistryServer, questionFor, whoisServerFor } from './servers.ts';

/** After the registry's own server. */
const MOST_REFERRALS = 3;
/** Wall milliseconds for a lookup with all its referrals. */
const DEADLINE_MS = 10 * SECOND;
const MOST_ADDRESSES = 2;

export interface WhoisSurroundings {
  readonly clock: Pick<Clock, 'now'>;
  /** Judges where may be connected to; a new one for each lookup. */
  readonly hosts: () => PublicHosts;
}

export interface WhoisLimits {
  readonly mostBytes?: number;
  readonly deadlineMs?: number;
  /** Default 43; another one for servers of one's own, or by their hosts. */
  readonly port?: number | ((host: string, domain: Fqdn) => number);
  /** Default: the table's. A server by its host. */
  readonly serverFor?: (domain: Fqdn) => string | undefined;
}

interface Asked {
  readonly host: string;
  readonly reading: WhoisReading;
  readonly evidence: Evidence;
}

/**
 * Registrations by WHOIS (RFC 3912): the registry's server, and those it refers to while something is missing. Asks at once and every time; wrap it
 * in `withFloors`. Only the registry's server can say that a name is free: a registrar says that of all it does not hold.
 */
export function openWhoisRegistry({ clock, hosts }: WhoisSurroundings, limits: WhoisLimits = {}): Registry {
  const { mostBytes = MOST_BYTES, deadlineMs = DEADLINE_MS, port = 43, serverFor = whoisServerFor } = limits;

  const portOf = (host: string, domain: Fqdn): number => (typeof port === 'number' ? port : port(host, domain));

  async function lookUp(domain: Fqdn, signal: AbortSignal): Promise<Registration> {
    const first = serverFor(domain);
    if (first === undefined) return nobody(`no WHOIS server is known for .${displayName(keepingEndingOf(domain))}`);
    if (questionFor(domain, first) === undefined) return nobody('only the name of a domain can be asked for');
    const deadline = AbortSignal.timeout(deadlineMs);
    const both = AbortSignal.any([signal, deadline]);
    const judge = hosts();
    const asked: Asked[] = [];
    const seen = new Set<string>();
    let stop: string | undefined;
    for (let next: string | undefined = first; next !== undefined; ) {
      const host: string = next;
      seen.add(host);
      const one = await ask(domain, host, judge, both, () =>
        deadline.aborted ? `did not finish within ${deadlineMs} ms` : 'was given up',
      );
      asked.push(one);
      next = wantsMore(asked) ? one.reading.referral : undefined;
      if (next === undefined || both.aborted) break;
      if (seen.has(next)) stop = next === host ? 'refers to itself' : 'refers back to a server that was asked already';
      else if (asked.length > MOST_REFERRALS) stop = `refers on after ${MOST_REFERRALS} referrals`;
      if (stop !== undefined) break;
    }
    return conclude(asked, stop);
  }

  async function ask(
    domain: Fqdn,
    host: string,
    judge: PublicHosts,
    signal: AbortSignal,
    stopped: () => string,
  ): Promise<Asked> {
    const query = questionFor(domain, host)!;
    let heard: Heard = { outcome: 'failed', octets: new Uint8Array(), why: 'cannot be reached: it has no address' };
    try {
      for (const { address } of (await orAbort(judge.addressesOf(host), signal)).slice(0, MOST_ADDRESSES)) {
        heard = await converse({ address, port: portOf(host, domain), query, mostBytes, signal, stopped });
        if (heard.outcome !== 'failed' || signal.aborted) break;
      }
    } catch (thrown) {
      const { why: reason } = asGoLiveError(thrown, host);
      const failed = reason === undefined ? 'cannot be reached' : `cannot be reached: ${reason}`;
      const why = signal.aborted ? stopped() : failed;
      heard = { outcome: 'failed', octets: new Uint8Array(), why };
    }
    const octets = heard.outcome === 'cut' ? wholeLines(heard.octets) : heard.octets;
    const text = textOf(octets, endingOf(domain));
    const read = heard.outcome === 'failed' ? undefined : endedOrCut(readWhois(text, domain), heard, text);
    const reading = trusted(read, heard, host, host === serverFor(domain) || isRegistryServer(host));
    const said = heard.why === undefined ? reading.evidence.join(' | ') : [heard.why, ...reading.evidence].join(' | ');
    const answered = said === '' ? 'nothing' : said;
    return {
      host,
      reading,
      evidence: { asked: `${host} ${query}`, answered: printable(answered, 400), atMs: clock.now() },
    };
  }

  function conclude(all: readonly Asked[], stop: string | undefined): Registration {
    const [first, ...more] = all;
    const evidence = all.map((one) => one.evidence);
    const last = all.at(-1)!;
    if (stop !== undefined) evidence.push({ asked: last.evidence.asked, answered: stop, atMs: clock.now() });
    const from =
      first!.reading.outcome === 'found' ? first! : (more.find(({ reading }) => reading.outcome === 'found') ?? first!);
    const reading =
      from.reading.outcome === 'found'
        ? more.reduce((whole, { reading: next }) => mergeReadings(whole, next), from.reading)
        : decisive(all).reading;
    const why = stop === undefined || reading.outcome === 'found' ? undefined : `${last.host} ${stop}`;
    return registrationOf(reading, {
      source: from.host,
      evidence,
      atMs: clock.now(),
      ...(why === undefined ? {} : { why }),
    });
  }

  function nobody(why: string): Registration {
    return { outcome: 'unknown', statuses: [], nameServers: [], ds: [], source: 'whois', why, atMs: clock.now() };
  }

  return { lookUp };
}

/** A referral is followed for what is missing of the record, or because this server knows nothing of the name. */
function wantsMore(all: readonly Asked[]): boolean {
  const found = all.filter(({ reading }) => reading.outcome === 'found').map(({ reading }) => reading);
  const { verdict } = all.at(-1)!.reading;
  if (found.length === 0) return verdict === 'elsewhere' || verdict === 'unclear';
  const { registrar, createdMs, expiresMs, nameServers } = found.reduce(mergeReadings);
  return registrar === undefined || createdMs === undefined || expiresMs === undefined || nameServers.length === 0;
}

/** Where nobody found it: what the last server said that said anything. */
function decisive(all: readonly Asked[]): Asked {
  return all.findLast(({ reading }) => reading.verdict !== 'empty' && reading.verdict !== 'elsewhere') ?? all.at(-1)!;
}

/** Half a line has half a number in it: registrar 29 of 292, the 1st of the 15th. */
function wholeLines(octets: Uint8Array): Uint8Array {
  return octets.subarray(0, Math.max(octets.lastIndexOf(0x0a), octets.lastIndexOf(0x0d)) + 1);
}

/** What closes a record of gTLDs (Registration Data Output, ICANN's Consistent Labeling and Display Policy); behind it are terms of use. */
const RECORD_ENDS = /^>>> ?last update/im;

/** Statuses that an answer did not come to are not told, unless the end of its record was heard. */
function endedOrCut(read: WhoisReading, { outcome }: Heard, text: string): WhoisReading {
  return outcome === 'cut' && read.outcome === 'found' && !RECORD_ENDS.test(text)
    ? { ...read, statusesCut: true }
    : read;
}

/** "Free" counts when a registry says it and the answer came whole. */
function trusted(read: WhoisReading | undefined, heard: Heard, host: string, ofRegistry: boolean): WhoisReading {
  if (read === undefined) {
    const why = `${host} ${heard.why ?? 'did not answer'}`;
    return {
      outcome: 'unknown',
      verdict: 'empty',
      evidence: [],
      why,
      statuses: [],
      statusWords: [],
      nameServers: [],
      ds: [],
    };
  }
  const saysLittle = read.verdict === 'unclear' || read.verdict === 'empty';
  if (read.outcome !== 'not-found' && !(heard.outcome === 'cut' && saysLittle)) return read;
  if (heard.outcome === 'cut') return { ...read, outcome: 'unknown', verdict: 'unclear', why: `${host} ${heard.why}` };
  if (!ofRegistry) return { ...read, outcome: 'unknown', verdict: 'unclear', why: `${host} is not the registry's` };
  return read;
}

/** Resolving an address cannot be interrupted; waiting for it can. */
function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
