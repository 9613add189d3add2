import { z } from 'zod';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { decisiveTerms } from '../dns/deadline.ts';
import { delegationTtlSeconds, sameNames, servesExactly } from '../dns/delegation.ts';
import { SIGNING_TYPES } from '../dns/dictionary.ts';
import { signingQuestions } from '../dns/ds-match.ts';
import { intendedZone } from '../dns/intended-zone.ts';
import { goneFrom, parityQuestions } from '../dns/parity.ts';
import type { ServersView, ZoneQuestion } from '../dns/views.ts';
import { longestNegativeTtlSeconds, longestTtlSeconds } from '../dns/views.ts';
import { isWireType } from '../dns/wire-types.ts';
import { isInZone, wildcardsOver } from '../dns/zone-lookup.ts';
import type { Answers } from '../domain/answers.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { byKey, rrsetKey, sameData } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import { SECOND, ttlToMs } from '../domain/time.ts';
import type { Freshness } from '../ports/registry.ts';
import { NEAR_A_CHANGE } from '../ports/registry.ts';
import type { ApiPort, StepPorts } from '../ports/step-ports.ts';
import { readDelegation } from './delegation.ts';
import { RegistrationSeen, registrationSeen } from './registration-sight.ts';
import { DelegationSchema, Names, Rrsets, ServersSchema } from './schemas.ts';
import { readServers } from './servers.ts';
import { Walker } from './walk.ts';
import type { Remembering } from './zone-memory.ts';
import { memoryOf, newNameServersOf, oldNameServersOf, readApiZone, recall, WATCHER } from './zone-memory.ts';

/** Everything that a change of the delegation stands on, seen in one round. */
export const DelegationSight = z.object({
  delegation: DelegationSchema,
  newNameServers: Names,
  oldNameServers: Names,
  newServers: ServersSchema,
  oldServers: ServersSchema,
  /** The old zone through its API; `null`: no API, or the zone is gone there. */
  oldZone: Rrsets.nullable(),
  oldMinTtlSeconds: z.number(),
  registry: RegistrationSeen,
  /** As the registrar's account shows it; `null`: no API, or not held there. */
  registrarNs: Names.nullable(),
});
export type DelegationSight = z.infer<typeof DelegationSight>;

export async function seeDelegation(
  ctx: Remembering,
  ports: StepPorts,
  via: Extract<ApiPort, 'losingRegistrar' | 'gainingRegistrar'>,
  signal: AbortSignal,
  walker: Walker = new Walker(ports.dns, signal),
  freshness: Freshness = NEAR_A_CHANGE,
): Promise<DelegationSight> {
  const { domain } = ctx;
  const { dns } = ports;
  const delegation = await readDelegation(dns, domain, signal, walker);
  const newNameServers = await newNameServersOf(ctx, ports, signal);
  const oldNameServers = oldNameServersOf(ctx, delegation, newNameServers) ?? [];
  const { intended, inventory } = zonePlanOf(ctx);
  const asked = [...parityQuestions(domain, intended, goneFrom(inventory, intended)), ...signingQuestions(domain)];
  const newServers = await readServers(dns, domain, newNameServers ?? [], asked, signal, walker);
  const oldServers = await readServers(dns, domain, oldNameServers, oldQuestions(domain, inventory), signal, walker);
  const held = await ports[via]?.read(domain, signal);
  // Registries count questions: once the switch is ordered, their word changes nothing any more.
  const isOrdered =
    newNameServers !== null &&
    (servesExactly(delegation, newNameServers) === 'yes' ||
      (held !== undefined && sameNames(held.nameServers, newNameServers)));
  const registration = isOrdered ? undefined : await ports.registry.lookUp(domain, signal, freshness);
  return {
    delegation,
    newNameServers: newNameServers ?? [],
    oldNameServers,
    newServers,
    oldServers,
    oldZone: await readApiZone(ports.oldDnsHost, domain, signal),
    oldMinTtlSeconds: ports.oldDnsHost?.limits.minTtlSeconds ?? 0,
    registry: registration === undefined ? { outcome: 'unknown', statuses: [] } : registrationSeen(registration),
    registrarNs: held === undefined ? null : [...held.nameServers].sort(),
  };
}

