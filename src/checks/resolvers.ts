import { clearsAt } from '../dns/deadline.ts';
import type { TurnOutcome } from '../dns/propagation.ts';
import { resolverRow } from '../dns/resolver-table.ts';
import type { ZoneQuestion } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns, DnsAnswer, DnsQuestion, Resolver } from '../ports/dns.ts';

/** A question to caches, with what the old and the new servers say to it; empty: nothing of the type. */
export interface TurnQuestion extends ZoneQuestion {
  readonly old: readonly string[];
  readonly new: readonly string[];
}

export type { TurnOutcome };

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
  /** When this cache will have forgotten an answer that is not the new one; where several caches answer, the last of those seen. */
  readonly clearsAtMs: EpochMs | null;
  /** The first of those moments: before it nothing can have changed. */
  readonly nextClearsAtMs?: EpochMs | null;
  readonly why: string | null;
  /** It refuses the name, and gives it as soon as its judgement of signatures is not wanted (RFC 4035 §3.2.2). */
  readonly dnssecFails?: true;
}

/** One resolver and one question to it. */
export interface Pair {
  readonly resolver: Resolver;
  readonly question: TurnQuestion;
}

export function pairsOf(resolvers: readonly Resolver[], questions: readonly TurnQuestion[]): Pair[] {
  return resolvers.flatMap((resolver) => questions.map((question) => ({ resolver, question })));
}

/** What every configured resolver says now. Ask nothing here that only exists after the cutover, before it: caches keep "no" too. */
export function readResolvers(
  dns: Dns,
  questions: readonly TurnQuestion[],
  signal: AbortSignal,
): Promise<ResolverAnswer[]> {
  return readPairs(dns, pairsOf(dns.resolvers, questions), signal);
}

/**
 * One answer per pair, in order. Where several caches stand behind one address it is asked as often as the table says, one time after the
 * other. A SERVFAIL is asked again, with and without CD: only what fails twice with the resolver's judgement and not without it is DNSSEC's.
 */
export async function readPairs(dns: Dns, pairs: readonly Pair[], signal: AbortSignal): Promise<ResolverAnswer[]> {
  const said: DnsAnswer[][] = pairs.map(() => []);
  const rounds = Math.max(0, ...pairs.map(({ resolver }) => samplesOf(resolver)));
  for (let round = 0; round < rounds; round++) {
    const asked = [...pairs.entries()].filter(([, { resolver }]) => samplesOf(resolver) > round);
    const answers = await dns.askAll(
      asked.map(([, pair]) => questionOf(pair)),
      signal,
    );
    for (const [index, [at]] of asked.entries()) said[at]!.push(answers[index]!);
  }
  const failing = await readSplits(dns, pairs, said, signal);
  return pairs.map(({ resolver, question }, index) => {
    const answer = together(said[index]!.map((one) => judgeTurn(resolver, question, one)));
    const why = failing.get(index);
    return why === undefined ? answer : { ...answer, dnssecFails: true, why };
  });
}

const samplesOf = (resolver: Resolver): number => resolverRow(resolver.address)?.samples ?? 1;

function questionOf({ resolver, question }: Pair): DnsQuestion {
  return {
    server: serverOf(resolver),
    name: question.name,
    type: question.type,
    recursive: true,
    ...(resolver.tlsName === undefined ? {} : { transport: 'tls' as const }),
  };
}

export function serverOf({ address, tlsName }: Resolver): DnsQuestion['server'] {
  return tlsName === undefined ? { address } : { address, tlsName };
}

async function readSplits(
  dns: Dns,
  pairs: readonly Pair[],
  said: readonly (readonly DnsAnswer[])[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const suspects = [...pairs.keys()].filter((index) => said[index]!.some(({ outcome }) => outcome === 'servfail'));
  const again = await dns.askAll(
    suspects.flatMap((index): DnsQuestion[] => {
      const question = questionOf(pairs[index]!);
      return [question, { ...question, checkingDisabled: true }];
    }),
    signal,
  );
  const failing = new Map<number, string>();
  for (const [at, index] of suspects.entries()) {
    const [checked, unchecked] = [again[2 * at]!, again[2 * at + 1]!];
    if (checked.outcome !== 'servfail' || !isDefinite(unchecked.outcome)) continue;
    failing.set(index, checked.why ?? said[index]!.find(({ why }) => why !== undefined)?.why ?? 'SERVFAIL');
  }
  return failing;
}

/** Several answers of one address as one: `new` only when all are, and a copy that is old counts until the last of them is gone. */
function together(answers: readonly ResolverAnswer[]): ResolverAnswer {
  const heard = answers.filter(({ outcome }) => outcome !== 'error');
  const [first] = heard.length === 0 ? answers : heard;
  const outcomes = new Set(heard.map(({ outcome }) => outcome));
  const behind = heard.find(({ outcome }) => outcome !== 'new');
  const clears = heard.flatMap(({ clearsAtMs }) => clearsAtMs ?? []);
  return {
    ...(behind ?? first!),
    outcome: outcomes.size === 0 ? 'error' : outcomes.size === 1 ? first!.outcome : 'mixed',
    clearsAtMs: clears.length === 0 ? null : Math.max(...clears),
    nextClearsAtMs: clears.length === 0 ? null : Math.min(...clears),
  };
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
    why: answer.why ?? (outcome === 'error' ? answer.outcome : null),
  };
}

function outcomeOf(question: TurnQuestion, answer: DnsAnswer): TurnOutcome {
  if (!['answer', 'nodata', 'nxdomain'].includes(answer.outcome)) return 'error';
  const set = answer.answer.find(({ name, type }) => name === question.name && type === question.type);
  const said = set?.rdatas ?? [];
  const isSame = (wanted: readonly string[]) =>
    wanted.length === said.length && wanted.every((data) => said.includes(data));
  if (isSame(question.new)) return 'new';
  // Nothing is never "old": what was before may not be known, and "there is none" is kept by rules of its own.
  if (said.length === 0) return 'negative';
  if (isSame(question.old)) return 'old';
  const knowsOld = said.some((data) => question.old.includes(data));
  const knowsNew = said.some((data) => question.new.includes(data));
  return knowsOld && knowsNew ? 'mixed' : 'other';
}

export interface ResolverTurn {
  readonly name: string;
  /** Counts for the verdict; one that lies does not. */
  readonly gate: boolean;
  readonly outcome: TurnOutcome;
  readonly clearsAtMs: EpochMs | null;
}

/**
 * One verdict per resolver: `new` only when every question is answered so.
 *
 * @param lying addresses of resolvers that lie; they are shown and never count
 */
export function turnOf(answers: readonly ResolverAnswer[], lying: ReadonlySet<string> = new Set()): ResolverTurn[] {
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
      gate: all[0]!.gate && !lying.has(all[0]!.address),
      outcome,
      clearsAtMs: clears.length === 0 ? null : Math.max(...clears),
    };
  });
}
