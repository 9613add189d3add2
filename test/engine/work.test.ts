import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { work } from '../../src/app/engine/work.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Dispatcher } from '../../src/ports/dispatcher.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Bench, Toy } from './bench.ts';
import { bench, done, START_MS, wait } from './bench.ts';

interface Rig {
  readonly here: Bench;
  readonly app: App;
  readonly alarm: Dispatcher & { readonly set: number[]; readonly told: string[]; ring(id: string): Promise<void> };
  /** Works until `stop`, or what ends it by itself. */
  work(atOnce?: number): Promise<void>;
  readonly stop: AbortController;
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** One worker on toy steps; time passes when all that can happen at a moment has happened. */
async function rig(
  toys: Readonly<Record<string, Toy>>,
  store: (real: Store) => Partial<Store> = () => ({}),
): Promise<Rig> {
  const here = await bench(toys);
  const stop = new AbortController();
  const told: string[] = [];
  const set: number[] = [];
  let advance: (id: string) => Promise<void> = async () => undefined;
  const alarm: Rig['alarm'] = {
    set,
    told,
    wake: async (_id, atMs) => void set.push(atMs - START_MS),
    start: async (given) => {
      advance = given;
      told.push('start');
    },
    stop: async () => void told.push('stop'),
    ring: (id) => advance(id),
  };
  const app: App = {
    ...here.app,
    pollMs: 5 * SECOND,
    store: { ...here.app.store, ...store(here.app.store) },
    clock: {
      ...here.clock,
      sleepUntil: async (untilMs, signal) => {
        for (let turns = 0; turns < 20 && !signal.aborted; turns++) await turn();
        if (!signal.aborted) here.clock.jumpTo(untilMs);
      },
    },
  };
  const start = (atOnce?: number) => work(app, { signal: stop.signal, owner: 'worker' }, alarm, atOnce);
  return { here, app, alarm, work: start, stop };
}

describe('a worker', () => {
  test('works on what becomes due until it is told to stop, and says goodbye to its alarm clock', async () => {
    const one: Rig = await rig({
      a: { plan: (_ctx, _seen, now) => (now < START_MS + HOUR ? wait(now + MINUTE) : done) },
      b: { after: ['a'], observe: () => one.stop.abort() },
    });
    await one.work();
    expect([await one.here.step('a'), one.here.looks['b']]).toEqual(['done', 1]);
    expect(one.alarm.told).toEqual(['start', 'stop']);
  });

  test('sets an alarm for what is far away, and comes back by itself for what is due before its next poll', async () => {
    const seen: number[] = [];
    const one: Rig = await rig({
      a: {
        plan: (_ctx, _observed, now) => {
          seen.push(now - START_MS);
          if (seen.length === 4) one.stop.abort();
          return wait(now + (seen.length < 3 ? 2 * SECOND : MINUTE));
        },
      },
    });
    await one.work();
    // Nobody rings here, so the last one is found by the poll after its moment.
    expect(seen).toEqual([0, 2 * SECOND, 4 * SECOND, MINUTE + 5 * SECOND]);
    expect(one.alarm.set[0]).toBe(MINUTE + 4 * SECOND);
  });

  test('answers a ring while it sleeps: here somebody said something on another machine', async () => {
    let looked = 0;
    const one: Rig = await rig({
      a: { plan: (_ctx, _seen, now) => (++looked === 1 ? wait(now + HOUR) : done) },
    });
    const working = work(
      { ...one.app, clock: { ...one.app.clock, sleepUntil: (_untilMs, signal) => aborted(signal) } },
      { signal: one.stop.signal, owner: 'worker' },
      one.alarm,
    );
    while ((await one.here.app.store.nextDueMs()) !== START_MS + HOUR) await turn();
    await one.here.note();
    await one.alarm.ring(one.here.id);
    while (looked < 2) await turn();
    one.stop.abort();
    await working;
    expect(await one.here.step('a')).toBe('done');
  });

  test('does not circle around a migration that cannot be worked on: one try at each poll', async () => {
    const one = await rig({ a: {} });
    let tries = 0;
    const broken: App = {
      ...one.app,
      portsFor: async () => {
        if (++tries === 3) one.stop.abort();
        throw new GoLiveError('config-invalid', { subject: 'providers' });
      },
    };
    await work(broken, { signal: one.stop.signal, owner: 'worker' }, one.alarm, 1);
    const polls = (one.here.clock.now() - START_MS) / one.app.pollMs;
    expect([one.here.logged.length, polls >= 2]).toEqual([3, true]);
  });

  test('outlives a server that is away, and says so', async () => {
    let away = 3;
    const one: Rig = await rig({ a: { observe: () => one.stop.abort() } }, (real) => ({
      claimDue: async (...asked) => {
        if (away-- > 0) throw new GoLiveError('store-busy', { subject: 'the database' });
        return real.claimDue(...asked);
      },
    }));
    await one.work();
    expect([one.here.looks['a'], one.here.logged]).toEqual([1, Array(3).fill('the database is busy')]);
    expect(one.here.clock.now() - START_MS).toBe(3 * one.app.pollMs);
  });

  for (const code of ['store-newer', 'config-invalid'] as const)
    test(`ends with what makes all work impossible: ${code}`, async () => {
      let tries = 0;
      const one: Rig = await rig({ a: {} }, () => ({
        claimDue: async () => {
          if (++tries > 3) one.stop.abort();
          throw new GoLiveError(code, { subject: 'this' });
        },
      }));
      await expect(one.work()).rejects.toMatchObject({ code });
      expect(one.alarm.told).toEqual(['start', 'stop']);
      expect([one.here.looks['a'] ?? 0, tries]).toEqual([0, 1]);
    });

  test('never has more in its hands than it has hands', async () => {
    let taken = 0;
    let read = 0;
    let inHand = 0;
    let most = 0;
    const one: Rig = await rig({ a: {} }, () => ({
      claimDue: async (limit, owner, _now, untilMs) =>
        Array.from({ length: limit }, () => ({ migrationId: `m-${++taken}`, owner, generation: 1, untilMs })),
      readJournal: async () => {
        most = Math.max(most, ++inHand);
        if (++read > 20) one.stop.abort();
        for (let turns = 3 * (read % 4); turns >= 0; turns--) await turn(); // one takes longer than another
        return []; // nobody's: it fails
      },
      release: async () => void inHand--,
    }));
    await one.work(3);
    expect([most, inHand]).toEqual([3, 0]);
  });
});
