import { givenIn } from '../dns/zone-lookup.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import { changedSets } from './delegation-sight.ts';
import type { TurnQuestion } from './resolvers.ts';

/** So many RRsets tell what a cache holds; more would only burden it. */
const MOST_QUESTIONS = 12;

/** What caches are asked about a cutover: the apex NS where it moves, and the RRsets whose data change. */
export function turnQuestions(
  zone: Fqdn,
  zones: { readonly inventory: readonly Rrset[]; readonly intended: readonly Rrset[] },
  nameServers: { readonly old: readonly Fqdn[]; readonly new: readonly Fqdn[] } | undefined,
): TurnQuestion[] {
  const { changed, added, covered } = changedSets(zone, zones.inventory, zones.intended);
  const wanted = new Map(zones.intended.map((set) => [rrsetKey(set), set.rdatas]));
  const before = [...changed, ...covered.map(({ name, by }) => ({ ...by, name }))];
  const had = new Set(before.map(rrsetKey));
  const ns = nameServers === undefined ? [] : [{ name: zone, type: 'NS', old: nameServers.old, new: nameServers.new }];
  const sets = [
    ...before.map(({ name, type, rdatas }) => ({
      name,
      type,
      old: rdatas,
      new: wanted.get(`${name} ${type}`) ?? givenIn(zone, zones.intended, { name, type }).rdatas,
    })),
    ...added
      .filter((set) => !had.has(rrsetKey(set)))
      .map(({ name, type, rdatas }) => ({ name, type, old: [], new: rdatas })),
  ].filter(({ name }) => !name.startsWith('*.'));
  // Address and mail records first: they are what people notice.
  const weight = ({ type }: { readonly type: string }): number => ['A', 'MX', 'AAAA'].indexOf(type) >>> 0;
  return [...ns, ...sets.sort((a, b) => weight(a) - weight(b))].slice(0, MOST_QUESTIONS);
}
