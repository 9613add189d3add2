import { describe, expect, test } from 'vitest';
import { GoLiveError } from '../../src/domain/errors.ts';
import type { EffectKind } from '../../src/domain/journal.ts';
import { message } from '../../src/domain/message.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Toy } from './bench.ts';
import { act, ask, bench, done, LAG_MS, START_MS, wait } from './bench.ts';

const STAYS = wait(START_MS + 99 * HOUR);
const lost = () => {
  throw new GoLiveError('answer-lost', { subject: 'it' });
};

/** A step that puts something up and takes it down again; the provider's answers can be lost. */
function puts(kind: EffectKind, answers: { up?: () => void; down?: () => void } = {}, there = { up: false }) {
  const sent: string[] = [];
  const toy: Toy = {
    observe: () => there.up,
    plan: (_ctx, seen) => (seen === true ? STAYS : act('up')),
    undo: (_ctx, _before, seen) => (seen === true ? act('down') : done),
    apply: async (effects, [change]) => {
      await effects[kind](change as string, null, LAG_MS, async () => {
        sent.push(change as string);
        const answer = answers[change as 'up' | 'down'];
        if (answer === undefined) there.up = change === 'up';
        else answer();
      });
    },
  };
  return { toy, sent, there };
}

describe('on the way back', () => {
  test('the last step is undone first, and one after the other', async () => {
    const order: string[] = [];
    const toy = (id: string, after: readonly string[]): Toy => ({
      after,
      plan: () => (order.includes(id) ? done : act()),
      apply: async () => void order.push(id),
      undo: () => {
        order.push(`${id} back`);
        return done;
      },
    });
    const here = await bench({
      a: toy('a', []),
      b: toy('b', ['a']),
      c: toy('c', ['b']),
      end: { after: ['c'], plan: () => STAYS },
    });
    await here.tick();
    await here.says('rollback');
    await here.run();
    expect(order).toEqual(['a', 'b', 'c', 'c back', 'b back', 'a back']);
    expect((await here.state()).steps['end']?.state).toBe('undone');
  });

  test('what changed nothing is not looked at', async () => {
    let undone = 0;
    const undo = () => {
      undone += 1;
      return done;
    };
    const here = await bench({ a: { undo }, b: { plan: () => STAYS, undo } });
    await here.tick();
    const looks = { ...here.looks };
    await here.says('rollback');
    await here.run();
    expect([undone, here.looks, await here.step('a')]).toEqual([0, looks, 'undone']);
  });

  test('what a person said was done is looked at', async () => {
    let undone = 0;
    const undo = () => {
      undone += 1;
      return done;
    };
    const here = await bench({ a: { plan: () => ask({ closesOnWord: true }), undo }, b: { plan: () => STAYS } });
    await here.tick();
    await here.says('done', { step: 'a' });
    await here.tick();
    await here.says('rollback');
    await here.run();
    expect(undone).toBe(1);
  });

  test('what a person said was done before anybody asked is looked at', async () => {
    let undone = 0;
    const undo = () => {
      undone += 1;
      return done;
    };
    const here = await bench({ a: { plan: (_ctx, _seen, now) => wait(now + HOUR), undo } });
    await here.tick();
    await here.says('done', { step: 'a' });
    await here.says('rollback');
    await here.run();
    expect(undone).toBe(1);
  });

  test('a change is taken back, and all its effects are settled', async () => {
    const { toy, sent } = puts('absolute');
    const here = await bench({ a: toy });
    await here.run(START_MS + HOUR);
    await here.says('rollback');
    await here.run();
    expect([sent, await here.effects(), await here.step('a')]).toEqual([
      ['up', 'down'],
      ['confirmed', 'confirmed'],
      'undone',
    ]);
  });

  // An order that was taken back may have been another one: a person says whether the lost one can still turn up.
  test.each<[EffectKind, string]>([
    ['absolute', 'undone'],
    ['keyed', 'undone'],
    ['once', 'undoing engine.undecidable'],
  ])(
    'an %s effect whose answer was lost is looked for when a look can be believed, and taken back if it is there: %s',
    async (kind, ends) => {
      const there = { up: false };
      const { toy, sent } = puts(kind, { up: lost }, there);
      const here = await bench({ a: toy });
      await here.tick();
      await here.says('rollback');
      await here.tick();
      expect([sent, await here.step('a')]).toEqual([['up'], 'undoing engine.answer-lost']);
      const looked = here.looks['a'];
      here.clock.advance(LAG_MS - 1);
      await here.tick();
      expect([here.looks['a'], await here.step('a')]).toEqual([looked, 'undoing engine.answer-lost']);
      there.up = true;
      await here.run();
      expect([sent, await here.step('a'), there.up]).toEqual([['up', 'down'], ends, false]);
    },
  );

  test('an answer that was lost on the way back: looked at, and set again where it is not to be seen', async () => {
    let times = 0;
    const there = { up: false };
    const down = () => {
      if (++times === 1) lost();
      there.up = false;
    };
    const { toy, sent } = puts('absolute', { down }, there);
    const here = await bench({ a: toy });
    await here.run(START_MS + HOUR);
    await here.says('rollback');
    await here.run();
    expect([sent, await here.effects(), await here.step('a')]).toEqual([
      ['up', 'down', 'down'],
      ['confirmed', 'absent', 'confirmed'],
      'undone',
    ]);
  });

  test('an answer that was lost on the way back, and it worked: confirmed', async () => {
    const there = { up: false };
    const { toy, sent } = puts(
      'absolute',
      {
        down: () => {
          there.up = false;
          lost();
        },
      },
      there,
    );
    const here = await bench({ a: toy });
    await here.run(START_MS + HOUR);
    await here.says('rollback');
    await here.run();
    expect([sent, await here.effects(), await here.step('a')]).toEqual([
      ['up', 'down'],
      ['confirmed', 'confirmed'],
      'undone',
    ]);
  });

  test('an absolute effect that was lost and is not there is settled', async () => {
    const { toy, sent } = puts('absolute', { up: lost });
    const here = await bench({ a: toy });
    await here.tick();
    await here.says('rollback');
    await here.run();
    expect([sent, await here.effects(), await here.step('a')]).toEqual([['up'], ['absent'], 'undone']);
  });

  test('an order that was lost may still turn up: looked for twice, then a person says', async () => {
    const { toy, sent } = puts('once', { up: lost });
    const here = await bench({ a: toy });
    await here.tick();
    await here.says('rollback');
    await here.run();
    expect([sent, await here.effects(), await here.step('a')]).toEqual([
      ['up'],
      ['unknown'],
      'undoing engine.undecidable',
    ]);
    expect((await here.state()).effects[0]!.notSeen).toBe(2);
    await here.says('retry', { step: 'a' });
    await here.run();
    expect([await here.effects(), await here.step('a')]).toEqual([['absent'], 'undone']);
  });

  test('a word that was given on the way forward does not close the way back', async () => {
    const toy: Toy = { plan: () => ask({ closesOnWord: true }), undo: () => ask({ closesOnWord: true }) };
    const here = await bench({ a: toy, b: { plan: () => STAYS } });
    await here.tick();
    await here.says('done', { step: 'a' });
    await here.tick();
    here.clock.advance(MINUTE);
    await here.says('rollback');
    await here.run();
    expect(await here.step('a')).toBe('undoing toy.ask');
    await here.says('done', { step: 'a' });
    await here.run();
    expect(await here.step('a')).toBe('undone');
  });

  test('a word said at a machine whose clock is a little behind counts', async () => {
    const here = await bench({
      a: { plan: () => ask(), undo: () => ask({ closesOnWord: true }) },
      b: { plan: () => STAYS },
    });
    await here.tick();
    await here.says('rollback');
    const ahead = { ...here.clock, now: () => here.clock.now() + 74 };
    await here.tick({ app: { ...here.app, clock: ahead } });
    await here.says('done', { step: 'a' });
    await here.run();
    expect(await here.step('a')).toBe('undone');
  });

  test('a word to one question is none to the next', async () => {
    let text = 'first';
    const undo = () => ask({ closesOnWord: true, task: { text, values: {} } });
    const here = await bench({ a: { plan: () => ask({ closesOnWord: true }), undo }, b: { plan: () => STAYS } });
    await here.tick();
    await here.says('done', { step: 'a' });
    await here.tick();
    await here.says('rollback');
    await here.run();
    await here.says('done', { step: 'a' });
    text = 'second';
    await here.run();
    expect(await here.step('a')).toBe('undoing second');
  });

  test('a word closes only what cannot be seen', async () => {
    const { toy } = puts('absolute');
    const here = await bench({ a: { ...toy, undo: () => ask() } });
    await here.run(START_MS + HOUR);
    await here.says('rollback');
    await here.run(START_MS + 2 * HOUR);
    await here.says('done', { step: 'a' });
    await here.run(START_MS + 3 * HOUR);
    expect(await here.step('a')).toBe('undoing toy.ask');
  });

  test('a gate that says no is asked again, and a wait waited for', async () => {
    const { toy } = puts('absolute');
    const at = START_MS + 5 * HOUR;
    const here = await bench({
      a: {
        ...toy,
        undo: (_ctx, _before, _seen, now) =>
          now < at
            ? { kind: 'blocked', reason: message('toy.no'), untilMs: at }
            : now < at + HOUR
              ? wait(at + HOUR)
              : done,
      },
    });
    await here.run(START_MS + HOUR);
    await here.says('rollback');
    await here.run(at - 1);
    expect(await here.step('a')).toBe('undoing toy.no');
    await here.run(at);
    expect(await here.step('a')).toBe('undoing toy.wait');
    await here.run();
    expect([await here.step('a'), here.clock.now()]).toEqual(['undone', at + HOUR]);
  });

  test('what somebody did by hand is asked back of them, and seen', async () => {
    const { toy, sent, there } = puts('absolute');
    const here = await bench({ a: { ...toy, byHand: true } });
    await here.tick();
    there.up = true;
    await here.says('rollback');
    await here.run(START_MS + HOUR);
    expect([sent, await here.step('a')]).toEqual([[], 'undoing x']);
    there.up = false;
    await here.run();
    expect([sent, await here.step('a')]).toEqual([[], 'undone']);
  });
});
