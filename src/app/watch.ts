import { boundedDns } from '../checks/bounded-dns.ts';
import { readHonesty } from '../checks/canaries.ts';
import type { Sight } from '../checks/propagation.ts';
import type { Expectation } from '../checks/propagation-expected.ts';
import { readAuthorities, resolverQuestions, truthOf } from '../checks/propagation-expected.ts';
import { asReferral } from '../checks/referral.ts';
import type { Pair, ResolverAnswer, TurnQuestion } from '../checks/resolvers.ts';
import { pairsOf, readPairs } from '../checks/resolvers.ts';
import type { CacheState, Copy } from '../dns/look-schedule.ts';
import {
  chanceOf,
  copyLooks,
  earliest,
  heard,
  nextOldZoneLook,
  nextParentLook,
  nextServersLook,
  UNASKED,
} from '../dns/look-schedule.ts';
import type { Truth } from '../dns/propagation.ts';
import { resolverRow } from '../dns/resolver-table.ts';
import { isDefinite, longestTtlSeconds } from '../dns/views.ts';
import { parentOf } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import type { Resolver } from '../ports/dns.ts';
import type { Asked, Checked, CheckParts, Target } from './check.ts';
import { boundedFor, isApexKnown, judged, lookAt, targetsOf } from './check.ts';

export interface Watched {
  readonly checked: Checked;
  readonly nextLookMs: EpochMs;
  /** Questions put since the watch began. */
  readonly questions: number;
}

export interface Watching {
  readonly signal: AbortSignal;
  /** A signal that ends the present pause: somebody wants to see it now. Everything is looked at then. */
  readonly wake?: () => AbortSignal;
}

/** A migration's own knowledge is read again this often: the engine looks too. */
const RELOAD_MS = MINUTE;
/** Where nothing has an end of its own. */
const IDLE_MS = 5 * MINUTE;
const CANARIES_MS = 6 * HOUR;
const OLD_TTL_UNKNOWN_SECONDS = 3600;

/**
 * Looks at one domain until the signal aborts: everything once, as `check` does, then each part when it is due. Every look that asked anybody
 * is a value. @throws GoLiveError what was asked for cannot be watched
 */
export async function* watch(parts: CheckParts, asked: Asked, watching: Watching): AsyncGenerator<Watched> {
  const { clock } = parts;
  const { signal } = watching;
  const beganMs = clock.now();
  let target = await onlyTarget(parts, asked);
  let loadedMs = beganMs;
  let state = await begin(parts, target.expected, beganMs, signal);
  for (;;) {
    if (signal.aborted) return;
    const due = duesOf(parts, state);
    const nextLookMs = earliest([due.parents, due.servers, due.old, ...due.caches.map(({ atMs }) => atMs)]);
    const untilMs = nextLookMs ?? clock.now() + IDLE_MS;
    const checked = judged(target.asked, target.expected, state.sight, clock.now(), state.questions);
    yield { checked, nextLookMs: untilMs, questions: state.questions };
    const wake = watching.wake?.();
    await clock.sleepUntil(untilMs, wake === undefined ? signal : AbortSignal.any([signal, wake]));
    if (signal.aborted) return;
    const now = clock.now();
    if (now >= loadedMs + RELOAD_MS) {
      target = await onlyTarget(parts, asked);
      loadedMs = now;
    }
    state =
      wake?.aborted === true || !isSameAim(state.expected, target.expected)
        ? await refreshed(parts, state, target.expected, now, signal)
        : await goOn(parts, { ...state, expected: target.expected }, now, signal);
  }
}

/** What is to be seen is the same; dates and arithmetic may have become known meanwhile. */
function isSameAim(a: Expectation, b: Expectation): boolean {
  const aim = ({ kind, newNameServers, oldNameServers, planned, sets, gone }: Expectation): string =>
    JSON.stringify([kind, newNameServers, oldNameServers, planned, sets, gone]);
  return aim(a) === aim(b);
}

type Known = Extract<Target, { readonly expected: Expectation }>;

async function onlyTarget(parts: CheckParts, asked: Asked): Promise<Known> {
  const [target] = await targetsOf(parts, asked);
  if (target === undefined || 'failure' in target) throw target?.failure ?? new Error('nothing to watch');
  return target;
}

interface State {
  readonly expected: Expectation;
  readonly sight: Sight;
  readonly truth: Truth;
  readonly beganMs: EpochMs;
  readonly parentsMs: EpochMs;
  readonly serversMs: EpochMs;
  readonly oldMs: EpochMs;
  readonly canariesMs: EpochMs;
  /** Since when the authoritative truth stands; `null`: it does not. */
  readonly rightSinceMs: EpochMs | null;
  readonly copies: ReadonlyMap<string, Copy>;
  /** Which parent address is asked next. */
  readonly turn: number;
  readonly questions: number;
}

const keyOf = (address: string, { name, type }: Pick<TurnQuestion, 'name' | 'type'>): string =>
  `${address} ${name} ${type}`;

