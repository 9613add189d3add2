import { z } from 'zod';
import { signersToCaches } from '../checks/cutover-gates.ts';
import { dsGone, dsIsExactly, dsSeen, dsTtlSeconds, readDelegation, servesExactly } from '../checks/delegation.ts';
import { watchedDsTerms } from '../checks/ds-clear.ts';
import { DelegationSchema, Names, ServersSchema } from '../checks/schemas.ts';
import { readServers } from '../checks/servers.ts';
import { Walker } from '../checks/walk.ts';
import type { ZoneMemory } from '../checks/zone-memory.ts';
import {
  holderOf,
  judgingOf,
  memoryOf,
  newNameServersOf,
  oldNameServersOf,
  overridesDs,
  WATCHER,
  waitingSince,
} from '../checks/zone-memory.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { decisiveTerms, worstCaseAt } from '../dns/deadline.ts';
import { delegationTtlSeconds } from '../dns/delegation.ts';
import { keysSeen, keysTtlSeconds, serversSatisfy, serversValidate, signingQuestions } from '../dns/ds-match.ts';
import { sumText } from '../dns/sum-text.ts';
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
  newNameServers: Names,
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

const LOOK_AGAIN_MS = 30 * MINUTE;

/**
 * Takes the DS away at the parent before the operator changes, then waits until no validator expects the old keys any more: the DS's TTL and
 * then the keys', from the moment the DS is gone at every parent server.
 * Facts: `signed`, `ds`, `goneAtMs`, `untilMs`, `terms`; `kept` where the new zone has the keys already, or a person took the DS on
 * (`overridden`).
 */
