import { APEX_TYPES, DICTIONARY, HOST_TYPES, SIGNING_TYPES } from '../dns/dictionary.ts';
import { probeName } from '../dns/parity.ts';
import { spfNames, targetsOf } from '../dns/rdata.ts';
import type { ZoneQuestion } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, rrsetKey, sortZone } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns, DnsAnswer, ServerAddress } from '../ports/dns.ts';
import { Walker } from './walk.ts';

/**
 * exported: the operator's own list (API or a file a person brought). walked: every owner name found along the zone's NSEC chain.
 * guessed: names that zones usually have, and what they point to; never provably all.
 */
export type Completeness = 'exported' | 'walked' | 'guessed';
export type Provenance = Completeness | 'followed';

export interface Inventory {
  readonly rrsets: readonly Rrset[];
  /** By `name TYPE`. */
  readonly provenance: Readonly<Record<string, Provenance>>;
  readonly completeness: Completeness;
  /** Entries of the export that the zone's servers do not have. */
  readonly notLive: readonly string[];
  /** Questions that no server answered definitely. */
  readonly unanswered: number;
  /** False: nothing could be read at all. */
  readonly readable: boolean;
}

export interface InventorySources {
  readonly nameServers: readonly Fqdn[];
  /** From the DNS host's API: the zone itself. */
  readonly api?: readonly Rrset[];
  /** From a file: asked again at the servers, whose present word counts. */
  readonly exported?: readonly Rrset[];
}

export const NOTHING_READ: Inventory = {
  rrsets: [],
  provenance: {},
  completeness: 'guessed',
  notLive: [],
  unanswered: 0,
  readable: false,
};

const MOST_FOLLOWED = 100;

/** What the old zone holds. Only authoritative servers are asked, without recursion; nothing is learned by caches. */
export async function readInventory(
  dns: Dns,
  zone: Fqdn,
  sources: InventorySources,
  signal: AbortSignal,
  walker: Walker = new Walker(dns, signal),
): Promise<Inventory> {
  if (sources.api !== undefined) {
    const rrsets = sortZone(sources.api.filter(({ type }) => type !== 'SOA'));
    const provenance = Object.fromEntries(rrsets.map((set) => [rrsetKey(set), 'exported' as const]));
    return { rrsets, provenance, completeness: 'exported', notLive: [], unanswered: 0, readable: true };
  }
  const reader = await ZoneReader.open(dns, zone, sources.nameServers, signal, walker);
  if (reader === undefined) return NOTHING_READ;

  const exported = (sources.exported ?? []).filter(({ type }) => type !== 'SOA' && !SIGNING_TYPES.has(type));
  await reader.read(exported, 'exported');
  const notLive = exported.map(rrsetKey).filter((key) => !reader.has(key));
  await reader.read(
    APEX_TYPES.map((type) => ({ name: zone, type })),
    'guessed',
  );
  await reader.findWildcard();
  await reader.explore(
    DICTIONARY.map(({ label, type }) => ({ name: child(label, zone), type })),
    'guessed',
  );
  for (let round = 0; round < 3; round++) await reader.explore(reader.namesToFollow(), 'followed');
  await reader.read(
    reader.cuts().map((name) => ({ name, type: 'DS' })),
    'followed',
  );
  const { rrsets, provenance, unanswered } = reader.result();
  const completeness = exported.length > 0 ? 'exported' : 'guessed';
  return { rrsets, provenance, completeness, notLive, unanswered, readable: rrsets.length > 0 };
}

/** Asks the zone's servers, collects RRsets, and falls back to the next address where one gives no definite answer. */
class ZoneReader {
  readonly #dns: Dns;
  readonly #zone: Fqdn;
  readonly #servers: readonly ServerAddress[];
  readonly #signal: AbortSignal;
  readonly #sets = new Map<string, Rrset>();
  readonly #provenance = new Map<string, Provenance>();
  readonly #explored = new Set<string>();
  #wildcard: readonly Rrset[] = [];
  #unanswered = 0;

