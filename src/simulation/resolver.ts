import type { Record as DnsRecord, Response } from '../dns/response.ts';
import { followed, judge } from '../dns/response.ts';
import type { Fqdn } from '../domain/name.ts';
import { isUnder, parentOf } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';
import type { Delegation, Entry } from './cache.ts';
import { Cache, positive } from './cache.ts';
import type { WorldQuery } from './types.ts';
import { Validator } from './validator.ts';

export interface ResolverBehaviour {
  readonly name: string;
  readonly validates: boolean;
  /** Takes the child's apex NS set over the parent's, and is refreshed by it (RFC 2181 §5.4.1). */
  readonly childCentric: boolean;
  /** RFC 8767. */
  readonly servesStale: boolean;
}

export const RESOLVERS: readonly ResolverBehaviour[] = [
  { name: 'parent-centric', validates: true, childCentric: false, servesStale: false },
  { name: 'child-centric', validates: false, childCentric: true, servesStale: false },
  { name: 'serve-stale', validates: true, childCentric: false, servesStale: true },
];

/** Asks one authoritative server. */
export type AskServer = (address: string, query: WorldQuery) => Response | 'timeout' | 'refused-connection';

/** RFC 8767 §5: expired data is given with this TTL, for at most so long. */
const STALE_TTL_SECONDS = 30;
const STALE_FOR_MS = 3 * 24 * 3600 * SECOND;
const MOST_REFERRALS = 12;
const MOST_DEPTH = 8;

interface Found {
  readonly records: readonly DnsRecord[];
  readonly negative?: { readonly rcode: 0 | 3; readonly soa: DnsRecord | undefined };
  readonly why?: string;
}
class Failed extends Error {}
/** What was answered is not to be believed; that is no reason to serve what is stale. */
class Bogus extends Failed {}

/** A caching recursive resolver on the world's clock. It holds what real ones hold: RRsets, negative answers, delegations, keys. */
export class CachingResolver {
  readonly behaviour: ResolverBehaviour;
  readonly #roots: readonly string[];
  readonly #ask: AskServer;
  readonly #now: () => EpochMs;
  readonly #cache: Cache;
  readonly #validator: Validator;
  #turn = 0;

  constructor(behaviour: ResolverBehaviour, roots: readonly string[], ask: AskServer, now: () => EpochMs) {
    this.behaviour = behaviour;
    this.#roots = roots;
    this.#ask = ask;
    this.#now = now;
    this.#cache = new Cache(now);
    this.#validator = new Validator(now, ask, (zone) => this.#dsOf(zone));
  }

  answer(query: WorldQuery): Response {
    if (!query.recursive) return { rcode: 5, authoritative: false, answer: [], authority: [], additional: [] };
    try {
      const { records, negative, why } = this.#resolve(query.name, query.type, 0);
      const soa = negative?.soa === undefined ? [] : [negative.soa];
      const base = {
        rcode: negative?.rcode ?? 0,
        authoritative: false,
        answer: records,
        authority: soa,
        additional: [],
      };
      return why === undefined ? base : { ...base, why };
    } catch (thrown) {
      if (!(thrown instanceof Failed)) throw thrown;
      return { rcode: 2, authoritative: false, answer: [], authority: [], additional: [], why: thrown.message };
    }
  }

