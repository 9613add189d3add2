import { z } from 'zod';
import {
  agreedNs,
  dsGone,
  dsIsExactly,
  dsSeen,
  dsTtlSeconds,
  readDelegation,
  sameNames,
  servesExactly,
} from '../checks/delegation.ts';
import { zonePlanOf } from '../checks/delegation-sight.ts';
import { dsChanged } from '../checks/ds-changed.ts';
import { DelegationSchema, Names, ServersSchema } from '../checks/schemas.ts';
import { readServers } from '../checks/servers.ts';
import { Walker } from '../checks/walk.ts';
import { holderOf, judgingOf, memoryOf, newNameServersOf, WATCHER, waitingSince } from '../checks/zone-memory.ts';
import { worstCaseAt } from '../dns/deadline.ts';
import { dsFromDnskey, dsMatches } from '../dns/dnssec.ts';
import { keysTtlSeconds, serversSatisfy, serversValidate, signingQuestions } from '../dns/ds-match.ts';
import { countedServers } from '../dns/parity.ts';
import { answerTo, isDefinite, longestNegativeTtlSeconds } from '../dns/views.ts';
import type { Decision, Facts } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { longestTtlOf, rrsetKey } from '../domain/rrset.ts';
import { DAY, HOUR, MINUTE, SECOND, ttlToMs } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Step, StepContext } from './contract.ts';
import { originalTtls } from './raise-ttl.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;
const Observed = z.object({
  delegation: DelegationSchema,
  newNameServers: Names,
  newServers: ServersSchema,
  /** As the registrar's account shows it; `null`: no API, or not held there. */
  registrarDs: z.array(z.string()).readonly().nullable(),
});
type Observed = z.infer<typeof Observed>;
const Change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sign'), zone: z.string() }),
  z.object({ kind: z.literal('set-ds'), zone: z.string(), ds: z.array(z.string()).readonly() }),
]);
type Change = z.infer<typeof Change>;

/** How long a host may take to sign before a person is asked; one that does not sign at all shows nothing else. */
const SIGNING_MS = HOUR;
/** Where nobody knows what the zone has: as long as BIND's dnssec-policy lets data live by default (max-zone-ttl). */
const DATA_UNKNOWN_SECONDS = DAY / SECOND;
const NOT_SIGNED = { signedAtMs: null, unsignedSinceMs: null };

/**
 * A zone that was signed is signed again by its new operator. First the zone, then, when caches can hold neither "no keys" nor data without
 * signatures any more, the DS. A DS that was to stay, and that a transfer changed, is put back.
 * Facts: `signedAtMs` (first look at which every counted address gave keys and signatures), `unsignedSinceMs` (keys without them), `ds`;
 * `backTerms`, `untilMs` on the way back.
 */
export const restoreDs: Step<Params, Observed, Change> = {
  id: 'restore-ds',
  phase: 'aftercare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: (ctx) => [...(keptDs(ctx) === undefined ? (['newDnsHost'] as const) : []), holderOf(ctx)],
  observe,
  plan,
  describe: (change) =>
    change.kind === 'sign'
      ? message('dns.restore-ds.sign', { zone: change.zone })
      : message(change.ds.length === 0 ? 'dns.restore-ds.remove' : 'dns.restore-ds.set', {
          zone: change.zone,
          ds: change.ds.join('\n'),
        }),
  apply: async (ctx, changes, ports, effects, signal) => {
    for (const change of changes) {
      if (change.kind === 'sign') {
        const host = ports.newDnsHost!;
        await effects.absolute('sign-zone', { zone: ctx.domain }, host.limits.consistencyMs, () =>
          host.signZone(ctx.domain, signal),
        );
      } else {
        const registrar = ports[holderOf(ctx)]!;
        await effects.absolute('ds', { domain: ctx.domain, ds: change.ds }, registrar.consistencyMs, () =>
          registrar.setDs(ctx.domain, change.ds, signal),
        );
      }
    }
  },
  undo,
  undoCost: (ctx) => message('dns.restore-ds.undo-cost', { zone: displayName(ctx.domain) }),
};

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const walker = new Walker(ports.dns, signal);
  const delegation = await readDelegation(ports.dns, ctx.domain, signal, walker);
  const agreed = agreedNs(delegation);
  const present = agreed.kind === 'agreed' ? agreed.ns : [];
  const newNameServers =
    ctx.answers.nameServers === 'switch' ? ((await newNameServersOf(ctx, ports, signal)) ?? []) : present;
  const questions = signingQuestions(ctx.domain);
  const newServers = await readServers(ports.dns, ctx.domain, newNameServers, questions, signal, walker);
  const held = await ports[holderOf(ctx)]?.read(ctx.domain, signal);
  return { delegation, newNameServers, newServers, registrarDs: held === undefined ? null : [...held.ds].sort() };
}

