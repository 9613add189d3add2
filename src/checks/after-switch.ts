import { isDefinite } from '../dns/views.ts';
import { lookUpIn } from '../dns/zone-lookup.ts';
import type { Fqdn } from '../domain/name.ts';
import { isName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { DnsAnswer } from '../ports/dns.ts';
import type { Walker } from './walk.ts';

export interface WillSay {
  /** `unknown`: nobody could be asked, or nobody said anything definite. `loop`: its aliases lead nowhere. */
  readonly outcome: 'answer' | 'nodata' | 'nxdomain' | 'loop' | 'unknown';
  readonly rdatas: readonly string[];
  /** The aliases on the way, in order. */
  readonly aliases: readonly Fqdn[];
}

const MOST_ALIASES = 8;

/** Asks a server that has the zone already what nobody has asked it yet; `undefined`: nothing definite. */
export type AskThere = (name: Fqdn, type: string) => Promise<Pick<DnsAnswer, 'outcome' | 'answer'> | undefined>;

/**
 * What the world will be told once it asks the new servers: the zone's own names as this zone has them, all others as those in charge of them
 * say today. Nobody's cache is asked.
 */
export class AfterSwitch {
  readonly #zone: Fqdn;
  readonly #rrsets: readonly Rrset[];
  readonly #walker: Walker;
  readonly #there: AskThere | undefined;

  /** @param there where the zone is only known as far as it was asked for: who knows the rest */
  constructor(zone: Fqdn, rrsets: readonly Rrset[], walker: Walker, there?: AskThere) {
    this.#zone = zone;
    this.#rrsets = rrsets;
    this.#walker = walker;
    this.#there = there;
  }

  async ask(name: Fqdn, type: string): Promise<WillSay> {
    const aliases: Fqdn[] = [];
    for (let at = name; aliases.length <= MOST_ALIASES; ) {
      const said = await this.#askOne(at, type);
      if (said.outcome !== 'alias') return { outcome: said.outcome, rdatas: said.rdatas, aliases };
      if (said.target === name || aliases.includes(said.target)) break;
      aliases.push(said.target);
      at = said.target;
    }
    return { outcome: 'loop', rdatas: [], aliases };
  }

  /** A and AAAA together: there is an answer where either has one. */
  async addressesOf(name: Fqdn): Promise<WillSay> {
    const [v4, v6] = [await this.ask(name, 'A'), await this.ask(name, 'AAAA')];
    const rdatas = [...v4.rdatas, ...v6.rdatas];
    if (rdatas.length > 0) return { ...v4, outcome: 'answer', rdatas };
    // An address or a sentence in the place of a name: no host is called so (RFC 1123 §2.1), and nobody can be asked for it.
    if (!isName(v4.aliases.at(-1) ?? name)) return { ...v4, outcome: 'nxdomain' };
    return v4.outcome === 'unknown' || v6.outcome !== 'unknown' ? v4 : { ...v4, outcome: 'unknown' };
  }

  async #askOne(
    name: Fqdn,
    type: string,
  ): Promise<
    | { readonly outcome: 'alias'; readonly target: Fqdn }
    | { readonly outcome: Exclude<WillSay['outcome'], 'loop'>; readonly rdatas: readonly string[] }
  > {
    const here = lookUpIn(this.#zone, this.#rrsets, name, type);
    if (here.outcome === 'alias' || here.outcome === 'answer') return here;
    if (here.outcome !== 'elsewhere' && this.#there === undefined) return { outcome: here.outcome, rdatas: [] };
    const reply = here.outcome === 'elsewhere' ? await this.#walker.ask(name, type) : await this.#there!(name, type);
    if (reply === undefined || !isDefinite(reply.outcome) || reply.outcome === 'referral')
      return { outcome: 'unknown', rdatas: [] };
    const at = reply.answer.filter((set) => set.name === name);
    const set = at.find((candidate) => candidate.type === type);
    if (set !== undefined) return { outcome: 'answer', rdatas: set.rdatas };
    const alias = at.find((candidate) => candidate.type === 'CNAME')?.rdatas[0];
    if (alias !== undefined) return { outcome: 'alias', target: alias as Fqdn };
    return { outcome: reply.outcome === 'nxdomain' ? 'nxdomain' : 'nodata', rdatas: [] };
  }
}