  /** Along CNAMEs; each link comes from the cache or from the servers of its own zone. */
  #resolve(name: Fqdn, type: string, depth: number): Found {
    if (depth > MOST_DEPTH) throw new Failed('too many names to follow');
    const direct = this.#one(name, type, depth);
    const alias = direct.records.find((record) => record.type === 'CNAME');
    if (alias === undefined || type === 'CNAME') return direct;
    const rest = this.#resolve(alias.rdata as Fqdn, type, depth + 1);
    return { ...rest, records: [...direct.records, ...rest.records] };
  }

  #one(name: Fqdn, type: string, depth: number): Found {
    const fresh = this.#cache.fresh(name, type);
    if (fresh !== undefined) return this.#given(fresh);
    try {
      return this.#given(this.#fetch(name, type, depth));
    } catch (thrown) {
      const forgivable = thrown instanceof Failed && !(thrown instanceof Bogus);
      const stale = this.behaviour.servesStale && forgivable ? this.#cache.any(name, type) : undefined;
      if (stale === undefined || this.#now() - stale.expiresMs > STALE_FOR_MS) throw thrown;
      return {
        ...this.#given({ ...stale, expiresMs: this.#now() + STALE_TTL_SECONDS * SECOND }),
        why: 'EDE 3 stale answer',
      };
    }
  }

  #given(entry: Entry): Found {
    const ttlSeconds = Math.max(0, Math.floor((entry.expiresMs - this.#now()) / SECOND));
    const left = (record: DnsRecord): DnsRecord => ({ ...record, ttlSeconds });
    if (entry.negative === undefined) return { records: entry.records.map(left) };
    const { rcode, soa } = entry.negative;
    return { records: [], negative: { rcode, soa: soa === undefined ? undefined : left(soa) } };
  }

  /** From the closest known zone cut downwards until a server answers with authority. */
  #fetch(name: Fqdn, type: string, depth: number): Entry {
    let at = this.#closest(name, type);
    for (let referrals = 0; referrals < MOST_REFERRALS; referrals++) {
      const { response, address } = this.#askAny(at, name, type, depth);
      const below = referralIn(response, name, at.zone);
      if (below === undefined) return this.#keep(at, name, type, response, address, depth);
      at = this.#learn(below, response);
    }
    throw new Failed('too many referrals');
  }

  #closest(name: Fqdn, type: string): Delegation {
    let at: Fqdn = type === 'DS' ? parentOf(name) : name;
    for (; at !== '.'; at = parentOf(at)) {
      const known = this.#cache.delegation(at);
      if (known !== undefined) return known;
    }
    return { zone: '.' as Fqdn, servers: [], glue: new Map(), expiresMs: Number.POSITIVE_INFINITY };
  }

  /** The first useful answer of the zone's servers, beginning with another one each time. */
  #askAny(at: Delegation, name: Fqdn, type: string, depth: number): { response: Response; address: string } {
    const addresses = at.zone === '.' ? this.#roots : this.#addressesOf(at, depth);
    const why = new Set<string>();
    const first = this.#turn++;
    for (let index = 0; index < addresses.length; index++) {
      const address = addresses[(first + index) % addresses.length]!;
      const response = this.#ask(address, { name, type, recursive: false, transport: 'udp' });
      if (typeof response === 'string') {
        why.add(`${address} ${response}`);
        continue;
      }
      const judged = judge({ name, type, recursive: false }, response);
      if (judged === 'referral' && referralIn(response, name, at.zone) === undefined) why.add(`${address} lame`);
      else if (['answer', 'nodata', 'nxdomain', 'referral'].includes(judged)) return { response, address };
      else why.add(`${address} ${judged}`);
    }
    throw new Failed(`EDE 22 no reachable authority: ${[...why].sort().join(', ') || `no address of ${at.zone}`}`);
  }

  #addressesOf(at: Delegation, depth: number): string[] {
    return at.servers.flatMap((server) => {
      const glue = at.glue.get(server);
      if (glue !== undefined) return glue;
      if (isUnder(server, at.zone)) return []; // without glue nobody can find it
      try {
        return this.#resolve(server, 'A', depth + 1).records.flatMap(({ type, rdata }) =>
          type === 'A' ? [rdata] : [],
        );
      } catch (thrown) {
        if (thrown instanceof Failed) return [];
        throw thrown;
      }
    });
  }

  /** What the parent says, with its TTL. */
  #learn(zone: Fqdn, response: Response): Delegation {
    const servers = response.authority.filter((record) => record.type === 'NS' && record.name === zone);
    const glue = new Map<Fqdn, string[]>();
    for (const { name, type, rdata } of response.additional)
      if (type === 'A') glue.set(name, [...(glue.get(name) ?? []), rdata]);
    const ds = response.authority.filter((record) => record.type === 'DS' && record.name === zone);
    if (ds.length > 0) this.#cache.put(zone, 'DS', positive(ds, this.#now()));
    return this.#cache.delegate({
      zone,
      servers: servers.map(({ rdata }) => rdata as Fqdn),
      glue,
      expiresMs: this.#now() + Math.min(...servers.map(({ ttlSeconds }) => ttlSeconds)) * SECOND,
    });
  }

  /** The zone's own NS set, from its own servers; the parent's stays where they do not answer. */
  #childSet(parent: Delegation, depth: number): Delegation {
    let response: Response;
    try {
      ({ response } = this.#askAny(parent, parent.zone, 'NS', depth));
    } catch (thrown) {
      if (thrown instanceof Failed) return parent;
      throw thrown;
    }
    const servers = response.authoritative
      ? response.answer.filter((record) => record.type === 'NS' && record.name === parent.zone)
      : [];
    if (servers.length === 0) return parent;
    return this.#cache.delegate({
      zone: parent.zone,
      servers: servers.map(({ rdata }) => rdata as Fqdn),
      glue: parent.glue,
      expiresMs: this.#now() + Math.min(...servers.map(({ ttlSeconds }) => ttlSeconds)) * SECOND,
    });
  }

  #keep(at: Delegation, name: Fqdn, type: string, response: Response, address: string, depth: number): Entry {
    const bogus = this.behaviour.validates && type !== 'DS' ? this.#validator.bogus(at.zone, address) : undefined;
    if (bogus !== undefined) throw new Bogus(bogus);
    // Every answer of a zone's server carries the zone's NS set along; it renews what a child-centric cache holds.
    if (this.behaviour.childCentric && at.zone !== '.') this.#childSet(at, depth);
    const records = followed(name, type, response.answer).filter((record) => record.name === name);
    if (records.length > 0) return this.#cache.put(name, type, positive(records, this.#now()));
    const soa = response.authority.find((record) => record.type === 'SOA');
    return this.#cache.put(name, type, {
      records: [],
      negative: { rcode: response.rcode === 3 ? 3 : 0, soa },
      expiresMs: this.#now() + (soa?.ttlSeconds ?? 0) * SECOND,
    });
  }

  #dsOf(zone: Fqdn): readonly string[] {
    const found = this.#one(zone, 'DS', 0);
    return found.records.filter(({ type }) => type === 'DS').map(({ rdata }) => rdata);
  }
}

/** The zone a referral leads to: below the zone that was asked, at or above the name. */
function referralIn(response: Response, name: Fqdn, zone: Fqdn): Fqdn | undefined {
  if (response.authoritative || response.rcode !== 0 || response.answer.length > 0) return undefined;
  return response.authority.find(
    (record) =>
      record.type === 'NS' && record.name !== zone && isUnder(record.name, zone) && isUnder(name, record.name),
  )?.name;
}