/** What the old servers are asked: all they had at the inventory, their keys, and what somebody may have added where it would hurt. */
function oldQuestions(zone: Fqdn, inventory: readonly Rrset[]): readonly ZoneQuestion[] {
  const asked = OLD_QUESTIONS.get(inventory);
  if (asked?.zone === zone) return asked.questions;
  const known = inventory
    .filter((set) => !SIGNING_TYPES.has(set.type) && isInZone(set.name, zone, inventory))
    .map(({ name, type }) => ({ name, type }));
  const cuts = inventory.filter(({ name, type }) => name !== zone && (type === 'NS' || type === 'DS'));
  const usual = ['NS', 'A', 'AAAA', 'MX', 'TXT', 'CAA'].map((type) => ({ name: zone, type }));
  const all = [...known, ...cuts.map(({ name, type }) => ({ name, type })), ...usual, ...signingQuestions(zone)];
  const questions = [...new Map(all.map((question) => [`${question.name} ${question.type}`, question])).values()];
  OLD_QUESTIONS.set(inventory, { zone, questions });
  return questions;
}

const OLD_QUESTIONS = new WeakMap<
  readonly Rrset[],
  { readonly zone: Fqdn; readonly questions: readonly ZoneQuestion[] }
>();

interface ZonePlan {
  readonly intended: readonly Rrset[];
  readonly inventory: readonly Rrset[];
}

/** The zone as fixed by the step that planned it, and what a person decided by name since; empty before. */
export function zonePlanOf(ctx: Remembering): ZonePlan {
  const fixed = recall(ctx, 'intended') ?? [];
  const inventory = recall(ctx, 'inventory') ?? [];
  if (fixed.length === 0) return { intended: fixed, inventory };
  const { domain, answers } = ctx;
  const known = PLANNED.get(fixed);
  if (known?.domain === domain && known.zoneChanges === answers.zoneChanges && known.plan.inventory === inventory)
    return known.plan;
  const plan = { intended: decidedSince(fixed, domain, answers.zoneChanges), inventory };
  PLANNED.set(fixed, { domain, zoneChanges: answers.zoneChanges, plan });
  return plan;
}

/** A look asks for it several times, and the same plan lets others keep what they worked out of it. */
const PLANNED = new WeakMap<
  readonly Rrset[],
  { readonly domain: Fqdn; readonly zoneChanges: Answers['zoneChanges']; readonly plan: ZonePlan }
>();

function decidedSince(fixed: readonly Rrset[], zone: Fqdn, zoneChanges: Answers['zoneChanges']): readonly Rrset[] {
  const before = new Map(fixed.map((set) => [rrsetKey(set), set]));
  const { rrsets } = intendedZone(fixed, { zone, ...(zoneChanges === undefined ? {} : { zoneChanges }) });
  return rrsets.map((set) => {
    const known = before.get(rrsetKey(set));
    return known !== undefined && sameData(known, set) ? known : set;
  });
}

/** RRsets whose data the cutover changes, with the old data; both lists without signing data, SOA and apex NS. */
export function changedSets(zone: Fqdn, inventory: readonly Rrset[], intended: readonly Rrset[]): Changed {
  const known = CHANGED.get(intended);
  if (known?.zone === zone && known.inventory === inventory) return known.sets;
  const counts = ({ name, type }: Rrset): boolean =>
    type !== 'SOA' && !SIGNING_TYPES.has(type) && !(type === 'NS' && name === zone) && isWireType(type);
  const wanted = byKey(intended);
  const had = byKey(inventory);
  const changed = inventory.filter(
    (set) => counts(set) && wanted.get(rrsetKey(set))?.rdatas.join('\n') !== set.rdatas.join('\n'),
  );
  const added = intended.filter((set) => counts(set) && !had.has(rrsetKey(set)));
  const over = (rrsets: readonly Rrset[], names: readonly Rrset[]) =>
    rrsets.some(isWildcard)
      ? [...new Set(names.map(({ name }) => name))].flatMap((name) =>
          wildcardsOver(zone, rrsets, name)
            .filter((by) => counts(by) && isAskedAt(name, by))
            .map((by) => ({ name, by })),
        )
      : [];
  const sets = { changed, added, covered: over(inventory, added), uncovered: over(intended, changed) };
  CHANGED.set(intended, { zone, inventory, sets });
  return sets;
}

const isWildcard = ({ name }: Rrset): boolean => name.startsWith('*.');

/** Nobody asks for the addresses of a name that stands for a service (RFC 8552 §1.1). */
const isAskedAt = (name: Fqdn, { type }: Rrset): boolean =>
  (type !== 'A' && type !== 'AAAA') || !/(?:^|\.)_/.test(name);

/** A name without anything of its own, and what a wildcard has for it (RFC 4592 §3.3.1). */
interface Covered {
  readonly name: Fqdn;
  readonly by: Rrset;
}

