import type { Answers } from '../domain/answers.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, fqdn, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, rrsetKey, sortZone } from '../domain/rrset.ts';
import { MAIL_CLIENT_LABELS, MAIL_HOST_LABELS, PANEL_LABELS, SIGNING_TYPES } from './dictionary.ts';
import { isSpf, targetsOf } from './rdata.ts';
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
    if ('remove' in change) draft.remove({ name: fqdn(change.remove.name), type: change.remove.type }, change.why);
    else {
      const { name, type, ttlSeconds, rdatas } = change.set;
      draft.set(rrset(fqdn(name), type, ttlSeconds, rdatas), change.why);
    }
  }
  return draft.finished();
}

const ADDRESSES: ReadonlySet<string> = new Set(['A', 'AAAA']);

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
        this.remove(other, why === 'site' || why === 'mail' ? why : 'alias-stands-alone');
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
    draft.set(rrset(zone, 'TXT', Math.min(old.ttlSeconds, set.ttlSeconds), [...kept, ...set.rdatas]), 'mail');
  }
}

/**
 * Apex, www and the site's hosts get the new addresses, and so does every name that has nothing but the old site's. Names of the mail service
 * and of the old panel stay where they are even where they share the old site's address: those services do not move with the site.
 */
function moveSite(
  draft: Draft,
  inventory: readonly Rrset[],
  { zone, siteHosts = [], mailRecords }: ZoneDecisions,
  addresses: readonly string[],
): void {
  const www = child('www', zone);
  const oldAddresses = new Set(
    inventory
      .filter(({ name, type }) => (type === 'A' || type === 'AAAA') && (name === zone || name === www))
      .flatMap(({ rdatas }) => rdatas),
  );
  const hadWww = draft.sets.some((set) => set.name === www);
  const hosts = new Set<Fqdn>([zone, ...(hadWww ? [www] : []), ...siteHosts.filter((host) => isUnder(host, zone))]);
  const mailNames = new Set(draft.sets.filter(({ type }) => type === 'MX').flatMap(targetsOf));
  const stays = (name: Fqdn): boolean => {
    const label = name.slice(0, -zone.length - 1);
    if (mailRecords?.some((set) => set.name === name)) return true;
    return mailNames.has(name) || MAIL_HOST_LABELS.has(label) || PANEL_LABELS.has(label);
  };
  const sharing = draft.sets
    .filter(({ type }) => type === 'A' || type === 'AAAA')
    .filter(({ name, rdatas }) => !hosts.has(name) && !stays(name) && rdatas.every((data) => oldAddresses.has(data)))
    .map(({ name }) => name);
  for (const name of new Set([...hosts, ...sharing])) {
    const alias = draft.at(name, 'CNAME')?.rdatas[0];
    if (alias !== undefined && name !== zone && hosts.has(alias as Fqdn) && alias !== name) continue;
    pointAt(draft, name, addresses);
  }
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
