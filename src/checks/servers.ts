import { negativeTtlSeconds, serialOf } from '../dns/rdata.ts';
import type { ServerAnswers, ServersView, ZoneAnswer, ZoneQuestion } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import { isWireType } from '../dns/wire-types.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Dns, DnsAnswer, DnsQuestion, ServerAddress } from '../ports/dns.ts';
import { asReferral } from './referral.ts';
import { Walker } from './walk.ts';

export { allServe, anyServes, judgeServers, noneServes } from '../dns/servers.ts';

/**
 * Every question at every address of every name server, over UDP; the SOA over TCP as well. Addresses are walked for through authoritative
 * servers, never through caches. A name server without any address is in the view with an empty one.
 */
export async function readServers(
  dns: Dns,
  zone: Fqdn,
  nameServers: readonly Fqdn[],
  wanted: readonly ZoneQuestion[],
  signal: AbortSignal,
  walker: Walker = new Walker(dns, signal),
): Promise<ServersView> {
  const found = await Promise.all(nameServers.map((name) => walker.serverAddressesOf(name)));
  const servers = nameServers.flatMap((name, index): ServerAddress[] =>
    found[index]!.addresses.map((address) => ({ name, address })),
  );
  const aliases = new Map(nameServers.map((name, index) => [name, found[index]!.alias]));
  const soa = { name: zone, type: 'SOA' };
  // Words of some host's own cannot be asked for.
  const questions = wanted.filter(({ type }) => isWireType(type));
  const perServer = (server: ServerAddress): DnsQuestion[] => [
    { server, ...soa, recursive: false, transport: 'udp' },
    { server, ...soa, recursive: false, transport: 'tcp' },
    ...questions.map((question): DnsQuestion => ({ server, ...question, recursive: false })),
  ];
  const answers = await dns.askAll(servers.flatMap(perServer), signal);
  const each = questions.length + 2;
  const asked = servers.map((server, index) =>
    serverAnswers(zone, server, answers.slice(index * each, (index + 1) * each), aliases.get(server.name!)),
  );
  const missing = nameServers.flatMap((server, index): ServerAnswers[] => {
    const { addresses, outcome } = found[index]!;
    return addresses.length > 0 ? [] : [noAddress(server, walker.isSpent && !isDefinite(outcome))];
  });
  return { zone, servers: [...asked, ...missing] };
}

/** @param isOpen the walk ended before its time: where the server is may well be known to those who were not asked */
function noAddress(server: Fqdn, isOpen: boolean): ServerAnswers {
  const outcome = isOpen ? 'not-asked' : 'unreachable';
  return { server, address: '', outcome, tcp: outcome, serial: null, negativeTtlSeconds: null, answers: [] };
}

function serverAnswers(
  zone: Fqdn,
  server: ServerAddress,
  answers: readonly DnsAnswer[],
  alias: Fqdn | undefined,
): ServerAnswers {
  const [udp, tcp, ...rest] = answers;
  const soa = soaIn(zone, udp!);
  return {
    server: server.name!,
    address: server.address,
    ...(alias === undefined ? {} : { alias }),
    outcome: servesZone(zone, udp!),
    tcp: servesZone(zone, tcp!),
    serial: soa === undefined ? null : (serialOf(soa) ?? null),
    negativeTtlSeconds: soa === undefined ? null : negativeTtlSeconds(soa),
    answers: rest.map((answer) => zoneAnswer(asReferral(answer, zone))),
  };
}

const soaIn = (zone: Fqdn, answer: DnsAnswer) => answer.answer.find((set) => set.type === 'SOA' && set.name === zone);

/** `answer` only with authority and the zone's own SOA. */
function servesZone(zone: Fqdn, answer: DnsAnswer): DnsAnswer['outcome'] {
  if (answer.outcome !== 'answer') return answer.outcome;
  return answer.authoritative && soaIn(zone, answer) !== undefined ? 'answer' : 'lame';
}

export function zoneAnswer(answer: DnsAnswer): ZoneAnswer {
  const { name, type } = answer.question;
  const section = answer.outcome === 'referral' ? answer.authority : answer.answer;
  const set = section.find((candidate) => candidate.name === name && candidate.type === type);
  const alias = answer.answer.find((candidate) => candidate.name === name && candidate.type === 'CNAME');
  return {
    name,
    type,
    outcome: answer.outcome,
    rdatas: set?.rdatas ?? [],
    ttlSeconds: set?.ttlSeconds ?? null,
    alias: type === 'CNAME' ? null : (alias?.rdatas[0] ?? null),
    ...(answer.question.dnssec === true ? { signatures: signaturesOver(answer, type) } : {}),
  };
}

/** RRSIG rdatas begin with the type they cover (RFC 4034 §3.1). */
function signaturesOver({ question, answer }: DnsAnswer, type: string): readonly string[] {
  return answer
    .filter((set) => set.name === question.name && set.type === 'RRSIG')
    .flatMap(({ rdatas }) => rdatas.filter((rdata) => rdata.startsWith(`${type} `)));
}
