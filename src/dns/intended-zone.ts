import type { Answers } from '../domain/answers.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, fqdn, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, rrsetKey, sortZone } from '../domain/rrset.ts';
import { MAIL_CLIENT_LABELS, SIGNING_TYPES } from './dictionary.ts';
import { givenSet } from './given-data.ts';
import { isProxyOf, proxyingHostAt } from './proxying-hosts.ts';
import { isSpf } from './rdata.ts';
import type { WhyStays } from './staying-names.ts';
import { answerIn, OWN_ALIASES, STAYS, stayingNames } from './staying-names.ts';
import { isWireType } from './wire-types.ts';

/** What was decided about the new zone; what is not named here is copied exactly. */
export interface ZoneDecisions {
  readonly zone: Fqdn;
  /** The new apex NS set. Absent: the zone stays where it is. */
  readonly newNameServers?: readonly Fqdn[];
  /** The site's new A and AAAA. Absent: the site stays. */
  readonly siteAddresses?: readonly string[];
  /** Host names of the site beside the apex and www. */
  readonly siteHosts?: readonly Fqdn[];
  /** What the new mail service wants. Absent: mail stays. */
  readonly mailRecords?: readonly Rrset[];
  /** No mail service stays where it is: it moves, though its records may not be known, or there is none. */
  readonly mailLeaves?: boolean;
  readonly zoneChanges?: NonNullable<Answers['zoneChanges']>;
  /** No TTL above this while the move lasts … */
  readonly ttlSeconds?: number;
  /** … and none below what the DNS host can do. */
  readonly minTtlSeconds?: number;
}

/** Why an RRset is not as it was: one of these words, or the reason that a person gave. */
export type DecidedWhy =
  | 'name-servers'
  | 'signing'
  | 'site'
  | 'mail'
  | 'mail-client'
  | 'alias-stands-alone'
  | 'own-word'
  | WhyStays
  | string;

/** One difference between the old zone and the intended one, in data; TTLs are not listed. */
export interface Decided {
  /** `www.klant.nl. CNAME` */
  readonly key: string;
  readonly why: DecidedWhy;
  readonly was: readonly string[];
  readonly becomes: readonly string[];
}

export interface IntendedZone {
  readonly rrsets: readonly Rrset[];
  readonly decided: readonly Decided[];
}

/** Registries refuse shorter TTLs on a zone's own NS set; a longer one buys nothing while the move lasts. */
export const APEX_NS_TTL_SECONDS = 3600;
const SITE_TTL_SECONDS = 3600;

/**
 * The zone as it shall be: the old zone's inventory with the decided changes, in this order: signing data of the old operator goes, apex NS,
 * mail, site, then what a person decided by name. Every RRset of the inventory is in the result, or in `decided` with its reason.
 */
export function intendedZone(inventory: readonly Rrset[], decisions: ZoneDecisions): IntendedZone {
  const draft = new Draft(inventory, decisions);
  if (decisions.newNameServers !== undefined) {
    for (const set of inventory) if (SIGNING_TYPES.has(set.type)) draft.remove(set, 'signing');
    for (const set of inventory) if (!isWireType(set.type)) draft.remove(set, 'own-word');
    draft.set(rrset(decisions.zone, 'NS', APEX_NS_TTL_SECONDS, decisions.newNameServers), 'name-servers');
  }
  if (decisions.mailRecords !== undefined) moveMail(draft, decisions.zone, decisions.mailRecords);
  if (decisions.siteAddresses !== undefined && decisions.siteAddresses.length > 0)
    moveSite(draft, inventory, decisions, decisions.siteAddresses);
  for (const change of decisions.zoneChanges ?? []) {
    if ('remove' in change)
      draft.remove({ name: fqdn(change.remove.name), type: change.remove.type.toUpperCase() }, change.why);
    else {
      draft.set(givenSet({ ...change.set, name: fqdn(change.set.name) }), change.why);
    }
  }
  return draft.finished();
}

const ADDRESSES: ReadonlySet<string> = new Set(['A', 'AAAA']);

/** Reasons that hold as well for what cannot stand beside the new RRset. */
const MAKES_PLACE: ReadonlySet<DecidedWhy> = new Set(['site', 'mail', ...STAYS]);

function standsAgainst(other: Rrset, set: Rrset): boolean {
  if (other.type === 'CNAME' || set.type === 'CNAME') return true;
  // A host's own alias answers with addresses, and would go on to.
  return !isWireType(other.type) && ADDRESSES.has(set.type);
}

class Draft {
  readonly #decisions: ZoneDecisions;
  readonly #before: ReadonlyMap<string, Rrset>;
  readonly #sets: Map<string, Rrset>;
  readonly #why = new Map<string, DecidedWhy>();