async function begin(parts: CheckParts, expected: Expectation, beganMs: EpochMs, signal: AbortSignal): Promise<State> {
  const { sight, questions } = await lookAt(parts.dns, expected, signal);
  const now = parts.clock.now();
  const truth = truthOf(expected, sight, now, { acceptNotAsked: !sight.spent });
  const state: State = {
    expected,
    sight,
    truth,
    beganMs,
    parentsMs: now,
    serversMs: now,
    oldMs: now,
    canariesMs: now,
    rightSinceMs: stands(truth) ? now : null,
    copies: new Map(),
    turn: 0,
    questions,
  };
  return { ...state, copies: withAnswers(state, sight.resolvers, now) };
}

/** Everything at once; what was learned of the caches stays. */
async function refreshed(
  parts: CheckParts,
  before: State,
  expected: Expectation,
  now: EpochMs,
  signal: AbortSignal,
): Promise<State> {
  const fresh = await begin(parts, expected, before.beganMs, signal);
  const state = { ...fresh, copies: before.copies, questions: before.questions + fresh.questions };
  return {
    ...state,
    rightSinceMs: fresh.rightSinceMs === null ? null : (before.rightSinceMs ?? fresh.rightSinceMs),
    copies: withAnswers(state, fresh.sight.resolvers, now),
  };
}

const stands = ({ delegated, served }: Truth): boolean => delegated === 'yes' && served === 'yes';

function withAnswers(state: State, answers: readonly ResolverAnswer[], now: EpochMs): ReadonlyMap<string, Copy> {
  const copies = new Map(state.copies);
  for (const answer of answers) {
    const key = keyOf(answer.address, answer);
    const clearsAtMs = answer.nextClearsAtMs ?? answer.clearsAtMs;
    copies.set(key, heard(copies.get(key) ?? freshCopy(state, answer), { outcome: answer.outcome, clearsAtMs }, now));
  }
  return copies;
}

function freshCopy(
  { expected, sight }: Pick<State, 'expected' | 'sight'>,
  { name, type }: Pick<TurnQuestion, 'name' | 'type'>,
): Copy {
  const known = [...(expected.planned?.inventory ?? []), ...expected.before].find(
    (set) => set.name === name && set.type === type,
  );
  const ttlSeconds = longestTtlSeconds(sight.oldServers, name, type) ?? known?.ttlSeconds ?? OLD_TTL_UNKNOWN_SECONDS;
  return { ...UNASKED, ttlSeconds, shows: !(type === 'NS' && name === expected.zone) };
}

interface CacheDue {
  readonly resolver: Resolver;
  readonly question: TurnQuestion;
  readonly atMs: EpochMs;
}

interface Dues {
  readonly parents: EpochMs;
  readonly servers: EpochMs;
  readonly old: EpochMs | null;
  readonly caches: readonly CacheDue[];
}

function duesOf({ dns, clock }: CheckParts, state: State): Dues {
  const { expected, sight, truth, rightSinceMs } = state;
  const now = clock.now();
  const zone = expected.zone;
  const deadlineMs = expected.worstCaseAtMs ?? null;
  const sets = new Set(
    sight.delegation.parents.filter(({ outcome }) => isDefinite(outcome)).map(({ ns }) => ns.join()),
  );
  const parents = nextParentLook(
    {
      lastMs: state.parentsMs,
      cutoverAtMs: expected.slot?.startsAtMs ?? null,
      watchedSinceMs: state.beganMs,
      delegated: truth.delegated,
      changing: sets.size > 1,
    },
    chanceOf(zone),
  );
  const servers = nextServersLook(
    state.serversMs,
    truth.delegated === 'yes' || expected.kind === 'records' ? truth.served : 'yes',
    now,
  );
  const old = sight.oldServers.servers.length === 0 ? null : nextOldZoneLook(state.oldMs, deadlineMs, now);
  if (rightSinceMs === null) return { parents, servers, old, caches: [] };
  const questions = resolverQuestions(expected, sight, truth);
  const caches = dns.resolvers.flatMap((resolver) => {
    const cache: CacheState = {
      rightSinceMs,
      deadlineMs,
      pathIsRight: expected.kind !== 'switch',
      sharded: (resolverRow(resolver.address)?.samples ?? 1) > 1,
    };
    const copies = questions.map((question) => {
      const copy = state.copies.get(keyOf(resolver.address, question)) ?? freshCopy(state, question);
      return questions.length === 1 ? { ...copy, shows: true } : copy;
    });
    return copyLooks(copies, cache, chanceOf(`${resolver.address} ${zone}`)).flatMap((atMs, index) =>
      atMs === null ? [] : [{ resolver, question: questions[index]!, atMs }],
    );
  });
  return { parents, servers, old, caches };
}

