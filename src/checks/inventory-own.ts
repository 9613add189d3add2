import { isWireType } from '../dns/wire-types.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Dns } from '../ports/dns.ts';
import { ZoneReader } from './inventory-reader.ts';
import type { Walker } from './walk.ts';

/** What a host's own record is answered with. PowerDNS's LUA says it itself: `A "ifportup(…)"`. */
function answeredTypes({ type, rdatas }: Rrset): readonly string[] {
  if (type === 'ALIAS' || type === 'ANAME') return ['A', 'AAAA'];
  const said = rdatas.map((rdata) => rdata.trim().split(/\s/)[0]!.toUpperCase());
  return type === 'LUA' ? said.filter(isWireType) : [];
}

export interface AnsweredOwn {
  /** What the zone's servers put in the place of the host's own records, today. */
  readonly rrsets: readonly Rrset[];
  readonly unanswered: number;
  /** One of them is the zone's own name: what the domain answers with is not known. */
  readonly isApexUnknown: boolean;
}

/** A list through an API may hold words of its host's own (`ALIAS`), which nobody can be asked for; their answers can. */
export async function readOwn(
  dns: Dns,
  zone: Fqdn,
  listed: readonly Rrset[],
  nameServers: readonly Fqdn[],
  signal: AbortSignal,
  walker: Walker,
): Promise<AnsweredOwn> {
  const known = new Set(listed.map(({ name, type }) => `${name} ${type}`));
  const questions = listed
    .filter(({ type }) => !isWireType(type))
    .flatMap((set) => answeredTypes(set).map((type) => ({ name: set.name, type })))
    .filter(({ name, type }) => !known.has(`${name} ${type}`));
  if (questions.length === 0) return { rrsets: [], unanswered: 0, isApexUnknown: false };
  const unknown = {
    rrsets: [],
    unanswered: questions.length,
    isApexUnknown: questions.some(({ name }) => name === zone),
  };
  const reader = await ZoneReader.open(dns, zone, nameServers, signal, walker);
  if (reader === undefined) return unknown;
  const atApex = questions.filter(({ name }) => name === zone);
  await reader.read(atApex, 'followed');
  const isApexUnknown = reader.result().unanswered > 0;
  await reader.read(
    questions.filter(({ name }) => name !== zone),
    'followed',
  );
  const asked = new Set(questions.map(({ name, type }) => `${name} ${type}`));
  const { rrsets, unanswered } = reader.result();
  return { rrsets: rrsets.filter(({ name, type }) => asked.has(`${name} ${type}`)), unanswered, isApexUnknown };
}