  private constructor(dns: Dns, zone: Fqdn, servers: readonly ServerAddress[], signal: AbortSignal) {
    this.#dns = dns;
    this.#zone = zone;
    this.#servers = servers;
    this.#signal = signal;
  }

  /** `undefined`: no address answers for the zone with authority. */
  static async open(dns: Dns, zone: Fqdn, nameServers: readonly Fqdn[], signal: AbortSignal, walker: Walker) {
    const found = await Promise.all(nameServers.map((name) => walker.addressesOf(name)));
    const servers = nameServers.flatMap((name, index): ServerAddress[] =>
      found[index]!.addresses.map((address) => ({ name, address })),
    );
    const soa = await dns.askAll(
      servers.map((server) => ({ server, name: zone, type: 'SOA', recursive: false })),
      signal,
    );
    const serving = servers.filter((_server, index) => soa[index]!.outcome === 'answer' && soa[index]!.authoritative);
    return serving.length === 0 ? undefined : new ZoneReader(dns, zone, serving, signal);
  }

  has(key: string): boolean {
    return this.#sets.has(key);
  }

  async read(questions: readonly ZoneQuestion[], provenance: Provenance): Promise<DnsAnswer[]> {
    const answers = await this.#ask(questions);
    for (const answer of answers) this.#keep(answer, provenance);
    return answers;
  }

