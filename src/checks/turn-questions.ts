import { givenIn } from '../dns/zone-lookup.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import { changedSets } from './delegation-sight.ts';
import type { TurnQuestion } from './resolvers.ts';

/** So many RRsets tell what a cache holds; more would only burden it. */
export const MOST_QUESTIONS = 12;

/** A question with how long caches keep what was there before; 0: nothing was, or it is no content. */
export interface KeptQuestion extends TurnQuestion {
  readonly keptSeconds: number;
}

/** The first of them, and always that which is kept longest: it is the last that caches forget. */
export function mostTelling(all: readonly KeptQuestion[]): TurnQuestion[] {
  const first = all.slice(0, MOST_QUESTIONS);
  const longest = all.toSorted((a, b) => b.keptSeconds - a.keptSeconds)[0];
  const chosen = longest === undefined || first.includes(longest) ? first : [...first.slice(0, -1), longest];
  return chosen.map(({ name, type, old, new: fresh }) => ({ name, type, old, new: fresh }));
}

/** What caches are asked about a cutover: the apex NS where it moves, and the RRsets whose data change. */
export function turnQuestions(zone: Fqdn, zones: Zones, nameServers: NameServers | undefined): TurnQuestion[] {
  return mostTelling(allTurnQuestions(zone, zones, nameServers));
}

interface Zones {
  readonly inventory: readonly Rrset[];
  readonly intended: readonly Rrset[];
}

interface NameServers {
  readonly old: readonly Fqdn[];
  readonly new: readonly Fqdn[];
}

/** All that there is to ask, what people notice first. */
export function allTurnQuestions(zone: Fqdn, zones: Zones, nameServers: NameServers | undefined): KeptQuestion[] {
  const { changed, added, covered } = changedSets(zone, zones.inventory, zones.intended);
  const wanted = new Map(zones.intended.map((set) => [rrsetKey(set), set.rdatas]));
  const before = [...changed, ...covered.map(({ name, by }) => ({ ...by, name }))];
  const had = new Set(before.map(rrsetKey));
  const ns =
    nameServers === undefined
      ? []
      : [{ name: zone, type: 'NS', old: nameServers.old, new: nameServers.new, keptSeconds: 0 }];
  const sets = [
    ...before.map(({ name, type, rdatas, ttlSeconds }) => ({
      name,
      type,
      old: rdatas,
      new: wanted.get(`${name} ${type}`) ?? givenIn(zone, zones.intended, { name, type }).rdatas,
      keptSeconds: ttlSeconds,
    })),
    ...added
      .filter((set) => !had.has(rrsetKey(set)))
      .map(({ name, type, rdatas }) => ({ name, type, old: [], new: rdatas, keptSeconds: 0 })),
  ].filter(({ name }) => !name.startsWith('*.'));
  // Address and mail records first: they are what people notice.
  const weight = ({ type }: { readonly type: string }): number => ['A', 'MX', 'AAAA'].indexOf(type) >>> 0;
  return [...ns, ...sets.sort((a, b) => weight(a) - weight(b))];
}
