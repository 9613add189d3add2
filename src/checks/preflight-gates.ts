import { namesAnyOf } from '../dns/delegation.ts';
import { compareZone, goneFrom } from '../dns/parity.ts';
import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import { findingCloses } from '../domain/severity.ts';
import { isBlind } from './already-moved.ts';
import type { Refusal } from './cutover-gates.ts';
import type { DelegationSight } from './delegation-sight.ts';
import { zonePlanOf } from './delegation-sight.ts';
import type { PreflightContext, PreflightSight } from './preflight-sight.ts';
import { allServe } from './servers.ts';
import { judgingOf } from './zone-memory.ts';

export type GateWord = 'go' | 'no-go' | 'unknown';
export const GATE_WORDS = ['go', 'no-go', 'unknown'] as const satisfies readonly GateWord[];

/** Old servers that nobody will be sent to after the switch. */
export function leaving(delegation: DelegationSight | null): readonly Fqdn[] {
  return (delegation?.oldNameServers ?? []).filter((name) => delegation?.newNameServers.includes(name) === false);
}

export function cutoverGate(
  sight: PreflightSight,
  refusals: readonly Refusal[],
  findings: readonly Finding[],
  ctx: PreflightContext,
): GateWord {
  // Cut off from the parents we are no judge of anything else either.
  if (sight.delegation !== null && isBlind(sight.delegation.delegation)) return 'unknown';
  if (findings.some((finding) => findingCloses(finding, 'cutover'))) return 'no-go';
  const silent = refusals.some((refusal) => !refusal.findings.some((finding) => findingCloses(finding, 'cutover')));
  if (silent || findings.some(({ tag }) => tag === 'UNANSWERED')) return 'unknown';
  return sight.undecided && sight.delegation !== null && isOpen(ctx, sight.delegation) ? 'unknown' : 'go';
}

/** Without decisions: some address of the new servers was not heard about something that counts. */
function isOpen(ctx: PreflightContext, { newServers }: DelegationSight): boolean {
  const judging = judgingOf(ctx);
  const { intended, inventory } = zonePlanOf(ctx);
  const { isOpen: open } = compareZone(ctx.domain, intended, goneFrom(inventory, intended), newServers, 0, judging);
  return open || allServe(newServers, judging) !== 'yes';
}

/**
 * Whether a transfer may be asked for: nothing stands against it, and no parent server names a server that may go with the losing
 * registrar. Without a migration nobody knows whose the old servers are.
 */
export function transferGate(ctx: PreflightContext, sight: PreflightSight, findings: readonly Finding[]): GateWord {
  const { delegation } = sight;
  const blind = delegation !== null && isBlind(delegation.delegation);
  if (!blind && findings.some((finding) => findingCloses(finding, 'transfer'))) return 'no-go';
  if (delegation === null || blind || delegation.registry.outcome !== 'found') return 'unknown';
  const named = namesAnyOf(delegation.delegation, leaving(delegation), judgingOf(ctx));
  if (named === 'yes') return !sight.undecided && ctx.answers.registration === 'moves' ? 'no-go' : 'unknown';
  return named === 'no' ? 'go' : 'unknown';
}

export function whyOf(
  ctx: PreflightContext,
  cutover: GateWord,
  moved: boolean,
  findings: readonly Finding[],
  refusals: readonly Refusal[],
): Message {
  const zone = displayName(ctx.domain);
  const closing = findings.filter((finding) => findingCloses(finding, 'cutover'));
  if (cutover === 'no-go') {
    const what = closing
      .slice(0, 3)
      .map(({ tag, subject }) => `${tag} ${subject}`)
      .join(', ');
    return message(moved ? 'preflight.why.moved-broken' : 'dns.preflight.blocked', {
      zone,
      count: closing.length,
      what,
    });
  }
  if (moved) return message('preflight.why.already-moved', { zone });
  if (cutover !== 'unknown') return message(`preflight.why.${cutover}`, { zone });
  const open = findings.find(({ tag }) => tag === 'UNANSWERED');
  const silent = refusals.find((refusal) => !refusal.findings.some((finding) => findingCloses(finding, 'cutover')));
  return open?.message ?? silent?.reason ?? message('dns.blocked.parity-unknown', { zone, count: findings.length });
}
