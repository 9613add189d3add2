import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { GoLiveError } from '../../../domain/errors.ts';
import { isName } from '../../../domain/name.ts';
import type { Dns, DnsAnswer, DnsQuestion, Resolver, ServerAddress } from '../../../ports/dns.ts';
import { nothing } from './poll-result.ts';
import { Poller, type PollerOptions } from './poller.ts';
import type { Query } from './question-bytes.ts';
import type { Target } from './target.ts';
import { askForZone } from './transfer.ts';

export interface SocketDnsOptions extends Omit<PollerOptions, 'authorities' | 'operators'> {
  /** An address here or in `resolvers` may carry a port of its own: `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
  readonly roots: readonly ServerAddress[];
  readonly resolvers: readonly Resolver[];
  /** PEM file of more authorities that are trusted over TLS, beside the public ones. */
  readonly caFile?: string;
}

/** The DNS over real packets, and what is under it for those who ask by the million. */
export interface SocketDns extends Dns {
  readonly poller: Poller;
}

/**
 * Everything a server can do to us is an outcome; a question that was given up is `not-asked`.
 *
 * @throws GoLiveError `config-invalid`: the authorities' file or an entry of `allowPrivateAddresses` cannot be read
 */
export function socketDns(options: SocketDnsOptions): SocketDns {
  const { roots, resolvers, caFile, ...rest } = options;
  const authorities = caFile === undefined ? {} : { authorities: withPublicOnes(caFile) };
  const poller = new Poller({ ...rest, ...authorities, operators: resolvers });
  return {
    roots,
    resolvers,
    poller,
    transfer: (server, zone, signal) => askForZone(options, server, zone, signal),
    askAll: (questions, signal) => askAll(poller, questions, () => options.clock.now(), signal),
  };
}

async function askAll(
  poller: Poller,
  questions: readonly DnsQuestion[],
  now: () => number,
  signal: AbortSignal,
): Promise<DnsAnswer[]> {
  const answers = new Array<DnsAnswer>(questions.length);
  const asked: { readonly index: number; readonly target: Target; readonly query: Query }[] = [];
  for (const [index, question] of questions.entries()) {
    const way = wayTo(poller, question);
    if (typeof way === 'string') answers[index] = { question, ...nothing('not-asked', way), atMs: now() };
    else asked.push({ index, ...way });
  }
  await poller.poll(
    {
      count: asked.length,
      targetAt: (item) => asked[item]!.target,
      queryAt: (item) => asked[item]!.query,
      on: (item, result) => {
        const { index } = asked[item]!;
        answers[index] = { question: questions[index]!, ...result.read(), atMs: now() };
      },
    },
    signal,
  );
  return answers;
}

/** Where and what to ask, or why it is not asked. */
function wayTo(poller: Poller, question: DnsQuestion): { readonly target: Target; readonly query: Query } | string {
  const { server, name, type, transport, recursive, dnssec = false, checkingDisabled = false } = question;
  const target = poller.target(server, transport);
  if (typeof target === 'string') return target;
  // Names come out of rdata, and rdata may hold what no host is called: `a\.b.nl.`
  if (!isName(name)) return 'not a name of a host or service';
  try {
    return { target, query: poller.query(name, type, { recursive, dnssec, checkingDisabled }) };
  } catch (thrown) {
    if (thrown instanceof GoLiveError) return thrown.message;
    throw thrown;
  }
}

function withPublicOnes(file: string): string[] {
  try {
    return [...getCACertificates('default'), readFileSync(file, 'utf8')];
  } catch (cause) {
    throw new GoLiveError('config-invalid', { subject: file, why: 'the authorities cannot be read', cause });
  }
}
