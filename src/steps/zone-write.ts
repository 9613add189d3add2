import { z } from 'zod';
import { Rrsets } from '../checks/schemas.ts';
import { wholeZone } from '../checks/zone-memory.ts';
import { writeZoneFile } from '../dns/zone-file.ts';
import { changed } from '../dns/zone-rules.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, rrsetKey, sameData } from '../domain/rrset.ts';
import type { DnsHost, RrsetPut, WholeZone, ZoneDeed } from '../ports/dns-host.ts';
import type { Effects } from './contract.ts';

/** What the plan saw of the RRsets that it changes, in a change's JSON; one without rdatas was not there. */
export const Before = Rrsets.exactOptional();

/** @param present the zone as the plan saw it */
export function seenOf(present: readonly Rrset[], puts: readonly Rrset[]): readonly Rrset[] {
  const now = byKey(present);
  return puts.map((put) => now.get(rrsetKey(put)) ?? rrset(put.name, put.type, 0, []));
}

export interface ZoneWrite {
  /** The effect's name within the step. */
  readonly effect: string;
  readonly zone: Fqdn;
  /** As they shall be; without rdatas: gone. */
  readonly rrsets: readonly Rrset[];
  /** `seenOf` the plan. Absent: whatever is there may be replaced. */
  readonly before?: readonly Rrset[] | undefined;
  /** The zone was made a moment ago: there is nothing in it to keep, and reading it may be too early. */
  readonly fresh?: boolean;
}

/** What is on record of a write; `golive journal D --zone-file` prints `zoneFile`, the whole zone as it was before. */
export const ZoneWriteRequest = z.object({ zone: z.string(), rrsets: Rrsets, zoneFile: z.string().exactOptional() });

/**
 * Writes RRsets into a zone at its host: reads it once more, refuses where somebody changed one of these RRsets since the plan, keeps the zone
 * as a zone file in the journal, and sends only what is not yet so. Others' edits of other RRsets are left alone; the step's next look sees them.
 *
 * @throws GoLiveError `zone-changed`: nothing was sent; the engine looks and plans again
 */
export async function writeZone(
  host: DnsHost,
  { effect, zone, rrsets, before, fresh }: ZoneWrite,
  effects: Effects,
  signal: AbortSignal,
): Promise<void> {
  const { consistencyMs } = host.limits;
  if (fresh === true)
    return effects.absolute(effect, { zone, rrsets }, consistencyMs, () => host.putRrsets(zone, rrsets, signal));
  const whole = await wholeZone(host, zone, signal);
  const present = whole.rrsets;
  const now = byKey(present);
  const seen = before && byKey(before);
  const puts = rrsets.flatMap((put): RrsetPut[] => {
    const is = now.get(rrsetKey(put));
    if (isSo(put, is)) return [];
    const was = seen?.get(rrsetKey(put));
    if (was !== undefined && !isSo(was, is)) throw changed(zone, put, shown(was), shown(is));
    return [{ ...put, before: is?.rdatas ?? [] }];
  });
  if (puts.length === 0) return;
  const request = { zone, rrsets: puts.map(({ before: _is, ...put }) => put), zoneFile: zoneFileOf(zone, whole) };
  await effects.absolute(effect, request, consistencyMs, () => host.putRrsets(zone, puts, signal));
}

/**
 * The zone as every server reads it, with its SOA (RFC 1035 §5.2). What a host writes in words of its own (`ALIAS`) stands at the head as a
 * comment, and so do names that cannot be carried.
 */
function zoneFileOf(zone: Fqdn, { rrsets, soa, unsayable }: WholeZone): string {
  const present = soa === undefined ? rrsets : [soa, ...rrsets];
  const own = present.filter((set) => !isSayable(zone, set));
  const comments = own.flatMap(({ name, ttlSeconds, type, rdatas }) =>
    rdatas.map((rdata) => `${name} ${ttlSeconds} ${type} ${rdata}`),
  );
  return writeZoneFile(
    zone,
    present.filter((set) => !own.includes(set)),
    [...comments, ...unsayable.map((name) => `left out: ${name}`)],
  );
}

function isSayable(zone: Fqdn, set: Rrset): boolean {
  try {
    writeZoneFile(zone, [set]);
    return true;
  } catch (thrown) {
    if (thrown instanceof GoLiveError) return false;
    throw thrown;
  }
}

/** What a host would be asked, as text. */
export function zoneCalls(host: DnsHost | undefined, deeds: readonly ZoneDeed[]): readonly string[] {
  return deeds.flatMap((deed) => host?.calls?.(deed) ?? []);
}

/** A put with what it must find, as `writeZone` sends it when nobody meddles. */
export function putDeed(zone: Fqdn, rrsets: readonly Rrset[], before: readonly Rrset[] | undefined): ZoneDeed {
  const seen = before && byKey(before);
  return {
    kind: 'put',
    zone,
    rrsets: rrsets.map((put) => (seen === undefined ? put : { ...put, before: seen.get(rrsetKey(put))?.rdatas ?? [] })),
  };
}

/** RRsets to put, with what the plan saw of them. */
type Puts = Pick<ZoneWrite, 'rrsets' | 'before'>;

/** `apply` of a step that puts RRsets and does nothing else. */
export async function putAll(
  host: DnsHost,
  zone: Fqdn,
  changes: readonly Puts[],
  effects: Effects,
  signal: AbortSignal,
): Promise<void> {
  for (const { rrsets, before } of changes)
    await writeZone(host, { effect: 'put-rrsets', zone, rrsets, before }, effects, signal);
}

/** `calls` of a step that puts RRsets and does nothing else. */
export function putCalls(host: DnsHost | undefined, zone: Fqdn, changes: readonly Puts[]): readonly string[] {
  return zoneCalls(
    host,
    changes.map(({ rrsets, before }) => putDeed(zone, rrsets, before)),
  );
}

function isSo(wanted: Rrset, is: Rrset | undefined): boolean {
  if (wanted.rdatas.length === 0) return is === undefined || is.rdatas.length === 0;
  return is !== undefined && sameData(wanted, is) && wanted.ttlSeconds === is.ttlSeconds;
}

function shown(set: Rrset | undefined): readonly string[] {
  return set === undefined || set.rdatas.length === 0 ? [] : [`${set.ttlSeconds} ${set.rdatas.join(', ')}`];
}

function byKey(sets: readonly Rrset[]): ReadonlyMap<string, Rrset> {
  return new Map(sets.map((set) => [rrsetKey(set), set]));
}
