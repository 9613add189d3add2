import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { work } from '../../src/app/engine/work.ts';
import { SECOND } from '../../src/domain/time.ts';
import { act, bench, done } from './bench.ts';

test('a worker that lost a migration to itself ends when all that it has in hand has ended', async () => {
  const wakes: (() => void)[] = [];
  const asleep = () => new Promise<void>((wake) => wakes.push(wake));
  let isThere = false;
  const here = await bench({
    a: {
      // The first hand hangs in its look, the second in what it sends.
      observe: () => (wakes.length === 0 ? asleep() : undefined),
      plan: () => (isThere ? done : act()),
      apply: (effects) =>
        effects.absolute('it', null, 0, async () => {
          await asleep();
          isThere = true;
        }),
    },
  });
  const stop = new AbortController();
  const app: App = {
    ...here.app,
    pollMs: 30 * SECOND,
    grace: () => new AbortController().signal,
    clock: {
      ...here.clock,
      // Nothing renews: the lease of the first hand runs out while it looks.
      sleepUntil: async (untilMs, signal) => {
        for (let turns = 0; turns < 20 && !signal.aborted; turns++) await turn();
        if (!signal.aborted && wakes.length < 2) here.clock.jumpTo(untilMs);
      },
    },
  };
  const alarm = { wake: async () => undefined, start: async () => undefined, stop: async () => undefined };
  let over = false;
  const working = work(app, { signal: stop.signal, owner: 'worker' }, alarm).then(() => {
    over = true;
  });
  while (wakes.length < 2) await turn();
  wakes[0]!();
  for (let turns = 0; turns < 50; turns++) await turn();
  stop.abort();
  for (let turns = 0; turns < 50; turns++) await turn();
  expect(over, 'its second hand still sends').toBe(false);
  wakes[1]!();
  await working;
  expect(await here.effects()).toEqual(['confirmed']);
});
