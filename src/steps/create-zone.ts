import { z } from 'zod';
import { namesAnyOf, readDelegation } from '../checks/delegation.ts';
import { InventorySchema, intendFrom, missingTarget, readTargets, TargetsSchema } from '../checks/intend.ts';
import { gradeFacts, judgeInventory, NOTHING_READ, readInventory, transferFact } from '../checks/inventory.ts';
import { DelegationSchema, Names, Rrsets, ServersSchema } from '../checks/schemas.ts';
import { allServe, anyServes, judgeServers, noneServes, readServers } from '../checks/servers.ts';
import { Walker } from '../checks/walk.ts';
import {
  isUndoing,
  judgingOf,
  memoryOf,
  newNameServersOf,
  oldNameServersOf,
  readApiZone,
  readWholeZone,
  recall,
  recordLines,
  waitingSince,
} from '../checks/zone-memory.ts';
import { compareZone, goneFrom, parityQuestions } from '../dns/parity.ts';
import { puts, withoutApexNs, zoneChanges } from '../dns/zone-changes.ts';
import type { Decision, Facts } from '../domain/decision.ts';
import { digestOf } from '../domain/json.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { diffRrsets, rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import { askOnWord, unseenBack } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { zoneBrake } from './zone-brake.ts';
import { Before, putDeed, seenOf, writeZone, zoneCalls } from './zone-write.ts';

/** The new zone's TTLs while the move lasts; the old ones come back with raise-ttl. */
const Params = z.strictObject({ ttlSeconds: z.number().int().min(0).default(3600) });
type Params = z.infer<typeof Params>;

const Observed = z.object({
  delegation: DelegationSchema,
  newNameServers: Names.nullable(),
  oldNameServers: Names.nullable(),
  inventory: InventorySchema,
  targets: TargetsSchema,
  /** The zone at the new DNS host; `null`: no API. `rrsets` is `null` where the zone is not there. */
  api: z
    .object({ rrsets: Rrsets.nullable(), minTtlSeconds: z.number(), zonesByHand: z.literal(true).exactOptional() })
    .nullable(),
  servers: ServersSchema,
});
type Observed = z.infer<typeof Observed>;

const Change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create'), zone: z.string(), nameServers: z.string() }),
  /** An RRset without rdatas goes. */
  z.object({ kind: z.literal('put'), zone: z.string(), rrsets: Rrsets, before: Before }),
  z.object({ kind: z.literal('delete'), zone: z.string() }),
]);
type Change = z.infer<typeof Change>;

/** How long questions that nobody answered are asked again. */
const UNHEARD_MS = 10 * MINUTE;

/**
 * Makes the new zone: the old zone's inventory with what was decided, complete before anybody is sent there.
 * Facts: `plan` (what is approved), `intended`, `inventory`, `decided`, `nameServers`, `oldNameServers`, `completeness`, `made`; `leftOut` and
 * `unheard` where the inventory has them.
 */
export const createZone: Step<Params, Observed, Change> = {
  id: 'create-zone',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => ['newDnsHost'],
  observe,
  plan,
  describe: (change) => {
    switch (change.kind) {
      case 'create':
        return message('dns.create-zone.create', { zone: change.zone, servers: change.nameServers });
      case 'put':
        return message('dns.create-zone.put', {
          zone: change.zone,
          count: change.rrsets.length,
          records: recordLines(change.rrsets),
        });
      case 'delete':
        return message('dns.create-zone.delete', { zone: change.zone });
    }
  },
  apply: async ({ domain }, changes, ports, effects, signal) => {
    const host = ports.newDnsHost!;
    const { consistencyMs } = host.limits;
    for (const change of changes) {
      if (change.kind === 'create')
        await effects.absolute('create-zone', { zone: domain }, consistencyMs, () => host.createZone(domain, signal));
      else if (change.kind === 'delete')
        await effects.absolute('delete-zone', { zone: domain }, consistencyMs, () => host.deleteZone(domain, signal));
      else {
        const { rrsets, before } = change;
        const fresh = changes.some(({ kind }) => kind === 'create');
        await writeZone(host, { effect: 'put-rrsets', zone: domain, rrsets, before, fresh }, effects, signal);
      }
    }
  },
  calls: ({ domain }, changes, ports) =>
    zoneCalls(
      ports.newDnsHost,
      changes.map((change) =>
        change.kind === 'put' ? putDeed(domain, change.rrsets, change.before) : { kind: change.kind, zone: domain },
      ),
    ),
  undo,
  undoCost: (ctx) => message('dns.create-zone.undo-cost', { zone: displayName(ctx.domain) }),
};

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const walker = new Walker(ports.dns, signal);
  const { domain } = ctx;
  const delegation = await readDelegation(ports.dns, domain, signal, walker);
  const newNameServers = await newNameServersOf(ctx, ports, signal);
  const oldNameServers = oldNameServersOf(ctx, delegation, newNameServers);
  const oldZone = await readWholeZone(ports.oldDnsHost, domain, signal);
  const inventory = isUndoing(ctx)
    ? NOTHING_READ
    : await readInventory(
        ports.dns,
        domain,
        {
          nameServers: oldNameServers ?? [],
          ...(oldZone === null ? {} : { api: oldZone.rrsets, unsayable: oldZone.unsayable }),
          ...(ctx.answers.zoneExport === undefined ? {} : { exported: ctx.answers.zoneExport }),
          transfer: recall(ctx, 'transfer'),
          known: memoryOf(ctx).inventory,
        },
        signal,
        walker,
      );
  const targets = await readTargets(ctx, ports, signal);
  const api =
    ports.newDnsHost === undefined
      ? null
      : {
          rrsets: await readApiZone(ports.newDnsHost, domain, signal),
          minTtlSeconds: ports.newDnsHost.limits.minTtlSeconds,
          ...(ports.newDnsHost.limits.zonesByHand === true ? { zonesByHand: true as const } : {}),
        };
  const half = { delegation, newNameServers, oldNameServers, inventory, targets, api };
  const { intended } = intentOf(ctx, half);
  const questions = parityQuestions(domain, intended, goneFrom(inventory.rrsets, intended));
  const servers = await readServers(ports.dns, domain, newNameServers ?? [], questions, signal, walker.another());
  return { ...half, servers };
}

