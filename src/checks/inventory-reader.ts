import { HOST_TYPES, SERVICE_TYPES, SIGNING_TYPES, WILDCARD_TYPES } from '../dns/dictionary.ts';
import { probeName } from '../dns/parity.ts';
import { isLaterSerial, serialOf, targetsOf } from '../dns/rdata.ts';
import type { ZoneQuestion } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import { isWireType } from '../dns/wire-types.ts';
import { namesLeadingOn } from '../dns/zone-targets.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, isUnder, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, rrsetKey, sameData, sortZone } from '../domain/rrset.ts';
import type { Dns, DnsAnswer, ServerAddress, ZoneTransfer } from '../ports/dns.ts';
import type { Provenance } from './inventory.ts';
import { asReferral } from './referral.ts';
import type { Walker } from './walk.ts';

/** Of one zone; a customer's has fewer, and a hostile one ends here. */
export const MOST_NAMES = 10_000;
const MOST_QUESTIONS = 60_000;
const MOST_FOLLOWED = 200;
/** Names below which a wildcard is looked for. */
const MOST_PROBES = 500;
/** One polite try each, at so many of the zone's servers. */
const MOST_TRANSFERS = 4;
/** What is asked of a name that a wildcard may have answered for. */
const DOUBTFUL_TYPES = ['AAAA', 'MX', 'TXT'] as const;
/** A server that answers none of so many questions at once is not asked again. */
const DEAD_AFTER = 10;
/** Types that every server answers; of the others some let all fall without a word (RFC 4074 §4.1), and each would be waited for. */
const USUAL_TYPES: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SOA']);
const DEAF_AFTER = 2;

/** Asks a zone's servers and collects RRsets; falls back to the next address where one gives no definite answer. */
export class ZoneReader {
  readonly zone: Fqdn;
  readonly #dns: Dns;
  readonly #servers: readonly ServerAddress[];
  /** Those of them with the latest version: only that is the whole zone. */
  readonly #latest: readonly ServerAddress[];
  readonly #dead = new Set<ServerAddress>();
  /** By server: types that it answered, and those that it let fall. */
  readonly #heard = new Map<ServerAddress, { readonly answered: Set<string>; readonly fallen: Set<string> }>();
  readonly #signal: AbortSignal;
  readonly #sets = new Map<string, Rrset>();
  readonly #names = new Set<Fqdn>();
  /** Names that exist: those found, and all between them and the apex (RFC 4592 §2.2.2). */
  readonly #nodes = new Set<Fqdn>();
  readonly #provenance = new Map<string, Provenance>();
  readonly #explored = new Set<Fqdn>();
  /** Parents below which a wildcard was looked for; with what the wildcard holds, where there is one. */
  readonly #probed = new Map<Fqdn, readonly Rrset[] | undefined>();
  /** Names that exist and of which nothing was found. */
  readonly #bare = new Set<Fqdn>();
  /** Wildcards that hold what the one above them does: they are its answers, unless their parent exists. */
  readonly #alike = new Map<Fqdn, readonly Rrset[]>();
  /** Names with nothing but what the wildcard over them has; a name below them shows that they exist by themselves. */
  readonly #covered = new Set<Fqdn>();
  /** Names of which the zone itself has nothing, asked on its own side of a cut: its DS (RFC 4035 §3.1.4.1). */
  readonly #undelegated = new Set<Fqdn>();
  /** "No such name" was said of the zone itself: here it means no more than "not of this type" (RFC 4074 §4.2). */
  #deniesNames = false;
  /** No wildcard, and yet names that nobody has "exist". */
  #saysYesToAll = false;
  #asked = 0;
  #unanswered = 0;
  #cutShort = false;

  private constructor(
    dns: Dns,
    zone: Fqdn,
    latest: readonly ServerAddress[],
    behind: readonly ServerAddress[],
    signal: AbortSignal,
  ) {
    this.#dns = dns;
    this.zone = zone;
    this.#latest = latest;
    this.#servers = [...latest, ...behind];
    this.#signal = signal;
  }