/** The DS of the zone's key-signing keys (SEP flag, RFC 4034 §2.1.1), where every counted address gives the same keys. */
function dsWanted(ctx: StepContext<Params>, o: Observed): readonly string[] | undefined {
  const keys = countedServers(o.newServers, judgingOf(ctx)).map((server) => {
    const answer = answerTo(server, ctx.domain, 'DNSKEY');
    return server.outcome === 'answer' && answer?.outcome === 'answer' ? [...answer.rdatas].sort().join('\n') : '';
  });
  const [first] = keys;
  if (first === undefined || first === '' || keys.some((other) => other !== first)) return undefined;
  // A key that was revoked is shown for a while, and nothing vouches for it (RFC 5011 §2.1).
  const all = first.split('\n').filter((key) => dsMatches(ctx.domain, dsFromDnskey(ctx.domain, key), key));
  if (all.length === 0) return undefined;
  const entry = all.filter((key) => (Number(key.split(' ')[0]) & 1) === 1);
  // The flag is a hint that some operators leave out; without one, no DS at all would pass for all of them.
  return (entry.length > 0 ? entry : all).map((key) => dsFromDnskey(ctx.domain, key)).sort();
}

/** Every counted address serves the zone and said whether it has keys. */
function isHeard(ctx: StepContext<Params>, o: Observed): boolean {
  return countedServers(o.newServers, judgingOf(ctx)).every(
    (server) => server.outcome === 'answer' && isDefinite(answerTo(server, ctx.domain, 'DNSKEY')?.outcome ?? 'timeout'),
  );
}