  /** A literal `*` is answered by the wildcard's own RRsets (RFC 4592 §2.1.1); the probe shows one that hides. */
  async findWildcard(): Promise<void> {
    const star = child('*', this.#zone);
    const types = ['A', 'AAAA', 'CNAME', 'MX', 'TXT'];
    const direct = await this.#ask(types.map((type) => ({ name: star, type })));
    const probe = probeName(this.#zone);
    const probed = await this.#ask(types.map((type) => ({ name: probe, type })));
    const sets = [...direct, ...probed].flatMap(({ answer }) =>
      answer.filter(({ name }) => name === star || name === probe).map((set) => ({ ...set, name: star })),
    );
    this.#wildcard = [...new Map(sets.map((set) => [rrsetKey(set), set])).values()];
    for (const set of this.#wildcard) this.#add(set, 'guessed');
  }

  /** Asks one type of each name, and the others of those names that exist. */
  async explore(candidates: readonly ZoneQuestion[], provenance: Provenance): Promise<void> {
    const fresh = candidates.filter(({ name }) => !this.#explored.has(name));
    for (const { name } of fresh) this.#explored.add(name);
    const first = await this.#ask(fresh);
    const others = first.flatMap((answer) => {
      const { question, outcome } = answer;
      if (outcome !== 'answer' && outcome !== 'nodata') return [];
      if (answer.answer.some((set) => set.type === 'CNAME' && set.name === question.name)) return [];
      // Service names hold the one type they are for; under a wildcard every name seems to exist, and only mail and text tell.
      const isService = question.name.startsWith('_');
      const types: readonly string[] = isService
        ? []
        : this.#isOnlyWildcard(question.name, [answer])
          ? ['MX', 'TXT']
          : HOST_TYPES;
      return types.filter((type) => type !== question.type).map((type) => ({ name: question.name, type }));
    });
    const rest = await this.#ask(others);
    const byName = new Map<string, DnsAnswer[]>();
    for (const answer of [...first, ...rest])
      byName.set(answer.question.name, [...(byName.get(answer.question.name) ?? []), answer]);
    for (const [name, answers] of byName) {
      if (this.#isOnlyWildcard(name as Fqdn, answers)) continue;
      for (const answer of answers) this.#keep(answer, provenance);
    }
  }

  /** Names inside the zone that what was found points to. */
  namesToFollow(): ZoneQuestion[] {
    const names = [...this.#sets.values()].flatMap((set) => [...targetsOf(set), ...spfNames(set, this.#zone)]);
    return [...new Set(names)]
      .filter((name) => isUnder(name, this.#zone) && name !== this.#zone && !this.#explored.has(name))
      .slice(0, MOST_FOLLOWED)
      .map((name) => ({ name, type: name.includes('._domainkey.') ? 'TXT' : 'A' }));
  }

  cuts(): Fqdn[] {
    return [...this.#sets.values()]
      .filter(({ name, type }) => type === 'NS' && name !== this.#zone)
      .map(({ name }) => name);
  }

  result() {
    return {
      rrsets: sortZone([...this.#sets.values()]),
      provenance: Object.fromEntries(this.#provenance),
      unanswered: this.#unanswered,
    };
  }

  /** Every type found is the wildcard's: the name itself may not exist, and then copying the wildcard copies it. */
  #isOnlyWildcard(name: Fqdn, answers: readonly DnsAnswer[]): boolean {
    if (this.#wildcard.length === 0) return false;
    const found = answers.flatMap(({ answer }) => answer.filter((set) => set.name === name));
    return found.every((set) =>
      this.#wildcard.some((wild) => wild.type === set.type && wild.rdatas.join('\n') === set.rdatas.join('\n')),
    );
  }

  #keep(answer: DnsAnswer, provenance: Provenance): void {
    const { name, type } = answer.question;
    if (answer.outcome === 'referral') {
      this.#keepCut(answer);
      return;
    }
    for (const set of answer.answer)
      if (set.name === name && (set.type === type || set.type === 'CNAME')) this.#add(set, provenance);
  }

  /** A delegation below the apex, with its glue; its DS is asked for like any other RRset of this zone. */
  #keepCut(answer: DnsAnswer): void {
    const cut = answer.authority.find(
      (set) => set.type === 'NS' && set.name !== this.#zone && isUnder(set.name, this.#zone),
    );
    if (cut === undefined) return;
    this.#add(cut, 'followed');
    for (const set of answer.authority) if (set.type === 'DS' && set.name === cut.name) this.#add(set, 'followed');
    for (const set of answer.additional)
      if (cut.rdatas.includes(set.name) && isUnder(set.name, cut.name) && (set.type === 'A' || set.type === 'AAAA'))
        this.#add(set, 'followed');
  }

  #add(set: Rrset, provenance: Provenance): void {
    if (set.type === 'SOA' || SIGNING_TYPES.has(set.type)) return;
    const key = rrsetKey(set);
    if (this.#sets.has(key)) return;
    this.#sets.set(key, rrset(set.name, set.type, set.ttlSeconds, set.rdatas));
    this.#provenance.set(key, provenance);
  }

  async #ask(questions: readonly ZoneQuestion[]): Promise<DnsAnswer[]> {
    const answers: (DnsAnswer | undefined)[] = questions.map(() => undefined);
    for (const server of this.#servers) {
      const open = questions.flatMap((_question, index) => (isSettled(answers[index]) ? [] : [index]));
      if (open.length === 0) break;
      const asked = await this.#dns.askAll(
        open.map((index) => ({ server, ...questions[index]!, recursive: false })),
        this.#signal,
      );
      for (const [at, index] of open.entries()) answers[index] = asked[at]!;
    }
    this.#unanswered += answers.filter((answer) => !isSettled(answer)).length;
    return answers.flatMap((answer) => answer ?? []);
  }
}

function isSettled(answer: DnsAnswer | undefined): boolean {
  return answer !== undefined && isDefinite(answer.outcome);
}

/** What a person should know about the list before trusting it. */
export function judgeInventory(zone: Fqdn, inventory: Inventory, now: EpochMs): Finding[] {
  if (inventory.completeness === 'exported' && inventory.unanswered === 0 && inventory.notLive.length === 0) return [];
  return [
    {
      tag: 'INVENTORY_INCOMPLETE',
      subject: zone,
      message: message('dns.finding.inventory', {
        zone,
        count: inventory.rrsets.length,
        unanswered: inventory.unanswered,
        notLive: inventory.notLive.length,
      }),
      evidence: [
        {
          asked: `${zone} inventory`,
          answered: `${inventory.completeness}, ${inventory.rrsets.length} RRsets`,
          atMs: now,
        },
      ],
      fix: message('dns.fix.inventory'),
    },
  ];
}
