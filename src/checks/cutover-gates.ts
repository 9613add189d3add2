import { dsSeen, servesExactly } from '../dns/delegation.ts';
import { keyTag } from '../dns/dnssec.ts';
import { driftOf } from '../dns/drift.ts';
import type { UnknownSigners } from '../dns/ds-match.ts';
import { serversSatisfy, unknownSigners } from '../dns/ds-match.ts';
import { compareZone, goneFrom } from '../dns/parity.ts';
import { allServe, judgeServers } from '../dns/servers.ts';
import { sumText } from '../dns/sum-text.ts';
import { answerTo, isDefinite } from '../dns/views.ts';
import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { MINUTE } from '../domain/time.ts';
import type { DelegationSight } from './delegation-sight.ts';
import { zonePlanOf } from './delegation-sight.ts';
import { dsClearOf } from './ds-clear.ts';
import type { Remembering } from './zone-memory.ts';
import { decidedKeys, judgingOf, memoryOf, overridesDs } from './zone-memory.ts';

/** Why the name servers may not be changed now. */
export interface Refusal {
  readonly reason: Message;
  /** When it is worth looking again. */
  readonly untilMs: EpochMs;
  readonly findings: readonly Finding[];
}

export type Gate = (ctx: Remembering, sight: DelegationSight, now: EpochMs) => Refusal | undefined;

const LOOK_AGAIN_MS = 5 * MINUTE;

/** EPP statuses under which a registry refuses a change of name servers, or it would be pointless (RFC 5731 §2.3, RFC 3915 §3.1). */
const STATUS_TAGS: Readonly<Record<string, Tag>> = {
  clientUpdateProhibited: 'UPDATE_PROHIBITED',
  serverUpdateProhibited: 'UPDATE_PROHIBITED',
  // RDAP's own: nothing of it can be changed (RFC 9083 §10.2.2).
  locked: 'UPDATE_PROHIBITED',
  pendingTransfer: 'TRANSFER_PENDING',
  clientHold: 'ON_HOLD',
  serverHold: 'ON_HOLD',
  redemptionPeriod: 'IN_REDEMPTION',
  pendingRestore: 'IN_REDEMPTION',
  pendingDelete: 'IN_REDEMPTION',
};

/** Statuses that forbid a transfer, by who can lift them (RFC 5731 §2.3); `locked` is RDAP's own (RFC 9083 §10.2.2). */
const LOCK_TAGS: Readonly<Record<string, LockTag>> = {
  clientTransferProhibited: 'TRANSFER_LOCKED',
  locked: 'TRANSFER_LOCKED',
  serverTransferProhibited: 'TRANSFER_LOCKED_BY_REGISTRY',
};
export type LockTag = 'TRANSFER_LOCKED' | 'TRANSFER_LOCKED_BY_REGISTRY';
/** The last part of their texts' keys. */
export const LOCK_TEXTS: Readonly<Record<LockTag, 'locked' | 'locked-by-registry'>> = {
  TRANSFER_LOCKED: 'locked',
  TRANSFER_LOCKED_BY_REGISTRY: 'locked-by-registry',
};

/** What forbids a transfer, each lock once, with a status that says so. */
export function locksOf(statuses: readonly string[]): ReadonlyMap<LockTag, string> {
  const locks = new Map<LockTag, string>();
  for (const status of statuses) {
    const tag = Object.hasOwn(LOCK_TAGS, status) ? LOCK_TAGS[status] : undefined;
    if (tag !== undefined) locks.set(tag, status);
  }
  return locks;
}

/** What the registration's statuses forbid, one finding for each. */
export function statusFindings(domain: Fqdn, statuses: readonly string[], now: EpochMs): Finding[] {
  return statuses.flatMap((status): Finding[] => {
    const tag = Object.hasOwn(STATUS_TAGS, status) ? STATUS_TAGS[status] : undefined;
    if (tag === undefined) return [];
    const evidence = [{ asked: `${domain} registration`, answered: status, atMs: now }];
    const values = { zone: displayName(domain), status };
    return [{ tag, subject: domain, message: message('dns.finding.status', values), evidence }];
  });
}

