import type { DeadlineTerm } from '../dns/deadline.ts';
import { agreedNs, sameNames } from '../dns/delegation.ts';
import { SIGNING_TYPES } from '../dns/dictionary.ts';
import type { Gone } from '../dns/parity.ts';
import { goneFrom, goneIn, parityQuestions } from '../dns/parity.ts';
import type { Truth } from '../dns/propagation.ts';
import { both, truthOfRecords, truthOfServers, truthOfSwitch } from '../dns/propagation.ts';
import type { DelegationView, Judging, ServersView, ZoneQuestion } from '../dns/views.ts';
import { isInZone } from '../dns/zone-lookup.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns } from '../ports/dns.ts';
import { readDelegation } from './delegation.ts';
import { changedSets } from './delegation-sight.ts';
import type { TurnQuestion } from './resolvers.ts';
import { readServers } from './servers.ts';
import type { KeptQuestion } from './turn-questions.ts';
import { allTurnQuestions, MOST_QUESTIONS, mostTelling } from './turn-questions.ts';
import { Walker } from './walk.ts';

/** What is looked for, whoever said so: a migration, a person with `--to`, or nobody. */
export interface Expectation {
  readonly zone: Fqdn;
  /** switch: other name servers. records: other records in a zone that stays. agreement: the parent against its children. */
  readonly kind: 'switch' | 'records' | 'agreement';
  readonly source: 'migration' | 'asked' | 'parent';
  /** Only of a switch. */
  readonly newNameServers: readonly Fqdn[];
  /** `null`: nobody knows. */
  readonly oldNameServers: readonly Fqdn[] | null;
  /** The whole zone, before and after. */
  readonly planned?: { readonly intended: readonly Rrset[]; readonly inventory: readonly Rrset[] };
  /** Only these records, and only that these are gone: with what a wildcard or an alias says in their place. */
  readonly sets: readonly Rrset[];
  readonly gone: readonly Gone[];
  /** What these sets were before, as far as it is known. */
  readonly before: readonly Rrset[];
  readonly decided: ReadonlySet<string>;
  /** Measured before the switch. */
  readonly terms?: readonly DeadlineTerm[];
  readonly switchedAtMs?: EpochMs;
  readonly worstCaseAtMs?: EpochMs;
  /** A migration's own word, with its days of grace. */
  readonly oldServiceUntilMs?: EpochMs;
  readonly slot?: { readonly startsAtMs: EpochMs; readonly endsAtMs: EpochMs };
  /** A migration that has not come far enough to say what shall be. */
  readonly unplanned?: true;
}

/** Nothing but the name. */
export function agreementOn(zone: Fqdn): Expectation {
  return {
    zone,
    kind: 'agreement',
    source: 'parent',
    newNameServers: [],
    oldNameServers: null,
    sets: [],
    gone: [],
    before: [],
    decided: new Set(),
  };
}

/** What the servers in charge said: the parent's, and those of the zone on both sides. */
export interface Authorities {
  readonly delegation: DelegationView;
  /** The servers that shall serve the zone; without a switch those that do. */
  readonly newServers: ServersView;
  readonly oldServers: ServersView;
  readonly oldNameServers: readonly Fqdn[] | null;
}

export async function readAuthorities(dns: Dns, expected: Expectation, signal: AbortSignal): Promise<Authorities> {
  const { zone } = expected;
  const walker = new Walker(dns, signal);
  const delegation = await readDelegation(dns, zone, signal, walker);
  const named = namedBy(delegation);
  const wanted = wantedServers(expected, named);
  const agreed = agreedNs(delegation);
  const present = agreed.kind === 'agreed' && !sameNames(agreed.ns, wanted) ? agreed.ns : null;
  const oldNameServers = expected.kind === 'switch' ? (expected.oldNameServers ?? present) : [];
  const newServers = await readServers(dns, zone, wanted, serverQuestions(expected, delegation), signal, walker);
  const leaving = (oldNameServers ?? []).filter((name) => !wanted.includes(name));
  const oldServers = await readServers(dns, zone, leaving, oldQuestions(expected), signal, walker);
  return { delegation, newServers, oldServers, oldNameServers };
}

/** Every server that any parent names, once. */
export const namedBy = (delegation: DelegationView): readonly Fqdn[] =>
  [...new Set(delegation.parents.flatMap(({ ns }) => ns))].sort();

/** Of a switch those that were said, else those that are. */
export function wantedServers(expected: Expectation, named: readonly Fqdn[]): readonly Fqdn[] {
  return expected.kind === 'switch' ? expected.newNameServers : named;
}

function serverQuestions(expected: Expectation, delegation: DelegationView): readonly ZoneQuestion[] {
  const { zone, planned, sets, gone } = expected;
  const whole =
    planned === undefined ? [] : parityQuestions(zone, planned.intended, goneFrom(planned.inventory, planned.intended));
  const keys = delegation.parents.some(({ ds }) => ds.length > 0) ? [{ name: zone, type: 'DNSKEY' }] : [];
  const some = [...sets, ...gone].map(({ name, type }) => ({ name, type }));
  return once([{ name: zone, type: 'NS' }, ...whole, ...some, ...keys]);
}

