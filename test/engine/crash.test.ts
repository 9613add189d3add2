import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Interposed } from './interposed-store.ts';
import { Died, interposed } from './interposed-store.ts';
import { MONDAY_EVENING, simulated } from './simulated-app.ts';

const signal = new AbortController().signal;

interface Ended {
  readonly status: string | undefined;
  readonly counters: Readonly<Record<string, number>>;
  readonly appends: number;
}

/** A whole move in which the worker dies around one append; another takes over when its lease has run out. */
async function run(dieAt: number, moment: 'before' | 'after'): Promise<Ended> {
  let inner: Store | undefined;
  let now: Interposed | undefined;
  const sim = await simulated({
    scenario: { accountMayConfirm: false, apiConsistencySeconds: 60 },
    store: (clock) => {
      inner = openMemoryStore({ clock });
      now = interposed(inner, (number, when) => {
        if (number === dieAt && when === moment) throw new Died(`at ${number}`);
      });
      return now.store;
    },
  });
  const until = MONDAY_EVENING + 40 * DAY;
  let statuses = new Map<string, string>();
  try {
    statuses = await runThrough(sim.app, sim.agency, sim.ids, { signal, untilMs: until });
  } catch (thrown) {
    if (!now!.dead()) throw thrown;
  }
  const appends = now!.count();
  if (now!.dead()) {
    sim.clock.advance(HOUR);
    const reborn = { ...sim.app, store: inner! };
    const { scriptedAgency } = await import('../../src/app/demo/agency.ts');
    const panels = async (deed: string, ...args: readonly unknown[]) =>
      (sim.world.people as unknown as Record<string, (...all: readonly unknown[]) => unknown>)[deed]!(...args);
    statuses = await runThrough(reborn, scriptedAgency(reborn, panels, sim.ids), sim.ids, {
      signal,
      untilMs: until + 10 * DAY,
    });
  }
  return { status: statuses.get(sim.ids[0]!), counters: sim.world.counters, appends };
}

describe('a worker that dies', async () => {
  const whole = await run(Number.MAX_SAFE_INTEGER, 'after');

  test('the control: nobody dies and the move is done', () => {
    expect(whole.status).toBe('done');
  });

  const points = Array.from({ length: Math.floor(whole.appends / 6) }, (_, index) => 4 + index * 6);
  test.each(points)('around append %i repeats nothing', async (point) => {
    for (const moment of ['before', 'after'] as const) {
      const { status, counters } = await run(point, moment);
      expect({ moment, status }).toEqual({ moment, status: 'done' });
      // What may be set again is set again at most once more; what costs money happens as often as in the control.
      for (const [call, times] of Object.entries(whole.counters)) {
        const slack = /order|requestTransfer|pay|confirm/i.test(call) ? 0 : 1;
        expect({ call, moment, times: counters[call] ?? 0 }).toEqual({
          call,
          moment,
          times: expect.toSatisfy((n: number) => n >= times && n <= times + slack),
        });
      }
    }
  });
});
