import { z } from 'zod';
import { agreedNs, dsGone, readDelegation, servesExactly } from '../checks/delegation.ts';
import { DelegationSchema, Names, ServersSchema } from '../checks/schemas.ts';
import { readServers } from '../checks/servers.ts';
import { Walker } from '../checks/walk.ts';
import { judgingOf, memoryOf, newNameServersOf, oldNameServersOf } from '../checks/zone-memory.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { delegationTtlSeconds, dsSeen, dsTtlSeconds } from '../dns/delegation.ts';
import { keysTtlSeconds, signingQuestions } from '../dns/ds-match.ts';
import { cachedWait, earliestSwitch } from '../dns/earliest-switch.ts';
import type { ServersView, ZoneQuestion } from '../dns/views.ts';
import { longestNegativeTtlSeconds } from '../dns/views.ts';
import type { Decision, Facts } from '../domain/decision.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Step, StepContext } from './contract.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;
const Observed = z.object({
  delegation: DelegationSchema,
  newNameServers: Names.nullable(),
  oldNameServers: Names.nullable(),
  /** The servers in use before the switch, asked for what people look up first; nothing once it is known how long caches keep it. */
  oldServers: ServersSchema,
});
type Observed = z.infer<typeof Observed>;

const SWITCH = 'change-delegation';

/**
 * Looks at every parent server from the first day until the switch is done. A switch that nobody was asked for yet is noticed here: it counts
 * as the cutover from this look on, and the owner is told. A DS that comes or goes meanwhile is noticed too.
 * Facts: `oldNameServers`, `switchedAtMs` (first look at which every parent had the new servers), `early`, `ds`, `dsPresentSinceMs`,
 * `dsAbsentSinceMs`, `dsTtlSeconds`, `keysTtlSeconds`, `delegationTtlSeconds`, `longestTtl`, `negativeTtlSeconds`.
 */
export const watchParents: Step<Params, Observed, never> = {
  id: 'watch-parents',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: z.never(),
  needs: () => [],
  observe,
  plan,
  describe: () => message('dns.watch-parents.title'),
  apply: async () => undefined,
};

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const walker = new Walker(ports.dns, signal);
  const { domain } = ctx;
  const delegation = await readDelegation(ports.dns, domain, signal, walker);
  // An API that is out of reach keeps nobody from looking at the parents.
  const newNameServers = await newNameServersOf(ctx, ports, signal).catch(() => null);
  const oldNameServers = oldNameServersOf(ctx, delegation, newNameServers);
  const { longestTtl, negativeTtlSeconds } = memoryOf(ctx);
  const isMeasured = longestTtl !== undefined && negativeTtlSeconds !== undefined;
  const isKnown = ctx.earlier['lower-ttl']?.state === 'done' && isMeasured;
  const asked = isKnown ? [] : (oldNameServers ?? []);
  const oldServers = await readServers(ports.dns, domain, asked, usualQuestions(domain), signal, walker);
  return { delegation, newNameServers, oldNameServers, oldServers };
}

function usualQuestions(zone: Fqdn): readonly ZoneQuestion[] {
  const at = (name: Fqdn, types: readonly string[]) => types.map((type) => ({ name, type }));
  return [...at(zone, ['NS', 'A', 'AAAA', 'MX', 'TXT']), ...at(child('www', zone), ['A']), ...signingQuestions(zone)];
}

function plan(ctx: StepContext<Params>, o: Observed, now: EpochMs): Decision<never> {
  const zone = displayName(ctx.domain);
  const facts = { ...measured(ctx, o), ...dsFacts(ctx, o, now) };
  const change = ctx.earlier[SWITCH];
  if (change?.state === 'done') return { kind: 'done', facts };

  const exact =
    o.newNameServers === null || o.newNameServers.length === 0
      ? 'unknown'
      : servesExactly(o.delegation, o.newNameServers, judgingOf(ctx));
  const again = {
    for: 'outside',
    untilMs: ctx.slot?.startsAtMs ?? now + DAY,
    lookAgainMs: now + pauseMs(ctx, now),
  } as const;
  if (exact !== 'yes') {
    // Back on the old servers, or never left them; a parent that did not answer changes nothing.
    const back = exact === 'no' && agreedNs(o.delegation).kind !== 'partial';
    const half = exact === 'no' && !back;
    const isSilent = agreedNs(o.delegation).kind === 'unknown';
    return {
      kind: 'wait',
      ...again,
      ...(half ? { lookAgainMs: now + MINUTE } : {}),
      reason: message(isSilent ? 'dns.wait.parents' : 'dns.watch-parents.old', { zone }),
      findings: ttlTooLong(ctx, o, now),
      facts: { ...facts, ...(back ? { switchedAtMs: null, early: false } : {}) },
    };
  }

  const known = memoryOf(ctx);
  const switchedAtMs = known.switchedAtMs ?? now;
  const begun = change?.startedMs !== undefined || change?.askedMs !== undefined;
  const early = known.early === true || !begun;
  const all = { ...facts, switchedAtMs, early };
  const reason = message('dns.watch-parents.switched', { zone });
  if (!early) return { kind: 'wait', ...again, lookAgainMs: now + 5 * MINUTE, reason, facts: all };
  const findings = [earlySwitch(ctx, o, switchedAtMs)];
  if (ctx.earlier['create-zone']?.state === 'done')
    return { kind: 'wait', ...again, lookAgainMs: now + 5 * MINUTE, reason, findings, facts: all };
  const task = message('dns.watch-parents.not-ready', {
    zone,
    old: (o.oldNameServers ?? []).map(displayName).join(', ') || '–',
  });
  const unready: Finding = { ...findings[0]!, tag: 'SWITCHED_BEFORE_READY', message: task };
  return {
    kind: 'ask',
    task,
    owner: 'agency',
    lookAgainMs: now + MINUTE,
    findings: [unready, ...findings],
    facts: all,
  };
}

