import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import { isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, rrsetKey } from '../domain/rrset.ts';
import { SIGNING_TYPES } from './dictionary.ts';
import { canonicalRdata, canonicalText } from './wire-rdata.ts';
import { printable } from './wire-text.ts';

/** An RRset to put, and what must be there for it. Structurally the port's `RrsetPut`. */
interface Put extends Rrset {
  readonly before?: readonly string[];
}

const MOST_SHOWN = 200;

/** In the one spelling in which equal is equal. @throws GoLiveError `rdata-invalid` */
export function canonicalPut(given: Put): Put {
  const set = rrset(
    given.name,
    given.type,
    given.ttlSeconds,
    given.rdatas.map((rdata) => canonicalRdata(given.type, rdata)),
    { ...cutsOf(given.type, given.rdatas), ...given.strings },
  );
  if (given.before === undefined) return set;
  return {
    ...set,
    before: rrset(
      given.name,
      given.type,
      0,
      given.before.map((rdata) => canonicalOr(given.type, rdata)),
    ).rdatas,
  };
}

/** Canonical where we know the type; what a host has of its own stays as it says it. */
export function canonicalOr(type: string, rdata: string): string {
  try {
    return canonicalRdata(type, rdata);
  } catch (thrown) {
    if (thrown instanceof GoLiveError) return rdata;
    throw thrown;
  }
}

/** How texts stand whose strings are cut in a way of their own, by their canonical text; what is no text has none. */
export function cutsOf(type: string, rdatas: readonly string[]): NonNullable<Rrset['strings']> {
  if (type !== 'TXT' && type !== 'SPF') return {};
  const cuts: { [rdata: string]: string } = {};
  for (const written of rdatas) {
    if (written === canonicalOr(type, written)) continue;
    const { rdata, strings } = canonicalText(type, written);
    if (strings !== undefined) cuts[rdata] = strings;
  }
  return cuts;
}

/** @throws GoLiveError `refused`: not in this zone, the operator's own, a TTL below the minimum or over RFC 2181 §8 */
export function refuseUnfit(zone: Fqdn, set: Rrset, minTtlSeconds: number): void {
  const why = !isUnder(set.name, zone)
    ? 'the name is not in this zone'
    : set.type === 'SOA' || SIGNING_TYPES.has(set.type)
      ? `${set.type} is made here`
      : set.rdatas.length > 0 && set.ttlSeconds < minTtlSeconds
        ? `the lowest TTL here is ${minTtlSeconds} s`
        : !Number.isInteger(set.ttlSeconds) || set.ttlSeconds < 0 || set.ttlSeconds > 0x7fff_ffff
          ? 'a TTL is a whole number of seconds up to 2147483647'
          : undefined;
  if (why !== undefined) throw new GoLiveError('refused', { subject: rrsetKey(set), why });
}

/** RFC 1034 §3.6.2: a CNAME stands alone, and is one. A zone keeps its apex NS. @throws GoLiveError `refused` */
export function refuseInvalid(zone: Fqdn, sets: readonly Rrset[]): void {
  const aliases = new Map(sets.filter(({ type }) => type === 'CNAME').map((set) => [set.name, set]));
  const clash = sets.find(({ name, type }) => type !== 'CNAME' && !SIGNING_TYPES.has(type) && aliases.has(name));
  if (clash !== undefined)
    throw new GoLiveError('refused', { subject: rrsetKey(clash), why: 'a CNAME stands at that name' });
  const double = [...aliases.values()].find(({ rdatas }) => rdatas.length > 1);
  if (double !== undefined)
    throw new GoLiveError('refused', { subject: rrsetKey(double), why: 'a name has one CNAME' });
  if (!sets.some(({ name, type }) => name === zone && type === 'NS'))
    throw new GoLiveError('refused', { subject: zone, why: 'a zone keeps its apex NS' });
}

/** @throws GoLiveError `zone-changed`: the data is not what it must be for this to happen */
export function refuseChanged(zone: Fqdn, puts: readonly Put[], present: readonly Rrset[]): void {
  const now = new Map(present.map((set) => [rrsetKey(set), set.rdatas]));
  for (const put of puts) {
    if (put.before === undefined) continue;
    const found = now.get(rrsetKey(put)) ?? [];
    if (!sameDatas(found, put.before)) throw changed(zone, put, put.before, found);
  }
}

export function changed(
  zone: Fqdn,
  key: Pick<Rrset, 'name' | 'type'>,
  was: readonly string[],
  is: readonly string[],
): GoLiveError {
  const shown = (rdatas: readonly string[]) => printable(rdatas.join(', ') || 'nothing', MOST_SHOWN);
  return new GoLiveError('zone-changed', {
    subject: zone,
    why: `${rrsetKey(key)} was ${shown(was)} and is ${shown(is)}`,
    fix: 'golive looks again and plans anew.',
  });
}

function sameDatas(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((data, index) => data === b[index]);
}
