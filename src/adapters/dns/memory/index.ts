import { judge, toRrsets } from '../../../dns/response.ts';
import type { Dns, DnsAnswer, DnsQuestion } from '../../../ports/dns.ts';
import type { World } from '../../../simulation/world.ts';

/** The simulated Internet's DNS, asked without sockets. */
export function memoryDns(world: World): Dns {
  const resolvers = world.servers.filter(({ kind }) => kind === 'resolver');
  return {
    roots: world.servers.filter(({ kind }) => kind === 'root').map(({ name, address }) => ({ name, address })),
    resolvers: resolvers.map(({ name, address }) => ({ name: name.slice(0, name.indexOf('.')), address, gate: true })),
    askAll: async (questions, signal) => questions.map((question) => ask(world, question, signal)),
    // No provider of this world lets strangers copy its zones.
    transfer: async () => ({ outcome: 'refused', rrsets: [], atMs: world.clock.now() }),
  };
}

function ask(world: World, question: DnsQuestion, signal: AbortSignal): DnsAnswer {
  const { name, type, recursive } = question;
  const nothing = {
    question,
    authoritative: false,
    answer: [],
    authority: [],
    additional: [],
    atMs: world.clock.now(),
  };
  if (signal.aborted) return { ...nothing, outcome: 'not-asked', why: 'given up before it was asked' };
  if (question.server.address.includes('.') === false)
    return { ...nothing, outcome: 'not-asked', why: 'no IPv6 in this world' };
  const transport = question.transport === undefined || question.transport === 'udp' ? 'udp' : 'tcp';
  const response = world.answerDns(question.server.address, { name, type, recursive, transport });
  if (response === 'timeout') return { ...nothing, outcome: 'timeout', why: 'no answer' };
  if (response === 'refused-connection') return { ...nothing, outcome: 'unreachable', why: 'connection refused' };
  return {
    ...nothing,
    outcome: judge(question, response),
    authoritative: response.authoritative,
    answer: toRrsets(response.answer),
    authority: toRrsets(response.authority),
    additional: toRrsets(response.additional),
    ...(response.why === undefined ? {} : { why: response.why }),
  };
}
