import { z } from 'zod';
import { stillLong } from '../checks/delegation-sight.ts';
import { missingTarget } from '../checks/intend.ts';
import {
  compareRecords,
  RecordsSight,
  recordsDigest,
  recordsDrift,
  recordsPlan,
  recordsTerms,
  seeRecords,
} from '../checks/records-sight.ts';
import { Rrsets } from '../checks/schemas.ts';
import { allServe, judgeServers } from '../checks/servers.ts';
import { judgingOf, memoryOf, recordLines, stayingHost, waitingSince } from '../checks/zone-memory.ts';
import { worstCaseAt, worstCaseSeconds } from '../dns/deadline.ts';
import type { Parity } from '../dns/parity.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { longestTtlOf, rrset, rrsetKey } from '../domain/rrset.ts';
import { HOUR, MINUTE, ttlToMs } from '../domain/time.ts';
import { ask, unseenBack } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { slotGate } from './slot-gate.ts';
import { Before, putAll, putCalls, seenOf } from './zone-write.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;
type Observed = RecordsSight;

/** What preflight fixed, and a person approved. */
const ApprovedPlan = z.object({ records: z.string() });

/** An RRset without rdatas goes. */
const Change = z.object({ zone: z.string(), rrsets: Rrsets, before: Before, back: z.boolean() });
type Change = z.infer<typeof Change>;

/**
 * The cutover in a zone that stays: site and mail records get their new values. Facts as those of change-delegation, with `intended` and
 * `inventory`; `oldNameServers` and `nameServers` are the zone's own.
 */
export const changeRecords: Step<Params, Observed, Change> = {
  id: 'change-records',
  phase: 'cutover',
  params: Params,
  observed: RecordsSight,
  change: Change,
  needs: (ctx) => [stayingHost(ctx)],
  observe: (ctx, ports, signal) => seeRecords(ctx, ports, stayingHost(ctx), signal),
  plan,
  describe: ({ zone, rrsets, back }) =>
    message(back ? 'dns.change-records.back' : 'dns.change-records.put', {
      zone,
      count: rrsets.length,
      records: recordLines(rrsets),
    }),
  apply: (ctx, changes, ports, effects, signal) =>
    putAll(ports[stayingHost(ctx)]!, ctx.domain, changes, effects, signal),
  calls: (ctx, changes, ports) => putCalls(ports[stayingHost(ctx)], ctx.domain, changes),
  undo,
  undoCost: (ctx) => {
    const { terms } = memoryOf(ctx);
    const zone = displayName(ctx.domain);
    return terms === undefined
      ? message('dns.change-records.undo-cost-unknown', { zone })
      : message('dns.change-records.undo-cost', { zone, seconds: worstCaseSeconds(terms) });
  },
};

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const missing = missingTarget(ctx, o.targets);
  if (missing === 'site')
    return { kind: 'ask', task: message('dns.ask.site-addresses', { zone }), wants: 'newAddresses' };
  if (missing === 'mail') return { kind: 'ask', task: message('dns.ask.mail-records', { zone }), wants: 'zoneChanges' };
  const waitingSinceMs = waitingSince(ctx, now);
  const wait = (text: string, facts: Record<string, unknown>): Decision<Change> => ({
    kind: 'wait',
    for: 'outside',
    untilMs: now + MINUTE,
    deadlineMs: waitingSinceMs + HOUR,
    reason: message(text, { zone }),
    facts: { ...facts, waitingSinceMs },
  });
  if (!o.inventory.readable || o.nameServers.length === 0) return wait('dns.wait.old-zone-unreadable', {});

  const records = recordsPlan(ctx, o);
  const terms = memory.terms ?? recordsTerms(ctx.domain, records, o, stillLong(ctx, now));
  const facts = {
    nameServers: o.nameServers,
    inventory: o.inventory.rrsets,
    intended: records.intended,
    decided: records.decided,
    terms,
  };
  const judging = judgingOf(ctx);
  const parity = compareRecords(ctx, records, o, now);
  const serve = allServe(o.servers, judging);
  if (parity.verdict === 'yes' && serve === 'yes') {
    const switchedAtMs = memory.switchedAtMs ?? now;
    return { kind: 'done', facts: { ...facts, switchedAtMs, worstCaseAtMs: worstCaseAt({ switchedAtMs, terms }) } };
  }
  const changes = missingChanges(o, records.sets, records.gone, wrongIn(parity)).map((set) => keepShort(o, set));
  if (changes.length === 0) {
    const waiting = wait('dns.change-records.wait-servers', facts);
    return { ...waiting, findings: [...judgeServers(o.servers, now), ...parity.findings] } as Decision<Change>;
  }
  const notNow = slotGate(ctx, now);
  if (notNow !== undefined) return notNow;
  const approved = ApprovedPlan.safeParse(ctx.earlier['preflight']?.facts['plan']);
  if (approved.success && approved.data.records !== recordsDigest(records))
    return { kind: 'blocked', reason: message('dns.blocked.plan-changed', { zone }), untilMs: now + 15 * MINUTE };
  const drift = recordsDrift(ctx, records, o, now);
  if (drift.verdict === 'yes')
    return {
      kind: 'blocked',
      reason: message('dns.blocked.records-drifted', { zone, count: drift.findings.length }),
      untilMs: now + 5 * MINUTE,
      findings: drift.findings,
    };
  return { kind: 'act', changes: [change(o, zone, changes, false)], facts: { ...facts, waitingSinceMs: null } };
}

