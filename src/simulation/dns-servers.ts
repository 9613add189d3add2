import type { Response } from '../dns/response.ts';
import type { Fqdn } from '../domain/name.ts';
import { child } from '../domain/name.ts';
import { rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import { answerFrom, REFUSED } from './authoritative.ts';
import type { DnsHostCore } from './dns-host.ts';
import type { Door } from './faults.ts';
import type { RegistryCore } from './registry.ts';
import type { Delegated } from './registry-record.ts';
import { CachingResolver, RESOLVERS } from './resolver.ts';
import type { Scenario, Side } from './scenario.ts';
import type { Topology } from './topology.ts';
import type { Turned, WorldQuery, WorldServer } from './types.ts';
import type { Zone } from './zones.ts';
import { zoneOf } from './zones.ts';

type Outcome = Response | 'timeout' | 'refused-connection';

/** All DNS servers of the world at their addresses. */
export class DnsServers {
  readonly #topology: Topology;
  readonly #scenario: Scenario;
  readonly #now: () => EpochMs;
  readonly #registry: RegistryCore;
  readonly #hosts: Readonly<Record<Side, DnsHostCore>>;
  readonly #door: Door;
  readonly #byAddress: ReadonlyMap<string, WorldServer>;
  readonly #resolvers: ReadonlyMap<string, CachingResolver>;
  readonly #rootZones: readonly Zone[];
  readonly #thirdZones: readonly Zone[];
  readonly #hosted: Partial<Record<Side, { readonly of: readonly Zone[]; readonly zones: readonly Zone[] }>> = {};
  /** What a server with a stale zone still holds. */
  readonly #frozen = new Map<string, readonly Zone[]>();
  readonly #turned = new Map<string, Turned>();
  #tld: { readonly of: readonly Delegated[]; readonly zones: readonly Zone[]; readonly serial: number } | undefined;

  constructor(
    topology: Topology,
    scenario: Scenario,
    now: () => EpochMs,
    registry: RegistryCore,
    hosts: Readonly<Record<Side, DnsHostCore>>,
    door: Door,
  ) {
    this.#topology = topology;
    this.#scenario = scenario;
    this.#now = now;
    this.#registry = registry;
    this.#hosts = hosts;
    this.#door = door;
    this.#byAddress = new Map(topology.servers.map((server) => [server.address, server]));
    const resolvers = topology.servers.filter(({ kind }) => kind === 'resolver');
    this.#resolvers = new Map(
      resolvers.map(({ address }, index) => [address, this.#resolver(RESOLVERS[index]!)] as const),
    );
    this.#rootZones = [topology.rootZone];
    this.#thirdZones = [...topology.providerZones.third, ...topology.domains.slice(0, 1).map(internZone)];
  }

  answer(address: string, query: WorldQuery): Outcome {
    const server = this.#byAddress.get(address);
    const fault = this.#door.dnsFault(address);
    if (server === undefined || fault === 'timeout') return 'timeout';
    if (fault === 'refuses-tcp' && query.transport === 'tcp') return 'refused-connection';
    if (fault === 'servfail') return { ...REFUSED, rcode: 2 };
    const resolver = this.#resolvers.get(address);
    if (resolver !== undefined) return this.#noticed(resolver, query, resolver.answer(query));
    if (fault === 'lame') return { ...REFUSED, rcode: 0 };
    return answerFrom(this.#frozen.get(address) ?? this.#zonesOf(server), query);
  }

  /** As seen through a resolver that has an empty cache. */
  lookAfresh(name: Fqdn, type: string): Response {
    const fresh = this.#resolver({ name: 'fresh', validates: false, childCentric: false, servesStale: false });
    return fresh.answer({ name, type, recursive: true, transport: 'udp' });
  }

  resolverAddress(name?: string): string | undefined {
    const found = [...this.#resolvers].find(([, { behaviour }]) => name === undefined || behaviour.name === name);
    return found?.[0];
  }

  onFault(address: string, stale: boolean): void {
    const server = this.#byAddress.get(address);
    if (stale && server !== undefined) this.#frozen.set(address, this.#zonesOf(server));
    else this.#frozen.delete(address);
  }

  turned(): readonly Turned[] {
    return [...this.#turned.values()];
  }

  #resolver(behaviour: (typeof RESOLVERS)[number]): CachingResolver {
    const roots = this.#topology.servers.filter(({ kind }) => kind === 'root').map(({ address }) => address);
    return new CachingResolver(behaviour, roots, (address, query) => this.answer(address, query), this.#now);
  }

  #zonesOf(server: WorldServer): readonly Zone[] {
    switch (server.kind) {
      case 'root':
        return this.#rootZones;
      case 'tld':
        return this.#tldZones();
      case 'old':
      case 'new':
        return this.#hostedBy(server.kind);
      case 'third':
        return this.#thirdZones;
      case 'resolver':
        return [];
    }
  }

  #hostedBy(side: Side): readonly Zone[] {
    const of = this.#hosts[side].zones();
    const known = this.#hosted[side];
    if (known?.of === of) return known.zones;
    const zones = [...of, ...this.#topology.providerZones[side]];
    this.#hosted[side] = { of, zones };
    return zones;
  }

  /** The parents' zones, made anew only when what the registry published has changed. */
  #tldZones(): readonly Zone[] {
    const domains = this.#registry.domains();
    const delegations = domains.map((domain) => this.#registry.delegation(domain));
    const known = this.#tld;
    if (known?.of.every((delegation, index) => delegation === delegations[index])) return known.zones;
    const serial = (known?.serial ?? 2_026_112_000) + 1;
    const customers = domains.flatMap((domain, index) => [
      rrset(domain, 'NS', this.#scenario.parentNsTtlSeconds, delegations[index]!.nameServers),
      rrset(domain, 'DS', this.#scenario.dsTtlSeconds, delegations[index]!.ds),
    ]);
    const zones = this.#topology.tlds.map((tld) =>
      zoneOf(tld, [...this.#topology.tldRecords.get(tld)!, ...customers.filter(({ name }) => parentIs(name, tld))], {
        primary: this.#topology.servers.find(({ kind }) => kind === 'tld')!.name,
        serial,
        negativeTtlSeconds: 900,
      }),
    );
    this.#tld = { of: delegations, zones, serial };
    return zones;
  }

  /** Notes when a resolver first says the new thing of the main domain's apex. */
  #noticed(resolver: CachingResolver, query: WorldQuery, response: Response): Response {
    const type = query.type;
    if (query.name !== this.#topology.domains[0] || (type !== 'NS' && type !== 'A' && type !== 'MX')) return response;
    const key = `${resolver.behaviour.name} ${type}`;
    if (this.#turned.has(key)) return response;
    const fresh: readonly string[] = {
      NS: this.#topology.nameServers.new,
      A: [this.#topology.web.new],
      MX: [this.#topology.mailNames.new],
    }[type];
    if (response.answer.some((record) => record.type === type && fresh.includes(record.rdata.split(' ').at(-1)!)))
      this.#turned.set(key, { resolver: resolver.behaviour.name, type, atMs: this.#now() });
    return response;
  }
}

function parentIs(name: Fqdn, tld: Fqdn): boolean {
  return name.slice(name.indexOf('.') + 1) === tld;
}

/** What the customer's zone delegates to the third party. */
function internZone(domain: Fqdn): Zone {
  const apex = child('intern', domain);
  const sets = [rrset(apex, 'NS', 3600, ['ns1.derde.example.']), rrset(apex, 'A', 3600, ['192.0.2.80'])];
  return zoneOf(apex, sets, { primary: 'ns1.derde.example.' as Fqdn, serial: 7, negativeTtlSeconds: 900 });
}
