import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { Dns, DnsAnswer, DnsOutcome, DnsQuestion, Resolver } from '../../src/ports/dns.ts';
import type { Internet, Zones } from './internet.ts';
import { internet } from './internet.ts';

/** What a resolver says to a question; `undefined`: what the servers in charge say. `[ttl, …rdatas]` is data. */
export type Said = DnsOutcome | readonly [ttlSeconds: number, ...rdatas: string[]] | undefined;
export type Saying = (question: DnsQuestion, times: number) => Said;

export interface PublicDns extends Dns {
  readonly asked: Internet['asked'];
}

/** Servers in charge, and resolvers that ask them or say something of their own. */
export function publicDns(
  servers: Readonly<Record<string, Zones>>,
  resolvers: Readonly<Record<string, Saying>>,
  broken: (question: DnsQuestion) => DnsOutcome | undefined = () => undefined,
): PublicDns {
  const net = internet(servers, broken);
  const truths = internet(servers);
  const times = new Map<string, number>();
  const answerOne = async (question: DnsQuestion, signal: AbortSignal): Promise<DnsAnswer> => {
    const saying = resolvers[question.server.address];
    if (saying === undefined) return (await net.askAll([question], signal))[0]!;
    net.asked.push(question);
    const key = `${question.server.address} ${question.name} ${question.type} ${question.checkingDisabled === true}`;
    times.set(key, (times.get(key) ?? 0) + 1);
    const said = saying(question, times.get(key)!);
    const none = { question, authoritative: false, answer: [], authority: [], additional: [], atMs: 0 };
    if (typeof said === 'string')
      return { ...none, outcome: said, ...(said === 'servfail' ? { why: 'EDE 6 bogus' } : {}) };
    if (said !== undefined) {
      const [ttlSeconds, ...rdatas] = said;
      return { ...none, outcome: 'answer', answer: [rrset(question.name, question.type, ttlSeconds, rdatas)] };
    }
    for (const address of Object.keys(servers).toReversed()) {
      const [truth] = await truths.askAll([{ ...question, server: { address }, recursive: false }], signal);
      if (truth!.authoritative) return { ...truth!, question, authoritative: false };
    }
    return { ...none, outcome: 'servfail' };
  };
  const listed = Object.keys(resolvers).map((address): Resolver => ({ name: `r-${address}`, address, gate: true }));
  return {
    ...net,
    asked: net.asked,
    resolvers: listed,
    askAll: (questions, signal) => Promise.all(questions.map((question) => answerOne(question, signal))),
  };
}

const ROOT = '192.0.2.1';
export const TLD = '192.0.2.2';
export const OLD = '192.0.2.11';
export const NEW = '192.0.2.21';
export const ZONE = fqdn('klant.test');

/** A root, a top-level domain, and klant.test at an old and a new server; `delegated`: what the parent names. */
export function klant(
  options: {
    readonly delegated?: 'oud' | 'nieuw';
    readonly old?: readonly string[];
    readonly new?: readonly string[];
    readonly ds?: string;
  } = {},
): Readonly<Record<string, Zones>> {
  const to = `ns.${options.delegated ?? 'nieuw'}.test.`;
  const glue = [`ns.oud.test A ${OLD}`, `ns.nieuw.test A ${NEW}`];
  return {
    [ROOT]: { '.': ['@ NS root.test.', 'test NS ns.tld.test.', `ns.tld.test A ${TLD}`] },
    [TLD]: {
      test: [
        '@ NS ns.tld.test.',
        `ns.tld.test A ${TLD}`,
        `klant.test NS ${to}`,
        ...(options.ds === undefined ? [] : [`klant.test DS ${options.ds}`]),
        'oud.test NS ns.oud.test.',
        'nieuw.test NS ns.nieuw.test.',
        ...glue,
      ],
    },
    [OLD]: {
      'klant.test': ['@ NS ns.oud.test.', '@ A 198.51.100.1', ...(options.old ?? [])],
      'oud.test': ['@ NS ns.oud.test.', `ns.oud.test A ${OLD}`],
    },
    [NEW]: {
      'klant.test': ['@ NS ns.nieuw.test.', '@ A 198.51.100.2', ...(options.new ?? [])],
      'nieuw.test': ['@ NS ns.nieuw.test.', `ns.nieuw.test A ${NEW}`],
    },
  };
}
