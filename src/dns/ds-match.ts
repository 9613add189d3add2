import type { Verdict } from '../domain/finding.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { canCheckDigest, dsMatches, isValidAt, keyOfDs, keyTag, readSignature } from './dnssec.ts';
import { countedServers } from './parity.ts';
import type { Judging, ServerAnswers, ServersView } from './views.ts';
import { answerTo, isDefinite } from './views.ts';

/**
 * Whether every one of these DS vouches for one of these keys. One would do for a validator with an empty cache; but a DS without its key
 * belongs to the other side of the move, and a cache may hold that side's answers. A DS with a digest that we cannot compute counts only
 * beside another one of the same key that we can.
 */
export function keysSatisfy(zone: Fqdn, ds: readonly string[], dnskeys: readonly string[]): boolean {
  const vouchedFor = (one: string): boolean => dnskeys.some((key) => dsMatches(zone, one, key));
  const proven = new Set(ds.filter(vouchedFor).map(keyOfDs));
  return ds.every((one) => vouchedFor(one) || (!canCheckDigest(one) && proven.has(keyOfDs(one))));
}

/**
 * Whether a key that one of these DS vouches for signs the keys, for each algorithm among the DS (RFC 6840 §5.11): keys that are only
 * published prove nothing. Past its last moment a signature is none.
 */
function keysSign(
  zone: Fqdn,
  ds: readonly string[],
  dnskeys: readonly string[],
  signatures: readonly string[],
  now: EpochMs,
): boolean {
  const valid = validSignatures(zone, 'DNSKEY', signatures, now);
  const vouched = dnskeys.filter((key) => ds.some((one) => dsMatches(zone, one, key)));
  const signing = vouched.filter((key) =>
    valid.some((signature) => signature.keyTag === String(keyTag(key)) && signature.algorithm === algorithmOf(key)),
  );
  const signed = new Set(signing.map(algorithmOf));
  return ds.every((one) => signed.has(keyOfDs(one).split(' ')[1]!));
}

const algorithmOf = (dnskey: string): string => dnskey.trim().split(/\s+/)[2]!;

function validSignatures(zone: Fqdn, covers: string, signatures: readonly string[], now: EpochMs) {
  return signatures
    .flatMap((rdata) => readSignature(rdata) ?? [])
    .filter((signature) => signature.covers === covers && signature.signer === zone && isValidAt(signature, now));
}

/**
 * Whether at every counted address the zone's keys satisfy these DS and sign. The DNSKEY question must be among the view's; where it, or the
 * SOA's, was asked with DO, signatures count too: `now` says whether they have run out.
 */
export function serversSatisfy(
  view: ServersView,
  ds: readonly string[],
  judging: Judging = {},
  now?: EpochMs,
): Verdict {
  if (ds.length === 0) return 'yes';
  const answers = countedServers(view, judging).map((server) => ({
    serves: server.outcome === 'answer',
    keys: answerTo(server, view.zone, 'DNSKEY'),
    server,
  }));
  const known = answers.filter(({ serves, keys }) => serves && keys !== undefined && isDefinite(keys.outcome));
  if (known.some(({ keys }) => !keysSatisfy(view.zone, ds, keys!.rdatas))) return 'no';
  if (now !== undefined && known.some(({ server }) => !isSigned(view.zone, server, ds, now))) return 'no';
  return answers.length === 0 || known.length < answers.length ? 'unknown' : 'yes';
}

/** The keys are signed by one that the DS vouches for, and the zone's data by some key of the same algorithms; as far as it was asked. */
function isSigned(zone: Fqdn, server: ServerAnswers, ds: readonly string[], now: EpochMs): boolean {
  const keys = answerTo(server, zone, 'DNSKEY');
  if (keys?.signatures !== undefined && !keysSign(zone, ds, keys.rdatas, keys.signatures, now)) return false;
  const soa = answerTo(server, zone, 'SOA');
  if (soa?.signatures === undefined || soa.outcome !== 'answer') return true;
  const algorithms = new Set(validSignatures(zone, 'SOA', soa.signatures, now).map(({ algorithm }) => algorithm));
  return ds.every((one) => algorithms.has(keyOfDs(one).split(' ')[1]!));
}

/** The keys that any address gives. */
export function keysSeen(view: ServersView): readonly string[] {
  return [...new Set(view.servers.flatMap((server) => answerTo(server, view.zone, 'DNSKEY')?.rdatas ?? []))].sort();
}

/** How long a validator may keep the zone's keys: their TTL, and the one that their signatures were made for (RFC 4035 §5.3.3). */
export function keysTtlSeconds(view: ServersView): number | undefined {
  const ttls = view.servers.flatMap((server) => {
    const keys = answerTo(server, view.zone, 'DNSKEY');
    if (keys === undefined || keys.rdatas.length === 0) return [];
    const signed = (keys.signatures ?? []).flatMap((rdata) => readSignature(rdata)?.originalTtlSeconds ?? []);
    return [keys.ttlSeconds ?? 0, ...signed];
  });
  return ttls.length === 0 ? undefined : Math.max(...ttls);
}

/** What to ask a server whose keys are to be judged: with DO, so that signatures come along. */
export function signingQuestions(zone: Fqdn) {
  return [
    { name: zone, type: 'DNSKEY', dnssec: true },
    { name: zone, type: 'SOA', dnssec: true },
  ] as const;
}
