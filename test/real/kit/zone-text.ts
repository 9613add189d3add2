/** What a zone of the lab holds; the SOA is made. */
export interface ZoneContent {
  readonly zone: string;
  readonly serial: number;
  /** The apex NS RRset; none: the zone file says it itself, or there is none on purpose. */
  readonly ns: readonly string[];
  /** Lines of a zone file, relative to the zone; TTL first or absent. */
  readonly records: readonly string[];
  /** Default of what says none, seconds. */
  readonly ttlSeconds: number;
  readonly nsTtlSeconds?: number;
  readonly negativeTtlSeconds?: number;
}

export function zoneText(content: ZoneContent): string {
  const { zone, serial, ns, records, ttlSeconds } = content;
  const negative = content.negativeTtlSeconds ?? ttlSeconds;
  return [
    `$TTL ${ttlSeconds}`,
    `${zone} ${negative} IN SOA ${ns[0] ?? 'nobody.invalid.'} hostmaster.invalid. ${serial} 3600 600 86400 ${negative}`,
    ...ns.map((name) => `${zone} ${content.nsTtlSeconds ?? ttlSeconds} IN NS ${name}`),
    ...records,
    '',
  ].join('\n');
}

export const isUnder = (name: string, zone: string): boolean =>
  zone === '.' || name === zone || name.endsWith(`.${zone}`);

/** The deepest of these zones that a name lies in. */
export function zoneOf(name: string, zones: readonly string[]): string | undefined {
  return zones.filter((zone) => isUnder(name, zone)).sort((a, b) => b.length - a.length)[0];
}
