import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { sortZone, writtenRdatas } from '../domain/rrset.ts';
import { inStrings } from './wire-rdata.ts';
import { printable } from './wire-text.ts';
import { typeName, typeNumber } from './wire-types.ts';

/**
 * A zone file that every server reads: absolute names, each record with its TTL, class and type, text in strings of at most 255 octets. The
 * SOA comes first where there is one (servers want it), then the apex. Nothing in the RRsets can begin a line of its own.
 *
 * @param comments lines at the head, without their `;`
 * @throws GoLiveError `rdata-invalid`
 */
export function writeZoneFile(zone: Fqdn, rrsets: readonly Rrset[], comments: readonly string[] = []): string {
  const rank = ({ name, type }: Rrset): number => (name !== zone ? 3 : type === 'SOA' ? 0 : type === 'NS' ? 1 : 2);
  const sorted = sortZone(rrsets).sort((a, b) => rank(a) - rank(b));
  const lines = [
    ...comments.map((comment) => `; ${printable(comment, Infinity)}`),
    `$ORIGIN ${zone}`,
    ...sorted.flatMap((set) => {
      const type = typeName(typeNumber(set.type.toUpperCase()));
      return writtenRdatas(set).map((rdata) => `${set.name} ${set.ttlSeconds} IN ${type} ${inStrings(type, rdata)}`);
    }),
  ];
  return `${lines.join('\n')}\n`;
}
