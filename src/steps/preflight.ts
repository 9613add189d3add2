import { z } from 'zod';
import { allRefusals } from '../checks/cutover-gates.ts';
import { DelegationSight, seeDelegation, zonePlanOf } from '../checks/delegation-sight.ts';
import { missingTarget, readTargets, recipientOf, siteHostNames } from '../checks/intend.ts';
import { judgeMx, MxSchema, readMx } from '../checks/mx-answers.ts';
import { RecordsSight, recordsDigest, recordsPlan, seeRecords } from '../checks/records-sight.ts';
import { judgeServers } from '../checks/servers.ts';
import { judgeSite, readSite, SiteSchema } from '../checks/site-answers.ts';
import { Walker } from '../checks/walk.ts';
import { holderOf, stayingHost } from '../checks/zone-memory.ts';
import { judgeApex, judgeMailPolicy, takesMail } from '../dns/mail-policy.ts';
import { compareZone, goneFrom } from '../dns/parity.ts';
import type { Role } from '../domain/answers.ts';
import type { Decision } from '../domain/decision.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { closesGate } from '../domain/severity.ts';
import { MINUTE } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Step, StepContext } from './contract.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;
const Observed = z.object({
  /** Where the name servers are switched. */
  delegation: DelegationSight.nullable(),
  /** Where records change in a zone that stays. */
  records: RecordsSight.nullable(),
  mx: z.array(MxSchema).readonly(),
  site: z.array(SiteSchema).readonly(),
});
type Observed = z.infer<typeof Observed>;

const LOOK_AGAIN_MS = 15 * MINUTE;
/** Domains whose names a browser opens: the site's own, and those that lead to it. */
const SHOWN_ROLES: ReadonlySet<Role> = new Set<Role>(['main', 'site-only', 'redirect']);

/**
 * The gate before the cutover: everything that can be known beforehand is looked at, and said all at once.
 * Facts: `checkedAtMs`, `remarks`; `plan.records` where records of a zone that stays change.
 */
export const preflight: Step<Params, Observed, never> = {
  id: 'preflight',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: z.never(),
  needs: () => [],
  observe,
  plan,
  describe: () => message('dns.preflight.title'),
  apply: async () => undefined,
};

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const walker = new Walker(ports.dns, signal);
  const switches = ctx.answers.nameServers === 'switch';
  const moves = ctx.answers.hosting === 'moves' || ctx.answers.mail === 'moves';
  const delegation = switches ? await seeDelegation(ctx, ports, holderOf(ctx), signal, walker) : null;
  const records = !switches && moves ? await seeRecords(ctx, ports, stayingHost(ctx), signal) : null;
  const intended = intendedOf(ctx, { delegation, records });
  const before = records?.inventory.rrsets ?? zonePlanOf(ctx).inventory;
  const mx = takesMail(ctx.domain, intended)
    ? await readMx(
        { smtp: ports.smtp, walker },
        ctx.domain,
        intended,
        recipientOf(ctx),
        changedHost(ctx, before, intended),
        signal,
      )
    : [];
  const { siteAddresses } = await readTargets(ctx, ports, signal);
  const showsSite = ctx.answers.hosting === 'moves' && SHOWN_ROLES.has(ctx.role);
  const site = showsSite ? await readSite(ports.web, siteHostNames(ctx, intended), siteAddresses ?? [], signal) : [];
  return { delegation, records, mx, site };
}

function intendedOf(ctx: StepContext<Params>, o: Pick<Observed, 'delegation' | 'records'>): readonly Rrset[] {
  return o.records === null ? zonePlanOf(ctx).intended : recordsPlan(ctx, o.records).intended;
}

/** Mail is tried only where something of its way is new: nothing is proved by asking a server that stays as it is. */
function changedHost(ctx: StepContext<Params>, before: readonly Rrset[], intended: readonly Rrset[]) {
  const at = (rrsets: readonly Rrset[], host: Fqdn): string =>
    rrsets
      .filter(({ name, type }) => name === host && (type === 'A' || type === 'AAAA' || type === 'CNAME'))
      .flatMap(({ type, rdatas }) => rdatas.map((data) => `${type} ${data}`))
      .sort()
      .join('\n');
  return (host: Fqdn): boolean => ctx.answers.mail === 'moves' || at(before, host) !== at(intended, host);
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<never> {
  const zone = displayName(ctx.domain);
  // What the records become must be known before somebody approves it; the new zone's step has asked already.
  const missing = o.records === null ? undefined : missingTarget(ctx, o.records.targets);
  if (missing === 'site')
    return { kind: 'ask', task: message('dns.ask.site-addresses', { zone }), wants: 'newAddresses' };
  if (missing === 'mail') return { kind: 'ask', task: message('dns.ask.mail-records', { zone }), wants: 'zoneChanges' };
  const intended = intendedOf(ctx, o);
  const refusals = o.delegation === null ? [] : allRefusals(ctx, o.delegation, now);
  const findings = unique([
    ...refusals.flatMap((refusal) => refusal.findings),
    ...(o.delegation === null ? [] : remarks(ctx, o.delegation, now)),
    ...(o.records === null ? [] : judgeServers(o.records.servers, now)),
    ...judgeMx(o.mx, recipientOf(ctx), now),
    ...judgeMailPolicy(ctx.domain, intended, now),
    ...judgeApex(ctx.domain, intended, now),
    ...judgeSite(o.site, now),
  ]);
  const closing = findings.filter(({ tag }) => closesGate(tag, 'cutover'));
  // A gate may be closed for want of an answer, without a finding that says no.
  const silent = refusals.find((refusal) => !refusal.findings.some(({ tag }) => closesGate(tag, 'cutover')));
  if (closing.length > 0 || silent !== undefined) {
    const cached = refusals.length === 1 && closing.every(({ tag }) => tag === 'DS_STILL_CACHED');
    return {
      kind: 'blocked',
      reason:
        closing.length === 0
          ? silent!.reason
          : message('dns.preflight.blocked', {
              zone,
              count: closing.length,
              what: closing
                .slice(0, 3)
                .map(({ tag, subject }) => `${tag} ${subject}`)
                .join(', '),
            }),
      untilMs: cached ? refusals[0]!.untilMs : now + LOOK_AGAIN_MS,
      findings,
    };
  }
  const remarked = findings.map(({ tag, subject }) => `${tag} ${subject}`);
  // The new zone is fixed by create-zone; records of a zone that stays are fixed here, before anybody approves.
  const fixed = o.records === null ? {} : { plan: { records: recordsDigest(recordsPlan(ctx, o.records)) } };
  return { kind: 'done', facts: { checkedAtMs: now, remarks: remarked, ...fixed } };
}

/** What is worth knowing and closes nothing: also when every gate is open. */
function remarks(ctx: StepContext<Params>, sight: DelegationSight, now: number): Finding[] {
  const { intended, inventory } = zonePlanOf(ctx);
  return [
    ...judgeServers(sight.newServers, now),
    ...compareZone(ctx.domain, intended, goneFrom(inventory, intended), sight.newServers, now).findings,
  ];
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.tag} ${finding.subject}`, finding])).values()];
}
