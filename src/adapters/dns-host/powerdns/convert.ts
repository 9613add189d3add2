import { SIGNING_TYPES } from '../../../dns/dictionary.ts';
import { canonicalRdata, encodeRdata } from '../../../dns/wire.ts';
import { rdataFields } from '../../../dns/wire-rdata.ts';
import { quote } from '../../../dns/wire-text.ts';
import { canonicalOr } from '../../../dns/zone-rules.ts';
import { type Fqdn, fqdn, isName } from '../../../domain/name.ts';
import type { Rrset } from '../../../domain/rrset.ts';
import { rrset, rrsetKey, sameData, sortZone } from '../../../domain/rrset.ts';
import type { CryptokeysJson, RrsetJson, ZoneJson } from './schema.ts';

/** Answered with something else than they say: no question asks for them, and hardly another host has them. */
const OWN_TYPES: ReadonlySet<string> = new Set(['ALIAS', 'LUA']);
/** SHA-256; SHA-1 is not to be published any more, and one digest is enough (RFC 8624 §3.3). */
const DIGEST_TYPE = '2';
/** What is longer is none (RFC 2181 §8). */
const LONGEST_TTL_SECONDS = 0x7fff_ffff;

/** What the zone holds, canonical, PowerDNS's own types included; disabled records and names that no host has are left out. */
export function rrsetsOf(zone: ZoneJson): Rrset[] {
  return sortZone(
    zone.rrsets.flatMap((set) => {
      const type = set.type.toUpperCase();
      const enabled = set.records.filter(({ disabled }) => disabled !== true);
      if (enabled.length === 0 || !isName(set.name)) return [];
      if (type === 'SOA' || SIGNING_TYPES.has(type)) return [];
      return rrset(
        fqdn(set.name),
        type,
        set.ttl > LONGEST_TTL_SECONDS ? 0 : set.ttl,
        enabled.map(({ content }) => canonicalOr(type, content)),
      );
    }),
  );
}

/**
 * Canonical; but a type that we know only as octets (`LOC`) is written out at PowerDNS and stays as it says it, so that its TTL can be changed.
 * @throws GoLiveError `rdata-invalid`
 */
export function spelled(type: string, rdata: string): string {
  return rdataFields(type) === undefined && !rdata.startsWith('\\#') ? rdata : canonicalRdata(type, rdata);
}

/** Names at which PowerDNS answers with what it looks up or computes. */
export function aliasedNames(rrsets: readonly RrsetJson[]): ReadonlySet<Fqdn> {
  return new Set(
    rrsets.filter(({ name, type }) => OWN_TYPES.has(type.toUpperCase()) && isName(name)).map(({ name }) => fqdn(name)),
  );
}

export interface RrsetPatch {
  readonly name: string;
  readonly type: string;
  readonly changetype: 'REPLACE' | 'DELETE';
  readonly ttl?: number;
  readonly records?: readonly { readonly content: string; readonly disabled: boolean }[];
}

/**
 * What is not yet so, as the API wants it: removals first, since older servers judge one after the other. Comments are not mentioned, so they
 * stay; disabled records are sent along, else they would go.
 */
export function patchOf(puts: readonly Rrset[], zone: ZoneJson): RrsetPatch[] {
  const present = new Map(rrsetsOf(zone).map((set) => [rrsetKey(set), set]));
  const raw = new Map(zone.rrsets.map((set) => [`${set.name.toLowerCase()} ${set.type.toUpperCase()}`, set]));
  const patches = puts.flatMap((put): RrsetPatch[] => {
    const is = present.get(rrsetKey(put));
    const isSo = put.rdatas.length === 0 ? is === undefined : sameData(put, is) && put.ttlSeconds === is?.ttlSeconds;
    return isSo ? [] : [patchOne(put, raw.get(rrsetKey(put)))];
  });
  return [
    ...patches.filter(({ changetype }) => changetype === 'DELETE'),
    ...patches.filter(({ changetype }) => changetype === 'REPLACE'),
  ];
}

function patchOne({ name, type, ttlSeconds, rdatas }: Rrset, raw: RrsetJson | undefined): RrsetPatch {
  const disabled = (raw?.records ?? []).filter((record) => record.disabled === true);
  if (rdatas.length === 0 && disabled.length === 0) return { name, type, changetype: 'DELETE' };
  const records = [
    ...rdatas.map((rdata) => ({ content: contentOf(type, rdata), disabled: false })),
    ...disabled.map(({ content }) => ({ content, disabled: true })),
  ];
  return { name, type, changetype: 'REPLACE', ttl: rdatas.length === 0 ? raw!.ttl : ttlSeconds, records };
}

/** Character-strings of at most 255 octets (RFC 1035 §3.3): PowerDNS does not cut a longer one in every version. */
function contentOf(type: string, rdata: string): string {
  if (type !== 'TXT' && type !== 'SPF') return rdata;
  const wire = encodeRdata(type, rdata);
  const strings: string[] = [];
  for (let at = 0; at < wire.length; at += wire[at]! + 1)
    strings.push(quote(wire.subarray(at + 1, at + 1 + wire[at]!)));
  return strings.join(' ');
}

/** The DS rdatas of the keys that sign. */
export function dsOf(keys: CryptokeysJson): string[] {
  const signing = keys.filter(
    ({ keytype, active, published }) => active && published !== false && keytype.toLowerCase() !== 'zsk',
  );
  const ds = signing.flatMap((key) => key.ds ?? []).map((rdata) => canonicalRdata('DS', rdata));
  return [...new Set(ds.filter((rdata) => rdata.split(' ')[2] === DIGEST_TYPE))].sort();
}

/** A zone's id in a path: `=2F` for what is no letter, digit, dot, hyphen or underscore. */
export function zoneId(zone: Fqdn): string {
  return zone.replace(/[^A-Za-z0-9._-]/g, (one) => `=${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
