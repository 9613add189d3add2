import { z } from 'zod';
import { dsGone, dsIsExactly, dsSeen, dsTtlSeconds, readDelegation, servesExactly } from '../checks/delegation.ts';
import { DelegationSchema, Names, ServersSchema } from '../checks/schemas.ts';
import { readServers } from '../checks/servers.ts';
import { Walker } from '../checks/walk.ts';
import {
  holderOf,
  judgingOf,
  memoryOf,
  newNameServersOf,
  oldNameServersOf,
  waitingSince,
} from '../checks/zone-memory.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { worstCaseAt } from '../dns/deadline.ts';
import { keysSeen, serversSatisfy } from '../dns/ds-match.ts';
import { longestTtlSeconds } from '../dns/views.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Step, StepContext } from './contract.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;

const Observed = z.object({
  delegation: DelegationSchema,
  oldNameServers: Names,
  /** The zone's keys at the servers that are left … */
  oldServers: ServersSchema,
  /** … and at the new ones. */
  newServers: ServersSchema,
  /** As the registrar's account shows it; `null`: no API, or not held there. */
  registrarDs: z.array(z.string()).readonly().nullable(),
  /** A DS that resolvers still hold, with what is left of it. */
  cachedDs: z.array(z.string()).readonly(),
  cachedUntilMs: z.number().nullable(),
});
type Observed = z.infer<typeof Observed>;

const Change = z.object({ zone: z.string(), ds: z.array(z.string()).readonly(), remove: z.boolean() });
type Change = z.infer<typeof Change>;

/**
 * Takes the DS away at the parent before the operator changes, then waits until no validator expects the old keys any more: the longer of
 * the DS's and the keys' TTL, from the moment the DS is gone at every parent server.
 * Facts: `signed`, `ds`, `goneAtMs`, `untilMs`, `terms`; `kept` where the new zone has the keys already.
 */
export const removeDs: Step<Params, Observed, Change> = {
  id: 'remove-ds',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: (ctx) => [holderOf(ctx)],
  observe,
  plan,
  describe: ({ zone, ds, remove }) =>
    message(remove ? 'dns.remove-ds.remove' : 'dns.remove-ds.put-back', { zone, ds: ds.join('\n') }),
  apply: async (ctx, changes, ports, effects, signal) => {
    const registrar = ports[holderOf(ctx)]!;
    for (const { ds, remove } of changes) {
      const wanted = remove ? [] : ds;
      await effects.absolute('ds', { domain: ctx.domain, ds: wanted }, registrar.consistencyMs, () =>
        registrar.setDs(ctx.domain, wanted, signal),
      );
    }
  },
  undo,
  undoCost: (ctx) => message('dns.remove-ds.undo-cost', { zone: displayName(ctx.domain) }),
};

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const walker = new Walker(ports.dns, signal);
  const { domain } = ctx;
  const delegation = await readDelegation(ports.dns, domain, signal, walker);
  const newNameServers = await newNameServersOf(ctx, ports, signal);
  const oldNameServers = oldNameServersOf(ctx, delegation, newNameServers) ?? [];
  const keys = [{ name: domain, type: 'DNSKEY' }];
  const oldServers = await readServers(ports.dns, domain, oldNameServers, keys, signal, walker);
  const newServers = await readServers(ports.dns, domain, newNameServers ?? [], keys, signal, walker);
  const held = await ports[holderOf(ctx)]?.read(domain, signal);
  // Gone at the parent, but signed: it may have been taken away an hour ago. Only caches know.
  const suspicious = dsGone(delegation) === 'yes' && keysSeen(oldServers).length > 0;
  const cached = suspicious ? await cachedDs(ctx, ports, signal) : [];
  return {
    delegation,
    oldNameServers,
    oldServers,
    newServers,
    registrarDs: held === undefined ? null : [...held.ds].sort(),
    cachedDs: [...new Set(cached.flatMap(({ ds }) => ds))].sort(),
    cachedUntilMs: cached.length === 0 ? null : Math.max(...cached.map(({ untilMs }) => untilMs)),
  };
}

