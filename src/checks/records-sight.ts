import { z } from 'zod';
import { followsFrom } from '../dns/brakes.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { decisiveTerms } from '../dns/deadline.ts';
import { agreedNs } from '../dns/delegation.ts';
import { driftOf } from '../dns/drift.ts';
import type { Decided, IntendedZone } from '../dns/intended-zone.ts';
import type { Parity } from '../dns/parity.ts';
import { compareSets, goneIn } from '../dns/parity.ts';
import type { ZoneQuestion } from '../dns/views.ts';
import { canonicalRdata } from '../dns/wire-rdata.ts';
import { isWireType } from '../dns/wire-types.ts';
import { digestOf } from '../domain/json.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import { readDelegation } from './delegation.ts';
import { changedSets, contentTerms } from './delegation-sight.ts';
import { InventorySchema, intendFrom, readTargets, TargetsSchema } from './intend.ts';
import { readInventory } from './inventory.ts';
import { Names, Rrsets, ServersSchema } from './schemas.ts';
import { readServers } from './servers.ts';
import { Walker } from './walk.ts';
import type { Remembering } from './zone-memory.ts';
import { decidedKeys, judgingOf, memoryOf, readApiZone, recall, siteHostsOf } from './zone-memory.ts';

/** A zone that stays, before and after some of its records change. */
export const RecordsSight = z.object({
  nameServers: Names,
  inventory: InventorySchema,
  targets: TargetsSchema,
  /** The zone at its host's API now; `null`: no API. */
  api: z.object({ rrsets: Rrsets, minTtlSeconds: z.number() }).nullable(),
  servers: ServersSchema,
});
export type RecordsSight = z.infer<typeof RecordsSight>;

export async function seeRecords(
  ctx: Remembering,
  ports: StepPorts,
  hostPort: 'oldDnsHost' | 'newDnsHost' | undefined,
  signal: AbortSignal,
): Promise<RecordsSight> {
  const walker = new Walker(ports.dns, signal);
  const { domain } = ctx;
  const agreed = agreedNs(await readDelegation(ports.dns, domain, signal, walker));
  const nameServers = agreed.kind === 'agreed' ? agreed.ns : (recall(ctx, 'nameServers') ?? []);
  const host = hostPort === undefined ? undefined : ports[hostPort];
  const zone = await readApiZone(host, domain, signal);
  // What the zone was before its cutover; afterwards it can no longer be read from the zone.
  const remembered = recall(ctx, 'inventory', CUTOVERS);
  const inventory =
    remembered === undefined
      ? await readInventory(
          ports.dns,
          domain,
          {
            nameServers,
            ...(zone === null ? {} : { api: zone }),
            ...(ctx.answers.zoneExport === undefined ? {} : { exported: ctx.answers.zoneExport }),
            transfer: recall(ctx, 'transfer'),
          },
          signal,
          walker,
        )
      : ({
          rrsets: remembered,
          completeness: 'exported',
          notLive: [],
          unanswered: 0,
          readable: true,
          provenance: {},
        } as const);
  const targets = await readTargets(ctx, ports, signal);
  const half = { nameServers, inventory, targets };
  const { questions } = recordsPlan(ctx, half);
  const servers = await readServers(ports.dns, domain, nameServers, questions, signal, walker.another());
  const api = zone === null ? null : { rrsets: zone, minTtlSeconds: host?.limits.minTtlSeconds ?? 0 };
  return { ...half, api, servers };
}

export interface RecordsPlan {
  readonly intended: readonly Rrset[];
  readonly decided: readonly Decided[];
  /** What must be there … */
  readonly sets: readonly Rrset[];
  /** … and what must not. */
  readonly gone: readonly Rrset[];
  readonly questions: readonly ZoneQuestion[];
}

