import { z } from 'zod';
import { APEX_TYPES, DICTIONARY, SIGNING_TYPES } from '../dns/dictionary.ts';
import { leftOutText } from '../dns/left-out.ts';
import { inOwnWords } from '../dns/own-words.ts';
import { providersOf } from '../dns/provider-fingerprints.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey, sortZone } from '../domain/rrset.ts';
import type { Dns, ZoneTransfer } from '../ports/dns.ts';
import type { AnsweredOwn } from './inventory-own.ts';
import { readOwn } from './inventory-own.ts';
import { ZoneReader } from './inventory-reader.ts';
import type { WalkOutcome } from './inventory-walk.ts';
import { walkNsec } from './inventory-walk.ts';
import { Walker } from './walk.ts';

export { judgeInventory } from './inventory-judge.ts';

/**
 * exported: the operator's own list (API or a file a person brought). transferred: the whole zone from one of its servers (AXFR). walked:
 * every owner name found along the zone's NSEC chain. guessed: names that zones usually have, and what they point to; never provably all.
 */
export type Completeness = 'exported' | 'transferred' | 'walked' | 'guessed';
export const COMPLETENESS = ['exported', 'transferred', 'walked', 'guessed'] as const satisfies readonly Completeness[];
/** followed: something else that was found points to it. */
export type Provenance = Completeness | 'followed';

export const TRANSFER_OUTCOMES = [
  'answer',
  'refused',
  'malformed',
  'timeout',
  'unreachable',
  'not-asked',
] as const satisfies readonly ZoneTransfer['outcome'][];

/** What came of a source that is better than guessing. */
export type Tried =
  | { readonly source: 'transfer'; readonly outcome: ZoneTransfer['outcome'] }
  | { readonly source: 'nsec'; readonly outcome: WalkOutcome };

/** A name that a provider's customers have and that was not found. `*._domainkey`: its names are random. */
export interface Expected {
  readonly provider: string;
  /** What the provider is known by: `klant.nl. MX`. */
  readonly by: string;
  readonly names: readonly string[];
}

export interface Inventory {
  readonly rrsets: readonly Rrset[];
  /** By `name TYPE`. */
  readonly provenance: Readonly<Record<string, Provenance>>;
  readonly completeness: Completeness;
  /** Entries of the export that the zone's servers do not have. */
  readonly notLive: readonly string[];
  /** Found at the servers and missing from the export. */
  readonly beyondExport?: readonly string[];
  /** Entries of the export that no server answered about: they stand in the list as the export has them. */
  readonly unheard?: readonly string[];
  /** Questions that no server answered definitely. */
  readonly unanswered: number;
  /** False: nothing could be read at all. */
  readonly readable: boolean;
  readonly tried?: readonly Tried[];
  readonly expected?: readonly Expected[];
  /** Names that exist and of which nothing was found: something at or below them is unknown. */
  readonly hidden?: readonly Fqdn[];
  /** Zones of their own at the same servers, to which this one does not delegate; what was found in them is in the list. */
  readonly zonesBelow?: readonly Fqdn[];
  /** The zone was given whole, but for names that nothing here can carry: what is said of them. */
  readonly leftOut?: string;
  /** There was more to ask than is asked of one zone, or too little time. */
  readonly cutShort?: boolean;
}

export interface InventorySources {
  readonly nameServers: readonly Fqdn[];
  /** From the DNS host's API: the zone itself. */
  readonly api?: readonly Rrset[];
  /** Owner names that the API has and nothing here can carry. */
  readonly unsayable?: readonly string[];
  /** From a file: asked again at the servers, whose present word counts. */
  readonly exported?: readonly Rrset[];
  /** What an earlier look found. */
  readonly known?: readonly Rrset[] | undefined;
  /** What came of asking for the whole zone before: who said no is not asked for it again. */
  readonly transfer?: ZoneTransfer['outcome'] | undefined;
}

export const NOTHING_READ: Inventory = {
  rrsets: [],
  provenance: {},
  completeness: 'guessed',
  notLive: [],
  unanswered: 0,
  readable: false,
};

/** How long a zone is read, of the wall's time; an export adds its own questions. */
const MOST_MS = 30_000;
const MS_PER_EXPORTED = 20;
const ROUNDS = 3;

