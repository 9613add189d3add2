import { SIGNING_TYPES } from '../../../dns/dictionary.ts';
import { canonicalRdata } from '../../../dns/wire.ts';
import { inStrings } from '../../../dns/wire-rdata.ts';
import { svcbWords } from '../../../dns/wire-svcb.ts';
import { canonicalOr, cutsOf } from '../../../dns/zone-rules.ts';
import { type Fqdn, fqdn, isName } from '../../../domain/name.ts';
import type { Rrset } from '../../../domain/rrset.ts';
import { rrset, rrsetKey, sameData, sortZone } from '../../../domain/rrset.ts';
import type { WholeZone } from '../../../ports/dns-host.ts';
import type { CryptokeysJson, RrsetJson, ZoneJson } from './schema.ts';

/** Answered with something else than they say: no question asks for them, and hardly another host has them. */
const OWN_TYPES: ReadonlySet<string> = new Set(['ALIAS', 'LUA']);
/** SHA-256; SHA-1 is not to be published any more, and one digest is enough (RFC 8624 §3.3). */
const DIGEST_TYPE = '2';
/** Of which PowerDNS takes one record at a name, counting the disabled (`onlyOneEntryTypes` in its ws-auth.cc, 4.2 and newer). */
const ONE_ALONE: ReadonlySet<string> = new Set(['CNAME', 'DNAME']);
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
        cutsOf(
          type,
          enabled.map(({ content }) => content),
        ),
      );
    }),
  );
}

/** With the SOA, and the owner names that no host has. */
export function wholeOf(zone: Fqdn, read: ZoneJson): WholeZone {
  const enabled = read.rrsets.filter(({ records }) => records.some(({ disabled }) => disabled !== true));
  const soa = enabled.find(({ name, type }) => type === 'SOA' && isName(name) && fqdn(name) === zone);
  const said = soa?.records.find(({ disabled }) => disabled !== true);
  return {
    rrsets: rrsetsOf(read),
    ...(soa === undefined || said === undefined
      ? {}
      : { soa: rrset(zone, 'SOA', soa.ttl, [canonicalOr('SOA', said.content)]) }),
    unsayable: [...new Set(enabled.filter(({ name }) => !isName(name)).map(({ name }) => name))],
  };
}

/** Names at which PowerDNS answers with what it looks up or computes; what is disabled answers nothing. */
export function aliasedNames(rrsets: readonly RrsetJson[]): ReadonlySet<Fqdn> {
  const own = rrsets.filter(({ type }) => OWN_TYPES.has(type.toUpperCase()));
  const enabled = own.filter(({ records }) => records.some(({ disabled }) => disabled !== true));
  return new Set(enabled.filter(({ name }) => isName(name)).map(({ name }) => fqdn(name)));
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
 * stay; disabled records are sent along, else they would go, except one that is to be had enabled, and an alias beside another: the server refuses
 * the whole call for either.
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

function patchOne(put: Rrset, raw: RrsetJson | undefined): RrsetPatch {
  const { name, type, ttlSeconds, rdatas } = put;
  // What is there already goes back in the very words of the server: another TTL is no reason to say it anew.
  const said = new Map((raw?.records ?? []).map(({ content }) => [canonicalOr(type, content), content]));
  const gives = ({ content }: RrsetJson['records'][number]): boolean =>
    rdatas.includes(canonicalOr(type, content)) || (ONE_ALONE.has(type) && rdatas.length > 0);
  const disabled = (raw?.records ?? []).filter((record) => record.disabled === true && !gives(record));
  if (rdatas.length === 0 && disabled.length === 0) return { name, type, changetype: 'DELETE' };
  const records = [
    ...rdatas.map((rdata) => ({
      content: said.get(rdata) ?? contentOf(type, put.strings?.[rdata] ?? rdata),
      disabled: false,
    })),
    ...disabled.map(({ content }) => ({ content, disabled: true })),
  ];
  return { name, type, changetype: 'REPLACE', ttl: rdatas.length === 0 ? raw!.ttl : ttlSeconds, records };
}

/** As PowerDNS takes it: not every version cuts a longer text itself, and these parameters of a service it wants in quotes (4.7, else 422). */
function contentOf(type: string, rdata: string): string {
  if (type === 'TXT' || type === 'SPF') return inStrings(type, rdata);
  if (type !== 'SVCB' && type !== 'HTTPS') return rdata;
  const words = svcbWords(rdata).map(({ text }) => text.replace(/^(ech|key\d+)(?:=([^"].*))?$/s, '$1="$2"'));
  return words.join(' ');
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
