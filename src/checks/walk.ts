import { isDefinite } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import { isUnder, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Dns, DnsAnswer, ServerAddress } from '../ports/dns.ts';

/** A zone's servers as its parent names them. */
export interface Cut {
  readonly zone: Fqdn;
  readonly servers: readonly Fqdn[];
  /** Addresses that came with the referral, by server, only those the referring zone may speak for. */
  readonly glue: ReadonlyMap<string, readonly string[]>;
}

export interface Addresses {
  readonly addresses: readonly string[];
  /** Where there is none: why. `timeout` and the like leave it open, `nxdomain` and `nodata` do not. */
  readonly outcome: DnsAnswer['outcome'];
}

/** Hostile or broken delegations end here, not in an endless walk. */
const MOST_QUESTIONS = 400;
const MOST_HOPS = 24;
const MOST_DEPTH = 6;
/** Servers asked at once on the way down; the others only when these say nothing useful. */
const AT_ONCE = 2;

/**
 * Walks the delegations from the roots without recursion, so that nobody's cache is in the way (RFC 1034 §5.3.3, RD=0). One walker serves
 * one look: what it learned on the way is kept and asked once.
 */
export class Walker {
  readonly #dns: Dns;
  readonly #signal: AbortSignal;
  /** Zones whose servers are known, and hosts whose addresses are. */
  readonly #cuts = new Map<string, Cut>();
  readonly #addresses = new Map<string, Addresses>();
  #asked = 0;

  constructor(dns: Dns, signal: AbortSignal) {
    this.#dns = dns;
    this.#signal = signal;
  }

  /** The servers of the zone that holds the delegation of `zone`: every address of every one; a server without address has an empty one. */
  async parentServers(zone: Fqdn): Promise<readonly ServerAddress[]> {
    const { cut } = await this.#closest(zone, 'NS', true, []);
    return this.#allAddresses(cut);
  }

  /** Every address of a host, from the servers that are in charge of its name. */
  addressesOf(name: Fqdn): Promise<Addresses> {
    return this.#addressesOf(name, []);
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
    if (path.length === 0 || found.addresses.length > 0) this.#addresses.set(name, found);
    return found;
  }

  async #findAddresses(name: Fqdn, path: readonly Fqdn[]): Promise<Addresses> {
    const v4 = await this.#closest(name, 'A', false, path);
    const v6 = await this.#closest(name, 'AAAA', false, path);
    const addresses = [v4.reply, v6.reply].flatMap((reply) => addressesIn(reply?.answer ?? []));
    if (addresses.length > 0) return { addresses: [...new Set(addresses)], outcome: 'answer' };
    const alias = v4.reply?.answer.find((set) => set.type === 'CNAME' && set.name === name)?.rdatas[0];
    if (alias !== undefined) return this.#addressesOf(alias as Fqdn, path);
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
      const reply = await this.#firstUseful(cut, name, type, path);
      const below = reply?.outcome === 'referral' ? referralOf(reply, name, cut?.zone) : undefined;
      if (below === undefined || (stopAbove && below.zone === name)) return { cut, reply };
      this.#cuts.set(below.zone, below);
      cut = below;
    }
    return { cut, reply: undefined };
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
    for await (const servers of this.#inTurns(cut, path)) {
      if (this.#asked + servers.length > MOST_QUESTIONS) return undefined;
      this.#asked += servers.length;
      const questions = servers.map((server) => ({ server, name, type, recursive: false }));
      const answers = await this.#dns.askAll(questions, this.#signal);
      const useful = answers.find((answer) => isUseful(answer, name, cut?.zone));
      if (useful !== undefined) return useful;
    }
    return undefined;
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
      const addresses = glue ?? (isUnder(name, cut.zone) ? [] : (await this.#addressesOf(name, [])).addresses);
      if (addresses.length === 0) servers.push({ name, address: '' });
      for (const address of addresses) servers.push({ name, address });
    }
    return servers;
  }
}

/** A referral that leads nowhere is a shrug; only one further down towards the name helps (RFC 9499 §7, "lame"). */
function isUseful(answer: DnsAnswer, name: Fqdn, zone: Fqdn | undefined): boolean {
  if (!isDefinite(answer.outcome)) return false;
  return answer.outcome !== 'referral' || referralOf(answer, name, zone) !== undefined;
}

function referralOf(answer: DnsAnswer, name: Fqdn, zone: Fqdn | undefined): Cut | undefined {
  const above = zone ?? ('.' as Fqdn);
  const set = answer.authority.find(
    (candidate) =>
      candidate.type === 'NS' &&
      candidate.name !== above &&
      isUnder(candidate.name, above) &&
      isUnder(name, candidate.name),
  );
  if (set === undefined) return undefined;
  const glue = new Map<string, readonly string[]>();
  for (const server of set.rdatas) {
    // What lies outside the referring zone is not its to say.
    if (!isUnder(server as Fqdn, above)) continue;
    const addresses = addressesIn(answer.additional.filter((extra) => extra.name === server));
    if (addresses.length > 0) glue.set(server, addresses);
  }
  return { zone: set.name, servers: set.rdatas as readonly Fqdn[], glue };
}

function addressesIn(sets: readonly Rrset[]): string[] {
  return sets.filter(({ type }) => type === 'A' || type === 'AAAA').flatMap(({ rdatas }) => rdatas);
}