/** Every counted address says that the zone has no keys. One that was not heard, or keys that differ, say nothing of what the host can. */
function saysNoKeys(ctx: StepContext<Params>, o: Observed): boolean {
  return countedServers(o.newServers, judgingOf(ctx)).every((server) => {
    const answer = answerTo(server, ctx.domain, 'DNSKEY');
    return answer !== undefined && answer.outcome !== 'answer' && isDefinite(answer.outcome);
  });
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const kept = keptDs(ctx);
  if (kept !== undefined) return keepDs(ctx, o, kept, now);
  if (memoryOf(ctx, 'remove-ds').signed !== true) return { kind: 'done', facts: { ds: dsSeen(o.delegation) } };
  const judging = judgingOf(ctx);
  const own = ctx.earlier[ctx.stepId]?.facts ?? {};
  const waitingSinceMs = waitingSince(ctx, now);
  // Signing a zone that the world does not ask, or a DS for one, helps nobody.
  if (servesExactly(o.delegation, o.newNameServers, judging) !== 'yes')
    return {
      kind: 'blocked',
      reason: message('dns.restore-ds.not-delegated', { zone }),
      untilMs: now + 5 * MINUTE,
    };
  const wanted = dsWanted(ctx, o);
  if (wanted === undefined) {
    const unheard = (facts: Facts): Decision<Change> => ({
      kind: 'wait',
      for: 'outside',
      untilMs: now + MINUTE,
      deadlineMs: waitingSinceMs + 4 * HOUR,
      reason: message('dns.wait.new-servers', { zone }),
      facts,
    });
    // Silence takes back nothing that was seen signed: the wait for caches may be days, and would begin anew.
    if (typeof own['signedAtMs'] === 'number' && !isHeard(ctx, o)) return unheard({ waitingSinceMs });
    const askedMs = own['askedMs'];
    // What was meant to be signed may never have left: only an effect that happened is waited for.
    if (typeof askedMs !== 'number' || ctx.acted === 0)
      return {
        kind: 'act',
        changes: [{ kind: 'sign', zone }],
        // The new zone is ours, whoever holds the domain.
        owner: 'agency',
        facts: { ...NOT_SIGNED, ...(ctx.available.includes('newDnsHost') ? { askedMs: now } : {}) },
      };
    if (now >= askedMs + SIGNING_MS && !saysNoKeys(ctx, o)) return unheard({ ...NOT_SIGNED, waitingSinceMs });
    if (now >= askedMs + SIGNING_MS)
      return {
        kind: 'ask',
        task: message('dns.restore-ds.cannot-sign', { zone }),
        owner: 'agency',
        closesOnWord: true,
      };
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + MINUTE,
      reason: message('dns.restore-ds.wait-keys', { zone }),
      facts: NOT_SIGNED,
    };
  }
  const present = dsIsExactly(o.delegation, wanted, judging);
  // Keys that are only published prove nothing: validators want them and the data signed (RFC 4035 §5.2).
  if (serversSatisfy(o.newServers, wanted, judging, now) !== 'yes') return unsigned(ctx, o, now);
  if (present === 'yes') return { kind: 'done', facts: { ds: wanted } };
  const signedAtMs = typeof own['signedAtMs'] === 'number' ? own['signedAtMs'] : now;
  const negativeMs = ttlToMs(longestNegativeTtlSeconds(o.newServers) ?? 0);
  const readyMs = signedAtMs + Math.max(negativeMs, longestDataMs(ctx));
  if (now < readyMs)
    return {
      kind: 'wait',
      for: 'time',
      untilMs: readyMs,
      reason: message('dns.restore-ds.wait-caches', { zone, until: readyMs }),
      facts: { signedAtMs, unsignedSinceMs: null, waitingSinceMs: null },
    };
  const ordered =
    o.registrarDs !== null && o.registrarDs.length > 0 && wanted.every((ds) => o.registrarDs!.includes(ds));
  if (ordered || present === 'unknown')
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + MINUTE,
      deadlineMs: waitingSinceMs + 4 * HOUR,
      reason: message('dns.restore-ds.wait-parents', { zone }),
      facts: { signedAtMs, waitingSinceMs },
    };
  return {
    kind: 'act',
    changes: [{ kind: 'set-ds', zone, ds: wanted }],
    facts: { signedAtMs, unsignedSinceMs: null, waitingSinceMs: null },
  };
}

/**
 * Keys without signatures: a host that is about to sign, or one that never will. Nobody's word leaves it so while a parent has a DS, or may
 * have one: validators refuse such a zone.
 */
function unsigned(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const since = ctx.earlier[ctx.stepId]?.facts['unsignedSinceMs'];
  const unsignedSinceMs = typeof since === 'number' ? since : now;
  const facts = { signedAtMs: null, unsignedSinceMs };
  if (dsGone(o.delegation, judgingOf(ctx)) === 'yes' && now >= unsignedSinceMs + SIGNING_MS)
    return {
      kind: 'ask',
      task: message('dns.restore-ds.cannot-sign', { zone }),
      owner: 'agency',
      closesOnWord: true,
      lookAgainMs: now + 5 * MINUTE,
      facts,
    };
  return {
    kind: 'wait',
    for: 'outside',
    untilMs: now + MINUTE,
    deadlineMs: unsignedSinceMs + 4 * HOUR,
    reason: message('dns.restore-ds.wait-signatures', { zone }),
    facts,
  };
}

/**
 * How long caches may keep what the new zone gave without signatures, and hand it to validators behind them, which refuse it once they have
 * the DS. `raise-ttl` may have given the zone its old TTLs before it was signed.
 */
function longestDataMs(ctx: StepContext<Params>): number {
  const { intended } = zonePlanOf(ctx);
  if (intended.length === 0) return ttlToMs(memoryOf(ctx, WATCHER).longestTtl?.seconds ?? DATA_UNKNOWN_SECONDS);
  const originals = originalTtls(ctx);
  const kept = intended.map((set) => ({ ttlSeconds: Math.max(set.ttlSeconds, originals.get(rrsetKey(set)) ?? 0) }));
  return ttlToMs(longestTtlOf(kept));
}

