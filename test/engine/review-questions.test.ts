import { describe, expect, test } from 'vitest';
import { GoLiveError } from '../../src/domain/errors.ts';
import { DAY, HOUR, SECOND } from '../../src/domain/time.ts';
import type { Bench } from './bench.ts';
import { act, bench, done, LAG_MS, START_MS } from './bench.ts';

describe('a word about something else decides nothing about an order', () => {
  /** An order that is confirmed and never listed, at a provider whose key stops working before anybody is asked about it. */
  const ordered = async () => {
    const world = { sent: 0, locked: false };
    const here: Bench = await bench({
      a: {
        observe: () => {
          if (world.locked) throw new GoLiveError('credentials-rejected', { subject: 'x' });
        },
        plan: () => act(),
        apply: (effects) => effects.once('it', null, LAG_MS, async () => ++world.sent),
      },
    });
    await here.tick();
    world.locked = true;
    await here.run(START_MS + HOUR);
    expect([await here.step('a'), world.sent]).toEqual(['needs-you engine.look-failed', 1]);
    world.locked = false;
    return { here, world };
  };

  test('"try again", said to a key that was refused, orders nothing a second time', async () => {
    const { here, world } = await ordered();
    await here.says('retry', { step: 'a' });
    await here.run(START_MS + DAY);
    expect([await here.step('a'), world.sent]).toEqual(['needs-you engine.undecidable', 1]);
    await here.says('retry', { step: 'a' });
    await here.tick();
    expect(world.sent, 'asked about it, a person says that it is not there').toBe(2);
  });

  test('"done", said to a key that was refused, closes nothing', async () => {
    const { here, world } = await ordered();
    await here.says('done', { step: 'a' });
    await here.run(START_MS + DAY);
    expect([await here.step('a'), world.sent]).toEqual(['needs-you engine.undecidable', 1]);
    await here.says('done', { step: 'a' });
    await here.tick();
    expect([await here.step('a'), world.sent]).toEqual(['done', 1]);
  });
});

test('an order that shows in part is not ordered for the rest before the list has caught up', async () => {
  const orders: number[] = [];
  let shown = 0;
  const here: Bench = await bench({
    a: {
      observe: () => shown,
      plan: (_ctx, have: never) => (Number(have) >= 5 ? done : act({ count: 5 - Number(have), have: Number(have) })),
      apply: async (effects, [change]) => {
        const { count, have } = change as { count: number; have: number };
        await effects.once(`licences/${have}`, change, LAG_MS, async () => orders.push(count));
      },
    },
  });
  await here.tick();
  shown = 2;
  await here.note();
  await here.tick();
  expect(orders).toEqual([5]);
  shown = 5;
  await here.run(START_MS + HOUR);
  expect([await here.step('a'), orders]).toEqual(['done', [5]]);
});

test('what a provider may still be working on is not believed to be absent', async () => {
  const CALL_MS = 60 * SECOND;
  const sentMs: number[] = [];
  const here: Bench = await bench({
    a: {
      // The connection broke at once; behind it the order is made 40 s later.
      observe: () => sentMs.length > 0 && here.clock.now() >= sentMs[0]! + 40 * SECOND,
      plan: (_ctx, isThere: never) => (isThere ? done : act()),
      apply: (effects) =>
        effects.once('it', null, SECOND, async () => {
          sentMs.push(here.clock.now());
          throw new GoLiveError('answer-lost', { subject: 'it' });
        }),
    },
  });
  const app = { ...here.app, callMs: CALL_MS };
  for (let passes = 0; passes < 50; passes++) {
    await here.tick({ app });
    const next = await app.store.nextDueMs();
    if (next === undefined) break;
    here.clock.jumpTo(next);
  }
  expect([await here.step('a'), sentMs.length]).toEqual(['done', 1]);
});

test('answers that are lost on the way back are no attempts that changed nothing: it goes on until it is back', async () => {
  let sent = 0;
  const here: Bench = await bench({
    a: {
      plan: () => (sent > 0 ? done : act()),
      apply: (effects) =>
        effects.absolute('it', null, 0, async () => {
          sent += 1;
          if (sent > 1 && sent < 8) throw new GoLiveError('answer-lost', { subject: 'it' });
        }),
      undo: () => (sent >= 8 ? done : act()),
    },
  });
  await here.run(START_MS + HOUR);
  await here.says('rollback');
  await here.run(START_MS + DAY);
  expect([await here.step('a'), sent]).toEqual(['undone', 8]);
});