/** The zone that is left: its own NS set, and whether somebody edits it. */
function oldQuestions({ zone, planned }: Expectation): readonly ZoneQuestion[] {
  const known = (planned?.inventory ?? []).filter(
    (set) => !SIGNING_TYPES.has(set.type) && isInZone(set.name, zone, planned!.inventory),
  );
  return once([{ name: zone, type: 'NS' }, ...known.map(({ name, type }) => ({ name, type }))]);
}

const once = (questions: readonly ZoneQuestion[]): ZoneQuestion[] => [
  ...new Map(questions.map((question) => [`${question.name} ${question.type}`, question])).values(),
];

export function truthOf(expected: Expectation, seen: Authorities, now: EpochMs, judging: Judging = {}): Truth {
  const { zone, planned, sets, gone } = expected;
  const { delegation, newServers, oldNameServers } = seen;
  if (expected.kind === 'records') return truthOfRecords(sets, gone, newServers, now, judging);
  const wanted = wantedServers(expected, namedBy(delegation));
  const views = { delegation, newServers };
  const truth =
    planned !== undefined && planned.intended.length > 0
      ? truthOfSwitch(zone, wanted, oldNameServers, planned, views, now, judging)
      : truthOfServers(zone, wanted, oldNameServers, views, now, judging);
  // Every parent that answered says that there is no delegation: that is an answer.
  if (wanted.length === 0 && agreedNs(delegation).kind === 'not-delegated') return { ...truth, delegated: 'no' };
  if (sets.length === 0) return truth;
  const records = truthOfRecords(sets, gone, newServers, now, judging);
  const served = both(records.served, truth.served);
  const found = new Set(truth.findings.map(({ tag, subject }) => `${tag} ${subject}`));
  const more = records.findings.filter(({ tag, subject }) => !found.has(`${tag} ${subject}`));
  return { ...truth, served, findings: [...truth.findings, ...more] };
}

/**
 * What resolvers are asked. Names that only one side has are left out until the truth stands: who asks for them earlier teaches caches that
 * they do not exist.
 */
export function resolverQuestions(expected: Expectation, seen: Authorities, truth: Truth): TurnQuestion[] {
  return mostTelling(allQuestions(expected, seen, truth));
}

/** Some of what changes is not asked about: resolvers do not speak for it. */
export function isCutOff(expected: Expectation, seen: Authorities, truth: Truth): boolean {
  return allQuestions(expected, seen, truth).length > MOST_QUESTIONS;
}

function allQuestions(expected: Expectation, seen: Authorities, truth: Truth): KeptQuestion[] {
  const { zone, planned } = expected;
  const named = namedBy(seen.delegation);
  const stands = truth.delegated === 'yes' && truth.served === 'yes';
  const mayBeAsked = ({ old, new: fresh }: TurnQuestion): boolean => stands || (old.length > 0 && fresh.length > 0);
  if (expected.kind === 'agreement')
    return named.length === 0 ? [] : [{ name: zone, type: 'NS', old: [], new: named, keptSeconds: 0 }];
  const before = new Map(expected.before.map((set) => [`${set.name} ${set.type}`, set]));
  // Where nobody knows what was before, it lived as long as what is now.
  const own = new Map(before.size > 0 ? [] : expected.sets.map((set) => [`${set.name} ${set.type}`, set]));
  const some = [...expected.sets, ...expected.gone]
    .filter(({ name }) => !name.startsWith('*.'))
    .map(({ name, type, rdatas }): KeptQuestion => {
      const was = before.get(`${name} ${type}`);
      const { ttlSeconds = 0 } = was ?? own.get(`${name} ${type}`) ?? {};
      return { name, type, old: was?.rdatas ?? [], new: rdatas, keptSeconds: ttlSeconds };
    });
  if (expected.kind === 'records') return some.filter(mayBeAsked);
  const nameServers = { old: seen.oldNameServers ?? [], new: expected.newNameServers };
  const questions = allTurnQuestions(zone, planned ?? { inventory: [], intended: [] }, nameServers);
  return [...questions, ...some].filter((question) => mayBeAsked(question) || question.type === 'NS');
}

/** The sets that a change of records in a zone that stays is about. */
export function changeOf(
  zone: Fqdn,
  inventory: readonly Rrset[],
  intended: readonly Rrset[],
): Pick<Expectation, 'sets' | 'gone' | 'before'> {
  const { changed, added, covered } = changedSets(zone, inventory, intended);
  const keys = new Set([...changed, ...added].map(({ name, type }) => `${name} ${type}`));
  const sets = intended.filter(({ name, type }) => keys.has(`${name} ${type}`));
  const kept = new Set(sets.map(({ name, type }) => `${name} ${type}`));
  const before = [...changed, ...covered.map(({ name, by }) => ({ ...by, name }))];
  const gone = before.filter(({ name, type }) => !kept.has(`${name} ${type}`));
  return { sets, gone: goneIn(zone, intended, gone), before };
}
