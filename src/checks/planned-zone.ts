import { z } from 'zod';
import type { Decided } from '../dns/intended-zone.ts';
import { isDefinite } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import { isAlreadyMoved } from './already-moved.ts';
import { readDelegation } from './delegation.ts';
import { InventorySchema, intendFrom, missingTarget, readTargets } from './intend.ts';
import { readInventory } from './inventory.ts';
import { DecidedSchema, Names, Rrsets } from './schemas.ts';
import type { Walker } from './walk.ts';
import type { Remembering } from './zone-memory.ts';
import { newNameServersOf, readWholeZone, recall } from './zone-memory.ts';

/** The new zone as it would be made now, where no step has fixed it yet. */
export const PlannedZone = z.object({
  /** `null`: nobody knows the new servers. */
  nameServers: Names.nullable(),
  oldNameServers: Names,
  inventory: InventorySchema,
  intended: Rrsets,
  decided: z.array(DecidedSchema).readonly(),
  missing: z.enum(['site', 'mail']).nullable(),
});
export type PlannedZone = z.infer<typeof PlannedZone>;

/** A hostile delegation names many; no registry takes more than thirteen. */
const MOST_OLD_SERVERS = 13;

/** @param exported the old zone from a file that a person brought */
export async function planZone(
  ctx: Remembering,
  ports: StepPorts,
  walker: Walker,
  exported: readonly Rrset[] | undefined,
  signal: AbortSignal,
): Promise<PlannedZone> {
  const { domain } = ctx;
  const nameServers = await newNameServersOf(ctx, ports, signal);
  const delegation = await readDelegation(ports.dns, domain, signal, walker);
  const named = delegation.parents.flatMap(({ outcome, ns }) => (isDefinite(outcome) ? ns : []));
  const isNew = (name: Fqdn): boolean => nameServers?.includes(name) === true;
  // After the switch there is no old side any more: the zone is compared with itself.
  const moved = isAlreadyMoved(delegation, nameServers ?? []);
  const oldNameServers = [...new Set(named)]
    .filter((name) => moved || !isNew(name))
    .sort()
    .slice(0, MOST_OLD_SERVERS);
  const api = await readWholeZone(ports.oldDnsHost, domain, signal);
  const file = exported ?? ctx.answers.zoneExport;
  const inventory = await readInventory(
    ports.dns,
    domain,
    {
      nameServers: oldNameServers,
      ...(api === null ? {} : { api: api.rrsets, unsayable: api.unsayable }),
      ...(file === undefined ? {} : { exported: file }),
      transfer: recall(ctx, 'transfer'),
    },
    signal,
    walker,
  );
  const targets = await readTargets(ctx, ports, signal);
  const { rrsets: intended, decided } = intendFrom(ctx, inventory.rrsets, targets, {
    ...(nameServers === null ? {} : { newNameServers: nameServers }),
  });
  return {
    nameServers,
    oldNameServers,
    inventory,
    intended: inventory.readable ? intended : [],
    decided,
    missing: missingTarget(ctx, targets) ?? null,
  };
}

/** Where the plan comes from: the step that fixed it, else the plan made for this look. */
export function isPlanFixed(ctx: Remembering): boolean {
  return (recall(ctx, 'intended') ?? []).length > 0;
}

/** The context as if the step that makes the zone had fixed this plan. */
export function withPlanned<Context extends Remembering>(ctx: Context, planned: PlannedZone | null): Context {
  if (planned === null) return ctx;
  const { nameServers, oldNameServers, inventory, intended, decided } = planned;
  const facts = {
    ...(nameServers === null ? {} : { nameServers }),
    oldNameServers,
    inventory: inventory.rrsets,
    intended,
    decided,
    completeness: inventory.completeness,
  };
  return { ...ctx, earlier: { ...ctx.earlier, 'create-zone': { state: 'done', facts } } };
}

/** What was decided about the new zone, by the step that fixed it. */
export function decidedOf(ctx: Remembering): readonly Decided[] {
  const decided = z.array(DecidedSchema).safeParse(ctx.earlier['create-zone']?.facts['decided']);
  return decided.success ? decided.data : [];
}
