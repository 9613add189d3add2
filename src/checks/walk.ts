import { isDefinite } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import { isUnder, parentOf } from '../domain/name.ts';
import type { Dns, DnsAnswer, DnsQuestion, ServerAddress } from '../ports/dns.ts';
import type { Cut } from './referral.ts';
import { addressesIn, apexOf, asReferral, isUseful, referralOf } from './referral.ts';

export interface Addresses {
  readonly addresses: readonly string[];
  /** Where there is none: why. `timeout` and the like leave it open, `nxdomain` and `nodata` do not. */
  readonly outcome: DnsAnswer['outcome'];
  /** Where the host is an alias: what for. */
  readonly alias?: Fqdn;
  /** Somebody said so; nobody was asked. */
  readonly given?: true;
}

/** Hostile or broken delegations end here, not in an endless walk: so many questions, and so much wall time. */
export const MOST_QUESTIONS = 100;
const MOST_MS = 30_000;
const MOST_HOPS = 24;
const MOST_DEPTH = 6;
/** Servers asked at once on the way down; the others only when these say nothing useful. */
const AT_ONCE = 2;
/** Questions that every server answers; some drop others without a word, and are not dead for that. */
const PLAIN: ReadonlySet<string> = new Set(['A', 'AAAA', 'NS']);
/** Hosts looked for at once; of a hundred, those that come first shall be found before the questions are used up. */
const HOSTS_AT_ONCE = 8;

let begunNow: AbortSignal | undefined;

/** One timer for all walks that begin in the same turn of the event loop: a worker begins thousands in the time that one may take. */
function patienceFromNow(): AbortSignal {
  if (begunNow === undefined || begunNow.aborted) {
    begunNow = AbortSignal.timeout(MOST_MS);
    setImmediate(() => {
      begunNow = undefined;
    });
  }
  return begunNow;
}

const EITHER = new WeakMap<AbortSignal, { readonly patience: AbortSignal; readonly either: AbortSignal }>();

function eitherOf(signal: AbortSignal, patience: AbortSignal): AbortSignal {
  const known = EITHER.get(signal);
  if (known?.patience === patience) return known.either;
  const either = AbortSignal.any([signal, patience]);
  EITHER.set(signal, { patience, either });
  return either;
}

/**
 * Walks the delegations from the roots without recursion, so that nobody's cache is in the way (RFC 1034 §5.3.3, RD=0). One walker serves
 * one look: what it learned on the way is kept and asked once.
 */
export class Walker {
  readonly #dns: Dns;
  readonly #outer: AbortSignal;
  readonly #patience: AbortSignal;
  readonly #signal: AbortSignal;
  /** Zones whose servers are known, and hosts whose addresses are. */
  readonly #cuts: Map<string, Cut>;
  readonly #addresses: Map<string, Addresses>;
  /** Names for whose zone's servers somebody is asking already. */
  readonly #descending = new Map<string, Promise<void>>();
  readonly #looking = new Set<Promise<void>>();
  /** Addresses that have never answered this walk: each question is tried several times, so they are not asked another. */
  readonly #silent = new Set<string>();
  readonly #awake = new Set<string>();
  /** First questions to an address that are still out. Others wait for them, so that a dead one is not asked by every look at once. */
  readonly #meetings = new Map<string, Promise<void>>();
  #asked = 0;

  /** @param patience aborts when the walk has taken long enough; by default after 30 s */
  constructor(
    dns: Dns,
    signal: AbortSignal,
    patience: AbortSignal = patienceFromNow(),
    known: { readonly cuts: Map<string, Cut>; readonly addresses: Map<string, Addresses> } = {
      cuts: new Map(),
      addresses: new Map(),
    },
  ) {
    this.#dns = dns;
    this.#outer = signal;
    this.#patience = patience;
    this.#signal = eitherOf(signal, patience);
    this.#cuts = known.cuts;
    this.#addresses = known.addresses;
  }

  /** A walk of its own, with its own bounds, that begins with what this one knows. */
  another(patience?: AbortSignal): Walker {
    return new Walker(this.#dns, this.#outer, patience, { cuts: this.#cuts, addresses: this.#addresses });
  }

  /** Why the walk ended before its time: what it says "timeout" to may be there. */
  get isSpent(): boolean {
    return this.#asked + AT_ONCE > MOST_QUESTIONS || this.#patience.aborted;
  }

  /** Addresses that nobody can find by walking yet: a server's whose name is in the zone that is being made. */
  know(name: Fqdn, addresses: readonly string[]): void {
    this.#addresses.set(name, { addresses, outcome: 'answer', given: true });
  }

  /** The servers of the zone that holds the delegation of `zone`: every address of every one; a server without address has an empty one. */
  async parentServers(zone: Fqdn): Promise<readonly ServerAddress[]> {
    const { cut, reply } = await this.#closest(zone, 'NS', true, []);
    return this.#allAddresses(reply === undefined ? cut : await this.#enclosing(zone, cut));
  }

  /**
   * Servers that have a zone and one below it, as of `uk` and `co.uk`, answer from the lower one and say nothing of the cut between (RFC 1034
   * §4.3.2). So each name between is asked about whose zone it is; mostly there is none, and nobody is asked.
   */
  async #enclosing(zone: Fqdn, known: Cut | undefined): Promise<Cut | undefined> {
    let cut = known;
    const between: Fqdn[] = [];
    for (let at = parentOf(zone); at !== (known?.zone ?? '.'); at = parentOf(at)) between.unshift(at);
    for (const name of between) {
      const { cut: above, reply } = await this.#closest(name, 'NS', false, []);
      if (above?.zone === name) cut = above;
      else if (reply?.outcome === 'answer') cut = apexOf(reply, name, above?.zone ?? ('.' as Fqdn)) ?? cut;
    }
    return cut;
  }

