import { targetsOf } from '../../../dns/rdata.ts';
import type { Prerequisite, Update, UpdateLine } from '../../../dns/update-message.ts';
import { encodeUpdate } from '../../../dns/update-message.ts';
import { inStrings } from '../../../dns/wire-rdata.ts';
import { lookUpIn } from '../../../dns/zone-lookup.ts';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Fqdn } from '../../../domain/name.ts';
import { type Rrset, rrsetKey, writtenRdatas } from '../../../domain/rrset.ts';
import type { RrsetPut } from '../../../ports/dns-host.ts';

/** What fits a message over TCP with its signature (RFC 1035 §4.2.2). */
export const MOST_UPDATE_BYTES = 60_000;

interface Part {
  readonly prerequisites: readonly Prerequisite[];
  readonly removals: readonly UpdateLine[];
  readonly additions: readonly UpdateLine[];
}

/** Their data names hosts, and a server may want to know those first: BIND refuses an update that leaves an MX without its host's address. */
const NAMING_TYPES: ReadonlySet<string> = new Set(['MX', 'SRV']);

/**
 * Mail exchangers among these that are the zone's own hosts and have no address in it, or an alias: BIND refuses an update for one of them, and
 * does not say which (`check-integrity`, on by default).
 *
 * @param after the zone as it would be
 */
export function hostlessMx(zone: Fqdn, puts: readonly Rrset[], after: readonly Rrset[]): string[] {
  const isHostless = (host: Fqdn): boolean => {
    const said = ['A', 'AAAA'].map((type) => lookUpIn(zone, after, host, type).outcome);
    return !said.includes('answer') && !said.includes('elsewhere');
  };
  return puts
    .filter(({ type }) => type === 'MX')
    .flatMap((set) =>
      targetsOf(set)
        .filter(isHostless)
        .map((host) => `${set.name} MX ${host}`),
    );
}

/**
 * The updates that make these RRsets exact, each a message of its own: one, unless they are too many. What names hosts comes after the hosts;
 * of the rest what shares an owner name stays together, removals first, so that an alias and what takes its place never meet. Each names what
 * must be there for it to happen.
 *
 * @param present the RRsets of the zone as just read
 */
export function updatesFor(zone: Fqdn, puts: readonly RrsetPut[], present: readonly Rrset[]): Update[] {
  const now = new Map(present.map((set) => [rrsetKey(set), set]));
  const aliases = new Set(puts.filter(({ type }) => type === 'CNAME').map(({ name }) => name));
  const isLater = ({ name, type }: RrsetPut): boolean => NAMING_TYPES.has(type) && !aliases.has(name);
  const updates: Update[] = [];
  let together: Part[] = [];
  let bytes = 0;
  const add = (some: readonly RrsetPut[]): void => {
    for (const [name, own] of Map.groupBy(some, (put) => put.name)) {
      const parts = own.map((put) => partOf(zone, put, now.get(rrsetKey(put))));
      const size = sizeOf(zone, parts);
      if (size > MOST_UPDATE_BYTES)
        throw new GoLiveError('refused', { subject: name, why: 'its records are more than one message can carry' });
      if (bytes + size > MOST_UPDATE_BYTES) {
        updates.push(joined(zone, together));
        together = [];
        bytes = 0;
      }
      together.push(...parts);
      bytes += size;
    }
  };
  add(puts.filter((put) => !isLater(put)));
  add(puts.filter(isLater));
  return together.length === 0 ? updates : [...updates, joined(zone, together)];
}

function partOf(zone: Fqdn, put: RrsetPut, present: Rrset | undefined): Part {
  const { name, type, ttlSeconds } = put;
  const before = put.before ?? present?.rdatas ?? [];
  const prerequisite = prerequisiteOf(name, type, before);
  // What is there already stays as it stands: another TTL is no reason to cut a text anew.
  const strings = { ...put.strings, ...present?.strings };
  const additions = writtenRdatas({ ...put, strings }).map(
    (rdata): UpdateLine => ({ kind: 'add', name, type, ttlSeconds, rdata: inStrings(type, rdata) }),
  );
  if (name === zone && type === 'NS')
    return { prerequisites: [prerequisite], removals: [], additions: apexNsLines(put, before, present?.ttlSeconds) };
  const removals: UpdateLine[] = before.length === 0 ? [] : [{ kind: 'delete-rrset', name, type }];
  return { prerequisites: [prerequisite], removals, additions };
}

/**
 * Types whose data is a text in strings: the zone may cut it elsewhere than we do, and a server compares the cut too (a long DKIM key typed as two
 * halves). So it is with the letters of a CAA tag, whose case means nothing (RFC 8659 §4.1), and of a service's target, which servers compare as
 * octets (RFC 9460 §2.2). That they are there has to do; what they say was compared when the zone was read.
 */
const CUT_TYPES: ReadonlySet<string> = new Set(['TXT', 'SPF', 'CAA', 'SVCB', 'HTTPS']);

function prerequisiteOf(name: Fqdn, type: string, before: readonly string[]): Prerequisite {
  if (before.length === 0) return { kind: 'absent', name, type };
  return CUT_TYPES.has(type) ? { kind: 'present', name, type } : { kind: 'is', name, type, rdatas: before };
}

/** Nobody's name (RFC 6761 §6.4); comes and goes within one update, which shows as a whole or not at all. */
const STAND_IN = 'golive-ttl.invalid.';

/**
 * A zone's apex NS set cannot be deleted whole, nor its last record (RFC 2136 §3.4.2.3, §3.4.2.4): what is new comes first, then what is old
 * goes. A record that is there already brings no new TTL with it on Knot (3.2, seen 2026-11-20), one that comes anew does.
 */
function apexNsLines(put: RrsetPut, before: readonly string[], ttlBefore: number | undefined): UpdateLine[] {
  const { name, type, ttlSeconds, rdatas } = put;
  const add = (rdata: string): UpdateLine => ({ kind: 'add', name, type, ttlSeconds, rdata });
  const remove = (rdata: string): UpdateLine => ({ kind: 'delete-record', name, type, rdata });
  const gone = before.filter((rdata) => !rdatas.includes(rdata)).map(remove);
  const isOnlyTtl = ttlBefore !== ttlSeconds && rdatas.length > 0 && rdatas.every((rdata) => before.includes(rdata));
  if (!isOnlyTtl) return [...rdatas.map(add), ...gone];
  const [first, ...others] = rdatas;
  if (others.length > 0) return [remove(first!), add(first!), ...others.map(add), ...gone];
  return [add(STAND_IN), add(first!), ...gone, remove(STAND_IN)];
}

function joined(zone: Fqdn, parts: readonly Part[]): Update {
  return {
    zone,
    prerequisites: parts.flatMap(({ prerequisites }) => prerequisites),
    lines: [...parts.flatMap(({ removals }) => removals), ...parts.flatMap(({ additions }) => additions)],
  };
}

function sizeOf(zone: Fqdn, parts: readonly Part[]): number {
  return encodeUpdate(0, joined(zone, parts)).length;
}