/** The DS that was to stay through the move: the new servers had its keys, or only the registration moved. */
function keptDs(ctx: StepContext<Params>): readonly string[] | undefined {
  const facts = ctx.earlier['remove-ds']?.facts;
  if (facts?.['kept'] === true && facts['overridden'] !== true) return memoryOf(ctx, 'remove-ds').ds ?? [];
  if (ctx.answers.nameServers === 'switch') return undefined;
  const before = ctx.earlier['watch-transfer']?.facts['dsBefore'];
  return Array.isArray(before) ? before.filter((one) => typeof one === 'string') : [];
}

/** A registrar may drop the DS with a transfer, or put in one of its own: what was there before comes back, while the zone still has its keys. */
function keepDs(ctx: StepContext<Params>, o: Observed, kept: readonly string[], now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const judging = judgingOf(ctx);
  const waitingSinceMs = waitingSince(ctx, now);
  const wait = (text: string): Decision<Change> => ({
    kind: 'wait',
    for: 'outside',
    untilMs: now + MINUTE,
    deadlineMs: waitingSinceMs + 4 * HOUR,
    reason: message(text, { zone }),
    facts: { waitingSinceMs },
  });
  const same = dsIsExactly(o.delegation, kept, judging);
  if (same === 'unknown') return wait('dns.wait.parents');
  const present = dsSeen(o.delegation);
  if (same === 'yes' || kept.length === 0) return { kind: 'done', facts: { ds: present } };
  const finding = dsChanged(ctx, kept, present, now);
  if (serversValidate(o.newServers, kept, judging, now) === 'yes') {
    if (o.registrarDs !== null && sameNames(o.registrarDs, kept)) return wait('dns.restore-ds.wait-parents');
    return { kind: 'act', changes: [{ kind: 'set-ds', zone, ds: kept }], facts: { waitingSinceMs: null } };
  }
  const satisfied = serversValidate(o.newServers, present, judging, now);
  if (satisfied === 'unknown') return wait('dns.wait.new-servers');
  if (satisfied === 'yes')
    return { kind: 'done', facts: { ds: present }, findings: [{ ...finding, severity: 'warning' }] };
  const task = message('dns.restore-ds.unfit', { zone, ds: present.join('\n') });
  return { kind: 'ask', task, owner: 'agency', lookAgainMs: now + 5 * MINUTE, findings: [finding] };
}

/** The DS goes again, and the steps before wait until caches have forgotten it: the old zone may not have these keys. */
function undo(ctx: StepContext<Params>, before: Observed, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const wanted = dsSeen(before.delegation);
  const own = ctx.earlier[ctx.stepId]?.facts ?? {};
  const present = dsIsExactly(o.delegation, wanted, judgingOf(ctx));
  const again = { kind: 'wait', for: 'outside', untilMs: now + MINUTE } as const;
  if (present === 'unknown') return { ...again, reason: message('dns.wait.parents', { zone }) };
  if (present === 'no') {
    const ordered = o.registrarDs !== null && o.registrarDs.join('\n') === wanted.join('\n');
    if (ordered)
      return { ...again, reason: message('dns.remove-ds.wait-parents', { zone }), facts: { goneAtMs: null } };
    const ds = dsTtlSeconds(o.delegation);
    const keys = keysTtlSeconds(o.newServers);
    return {
      kind: 'act',
      changes: [{ kind: 'set-ds', zone, ds: wanted }],
      facts: {
        goneAtMs: null,
        backTerms: [
          ...(ds === undefined ? [] : [{ what: 'ds', seconds: ds, source: `${ctx.domain} DS at the parent` }]),
          ...(keys === undefined
            ? []
            : [{ what: 'dnskey', seconds: keys, source: `${ctx.domain} DNSKEY at the new servers` }]),
        ],
      },
    };
  }
  const backTerms = memoryOf(ctx).backTerms;
  if (backTerms === undefined) return { kind: 'done' };
  const goneAtMs = typeof own['goneAtMs'] === 'number' ? own['goneAtMs'] : now;
  const untilMs = worstCaseAt({ switchedAtMs: goneAtMs, terms: backTerms });
  if (now >= untilMs) return { kind: 'done', facts: { goneAtMs, untilMs } };
  return {
    kind: 'wait',
    for: 'time',
    untilMs,
    reason: message('dns.remove-ds.wait-caches', { zone, until: untilMs }),
    facts: { goneAtMs, untilMs },
  };
}