/**
 * What the old zone holds, by the best source there is: the operator's API; a transfer, asked for once at each server; an export that a
 * person brought, held against what its servers say; the NSEC chain; else names that zones usually have and what they lead to. Only
 * authoritative servers are asked, without recursion; nothing is learned by caches.
 *
 * @param patience aborts when it has taken long enough; what is known by then is the inventory, and it says so
 */
export async function readInventory(
  dns: Dns,
  zone: Fqdn,
  sources: InventorySources,
  signal: AbortSignal,
  walker: Walker = new Walker(dns, signal),
  patience: AbortSignal = AbortSignal.timeout(MOST_MS + (sources.exported?.length ?? 0) * MS_PER_EXPORTED),
): Promise<Inventory> {
  if (sources.api !== undefined) {
    const listed = sources.api.filter(({ name, type }) => type !== 'SOA' && isUnder(name, zone));
    const given = fromApi(listed, await readOwn(dns, zone, listed, sources.nameServers, signal, walker));
    const leftOut = leftOutText(sources.unsayable ?? []);
    return leftOut === undefined ? given : { ...given, leftOut };
  }
  const either = AbortSignal.any([signal, patience]);
  const reader = await ZoneReader.open(dns, zone, sources.nameServers, either, walker);
  if (reader === undefined) return NOTHING_READ;

  const tried: Tried[] = [];
  const exported = (sources.exported ?? []).filter(({ type }) => type !== 'SOA' && !SIGNING_TYPES.has(type));
  const isKnown = sources.transfer !== undefined && sources.transfer !== 'answer' && sources.transfer !== 'not-asked';
  const transfer = isKnown ? { outcome: sources.transfer!, rrsets: [] } : await reader.transfer();
  tried.push({ source: 'transfer', outcome: transfer.outcome });
  if (transfer.outcome === 'answer') {
    const listed = transfer.rrsets.map(inOwnWords);
    reader.keep(listed, 'transferred');
    // Where a word of the host's own stands, what it answers with is part of the zone too, and in no transfer.
    const own = await readOwn(dns, zone, listed, sources.nameServers, either, walker);
    reader.keep(own.rrsets, 'followed');
    const known = inventory(reader, 'transferred', exported, tried);
    const given = { ...known, unanswered: own.unanswered, readable: known.readable && !own.isApexUnknown };
    return 'why' in transfer && transfer.why !== undefined ? { ...given, leftOut: transfer.why } : given;
  }
  const unheard = await reader.readListed(exported, 'exported');
  const walk = await walkNsec(reader);
  const isWhole = walk.outcome === 'whole';
  await reader.read(
    walk.names.flatMap(({ name, types }) => typesToAsk(types).map((type) => ({ name, type }))),
    'walked',
  );
  if (isWhole) reader.settle(walk.names.map(({ name }) => name));
  // Also beside a whole chain: a server can serve records that are not in its chain, and then the chain says nothing.
  const expected = await guess(reader);
  // Unheard is not gone; only a whole chain says what there is not.
  const chained = new Set(walk.names.flatMap(({ name, types }) => types.map((type) => `${name} ${type}`)));
  const kept = reader.keepListed(isWhole ? unheard.filter((set) => chained.has(rrsetKey(set))) : unheard, 'exported');
  if (!isWhole) await reader.retain(sources.known ?? []);
  const isTrue = isWhole && reader.strays(walk.names.map(({ name }) => name)).length === 0;
  tried.push({ source: 'nsec', outcome: isWhole && !isTrue ? 'broken' : walk.outcome });
  const completeness = isTrue ? 'walked' : exported.length > 0 ? 'exported' : 'guessed';
  const found = inventory(reader, completeness, exported, tried, expected);
  return kept.length === 0 ? found : { ...found, unheard: kept.filter((key) => key in found.provenance) };
}

/** The host's own words stay in the list: a zone that stays there keeps them, and people are told of them. */
function fromApi(listed: readonly Rrset[], own: AnsweredOwn): Inventory {
  const provenance = Object.fromEntries([
    ...own.rrsets.map((set) => [rrsetKey(set), 'followed' as const]),
    ...listed.map((set) => [rrsetKey(set), 'exported' as const]),
  ]);
  const { unanswered, isApexUnknown } = own;
  const rrsets = sortZone([...listed, ...own.rrsets]);
  return { rrsets, provenance, completeness: 'exported', notLive: [], unanswered, readable: !isApexUnknown };
}

