import { negativeTtlSeconds, serialOf } from '../dns/rdata.ts';
import type { ServerAnswers, ServersView, ZoneAnswer, ZoneQuestion } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import { isWireType } from '../dns/wire-types.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Dns, DnsAnswer, DnsQuestion, ServerAddress } from '../ports/dns.ts';
import { asReferral } from './referral.ts';
import { Walker } from './walk.ts';

export { allServe, anyServes, judgeServers, noneServes } from '../dns/servers.ts';

/**
 * Every question at every address of every name server, over UDP; the SOA over TCP as well, and what a referral lacks of its glue. Addresses are
 * walked for through authoritative servers, never through caches. A name server without any address is in the view with an empty one.
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
    ...questions.map(({ glue: _, ...question }): DnsQuestion => ({ server, ...question, recursive: false })),
  ];
  const answers = await dns.askAll(servers.flatMap(perServer), signal);
  const each = questions.length + 2;
  const rounds = servers.map((_server, index) => answers.slice(index * each, (index + 1) * each));
  const heard = rounds.map(([udp, tcp, ...rest]) => [udp!, tcp!, ...rest.map((answer) => asReferral(answer, zone))]);
  const glue = await readGlue(
    dns,
    heard.flatMap(([, , ...rest]) => rest.map((answer, at) => ({ answer, wanted: questions[at]!.glue ?? [] }))),
    signal,
  );
  const asked = servers.map((server, index) =>
    serverAnswers(zone, server, heard[index]!, aliases.get(server.name!), glue),
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

type Glue = NonNullable<ZoneAnswer['glue']>;

/**
 * The wanted addresses of every referral that stands at its question's name. What did not come along is asked for by itself over TCP: some servers leave
 * it out for its size without a word (before RFC 9471), and some answer for it as for a name of their own. Not known where that has no definite answer.
 */
async function readGlue(
  dns: Dns,
  referrals: readonly { readonly answer: DnsAnswer; readonly wanted: NonNullable<ZoneQuestion['glue']> }[],
  signal: AbortSignal,
): Promise<ReadonlyMap<DnsAnswer, Glue>> {
  const cuts = referrals
    .filter(({ answer, wanted }) => wanted.length > 0 && isCut(answer))
    .map(({ answer, wanted }) => ({
      answer,
      given: wanted.flatMap((one) => addressesIn(answer, one)),
      open: wanted.filter((one) => addressesIn(answer, one).length === 0),
    }));
  const again = cuts.flatMap(({ answer: { question }, open }) =>
    open.map(({ name, type }): DnsQuestion => {
      return { server: question.server, name, type, recursive: false, transport: 'tcp' };
    }),
  );
  const later = (again.length === 0 ? [] : await dns.askAll(again, signal)).values();
  const glue = new Map<DnsAnswer, Glue>();
  for (const { answer, given, open } of cuts) {
    const found = open.map((one) => {
      const said = later.next().value!;
      const sets = addressesIn(said, one);
      return { sets, isOpen: sets.length === 0 && !isDefinite(said.outcome) };
    });
    if (!found.some(({ isOpen }) => isOpen)) glue.set(answer, [...given, ...found.flatMap(({ sets }) => sets)]);
  }
  return glue;
}

function isCut({ outcome, question, authority }: DnsAnswer): boolean {
  return outcome === 'referral' && authority.some(({ name, type }) => type === 'NS' && name === question.name);
}

function addressesIn({ answer, additional }: DnsAnswer, { name, type }: Pick<Rrset, 'name' | 'type'>): Glue {
  const set = [...answer, ...additional].find((one) => one.name === name && one.type === type);
  return set === undefined ? [] : [{ name, type, rdatas: set.rdatas }];
}

function serverAnswers(
  zone: Fqdn,
  server: ServerAddress,
  answers: readonly DnsAnswer[],
  alias: Fqdn | undefined,
  glue: ReadonlyMap<DnsAnswer, Glue>,
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
    answers: rest.map((answer) => zoneAnswer(answer, glue.get(answer))),
  };
}

const soaIn = (zone: Fqdn, answer: DnsAnswer) => answer.answer.find((set) => set.type === 'SOA' && set.name === zone);

/** `answer` only with authority and the zone's own SOA. */
function servesZone(zone: Fqdn, answer: DnsAnswer): DnsAnswer['outcome'] {
  if (answer.outcome !== 'answer') return answer.outcome;
  return answer.authoritative && soaIn(zone, answer) !== undefined ? 'answer' : 'lame';
}

export function zoneAnswer(answer: DnsAnswer, glue?: Glue): ZoneAnswer {
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
    ...(glue === undefined ? {} : { glue }),
  };
}

/** RRSIG rdatas begin with the type they cover (RFC 4034 §3.1). */
function signaturesOver({ question, answer }: DnsAnswer, type: string): readonly string[] {
  return answer
    .filter((set) => set.name === question.name && set.type === 'RRSIG')
    .flatMap(({ rdatas }) => rdatas.filter((rdata) => rdata.startsWith(`${type} `)));
}
