import { judgeApex, judgeMailPolicy } from '../dns/mail-policy.ts';
import { judgeOldVersions } from '../dns/old-versions.ts';
import { compareZone, decidingQuestions, goneFrom } from '../dns/parity.ts';
import { isDefinite } from '../dns/views.ts';
import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import type { Tag } from '../domain/severity.ts';
import { findingCloses } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { MINUTE } from '../domain/time.ts';
import { isAlreadyMoved, judgeParents } from './already-moved.ts';
import { judgeApexAlias } from './apex-alias.ts';
import { judgeCaa } from './caa.ts';
import type { Gate } from './cutover-gates.ts';
import { CUTOVER_GATES, dsCachedGate, dsGate, registryGate } from './cutover-gates.ts';
import type { DelegationSight } from './delegation-sight.ts';
import { switchTerms, zonePlanOf } from './delegation-sight.ts';
import { judgeGlue } from './glue.ts';
import { judgeHttpsHints } from './https-hints.ts';
import { missingTarget, recipientOf } from './intend.ts';
import type { Inventory, Provenance } from './inventory.ts';
import { gradeOf, judgeInventory } from './inventory.ts';
import { judgeLongTtls } from './long-ttl.ts';
import { judgeMtaSts } from './mta-sts.ts';
import { judgeMx } from './mx-answers.ts';
import { judgeOddRecords } from './odd-records.ts';
import { judgeOldSilence } from './old-silence.ts';
import type { OpenDecision } from './plan-decision.ts';
import { decisionFinding, openDecision } from './plan-decision.ts';
import { withPlanned } from './planned-zone.ts';
import type { GateWord } from './preflight-gates.ts';
import { cutoverGate, leaving, transferGate, whyOf } from './preflight-gates.ts';
import type { PreflightContext, PreflightSight } from './preflight-sight.ts';
import { zonesOf } from './preflight-sight.ts';
import { judgeProxyEnds } from './proxy-ends.ts';
import type { RecordsSight } from './records-sight.ts';
import { recordsPlan, recordsTerms } from './records-sight.ts';
import { registrationFindings } from './registration-findings.ts';
import { ruleFor } from './registration-sight.ts';
import { judgeReverse } from './reverse-dns.ts';
import { judgeServers } from './servers.ts';
import { judgeSite } from './site-answers.ts';
import { judgeLikeness } from './site-likeness.ts';
import { judgeSourceHosts } from './source-hosts.ts';
import { judgeSpf } from './spf.ts';
import { judgeStanding } from './standing-site.ts';
import { lowerWhatWorks } from './what-works.ts';
import { decidedKeys, judgingOf } from './zone-memory.ts';
import { judgeZonesBelow } from './zones-below.ts';

export interface PreflightJudgement {
  /** Follows the cutover gate, except where there is nothing left to switch. */
  readonly verdict: GateWord | 'already-moved';
  readonly gates: { readonly cutover: GateWord; readonly transfer: GateWord };
  /** Each with what to do. */
  readonly findings: readonly Finding[];
  /** The verdict in a sentence. */
  readonly why: Message;
  /** When it is worth looking again. */
  readonly untilMs: EpochMs;
  /** What of the plan is not yet known. */
  readonly missing?: 'site' | 'mail' | 'name-servers';
  /** A person's yes that nothing but it is missing for: `golive answer D confirmPlan=TOKEN`. */
  readonly confirm?: OpenDecision;
  readonly inventory: Pick<Inventory, 'rrsets' | 'provenance' | 'completeness'>;
}

const LOOK_AGAIN_MS = 15 * MINUTE;
/** Without decisions parity is judged by what works, and an inventory of this moment cannot have drifted. */
const UNDECIDED_GATES: readonly Gate[] = [registryGate, dsGate, dsCachedGate];