/** What came of asking for the whole zone, for the next look; nothing where it was not asked for. */
export function transferFact({ tried = [] }: Inventory): { readonly transfer?: ZoneTransfer['outcome'] } {
  const one = tried.find(({ source }) => source === 'transfer');
  return one?.source === 'transfer' ? { transfer: one.outcome } : {};
}

type Grade = Pick<Inventory, 'completeness' | 'leftOut' | 'unheard'>;

/** What a later look must know of the list beside its RRsets. */
export function gradeFacts({ completeness, leftOut, unheard }: Inventory): Grade {
  return {
    completeness,
    ...(leftOut === undefined ? {} : { leftOut }),
    ...(unheard === undefined ? {} : { unheard }),
  };
}

/** As `gradeFacts` put it among a step's facts; without one the list was guessed. */
export function gradeOf(facts: Readonly<Record<string, unknown>> | undefined): Grade {
  return GradeSchema.safeParse(facts).data ?? { completeness: 'guessed' };
}

const GradeSchema = z.object({
  completeness: z.enum(COMPLETENESS),
  leftOut: z.string().exactOptional(),
  unheard: z.array(z.string()).readonly().exactOptional(),
});

const typesToAsk = (types: readonly string[]): string[] =>
  types.filter((type) => type !== 'SOA' && !SIGNING_TYPES.has(type));

/** Names that zones usually have, then what was found leads on to, then what the providers seen are known for. */
async function guess(reader: ZoneReader): Promise<readonly Expected[]> {
  const { zone } = reader;
  await reader.findWildcards([zone]);
  await reader.read(
    APEX_TYPES.map((type) => ({ name: zone, type })),
    'guessed',
  );
  await reader.explore(
    DICTIONARY.map(({ label, type }) => ({ name: child(label, zone), type })),
    'guessed',
  );
  const providers = providersOf(zone, reader.rrsets);
  const known = providers.flatMap(({ expects, asks }) => [...expects.flat(), ...asks]);
  await reader.explore(
    known.map((name) => ({ name, type: /^_|\._domainkey\./.test(name) ? 'TXT' : 'A' })),
    'guessed',
  );
  for (let round = 0; round < ROUNDS; round++) {
    await reader.explore(reader.leads(), 'followed');
    await reader.findWildcards(reader.parents());
  }
  await readCuts(reader);
  const found = new Set<Fqdn>(reader.rrsets.map(({ name }) => name));
  return providers.flatMap(({ provider, by, expects, random }) => {
    const names = expects.filter((any) => !any.some((name) => found.has(name))).map((any) => any.join(' / '));
    if (random) names.push(`*._domainkey.${zone}`);
    return names.length === 0 ? [] : [{ provider, by, names }];
  });
}

async function readCuts(reader: ZoneReader): Promise<void> {
  await reader.read(
    reader.cuts().map((name) => ({ name, type: 'DS' })),
    'followed',
  );
  await reader.explore(
    reader.zonesBelow().map((name) => ({ name: child('www', name), type: 'A' })),
    'followed',
  );
}

function inventory(
  reader: ZoneReader,
  completeness: Completeness,
  exported: readonly Rrset[],
  tried: readonly Tried[],
  expected: readonly Expected[] = [],
): Inventory {
  const { rrsets, provenance, unanswered, hidden, zonesBelow, cutShort } = reader.result();
  const live = new Set(rrsets.map(rrsetKey));
  const listed = new Set(exported.map(rrsetKey));
  return {
    rrsets,
    provenance,
    completeness,
    notLive: exported.map(rrsetKey).filter((key) => !live.has(key)),
    beyondExport: listed.size === 0 ? [] : [...live].filter((key) => !listed.has(key)),
    unanswered,
    readable: rrsets.length > 0,
    tried,
    expected: completeness === 'guessed' ? expected : [],
    hidden: completeness === 'guessed' ? hidden : [],
    cutShort,
    ...(zonesBelow.length === 0 ? {} : { zonesBelow }),
  };
}