/** Asks what is due, those in charge first. */
async function goOn(parts: CheckParts, before: State, now: EpochMs, signal: AbortSignal): Promise<State> {
  const dues = duesOf(parts, before);
  let state = before;
  if (dues.servers <= now || (dues.old !== null && dues.old <= now))
    state = await authorities(parts, state, now, signal);
  else if (dues.parents <= now) state = await parents(parts, state, now, signal);
  const pairs = duesOf(parts, state)
    .caches.filter(({ atMs }) => atMs <= now)
    .map(({ resolver, question }): Pair => ({ resolver, question }));
  if (pairs.length > 0) state = await caches(parts, state, pairs, now, signal);
  return state;
}

/** One parent address after the other, until one says something else; then all of them and the zone's servers. */
async function parents(parts: CheckParts, state: State, now: EpochMs, signal: AbortSignal): Promise<State> {
  const { sight, expected } = state;
  const reachable = sight.delegation.parents.filter(
    ({ address, outcome }) => address !== '' && outcome !== 'not-asked',
  );
  const one = reachable[state.turn % Math.max(1, reachable.length)];
  if (one === undefined || state.truth.delegated === 'unknown') return authorities(parts, state, now, signal);
  const behind = reachable.filter(({ ns }) => ns.join() !== one.ns.join());
  const asked = state.truth.delegated === 'yes' ? reachable : behind.length === 0 ? [one] : reachable;
  const answers = await parts.dns.askAll(
    asked.map(({ address }) => ({ server: { address }, name: expected.zone, type: 'NS', recursive: false })),
    signal,
  );
  const isOther = answers.some((heard, index) => {
    const { outcome, answer, authority } = asReferral(heard, parentOf(expected.zone));
    if (!isDefinite(outcome)) return outcome !== asked[index]!.outcome;
    const section = outcome === 'referral' ? authority : answer;
    const ns = section.find(({ name, type }) => name === expected.zone && type === 'NS')?.rdatas ?? [];
    return [...ns].sort().join() !== asked[index]!.ns.join();
  });
  const looked = { ...state, turn: state.turn + 1, parentsMs: now, questions: state.questions + asked.length };
  return isOther ? authorities(parts, looked, now, signal) : looked;
}

async function authorities(parts: CheckParts, state: State, now: EpochMs, signal: AbortSignal): Promise<State> {
  const { expected } = state;
  const bounded = boundedFor(parts.dns, expected);
  const seen = await readAuthorities(bounded, expected, signal);
  if (signal.aborted) return state;
  const spent = bounded.left > 0;
  const truth = truthOf(expected, seen, now, { acceptNotAsked: !spent });
  const rightSinceMs = stands(truth) ? (state.rightSinceMs ?? now) : null;
  const sight = { ...state.sight, ...seen, spent };
  return {
    ...state,
    sight,
    truth,
    rightSinceMs,
    parentsMs: now,
    serversMs: now,
    oldMs: now,
    questions: state.questions + bounded.asked,
  };
}

async function caches(
  parts: CheckParts,
  state: State,
  pairs: readonly Pair[],
  now: EpochMs,
  signal: AbortSignal,
): Promise<State> {
  const bounded = boundedDns(parts.dns, Number.POSITIVE_INFINITY);
  const { expected, sight, truth } = state;
  const answers = await readPairs(bounded, pairs, signal);
  if (signal.aborted) return state;
  const fresh = new Map(answers.map((answer) => [keyOf(answer.address, answer), answer]));
  const known = new Map(sight.resolvers.map((answer) => [keyOf(answer.address, answer), answer]));
  // Only what is still asked about is shown; an answer stays as it was until it is asked again.
  const all = pairsOf(parts.dns.resolvers, resolverQuestions(expected, sight, truth)).flatMap(
    ({ resolver, question }) => {
      const key = keyOf(resolver.address, question);
      return fresh.get(key) ?? known.get(key) ?? [];
    },
  );
  const isTime = now >= state.canariesMs + CANARIES_MS;
  const honesty = isTime
    ? await readHonesty(
        bounded,
        { ...sight, servers: [sight.newServers, sight.oldServers], apex: isApexKnown(expected, sight) },
        [...(expected.planned?.intended ?? []), ...(expected.planned?.inventory ?? []), ...expected.sets],
        signal,
      )
    : sight.honesty;
  return {
    ...state,
    sight: { ...sight, resolvers: all, honesty },
    canariesMs: isTime ? now : state.canariesMs,
    copies: withAnswers(state, answers, now),
    questions: state.questions + bounded.asked,
  };
}

/** What a watcher hears of: each thing's name and how it stands. */
export function standings({ seen }: Checked): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (seen === undefined) return found;
  const { sight, propagation } = seen;
  for (const [index, { server, address }] of sight.delegation.parents.entries())
    found.set(`${server || '.'} ${address}`.trim(), propagation.parents[index] ?? 'unknown');
  for (const { server, address, outcome } of sight.newServers.servers)
    found.set(`${server} ${address}`.trim(), outcome);
  for (const { name, outcome } of propagation.turns) found.set(name, outcome);
  return found;
}
