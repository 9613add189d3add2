import { socketDns } from '../../../src/adapters/dns/sockets/index.ts';
import { judged, lookAt as lookForCheck } from '../../../src/app/check.ts';
import { judgePreflight } from '../../../src/checks/preflight.ts';
import type { PreflightContext } from '../../../src/checks/preflight-sight.ts';
import { seePreflight } from '../../../src/checks/preflight-sight.ts';
import { agreementOn } from '../../../src/checks/propagation-expected.ts';
import { readServers } from '../../../src/checks/servers.ts';
import { Walker } from '../../../src/checks/walk.ts';
import { agreedNs, dsSeen, sameNames } from '../../../src/dns/delegation.ts';
import { isSpf, targetsOf } from '../../../src/dns/rdata.ts';
import type { DelegationView, ServersView } from '../../../src/dns/views.ts';
import { answerTo, isDefinite } from '../../../src/dns/views.ts';
import type { Fqdn } from '../../../src/domain/name.ts';
import type { StepPorts } from '../../../src/ports/step-ports.ts';
import type { Scenario } from './zonemaster-spec.ts';

/** What golive makes of a zone: its findings, and what it saw in words of its own where that is no finding. */
export interface Look {
  /** Tags of what `check` and `preflight` find. */
  readonly tags: readonly string[];
  readonly seen: {
    readonly delegation: 'agreed' | 'partial' | 'not-delegated' | 'unknown';
    readonly parents: 'all' | 'some' | 'none';
    readonly serves: 'all' | 'some' | 'none';
    readonly ds: 'none' | 'same' | 'differ';
    readonly keys: 'none' | 'same' | 'differ';
    /** `null`: an MX that says that no mail is taken. */
    readonly mail: 'servers' | 'null' | 'none';
    /** SPF policies at the apex. */
    readonly spf: number;
    readonly check: string;
    readonly preflight: string;
  };
  /** For a person who looks into a difference. */
  readonly details: readonly string[];
}

/**
 * `golive check D` and `golive preflight D --to NS…` on the scenario's own tree, with the name servers that are given, else those that the
 * parent names. Only the DNS is looked at: there is no web, mail server, registry or resolver.
 */
export async function lookAt(scenario: Scenario): Promise<Look> {
  const signal = AbortSignal.timeout(60_000);
  const clock = { now: () => Date.now() };
  const zone = scenario.zone as Fqdn;
  const roots = scenario.roots.map((address) => ({ address }));
  const dns = socketDns({ roots, resolvers: [], allowPrivateAddresses: true, timeoutMs: 300, clock });
  const expected = agreementOn(zone);
  const { sight, questions } = await lookForCheck(dns, expected, signal);
  const checked = judged(zone, expected, sight, clock.now(), questions).seen!.propagation;

  const given = scenario.undelegated;
  const { delegation } = sight;
  const nameServers = given.length > 0 ? given.map(({ name }) => name as Fqdn) : named(delegation);
  const addresses = new Map(
    given.flatMap((one) => (one.addresses.length > 0 ? [[one.name as Fqdn, one.addresses] as const] : [])),
  );
  const ctx: PreflightContext = {
    domain: zone,
    stepId: 'preflight',
    role: 'main',
    answers: {
      registration: 'stays',
      hosting: 'stays',
      mail: 'stays',
      nameServers: 'switch',
      newNameServers: nameServers,
      free: { acceptNotAsked: 'yes' },
    },
    earlier: {},
    available: [],
  };
  const preflight = judgePreflight(
    ctx,
    await seePreflight(ctx, { ...NOBODY, dns }, { undecided: true, addresses }, signal),
    clock.now(),
  );

  const walker = new Walker(dns, signal);
  for (const [name, known] of addresses) walker.know(name, known);
  const servers = await readServers(dns, zone, nameServers, [{ name: zone, type: 'DNSKEY' }], signal, walker);
  const findings = [...(given.length > 0 ? [] : checked.findings), ...preflight.findings];
  const apex = (type: string) =>
    preflight.inventory.rrsets.find((set) => set.name === zone && set.type === type) ?? { type, rdatas: [] };
  return {
    tags: [...new Set(findings.map(({ tag }) => tag))].sort(),
    seen: {
      delegation: agreedNs(delegation).kind,
      parents: share(delegation.parents.map(({ outcome }) => isDefinite(outcome))),
      serves: share(servers.servers.map(({ outcome }) => outcome === 'answer')),
      ds: dsOf(delegation),
      keys: keysOf(servers),
      mail: targetsOf(apex('MX')).length > 0 ? 'servers' : apex('MX').rdatas.length > 0 ? 'null' : 'none',
      spf: apex('TXT').rdatas.filter(isSpf).length,
      check: checked.verdict,
      preflight: preflight.verdict,
    },
    details: [
      ...new Set(findings.map(({ tag, subject }) => `${tag} ${subject}`)),
      ...delegation.parents.map((one) => `parent ${one.server} ${one.address} ${one.outcome} ${one.ns.join(' ')}`),
      ...servers.servers.map((one) => `server ${one.server} ${one.address} ${one.outcome} ${one.tcp}`),
    ],
  };
}

const NOBODY: Omit<StepPorts, 'dns'> = {
  web: { get: async () => ({ outcome: 'not-asked', atMs: 0 }) },
  smtp: { wouldAccept: async () => ({ outcome: 'not-asked', atMs: 0 }) },
  registry: {
    lookUp: async () => ({ outcome: 'unknown', statuses: [], nameServers: [], ds: [], source: 'nobody', atMs: 0 }),
  },
  vault: { read: async () => undefined, store: async () => undefined, forget: async () => undefined } as never,
};

const named = (delegation: DelegationView): Fqdn[] => [...new Set(delegation.parents.flatMap(({ ns }) => ns))].sort();

function share(each: readonly boolean[]): 'all' | 'some' | 'none' {
  const count = each.filter(Boolean).length;
  return count === 0 ? 'none' : count === each.length ? 'all' : 'some';
}

function dsOf(delegation: DelegationView): 'none' | 'same' | 'differ' {
  const definite = delegation.parents.filter(({ dsOutcome }) => isDefinite(dsOutcome));
  if (dsSeen(delegation).length === 0) return 'none';
  return definite.every(({ ds }) => sameNames(ds, definite[0]!.ds)) ? 'same' : 'differ';
}

function keysOf(view: ServersView): 'none' | 'same' | 'differ' {
  const sets = view.servers
    .map((server) => answerTo(server, view.zone, 'DNSKEY'))
    .filter((answer) => answer !== undefined && isDefinite(answer.outcome))
    .map((answer) => [...answer!.rdatas].sort().join('\n'));
  if (sets.every((set) => set === '')) return 'none';
  return new Set(sets).size === 1 ? 'same' : 'differ';
}