  /** Every address of a host, from the servers that are in charge of its name. */
  async addressesOf(name: Fqdn): Promise<Addresses> {
    while (this.#looking.size >= HOSTS_AT_ONCE) await Promise.race(this.#looking);
    const look = this.#addressesOf(name, []);
    const ended = look.then(
      () => void this.#looking.delete(ended),
      () => void this.#looking.delete(ended),
    );
    this.#looking.add(ended);
    return look;
  }

  /**
   * Where a name server is reached: its own addresses, and those that come with the delegation of the zone it stands in (RFC 9471). Resolvers
   * go there first, whatever the zone itself says, and where it says nothing they go nowhere else.
   */
  async serverAddressesOf(name: Fqdn): Promise<Addresses> {
    const own = await this.addressesOf(name);
    const more = own.given === true ? [] : this.#glueOf(name).filter((address) => !own.addresses.includes(address));
    return more.length === 0 ? own : { ...own, addresses: [...own.addresses, ...more], outcome: 'answer' };
  }

  #glueOf(name: Fqdn): readonly string[] {
    return this.#deepestKnown(name, false)?.glue.get(name) ?? [];
  }

  /** What the servers in charge of a name say; `undefined`: none of them could be asked. */
  async ask(name: Fqdn, type: string): Promise<DnsAnswer | undefined> {
    return (await this.#closest(name, type, false, [])).reply;
  }

  /** @param path hosts that are being looked for already: name servers in each other's zones must not wait for each other */
  async #addressesOf(name: Fqdn, path: readonly Fqdn[]): Promise<Addresses> {
    const known = this.#addresses.get(name);
    if (known !== undefined) return known;
    if (path.includes(name) || path.length > MOST_DEPTH) return { addresses: [], outcome: 'timeout' };
    const found = await this.#findAddresses(name, [...path, name]);
    // What was given up is left to a walk that has time still.
    const isLeftOpen = this.isSpent && !isDefinite(found.outcome);
    if (found.addresses.length > 0 || (path.length === 0 && !isLeftOpen)) this.#addresses.set(name, found);
    return found;
  }

  async #findAddresses(name: Fqdn, path: readonly Fqdn[]): Promise<Addresses> {
    const v4 = await this.#closest(name, 'A', false, path);
    const v6 = await this.#closest(name, 'AAAA', false, path);
    const addresses = [v4.reply, v6.reply].flatMap((reply) => addressesIn(reply?.answer ?? []));
    const alias = [v4.reply, v6.reply]
      .flatMap((reply) => reply?.answer ?? [])
      .find((set) => set.type === 'CNAME' && set.name === name)?.rdatas[0] as Fqdn | undefined;
    const aliased = alias === undefined ? {} : { alias };
    if (addresses.length > 0) return { addresses: [...new Set(addresses)], outcome: 'answer', ...aliased };
    if (alias !== undefined) return { ...(await this.#addressesOf(alias, path)), ...aliased };
    return { addresses: [], outcome: v4.reply?.outcome ?? 'timeout' };
  }

  /** The deepest zone on the way to a name whose servers gave something other than a referral further down. */
  async #closest(
    name: Fqdn,
    type: string,
    stopAbove: boolean,
    path: readonly Fqdn[],
  ): Promise<{ readonly cut: Cut | undefined; readonly reply: DnsAnswer | undefined }> {
    let cut = this.#deepestKnown(name, stopAbove);
    for (let hops = 0; hops < MOST_HOPS; hops++) {
      const { reply, known } = await this.#below(cut, name, type, stopAbove, path);
      if (known !== undefined) {
        cut = known;
        continue;
      }
      const below = reply?.outcome === 'referral' ? referralOf(reply, name, cut?.zone) : undefined;
      if (below === undefined || (stopAbove && below.zone === name)) return { cut, reply };
      this.#cuts.set(below.zone, below);
      cut = below;
    }
    return { cut, reply: undefined };
  }

