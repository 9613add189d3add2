import { dsFromDnskey } from '../dns/dnssec.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn } from '../domain/name.ts';
import { rrset } from '../domain/rrset.ts';
import { SECOND } from '../domain/time.ts';
import { bakeryZone, mailRecords, redirectZone } from './bakery.ts';
import { Books } from './books.ts';
import { DnsHostCore, dnsHostApi } from './dns-host.ts';
import { DnsServers } from './dns-servers.ts';
import { endingOf } from './ending.ts';
import { Door } from './faults.ts';
import { bareHost, HostingCore, hostingApi } from './hosting.ts';
import { MailHostCore, mailCopierApi, mailHostApi } from './mail.ts';
import { people } from './people.ts';
import { seededRandom } from './random.ts';
import { registrarApi } from './registrar.ts';
import { RegistryCore } from './registry.ts';
import { registryApi } from './registry-lookup.ts';
import type { Scenario, Side } from './scenario.ts';
import { DEFAULT_SCENARIO } from './scenario.ts';
import { firstFiles, firstTables } from './site.ts';
import { SiteCopierCore, siteCopierApi } from './site-copier.ts';
import type { Cores } from './snapshot.ts';
import { snapshotOf } from './snapshot.ts';
import type { Topology } from './topology.ts';
import { buildTopology } from './topology.ts';
import type { World, WorldOptions } from './types.ts';
import { canonicalHost, visit, visitThird } from './web.ts';

export type { Scenario, Side } from './scenario.ts';
export { DEFAULT_SCENARIO } from './scenario.ts';
export type * from './types.ts';

/** Builds a world that depends on nothing but its clock, its seed and its scenario. */
export function createWorld(options: WorldOptions): World {
  const ending = endingOf(options.scenario?.domain ?? DEFAULT_SCENARIO.domain);
  const scenario: Scenario = { ...DEFAULT_SCENARIO, ...ending, ...options.scenario };
  const topology = buildTopology(scenario);
  const { clock, seed } = options;
  const begunMs = clock.now();
  // What is set up before the world begins has been so for ever: no list lags behind it.
  let begun = false;
  const now = () => (begun ? clock.now() : Number.NEGATIVE_INFINITY);
  const consistencyMs = scenario.apiConsistencySeconds * SECOND;
  const main = topology.domains[0]!;

  const books = new Books(() => (begun ? clock.now() : undefined));
  const door = new Door(seededRandom(seed), (address, kind) => dns.onFault(address, kind === 'stale-zone'));
  const bothSides = <T>(make: (side: Side) => T): Record<Side, T> => ({ old: make('old'), new: make('new') });
  const dnsHost = bothSides((side) => new DnsHostCore(side, topology.nameServers[side], now, scenario, seed));
  const hosting = bothSides((side) => new HostingCore(side, topology.web[side], now, scenario));
  const mailHost = bothSides(
    (side) =>
      new MailHostCore(
        side,
        now,
        scenario,
        (domain) => mailRecords(domain, side, topology, scenario.recordTtlSeconds),
        ({ name, type, rdatas }) => dns.lookAfresh(name, type).answer.some(({ rdata }) => rdatas.includes(rdata)),
      ),
  );
  const registry = new RegistryCore(now, begunMs, scenario, seed, {
    serve: (domain, nameServers) => nameServers.every((name) => servesWithAuthority(name, domain)),
    leaving: (domain, from) => {
      if (scenario.losingRegistrarCutsDns) dnsHost[from].cut(domain);
    },
    completed: (domain, to, atMs) => books.write('registry', 'completed', [domain, to], atMs),
  });
  const dns = new DnsServers(topology, scenario, now, registry, dnsHost, door);
  const siteCopier = new SiteCopierCore(hosting.old, hosting.new);
  // Whoever deals with a provider, at its panel or through its API, finds these; they keep books.
  const register = books.keep('registry', registry, [
    ...(['setNameServers', 'setDs', 'setLock', 'authInfo', 'pushTag'] as const),
    ...(['requestTransfer', 'payTransfer', 'confirmTransfer'] as const),
  ]);
  const hosts = bothSides((side) => books.keep(`hosting.${side}`, hosting[side], ['order', 'pay', 'cancel', 'change']));
  const mails = bothSides((side) => books.keep(`mail.${side}`, mailHost[side], ['create', 'remove', 'put']));
  const copier = books.keep('copier', siteCopier, ['backUp', 'copyFiles', 'importDatabase']);
  const cores: Cores = { registry, dnsHost, hosting, mailHost };
  const kept: Cores = { registry: register, dnsHost, hosting: hosts, mailHost: mails };

  function servesWithAuthority(name: Fqdn, domain: Fqdn): boolean {
    const server = topology.servers.find((one) => one.name === name);
    if (server === undefined) return false;
    const said = dns.answer(server.address, { name: domain, type: 'SOA', recursive: false, transport: 'udp' });
    return typeof said !== 'string' && said.authoritative && said.answer.length > 0;
  }

  setUp(cores, scenario, topology);
  begun = true;

  const rdatasOf = (name: string, type: string, resolver?: string): readonly string[] | undefined => {
    const address = dns.resolverAddress(resolver);
    if (address === undefined) return undefined;
    const said = dns.answer(address, { name: fqdn(name), type, recursive: true, transport: 'udp' });
    if (typeof said === 'string' || said.rcode !== 0) return undefined;
    return said.answer.filter((record) => record.type === type).map(({ rdata }) => rdata);
  };
  const sideAt = (addresses: Readonly<Record<Side, string>>, address: string): Side | undefined =>
    (['old', 'new'] as const).find((side) => addresses[side] === address);

  return {
    scenario,
    clock,
    domain: main,
    domains: topology.domains,
    servers: topology.servers,
    endpoints: topology.endpoints,
    answerDns: (address, query) => dns.answer(address, query),
    web: (address, request) => {
      if (address === topology.web.third) return visitThird(request, begunMs);
      const side = sideAt(topology.web, address);
      return side === undefined ? undefined : visit(hosting[side], topology.domains, scenario, begunMs, request);
    },
    smtp: (address, recipient) => {
      const side = sideAt(topology.mail, address);
      return side === undefined ? undefined : mailHost[side].rcpt(recipient);
    },
    apis: {
      dnsHost: bothSides((side) => dnsHostApi(dnsHost[side], door, consistencyMs, now)),
      registrar: {
        losing: registrarApi('old', register, door, consistencyMs, now, scenario.tldOverrides),
        gaining: registrarApi('new', register, door, consistencyMs, now, scenario.tldOverrides),
      },
      hosting: bothSides((side) => hostingApi(hosts[side], door, consistencyMs, now)),
      mailHost: bothSides((side) => mailHostApi(mails[side], door, consistencyMs, now)),
      siteCopier: siteCopierApi(copier, door),
      mailCopier: mailCopierApi(mails.old, mails.new, door),
      registry: registryApi(registry, door, now),
    },
    people: people(kept, copier, {
      resolve: rdatasOf,
      webSide: (address) => sideAt(topology.web, address),
      mailSide: (address) => sideAt(topology.mail, address),
      siteHost: (domain) => canonicalHost(fqdn(domain), scenario),
      thirdParty: [topology.web.third],
    }),
    counters: door.counters,
    faults: door,
    books: books.entries,
    turned: () => dns.turned(),
    snapshot: () => snapshotOf(cores),
  };
}