  /** `undefined`: no address answers for the zone with authority. */
  static async open(dns: Dns, zone: Fqdn, nameServers: readonly Fqdn[], signal: AbortSignal, walker: Walker) {
    const found = await Promise.all(nameServers.map((name) => walker.serverAddressesOf(name)));
    const servers = nameServers.flatMap((name, index): ServerAddress[] =>
      found[index]!.addresses.map((address) => ({ name, address })),
    );
    const soa = await dns.askAll(
      servers.map((server) => ({ server, name: zone, type: 'SOA', recursive: false })),
      signal,
    );
    const serving = servers.filter((_server, index) => soa[index]!.outcome === 'answer' && soa[index]!.authoritative);
    if (serving.length === 0) return undefined;
    // A server that fell behind must not speak for the zone while another has a later version of it.
    const serials = new Map(servers.map((server, index) => [server, serialIn(soa[index]!)]));
    const isBehind = (server: ServerAddress): boolean =>
      serving.some((other) => isLater(serials.get(other), serials.get(server)));
    // Serials can be such that each is behind another (RFC 1982 §3.2).
    const behind = serving.every(isBehind) ? [] : serving.filter(isBehind);
    const latest = serving.filter((server) => !behind.includes(server));
    return new ZoneReader(dns, zone, latest, behind, signal);
  }

  has(key: string): boolean {
    return this.#sets.has(key);
  }

