import {
  type HostMark,
  PROVIDER_SOURCES,
  PROVIDERS,
  type ProviderRow,
  type Service,
  type Sureness,
} from './provider-table.ts';

/** What is known of a domain from outside; names of hosts in any case, with or without their final dot. */
export interface SeenHosts {
  readonly nameServers?: readonly string[];
  readonly mailServers?: readonly string[];
  /** What its SPF policy includes or redirects to. */
  readonly spfIncludes?: readonly string[];
  /** Reverse names of its site's addresses. */
  readonly reverseNames?: readonly string[];
}

/** By what a provider was recognised. */
export type Channel = 'ns' | 'mx' | 'spf' | 'reverse';

export interface Sighting {
  readonly id: string;
  readonly provider: string;
  readonly channel: Channel;
  /** The host that gave it away, as it was given. */
  readonly host: string;
  /** What the provider does in general; what it does here follows from the channel. */
  readonly serves: readonly Service[];
  readonly sure: Sureness;
  readonly sources: readonly string[];
}

interface Index {
  readonly suffixes: ReadonlyMap<string, ProviderRow>;
  readonly patterns: readonly (readonly [RegExp, ProviderRow])[];
}

const CHANNELS = { ns: 'nameServers', mx: 'mailServers', spf: 'spfIncludes', reverse: 'reverseNames' } as const;
const INDEXES = { ns: indexOf('ns'), mx: indexOf('mx'), spf: indexOf('spf'), reverse: indexOf('reverse') };

/** Who is recognised, in the order given, each host once. A host nobody knows gives nothing: that says "unknown", never "own server". */
export function whoServes(seen: SeenHosts): Sighting[] {
  return (Object.keys(CHANNELS) as Channel[]).flatMap((channel) =>
    (seen[CHANNELS[channel]] ?? []).flatMap((host) => {
      const row = rowOf(channel, host);
      if (row === undefined) return [];
      const { id, name: provider, serves, sure, sources } = row;
      return [{ id, provider, channel, host, serves, sure, sources: sources.map((key) => PROVIDER_SOURCES[key]) }];
    }),
  );
}

/** The row with the longest mark that fits. */
function rowOf(channel: Channel, host: string): ProviderRow | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name.length > 255) return undefined;
  const { suffixes, patterns } = INDEXES[channel];
  for (let at = 0; at !== -1; at = name.indexOf('.', at + 1)) {
    const row = suffixes.get(name.slice(at === 0 ? 0 : at + 1));
    if (row !== undefined) return row;
  }
  return patterns.find(([pattern]) => pattern.test(name))?.[1];
}

function indexOf(channel: Channel): Index {
  const marks = PROVIDERS.flatMap((row) => (row[channel] ?? []).map((mark): [HostMark, ProviderRow] => [mark, row]));
  return {
    suffixes: new Map(marks.filter((entry): entry is [string, ProviderRow] => typeof entry[0] === 'string')),
    patterns: marks.filter((entry): entry is [RegExp, ProviderRow] => typeof entry[0] !== 'string'),
  };
}