export const registryGate: Gate = (ctx, { registry }, now) => {
  const findings = statusFindings(ctx.domain, registry.statuses, now);
  const [first] = findings;
  if (first === undefined) return undefined;
  return { reason: first.message, untilMs: now + 3 * LOOK_AGAIN_MS, findings };
};

/** Every address of every new server serves exactly the intended zone, over UDP and TCP; who was not heard is not taken for a yes (I1). */
export const parityGate: Gate = (ctx, sight, now) => {
  const zone = displayName(ctx.domain);
  const { intended, inventory } = zonePlanOf(ctx);
  const untilMs = now + LOOK_AGAIN_MS;
  if (intended.length === 0 || sight.newNameServers.length === 0)
    return { reason: message('dns.blocked.no-plan', { zone }), untilMs, findings: [] };
  const judging = judgingOf(ctx);
  const parity = compareZone(ctx.domain, intended, goneFrom(inventory, intended), sight.newServers, now, judging);
  const serve = allServe(sight.newServers, judging);
  if (parity.verdict === 'yes' && serve === 'yes') return undefined;
  const findings = [...judgeServers(sight.newServers, now), ...parity.findings];
  const apexNs = findings.filter(({ tag }) => tag === 'APEX_NS_DIFFERS');
  const definite = parity.verdict === 'no' || serve === 'no';
  const text =
    apexNs.length > 0 && parity.findings.length === apexNs.length && serve === 'yes'
      ? 'dns.blocked.apex-ns'
      : definite
        ? 'dns.blocked.parity'
        : 'dns.blocked.parity-unknown';
  return { reason: message(text, { zone, count: findings.length }), untilMs, findings };
};

/** No DS at any parent server that the new zone cannot satisfy, nor with keys that caches do not know (D1), unless a person took it on by name; a parent that was not heard may have one. */
export const dsGate: Gate = (ctx, sight, now) => {
  const zone = displayName(ctx.domain);
  const judging = judgingOf(ctx);
  const untilMs = now + LOOK_AGAIN_MS;
  const ds = dsSeen(sight.delegation);
  if (ds.length > 0 && serversSatisfy(sight.newServers, ds, judging, now) !== 'yes' && !overridesDs(ctx)) {
    const evidence = sight.delegation.parents
      .filter((parent) => parent.ds.length > 0)
      .map((parent) => ({ asked: `${parent.server} ${parent.address} DS`, answered: parent.ds.join(', '), atMs: now }));
    const reason = message('dns.blocked.ds', { zone });
    return { reason, untilMs, findings: [{ tag: 'DS_BLOCKS_SWITCH', subject: ctx.domain, message: reason, evidence }] };
  }
  const unknown = overridesDs(ctx) ? undefined : unknownKeys(ctx, sight, ds, now);
  if (unknown !== undefined) return unknown;
  const silent = sight.delegation.parents.filter(
    ({ dsOutcome }) => !isDefinite(dsOutcome) && !(judging.acceptNotAsked && dsOutcome === 'not-asked'),
  );
  if (silent.length === 0 && sight.delegation.parents.length > 0) return undefined;
  return { reason: message('dns.wait.parents', { zone }), untilMs, findings: [] };
};

/**
 * The keys that the new zone's data are signed with, judged by those that caches hold of the old one. `undefined`: there is no DS, or the domain is
 * on the new servers already, and nothing is spared by waiting.
 */
export function signersToCaches(
  ctx: Remembering,
  sight: Pick<DelegationSight, 'delegation' | 'newNameServers' | 'newServers' | 'oldServers'>,
  ds: readonly string[],
  now: EpochMs,
): UnknownSigners | undefined {
  if (ds.length === 0 || servesExactly(sight.delegation, sight.newNameServers) === 'yes') return undefined;
  return unknownSigners(sight.oldServers, sight.newServers, ds, judgingOf(ctx), now);
}