/** With what the zone's API has now, where there is one. */
function change(o: Observed, zone: string, rrsets: readonly Rrset[], back: boolean): Change {
  return { zone, rrsets, back, ...(o.api === null ? {} : { before: seenOf(o.api.rrsets, rrsets) }) };
}

function wrongIn(parity: Parity): ReadonlySet<string> {
  return new Set(parity.findings.filter(({ tag }) => tag !== 'TTL_DIFFERS').map(({ subject }) => subject));
}

/** A TTL that was shortened for the cutover stays short through it. */
function keepShort(o: Observed, set: Rrset): Rrset {
  const present = o.api?.rrsets.find((other) => rrsetKey(other) === rrsetKey(set));
  const ttlSeconds = Math.max(
    Math.min(set.ttlSeconds, present?.ttlSeconds ?? set.ttlSeconds),
    o.api?.minTtlSeconds ?? 0,
  );
  return { ...set, ttlSeconds };
}

/** What is not yet so: at the API where there is one, else where an address says otherwise. Removals first. */
function missingChanges(
  o: Observed,
  sets: readonly Rrset[],
  gone: readonly Rrset[],
  wrongOutside: ReadonlySet<string>,
): Rrset[] {
  const present = new Map(o.api?.rrsets.map((set) => [rrsetKey(set), set]));
  const isMissing = (set: Rrset, rdatas: readonly string[]): boolean =>
    o.api === null
      ? wrongOutside.has(rrsetKey(set))
      : (present.get(rrsetKey(set))?.rdatas ?? []).join('\n') !== rdatas.join('\n');
  return [
    ...gone.filter((set) => isMissing(set, [])).map(removal),
    ...sets.filter((set) => isMissing(set, set.rdatas)),
  ];
}

const removal = (set: Rrset): Rrset => rrset(set.name, set.type, set.ttlSeconds, []);

function undo(ctx: StepContext<Params>, before: Observed, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const records = recordsPlan(ctx, { inventory: before.inventory, targets: o.targets });
  const keys = new Set([...records.sets, ...records.gone].map(rrsetKey));
  const whole = before.api?.rrsets ?? before.inventory.rrsets;
  const was = whole.filter((set) => keys.has(rrsetKey(set)));
  const had = new Set(was.map(rrsetKey));
  const added = records.sets.filter((set) => !had.has(rrsetKey(set)));
  const parity = compareRecords(ctx, { intended: whole, sets: was, gone: added }, o, now);
  const back = missingChanges(o, was, added, wrongIn(parity));
  if (back.length > 0)
    return {
      kind: 'act',
      changes: [change(o, zone, back, true)],
      facts: { restoredAtMs: null, movedBack: true },
    };
  const mayHaveMoved =
    ctx.startedMs !== undefined ||
    memory.switchedAtMs !== undefined ||
    ctx.earlier[ctx.stepId]?.facts['movedBack'] === true;
  if (!mayHaveMoved) return { kind: 'done' };
  // Silence is no sign that somebody put them back, and no cache begins to forget by anybody's word.
  const all = [...added.map(removal), ...was];
  if (o.api === null && all.length > 0 && parity.verdict === 'unknown') {
    const task = ask(changeRecords.describe(change(o, zone, all, true)));
    return unseenBack(ctx, now, message('dns.wait.old-zone-unreadable', { zone }), task);
  }
  const restoredAtMs = memory.restoredAtMs ?? now;
  const longest = Math.max(longestTtlOf(records.sets), worstCaseSeconds(memory.terms ?? []));
  const untilMs = restoredAtMs + ttlToMs(longest);
  const facts = { restoredAtMs, untilMs };
  if (now >= untilMs) return { kind: 'done', facts };
  return { kind: 'wait', for: 'time', untilMs, reason: message('dns.wait.way-back', { zone, until: untilMs }), facts };
}
