import type { Verdict } from '../domain/finding.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { canCheckDigest, dsGoneBy, dsMatches, isMadeBy, isValidAt, keyOfDs, readSignature } from './dnssec.ts';
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

/** Those of these keys that one of the DS vouches for and that sign the keys: keys that are only published prove nothing. */
function entryKeys(
  zone: Fqdn,
  ds: readonly string[],
  dnskeys: readonly string[],
  signatures: readonly string[],
  now: EpochMs,
): readonly string[] {
  const valid = validSignatures(zone, 'DNSKEY', signatures, now);
  return dnskeys.filter(
    (key) => ds.some((one) => dsMatches(zone, one, key)) && valid.some((signature) => isMadeBy(signature, key)),
  );
}

/** Those of these keys that sign the SOA. A signature by a key that is not published is none (RFC 4035 §5.3.1). */
function dataKeys(
  zone: Fqdn,
  dnskeys: readonly string[],
  signatures: readonly string[],
  now: EpochMs,
): readonly string[] {
  const valid = validSignatures(zone, 'SOA', signatures, now);
  return dnskeys.filter((key) => valid.some((signature) => isMadeBy(signature, key)));
}

const algorithmOf = (dnskey: string): string => dnskey.trim().split(/\s+/)[2]!;

/** Past its last moment a signature is none. */
function validSignatures(zone: Fqdn, covers: string, signatures: readonly string[], now: EpochMs) {
  return signatures
    .flatMap((rdata) => readSignature(rdata) ?? [])
    .filter((signature) => signature.covers === covers && signature.signer === zone && isValidAt(signature, now));
}

/** Whether one address, of which the keys are known, passes. */
type Passes = (server: ServerAnswers, dnskeys: readonly string[]) => boolean;

function judgeKeys(view: ServersView, judging: Judging, passes: Passes): Verdict {
  const answers = countedServers(view, judging).map((server) => ({ server, keys: keysOf(view.zone, server) }));
  if (answers.some(({ server, keys }) => keys !== undefined && !passes(server, keys))) return 'no';
  return answers.length === 0 || answers.some(({ keys }) => keys === undefined) ? 'unknown' : 'yes';
}

/** `undefined`: it does not serve the zone, or said nothing definite of its keys. */
function keysOf(zone: Fqdn, server: ServerAnswers): readonly string[] | undefined {
  const keys = answerTo(server, zone, 'DNSKEY');
  return server.outcome === 'answer' && keys !== undefined && isDefinite(keys.outcome) ? keys.rdatas : undefined;
}

/**
 * Whether at every counted address of a new side the zone's keys satisfy these DS and sign. The DNSKEY question must be among the view's; where
 * it, or the SOA's, was asked with DO, signatures count too: `now` says whether they have run out.
 */
export function serversSatisfy(
  view: ServersView,
  ds: readonly string[],
  judging: Judging = {},
  now?: EpochMs,
): Verdict {
  if (ds.length === 0) return 'yes';
  return judgeKeys(
    view,
    judging,
    (server, keys) =>
      keysSatisfy(view.zone, ds, keys) && (now === undefined || isSigned(view.zone, server, ds, keys, now)),
  );
}

/**
 * The keys are signed by one that the DS vouches for, and the zone's data by some key, each for every algorithm among the DS
 * (RFC 6840 §5.11); as far as it was asked.
 */
function isSigned(
  zone: Fqdn,
  server: ServerAnswers,
  ds: readonly string[],
  dnskeys: readonly string[],
  now: EpochMs,
): boolean {
  const forAll = (signing: readonly string[]): boolean => {
    const algorithms = new Set(signing.map(algorithmOf));
    return ds.every((one) => algorithms.has(keyOfDs(one).split(' ')[1]!));
  };
  const overKeys = answerTo(server, zone, 'DNSKEY')?.signatures;
  if (overKeys !== undefined && !forAll(entryKeys(zone, ds, dnskeys, overKeys, now))) return false;
  const overData = signaturesOverData(zone, server);
  return overData === undefined || forAll(dataKeys(zone, dnskeys, overData, now));
}

/** `undefined`: nobody asked for them, or there is no answer that they could come with. */
function signaturesOverData(zone: Fqdn, server: ServerAnswers): readonly string[] | undefined {
  const soa = answerTo(server, zone, 'SOA');
  return soa?.outcome === 'answer' ? soa.signatures : undefined;
}

/**
 * Whether validators believe a zone as it stands, at every counted address: one DS that fits a key that signs is enough (RFC 4035 §5.2,
 * RFC 6840 §5.11), so a DS of a stand-by key beside it (RFC 6781 §4.1.2) breaks nothing. `yes` too where no DS is one that they go by.
 * A new side is asked `serversSatisfy`: caches may hold what the other DS stand for.
 */