/** What changes in a zone that stays: only that, and nothing else of it. */
export function recordsPlan(ctx: Remembering, sight: Pick<RecordsSight, 'inventory' | 'targets'>): RecordsPlan {
  const { rrsets: intended, decided } = begunPlan(ctx, intendFrom(ctx, sight.inventory.rrsets, sight.targets));
  const { changed, added } = changedSets(ctx.domain, sight.inventory.rrsets, intended);
  const keys = new Set([...changed, ...added].map(rrsetKey));
  const sets = intended.filter((set) => keys.has(rrsetKey(set)));
  const kept = new Set(sets.map(rrsetKey));
  // A host's own word for what is changed goes too, though nobody can be asked for it.
  const present = new Set(intended.map(rrsetKey));
  const own = sight.inventory.rrsets.filter((set) => !isWireType(set.type) && !present.has(rrsetKey(set)));
  const gone = [...changed.filter((set) => !kept.has(rrsetKey(set))), ...own];
  const questions = [...sets, ...gone].filter(({ type }) => isWireType(type)).map(({ name, type }) => ({ name, type }));
  return { intended, decided, sets, gone, questions };
}

/**
 * The plan that the cutover began with, for as long as the answers say the same: what was approved and asked for is what is waited for, though
 * a newer version might make another zone of these answers.
 */
function begunPlan(ctx: Remembering, made: IntendedZone): IntendedZone {
  const memory = CUTOVERS.map((id) => memoryOf(ctx, id)).find(({ intended = [] }) => intended.length > 0);
  if (memory?.decided === undefined) return made;
  const begun = { rrsets: memory.intended!, decided: memory.decided };
  return saidIn(ctx, begun.decided) === saidIn(ctx, made.decided) ? begun : made;
}

const CUTOVERS = ['change-records', 'instruct-third-party'] as const;

/** What the answers themselves say should become of the zone, without what rules make of them. */
function saidIn({ answers, domain }: Remembering, decided: readonly Decided[]): string {
  const hosts = new Set([domain, ...siteHostsOf(answers)].flatMap((name) => [`${name} A`, `${name} AAAA`]));
  const said = decided.filter(({ key, why }) =>
    why === 'site' ? hosts.has(key) : why === 'mail' || !followsFrom(why),
  );
  return digestOf(
    said.map(({ key, becomes }) => [key, becomes.map((data) => asWritten(key.split(' ')[1]!, data)).sort()]),
  );
}

/** In the one spelling, also where an older version kept it as it was typed. */
function asWritten(type: string, rdata: string): string {
  try {
    return canonicalRdata(type, rdata);
  } catch {
    return rdata;
  }
}

/** What a person approves of it: these RRsets with these data, and those that go. */
export function recordsDigest(plan: RecordsPlan): string {
  return digestOf([plan.sets.map(({ name, type, rdatas }) => [name, type, rdatas]), plan.gone.map(rrsetKey)]);
}

/** @param plan `intended`: the whole zone as it shall be, which says what stands in the place of what is gone */
export function compareRecords(
  ctx: Remembering,
  plan: Pick<RecordsPlan, 'intended' | 'sets' | 'gone'>,
  sight: RecordsSight,
  now: EpochMs,
): Parity {
  const gone = goneIn(ctx.domain, plan.intended, plan.gone);
  return compareSets(plan.sets, gone, sight.servers, now, judgingOf(ctx));
}

/** Whether somebody else edited what we are about to change. */
export function recordsDrift(ctx: Remembering, plan: RecordsPlan, sight: RecordsSight, now: EpochMs) {
  const keys = new Set(plan.questions.map(({ name, type }) => `${name} ${type}`));
  const question = {
    zone: ctx.domain,
    inventory: sight.inventory.rrsets,
    intended: plan.intended,
    decided: decidedKeys(ctx.answers),
    only: (set: Pick<Rrset, 'name' | 'type'>) => keys.has(rrsetKey(set)) || !isWireType(set.type),
  };
  return driftOf(question, sight.servers, sight.api?.rrsets ?? null, now);
}

/** @param more what caches may hold besides, as `stillLong` has it */
export function recordsTerms(
  zone: Fqdn,
  plan: RecordsPlan,
  sight: RecordsSight,
  more: readonly DeadlineTerm[] = [],
): DeadlineTerm[] {
  const { inventory, servers } = sight;
  return decisiveTerms([...contentTerms(zone, inventory.rrsets, plan.intended, servers, 'at its servers'), ...more]);
}