function intentOf(ctx: StepContext<Params>, o: Omit<Observed, 'servers'>) {
  const zone = intendFrom(ctx, o.inventory.rrsets, o.targets, {
    ...(o.newNameServers === null ? {} : { newNameServers: o.newNameServers }),
    ttlSeconds: ctx.params.ttlSeconds,
    ...(o.api === null ? {} : { minTtlSeconds: o.api.minTtlSeconds }),
  });
  return { intended: zone.rrsets, decided: zone.decided };
}

function plan(ctx: StepContext<Params>, o: Observed, now: EpochMs): Decision<Change> {
  const zone = displayName(ctx.domain);
  const waitingSinceMs = waitingSince(ctx, now);
  const asked = transferFact(o.inventory);
  const ask = (text: string, wants: string): Decision<Change> => ({
    kind: 'ask',
    task: message(text, { zone }),
    wants,
    facts: asked,
  });
  if (o.newNameServers === null) return ask('dns.ask.new-name-servers', 'newNameServers');
  const missing = missingTarget(ctx, o.targets);
  if (missing === 'site') return ask('dns.ask.site-addresses', 'newAddresses');
  if (missing === 'mail') return ask('dns.ask.mail-records', 'zoneChanges');
  if (!o.inventory.readable)
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + 5 * MINUTE,
      deadlineMs: waitingSinceMs + HOUR,
      reason: message('dns.wait.old-zone-unreadable', { zone }),
      facts: { ...asked, waitingSinceMs },
    };

  // A question that got lost is not "there is none": it is asked a few times more before the list counts as all that can be had.
  const own = ctx.earlier[ctx.stepId]?.facts['unheardSinceMs'];
  const unheardSinceMs = o.inventory.unanswered === 0 ? null : typeof own === 'number' ? own : now;
  if (unheardSinceMs !== null && now < unheardSinceMs + UNHEARD_MS)
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + MINUTE,
      reason: message('inventory.unanswered', {
        zone,
        count: o.inventory.rrsets.length,
        unanswered: o.inventory.unanswered,
      }),
      facts: { ...asked, inventory: o.inventory.rrsets, unheardSinceMs, waitingSinceMs: null },
    };
  const incomplete = judgeInventory(ctx.domain, o.inventory, now);
  const done = (facts: Facts): Decision<Change> => ({
    kind: 'done',
    facts,
    ...(unheardSinceMs === null ? {} : { findings: incomplete }),
  });
  const { intended, decided } = intentOf(ctx, o);
  const kept = {
    ...asked,
    unheardSinceMs,
    oldNameServers: o.oldNameServers ?? [],
    nameServers: o.newNameServers,
    inventory: o.inventory.rrsets,
  };
  const facts = {
    ...kept,
    plan: {
      intended: digestOf(intended.map(({ name, type, rdatas }) => [name, type, rdatas])),
      nameServers: o.newNameServers,
    },
    intended,
    decided,
    ...gradeFacts(o.inventory),
  };
  const gone = goneFrom(o.inventory.rrsets, intended);
  const judging = judgingOf(ctx);
  const parity = compareZone(ctx.domain, intended, gone, o.servers, now, judging);
  const findings = [...judgeServers(o.servers, now), ...parity.findings, ...incomplete];
  const isRight = parity.verdict === 'yes' && allServe(o.servers, judging) === 'yes';
  const create: Change = { kind: 'create', zone, nameServers: o.newNameServers.map(displayName).join(', ') };

  if (o.api !== null) {
    if (o.api.rrsets === null && o.api.zonesByHand === true)
      return {
        kind: 'ask',
        task: message('dns.create-zone.by-hand', { zone, servers: o.newNameServers.map(displayName).join(', ') }),
        lookAgainMs: now + 5 * MINUTE,
        facts: { ...kept, waitingSinceMs: null },
      };
    if (o.api.rrsets === null)
      return {
        kind: 'act',
        changes: [create, { kind: 'put', zone, rrsets: withoutApexNs(ctx.domain, intended) }],
        facts: { ...kept, waitingSinceMs: null, made: true },
      };
    const changes = zoneChanges(ctx.domain, o.api.rrsets, intended);
    if (changes.length > 0) {
      const unconfirmed = zoneBrake(ctx, o, o.api.rrsets, changes, now);
      if (unconfirmed !== undefined) return unconfirmed;
      return {
        kind: 'act',
        changes: [putOver(zone, o.api.rrsets, puts(changes))],
        facts: { ...kept, waitingSinceMs: null },
      };
    }
    if (isRight) return done(facts);
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + MINUTE,
      deadlineMs: waitingSinceMs + HOUR,
      reason: message('dns.wait.new-servers', { zone }),
      findings,
      facts: { ...kept, waitingSinceMs },
    };
  }
  if (isRight) return done(facts);
  const absent = !anyServes(o.servers);
  const wrong = new Set(parity.findings.filter(({ tag }) => tag !== 'TTL_DIFFERS').map(({ subject }) => subject));
  const rrsets = absent
    ? withoutApexNs(ctx.domain, intended)
    : [
        ...intended.filter(({ name, type }) => wrong.has(`${name} ${type}`)),
        ...gone
          .filter(({ name, type }) => wrong.has(`${name} ${type}`))
          .map(({ name, type }) => rrset(name, type, 0, [])),
      ];
  // Right as far as it could be seen, but not every address could be asked: nothing to type, only to wait for.
  if (!absent && rrsets.length === 0)
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + 5 * MINUTE,
      deadlineMs: waitingSinceMs + HOUR,
      reason: message('dns.wait.new-servers', { zone }),
      findings,
      facts: { ...kept, waitingSinceMs },
    };
  const put: Change = { kind: 'put', zone, rrsets };
  return { kind: 'act', changes: absent ? [create, put] : [put], facts: { ...kept, waitingSinceMs: null } };
}