/** What caches hold of the old zone's keys would not do for the new zone's data. */
function unknownKeys(
  ctx: Remembering,
  sight: DelegationSight,
  ds: readonly string[],
  now: EpochMs,
): Refusal | undefined {
  const signers = signersToCaches(ctx, sight, ds, now);
  if (signers === undefined) return undefined;
  const { lacking, isOpen } = signers;
  const zone = displayName(ctx.domain);
  const untilMs = now + LOOK_AGAIN_MS;
  if (lacking.length === 0)
    return isOpen ? { reason: message('dns.wait.old-servers', { zone }), untilMs, findings: [] } : undefined;
  const keys = [...new Set(lacking.flatMap((one) => one.keys.map(keyTag)))].sort((a, b) => a - b).join(', ');
  const evidence = lacking.map(({ server }) => ({
    asked: `${server.server} ${server.address} ${ctx.domain} DNSKEY`,
    answered: answerTo(server, ctx.domain, 'DNSKEY')?.rdatas.join(', ') ?? '',
    atMs: now,
  }));
  const reason = message('dns.blocked.ds-keys', { zone, keys });
  const fix = message('dns.fix.ds-keys', { zone, keys });
  return {
    reason,
    untilMs,
    findings: [{ tag: 'DS_BLOCKS_SWITCH', subject: ctx.domain, message: reason, evidence, fix }],
  };
}

/** A DS that went away stays in caches, and so do the keys that were fetched by it: both must have passed, one after the other (D2). */
export const dsCachedGate: Gate = (ctx, sight, now) => {
  // The domain is on the new servers already: waiting spares nobody anything.
  if (servesExactly(sight.delegation, sight.newNameServers) === 'yes' && sight.newNameServers.length > 0)
    return undefined;
  // One that is there is the other gate's affair, unless it took the place of one that caches still have.
  const present = dsSeen(sight.delegation);
  const isFit = present.length > 0 && serversSatisfy(sight.newServers, present, judgingOf(ctx), now) === 'yes';
  if (present.length > 0 && !isFit) return undefined;
  const clear = dsClearOf(ctx, now, isFit);
  if (clear === undefined || now >= clear.untilMs) return undefined;
  // Taken away and come back in another form that the new zone satisfies: nothing that caches hold contradicts it.
  const { ds } = memoryOf(ctx, 'remove-ds');
  const isSame = ds?.length && serversSatisfy(sight.newServers, ds, judgingOf(ctx), now) === 'yes';
  if (isSame && unknownKeys(ctx, sight, ds, now) === undefined) return undefined;
  const { goneAtMs, untilMs, terms } = clear;
  const zone = displayName(ctx.domain);
  const reason = message('dns.blocked.ds-cached', { zone, until: untilMs, sum: sumText(terms) });
  const evidence = [
    { asked: `${ctx.domain} DS`, answered: `gone since ${new Date(goneAtMs).toISOString()}`, atMs: now },
  ];
  return { reason, untilMs, findings: [{ tag: 'DS_STILL_CACHED', subject: ctx.domain, message: reason, evidence }] };
};

/** Nobody edited the old zone since its inventory; else the edit would be lost with the switch. */
export const driftGate: Gate = (ctx, sight, now) => {
  const { intended, inventory } = zonePlanOf(ctx);
  const question = { zone: ctx.domain, inventory, intended, decided: decidedKeys(ctx.answers) };
  const drift = driftOf(question, sight.oldServers, sight.oldZone, now);
  if (drift.verdict !== 'yes') return undefined;
  const zone = displayName(ctx.domain);
  return {
    reason: message('dns.blocked.drifted', { zone, count: drift.findings.length }),
    untilMs: now + LOOK_AGAIN_MS,
    findings: drift.findings,
  };
};

/** In the order in which a person would want to hear of them. */
export const CUTOVER_GATES: readonly Gate[] = [registryGate, parityGate, dsGate, dsCachedGate, driftGate];

/** Those of a transfer that brings the new name servers with it: what forbids an update does not forbid that. */
export const TRANSFER_CUTOVER_GATES: readonly Gate[] = [parityGate, dsGate, dsCachedGate, driftGate];

/** The first gate that is closed. */
export function firstRefusal(
  ctx: Remembering,
  sight: DelegationSight,
  now: EpochMs,
  gates: readonly Gate[] = CUTOVER_GATES,
): Refusal | undefined {
  for (const gate of gates) {
    const refusal = gate(ctx, sight, now);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** All gates that are closed. */
export function allRefusals(ctx: Remembering, sight: DelegationSight, now: EpochMs): Refusal[] {
  return CUTOVER_GATES.flatMap((gate) => gate(ctx, sight, now) ?? []);
}
