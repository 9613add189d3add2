import { expect, test } from 'vitest';
import { act, bench, done } from './bench.ts';

test('starts that were cut short before anything was sent are no attempts: the step is not given up for them', async () => {
  let there = false;
  let stop = new AbortController();
  let cutShort = 0;
  const here = await bench({
    a: {
      observe: () => there,
      plan: () => (there ? done : act()),
      apply: (effects) => {
        if (cutShort++ < 5) stop.abort();
        return effects.absolute('it', null, 0, async () => {
          there = true;
        });
      },
    },
  });
  for (let times = 0; times < 5; times++) {
    stop = new AbortController();
    await here.tick({ signal: stop.signal });
  }
  expect([await here.step('a'), await here.effects()]).toEqual(['working', []]);
  await here.run();
  expect([await here.step('a'), await here.effects()]).toEqual(['done', ['confirmed']]);
});

test('a stop holds for the next effect; the one on its way has its grace and its outcome', async () => {
  const stop = new AbortController();
  const sent: string[] = [];
  const here = await bench({
    a: {
      plan: () => act(),
      apply: async (effects, _changes, signal) => {
        for (const name of ['first', 'second'])
          await effects.once(name, null, 0, async () => {
            stop.abort();
            signal.throwIfAborted();
            sent.push(name);
          });
      },
    },
  });
  const app = { ...here.app, grace: () => new AbortController().signal };
  await here.tick({ signal: stop.signal, app });
  expect([sent, await here.effects(), await here.step('a')]).toEqual([['first'], ['confirmed'], 'working']);
});
