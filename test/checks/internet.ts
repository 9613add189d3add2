import type { Record as DnsRecord } from '../../src/dns/response.ts';
import { judge, toRrsets } from '../../src/dns/response.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { Dns, DnsAnswer, DnsOutcome, DnsQuestion } from '../../src/ports/dns.ts';
import { answerFrom } from '../../src/simulation/authoritative.ts';
import type { Zone } from '../../src/simulation/zones.ts';
import { zoneOf } from '../../src/simulation/zones.ts';
import type { Denial } from './signed-zone.ts';
import { withProofs } from './signed-zone.ts';

/** `'klant.nl'`: its records, as `name TYPE data…`; SOA is added. `name TYPE/60 data…` has a TTL of its own. */
export type Zones = Readonly<Record<string, readonly string[]>>;

export interface Internet extends Dns {
  readonly asked: DnsQuestion[];
  /** Addresses that were asked for a whole zone. */
  readonly transfers: string[];
}

export interface Oddities {
  /** Zones that are signed, and how they prove absence. */
  readonly signed?: Readonly<Record<string, Denial>>;
  /** Addresses that give their zones to anybody. */
  readonly open?: readonly string[];
}

/** A handful of servers, by address, with what each holds: for worlds that are broken in one particular way. */
export function internet(
  servers: Readonly<Record<string, Zones>>,
  broken: (question: DnsQuestion) => DnsOutcome | undefined = () => undefined,
  roots: readonly string[] = ['192.0.2.1'],
  { signed = {}, open = [] }: Oddities = {},
): Internet {
  const held = new Map(
    Object.entries(servers).map(([address, zones]) => [address, Object.entries(zones).map(zoneFrom)]),
  );
  const asked: DnsQuestion[] = [];
  const transfers: string[] = [];
  const proving = new Map(
    Object.entries(servers).map(([address, zones]) => [
      address,
      Object.entries(zones).flatMap(([name, lines]) =>
        signed[name] === undefined ? [] : withProofs(fqdn(name), setsFrom(name, lines), signed[name]),
      ),
    ]),
  );
  const answerOne = (question: DnsQuestion): DnsAnswer => {
    asked.push(question);
    const none = { question, authoritative: false, answer: [], authority: [], additional: [], atMs: 0 };
    const fault = broken(question) ?? (held.has(question.server.address) ? undefined : 'timeout');
    if (fault !== undefined) return { ...none, outcome: fault };
    const response = answerFrom(held.get(question.server.address)!, question);
    const sets = (records: readonly DnsRecord[]): Rrset[] => toRrsets(records);
    const plain: DnsAnswer = {
      question,
      outcome: judge(question, response),
      authoritative: response.authoritative,
      answer: sets(response.answer),
      authority: sets(response.authority),
      additional: sets(response.additional),
      atMs: 0,
    };
    return proving.get(question.server.address)!.reduce((answer, prove) => prove(answer), plain);
  };
  return {
    roots: roots.map((address) => ({ address, name: fqdn('root.test') })),
    resolvers: [],
    asked,
    transfers,
    askAll: async (questions) => questions.map(answerOne),
    transfer: async ({ address }, zone) => {
      transfers.push(address);
      const lines = Object.entries(servers[address] ?? {}).find(([name]) => fqdn(name) === zone)?.[1];
      if (lines === undefined || !open.includes(address)) return { outcome: 'refused', rrsets: [], atMs: 0 };
      return { outcome: 'answer', rrsets: setsFrom(zone, lines), serial: 1, atMs: 0 };
    },
  };
}

function zoneFrom([name, lines]: readonly [string, readonly string[]]): Zone {
  const soa = { primary: fqdn('ns.test'), serial: 1, negativeTtlSeconds: 900 };
  return zoneOf(fqdn(name), setsFrom(name, lines), soa);
}

function setsFrom(name: string, lines: readonly string[]): Rrset[] {
  const apex = fqdn(name);
  const sets = new Map<string, Rrset>();
  for (const line of lines) {
    const [owner, written, ...data] = line.split(' ');
    const [type, ttlSeconds = '3600'] = written!.split('/');
    const at = owner === '@' ? apex : fqdn(owner!);
    const known = sets.get(`${at} ${type}`)?.rdatas ?? [];
    sets.set(`${at} ${type}`, rrset(at, type!, Number(ttlSeconds), [...known, data.join(' ')]));
  }
  return [...sets.values()];
}

export const signal = (): AbortSignal => new AbortController().signal;