/** The state of things when the world begins. */
function setUp(cores: Cores, scenario: Scenario, topology: Topology): void {
  const main = topology.domains[0]!;
  const host = cores.dnsHost[scenario.zoneAt];
  for (const domain of topology.domains) {
    const own = domain === main ? (scenario.zone ?? bakeryZone(domain, scenario, topology)) : undefined;
    const signed = scenario.signed && (scenario.zoneAt === 'old' || scenario.newDnsHostSigns);
    const vanity = topology.servers.filter(({ name, kind }) => kind === scenario.zoneAt && name.endsWith(`.${domain}`));
    const zone = [...(own ?? redirectZone(domain, scenario, topology))];
    for (const { name, address } of vanity) zone.push(rrset(name, 'A', scenario.recordTtlSeconds, [address]));
    host.begin(domain, zone, signed);
    const dnskey = host.held(domain)!.dnskey;
    cores.registry.register(domain, {
      holder: scenario.registrationAt,
      nameServers: [...host.nameServers].sort(),
      ds: dnskey === undefined ? [] : [dsFromDnskey(domain, dnskey)],
      locked: scenario.locked,
      statuses: [...scenario.statuses].sort(),
      pending: false,
    });
  }
  const site = canonicalHost(main, scenario);
  const account = {
    files: firstFiles(site, scenario.files, scenario.tables > 0),
    databases: scenario.tables > 0 ? [{ name: 'site', tables: firstTables(site, scenario.tables), linked: true }] : [],
    certificateFor: topology.domains.flatMap((domain) => [bareHost(domain), `www.${bareHost(domain)}`]).sort(),
    published: true,
    frozen: false,
  };
  const unpublished = { ...account, certificateFor: [], published: false };
  cores.hosting[scenario.hostingAt].begin(
    main,
    (scenario.live ?? scenario.hostingAt === 'old') ? account : unpublished,
  );
  if (scenario.builtAtNew) cores.hosting.new.begin(main, account);
  cores.mailHost[scenario.mailAt].begin(main, scenario.mailboxes);
  if (scenario.boxesAtNew)
    cores.mailHost.new.begin(main, Object.fromEntries(Object.keys(scenario.mailboxes).map((local) => [local, 0])));
}