export function serversValidate(view: ServersView, ds: readonly string[], judging: Judging, now: EpochMs): Verdict {
  const usable = dsGoneBy(ds);
  if (usable.length === 0) return 'yes';
  return judgeKeys(view, judging, (server, keys) => validates(view.zone, server, usable, keys, now));
}

function validates(
  zone: Fqdn,
  server: ServerAnswers,
  ds: readonly string[],
  dnskeys: readonly string[],
  now: EpochMs,
): boolean {
  const overKeys = answerTo(server, zone, 'DNSKEY')?.signatures;
  const vouched = (key: string): boolean => ds.some((one) => dsMatches(zone, one, key));
  const entry = overKeys === undefined ? dnskeys.filter(vouched) : entryKeys(zone, ds, dnskeys, overKeys, now);
  const overData = signaturesOverData(zone, server);
  return entry.length > 0 && (overData === undefined || dataKeys(zone, dnskeys, overData, now).length > 0);
}

/** Whether one of these DS vouches for a key that only the other side's servers give. */
export function vouchesForOther(ds: readonly string[], here: ServersView, other: ServersView): boolean {
  const [own, others] = [keysSeen(here), keysSeen(other)];
  const isFor = (one: string, keys: readonly string[]) => keys.some((key) => dsMatches(here.zone, one, key));
  return ds.some((one) => isFor(one, others) && !isFor(one, own));
}

export interface UnknownSigners {
  /** Old addresses whose keys caches hold, with the keys that sign the zone at some new address where they would want another one. */
  readonly lacking: readonly { readonly server: ServerAnswers; readonly keys: readonly string[] }[];
  /** Somebody serves the old zone, or may, and does not say with which keys. */
  readonly isOpen: boolean;
}

/**
 * Validators keep the old zone's DNSKEY RRset for its TTL and check the new zone's data with it (RFC 6781 §4.3.5.1, RFC 8901 §4). One signature by a
 * key that they know is enough (RFC 4035 §5.3): of the keys that sign the SOA at a new address one has to be among those of every old address.
 * Where no DS vouches for an old address's keys, nobody holds them.
 */
export function unknownSigners(
  oldServers: ServersView,
  newServers: ServersView,
  ds: readonly string[],
  judging: Judging,
  now: EpochMs,
): UnknownSigners {
  const { zone } = newServers;
  const signings = countedServers(newServers, judging)
    .map((server) => dataKeys(zone, keysOf(zone, server) ?? [], signaturesOverData(zone, server) ?? [], now))
    .filter((signers) => signers.length > 0);
  if (signings.length === 0) return { lacking: [], isOpen: false };
  const old = countedServers(oldServers, judging).map((server) => ({ server, keys: keysOf(zone, server) }));
  const told = old.flatMap(({ server, keys }) => (keys === undefined ? [] : [{ server, keys }]));
  const lacking = told
    .filter(({ server, keys }) => validates(zone, server, dsGoneBy(ds), keys, now))
    .map(({ server, keys }) => ({
      server,
      keys: [...new Set(signings.flatMap((signers) => uncheckable(signers, keys, dsGoneBy(ds))))],
    }))
    .filter(({ keys }) => keys.length > 0);
  // One that is dead to us has what the others have; where all are, nobody can tell.
  const isOpen = old.some(
    ({ server, keys }) =>
      keys === undefined && (server.outcome === 'answer' || (told.length === 0 && mayServe(server))),
  );
  return { lacking, isOpen };
}

/**
 * Those of one address's signers in whose place somebody who knows only these keys would want another. A validator has to accept any algorithm
 * of the DS (RFC 6840 §5.11), but some want them all (unbound's `harden-algo-downgrade`): each that both sides use needs a key that is known.
 */
function uncheckable(signers: readonly string[], dnskeys: readonly string[], ds: readonly string[]): readonly string[] {
  const known = signers.filter((key) => dnskeys.includes(key));
  if (known.length === 0) return signers;
  const has = (keys: readonly string[], algorithm: string): boolean =>
    keys.some((key) => algorithmOf(key) === algorithm);
  const open = ds
    .map((one) => keyOfDs(one).split(' ')[1]!)
    .filter((algorithm) => has(dnskeys, algorithm) && !has(known, algorithm));
  return signers.filter((key) => open.includes(algorithmOf(key)));
}

/** It was not heard: others may hear it. One without an address nobody does. */
function mayServe({ outcome, address }: ServerAnswers): boolean {
  return outcome === 'not-asked' || ((outcome === 'timeout' || outcome === 'unreachable') && address !== '');
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
