import { describe, expect, test } from 'vitest';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import { standingOf, takeBack } from '../../src/app/standing.ts';
import type { Simulated } from '../engine/simulated-app.ts';
import { simulated } from '../engine/simulated-app.ts';
import { stopAt } from '../engine/stop-at.ts';

const BY = { by: 'Anna (agency)' };
const BOTH = ['lower-ttl', 'remove-ds'];

const waiting = (sim: Simulated) => stopAt(sim, 'wait-for-slot', ({ waitsFor }) => waitsFor !== undefined);
const standing = async (sim: Simulated) => standingOf(await load(sim.app, sim.ids[0]!)).map(({ step }) => step);

async function prepared() {
  const sim = await simulated({ scenario: { dsTtlSeconds: 7200 } });
  expect(await waiting(sim)).toBe(true);
  return { sim };
}

test('what was done ahead stands, each since it was done', async () => {
  const { sim } = await prepared();
  const loaded = await load(sim.app, sim.ids[0]!);
  expect(standingOf(loaded)).toEqual(BOTH.map((step) => ({ step, doneMs: loaded.state.steps[step]!.doneMs })));
});

describe('what is not taken back alone', () => {
  test('a step that is undone only with all that came after it', async () => {
    const { sim } = await prepared();
    await expect(takeBack(sim.app, sim.ids[0]!, ['create-zone'], BY)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(takeBack(sim.app, sim.ids[0]!, ['preflight'], BY)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(takeBack(sim.app, sim.ids[0]!, ['nothing'], BY)).rejects.toMatchObject({ code: 'not-allowed' });
  });

  test('a step that nothing was built on yet, but that does not serve the switch alone', async () => {
    const { sim } = await prepared();
    await expect(takeBack(sim.app, sim.ids[0]!, ['copy-mail-presync'], BY)).rejects.toThrow(/only with all/);
  });

  test('anything, once traffic has begun to move, or the cutover was begun', async () => {
    for (const step of ['freeze-content', 'change-delegation']) {
      const { sim } = await prepared();
      expect(await stopAt(sim, step, ({ startedMs }) => startedMs !== undefined)).toBe(true);
      expect(await standing(sim)).toEqual([]);
      for (const one of BOTH) await expect(takeBack(sim.app, sim.ids[0]!, [one], BY)).rejects.toThrow(/has begun/);
    }
  });

  test('what changed nothing: an unsigned domain with short TTLs has nothing that stands', async () => {
    const sim = await simulated({ scenario: { signed: false, recordTtlSeconds: 300, oldApexNsTtlSeconds: 300 } });
    await waiting(sim);
    expect(await standing(sim)).not.toContain('remove-ds');
    await expect(takeBack(sim.app, sim.ids[0]!, ['remove-ds'], BY)).rejects.toThrow(/changed nothing/);
  });

  test('what is being taken back already, or a migration on its way back', async () => {
    const { sim } = await prepared();
    await takeBack(sim.app, sim.ids[0]!, ['lower-ttl'], BY);
    await expect(takeBack(sim.app, sim.ids[0]!, ['lower-ttl'], BY)).rejects.toThrow(/already/);
    await say(sim.app, sim.ids[0]!, 'rollback', {}, BY);
    await expect(takeBack(sim.app, sim.ids[0]!, ['remove-ds'], BY)).rejects.toThrow(/rolling back/);
  });
});
