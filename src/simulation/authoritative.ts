import type { Record as DnsRecord, Response } from '../dns/response.ts';
import type { Fqdn } from '../domain/name.ts';
import { isUnder, parentOf } from '../domain/name.ts';
import type { Zone } from './zones.ts';
import { recordsOf } from './zones.ts';

export const REFUSED: Response = { rcode: 5, authoritative: false, answer: [], authority: [], additional: [] };

const MOST_ALIASES = 8;

interface Question {
  readonly name: Fqdn;
  readonly type: string;
}

/** Zones are immutable, so the same list of them gives the same answer. */
const ANSWERED = new WeakMap<readonly Zone[], Map<string, Response>>();

/** What a server that holds these zones, and does not recurse, answers (RFC 1034 §4.3.2, RFC 4592, RFC 4035 §3.1.4). */
export function answerFrom(zones: readonly Zone[], question: Question): Response {
  const key = `${question.name} ${question.type}`;
  const known = ANSWERED.get(zones)?.get(key);
  if (known !== undefined) return known;
  const answered = ANSWERED.get(zones) ?? new Map<string, Response>();
  const response = workOut(zones, question);
  ANSWERED.set(zones, answered.set(key, response));
  return response;
}

function workOut(zones: readonly Zone[], question: Question): Response {
  const answer: DnsRecord[] = [];
  let name = question.name;
  for (let aliases = 0; aliases <= MOST_ALIASES; aliases++) {
    const zone = zoneFor(zones, name, question.type);
    if (zone === undefined) return answer.length === 0 ? REFUSED : authoritative(0, answer, []);
    const cut = cutAbove(zone, name);
    if (cut !== undefined && !(question.type === 'DS' && cut === name))
      return answer.length === 0 ? referral(zones, zone, cut) : authoritative(0, answer, []);
    const node = nodeFor(zone, name);
    if (node === undefined) return authoritative(3, answer, [negativeSoa(zone)]);
    const alias = node.sets.find((set) => set.type === 'CNAME');
    if (alias !== undefined && question.type !== 'CNAME') {
      answer.push(...recordsOf({ ...alias, name }));
      name = alias.rdatas[0] as Fqdn;
      continue;
    }
    const wanted = node.sets.filter((set) => set.type === question.type || question.type === 'ANY');
    if (wanted.length === 0) return authoritative(0, answer, [negativeSoa(zone)]);
    answer.push(...wanted.flatMap((set) => recordsOf({ ...set, name })));
    // Signatures come along unasked; only keys and SOA have any in this world.
    const signatures = node.sets.find((set) => set.type === 'RRSIG' && question.type !== 'ANY');
    if (signatures !== undefined && question.type !== 'RRSIG')
      answer.push(...recordsOf(signatures).filter(({ rdata }) => rdata.startsWith(`${question.type} `)));
    break;
  }
  return authoritative(0, answer, []);
}

/** The closest enclosing zone held here; DS lives on the parent's side of the cut where the parent is held too. */
function zoneFor(zones: readonly Zone[], name: Fqdn, type: string): Zone | undefined {
  const enclosing = zones.filter((zone) => isUnder(name, zone.apex)).sort((a, b) => b.apex.length - a.apex.length);
  const above = type === 'DS' && name !== '.' ? enclosing.find((zone) => zone.apex !== name) : undefined;
  return above ?? enclosing[0];
}

/** The highest delegation between the apex and the name. */
function cutAbove(zone: Zone, name: Fqdn): Fqdn | undefined {
  let cut: Fqdn | undefined;
  for (let at = name; at !== zone.apex; at = parentOf(at)) if (zone.get(at, 'NS') !== undefined) cut = at;
  return cut;
}

function nodeFor(zone: Zone, name: Fqdn): { readonly sets: ReturnType<Zone['at']> } | undefined {
  if (zone.exists(name)) return { sets: zone.at(name) };
  let encloser = parentOf(name);
  while (encloser !== zone.apex && !zone.exists(encloser)) encloser = parentOf(encloser);
  const wildcard = encloser === '.' ? '*.' : `*.${encloser}`;
  return zone.exists(wildcard) ? { sets: zone.at(wildcard) } : undefined;
}

function referral(zones: readonly Zone[], zone: Zone, cut: Fqdn): Response {
  const servers = zone.get(cut, 'NS')!;
  const ds = zone.get(cut, 'DS');
  const glue = servers.rdatas.flatMap((server) =>
    zones
      .filter((held) => isUnder(server as Fqdn, held.apex))
      .flatMap((held) => ['A', 'AAAA'].flatMap((type) => held.get(server, type) ?? [])),
  );
  return {
    rcode: 0,
    authoritative: false,
    answer: [],
    authority: [...recordsOf(servers), ...(ds === undefined ? [] : recordsOf(ds))],
    additional: glue.flatMap(recordsOf),
  };
}

function authoritative(rcode: number, answer: readonly DnsRecord[], authority: readonly DnsRecord[]): Response {
  return { rcode, authoritative: true, answer, authority, additional: [] };
}

function negativeSoa(zone: Zone): DnsRecord {
  return { ...zone.soa, ttlSeconds: zone.negativeTtlSeconds };
}