/** The zone goes only when nobody can be sent there any more: no parent names its servers, and the caches have forgotten them. */
function undo(ctx: StepContext<Params>, before: Observed, o: Observed, now: EpochMs): Decision<Change> {
  const zone = displayName(ctx.domain);
  const servers = o.newNameServers ?? before.newNameServers ?? [];
  const wasInUse = servers.length > 0 && namesAnyOf(before.delegation, servers) === 'yes';
  const wasThere = before.api === null ? anyServes(before.servers) : before.api.rrsets !== null;
  if (!wasInUse && !wasThere) {
    if (namesAnyOf(o.delegation, servers, judgingOf(ctx)) !== 'no')
      return {
        kind: 'wait',
        for: 'outside',
        untilMs: now + 5 * MINUTE,
        reason: message('dns.wait.still-delegated', { zone }),
      };
    const forgottenMs = memoryOf(ctx, 'change-delegation').untilMs ?? 0;
    if (now < forgottenMs)
      return {
        kind: 'wait',
        for: 'time',
        untilMs: forgottenMs,
        reason: message('dns.wait.way-back', { zone, until: forgottenMs }),
      };
  }
  if (o.api === null || before.api === null) {
    if (wasThere || noneServes(o.servers) === 'yes' || servers.length === 0) return { kind: 'done' };
    const gone: Change = { kind: 'delete', zone };
    if (anyServes(o.servers)) return { kind: 'act', changes: [gone] };
    return unseenBack(ctx, now, message('dns.wait.zone-gone', { zone }), askOnWord(createZone.describe(gone)));
  }
  if (before.api.rrsets === null)
    return o.api.rrsets === null ? { kind: 'done' } : { kind: 'act', changes: [{ kind: 'delete', zone }] };
  const changes = o.api.rrsets === null ? [] : diffRrsets(o.api.rrsets, before.api.rrsets);
  return changes.length === 0
    ? { kind: 'done' }
    : { kind: 'act', changes: [putOver(zone, o.api.rrsets ?? [], puts(changes))] };
}

function putOver(zone: string, present: readonly Rrset[], rrsets: readonly Rrset[]): Change {
  return { kind: 'put', zone, rrsets, before: seenOf(present, rrsets) };
}