/** Findings, gates and verdict from what was seen; pure. */
export function judgePreflight(given: PreflightContext, sight: PreflightSight, now: EpochMs): PreflightJudgement {
  const ctx = withPlanned(given, sight.planned);
  const { delegation, records } = sight;
  const { before, after } = zonesOf(ctx, sight);
  const gates = sight.undecided ? UNDECIDED_GATES : CUTOVER_GATES;
  const refusals = delegation === null ? [] : gates.flatMap((gate) => gate(ctx, delegation, now) ?? []);
  const moved = delegation !== null && isAlreadyMoved(delegation.delegation, delegation.newNameServers);
  const missing = missingIn(ctx, sight);
  const confirm = openDecision(ctx, sight, before, after);
  const findings = withFixes(
    unique([
      ...refusals.flatMap((refusal) => refusal.findings),
      ...(delegation === null ? [] : judgeDelegation(ctx, sight, delegation, now)),
      ...(records === null ? [] : judgeRecords(ctx, records, now)),
      ...judgeRegistration(ctx, sight, now),
      ...judgeMx(sight.mx, recipientOf(ctx), now),
      ...judgeMailPolicy(ctx.domain, after, now),
      ...judgeSpf(ctx.domain, sight.spf, now),
      ...judgeMtaSts(ctx.domain, sight.mtaSts, before, after, now),
      ...judgeApex(ctx.domain, before, after, now),
      ...judgeApexAlias(
        ctx.domain,
        { inventory: before, intended: after },
        sight.alias,
        delegation?.oldServers ?? null,
        now,
      ),
      ...judgeSite(
        sight.site.filter(({ host }) => sight.moving.includes(host)),
        now,
      ),
      ...judgeStanding(ctx, sight, now),
      ...judgeLikeness(sight.likeness, now),
      ...judgeCaa(sight.caa, now),
      ...judgeGlue(sight.glue, leaving(delegation), now),
      ...judgeReverse(sight.reverse, now),
      ...judgeOddRecords(ctx.domain, after, now),
      ...judgeZonesBelow(ctx.domain, after, listOf(ctx, sight).zonesBelow ?? [], leaving(delegation), now),
      ...judgeHttpsHints(before, after, now),
      ...judgeOldSilence(ctx.domain, sight.oldSilence ?? [], now),
      // After the switch nobody is sent to them any more.
      ...(delegation === null || moved
        ? []
        : judgeOldVersions(delegation.oldServers, after, decidedKeys(ctx.answers), now)),
      ...judgeSources(ctx, before, after, now),
      ...judgeProxies(ctx, sight, before, after, now),
      ...missingFindings(ctx, missing, now),
      ...(confirm === undefined ? [] : [decisionFinding(ctx, confirm, now)]),
    ]),
  );
  const cutover = cutoverGate(sight, refusals, findings, ctx);
  const closing = findings.filter((finding) => findingCloses(finding, 'cutover'));
  const cached = refusals.length === 1 && closing.every(({ tag }) => tag === 'DS_STILL_CACHED');
  return {
    // Done is done only where it works: a switch to servers that fail the domain is no success to anybody.
    verdict: moved && cutover !== 'no-go' ? 'already-moved' : cutover,
    gates: { cutover, transfer: transferGate(ctx, sight, findings) },
    findings,
    why: whyOf(ctx, cutover, moved, findings, refusals),
    untilMs: cached && closing.length > 0 ? refusals[0]!.untilMs : now + LOOK_AGAIN_MS,
    ...(missing === undefined ? {} : { missing }),
    ...(confirm === undefined ? {} : { confirm }),
    inventory: inventoryOf(ctx, sight),
  };
}

