import { z } from 'zod';
import { readDelegation } from '../checks/delegation.ts';
import { readInventory } from '../checks/inventory.ts';
import { Names, Rrsets, ServersSchema } from '../checks/schemas.ts';
import { readServers } from '../checks/servers.ts';
import { Walker } from '../checks/walk.ts';
import {
  earlySwitchMs,
  judgingOf,
  memoryOf,
  newNameServersOf,
  oldNameServersOf,
  readApiZone,
  recall,
  stayingHost,
  ttlLines,
  waitingSince,
} from '../checks/zone-memory.ts';
import { agreedNs } from '../dns/delegation.ts';
import { SIGNING_TYPES } from '../dns/dictionary.ts';
import { APEX_NS_TTL_SECONDS } from '../dns/intended-zone.ts';
import { countedServers } from '../dns/parity.ts';
import { answerTo, isDefinite, longestTtlSeconds, unheard } from '../dns/views.ts';
import { isWireType } from '../dns/wire-types.ts';
import { isInZone } from '../dns/zone-lookup.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { longestTtlOf, rrsetKey, sameData } from '../domain/rrset.ts';
import { HOUR, MINUTE, ttlToMs } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import { askOnWord, has, unseenBack } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { Before, putAll, putCalls, seenOf } from './zone-write.ts';

const Params = z.strictObject({ ttlSeconds: z.number().int().min(0).default(300) });
type Params = z.infer<typeof Params>;

const Observed = z.object({
  nameServers: Names,
  /** The zone as its host's API has it, or as it was found at its servers. */
  zone: Rrsets,
  minTtlSeconds: z.number(),
  /** What each address gives now, TTLs as published. */
  servers: ServersSchema,
});
type Observed = z.infer<typeof Observed>;

const Change = z.object({
  zone: z.string(),
  ttlSeconds: z.number(),
  rrsets: Rrsets,
  before: Before,
  back: z.boolean(),
});
type Change = z.infer<typeof Change>;

/**
 * Shortens the TTLs of the zone that is in use, then waits until the last cache that got a long one has forgotten it.
 * Facts: `oldTtlSeconds`, `originals` (RRsets with their TTLs as they were), `loweredAtMs`, `untilMs`.
 */
export const lowerTtl: Step<Params, Observed, Change> = {
  id: 'lower-ttl',
  phase: 'prepare',
  aheadOfSwitch: true,
  params: Params,
  observed: Observed,
  change: Change,
  needs: (ctx) => [hostOf(ctx)],
  observe,
  plan,
  describe: ({ zone, ttlSeconds, rrsets, back }) => {
    const values = { zone, ttl: ttlSeconds, count: rrsets.length, records: ttlLines(rrsets) };
    return message(back ? 'dns.lower-ttl.back' : 'dns.lower-ttl.set', values);
  },
  apply: (ctx, changes, ports, effects, signal) => putAll(ports[hostOf(ctx)]!, ctx.domain, changes, effects, signal),
  calls: (ctx, changes, ports) => putCalls(ports[hostOf(ctx)], ctx.domain, changes),
  undo: (ctx, before, observed, now) => {
    const originals = memoryOf(ctx).originals ?? before.zone;
    const now_ = new Map(observed.zone.map((set) => [rrsetKey(set), set]));
    const back = originals.flatMap((old) => {
      const set = now_.get(rrsetKey(old));
      return set === undefined || !sameData(set, old) || set.ttlSeconds >= old.ttlSeconds ? [] : [old];
    });
    const zone = displayName(ctx.domain);
    const long = originals.filter(({ ttlSeconds }) => ttlSeconds > ctx.params.ttlSeconds);
    const missing = long.filter((set) => !now_.has(rrsetKey(set)));
    // What nobody could read just now still has the short one.
    const unseen = has(ctx, hostOf(ctx)) ? [] : unheard(observed.servers, missing);
    const rrsets = [...back, ...unseen];
    if (rrsets.length === 0) return { kind: 'done' };
    const ttlSeconds = longestTtlOf(rrsets);
    const change = { zone, ttlSeconds, rrsets, before: seenOf(observed.zone, rrsets), back: true };
    if (back.length > 0) return { kind: 'act', changes: [change] };
    return unseenBack(
      ctx,
      now,
      message('dns.wait.old-zone-unreadable', { zone }),
      askOnWord(lowerTtl.describe(change)),
    );
  },
  undoCost: (ctx) => message('dns.lower-ttl.undo-cost', { zone: displayName(ctx.domain) }),
};

/** The zone that is in use before the cutover: the one that is left, or the one that stays. */
function hostOf(ctx: StepContext<Params>): 'oldDnsHost' | 'newDnsHost' {
  return ctx.answers.nameServers === 'switch' ? 'oldDnsHost' : stayingHost(ctx);
}

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const walker = new Walker(ports.dns, signal);
  const { domain } = ctx;
  const delegation = await readDelegation(ports.dns, domain, signal, walker);
  const agreed = agreedNs(delegation);
  const moves = ctx.answers.nameServers === 'switch';
  const nameServers = moves
    ? (oldNameServersOf(ctx, delegation, await newNameServersOf(ctx, ports, signal)) ?? [])
    : agreed.kind === 'agreed'
      ? agreed.ns
      : (recall(ctx, 'oldNameServers') ?? []);
  const host = ports[hostOf(ctx)];
  const api = await readApiZone(host, domain, signal);
  const known = api ?? memoryOf(ctx).originals ?? (await zoneFromOutside(ctx, ports, nameServers, walker, signal));
  const counted = known.filter((set) => counts(set) && isInZone(set.name, domain, known));
  const questions = counted.map(({ name, type }) => ({ name, type }));
  const servers = await readServers(ports.dns, domain, nameServers, questions, signal, walker.another());
  const zone = api === null ? counted.flatMap((set) => asServed(set, servers)) : counted;
  return { nameServers, zone, minTtlSeconds: host?.limits.minTtlSeconds ?? 0, servers };
}