  /**
   * One question at a zone's servers; or, where another look is on its way down to the same zone, what that one found. Lookups within
   * lookups never wait: two zones whose servers stand in each other would wait for ever.
   */
  async #below(
    cut: Cut | undefined,
    name: Fqdn,
    type: string,
    stopAbove: boolean,
    path: readonly Fqdn[],
  ): Promise<{ readonly reply?: DnsAnswer | undefined; readonly known?: Cut }> {
    const zone = cut?.zone ?? ('.' as Fqdn);
    let next = name;
    while (next !== zone && parentOf(next) !== zone && next !== '.') next = parentOf(next);
    const underWay = path.length > 1 ? undefined : this.#descending.get(next);
    if (underWay !== undefined) {
      await underWay;
      const known = this.#deepestKnown(name, stopAbove);
      if (known !== undefined && known.zone !== zone) return { known };
    }
    const asking = this.#firstUseful(cut, name, type, path);
    if (next === name || this.#descending.has(next)) return { reply: await asking };
    // The cut that it finds is noted in the same turn in which this ends.
    const ended = asking.then(
      (reply) => {
        const below = reply?.outcome === 'referral' ? referralOf(reply, name, cut?.zone) : undefined;
        if (below !== undefined && !(stopAbove && below.zone === name)) this.#cuts.set(below.zone, below);
        this.#descending.delete(next);
      },
      () => void this.#descending.delete(next),
    );
    this.#descending.set(next, ended);
    return { reply: await asking };
  }

  #deepestKnown(name: Fqdn, stopAbove: boolean): Cut | undefined {
    for (let at = stopAbove ? parentOf(name) : name; at !== '.'; at = parentOf(at)) {
      const known = this.#cuts.get(at);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  async #firstUseful(
    cut: Cut | undefined,
    name: Fqdn,
    type: string,
    path: readonly Fqdn[],
  ): Promise<DnsAnswer | undefined> {
    for await (const all of this.#inTurns(cut, path)) {
      for (let out = this.#meetingsWith(all); out.length > 0; out = this.#meetingsWith(all)) await Promise.all(out);
      const servers = all.filter(({ address }) => !this.#silent.has(address));
      if (servers.length === 0) continue;
      if (this.#asked + servers.length > MOST_QUESTIONS || this.#patience.aborted) return undefined;
      this.#asked += servers.length;
      const answers = await this.#askAll(servers.map((server) => ({ server, name, type, recursive: false })));
      const useful = answers
        .map((answer) => asReferral(answer, cut?.zone))
        .find((answer) => isUseful(answer, name, cut?.zone));
      if (useful !== undefined) return useful;
    }
    return undefined;
  }

  #meetingsWith(servers: readonly ServerAddress[]): readonly Promise<void>[] {
    return servers.flatMap(({ address }) => this.#meetings.get(address) ?? []);
  }

  async #askAll(questions: readonly DnsQuestion[]): Promise<readonly DnsAnswer[]> {
    const asking = this.#dns.askAll(questions, this.#signal);
    const addresses = questions.map(({ server }) => server.address).filter((address) => !this.#awake.has(address));
    const meeting = asking.then(
      (answers) => {
        for (const { outcome, question } of answers) {
          const { address } = question.server;
          if (outcome !== 'timeout' && outcome !== 'unreachable') this.#awake.add(address);
          else if (PLAIN.has(question.type) && !this.#awake.has(address)) this.#silent.add(address);
        }
      },
      () => undefined,
    );
    const ended = meeting.then(() => {
      for (const address of addresses) this.#meetings.delete(address);
    });
    for (const address of addresses) this.#meetings.set(address, ended);
    await ended;
    return asking;
  }

  /** The cut's addresses, a few at a time: first those that are known, then those that must be looked for. */
  async *#inTurns(cut: Cut | undefined, path: readonly Fqdn[]): AsyncGenerator<readonly ServerAddress[]> {
    const known: ServerAddress[] =
      cut === undefined
        ? [...this.#dns.roots]
        : cut.servers.flatMap((name) => (cut.glue.get(name) ?? []).map((address) => ({ name, address })));
    for (let index = 0; index < known.length; index += AT_ONCE) yield known.slice(index, index + AT_ONCE);
    for (const name of cut?.servers ?? []) {
      if (cut?.glue.has(name) || isUnder(name, cut!.zone)) continue; // without glue nobody can find a server inside its own zone
      const { addresses } = await this.#addressesOf(name, path);
      if (addresses.length > 0) yield addresses.slice(0, AT_ONCE).map((address) => ({ name, address }));
    }
  }

  async #allAddresses(cut: Cut | undefined): Promise<readonly ServerAddress[]> {
    if (cut === undefined) return this.#dns.roots;
    const servers: ServerAddress[] = [];
    for (const name of cut.servers) {
      const glue = cut.glue.get(name);
      // A server inside the zone that came without glue is found where the others are, if these came with theirs.
      const addresses = glue ?? (await this.#addressesOf(name, [])).addresses;
      if (addresses.length === 0) servers.push({ name, address: '' });
      for (const address of addresses) servers.push({ name, address });
    }
    return servers;
  }
}
