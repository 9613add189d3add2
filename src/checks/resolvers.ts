import { clearsAt } from '../dns/deadline.ts';
import type { ZoneQuestion } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns, DnsAnswer, Resolver } from '../ports/dns.ts';

/** A question to caches, with what the old and the new servers say to it; empty: nothing of the type. */
export interface TurnQuestion extends ZoneQuestion {
  readonly old: readonly string[];
  readonly new: readonly string[];
}

export type TurnOutcome = 'new' | 'old' | 'mixed' | 'other' | 'negative' | 'error';

export interface ResolverAnswer {
  readonly resolver: string;
  readonly address: string;
  readonly gate: boolean;
  readonly name: Fqdn;
  readonly type: string;
  readonly outcome: TurnOutcome;
  readonly rdatas: readonly string[];
  /** What is left of it in this cache. */
  readonly ttlSeconds: number | null;
  /** When this cache will have forgotten an answer that is not the new one. */
  readonly clearsAtMs: EpochMs | null;
  readonly why: string | null;
}

/** What every configured resolver says now. Ask nothing here that only exists after the cutover, before it: caches keep "no" too. */
export async function readResolvers(
  dns: Dns,
  questions: readonly TurnQuestion[],
  signal: AbortSignal,
): Promise<ResolverAnswer[]> {
  const pairs = dns.resolvers.flatMap((resolver) => questions.map((question) => ({ resolver, question })));
  const answers = await dns.askAll(
    pairs.map(({ resolver, question }) => ({
      server: { address: resolver.address },
      name: question.name,
      type: question.type,
      recursive: true,
    })),
    signal,
  );
  return pairs.map(({ resolver, question }, index) => judgeTurn(resolver, question, answers[index]!));
}

/** Pure: what one resolver's answer means for one question. Where old and new are the same, the answer counts as new. */
export function judgeTurn(resolver: Resolver, question: TurnQuestion, answer: DnsAnswer): ResolverAnswer {
  const outcome = outcomeOf(question, answer);
  const given = answer.answer.filter(
    ({ name, type }) => name === question.name && (type === question.type || type === 'CNAME'),
  );
  const kept = given.length > 0 ? given : answer.authority.filter(({ type }) => type === 'SOA');
  const ttlSeconds = kept.length === 0 ? null : Math.min(...kept.map((set) => set.ttlSeconds));
  return {
    resolver: resolver.name,
    address: resolver.address,
    gate: resolver.gate,
    name: question.name,
    type: question.type,
    outcome,
    rdatas: given.find(({ type }) => type === question.type)?.rdatas ?? [],
    ttlSeconds,
    clearsAtMs: outcome === 'new' || ttlSeconds === null ? null : clearsAt(answer.atMs, ttlSeconds),
    why: answer.why ?? null,
  };
}

function outcomeOf(question: TurnQuestion, answer: DnsAnswer): TurnOutcome {
  if (!['answer', 'nodata', 'nxdomain'].includes(answer.outcome)) return 'error';
  const set = answer.answer.find(({ name, type }) => name === question.name && type === question.type);
  const said = set?.rdatas ?? [];
  const isSame = (wanted: readonly string[]) =>
    wanted.length === said.length && wanted.every((data) => said.includes(data));
  if (isSame(question.new)) return 'new';
  if (isSame(question.old)) return 'old';
  if (said.length === 0) return 'negative';
  const knowsOld = said.some((data) => question.old.includes(data));
  const knowsNew = said.some((data) => question.new.includes(data));
  return knowsOld && knowsNew ? 'mixed' : 'other';
}

export interface ResolverTurn {
  readonly name: string;
  readonly gate: boolean;
  readonly outcome: TurnOutcome;
  readonly clearsAtMs: EpochMs | null;
}

/** One verdict per resolver: `new` only when every question is answered so. */
export function turnOf(answers: readonly ResolverAnswer[]): ResolverTurn[] {
  const byResolver = new Map<string, ResolverAnswer[]>();
  for (const answer of answers) {
    const key = `${answer.resolver} ${answer.address}`;
    byResolver.set(key, [...(byResolver.get(key) ?? []), answer]);
  }
  return [...byResolver.values()].map((all) => {
    const outcomes = new Set(all.map(({ outcome }) => outcome));
    const [only] = outcomes;
    const outcome = outcomes.has('error') ? 'error' : outcomes.size === 1 ? only! : 'mixed';
    const clears = all.flatMap(({ clearsAtMs }) => clearsAtMs ?? []);
    return {
      name: all[0]!.resolver,
      gate: all[0]!.gate,
      outcome,
      clearsAtMs: clears.length === 0 ? null : Math.max(...clears),
    };
  });
}