async function cachedDs(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal) {
  const answers = await ports.dns.askAll(
    ports.dns.resolvers.map(({ address }) => ({ server: { address }, name: ctx.domain, type: 'DS', recursive: true })),
    signal,
  );
  return answers.flatMap((answer) => {
    const set = answer.answer.find(({ name, type }) => name === ctx.domain && type === 'DS');
    return set === undefined ? [] : [{ ds: set.rdatas, untilMs: answer.atMs + set.ttlSeconds * 1000 }];
  });
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const waitingSinceMs = waitingSince(ctx, now);
  const judging = judgingOf(ctx);
  const gone = dsGone(o.delegation, judging);
  const present = dsSeen(o.delegation);

  if (gone === 'unknown')
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + 5 * MINUTE,
      deadlineMs: waitingSinceMs + HOUR,
      reason: message('dns.wait.parents', { zone }),
      facts: { waitingSinceMs },
    };

  if (gone === 'no') {
    // The new zone has the keys that the parent vouches for: nothing needs to go.
    if (serversSatisfy(o.newServers, present, judging) === 'yes')
      return { kind: 'done', facts: { signed: true, kept: true, ds: present, goneAtMs: null } };
    const facts = {
      signed: true,
      ds: [...new Set([...(memory.ds ?? []), ...present])].sort(),
      terms: terms(ctx, o),
      oldNameServers: o.oldNameServers,
      goneAtMs: null,
    };
    // The registrar has it so already: the registry publishes in its own time.
    if (o.registrarDs !== null && o.registrarDs.length === 0)
      return {
        kind: 'wait',
        for: 'outside',
        untilMs: now + MINUTE,
        deadlineMs: waitingSinceMs + 4 * HOUR,
        reason: message('dns.remove-ds.wait-parents', { zone }),
        facts: { ...facts, waitingSinceMs },
      };
    return {
      kind: 'act',
      changes: [{ zone, ds: present, remove: true }],
      facts: { ...facts, waitingSinceMs: null },
    };
  }

  if (memory.signed !== true && o.cachedDs.length === 0)
    return { kind: 'done', facts: { signed: false, goneAtMs: now } };
  const goneAtMs = memory.goneAtMs ?? now;
  const known = memory.terms ?? terms(ctx, o);
  const untilMs = Math.max(worstCaseAt({ switchedAtMs: goneAtMs, terms: known }), o.cachedUntilMs ?? 0);
  const facts = {
    signed: true,
    ds: memory.ds ?? o.cachedDs,
    terms: known,
    oldNameServers: o.oldNameServers,
    goneAtMs,
    untilMs,
  };
  if (now >= untilMs) return { kind: 'done', facts };
  return {
    kind: 'wait',
    for: 'time',
    untilMs,
    reason: message('dns.remove-ds.wait-caches', { zone, until: untilMs }),
    facts,
  };
}

function terms(ctx: StepContext<Params>, o: Observed): DeadlineTerm[] {
  const ds = dsTtlSeconds(o.delegation);
  const keys = longestTtlSeconds(o.oldServers, ctx.domain, 'DNSKEY');
  return [
    ...(ds === undefined ? [] : [{ what: 'ds' as const, seconds: ds, source: `${ctx.domain} DS at the parent` }]),
    ...(keys === undefined
      ? []
      : [{ what: 'dnskey' as const, seconds: keys, source: `${ctx.domain} DNSKEY at the old servers` }]),
  ];
}

/** Back only while it is true: the old servers are delegated to and still have the keys. Else validators would find the zone bogus. */
function undo(ctx: StepContext<Params>, before: Observed, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const judging = judgingOf(ctx);
  const ds = dsSeen(before.delegation).length > 0 ? dsSeen(before.delegation) : (memoryOf(ctx).ds ?? []);
  // The parents publish later than the registrar knows: a DS that still shows may be on its way out.
  const isOrdered = o.registrarDs !== null && ds.every((one) => o.registrarDs!.includes(one));
  const stillShows = dsIsExactly(o.delegation, ds, judging) === 'yes';
  if (ds.length === 0 || (stillShows && (o.registrarDs === null || isOrdered))) return { kind: 'done' };
  const again = { kind: 'wait', for: 'outside', untilMs: now + MINUTE } as const;
  if (servesExactly(o.delegation, before.oldNameServers, judging) !== 'yes')
    return { ...again, reason: message('dns.remove-ds.wait-old-delegation', { zone }) };
  const forgottenMs = memoryOf(ctx, 'change-delegation').untilMs ?? 0;
  if (now < forgottenMs)
    return {
      kind: 'wait',
      for: 'time',
      untilMs: forgottenMs,
      reason: message('dns.wait.way-back', { zone, until: forgottenMs }),
    };
  const satisfied = serversSatisfy(o.oldServers, ds, judging);
  if (satisfied === 'unknown') return { ...again, reason: message('dns.wait.old-servers', { zone }) };
  if (satisfied === 'no')
    return { kind: 'ask', task: message('dns.remove-ds.keys-gone', { zone }), owner: 'agency', closesOnWord: true };
  if (isOrdered) return { ...again, reason: message('dns.remove-ds.wait-parents', { zone }) };
  return { kind: 'act', changes: [{ zone, ds, remove: false }] };
}
