import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { load } from '../../src/app/record.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import { pointOfNoReturnReached, stepsOf } from '../../src/domain/migration.ts';
import { DAY } from '../../src/domain/time.ts';
import { interposed } from './interposed-store.ts';
import type { Simulated } from './simulated-app.ts';
import { MONDAY_EVENING, simulated } from './simulated-app.ts';

const signal = new AbortController().signal;

/** Runs until the append of this number is durable, turns back there, and goes on until nothing is left to undo. */
async function turnedBackAfter(
  append: number,
): Promise<{ before: unknown; after: unknown; status: string | undefined; last: string; past: boolean }> {
  let sim: Simulated | undefined;
  let past = false;
  let last = '';
  const begin = simulated({
    store: (clock) =>
      interposed(openMemoryStore({ clock }), async (number, moment, types) => {
        if (number !== append || moment !== 'after' || sim === undefined) return;
        last = types.join(' ');
        const { playbook, state } = await load(sim.app, sim.ids[0]!);
        past = pointOfNoReturnReached(stepsOf(playbook, state), state) !== undefined;
        if (!past) await say(sim.app, sim.ids[0]!, 'rollback', {}, { by: 'Anna (agency)', why: 'test' });
      }).store,
  });
  sim = await begin;
  const before = sim.world.snapshot();
  const statuses = await runThrough(sim.app, sim.agency, sim.ids, { signal, untilMs: MONDAY_EVENING + 40 * DAY });
  return { before, after: sim.world.snapshot(), status: statuses.get(sim.ids[0]!), last, past };
}

describe('going back', () => {
  // Every event of a whole move is a boundary; a walk over all of them takes too long for every run, so each run takes every seventh.
  const boundaries = Array.from({ length: 60 }, (_, index) => 3 + index * 5);
  test.each(boundaries)(
    'from the boundary after event %i the world is as it was, or the point of no return is passed',
    async (append) => {
      const { before, after, status, past, last } = await turnedBackAfter(append);
      if (past || last === '') return expect(status).toBe('done');
      expect(status).toBe('rolled-back');
      expect(after).toEqual(before);
    },
  );
});