  /** RRsets found so far. */
  get rrsets(): readonly Rrset[] {
    return [...this.#sets.values()];
  }

  /**
   * The whole zone from the first server that gives it; else what the first one said to that. All at once: many let a question over TCP fall
   * without a word, and in a row that would take the time that the zone is read in.
   */
  async transfer(): Promise<ZoneTransfer> {
    const byName = new Map(this.#latest.map((server) => [server.name, server]));
    const asked = [...byName.values()]
      .slice(0, MOST_TRANSFERS)
      .map((server) => ({ server, end: new AbortController() }));
    const transfers = await Promise.all(
      asked.map(async ({ server, end }, index) => {
        const transfer = await this.#dns.transfer(server, this.zone, AbortSignal.any([this.#signal, end.signal]));
        if (isWhole(transfer)) for (const later of asked.slice(index + 1)) later.end.abort();
        return transfer;
      }),
    );
    return transfers.find(isWhole) ?? transfers[0]!;
  }

  keep(rrsets: readonly Rrset[], provenance: Provenance): void {
    for (const set of rrsets) if (isUnder(set.name, this.zone)) this.#add(set, provenance);
  }

  async read(questions: readonly ZoneQuestion[], provenance: Provenance): Promise<void> {
    for (const answer of await this.ask(questions)) this.#keepAnswer(answer, provenance);
  }

  /**
   * Asks for what a list has. Of a name that exists without it, what else it has is asked for too: a proxying host lists an alias and answers
   * with addresses.
   *
   * @returns what no server answered about
   */
  async readListed(listed: readonly Rrset[], provenance: Provenance): Promise<Rrset[]> {
    const answers = await this.ask(listed.map(({ name, type }) => ({ name, type })));
    for (const answer of answers) this.#keepAnswer(answer, provenance);
    const other = answers.filter(({ outcome }) => outcome === 'nodata').map(({ question }) => question.name);
    await this.explore(
      [...new Set(other)].map((name) => ({ name, type: firstType(name) })),
      'followed',
    );
    return listed.filter((_set, index) => !isSettled(answers[index]));
  }

  /** As a list has them, where nothing that was found speaks against it (RFC 1034 §3.6.2). @returns their keys */
  keepListed(listed: readonly Rrset[], provenance: Provenance): string[] {
    return listed.flatMap((set) => {
      const isAlias = set.type === 'CNAME';
      if (isAlias ? this.#names.has(set.name) : this.has(`${set.name} CNAME`) || this.has(rrsetKey(set))) return [];
      this.#add(set, provenance);
      return this.has(rrsetKey(set)) ? [rrsetKey(set)] : [];
    });
  }

  /** What an earlier look found and this one did not: only a definite answer takes it away. */
  async retain(known: readonly Rrset[]): Promise<void> {
    const missing = known.filter((set) => isWireType(set.type) && !this.#sets.has(rrsetKey(set)));
    const answers = await this.ask(missing.map(({ name, type }) => ({ name, type })));
    for (const answer of answers) if (isSettled(answer)) this.#keepAnswer(answer, 'followed');
    for (const [index, set] of missing.entries()) if (!isSettled(answers[index])) this.#add(set, 'followed');
  }

  /** All that these names have is known. */
  settle(names: readonly Fqdn[]): void {
    for (const name of names) this.#explored.add(name);
  }

  /** Names of the zone that exist and are not among these. */
  strays(names: readonly Fqdn[]): Fqdn[] {
    const known = new Set(names);
    const { rrsets, hidden } = this.result();
    const glue = new Set(rrsets.filter(({ type }) => type === 'NS').flatMap(targetsOf));
    return [...rrsets.map(({ name }) => name), ...hidden].filter((name) => !known.has(name) && !glue.has(name));
  }

  /** Asks one type of each name, and the others of those names that exist. Names that were explored before are left out. */
  async explore(candidates: readonly ZoneQuestion[], provenance: Provenance): Promise<void> {
    const fresh = candidates.filter(({ name }) => !this.#explored.has(name) && isUnder(name, this.zone));
    for (const { name } of fresh) this.#explored.add(name);
    await this.findWildcards(fresh.map(({ name }) => parentOf(name)));
    const first = await this.ask(fresh);
    const rest = await this.ask(first.flatMap((answer) => this.#otherTypes(answer)));
    const byName = new Map<Fqdn, DnsAnswer[]>();
    for (const answer of [...first, ...rest])
      byName.set(answer.question.name, [...(byName.get(answer.question.name) ?? []), answer]);
    for (const [name, answers] of byName) {
      if (this.#isWildcards(name, answers)) {
        this.#covered.add(name);
        continue;
      }
      for (const answer of answers) this.#keepAnswer(answer, provenance);
      if (!answers.every(({ outcome }) => outcome === 'nodata')) continue;
      this.#bare.add(name);
      this.#keepWildcard(name, this.#alike.get(name));
    }
  }

  #otherTypes(first: DnsAnswer): ZoneQuestion[] {
    const { name, type } = first.question;
    const isOpen = first.outcome === 'nxdomain' && this.#deniesNames;
    if (first.outcome !== 'answer' && first.outcome !== 'nodata' && !isOpen) return [];
    if (first.answer.some((set) => set.type === 'CNAME' && set.name === name)) return [];
    // Under a wildcard every name seems to exist, and only other types tell one that really does.
    const doubtful = this.#isWildcards(name, [first]);
    const types = name.startsWith('_')
      ? doubtful || first.outcome === 'answer' // a service name holds the one type that it is for
        ? []
        : SERVICE_TYPES
      : doubtful
        ? DOUBTFUL_TYPES
        : HOST_TYPES;
    return types.filter((other) => other !== type).map((other) => ({ name, type: other }));
  }

  /**
   * A literal `*` is answered by the wildcard's own RRsets (RFC 4592 §2.1.1); a name that nobody has shows one that hides, and a server to
   * which every name exists.
   */
  async findWildcards(parents: readonly Fqdn[]): Promise<void> {
    const open = [...new Set(parents.flatMap((name) => this.#upTo(name)))].flatMap((parent) => {
      const name = this.#probed.has(parent) ? undefined : probeName(parent);
      return name === undefined ? [] : [{ parent, name }];
    });
    const fresh = open.slice(0, Math.max(0, MOST_PROBES - this.#probed.size));
    for (const { parent } of fresh) this.#probed.set(parent, undefined);
    const probes = await this.ask(fresh.map(({ name }) => ({ name, type: 'A' })));
    const caught = fresh.filter(({ parent }, index) => {
      const probe = probes[index];
      if (probe === undefined || this.#keepDname(probe, 'guessed')) return false;
      if (this.#covered.has(parent) && this.#isWildcards(probe.question.name, [probe])) return false;
      return probe.outcome === 'answer' || probe.outcome === 'nodata';
    });
    const names = caught.flatMap(({ parent, name }) => [child('*', parent), name]);
    const answers = await this.ask(names.flatMap((name) => WILDCARD_TYPES.map((type) => ({ name, type }))));
    // From the apex down: what answers below a name that does not exist is the wildcard of one above it.
    for (const { parent, name: probe } of caught.sort((a, b) => a.parent.length - b.parent.length)) {
      const star = child('*', parent);
      const sets = answers.flatMap(({ answer }) =>
        answer.filter(({ name }) => name === star || name === probe).map((set) => ({ ...set, name: star })),
      );
      const held = [...new Map(sets.map((set) => [rrsetKey(set), set])).values()];
      const above = this.#exists(parent) ? undefined : this.#wildcardOver(parent);
      // Without something that the one above has it is another one.
      const lacks = (wild: Rrset): boolean =>
        answers.some(
          ({ question, outcome }) => question.name === probe && question.type === wild.type && outcome === 'nodata',
        );
      const isAbove = (set: Rrset): boolean => above!.some((wild) => sameData({ ...wild, name: star }, set));
      if (above !== undefined && held.every(isAbove) && !above.some(lacks)) {
        this.#alike.set(parent, held);
        continue;
      }
      this.#saysYesToAll ||= parent === this.zone && held.length === 0;
      this.#keepWildcard(parent, held);
    }
  }

  #keepWildcard(parent: Fqdn, held: readonly Rrset[] | undefined): void {
    if (held === undefined) return;
    this.#alike.delete(parent);
    this.#probed.set(parent, held);
    for (const set of held) this.#add(set, 'guessed');
  }

  /** The names from the apex down to this one; none where it is not in the zone. */
  #upTo(name: Fqdn): Fqdn[] {
    const names: Fqdn[] = [];
    for (let at = name; isUnder(at, this.zone) && at !== '.'; at = parentOf(at)) names.unshift(at);
    return names;
  }

  #exists(name: Fqdn): boolean {
    return this.#nodes.has(name) || this.#bare.has(name);
  }

  /** What the wildcard holds that answers for a name; empty: to its server every name exists. `undefined`: there is none. */
  #wildcardOver(name: Fqdn): readonly Rrset[] | undefined {
    for (let at = parentOf(name); isUnder(at, this.zone) && at !== '.'; at = parentOf(at)) {
      const held = this.#probed.get(at);
      if (held !== undefined) return held;
      if (this.#exists(at) && !this.#saysYesToAll) return undefined; // RFC 4592 §3.3.1: the closest name that exists decides
    }
    return undefined;
  }

  /** Every type found is the wildcard's: the name itself may not exist, and then copying the wildcard copies it. */
  #isWildcards(name: Fqdn, answers: readonly DnsAnswer[]): boolean {
    const held = this.#wildcardOver(name);
    if (held === undefined || this.#nodes.has(name) || answers.some(({ outcome }) => outcome === 'referral'))
      return false;
    // Without what the wildcard has, a name exists by itself, and keeps the wildcard away (RFC 4592 §2.2.1).
    const types = new Set(held.map(({ type }) => type));
    const lacks = ({ outcome, question }: DnsAnswer): boolean =>
      outcome === 'nodata' && (types.has(question.type) || types.has('CNAME'));
    if (answers.some(lacks)) return false;
    const found = answers.flatMap(({ answer }) => answer.filter((set) => set.name === name));
    return found.every((set) => held.some((wild) => sameData({ ...wild, name }, set)));
  }

  /** What was found leads to these: targets of its data, and the names between it and the apex. */
  leads(): ZoneQuestion[] {
    const targets = this.rrsets.flatMap((set) => namesLeadingOn(set, this.zone));
    return [...new Set([...targets, ...this.#nodes])]
      .filter((name) => !this.#explored.has(name) && !this.#names.has(name))
      .slice(0, MOST_FOLLOWED)
      .map((name) => ({ name, type: firstType(name) }));
  }

  /** Names that exist, below which a wildcard may be. */
  parents(): Fqdn[] {
    const types = new Set(['A', 'AAAA', 'CNAME', 'MX', 'TXT']);
    const hosts = this.rrsets.filter(({ type }) => types.has(type)).map(({ name }) => name);
    const between = [...this.#nodes].filter((name) => !this.#names.has(name));
    const isHost = (name: Fqdn): boolean => !/(?:^|\.)[_*]/.test(name);
    return [...between, ...hosts.filter(isHost), ...this.#bare, ...[...this.#covered].filter(isHost)];
  }

  cuts(): Fqdn[] {
    return this.rrsets.filter(({ name, type }) => type === 'NS' && name !== this.zone).map(({ name }) => name);
  }

  /**
   * Zones below that the same servers hold and this one does not delegate, as panels make them: the world finds their data only because it asks
   * these servers, so it is this zone's to take along, and there is no delegation.
   */
  zonesBelow(): Fqdn[] {
    return this.cuts().filter((name) => this.#undelegated.has(name));
  }

  result() {
    const rrsets = this.#withoutOtherZones();
    const keys = new Set(rrsets.map(rrsetKey));
    const above = new Set<Fqdn>();
    for (const { name } of rrsets)
      for (let at = name; isUnder(at, this.zone) && at !== '.'; at = parentOf(at)) above.add(at);
    return {
      rrsets: sortZone(rrsets),
      provenance: Object.fromEntries([...this.#provenance].filter(([key]) => keys.has(key))),
      unanswered: this.#unanswered,
      hidden: [...this.#bare].filter((name) => !above.has(name)).sort(),
      zonesBelow: this.zonesBelow(),
      cutShort: this.#cutShort,
    };
  }

  /** Behind a delegation only its glue is this zone's (RFC 1034 §4.2.1); a server of both zones answers for the other one too. */
  #withoutOtherZones(): Rrset[] {
    const below = new Set(this.zonesBelow());
    const cuts = new Map(
      this.cuts().flatMap((name) => (below.has(name) ? [] : [[name, this.#sets.get(`${name} NS`)!.rdatas]])),
    );
    const rrsets = this.rrsets.filter(({ name, type }) => type !== 'NS' || !below.has(name));
    if (cuts.size === 0) return rrsets;
    return rrsets.filter(({ name, type }) => {
      if (cuts.has(name) && (type === 'NS' || type === 'DS')) return true;
      for (let at = name; at !== this.zone && at !== '.'; at = parentOf(at)) {
        const servers = cuts.get(at);
        if (servers !== undefined) return (type === 'A' || type === 'AAAA') && servers.includes(name);
      }
      return true;
    });
  }

  #keepAnswer(answer: DnsAnswer, provenance: Provenance): void {
    const { name, type } = answer.question;
    this.#deniesNames ||= answer.outcome === 'nxdomain' && name === this.zone;
    if (answer.outcome === 'referral') {
      this.#keepCut(answer, provenance === 'guessed' ? 'followed' : provenance);
      return;
    }
    if (this.#keepDname(answer, provenance)) return;
    const saysSo = ({ type: said, name: at }: Rrset): boolean => said === 'SOA' && at === this.zone;
    if (type === 'DS' && answer.outcome === 'nxdomain' && answer.authority.some(saysSo)) this.#undelegated.add(name);
    for (const set of answer.answer)
      if (set.name === name && (set.type === type || set.type === 'CNAME')) this.#add(set, provenance);
  }

  /** What answers for every name below it: the aliases it gives are made as they are asked for, and no records (RFC 6672 §3.1). */
  #keepDname({ question: { name }, answer }: DnsAnswer, provenance: Provenance): boolean {
    const above = answer.find((set) => set.type === 'DNAME' && set.name !== name && isUnder(name, set.name));
    if (above === undefined || !isUnder(above.name, this.zone)) return false;
    this.#add(above, provenance);
    return true;
  }

  /** A delegation below the apex, with its glue; its DS is asked for like any other RRset of this zone. */
  #keepCut(answer: DnsAnswer, provenance: Provenance): void {
    const cut = answer.authority.find(
      (set) => set.type === 'NS' && set.name !== this.zone && isUnder(set.name, this.zone),
    );
    if (cut === undefined) return;
    this.#add(cut, provenance);
    for (const set of answer.authority) if (set.type === 'DS' && set.name === cut.name) this.#add(set, provenance);
    for (const set of answer.additional)
      if (cut.rdatas.includes(set.name) && isUnder(set.name, cut.name) && (set.type === 'A' || set.type === 'AAAA'))
        this.#add(set, 'followed');
  }

  #add(set: Rrset, provenance: Provenance): void {
    if (set.type === 'SOA' || SIGNING_TYPES.has(set.type)) return;
    const key = rrsetKey(set);
    if (this.#sets.has(key)) return;
    if (this.#names.size >= MOST_NAMES && !this.#names.has(set.name)) {
      this.#cutShort = true;
      return;
    }
    this.#names.add(set.name);
    for (let at = set.name; at !== this.zone && at !== '.'; at = parentOf(at)) {
      this.#nodes.add(at);
      if (this.#covered.delete(at)) this.#explored.delete(at); // what it has is its own after all (RFC 4592 §2.2.1)
      this.#keepWildcard(at, this.#alike.get(at));
    }
    this.#sets.set(key, rrset(set.name, set.type, set.ttlSeconds, set.rdatas, set.strings));
    this.#provenance.set(key, provenance);
  }

  /** One answer per question, in their order; of one that nobody answered, the last server's outcome. */
  async ask(questions: readonly ZoneQuestion[], more: { readonly dnssec?: true } = {}): Promise<DnsAnswer[]> {
    const some = questions.slice(0, Math.max(0, MOST_QUESTIONS - this.#asked));
    this.#cutShort ||= some.length < questions.length || (questions.length > 0 && this.#signal.aborted);
    this.#asked += some.length;
    const answers: (DnsAnswer | undefined)[] = some.map(() => undefined);
    for (const server of this.#servers) {
      if (this.#dead.has(server) || this.#signal.aborted) continue;
      const open = some.flatMap(({ type }, index) =>
        isSettled(answers[index]) || this.#isDeafTo(server, type) ? [] : [index],
      );
      if (open.length === 0) continue;
      const asked = await this.#dns.askAll(
        open.map((index) => ({ server, ...some[index]!, recursive: false, ...more })),
        this.#signal,
      );
      for (const [at, index] of open.entries()) answers[index] = asReferral(asked[at]!, this.zone);
      if (open.length >= DEAD_AFTER && !asked.some(isSettled)) this.#dead.add(server);
      this.#noteDeafness(server, asked);
    }
    this.#unanswered += answers.filter((answer) => !isSettled(answer)).length;
    return answers.map((answer, index) => answer ?? notAsked(this.#servers[0]!, some[index]!));
  }

  /** Where it let two unusual types fall, it is asked for those alone that it has answered once. */
  #isDeafTo(server: ServerAddress, type: string): boolean {
    const { answered, fallen } = this.#heard.get(server) ?? NOTHING_HEARD;
    const isDeaf = [...fallen].filter((one) => !answered.has(one)).length >= DEAF_AFTER;
    return isDeaf && !USUAL_TYPES.has(type) && !answered.has(type);
  }

  #noteDeafness(server: ServerAddress, asked: readonly DnsAnswer[]): void {
    const heard = this.#heard.get(server) ?? { answered: new Set(), fallen: new Set() };
    this.#heard.set(server, heard);
    const isFallen = ({ outcome }: DnsAnswer): boolean => outcome === 'timeout';
    for (const answer of asked) if (!isFallen(answer)) heard.answered.add(answer.question.type);
    // Where usual questions were lost too, it was not for their types.
    if (asked.some((answer) => isFallen(answer) && USUAL_TYPES.has(answer.question.type))) return;
    for (const answer of asked) if (isFallen(answer)) heard.fallen.add(answer.question.type);
  }
}

const NOTHING_HEARD = { answered: new Set<string>(), fallen: new Set<string>() };

function serialIn({ answer }: DnsAnswer): number | undefined {
  const soa = answer.find(({ type }) => type === 'SOA');
  return soa === undefined ? undefined : serialOf(soa);
}

function isLater(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && isLaterSerial(one, other);
}

const isWhole = ({ outcome, rrsets }: ZoneTransfer): boolean => outcome === 'answer' && rrsets.length > 0;

function isSettled(answer: DnsAnswer | undefined): boolean {
  return answer !== undefined && isDefinite(answer.outcome);
}

function notAsked(server: ServerAddress, question: ZoneQuestion): DnsAnswer {
  const nothing = { authoritative: false, answer: [], authority: [], additional: [], atMs: 0 };
  return { ...nothing, question: { server, ...question, recursive: false }, outcome: 'not-asked' };
}

function firstType(name: Fqdn): string {
  if (/^_\d+\._(?:tcp|udp)\./.test(name)) return 'TLSA';
  return name.startsWith('_') || name.includes('._domainkey.') ? 'TXT' : 'A';
}
