import type { Response } from '../../../dns/response.ts';
import { judge, toRrsets } from '../../../dns/response.ts';
import type { EpochMs } from '../../../domain/time.ts';
import type { Dns, DnsAnswer, DnsQuestion } from '../../../ports/dns.ts';
import type { World } from '../../../simulation/world.ts';

/** The simulated Internet's DNS, asked without sockets. */
export function memoryDns(world: World): Dns {
  const resolvers = world.servers.filter(({ kind }) => kind === 'resolver');
  return {
    roots: world.servers.filter(({ kind }) => kind === 'root').map(({ name, address }) => ({ name, address })),
    resolvers: resolvers.map(({ name, address }) => ({ name: name.slice(0, name.indexOf('.')), address, gate: true })),
    askAll: async (questions, signal) => {
      const atMs = world.clock.now();
      const { aborted } = signal;
      return questions.map((question) => ask(world, question, atMs, aborted));
    },
    // No provider of this world lets strangers copy its zones.
    transfer: async () => ({ outcome: 'refused', rrsets: [], atMs: world.clock.now() }),
  };
}

const NOTHING = { authoritative: false, answer: [], authority: [], additional: [] } as const;

function ask(world: World, question: DnsQuestion, atMs: EpochMs, aborted: boolean): DnsAnswer {
  const { name, type, recursive } = question;
  const nothing = { question, atMs, ...NOTHING };
  if (aborted) return { ...nothing, outcome: 'not-asked', why: 'given up before it was asked' };
  if (question.server.address.includes('.') === false)
    return { ...nothing, outcome: 'not-asked', why: 'no IPv6 in this world' };
  const transport = question.transport === undefined || question.transport === 'udp' ? 'udp' : 'tcp';
  const response = world.answerDns(question.server.address, { name, type, recursive, transport });
  if (response === 'timeout') return { ...nothing, outcome: 'timeout', why: 'no answer' };
  if (response === 'refused-connection') return { ...nothing, outcome: 'unreachable', why: 'connection refused' };
  return { question, atMs, ...read(question, response) };
}

type Read = Pick<DnsAnswer, 'outcome' | 'authoritative' | 'answer' | 'authority' | 'additional' | 'why'>;

/** What was read of a response already. Servers in charge give the same one as long as their zones are the same; caches never do. */
const READ = new WeakMap<Response, { readonly name: string; readonly type: string; readonly as: Read }>();

function read(question: DnsQuestion, response: Response): Read {
  const { name, type, recursive } = question;
  const known = recursive ? undefined : READ.get(response);
  if (known?.name === name && known.type === type) return known.as;
  const as: Read = {
    outcome: judge(question, response),
    authoritative: response.authoritative,
    answer: toRrsets(response.answer),
    authority: toRrsets(response.authority),
    additional: toRrsets(response.additional),
    ...(response.why === undefined ? {} : { why: response.why }),
  };
  if (!recursive) READ.set(response, { name, type, as });
  return as;
}
