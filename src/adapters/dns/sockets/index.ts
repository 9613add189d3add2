import { explain } from '../../../dns/extended-errors.ts';
import { judge, toRrsets } from '../../../dns/response.ts';
import { decode } from '../../../dns/wire.ts';
import { isName } from '../../../domain/name.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Dns, DnsAnswer, DnsOutcome, DnsQuestion, Resolver, ServerAddress } from '../../../ports/dns.ts';
import { noRouteTo, parseTarget, refusal } from '../../reachable.ts';
import { overTcp } from './tcp.ts';
import { type Ask, type Heard, overUdp } from './udp.ts';

export interface SocketDnsOptions {
  /** An address here or in `resolvers` may carry a port of its own: `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
  readonly roots: readonly ServerAddress[];
  readonly resolvers: readonly Resolver[];
  /** Default 53. */
  readonly port?: number;
  /** Default false: private and loopback addresses are not asked. */
  readonly allowPrivateAddresses?: boolean;
  readonly clock: Pick<Clock, 'now'>;
  /** Wall milliseconds for one try; default 2000. */
  readonly timeoutMs?: number;
  /** Default 3. */
  readonly tries?: number;
  /** Questions that are out at one moment; default 128. */
  readonly inFlight?: number;
}

/** The DNS over real packets. Everything a server can do to us is an outcome; a question that was given up is `not-asked`. */
export function socketDns(options: SocketDnsOptions): Dns {
  const places = gate(options.inFlight ?? 128);
  return {
    roots: options.roots,
    resolvers: options.resolvers,
    transfer: async () => ({ outcome: 'not-asked', rrsets: [], why: 'not built yet', atMs: options.clock.now() }),
    askAll: (questions, signal) =>
      Promise.all(
        questions.map((question) =>
          places(async () => ({ question, ...(await askOne(options, question, signal)), atMs: options.clock.now() })),
        ),
      ),
  };
}

type Answered = Omit<DnsAnswer, 'question' | 'atMs'>;

async function askOne(options: SocketDnsOptions, question: DnsQuestion, signal: AbortSignal): Promise<Answered> {
  const target = parseTarget(question.server.address, options.port ?? 53);
  const refused =
    target === undefined ? 'not an address' : refusal(target.address, options.allowPrivateAddresses ?? false);
  if (target === undefined || refused !== undefined) return nothing('not-asked', refused);
  const { name, type, recursive } = question;
  // Names come out of rdata, and rdata may hold what no host is called: `a\.b.nl.`
  if (!isName(name)) return nothing('not-asked', 'not a name of a host or service');
  const limits = { timeoutMs: options.timeoutMs ?? 2000, tries: options.tries ?? 3 };
  const ask: Ask = { target, name, type, recursive, edns: true, ...limits };
  let heard = await askBy(question.transport, ask, signal);
  if (heard.kind === 'no-edns') heard = await askBy(question.transport, { ...ask, edns: false }, signal);
  return read(question, target.address, heard);
}

async function askBy(transport: DnsQuestion['transport'], ask: Ask, signal: AbortSignal): Promise<Heard> {
  if (transport === 'tcp') return overTcp(ask, signal);
  const heard = await overUdp(ask, signal);
  if (heard.kind !== 'use-tcp') return heard;
  const again = await overTcp(ask, signal);
  if (again.kind === 'response' || again.kind === 'no-edns' || again.kind === 'interrupted') return again;
  return { kind: again.kind, why: [heard.why, again.why].filter(Boolean).join('; ') } as Heard;
}

function read(question: DnsQuestion, address: string, heard: Heard): Answered {
  if (heard.kind === 'interrupted') return nothing('not-asked', 'given up');
  if (heard.kind === 'no-route') return nothing('not-asked', noRouteTo(address));
  if (heard.kind === 'no-edns') return nothing('malformed', 'FORMERR');
  if (heard.kind === 'use-tcp') return nothing('malformed', heard.why);
  if (heard.kind !== 'response') return nothing(heard.kind, heard.why);
  const decoded = decode(heard.bytes);
  if ('malformed' in decoded) return nothing('malformed', decoded.malformed);
  const { message } = decoded;
  if (message.truncated) return nothing('malformed', 'truncated over TCP too');
  const outcome = judge(question, message);
  const error = message.edns?.extendedError;
  const why = error !== undefined ? explain(error) : outcome === 'malformed' ? `RCODE ${message.rcode}` : undefined;
  return {
    outcome,
    authoritative: message.authoritative,
    answer: toRrsets(message.answer),
    authority: toRrsets(message.authority),
    additional: toRrsets(message.additional),
    ...(why === undefined ? {} : { why }),
  };
}

function nothing(outcome: DnsOutcome, why: string | undefined): Answered {
  const empty = { outcome, authoritative: false, answer: [], authority: [], additional: [] };
  return why === undefined ? empty : { ...empty, why };
}

/** Lets at most `places` tasks run; the others wait their turn, first come first served. */
function gate(places: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((turn) => waiting.push(turn));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