function judgeDelegation(
  ctx: PreflightContext,
  sight: PreflightSight,
  delegation: DelegationSight,
  now: EpochMs,
): Finding[] {
  const { domain } = ctx;
  const { intended, inventory } = zonePlanOf(ctx);
  const judging = judgingOf(ctx);
  const planned = sight.planned === null ? undefined : sight.planned.inventory;
  const parents = judgeParents(delegation.delegation, delegation.newNameServers, now);
  const unreadable = planned?.readable === false && parents.length === 0;
  // Nothing is "different" from a zone that could not be read, or from what the old servers left open.
  const open = new Set((sight.oldSilence ?? []).map(({ key }) => key));
  const compared =
    intended.length === 0
      ? []
      : compareZone(domain, intended, goneFrom(inventory, intended), delegation.newServers, now, judging).findings;
  const parity = compared.filter(({ subject }) => !open.has(subject));
  const terms = switchTerms(sight.undecided ? withServed(ctx, sight) : ctx, delegation);
  return [
    ...parents,
    ...(unreadable ? [unanswered(ctx, 'preflight.zone-unreadable', now)] : []),
    ...judgeServers(delegation.newServers, now),
    ...(sight.undecided ? lowerWhatWorks(ctx, sight, parity) : parity),
    ...notHeard(ctx, delegation, now),
    ...(parents.some(({ tag }) => tag === 'NOT_DELEGATED') || unreadable
      ? []
      : judgeInventory(domain, listOf(ctx, sight), now).map((finding) => withoutAnswers(sight, finding))),
    ...judgeLongTtls(terms, ctx.slot?.startsAtMs, now),
  ];
}

/** Which address left open what is compared: a server that serves the zone and says nothing definite of some of it. */
function notHeard(ctx: PreflightContext, { newServers }: DelegationSight, now: EpochMs): Finding[] {
  const { intended, inventory } = zonePlanOf(ctx);
  if (intended.length === 0) return [];
  const compared = new Set(decidingQuestions(ctx.domain, intended, goneFrom(inventory, intended)).map(rrsetKey));
  return newServers.servers.flatMap(({ server, address, outcome, answers }): Finding[] => {
    const open = answers.filter((answer) => compared.has(rrsetKey(answer)) && !isDefinite(answer.outcome));
    if (outcome !== 'answer' || open.length === 0) return [];
    const subject = `${server} ${address}`;
    const what = `${open.slice(0, 3).map(rrsetKey).join(', ')}${open.length > 3 ? ' …' : ''}`;
    const values = { server: subject, count: open.length, zone: displayName(ctx.domain), what };
    const evidence = open.map((answer) => ({
      asked: `${subject} ${rrsetKey(answer)}`,
      answered: answer.outcome.toUpperCase(),
      atMs: now,
    }));
    return [{ tag: 'UNANSWERED', subject, message: message('preflight.parity.unanswered', values), evidence }];
  });
}

/** Where there is no migration there are no answers to give: a file is named on the command line. */
function withoutAnswers(sight: PreflightSight, finding: Finding): Finding {
  if (!sight.undecided || finding.fix?.text !== 'inventory.fix.export') return finding;
  return { ...finding, fix: message('preflight.fix.INVENTORY_INCOMPLETE') };
}

/** What changes for caches is what the new servers really say. */
function withServed(ctx: PreflightContext, sight: PreflightSight): PreflightContext {
  return sight.planned === null ? ctx : withPlanned(ctx, { ...sight.planned, intended: zonesOf(ctx, sight).after });
}

/** A change of records is none of the registry's affair: there a transfer under way forbids nothing. */
function judgeRegistration(ctx: PreflightContext, sight: PreflightSight, now: EpochMs): readonly Finding[] {
  const { delegation, registration } = sight;
  const seen = delegation?.registry ?? registration?.seen;
  if (seen === undefined || sight.undecided) return [];
  const findings = registrationFindings(ctx, seen, registration?.rule ?? ruleFor(ctx.domain), now);
  return delegation === null ? findings.filter(({ tag }) => tag !== 'TRANSFER_PENDING') : findings;
}

function judgeRecords(ctx: PreflightContext, records: RecordsSight, now: EpochMs): Finding[] {
  const plan = recordsPlan(ctx, records);
  return [
    ...judgeServers(records.servers, now),
    ...(records.inventory.readable && records.nameServers.length > 0
      ? judgeInventory(ctx.domain, records.inventory, now)
      : [unanswered(ctx, 'preflight.zone-unreadable', now)]),
    ...judgeLongTtls(recordsTerms(ctx.domain, plan, records), ctx.slot?.startsAtMs, now),
  ];
}