export const removeDs: Step<Params, Observed, Change> = {
  id: 'remove-ds',
  phase: 'prepare',
  aheadOfSwitch: true,
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
  const keys = signingQuestions(domain);
  const oldServers = await readServers(ports.dns, domain, oldNameServers, keys, signal, walker);
  const newServers = await readServers(ports.dns, domain, newNameServers ?? [], keys, signal, walker);
  const held = await ports[holderOf(ctx)]?.read(domain, signal);
  // Gone at the parent, but signed: it may have been taken away an hour ago. Only caches know.
  const suspicious = dsGone(delegation) === 'yes' && keysSeen(oldServers).length > 0;
  const cached = suspicious ? await cachedDs(ctx, ports, signal) : [];
  return {
    delegation,
    oldNameServers,
    newNameServers: newNameServers ?? [],
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
    const overridden = overridesDs(ctx);
    const replaced = (memory.ds ?? []).some((one) => !present.includes(one));
    const isFit = serversSatisfy(o.newServers, present, judging, now) === 'yes';
    // The gate asks the same before the switch, and would refuse for ever what is kept here.
    const signers = isFit && !overridden ? signersToCaches(ctx, o, present, now) : undefined;
    const isKnown = signers === undefined || signers.lacking.length === 0;
    // The new zone has the keys that the parent vouches for, and caches know those that sign it; or a person takes the failures on: nothing needs to go.
    if (overridden || (isFit && isKnown && signers?.isOpen !== true))
      return replaced && !overridden
        ? waitForCaches(ctx, o, now)
        : { kind: 'done', facts: { signed: true, kept: true, overridden, ds: present, goneAtMs: null } };
    const facts = {
      signed: true,
      ds: [...new Set([...(memory.ds ?? []), ...present])].sort(),
      terms: longestTerms(memory, terms(ctx, o)),
      oldNameServers: o.oldNameServers,
      goneAtMs: null,
    };
    if (isFit && isKnown)
      return {
        kind: 'wait',
        for: 'outside',
        untilMs: now + 5 * MINUTE,
        deadlineMs: waitingSinceMs + HOUR,
        reason: message('dns.wait.old-servers', { zone }),
        facts: { ...facts, waitingSinceMs },
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

  return waitForCaches(ctx, o, now);
}

/**
 * No parent has the old DS any more. Where there was one, caches are waited for; where nobody saw one and the zone is signed all the same, it may have gone
 * a minute before the first look, and only an earlier look proves that it did not. Without keys there is nothing to wait for: a cache that
 * holds a DS fails already.
 */
function waitForCaches(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const watched = memoryOf(ctx, WATCHER);
  const wasThere = memory.signed === true || o.cachedDs.length > 0 || watched.dsTtlSeconds !== undefined;
  if (!wasThere && keysSeen(o.oldServers).length === 0)
    return { kind: 'done', facts: { signed: false, goneAtMs: memory.goneAtMs ?? now } };
  // `null`: this step itself saw it there, so an earlier look at which it was not says nothing.
  const seen: ZoneMemory = memory.goneAtMs === null ? {} : watched;
  const goneAtMs = memory.goneAtMs ?? seen.dsAbsentSinceMs ?? now;
  const measured = longestTerms(memory, [...terms(ctx, o), ...watchedDsTerms(ctx)]);
  const known = measured.some(({ what }) => what === 'ds') ? measured : [...assumedTerms(ctx, o), ...measured];
  const keys = known.filter(({ what }) => what === 'dnskey');
  const untilMs = Math.max(
    worstCaseAt({ switchedAtMs: goneAtMs, terms: known }),
    // A cache that was seen to hold the DS may fetch the keys by it to its last moment.
    worstCaseAt({ switchedAtMs: o.cachedUntilMs ?? 0, terms: keys }),
  );
  const facts = {
    signed: wasThere,
    ...(dsSeen(o.delegation).length > 0 ? { kept: true } : {}),
    ...(wasThere ? { ds: memory.ds ?? (watched.ds?.length ? watched.ds : o.cachedDs) } : {}),
    terms: known,
    oldNameServers: o.oldNameServers,
    goneAtMs,
    untilMs,
  };
  // The domain is on the new servers already: waiting spares nobody anything.
  const isSwitched = o.newNameServers.length > 0 && servesExactly(o.delegation, o.newNameServers) === 'yes';
  if (now >= untilMs || isSwitched) return { kind: 'done', facts };
  const text = wasThere ? 'dns.remove-ds.wait-caches' : 'dns.remove-ds.maybe-cached';
  return {
    kind: 'wait',
    for: 'time',
    untilMs,
    // A DS that comes back starts the clock anew.
    lookAgainMs: Math.min(untilMs, now + LOOK_AGAIN_MS),
    reason: message(text, { zone, until: untilMs, sum: sumText(known) }),
    facts,
  };
}

function terms(ctx: StepContext<Params>, o: Observed): DeadlineTerm[] {
  const ds = dsTtlSeconds(o.delegation);
  const keys = keysTtlSeconds(o.oldServers);
  return [
    ...(ds === undefined ? [] : [{ what: 'ds' as const, seconds: ds, source: `${ctx.domain} DS at the parent` }]),
    ...(keys === undefined
      ? []
      : [{ what: 'dnskey' as const, seconds: keys, source: `${ctx.domain} DNSKEY at the old servers` }]),
  ];
}

/** A DS that is not there has no TTL to measure; parents keep theirs no longer than the delegation. */
function assumedTerms(ctx: StepContext<Params>, o: Observed): DeadlineTerm[] {
  const seconds = delegationTtlSeconds(o.delegation);
  return seconds === undefined
    ? []
    : [{ what: 'ds', seconds, source: `${ctx.domain} NS at the parent, for a DS that is gone` }];
}

/** A TTL that was longer once is still kept somewhere. */
function longestTerms(memory: ZoneMemory, more: readonly DeadlineTerm[]): DeadlineTerm[] {
  return decisiveTerms([...(memory.terms ?? []), ...more]);
}

/** Back only while it is true: the old servers are delegated to and still have the keys. Else validators would find the zone bogus. */
function undo(ctx: StepContext<Params>, before: Observed, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const judging = judgingOf(ctx);
  const ds = dsSeen(before.delegation).length > 0 ? dsSeen(before.delegation) : (memoryOf(ctx).ds ?? []);
  // The parents publish later than the registrar knows: a DS that still shows may be on its way out.
  const isOrdered = o.registrarDs !== null && ds.every((one) => o.registrarDs!.includes(one));
  const stillShows = dsIsExactly(o.delegation, ds, judging) === 'yes';
  const again = { kind: 'wait', for: 'outside', untilMs: now + MINUTE } as const;
  // Nor does anybody see what a person who was asked has just done at the registrar, before it is published.
  const askedMs = ctx.earlier[ctx.stepId]?.askedMs;
  if (ds.length > 0 && stillShows && o.registrarDs === null && askedMs !== undefined && now < askedMs + HOUR)
    return { ...again, untilMs: askedMs + HOUR, reason: message('dns.remove-ds.wait-parents', { zone }) };
  if (ds.length === 0 || (stillShows && (o.registrarDs === null || isOrdered))) return { kind: 'done' };
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
  const satisfied = serversValidate(o.oldServers, ds, judging, now);
  if (satisfied === 'unknown') return { ...again, reason: message('dns.wait.old-servers', { zone }) };
  if (satisfied === 'no')
    return { kind: 'ask', task: message('dns.remove-ds.keys-gone', { zone }), owner: 'agency', closesOnWord: true };
  if (isOrdered) return { ...again, reason: message('dns.remove-ds.wait-parents', { zone }) };
  return { kind: 'act', changes: [{ zone, ds, remove: false }] };
}