/** The RRset as the servers give it today: the data of the first that has it, the longest TTL of all. */
function asServed(set: Rrset, servers: Observed['servers']): Rrset[] {
  const answer = servers.servers
    .map((server) => answerTo(server, set.name, set.type))
    .find((one) => one?.rdatas.length);
  const ttlSeconds = longestTtlSeconds(servers, set.name, set.type);
  return answer === undefined || ttlSeconds === undefined ? [] : [{ ...set, rdatas: answer.rdatas, ttlSeconds }];
}

const counts = ({ type }: Rrset): boolean => type !== 'SOA' && !SIGNING_TYPES.has(type) && isWireType(type);

/** Without an API: the names that are known, with the TTLs that the servers give today. */
async function zoneFromOutside(
  ctx: StepContext<Params>,
  ports: StepPorts,
  nameServers: readonly Rrset['name'][],
  walker: Walker,
  signal: AbortSignal,
): Promise<readonly Rrset[]> {
  const known = recall(ctx, 'inventory') ?? ctx.answers.zoneExport;
  const read = await readInventory(
    ports.dns,
    ctx.domain,
    { nameServers, ...(known === undefined ? {} : { exported: known }), transfer: recall(ctx, 'transfer') },
    signal,
    walker,
  );
  return read.rrsets;
}

function targetSeconds(ctx: StepContext<Params>, set: Rrset, minTtlSeconds: number): number {
  const floor = set.type === 'NS' && set.name === ctx.domain ? APEX_NS_TTL_SECONDS : 0;
  return Math.max(ctx.params.ttlSeconds, minTtlSeconds, floor);
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const waitingSinceMs = waitingSince(ctx, now);
  // The switch has happened: shorter TTLs help nobody any more.
  if (earlySwitchMs(ctx) !== undefined && ctx.answers.nameServers === 'switch')
    return { kind: 'done', facts: { originals: memory.originals ?? o.zone, oldNameServers: o.nameServers } };
  if (o.zone.length === 0)
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + 5 * MINUTE,
      deadlineMs: waitingSinceMs + HOUR,
      reason: message('dns.wait.old-zone-unreadable', { zone }),
      facts: { waitingSinceMs },
    };
  const tooLong = o.zone.filter((set) => set.ttlSeconds > targetSeconds(ctx, set, o.minTtlSeconds));
  // What was published before anything was lowered; a later look must not take the lowered TTLs for the old ones.
  const first = memory.originals === undefined;
  const originals = memory.originals ?? o.zone;
  const oldTtlSeconds = Math.max(memory.oldTtlSeconds ?? 0, longestTtlOf(tooLong), longestTtlOf(longAtServers(ctx, o)));
  const kept = { oldTtlSeconds, originals, oldNameServers: o.nameServers };
  if (tooLong.length > 0)
    return {
      kind: 'act',
      changes: [
        {
          zone,
          ttlSeconds: Math.max(ctx.params.ttlSeconds, o.minTtlSeconds),
          rrsets: tooLong.map((set) => ({ ...set, ttlSeconds: targetSeconds(ctx, set, o.minTtlSeconds) })),
          before: tooLong,
          back: false,
        },
      ],
      facts: { ...kept, loweredAtMs: null, waitingSinceMs: null },
    };
  // Who did not say may still give the long one; that is no reason to think that it went up again.
  const silent = countedServers(o.servers, judgingOf(ctx)).filter(
    ({ outcome, answers }) => outcome !== 'answer' || answers.some((answer) => !isDefinite(answer.outcome)),
  );
  const long = longAtServers(ctx, o).length > 0;
  if (silent.length > 0 || o.servers.servers.length === 0 || long)
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + MINUTE,
      deadlineMs: waitingSinceMs + 4 * HOUR,
      reason: message('dns.lower-ttl.wait-servers', { zone }),
      facts: { ...kept, loweredAtMs: long ? null : (memory.loweredAtMs ?? null), waitingSinceMs },
    };
  // Nothing was ever longer: there is nothing to wait for.
  if (first && oldTtlSeconds === 0) return { kind: 'done', facts: { ...kept, loweredAtMs: now, untilMs: now } };
  const loweredAtMs = memory.loweredAtMs ?? now;
  const untilMs = loweredAtMs + ttlToMs(oldTtlSeconds);
  const facts = { ...kept, loweredAtMs, untilMs, waitingSinceMs: null };
  if (now >= untilMs) return { kind: 'done', facts };
  return {
    kind: 'wait',
    for: 'time',
    untilMs,
    reason: message('dns.lower-ttl.wait-caches', { zone, ttl: oldTtlSeconds, until: untilMs }),
    facts,
  };
}

/** RRsets that some address still gives with a long TTL. */
function longAtServers(ctx: StepContext<Params>, o: Observed): { readonly ttlSeconds: number }[] {
  return o.servers.servers.flatMap((server) =>
    o.zone.flatMap((set) => {
      const ttlSeconds = answerTo(server, set.name, set.type)?.ttlSeconds ?? 0;
      return ttlSeconds > targetSeconds(ctx, set, o.minTtlSeconds) ? [{ ttlSeconds }] : [];
    }),
  );
}
