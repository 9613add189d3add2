import { allServe } from '../checks/servers.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import { closesGate } from '../domain/severity.ts';
import type { Checked } from './check.ts';

type Seen = NonNullable<Checked['seen']>;

/** More than this is for the document. */
const MOST_NAMED = 3;

/** Why a domain stands where it stands, in one sentence; `undefined`: it could not be looked at, and the failure says why. */
export function reasonOf(seen: Seen): { readonly text: Message; readonly late: boolean } {
  return { text: sentenceOf(seen), late: seen.due === 'late' };
}

function sentenceOf(seen: Seen): Message {
  const { propagation, sight } = seen;
  const failing = propagation.findings.filter(({ tag }) => tag === 'DNSSEC_FAILS');
  if (propagation.verdict === 'failed' && failing.length > 0) {
    const refusing = sight.resolvers.filter(({ dnssecFails }) => dnssecFails === true);
    if (refusing.length === 0) return message('check.why.ds');
    const names = few(refusing.map(({ resolver }) => resolver));
    return message('check.why.dnssec', { names, why: refusing[0]!.why ?? 'SERVFAIL' });
  }
  switch (propagation.verdict) {
    case 'propagated':
      return propagatedBecause(seen);
    case 'not-started':
      return notStartedBecause(seen);
    case 'failed':
      return propagation.parents.length > 0 && propagation.parents.every((kind) => kind === 'none')
        ? message('check.why.not-delegated')
        : message('check.why.not-served', { what: wrongIn(seen) });
    case 'partial':
      return partialBecause(seen);
    default:
      return unknownBecause(seen);
  }
}

function propagatedBecause({ expected, propagation, sight, nowMs }: Seen): Message {
  const count = sight.newServers.servers.length;
  if (expected.kind === 'agreement')
    return message('check.why.agrees', { count, servers: few(namesIn(sight.newServers.servers)) });
  const { worstCaseAtMs, turns } = propagation;
  if (worstCaseAtMs !== null && nowMs >= worstCaseAtMs) return message('check.why.deadline', { at: worstCaseAtMs });
  return message('check.why.resolvers', { count: turns.filter(({ gate }) => gate).length });
}

function notStartedBecause({ expected, propagation, sight, due }: Seen): Message {
  if (due === 'ahead' && expected.slot !== undefined)
    return message('check.why.booked', { at: expected.slot.startsAtMs });
  if (expected.unplanned === true) return message('check.why.unplanned');
  if (propagation.records !== null) return recordsBecause(propagation.records);
  const named = [...new Set(sight.delegation.parents.flatMap(({ ns }) => ns))];
  return message('check.why.not-started', { servers: few(named.map(displayName)) });
}

function partialBecause({ propagation, sight, expected, nowMs }: Seen): Message {
  const { parents, records, truth, turns, worstCaseAtMs } = propagation;
  if (records !== null && truth.served === 'no') return recordsBecause(records);
  const strange = propagation.findings.find(({ tag }) => tag === 'DELEGATION_INTERMEDIATE');
  if (strange !== undefined)
    return message('check.why.intermediate', { servers: String(strange.message.values?.['servers'] ?? '') });
  if (truth.delegated === 'no' && expected.kind === 'agreement') return message('check.why.disagree');
  if (truth.delegated !== 'yes')
    return message('check.why.parents-partial', {
      right: parents.filter((kind) => kind === 'new').length,
      count: parents.filter((kind) => kind !== 'unknown').length,
    });
  if (truth.served === 'no')
    return allServe(sight.newServers, { acceptNotAsked: true }) === 'no'
      ? message('check.why.not-served', { what: wrongIn({ propagation } as Seen) })
      : message('check.why.disagree');
  const gate = turns.filter((turn) => turn.gate);
  const behind = gate.filter(({ outcome }) => outcome !== 'new').length;
  if (worstCaseAtMs !== null && nowMs < worstCaseAtMs && gate.length > 0 && behind === 0)
    return message('check.why.caches-unasked', { count: gate.length, at: worstCaseAtMs });
  if (worstCaseAtMs !== null && nowMs < worstCaseAtMs)
    return message('check.why.caches', { behind, count: gate.length, at: worstCaseAtMs });
  return message('check.why.caches-open', { behind, count: gate.length });
}

const recordsBecause = ({ right, wrong, unknown }: NonNullable<Seen['propagation']['records']>): Message =>
  message('check.why.records-partial', { right, count: right + wrong + unknown });

function unknownBecause({ propagation, sight, questions }: Seen): Message {
  const { truth, turns } = propagation;
  if (sight.spent) return message('check.why.spent', { questions });
  if (truth.delegated !== 'yes') {
    const silent = sight.delegation.parents.filter((_parent, index) => propagation.parents[index] === 'unknown');
    const what = silent.map(({ server, address, outcome }) => `${server || address} ${outcome}`);
    return message('check.why.parents-unknown', { what: what.length === 0 ? '–' : few(what) });
  }
  if (truth.served !== 'yes') {
    const silent = sight.newServers.servers.filter(({ outcome, tcp }) => outcome !== 'answer' || tcp !== 'answer');
    const what = silent.map(
      ({ server, address, outcome, tcp }) =>
        `${displayName(server)} ${address || '–'} ${outcome === 'answer' ? `tcp ${tcp}` : outcome}`,
    );
    return message('check.why.not-heard', { what: what.length === 0 ? '–' : few(what) });
  }
  const silent = turns.filter(({ gate, outcome }) => gate && outcome === 'error').map(({ name }) => name);
  return silent.length === 0 ? message('check.why.no-gate') : message('check.why.silent', { names: few(silent) });
}

function wrongIn({ propagation }: Pick<Seen, 'propagation'>): string {
  const wrong = propagation.truth.findings.filter(
    ({ tag }) => closesGate(tag, 'cutover') || closesGate(tag, 'transfer'),
  );
  return few(wrong.map(({ tag, subject }) => `${tag} ${subject}`)) || '–';
}

const namesIn = (servers: readonly { readonly server: Fqdn }[]): string[] => [
  ...new Set(servers.map(({ server }) => displayName(server))),
];

function few(texts: readonly string[]): string {
  const all = [...new Set(texts)];
  return all.length <= MOST_NAMED + 1
    ? all.join(', ')
    : `${all.slice(0, MOST_NAMED).join(', ')} +${all.length - MOST_NAMED}`;
}
