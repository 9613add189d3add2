import type { EpochMs } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';
import type { DeadlineTerm } from './deadline.ts';
import { worstCaseSeconds } from './deadline.ts';
import { sumText } from './sum-text.ts';

/** Something that must be out of caches before a switch is safe. */
export interface Wait {
  /** `DS`, or a record's name and type. */
  readonly what: string;
  /** When caches stop taking it anew. */
  readonly fromMs: EpochMs;
  readonly seconds: number;
  /** The arithmetic. */
  readonly sum: string;
}

/**
 * How long it takes until what is published last for the final time is forgotten. `publishSeconds`: how long the registry takes before caches
 * no longer get it. TTLs count as everywhere: seven days at most.
 */
export function cachedWait(
  what: string,
  fromMs: EpochMs,
  terms: readonly DeadlineTerm[],
  publishSeconds: number = 0,
): Wait {
  return { what, fromMs, seconds: publishSeconds + worstCaseSeconds(terms), sum: sumText(terms, publishSeconds) };
}

/** RFC 8461 §3.2: a policy lives a year at most, whatever it says. */
const LONGEST_POLICY_SECONDS = 31_557_600;

/** Senders that have an MTA-STS policy refuse an MX that is not in it until its max_age has passed. */
export function policyWait(fromMs: EpochMs, maxAgeSeconds: number): Wait {
  const seconds = Math.min(Math.max(0, maxAgeSeconds), LONGEST_POLICY_SECONDS);
  return { what: 'MTA-STS', fromMs, seconds, sum: `max_age ${seconds} s` };
}

/** The wait that ends last says when a switch can safely be: they all run at the same time. `undefined`: nothing is waited for. */
export function earliestSwitch(waits: readonly Wait[]): (Wait & { readonly atMs: EpochMs }) | undefined {
  const ends = waits.map((wait) => ({ ...wait, atMs: wait.fromMs + wait.seconds * SECOND }));
  return ends.sort((a, b) => b.atMs - a.atMs)[0];
}

/**
 * How long registries take to publish a change, seconds; reviewed 2026-11-20, from registrars' notices and not measured. Others are taken to
 * need half an hour.
 */
const PUBLISH_SECONDS: Readonly<Record<string, number>> = {
  com: 300,
  net: 300,
  org: 300,
  io: 600,
  eu: 600,
  fr: 600,
  uk: 600,
  nl: 1800,
  be: 1800,
  de: 1800,
  at: 21_600,
  ch: 43_200,
};

export function publishSecondsOf(domain: string): number {
  const [ending] = domain.replace(/\.$/, '').split('.').slice(-1);
  return Object.hasOwn(PUBLISH_SECONDS, ending!) ? PUBLISH_SECONDS[ending!]! : 1800;
}
