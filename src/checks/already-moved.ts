import { agreedNs, servesExactly } from '../dns/delegation.ts';
import type { DelegationView } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import type { Evidence, Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';

/** Every address of every parent server delegates to exactly the new servers. */
export function isAlreadyMoved(delegation: DelegationView, newNameServers: readonly Fqdn[]): boolean {
  return newNameServers.length > 0 && servesExactly(delegation, newNameServers, { acceptNotAsked: true }) === 'yes';
}

/** No parent server said anything definite: more likely we are cut off than the domain is gone. */
export function isBlind(delegation: DelegationView): boolean {
  return !delegation.parents.some(({ outcome }) => isDefinite(outcome));
}

/** How far the delegation is: not there at all, half switched, switched. */
export function judgeParents(delegation: DelegationView, newNameServers: readonly Fqdn[], now: EpochMs): Finding[] {
  const { zone } = delegation;
  const evidence = delegation.parents.map(
    ({ server, address, outcome, ns }): Evidence => ({
      asked: `${server} ${address === '' ? '–' : address} ${zone} NS`,
      answered: ns.length > 0 ? ns.join(', ') : outcome.toUpperCase(),
      atMs: now,
    }),
  );
  const finding = (tag: Tag, text: string): Finding[] => [
    {
      tag,
      subject: zone,
      message: message(text, { zone: displayName(zone), servers: newNameServers.map(displayName).join(', ') }),
      evidence,
    },
  ];
  if (isBlind(delegation)) return finding('UNANSWERED', 'preflight.parents.silent');
  const agreed = agreedNs(delegation);
  if (agreed.kind === 'not-delegated') return finding('NOT_DELEGATED', 'preflight.parents.not-delegated');
  if (agreed.kind === 'partial') return finding('DELEGATION_PARTIAL', 'dns.finding.delegation-partial');
  if (agreed.kind !== 'agreed') return [];
  if (isAlreadyMoved(delegation, newNameServers)) return finding('ALREADY_MOVED', 'preflight.parents.moved');
  const isNew = agreed.ns.filter((name) => newNameServers.includes(name));
  return isNew.length > 0 && isNew.length < agreed.ns.length
    ? finding('DELEGATION_PARTIAL', 'preflight.parents.mixed')
    : [];
}
