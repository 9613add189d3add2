import { z } from 'zod';
import { zonePlanOf } from '../checks/delegation-sight.ts';
import { Names, Rrsets, ServersSchema } from '../checks/schemas.ts';
import { readServers } from '../checks/servers.ts';
import { Walker } from '../checks/walk.ts';
import {
  judgingOf,
  memoryOf,
  newNameServersOf,
  readApiZone,
  recall,
  stayingHost,
  ttlLines,
  waitingSince,
} from '../checks/zone-memory.ts';
import { SIGNING_TYPES } from '../dns/dictionary.ts';
import { countedServers } from '../dns/parity.ts';
import { answerTo, unheard } from '../dns/views.ts';
import { isWireType } from '../dns/wire-types.ts';
import { isInZone } from '../dns/zone-lookup.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey, sameData } from '../domain/rrset.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import { askOnWord, has, unseenBack } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { Before, putAll, putCalls, seenOf } from './zone-write.ts';

/** `ttlSeconds`: for RRsets that the old zone did not have. Absent: those keep what they have. */
const Params = z.strictObject({ ttlSeconds: z.number().int().min(0).exactOptional() });
type Params = z.infer<typeof Params>;
const Observed = z.object({
  nameServers: Names,
  /** The zone as it is now; TTLs as published. */
  zone: Rrsets,
  fromApi: z.boolean(),
  servers: ServersSchema,
});
type Observed = z.infer<typeof Observed>;
const Change = z.object({ zone: z.string(), rrsets: Rrsets, before: Before });
type Change = z.infer<typeof Change>;

/** Gives the zone the TTLs that it had before the move was prepared. Last of all: until then a mistake is mended in minutes. */
export const raiseTtl: Step<Params, Observed, Change> = {
  id: 'raise-ttl',
  phase: 'aftercare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: (ctx) => [hostOf(ctx)],
  observe,
  plan,
  describe: ({ zone, rrsets }) =>
    message('dns.raise-ttl.set', { zone, count: rrsets.length, records: ttlLines(rrsets) }),
  apply: (ctx, changes, ports, effects, signal) => putAll(ports[hostOf(ctx)]!, ctx.domain, changes, effects, signal),
  calls: (ctx, changes, ports) => putCalls(ports[hostOf(ctx)], ctx.domain, changes),
  undo: (ctx, before, o, now) => {
    const zone = displayName(ctx.domain);
    const present = new Map(o.zone.map((set) => [rrsetKey(set), set]));
    const missing = before.zone.filter((set) => !present.has(rrsetKey(set)));
    const unseen = has(ctx, hostOf(ctx)) ? [] : unheard(o.servers, missing);
    const long = before.zone.filter((old) => {
      const set = present.get(rrsetKey(old));
      return set !== undefined && sameData(set, old) && set.ttlSeconds > old.ttlSeconds;
    });
    const rrsets = [...long, ...unseen];
    if (rrsets.length === 0) return { kind: 'done' };
    const change = { zone, rrsets, before: seenOf(o.zone, rrsets) };
    if (long.length > 0) return { kind: 'act', changes: [change] };
    return unseenBack(ctx, now, message('dns.wait.new-servers', { zone }), askOnWord(raiseTtl.describe(change)));
  },
};

function hostOf(ctx: StepContext<Params>): 'oldDnsHost' | 'newDnsHost' {
  return ctx.answers.nameServers === 'switch' ? 'newDnsHost' : stayingHost(ctx);
}

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const { domain } = ctx;
  const api = await readApiZone(ports[hostOf(ctx)], domain, signal);
  const fixed = zonePlanOf(ctx).intended;
  const known = api ?? (fixed.length > 0 ? fixed : (memoryOf(ctx, 'lower-ttl').originals ?? []));
  const counted = known.filter(
    (set) =>
      set.type !== 'SOA' && !SIGNING_TYPES.has(set.type) && isWireType(set.type) && isInZone(set.name, domain, known),
  );
  const nameServers =
    ctx.answers.nameServers === 'switch'
      ? ((await newNameServersOf(ctx, ports, signal)) ?? [])
      : (recall(ctx, 'nameServers') ?? memoryOf(ctx, 'lower-ttl').oldNameServers ?? []);
  const questions = counted.map(({ name, type }) => ({ name, type }));
  const servers = await readServers(ports.dns, domain, nameServers, questions, signal, new Walker(ports.dns, signal));
  return { nameServers, zone: api === null ? asServed(counted, servers) : counted, fromApi: api !== null, servers };
}

function asServed(sets: readonly Rrset[], servers: Observed['servers']): Rrset[] {
  return sets.flatMap((set) => {
    const answers = servers.servers.flatMap((server) => answerTo(server, set.name, set.type) ?? []);
    const ttls = answers.flatMap(({ ttlSeconds }) => ttlSeconds ?? []);
    const rdatas = answers.find((answer) => answer.rdatas.length > 0)?.rdatas;
    return rdatas === undefined ? [] : [{ ...set, rdatas, ttlSeconds: Math.min(...ttls) }];
  });
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const waitingSinceMs = waitingSince(ctx, now);
  const wait = (): Decision<Change> => ({
    kind: 'wait',
    for: 'outside',
    untilMs: now + MINUTE,
    deadlineMs: waitingSinceMs + HOUR,
    reason: message('dns.wait.new-servers', { zone }),
    facts: { waitingSinceMs },
  });
  if (o.zone.length === 0) return wait();
  const originals = originalTtls(ctx);
  const wanted = (set: Rrset): number => originals.get(rrsetKey(set)) ?? ctx.params.ttlSeconds ?? set.ttlSeconds;
  const rrsets = o.zone
    .filter((set) => set.ttlSeconds < wanted(set))
    .map((set) => ({ ...set, ttlSeconds: wanted(set) }));
  if (rrsets.length > 0)
    return {
      kind: 'act',
      changes: [{ zone, rrsets, before: seenOf(o.zone, rrsets) }],
      facts: { waitingSinceMs: null },
    };
  const counted = countedServers(o.servers, judgingOf(ctx));
  const shown = counted.every((server) =>
    o.zone.every((set) => (answerTo(server, set.name, set.type)?.ttlSeconds ?? 0) >= set.ttlSeconds),
  );
  return !o.fromApi || (shown && counted.length > 0) ? { kind: 'done' } : wait();
}

/** As lower-ttl found them, else as the inventory has them. The apex NS set is its host's own. */
export function originalTtls(ctx: StepContext<unknown>): ReadonlyMap<string, number> {
  const ttls = new Map<string, number>();
  for (const set of [...zonePlanOf(ctx).inventory, ...(memoryOf(ctx, 'lower-ttl').originals ?? [])]) {
    if (ctx.answers.nameServers === 'switch' && set.type === 'NS' && set.name === ctx.domain) continue;
    ttls.set(rrsetKey(set), Math.max(set.ttlSeconds, ttls.get(rrsetKey(set)) ?? 0));
  }
  return ttls;
}
