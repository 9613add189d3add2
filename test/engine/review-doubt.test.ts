import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Bench } from './bench.ts';
import { act, bench, done, LAG_MS, LEASE_MS, START_MS, wait } from './bench.ts';

const lost = async () => {
  throw new GoLiveError('answer-lost', { subject: 'it' });
};

test('answers that are always lost leave the provider alone for longer each time', async () => {
  let sent = 0;
  const here = await bench({
    a: {
      plan: () => act(),
      apply: (effects) =>
        effects.absolute('it', null, 0, () => {
          sent += 1;
          return lost();
        }),
    },
  });
  await here.run(START_MS + HOUR);
  expect(sent).toBeGreaterThan(4);
  expect(sent).toBeLessThan(12);
});

describe('an answer that was lost, and somebody who cannot wait', () => {
  test('a retry before a look can be believed leaves it in doubt, and is looked at once', async () => {
    let sent = 0;
    const here = await bench({
      a: {
        plan: () => act(),
        apply: (effects) =>
          effects.once('it', null, LAG_MS, () => {
            sent += 1;
            return lost();
          }),
      },
    });
    await here.tick();
    expect(await here.step('a')).toBe('unknown engine.answer-lost');
    await here.says('retry', { step: 'a' });
    await here.tick();
    expect([await here.step('a'), here.looks['a'], sent]).toEqual(['unknown engine.answer-lost', 2, 1]);
    expect(await here.app.store.nextDueMs()).toBe(START_MS + LAG_MS);
    await here.run();
    expect([await here.step('a'), sent]).toEqual(['needs-you engine.undecidable', 1]);
  });

  test('it worked, the list lags, and a note makes the step look early: a person is asked in the end', async () => {
    let sent = 0;
    const here = await bench({
      a: { plan: () => act(), apply: (effects) => effects.once('it', null, LAG_MS, async () => ++sent) },
    });
    await here.tick();
    await here.note();
    await here.run();
    expect([await here.step('a'), sent]).toEqual(['needs-you engine.undecidable', 1]);
    expect(here.looks['a']).toBeLessThan(6);
  });

  test('a retry of what is done orders nothing, even when the provider shows nothing any more', async () => {
    let sent = 0;
    let shown = true;
    const here = await bench({
      a: {
        plan: () => (sent > 0 && shown ? done : act()),
        apply: (effects) => effects.once('it', null, 0, async () => ++sent),
      },
    });
    await here.run();
    shown = false;
    await here.says('retry', { step: 'a' });
    await here.run();
    expect([sent, await here.step('a')]).toEqual([1, 'needs-you engine.undecidable']);
    await here.says('retry', { step: 'a' });
    await here.tick();
    expect(sent, 'asked about it, a person says that it is not there').toBe(2);
  });

  test('a payment that went through and does not show goes out again as the same payment', async () => {
    const keys: string[] = [];
    const here = await bench({
      a: { plan: () => act(), apply: (effects) => effects.keyed('pay', null, LAG_MS, async (key) => keys.push(key)) },
    });
    await here.run(START_MS + DAY);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
  });
});

describe('what does not work for a reason that passes', () => {
  const slowDown = async () => {
    throw new GoLiveError('rate-limited', { subject: 'it', retryAfterMs: 1000 });
  };

  test('is tried ever more rarely, and after hours a person hears of it, once', async () => {
    const at: number[] = [];
    const here = await bench({
      a: {
        plan: () => act(),
        apply: (effects) =>
          effects.absolute('it', null, 0, () => {
            at.push((here.clock.now() - START_MS) / MINUTE);
            return slowDown();
          }),
      },
    });
    await here.run(START_MS + HOUR);
    expect([at.slice(0, 6), await here.step('a')]).toEqual([[0, 1, 3, 7, 15, 30], 'waiting engine.rate-limited']);
    await here.run(START_MS + DAY);
    expect(await here.step('a')).toBe('needs-you engine.try-again-later');
    expect((await here.journal()).filter((line) => line === 'a waitFor').length).toBeLessThan(30);
  });

  test('a look that fails for days is written down a few times', async () => {
    const here = await bench({
      a: {
        observe: () => {
          throw new GoLiveError('unreachable', { subject: 'x' });
        },
      },
    });
    await here.run(START_MS + 3 * HOUR);
    expect(await here.step('a')).toBe('waiting engine.look-failed');
    await here.run(START_MS + DAY);
    expect([await here.step('a'), (await here.journal()).length < 12]).toEqual(['needs-you engine.look-failed', true]);
  });

  test('what only a person can mend is asked at once', async () => {
    const here = await bench({
      a: {
        observe: () => {
          throw new GoLiveError('credentials-rejected', { subject: 'x' });
        },
      },
    });
    await here.tick();
    expect(await here.step('a')).toBe('needs-you engine.look-failed');
  });

  test('a question stands while nobody can look', async () => {
    let broken = false;
    const here = await bench({
      a: {
        observe: () => {
          if (broken) throw new GoLiveError('unreachable', { subject: 'x' });
        },
        byHand: true,
        plan: () => act(),
      },
    });
    await here.tick();
    broken = true;
    await here.run(START_MS + 2 * HOUR);
    expect([await here.step('a'), (await here.journal()).length]).toEqual(['needs-you x', 1]);
  });
});

test('a plan that throws is shown, and holds no other step up', async () => {
  const here = await bench({
    a: {
      plan: () => {
        throw new TypeError('a fault of ours');
      },
    },
    b: {},
  });
  await here.run();
  expect([await here.step('a'), await here.step('b'), here.logged.length]).toEqual(['failed', 'done', 1]);
});

test('a wait for a moment that has passed is no circle', async () => {
  const here = await bench({ a: { plan: () => wait(START_MS - HOUR) } });
  await here.tick();
  expect(here.looks['a']).toBe(1);
});

test('what takes longer than a lease is done by one worker', async () => {
  let pulse: (() => Promise<void>) | undefined;
  let sent = 0;
  const here: Bench = await bench({
    a: {
      plan: () => (sent > 0 ? done : act()),
      apply: (effects) =>
        effects.absolute('copy', null, 0, async () => {
          for (let turn = 0; turn < 4; turn++) {
            here.clock.advance(LEASE_MS / 2);
            await pulse?.();
            await here.tick({ owner: 'two' });
          }
          sent += 1;
        }),
    },
  });
  const app: App = {
    ...here.app,
    pulse: (work) => {
      pulse = work;
      return () => (pulse = undefined);
    },
  };
  await here.tick({ app });
  expect([sent, await here.effects(), await here.step('a')]).toEqual([1, ['confirmed'], 'done']);
  expect(pulse).toBeUndefined();
});
