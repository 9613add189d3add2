import type { Record as DnsRecord } from '../../src/dns/response.ts';
import { judge, toRrsets } from '../../src/dns/response.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { Dns, DnsAnswer, DnsOutcome, DnsQuestion } from '../../src/ports/dns.ts';
import { answerFrom } from '../../src/simulation/authoritative.ts';
import type { Zone } from '../../src/simulation/zones.ts';
import { zoneOf } from '../../src/simulation/zones.ts';

/** `'klant.nl'`: its records, as `name TYPE data…`; SOA is added. */
export type Zones = Readonly<Record<string, readonly string[]>>;

export interface Internet extends Dns {
  readonly asked: DnsQuestion[];
}

/** A handful of servers, by address, with what each holds: for worlds that are broken in one particular way. */
export function internet(
  servers: Readonly<Record<string, Zones>>,
  broken: (question: DnsQuestion) => DnsOutcome | undefined = () => undefined,
  roots: readonly string[] = ['192.0.2.1'],
): Internet {
  const held = new Map(
    Object.entries(servers).map(([address, zones]) => [address, Object.entries(zones).map(zoneFrom)]),
  );
  const asked: DnsQuestion[] = [];
  const answerOne = (question: DnsQuestion): DnsAnswer => {
    asked.push(question);
    const none = { question, authoritative: false, answer: [], authority: [], additional: [], atMs: 0 };
    const fault = broken(question) ?? (held.has(question.server.address) ? undefined : 'timeout');
    if (fault !== undefined) return { ...none, outcome: fault };
    const response = answerFrom(held.get(question.server.address)!, question);
    const sets = (records: readonly DnsRecord[]): Rrset[] => toRrsets(records);
    return {
      question,
      outcome: judge(question, response),
      authoritative: response.authoritative,
      answer: sets(response.answer),
      authority: sets(response.authority),
      additional: sets(response.additional),
      atMs: 0,
    };
  };
  return {
    roots: roots.map((address) => ({ address, name: fqdn('root.test') })),
    resolvers: [],
    asked,
    askAll: async (questions) => questions.map(answerOne),
    transfer: async () => ({ outcome: 'refused', rrsets: [], atMs: 0 }),
  };
}

function zoneFrom([name, lines]: readonly [string, readonly string[]]): Zone {
  const apex = fqdn(name);
  const sets = new Map<string, Rrset>();
  for (const line of lines) {
    const [owner, type, ...data] = line.split(' ');
    const at = owner === '@' ? apex : fqdn(owner!);
    const known = sets.get(`${at} ${type}`)?.rdatas ?? [];
    sets.set(`${at} ${type}`, rrset(at, type!, 3600, [...known, data.join(' ')]));
  }
  return zoneOf(apex, [...sets.values()], { primary: fqdn('ns.test'), serial: 1, negativeTtlSeconds: 900 });
}

export const signal = (): AbortSignal => new AbortController().signal;