  constructor(inventory: readonly Rrset[], decisions: ZoneDecisions) {
    this.#decisions = decisions;
    // The SOA is each operator's own and never part of what is compared or copied.
    this.#before = new Map(inventory.filter(({ type }) => type !== 'SOA').map((set) => [rrsetKey(set), set]));
    this.#sets = new Map(this.#before);
  }

  get sets(): readonly Rrset[] {
    return [...this.#sets.values()];
  }

  at(name: Fqdn, type: string): Rrset | undefined {
    return this.#sets.get(`${name} ${type}`);
  }

  /** An alias stands alone at its name (RFC 1034 §3.6.2): what cannot stand beside the new RRset goes. */
  set(set: Rrset, why: DecidedWhy): void {
    for (const other of this.sets)
      if (other.name === set.name && other.type !== set.type && standsAgainst(other, set))
        this.remove(other, MAKES_PLACE.has(why) ? why : 'alias-stands-alone');
    this.#sets.set(rrsetKey(set), set);
    this.#why.set(rrsetKey(set), why);
  }

  remove(set: { readonly name: Fqdn; readonly type: string }, why: DecidedWhy): void {
    this.#sets.delete(rrsetKey(set));
    this.#why.set(rrsetKey(set), why);
  }

  finished(): IntendedZone {
    const decided: Decided[] = [];
    for (const [key, why] of this.#why) {
      const was = this.#before.get(key)?.rdatas ?? [];
      const becomes = this.#sets.get(key)?.rdatas ?? [];
      if (was.join('\n') !== becomes.join('\n')) decided.push({ key, why, was, becomes });
    }
    return {
      rrsets: sortZone(this.sets.map((set) => ({ ...set, ttlSeconds: this.#ttlSeconds(set) }))),
      decided: decided.sort((a, b) => (a.key < b.key ? -1 : 1)),
    };
  }

  #ttlSeconds(set: Rrset): number {
    const { zone, ttlSeconds: ceiling, minTtlSeconds = 0 } = this.#decisions;
    if (ceiling === undefined) return Math.max(set.ttlSeconds, minTtlSeconds);
    const floor = set.type === 'NS' && set.name === zone ? APEX_NS_TTL_SECONDS : 0;
    return Math.max(Math.min(set.ttlSeconds, Math.max(ceiling, floor)), minTtlSeconds);
  }
}

/** The new service's records replace the old one's; beside SPF the apex TXT keeps what others stand on, and old DKIM keys stay for mail in flight. */
function moveMail(draft: Draft, zone: Fqdn, records: readonly Rrset[]): void {
  const wanted = new Set(records.map(rrsetKey));
  for (const label of MAIL_CLIENT_LABELS) {
    const name = child(label, zone);
    if (records.some((set) => set.name === name)) continue;
    for (const set of draft.sets) if (set.name === name) draft.remove(set, 'mail-client');
  }
  if (!wanted.has(`${zone} MX`))
    for (const set of draft.sets) if (rrsetKey(set) === `${zone} MX`) draft.remove(set, 'mail');
  for (const set of records) {
    const old = draft.at(set.name, set.type);
    if (set.name !== zone || set.type !== 'TXT' || old === undefined) {
      draft.set(set, 'mail');
      continue;
    }
    const replacesSpf = set.rdatas.some(isSpf);
    const kept = old.rdatas.filter((txt) => !(replacesSpf && isSpf(txt)));
    const strings = { ...set.strings, ...old.strings };
    draft.set(rrset(zone, 'TXT', Math.min(old.ttlSeconds, set.ttlSeconds), [...kept, ...set.rdatas], strings), 'mail');
  }
}

/**
 * Apex, www and the site's hosts get the new addresses, and so does every name that has nothing but the old site's. Names of the mail service,
 * of the old panel and of name servers stay where they are even where they share the old site's address: those services do not move with it.
 */
function moveSite(
  draft: Draft,
  inventory: readonly Rrset[],
  decisions: ZoneDecisions,
  addresses: readonly string[],
): void {
  const { zone, siteHosts = [], mailRecords, mailLeaves = mailRecords !== undefined } = decisions;
  const www = child('www', zone);
  const had = draft.sets;
  // A host's own aliases are gone by now where the zone moves; what they led to is not.
  const was = [
    ...had,
    ...inventory.filter(({ name, type }) => OWN_ALIASES.has(type) && draft.at(name, type) === undefined),
  ];
  // What its proxy answers from is the DNS host's own, for all that is behind it.
  const proxy = proxyingHostAt(zone, inventory);
  const isShared = (address: string): boolean => proxy !== undefined && isProxyOf(proxy, address);
  const oldAddresses = new Set(
    inventory
      .filter((set) => isAddress(set) && (set.name === zone || set.name === www))
      .flatMap(({ rdatas }) => rdatas.filter((address) => !isShared(address))),
  );
  const hadWww = had.some((set) => set.name === www);
  const hosts = new Set<Fqdn>([zone, ...(hadWww ? [www] : []), ...siteHosts.filter((host) => isUnder(host, zone))]);
  const staying = stayingNames(zone, inventory, was, mailRecords ?? [], mailLeaves);
  const sharing = sharingNames(was.filter(isAddress), oldAddresses).filter(
    (name) => !hosts.has(name) && staying.why(name) === undefined,
  );
  for (const name of new Set([...hosts, ...sharing])) {
    const alias = draft.at(name, 'CNAME')?.rdatas[0];
    if (alias !== undefined && name !== zone && hosts.has(alias as Fqdn) && alias !== name) continue;
    pointAt(draft, name, addresses);
    // Behind a delegation nobody would find the site's addresses (RFC 1034 §4.2.1).
    for (const type of name !== zone && hosts.has(name) ? ['NS', 'DS'] : [])
      if (draft.at(name, type) !== undefined) draft.remove({ name, type }, 'site');
  }
  for (const name of staying.byAnother) if (!hosts.has(name)) keepAnswer(draft, zone, was, name, staying.why(name)!);
}

/**
 * Names with the site's addresses. One address that is not the site's, and the name is another machine's, which it keeps whole; but an AAAA that
 * apex and www never got is as likely the site's machine, unless a name that shares nothing with the site has it too.
 */
function sharingNames(addressed: readonly Rrset[], sites: ReadonlySet<string>): Fqdn[] {
  const all = new Map<Fqdn, string[]>();
  for (const { name, rdatas } of addressed) all.set(name, [...(all.get(name) ?? []), ...rdatas]);
  const shares = (data: readonly string[]): boolean => data.some((address) => sites.has(address));
  const others = new Set([...all.values()].flatMap((data) => (shares(data) ? [] : data)));
  const families = new Set([...sites].map(isSix));
  const isElsewhere = (address: string): boolean =>
    !sites.has(address) && (families.has(isSix(address)) || others.has(address));
  return [...all].flatMap(([name, data]) => (shares(data) && !data.some(isElsewhere) ? [name] : []));
}

const isSix = (address: string): boolean => address.includes(':');

const isAddress = ({ type }: Rrset): boolean => ADDRESSES.has(type);

/** What a name answered by way of a name that has moved is written under the name itself. */
function keepAnswer(draft: Draft, zone: Fqdn, was: readonly Rrset[], name: Fqdn, why: DecidedWhy): void {
  const [old, now] = [answerIn(zone, was, name), answerIn(zone, draft.sets, name)];
  const types = ['CNAME', 'A', 'AAAA'] as const;
  if (types.every((type) => old[type].join() === now[type].join())) return;
  const ttlSeconds = draft.at(name, 'CNAME')?.ttlSeconds ?? SITE_TTL_SECONDS;
  // An alias in the host's own word may have others beside it, which a CNAME may not (RFC 1034 §3.6.2).
  const here = draft.sets.filter((set) => set.name === name);
  const own = here.find(({ type }) => OWN_ALIASES.has(type))?.type;
  if (old.CNAME.length > 0 && own === undefined && here.some((set) => set.type !== 'CNAME' && !isAddress(set))) return;
  for (const type of types)
    if (old[type].length > 0)
      draft.set(rrset(name, type === 'CNAME' ? (own ?? type) : type, ttlSeconds, old[type]), why);
}

function pointAt(draft: Draft, name: Fqdn, addresses: readonly string[]): void {
  const ttlSeconds =
    draft.at(name, 'A')?.ttlSeconds ?? draft.at(name, 'AAAA')?.ttlSeconds ?? draft.at(name, 'CNAME')?.ttlSeconds;
  const families = [
    ['A', addresses.filter((address) => !address.includes(':'))],
    ['AAAA', addresses.filter((address) => address.includes(':'))],
  ] as const;
  for (const [type, data] of families) {
    if (data.length > 0) draft.set(rrset(name, type, ttlSeconds ?? SITE_TTL_SECONDS, data), 'site');
    else if (draft.at(name, type) !== undefined) draft.remove({ name, type }, 'site');
  }
  // Its address hints, keys and protocols are the old server's (RFC 9460 §7); browsers go by them before they go by A.
  if (draft.at(name, 'HTTPS') !== undefined) draft.remove({ name, type: 'HTTPS' }, 'site');
}

/** The changes in data that make the old zone into the intended one; apex NS left out where the zone stays. */
export function changedKeys(decided: readonly Decided[]): ReadonlySet<string> {
  return new Set(decided.map(({ key }) => key));
}
