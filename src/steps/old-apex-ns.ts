import { z } from 'zod';
import type { DelegationSight } from '../checks/delegation-sight.ts';
import { RrsetSchema } from '../checks/schemas.ts';
import { anyServes } from '../checks/servers.ts';
import { sameNames } from '../dns/delegation.ts';
import { answerTo, longestTtlSeconds, unheard } from '../dns/views.ts';
import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { StepContext } from './contract.ts';
import { Before, seenOf } from './zone-write.ts';

/** The apex NS RRset inside the zone that is left: caches that go by it would stay there for ever (measured). */
export const OldApexNs = z.object({
  kind: z.literal('old-apex-ns'),
  zone: z.string(),
  rrset: RrsetSchema,
  before: Before,
});
export type OldApexNs = z.infer<typeof OldApexNs>;

/** What the old zone says of its servers after the cutover is kept briefly, so that the way back stays short. */
const TTL_SECONDS = 300;

type Context = StepContext<unknown>;

/** A transfer that comes first may cut the old zone off, and somebody accepted that; without one it serves on, whatever was accepted. */
const mayBeCutOff = ({ interruption, answers }: Context): boolean =>
  interruption !== 'none' && answers.registration === 'moves';

/** The change that makes the old zone name the new servers; none where it does, where nobody asks it, or where it may be cut off. */
export function oldApexNs(ctx: Context, o: DelegationSight, wanted: readonly Fqdn[]): OldApexNs[] {
  if (mayBeCutOff(ctx) || (o.oldZone === null && !anyServes(o.oldServers))) return [];
  const present = apexNsOf(ctx, o);
  if (present !== undefined && sameNames(present.rdatas, wanted)) return [];
  const ttlSeconds = Math.max(Math.min(present?.ttlSeconds ?? TTL_SECONDS, TTL_SECONDS), o.oldMinTtlSeconds);
  return [changeTo(ctx, o, rrset(ctx.domain, 'NS', ttlSeconds, wanted))];
}

/** With what the old host's API has now, where there is one. */
function changeTo(ctx: Context, { oldZone }: DelegationSight, set: Rrset): OldApexNs {
  const change = { kind: 'old-apex-ns', zone: displayName(ctx.domain), rrset: set } as const;
  return oldZone === null ? change : { ...change, before: seenOf(oldZone, [set]) };
}

/** The old zone's own NS set: as its API has it, else as its servers give it. */
function apexNsOf(ctx: Context, o: DelegationSight): Rrset | undefined {
  if (o.oldZone !== null) return o.oldZone.find(({ name, type }) => name === ctx.domain && type === 'NS');
  const answer = o.oldServers.servers
    .map((server) => answerTo(server, ctx.domain, 'NS'))
    .find((one) => one?.rdatas.length);
  const ttlSeconds = longestTtlSeconds(o.oldServers, ctx.domain, 'NS');
  return answer === undefined || ttlSeconds === undefined
    ? undefined
    : rrset(ctx.domain, 'NS', ttlSeconds, answer.rdatas);
}

export function describeOldApexNs({ zone, rrset: { rdatas, ttlSeconds } }: OldApexNs): Message {
  const servers = rdatas.map((name) => displayName(name as Fqdn)).join(', ');
  return message('dns.change-delegation.old-apex-ns', { zone, servers, ttl: ttlSeconds });
}

/** What brings the old zone's own NS set back to what it was. */
export function apexNsBack(ctx: Context, before: DelegationSight, o: DelegationSight): OldApexNs[] {
  const was = apexNsOf(ctx, before);
  const present = apexNsOf(ctx, o);
  if (was === undefined || present === undefined) return [];
  if (sameNames(was.rdatas, present.rdatas) && was.ttlSeconds === present.ttlSeconds) return [];
  return [changeTo(ctx, o, was)];
}

/** The same, where the zone was in nobody's API and no server says just now what it has: silence is no sign that somebody put it back. */
export function apexNsUnseen(ctx: Context, before: DelegationSight, o: DelegationSight): OldApexNs | undefined {
  const was = apexNsOf(ctx, before);
  const isUnseen = o.oldZone === null && was !== undefined && unheard(o.oldServers, [was]).length > 0;
  return isUnseen && !mayBeCutOff(ctx) ? changeTo(ctx, o, was) : undefined;
}

/**
 * Old servers that still give a cache another set than the new one, as seen from outside: what an API says of the zone is not what its servers
 * answer. A server that does not answer keeps nobody.
 */
export function staysAtOldServers(ctx: Context, o: DelegationSight, wanted: readonly Fqdn[]) {
  if (mayBeCutOff(ctx)) return [];
  return o.oldServers.servers.filter((server) => {
    const answer = answerTo(server, ctx.domain, 'NS');
    return server.outcome === 'answer' && answer?.outcome === 'answer' && !sameNames(answer.rdatas, wanted);
  });
}

/** @param untilMs until when the old side must serve at least */
export function oldApexStays(
  ctx: Context,
  o: DelegationSight,
  wanted: readonly Fqdn[],
  untilMs: EpochMs,
  now: EpochMs,
): Finding[] {
  const servers = staysAtOldServers(ctx, o, wanted);
  if (servers.length === 0) return [];
  const zone = displayName(ctx.domain);
  return [
    {
      tag: 'OLD_APEX_NS_STAYS',
      subject: ctx.domain,
      message: message('dns.finding.old-apex-ns-stays', { zone, until: untilMs }),
      evidence: servers.map((server) => ({
        asked: `${server.server} ${server.address} ${ctx.domain} NS`,
        answered: answerTo(server, ctx.domain, 'NS')!.rdatas.join(', '),
        atMs: now,
      })),
      fix: message('dns.fix.old-apex-ns', { zone, servers: wanted.map(displayName).join(', ') }),
    },
  ];
}
