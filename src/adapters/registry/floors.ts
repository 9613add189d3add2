import type { Fqdn } from '../../domain/name.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Registration, Registry } from '../../ports/registry.ts';

export interface Floors {
  /** How long an answer about a domain serves. Asked at each lookup: an answer of a quiet day is too old near a transfer. */
  readonly keptMs: (domain: Fqdn) => number;
  /** The same for an answer that was none. */
  readonly keptUnknownMs: number;
  /** Between two questions to one registry. */
  readonly spacingMs: number;
  /** Which domains share a registry's patience; by default those with one ending. */
  readonly registryOf: (domain: Fqdn) => string;
}

export const DAILY_MS = DAY;
export const NEAR_TRANSFER_MS = 15 * MINUTE;

export const FLOORS: Floors = {
  keptMs: () => DAILY_MS,
  keptUnknownMs: 5 * MINUTE,
  spacingMs: SECOND,
  registryOf: (domain) => domain.slice(0, -1).split('.').at(-1) ?? '',
};

/** Where it did not say for how long: a minute, each further time twice as long. */
const FIRST_REST_MS = MINUTE;
const LONGEST_REST_MS = HOUR;
/** A registry that asks for an hour more is not asked in the meantime, but one that asks for a year is. */
const LONGEST_ASKED_MS = DAY;
const MOST_DOMAINS = 10_000;

interface Patience {
  /** When the next question may leave. */
  nextMs: EpochMs;
  /** Until when it asked to be left alone. */
  restUntilMs: EpochMs;
  /** How often in a row it did. */
  rests: number;
}

interface Kept {
  readonly registration: Registration;
  readonly askedMs: EpochMs;
}

/**
 * A registry that is asked no more often than the floors allow: answers are kept in memory, questions to one registry leave one after the other, and
 * nobody asks one that wants to be left alone; that is `unknown` then, with the reason, never an answer from before that is too old by now. Two
 * who ask about one domain at a time share the question.
 */
export function withFloors(registry: Registry, clock: Clock, changed: Partial<Floors> = {}): Registry {
  const floors: Floors = { ...FLOORS, ...changed };
  const kept = new Map<Fqdn, Kept>();
  const patience = new Map<string, Patience>();
  const underWay = new Map<Fqdn, Promise<Registration>>();

  async function lookUp(domain: Fqdn, signal: AbortSignal): Promise<Registration> {
    for (;;) {
      if (signal.aborted) return unknown('given up before it was asked');
      const known = fresh(domain);
      if (known !== undefined) return known;
      const other = underWay.get(domain);
      if (other === undefined) return ask(domain, signal);
      await settledOrAborted(other, signal);
      // What somebody else gave up, or what may not be kept, is asked again.
      const theirs = fresh(domain) ?? (underWay.get(domain) === undefined ? restingOf(domain) : undefined);
      if (theirs !== undefined) return theirs;
    }
  }

  function ask(domain: Fqdn, signal: AbortSignal): Promise<Registration> {
    const asking = inTurn(domain, signal);
    underWay.set(domain, asking);
    const done = () => {
      if (underWay.get(domain) === asking) underWay.delete(domain);
    };
    asking.then(done, done);
    return asking;
  }

  async function inTurn(domain: Fqdn, signal: AbortSignal): Promise<Registration> {
    const its = patienceOf(domain);
    const before = restingOf(domain);
    if (before !== undefined) return before;
    const startMs = Math.max(clock.now(), its.nextMs);
    its.nextMs = startMs + floors.spacingMs;
    if (startMs > clock.now()) await clock.sleepUntil(startMs, signal);
    if (signal.aborted) return unknown('given up before it was asked');
    // Who was ahead may have heard it meanwhile.
    const resting = restingOf(domain);
    if (resting !== undefined) return resting;
    const askedMs = clock.now();
    const registration = await registry.lookUp(domain, signal);
    if (registration.slowDown !== undefined) rest(its, registration.slowDown.retryAfterMs);
    else if (!signal.aborted || registration.outcome !== 'unknown') keep(domain, { registration, askedMs });
    if (registration.outcome !== 'unknown') its.rests = 0;
    return registration;
  }

  function fresh(domain: Fqdn): Registration | undefined {
    const found = kept.get(domain);
    if (found === undefined) return undefined;
    const ageMs = clock.now() - found.askedMs;
    const mostMs = found.registration.outcome === 'unknown' ? floors.keptUnknownMs : floors.keptMs(domain);
    return ageMs >= 0 && ageMs < mostMs ? found.registration : undefined;
  }

  function keep(domain: Fqdn, one: Kept): void {
    kept.delete(domain);
    kept.set(domain, one);
    if (kept.size > MOST_DOMAINS) kept.delete(kept.keys().next().value!);
  }

  function patienceOf(domain: Fqdn): Patience {
    const key = floors.registryOf(domain);
    const found = patience.get(key) ?? { nextMs: 0, restUntilMs: 0, rests: 0 };
    patience.set(key, found);
    return found;
  }

  function rest(its: Patience, retryAfterMs: number | undefined): void {
    const ownMs = Math.min(FIRST_REST_MS * 2 ** Math.min(its.rests, 20), LONGEST_REST_MS);
    its.rests += 1;
    const restMs = retryAfterMs === undefined ? ownMs : Math.min(Math.max(retryAfterMs, SECOND), LONGEST_ASKED_MS);
    its.restUntilMs = Math.max(its.restUntilMs, clock.now() + restMs);
  }

  function restingOf(domain: Fqdn): Registration | undefined {
    const leftMs = patienceOf(domain).restUntilMs - clock.now();
    if (leftMs <= 0) return undefined;
    const why = `the registry of .${floors.registryOf(domain)} asked us to slow down; not asked for ${Math.ceil(leftMs / SECOND)} s more`;
    return { ...unknown(why), slowDown: { retryAfterMs: leftMs } };
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
