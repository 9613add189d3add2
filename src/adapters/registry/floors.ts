import type { Fqdn } from '../../domain/name.ts';
import { endingOf } from '../../domain/name.ts';
import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Freshness, Registration, Registry } from '../../ports/registry.ts';
import { NEAR_A_CHANGE } from '../../ports/registry.ts';
import { keepingEndingOf } from '../../registration/registrable.ts';
import { type AnswerMemory, memoryOfAnswers } from './memory-of-answers.ts';

export interface Floors {
  /** How long an answer serves who asks for nothing younger. */
  readonly keptMs: number;
  /** Nobody gets a younger one; who wants one is given an answer of up to this age. */
  readonly youngestMs: number;
  /** How long an answer that was none serves. */
  readonly keptUnknownMs: number;
  /** Between two questions to one registry. */
  readonly spacingMs: number;
  /** Which domains share a registry's patience; by default those with one ending. */
  readonly registryOf: (domain: Fqdn) => string;
}

export const FLOORS: Floors = {
  keptMs: DAY,
  youngestMs: NEAR_A_CHANGE.notOlderThanMs,
  keptUnknownMs: 5 * MINUTE,
  spacingMs: SECOND,
  registryOf: endingOf,
};

/** Where it did not say for how long: a minute, each further time twice as long; no shorter where it says so again. */
const FIRST_REST_MS = MINUTE;
const LONGEST_REST_MS = HOUR;
/** A registry that asks for an hour more is not asked in the meantime, but one that asks for a year is. */
const LONGEST_ASKED_MS = DAY;

/**
 * A registry that is asked no more often than the floors allow: answers are kept, questions to one registry leave one after the other, and nobody
 * asks one that wants to be left alone; that is `unknown` then, with the reason and the time, never an answer from before that is too old by now.
 * Two who ask about one domain at a time share the question.
 *
 * @param memory what is kept in it by other processes counts here as well
 */
export function withFloors(
  registry: Registry,
  clock: Clock,
  changed: Partial<Floors> = {},
  memory: AnswerMemory = memoryOfAnswers(),
): Registry {
  const floors: Floors = { ...FLOORS, ...changed };
  const underWay = new Map<Fqdn, Promise<Registration>>();
  /** When the next question of this process to a registry may leave. */
  const queues = new Map<string, number>();

  async function lookUp(domain: Fqdn, signal: AbortSignal, freshness?: Freshness): Promise<Registration> {
    const mostMs = Math.min(floors.keptMs, Math.max(freshness?.notOlderThanMs ?? floors.keptMs, floors.youngestMs));
    for (;;) {
      if (signal.aborted) return unknown('given up before it was asked');
      const known = fresh(domain, mostMs);
      if (known !== undefined) return known;
      const other = underWay.get(domain);
      if (other === undefined) return ask(domain, mostMs, signal);
      await settledOrAborted(other, signal);
      // What somebody else gave up, or what may not be kept, is asked again.
      const theirs = fresh(domain, mostMs) ?? (underWay.get(domain) === undefined ? restingOf(domain) : undefined);
      if (theirs !== undefined) return theirs;
    }
  }

  function ask(domain: Fqdn, mostMs: number, signal: AbortSignal): Promise<Registration> {
    const asking = inTurn(domain, mostMs, signal);
    underWay.set(domain, asking);
    const done = () => {
      if (underWay.get(domain) === asking) underWay.delete(domain);
    };
    asking.then(done, done);
    return asking;
  }

  async function inTurn(domain: Fqdn, mostMs: number, signal: AbortSignal): Promise<Registration> {
    const key = floors.registryOf(domain);
    const before = restingOf(domain);
    if (before !== undefined) return before;
    let startMs = Math.max(clock.now(), queues.get(key) ?? 0);
    queues.set(key, startMs + floors.spacingMs);
    for (;;) {
      if (startMs > clock.now()) await clock.sleepUntil(startMs, signal);
      if (signal.aborted) return unknown('given up before it was asked');
      // Who was ahead may have heard it meanwhile, or another process.
      const known = fresh(domain, mostMs) ?? restingOf(domain);
      if (known !== undefined) return known;
      const nowMs = clock.now();
      const { nextMs } = memory.patienceOf(key);
      if (nextMs <= nowMs || nextMs > nowMs + floors.spacingMs) break;
      startMs = nextMs;
    }
    const askedMs = clock.now();
    memory.keepPatience(key, { ...memory.patienceOf(key), nextMs: askedMs + floors.spacingMs });
    const registration = await registry.lookUp(domain, signal);
    const { outcome, slowDown } = registration;
    if (slowDown !== undefined) rest(key, askedMs, slowDown.retryAfterMs);
    if (outcome !== 'unknown' || (slowDown === undefined && !signal.aborted))
      memory.keepAnswer(domain, { registration, askedMs });
    if (outcome !== 'unknown' && slowDown === undefined && memory.patienceOf(key).rests > 0)
      memory.keepPatience(key, { ...memory.patienceOf(key), rests: 0 });
    return registration;
  }

  function fresh(domain: Fqdn, mostMs: number): Registration | undefined {
    const found = memory.answerOf(domain);
    if (found === undefined) return undefined;
    const ageMs = clock.now() - found.askedMs;
    const servesMs = found.registration.outcome === 'unknown' ? floors.keptUnknownMs : mostMs;
    return ageMs >= 0 && ageMs < servesMs ? found.registration : undefined;
  }

  function rest(key: string, askedMs: EpochMs, retryAfterMs: number | undefined): void {
    const its = memory.patienceOf(key);
    // Of questions that were under way together, each is told so: that is once in a row.
    const rests = askedMs < its.restUntilMs ? Math.max(its.rests - 1, 0) : its.rests;
    const ownMs = Math.min(FIRST_REST_MS * 2 ** Math.min(rests, 20), LONGEST_REST_MS);
    // Who says it again after a rest as long as it asked for has asked for too little.
    const leastMs = rests === 0 ? SECOND : ownMs;
    const restMs = retryAfterMs === undefined ? ownMs : Math.min(Math.max(retryAfterMs, leastMs), LONGEST_ASKED_MS);
    const restUntilMs = Math.max(its.restUntilMs, clock.now() + restMs);
    memory.keepPatience(key, { ...its, rests: rests + 1, restUntilMs });
  }

  function restingOf(domain: Fqdn): Registration | undefined {
    const nowMs = clock.now();
    const { restUntilMs } = memory.patienceOf(floors.registryOf(domain));
    // A clock that was set back must not make a rest of an hour one of a year.
    const leftMs = Math.min(restUntilMs - nowMs, LONGEST_ASKED_MS);
    if (leftMs <= 0) return undefined;
    const asked = `the registry of .${keepingEndingOf(domain).slice(0, -1)}`;
    const until = new Date(nowMs + leftMs).toISOString();
    const answered = `asked us to slow down; not asked for ${Math.ceil(leftMs / SECOND)} s more, until ${until}`;
    return {
      ...unknown(`${asked} ${answered}`),
      evidence: [{ asked, answered, atMs: nowMs }],
      slowDown: { retryAfterMs: leftMs },
    };
  }

  function unknown(why: string): Registration {
    const nothing = { statuses: [], nameServers: [], ds: [], evidence: [] };
    return { ...nothing, outcome: 'unknown', source: 'not asked', why, atMs: clock.now() };
  }

  return { lookUp };
}

function settledOrAborted(other: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
    other.then(done, done);
  });
}