interface Changed {
  readonly changed: readonly Rrset[];
  readonly added: readonly Rrset[];
  /** What a wildcard of the inventory said at names that are new: caches have it under those names. */
  readonly covered: readonly Covered[];
  /** What a wildcard of the intended zone says from now on at names that went: caches may have "there is none". */
  readonly uncovered: readonly Covered[];
}

const CHANGED = new WeakMap<
  readonly Rrset[],
  { readonly zone: Fqdn; readonly inventory: readonly Rrset[]; readonly sets: Changed }
>();

/** Where nobody ever said how long "does not exist" is kept: RFC 2308 §5 finds one to three hours sensible, and BIND keeps it no longer. */
const NEGATIVE_UNKNOWN_SECONDS = 10_800;

/**
 * TTLs of what changes in content, as the servers give it now; at a name that is new, of the wildcard that stood for it.
 * @param knownNegativeSeconds as it was heard before: servers that are silent now go on filling the caches of others
 */
export function contentTerms(
  zone: Fqdn,
  inventory: readonly Rrset[],
  intended: readonly Rrset[],
  servers: ServersView,
  where: string,
  knownNegativeSeconds?: number,
): DeadlineTerm[] {
  const { changed, added, covered, uncovered } = changedSets(zone, inventory, intended);
  const negative = longestNegativeTtlSeconds(servers) ?? knownNegativeSeconds;
  return [
    ...[...changed, ...new Set(covered.map(({ by }) => by))].map((set): DeadlineTerm => {
      const seconds = longestTtlSeconds(servers, set.name, set.type) ?? set.ttlSeconds;
      return { what: 'rrset', seconds, source: `${rrsetKey(set)} ${where}` };
    }),
    ...(added.length + uncovered.length === 0
      ? []
      : [
          {
            what: 'negative' as const,
            seconds: negative ?? NEGATIVE_UNKNOWN_SECONDS,
            source: `${zone} SOA ${negative === undefined ? 'not heard ' : ''}${where}`,
          },
        ]),
  ];
}

/**
 * The long TTL that was lowered too short a while ago: caches that got it keep it, whatever the servers say by now. So it is where the wait for
 * it was left out, or a switch came in the middle of it.
 */
export function stillLong(ctx: Remembering, fromMs: EpochMs): DeadlineTerm[] {
  const { oldTtlSeconds = 0, loweredAtMs } = memoryOf(ctx, 'lower-ttl');
  const leftMs = (loweredAtMs ?? fromMs) + ttlToMs(oldTtlSeconds) - fromMs;
  const source = `${ctx.domain} TTL before it was lowered`;
  return leftMs <= 0 ? [] : [{ what: 'rrset', seconds: Math.ceil(leftMs / SECOND), source }];
}

/** The arithmetic of a switch from the old servers to the new ones, measured before it. @param fromMs when it is, or was */
export function switchTerms(ctx: Remembering, sight: DelegationSight, fromMs?: EpochMs): DeadlineTerm[] {
  const { domain } = ctx;
  const { intended, inventory } = zonePlanOf(ctx);
  const parent = delegationTtlSeconds(sight.delegation);
  const apex =
    longestTtlSeconds(sight.oldServers, domain, 'NS') ??
    inventory.find(({ name, type }) => name === domain && type === 'NS')?.ttlSeconds;
  return decisiveTerms([
    ...(parent === undefined
      ? []
      : [{ what: 'delegation' as const, seconds: parent, source: `${domain} NS at the parent` }]),
    ...(apex === undefined
      ? []
      : [{ what: 'apex-ns' as const, seconds: apex, source: `${domain} NS at the old servers` }]),
    ...contentTerms(
      domain,
      inventory,
      intended,
      sight.oldServers,
      'at the old servers',
      memoryOf(ctx, WATCHER).negativeTtlSeconds,
    ),
    ...(fromMs === undefined ? [] : stillLong(ctx, fromMs)),
  ]);
}

/** The arithmetic of the way back: what caches may have learned from the new servers meanwhile. */
export function wayBackTerms(ctx: Remembering, sight: DelegationSight): DeadlineTerm[] {
  const { domain } = ctx;
  const { intended, inventory } = zonePlanOf(ctx);
  const parent = delegationTtlSeconds(sight.delegation);
  const apex = longestTtlSeconds(sight.newServers, domain, 'NS');
  return decisiveTerms([
    ...(parent === undefined
      ? []
      : [{ what: 'delegation' as const, seconds: parent, source: `${domain} NS at the parent` }]),
    ...(apex === undefined
      ? []
      : [{ what: 'apex-ns' as const, seconds: apex, source: `${domain} NS at the new servers` }]),
    ...contentTerms(domain, intended, inventory, sight.newServers, 'at the new servers'),
  ]);
}
