import { expect, test } from 'vitest';
import type { ProviderApis } from '../../src/adapters/catalog.ts';
import type { Doors, Politeness } from '../../src/adapters/politely.ts';
import { politely } from '../../src/adapters/politely.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { fqdn } from '../../src/domain/name.ts';
import { SECOND } from '../../src/domain/time.ts';
import { seededRandom } from '../../src/simulation/random.ts';

const CALLS = 10_000;
/** So many ask one thing after the other. */
const MIGRATIONS = 200;
/** What the toy provider allows each key: 100 calls in any 20 seconds, and three at the same time. */
const WINDOW_MS = 20 * SECOND;
const IN_WINDOW = 100;
const AT_ONCE = 3;
/** The same, as it is written in the configuration: 20 + 4 × 20 s. */
const PACE: Politeness = { perSecond: 4, burst: 20, atOnce: AT_ONCE, mostWaitMs: 10 * SECOND, deadlineMs: 30 * SECOND };

/** Time that passes when nobody has anything else to do. */
function eventTime() {
  const waiting: { readonly atMs: number; readonly wake: () => void }[] = []; // the next is the last
  const time = { ms: 0 };
  const at = (ms: number) =>
    new Promise<void>((wake) => {
      const atMs = time.ms + Math.max(0, ms);
      let [low, high] = [0, waiting.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (waiting[middle]!.atMs > atMs) low = middle + 1;
        else high = middle;
      }
      waiting.splice(low, 0, { atMs, wake });
    });
  async function run(until: () => boolean) {
    while (!until()) {
      await new Promise(setImmediate);
      const next = waiting.pop();
      if (next === undefined) continue;
      time.ms = Math.max(time.ms, next.atMs);
      next.wake();
    }
  }
  return { time, at, run };
}

interface Asked {
  readonly key: string;
  readonly atMs: number;
}

/** 10,000 calls with two keys through four providers of one configuration; all that reached the toy provider, in order. */
async function audit(pace: Politeness, obedient = true) {
  const random = seededRandom(27);
  const { time, at, run } = eventTime();
  const asked: Asked[] = [];
  const out = new Map<string, number>();
  let mostOut = 0;
  const shutUntil = new Map<string, number>();
  let disobeyed = 0;
  let turnedAway = 0;
  const api = (key: string) => ({
    readZone: async (_zone: unknown, _signal: AbortSignal) => {
      asked.push({ key, atMs: time.ms });
      if (time.ms < (shutUntil.get(key) ?? 0)) disobeyed += 1;
      out.set(key, (out.get(key) ?? 0) + 1);
      mostOut = Math.max(mostOut, out.get(key)!);
      await at(random() * 2 * SECOND);
      out.set(key, out.get(key)! - 1);
      const fate = random();
      if (fate < 0.02) {
        const retryAfterMs = Math.round(random() * 30 * SECOND);
        shutUntil.set(key, Math.max(shutUntil.get(key) ?? 0, time.ms + retryAfterMs));
        throw new GoLiveError('rate-limited', { subject: key, retryAfterMs });
      }
      if (fate < 0.1) throw new GoLiveError('unreachable', { subject: key });
      return [];
    },
  });
  const doors: Doors = new Map();
  const surroundings = {
    now: () => time.ms,
    pause: (ms: number) => at(ms),
    timeout: () => new AbortController().signal,
    random,
  };
  const ports = ['one', 'two', 'three', 'four'].map((name, index) => {
    const key = `key-${index % 2}`;
    const apis = { newDnsHost: api(key) } as unknown as ProviderApis;
    return obedient ? politely(name, apis, pace, surroundings, { doors, account: key }) : apis;
  });
  const { signal } = new AbortController();
  const one = async (number: number): Promise<void> => {
    const port = ports[number % ports.length]!.newDnsHost!;
    while (asked.length < CALLS)
      try {
        await port.readZone(fqdn('klant.nl'), signal);
        await at(random() * SECOND);
      } catch (thrown) {
        const { retryAfterMs } = thrown as GoLiveError;
        if (retryAfterMs !== undefined) turnedAway += 1;
        await at(retryAfterMs ?? 30 * SECOND * random()); // as a step does: at the moment it was given, and no sooner
      }
  };
  for (let number = 0; number < MIGRATIONS; number++) void at(random() * 600 * SECOND).then(() => one(number));
  await run(() => asked.length >= CALLS);
  return { asked: asked.slice(0, CALLS), mostOut, disobeyed, turnedAway };
}

/** The most calls with one key in any span of `windowMs`. */
function mostInWindow(asked: readonly Asked[], windowMs: number): number {
  let most = 0;
  for (const moments of Object.values(Object.groupBy(asked, ({ key }) => key)).map((all) =>
    all!.map(({ atMs }) => atMs),
  ))
    for (let first = 0, last = 0; last < moments.length; last++) {
      while (moments[last]! - moments[first]! >= windowMs) first++;
      most = Math.max(most, last - first + 1);
    }
  return most;
}

test('in ten thousand calls no key is over its limit in any window, more at once, or asked before it said', async () => {
  const { asked, mostOut, disobeyed, turnedAway } = await audit(PACE);
  expect(asked.length).toBe(CALLS);
  expect(mostInWindow(asked, WINDOW_MS)).toBeLessThanOrEqual(IN_WINDOW);
  expect(mostInWindow(asked, SECOND)).toBeLessThanOrEqual(PACE.burst + PACE.perSecond);
  expect([mostOut, disobeyed]).toEqual([AT_ONCE, 0]);
  expect(turnedAway).toBeGreaterThan(100);
});

test('the same calls without it are over every limit', async () => {
  const { asked, mostOut, disobeyed } = await audit(PACE, false);
  expect(mostInWindow(asked, WINDOW_MS)).toBeGreaterThan(IN_WINDOW);
  expect(mostOut).toBeGreaterThan(AT_ONCE);
  expect(disobeyed).toBeGreaterThan(0);
});
