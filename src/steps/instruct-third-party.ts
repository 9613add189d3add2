import { z } from 'zod';
import { stillLong } from '../checks/delegation-sight.ts';
import { compareRecords, RecordsSight, recordsPlan, recordsTerms, seeRecords } from '../checks/records-sight.ts';
import { Rrsets } from '../checks/schemas.ts';
import { allServe } from '../checks/servers.ts';
import { judgingOf, memoryOf, recordLines, waitingSince } from '../checks/zone-memory.ts';
import { worstCaseAt } from '../dns/deadline.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { rrset } from '../domain/rrset.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import type { Step, StepContext } from './contract.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;
const Change = z.object({ zone: z.string(), rrsets: Rrsets });
type Change = z.infer<typeof Change>;

/**
 * Everything stays with somebody else, who makes the change: an instruction sheet with the exact records, and the proof from outside that
 * closes it. Nothing is changed from here, ever. Facts as those of change-records.
 */
export const instructThirdParty: Step<Params, RecordsSight, Change> = {
  id: 'instruct-third-party',
  phase: 'cutover',
  params: Params,
  observed: RecordsSight,
  change: Change,
  needs: () => [],
  observe: (ctx, ports, signal) => seeRecords(ctx, ports, undefined, signal),
  plan,
  describe: ({ zone, rrsets }) =>
    message('dns.third-party.put', { zone, count: rrsets.length, records: recordLines(rrsets) }),
  apply: async () => undefined,
  undo: (ctx, _before, o, now) => {
    const zone = displayName(ctx.domain);
    const records = recordsPlan(ctx, o);
    const keys = new Set(records.questions.map(({ name, type }) => `${name} ${type}`));
    const was = o.inventory.rrsets.filter((set) => keys.has(`${set.name} ${set.type}`));
    const had = new Set(was.map((set) => `${set.name} ${set.type}`));
    const added = records.sets.filter((set) => !had.has(`${set.name} ${set.type}`));
    const parity = compareRecords(ctx, { intended: o.inventory.rrsets, sets: was, gone: added }, o, now);
    if (keys.size === 0 || parity.verdict === 'yes') return { kind: 'done' };
    const back = [...was, ...added.map((set) => rrset(set.name, set.type, 0, []))];
    return {
      kind: 'ask',
      task: message('dns.third-party.back', { zone, count: back.length, records: recordLines(back) }),
      lookAgainMs: now + 15 * MINUTE,
      findings: parity.findings,
    };
  },
};

function plan(ctx: StepContext<Params>, o: RecordsSight, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const waitingSinceMs = waitingSince(ctx, now);
  if (!o.inventory.readable || o.nameServers.length === 0)
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + 5 * MINUTE,
      deadlineMs: waitingSinceMs + HOUR,
      reason: message('dns.wait.old-zone-unreadable', { zone }),
      facts: { waitingSinceMs },
    };
  const records = recordsPlan(ctx, o);
  if (records.questions.length === 0 && memory.terms === undefined)
    return { kind: 'ask', task: message('dns.ask.third-party-records', { zone }), wants: 'newAddresses' };
  const terms = memory.terms ?? recordsTerms(ctx.domain, records, o, stillLong(ctx, now));
  const facts = {
    nameServers: o.nameServers,
    inventory: o.inventory.rrsets,
    intended: records.intended,
    decided: records.decided,
    terms,
  };
  const parity = compareRecords(ctx, records, o, now);
  if (parity.verdict === 'yes' && allServe(o.servers, judgingOf(ctx)) === 'yes') {
    const switchedAtMs = memory.switchedAtMs ?? now;
    return { kind: 'done', facts: { ...facts, switchedAtMs, worstCaseAtMs: worstCaseAt({ switchedAtMs, terms }) } };
  }
  const wanted = [...records.gone.map((set) => rrset(set.name, set.type, 0, [])), ...records.sets];
  return {
    kind: 'ask',
    task: message('dns.third-party.put', { zone, count: wanted.length, records: recordLines(wanted) }),
    lookAgainMs: now + (ctx.claimed === undefined ? 15 : 5) * MINUTE,
    findings: parity.findings,
    facts,
  };
}