function unanswered(ctx: PreflightContext, text: string, now: EpochMs): Finding {
  const zone = displayName(ctx.domain);
  const evidence = [{ asked: `${ctx.domain} SOA`, answered: '–', atMs: now }];
  return { tag: 'UNANSWERED', subject: ctx.domain, message: message(text, { zone }), evidence };
}

function judgeSources(
  ctx: PreflightContext,
  before: readonly Rrset[],
  after: readonly Rrset[],
  now: EpochMs,
): Finding[] {
  const { answers } = ctx;
  const named = ['mailSourceHost', 'siteSourceHost'].flatMap((key) => answers.free?.[key] ?? []);
  const moves = { mail: answers.mail === 'moves', site: answers.hosting === 'moves', named };
  return judgeSourceHosts(ctx.domain, { inventory: before, intended: after }, moves, now);
}

function judgeProxies(
  { answers, domain }: PreflightContext,
  { delegation }: PreflightSight,
  before: readonly Rrset[],
  after: readonly Rrset[],
  now: EpochMs,
): Finding[] {
  if (delegation === null) return [];
  const servers = { old: delegation.oldNameServers, new: delegation.newNameServers };
  return judgeProxyEnds(domain, { inventory: before, intended: after }, servers, decidedKeys(answers), now);
}

function missingIn(ctx: PreflightContext, sight: PreflightSight): PreflightJudgement['missing'] {
  if (sight.records !== null) return missingTarget(ctx, sight.records.targets);
  if (sight.planned === null) return undefined;
  return sight.planned.nameServers === null ? 'name-servers' : (sight.planned.missing ?? undefined);
}

const MISSING_TEXTS = {
  site: 'dns.ask.site-addresses',
  mail: 'dns.ask.mail-records',
  'name-servers': 'dns.ask.new-name-servers',
} as const;

function missingFindings(ctx: PreflightContext, missing: PreflightJudgement['missing'], now: EpochMs): Finding[] {
  if (missing === undefined) return [];
  const fix = message('preflight.fix.missing', { domain: ctx.domain.slice(0, -1) });
  return [{ ...unanswered(ctx, MISSING_TEXTS[missing], now), subject: missing, fix }];
}

/** The list that the plan was made of: the look's own, else what the step that fixed the plan remembers. */
function listOf(ctx: PreflightContext, sight: PreflightSight): Inventory {
  if (sight.planned !== null) return sight.planned.inventory;
  if (sight.records !== null) return sight.records.inventory;
  const rrsets = zonePlanOf(ctx).inventory;
  const grade = gradeOf(ctx.earlier['create-zone']?.facts);
  const { completeness } = grade;
  const provenance = Object.fromEntries(
    rrsets.map(({ name, type }): [string, Provenance] => [`${name} ${type}`, completeness]),
  );
  return { rrsets, provenance, ...grade, notLive: [], unanswered: 0, readable: rrsets.length > 0 };
}

function inventoryOf(ctx: PreflightContext, sight: PreflightSight): PreflightJudgement['inventory'] {
  const { rrsets, provenance, completeness } = listOf(ctx, sight);
  return { rrsets, provenance, completeness };
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.tag} ${finding.subject}`, finding])).values()];
}

/** Tags whose finding leaves nothing to do. */
const NOTHING_TO_DO: ReadonlySet<Tag> = new Set<Tag>(['TTL_DIFFERS', 'ALREADY_MOVED', 'RRSET_EXTRA']);

function withFixes(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) =>
    finding.fix !== undefined || NOTHING_TO_DO.has(finding.tag as Tag)
      ? finding
      : { ...finding, fix: message(`preflight.fix.${finding.tag}`, { subject: finding.subject }) },
  );
}
