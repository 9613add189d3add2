import { describe, expect, test } from 'vitest';
import { addTask, say } from '../../src/app/say.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Bench } from './bench.ts';
import { ANNA, ask, bench, START_MS } from './bench.ts';
import { simulated } from './simulated-app.ts';
import { stateOf, stopAt } from './stop-at.ts';

const WORD = { closesOnWord: true };

describe('a word closes only the question that was put', () => {
  test('nobody can say "done" before a step’s turn has come', async () => {
    const here = await bench({ a: { plan: () => ask(WORD) }, b: { after: ['a'], plan: () => ask(WORD) } });
    await here.run(START_MS + HOUR);
    await expect(here.says('done', { step: 'b' })).rejects.toThrow(/b comes after a/);
  });

  test('a word to a gate is none to the task behind it', async () => {
    let open = false;
    const here: Bench = await bench({
      a: {
        plan: (_ctx, _seen, now) =>
          open ? ask(WORD) : { kind: 'blocked', reason: { text: 'gate', values: {} }, untilMs: now + MINUTE },
      },
    });
    await here.tick();
    await here.says('done', { step: 'a' });
    await here.tick();
    expect(await here.step('a')).toBe('blocked gate');
    open = true;
    await here.run(START_MS + HOUR);
    expect(await here.step('a')).toBe('needs-you toy.ask');
    await here.says('done', { step: 'a' });
    await here.tick();
    expect((await here.state()).steps['a']).toMatchObject({ state: 'done', on: 'word' });
  });

  test('a word to one question is none to the next of the same step', async () => {
    let text = 'first';
    const here = await bench({ a: { plan: () => ask({ ...WORD, task: { text, values: {} } }) } });
    await here.tick();
    await here.says('done', { step: 'a' });
    text = 'second';
    await here.tick();
    expect(await here.step('a')).toBe('needs-you second');
  });

  test('nobody signs off what is not live yet', async () => {
    const sim = await simulated();
    await stopAt(sim, 'order-hosting', ({ state }) => state === 'done');
    const signing = say(sim.app, sim.ids[0]!, 'approve', { step: 'customer-signoff' }, ANNA);
    await expect(signing).rejects.toThrow(/it does not ask yet/);
  });
});

test('a task cannot make steps wait for each other: none of them would ever have its turn', async () => {
  const sim = await simulated();
  const task = { title: 'x', owner: 'agency', after: ['change-delegation'], before: ['preflight'] } as const;
  await expect(addTask(sim.app, sim.ids[0]!, task, ANNA)).rejects.toThrow(/wait for each other/);
  expect((await stateOf(sim)).tasks).toEqual([]);
});
