import { dsSeen, sameNames } from '../dns/delegation.ts';
import { dsGoneBy } from '../dns/dnssec.ts';
import { serversValidate, signingQuestions } from '../dns/ds-match.ts';
import type { DelegationView, ServersView } from '../dns/views.ts';
import { answerTo, isDefinite } from '../dns/views.ts';
import type { Evidence } from '../domain/finding.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns } from '../ports/dns.ts';
import { readDelegation } from './delegation.ts';
import type { Bounds } from './inspect-part.ts';
import { part } from './inspect-part.ts';
import type { Inspection } from './inspection.ts';
import { readServers } from './servers.ts';
import type { Walker } from './walk.ts';

/** What the zone's apex holds; asked at every address of every server, like its keys. */
const APEX_TYPES = ['NS', 'A', 'AAAA', 'CNAME', 'MX', 'TXT'] as const;

export interface ZoneSight {
  readonly delegation: DelegationView;
  readonly servers: ServersView;
  /** The apex as the first server that serves the zone gives it. */
  readonly apex: readonly Rrset[];
  /** Types of the apex that nobody said anything definite about. */
  readonly unanswered: ReadonlySet<string>;
  /** Different MX that the servers of the zone give; empty where they agree. Addresses may differ by who asks, mail may not. */
  readonly differingMx: readonly string[];
  /** Every name that any parent server gave. */
  readonly parent: readonly Fqdn[];
  /** Every name that any of the zone's own servers gave. */
  readonly child: readonly Fqdn[];
  /** Why it is not known better, where a part was cut short. */
  readonly why?: string;
}

/** The delegation at every address of every parent server, and the zone at every address of every server that it names. */
export async function seeZone(dns: Dns, zone: Fqdn, walker: Walker, bounds: Bounds): Promise<ZoneSight> {
  let why: string | undefined;
  const delegation = await part<DelegationView>(
    bounds,
    (signal) => readDelegation(dns, zone, signal, walker),
    (reason) => {
      why = reason;
      return { zone, parents: [] };
    },
  );
  const parent = namesIn(delegation.parents.map(({ ns }) => ns));
  const wanted = [...APEX_TYPES.map((type) => ({ name: zone, type })), ...signingQuestions(zone)];
  const servers = await part<ServersView>(
    bounds,
    (signal) => readServers(dns, zone, parent, wanted, signal, walker),
    (reason) => {
      why = reason;
      return { zone, servers: [] };
    },
  );
  const said = APEX_TYPES.map((type) => ({ type, set: saidOf(servers, zone, type) }));
  return {
    delegation,
    servers,
    parent,
    child: namesIn(servers.servers.map((server) => (answerTo(server, zone, 'NS')?.rdatas ?? []) as Fqdn[])),
    apex: said.flatMap(({ set }) => (set === undefined || set.rdatas.length === 0 ? [] : [set])),
    unanswered: new Set(said.flatMap(({ type, set }) => (set === undefined ? [type] : []))),
    differingMx: differing(servers, zone, 'MX'),
    ...(why === undefined ? {} : { why }),
  };
}

function differing({ servers }: ServersView, zone: Fqdn, type: string): readonly string[] {
  const sets = servers.flatMap((server) => {
    const answer = server.outcome === 'answer' ? answerTo(server, zone, type) : undefined;
    return answer !== undefined && isDefinite(answer.outcome) ? [[...answer.rdatas].sort().join(', ')] : [];
  });
  const all = [...new Set(sets)].sort();
  return all.length > 1 ? all : [];
}

/** An empty RRset: there is none. `undefined`: no server that serves the zone said. */
function saidOf({ servers }: ServersView, zone: Fqdn, type: string): Rrset | undefined {
  for (const server of servers) {
    const answer = server.outcome === 'answer' ? answerTo(server, zone, type) : undefined;
    if (answer !== undefined && isDefinite(answer.outcome))
      return rrset(zone, type, answer.ttlSeconds ?? 0, answer.rdatas);
  }
  return undefined;
}

const namesIn = (sets: readonly (readonly Fqdn[])[]): Fqdn[] => [...new Set(sets.flat())].sort();

/** Whether parent and child name the same servers; `undefined`: one of them said nothing. */
export function apexAgrees({ parent, child }: ZoneSight): boolean | undefined {
  return parent.length === 0 || child.length === 0 ? undefined : sameNames(parent, child);
}

/** Judged as validators do, by the parents' DS and the zone's own keys and signatures; a parent that was not heard may hold a DS. */
export function dnssecOf({ delegation, servers }: ZoneSight, now: EpochMs): Inspection['dnssec'] {
  const ds = dsSeen(delegation);
  if (dsGoneBy(ds).length > 0) {
    const valid = serversValidate(servers, ds, { acceptNotAsked: true }, now);
    return valid === 'yes' ? 'signed' : valid === 'no' ? 'broken' : 'unknown';
  }
  const asked = delegation.parents.filter(({ dsOutcome }) => dsOutcome !== 'not-asked');
  return asked.length > 0 && asked.every(({ dsOutcome }) => isDefinite(dsOutcome)) ? 'unsigned' : 'unknown';
}

/** Who said what of the delegation: equal answers of several servers once. */
export function delegationEvidence({ delegation, why }: ZoneSight, now: EpochMs): Evidence[] {
  if (delegation.parents.length === 0)
    return [{ asked: `${delegation.zone} NS at its parent`, answered: why ?? 'nobody could be asked', atMs: now }];
  const groups = Map.groupBy(delegation.parents, ({ outcome, ns }) =>
    isDefinite(outcome) ? ns.join(', ') || 'not delegated' : outcome,
  );
  return [...groups].map(([answered, parents]) => {
    const first = [parents[0]!.server, parents[0]!.address].filter((word) => word !== '').join(' ');
    const others = parents.length === 1 ? '' : ` and ${parents.length - 1} more`;
    return { asked: `${first}${others}: ${delegation.zone} NS`, answered, atMs: now };
  });
}