/** Often on the day, seldom before; a half-day that went by is no reason to hurry any more. */
function pauseMs({ slot }: StepContext<Params>, now: EpochMs): number {
  if (slot === undefined || now > slot.endsAtMs) return HOUR;
  if (now < slot.startsAtMs - 2 * HOUR) return 15 * MINUTE;
  return 5 * MINUTE;
}

export function earlySwitch(
  ctx: StepContext<unknown>,
  { delegation }: Pick<Observed, 'delegation'>,
  switchedAtMs: EpochMs,
): Finding {
  return {
    tag: 'EARLY_SWITCH',
    subject: ctx.domain,
    message: message('dns.finding.early-switch', { zone: displayName(ctx.domain), at: switchedAtMs }),
    evidence: delegation.parents.map(({ server, address, ns, outcome }) => ({
      asked: `${server} ${address} NS`,
      answered: ns.length === 0 ? outcome.toUpperCase() : ns.join(', '),
      atMs: switchedAtMs,
    })),
  };
}

/** How long caches may keep what the old servers give now; what was not answered this time is kept as it was known. */
function measured({ domain }: StepContext<Params>, o: Observed): Facts {
  const parent = delegationTtlSeconds(o.delegation);
  const ds = dsTtlSeconds(o.delegation);
  const keys = keysTtlSeconds(o.oldServers);
  const longest = longestOf(domain, o.oldServers);
  const negative = longestNegativeTtlSeconds(o.oldServers);
  return {
    ...(o.oldNameServers === null ? {} : { oldNameServers: o.oldNameServers }),
    ...(parent === undefined ? {} : { delegationTtlSeconds: parent }),
    ...(ds === undefined ? {} : { dsTtlSeconds: ds }),
    ...(keys === undefined ? {} : { keysTtlSeconds: keys }),
    ...(longest === undefined ? {} : { longestTtl: longest }),
    ...(negative === undefined ? {} : { negativeTtlSeconds: negative }),
  };
}

/** The longest-lived of the records that people look up. */
function longestOf(zone: Fqdn, { servers }: ServersView): DeadlineTerm | undefined {
  let longest: DeadlineTerm | undefined;
  for (const { name, type, ttlSeconds } of servers.flatMap(({ answers }) => answers)) {
    const counts = !['DNSKEY', 'SOA'].includes(type) && !(type === 'NS' && name === zone);
    if (!counts || ttlSeconds === null || ttlSeconds <= (longest?.seconds ?? -1)) continue;
    longest = { what: 'rrset', seconds: ttlSeconds, source: `${name} ${type} at the old servers` };
  }
  return longest;
}

/** A TTL of more than a day, or one that does not run out before the booked half-day: with when a switch would be safe. */
function ttlTooLong(ctx: StepContext<Params>, o: Observed, now: EpochMs): Finding[] {
  const longest = longestOf(ctx.domain, o.oldServers) ?? memoryOf(ctx).longestTtl;
  const { loweredAtMs, oldTtlSeconds } = memoryOf(ctx, 'lower-ttl');
  if (longest === undefined || ctx.earlier['lower-ttl']?.state === 'done') return [];
  const term = { ...longest, seconds: Math.max(longest.seconds, oldTtlSeconds ?? 0) };
  const what = term.source.split(' ').slice(0, 2).join(' ');
  const wait = earliestSwitch([cachedWait(what, loweredAtMs ?? now, [term])])!;
  if (term.seconds * SECOND <= DAY && wait.atMs <= (ctx.slot?.startsAtMs ?? Number.POSITIVE_INFINITY)) return [];
  return [
    {
      tag: 'TTL_TOO_LONG',
      subject: what,
      message: message('dns.finding.ttl-too-long', { what, ttl: term.seconds, earliest: wait.atMs, sum: wait.sum }),
      evidence: [{ asked: term.source, answered: `${longest.seconds} s`, atMs: now }],
    },
  ];
}

/**
 * Since when the parents have a DS, or have none. Looks are far apart: where `remove-ds` saw the last of it go meanwhile, its moment counts.
 */
function dsFacts(ctx: StepContext<Params>, o: Observed, now: EpochMs): Facts {
  const { dsAbsentSinceMs, dsPresentSinceMs } = memoryOf(ctx);
  const gone = dsGone(o.delegation, judgingOf(ctx));
  if (gone === 'no')
    return {
      ds: dsSeen(o.delegation),
      dsAbsentSinceMs: null,
      dsPresentSinceMs: dsAbsentSinceMs === null ? (dsPresentSinceMs ?? now) : now,
    };
  if (gone === 'unknown' || typeof dsAbsentSinceMs === 'number') return {};
  const seenGoMs = memoryOf(ctx, 'remove-ds').goneAtMs ?? 0;
  return { dsAbsentSinceMs: seenGoMs > 0 && seenGoMs >= (dsPresentSinceMs ?? 0) ? Math.min(seenGoMs, now) : now };
}
