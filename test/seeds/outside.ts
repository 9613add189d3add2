import { dsMatches } from '../../src/dns/dnssec.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { World } from '../../src/simulation/world.ts';
import type { Draw } from './draw.ts';
import { MOVES } from './draw.ts';

/** What the auditor reads of the world as it was when the run began, and as it is. */
interface Snapshot {
  readonly registrations: Readonly<Record<string, { readonly ds: readonly string[] }>>;
  readonly zones: Readonly<Record<'old' | 'new', Readonly<Record<string, { readonly rrsets: readonly Rrset[] }>>>>;
  readonly hosting: Readonly<
    Record<'old', Readonly<Record<string, { readonly service: { readonly frozen: boolean } | null }>>>
  >;
}

/** Tells of something that an invariant forbids. */
export type Violate = (invariant: string, what: string) => void;

/**
 * The simulated Internet itself, asked as anybody may ask it. `trueNow` is the time that caches and providers live by, whatever the machine's
 * wall clock says.
 */
export class Outside {
  readonly world: World;
  readonly trueNow: () => EpochMs;
  /** As it was when the run began. */
  readonly begin: Snapshot;
  readonly answers: (typeof MOVES)[Draw['kind']]['answers'];
  readonly #draw: Draw;

  constructor(world: World, draw: Draw, trueNow: () => EpochMs) {
    this.world = world;
    this.trueNow = trueNow;
    this.begin = world.snapshot() as unknown as Snapshot;
    this.answers = MOVES[draw.kind].answers;
    this.#draw = draw;
  }

  get domain() {
    return this.world.domain;
  }

  seen(): Snapshot {
    return this.world.snapshot() as unknown as Snapshot;
  }

  oldZone(): readonly Rrset[] {
    return this.seen().zones.old[this.domain]?.rrsets ?? [];
  }

  /** Whether there is no API to the zone that is left. */
  isOldZoneClosed(): boolean {
    return this.#draw.without.includes('oldDnsHost');
  }

  isSwitch(): boolean {
    return this.answers['nameServers'] === 'switch';
  }

  servers(kind: 'old' | 'new' | 'tld') {
    return this.world.servers.filter((server) => server.kind === kind);
  }

  isToNew(nameServers: unknown): boolean {
    const names = new Set(((nameServers as readonly string[] | undefined) ?? []).map((name) => fqdn(name)));
    return this.servers('new').some(({ name }) => names.has(name));
  }

  /** What one server says of the domain's own name; `undefined`: nothing. */
  ask(address: string, type: string) {
    const said = this.world.answerDns(address, { name: this.domain, type, recursive: false, transport: 'udp' });
    return typeof said === 'string' ? undefined : said;
  }

  /** TTLs of an RRset of the domain's own name at each of the servers that answer. */
  ttls(side: 'old' | 'new', type: string): number[] {
    return this.servers(side).flatMap(({ address }) =>
      (this.ask(address, type)?.answer ?? [])
        .filter((one) => one.type === type && one.name === this.domain)
        .map(({ ttlSeconds }) => ttlSeconds),
    );
  }

  /** What the first of the parent's servers says that knows; `undefined`: none does. */
  parent(type: 'NS' | 'DS') {
    for (const { address } of this.servers('tld')) {
      const records = this.#parentAt(address, type);
      if (records !== undefined && (records.length > 0 || type === 'DS')) return records;
    }
    return undefined;
  }

  /** What any of the parent's servers says. */
  everyParent(type: 'NS' | 'DS'): string[] {
    return this.servers('tld').flatMap(({ address }) =>
      (this.#parentAt(address, type) ?? []).map(({ rdata }) => rdata),
    );
  }

  #parentAt(address: string, type: 'NS' | 'DS') {
    const said = this.ask(address, type);
    if (said === undefined || said.rcode !== 0) return undefined;
    return [...said.answer, ...said.authority].filter((record) => record.type === type && record.name === this.domain);
  }

  /** Servers that the parents name and that answer without a key for any of these DS. */
  withoutKeyFor(ds: readonly string[]): string[] {
    const names = new Set((this.parent('NS') ?? []).map(({ rdata }) => rdata));
    return this.world.servers
      .filter(({ name }) => names.has(name))
      .filter(({ address }) => {
        const said = this.ask(address, 'DNSKEY');
        if (said === undefined || said.rcode !== 0) return false;
        const keys = said.answer.filter(({ type }) => type === 'DNSKEY').map(({ rdata }) => rdata);
        return !ds.some((one) => keys.some((key) => dsMatches(this.domain, one, key)));
      })
      .map(({ name }) => name);
  }
}
