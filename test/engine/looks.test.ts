import { describe, expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import type { App } from '../../src/app/app.ts';
import { serve } from '../../src/app/engine/serve.ts';
import { record } from '../../src/app/record.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import type { JournalEvent } from '../../src/domain/journal.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Bench, Toy } from './bench.ts';
import { ANNA, act, ask, bench, done, LAG_MS, LEASE_MS, START_MS, wait } from './bench.ts';

const lost = async () => {
  throw new GoLiveError('answer-lost', { subject: 'it' });
};

describe('the engine looks', () => {
  test('at nothing of a draft', async () => {
    const here = await bench({ a: {} }, { draft: true });
    await here.run();
    expect([here.looks, await here.step('a')]).toEqual([{}, 'untouched']);
  });

  test('at a step when those before it are through', async () => {
    const order: string[] = [];
    const toy = (id: string, after: readonly string[] = []): Toy => ({
      after,
      observe: () => void order.push(id),
      plan: (_ctx, _seen, now) => (id === 'a' && now < START_MS + HOUR ? wait(START_MS + HOUR) : done),
    });
    const here = await bench({ c: toy('c', ['b']), b: toy('b', ['a']), a: toy('a') });
    await here.run();
    expect(order).toEqual(['a', 'a', 'b', 'c']);
  });

  test('and a second run finds nothing to do', async () => {
    const here = await bench({ a: {}, b: { after: ['a'] } });
    await here.run();
    const { seq } = await here.state();
    await here.run();
    expect([(await here.state()).seq, here.looks]).toEqual([seq, { a: 1, b: 1 }]);
  });

  test('and writes down only what is new', async () => {
    const here = await bench({ a: { plan: (_ctx, _seen, now) => wait(now + MINUTE) } });
    await here.run(START_MS + 30 * MINUTE);
    expect([here.looks['a']! > 20, await here.journal()]).toEqual([true, ['a waitFor']]);
  });

  test('and writes a change of the reason, a new deadline and a new finding', async () => {
    let more: object = {};
    const here = await bench({ a: { plan: (_ctx, _seen, now) => wait(now + MINUTE, more) } });
    for (const next of [
      {},
      { deadlineMs: START_MS + HOUR },
      { findings: [{ tag: 'SERVER_LAME', subject: 'ns1' }] },
      { facts: { n: 1 } },
    ]) {
      more = next;
      here.clock.advance(MINUTE);
      await here.tick();
    }
    expect((await here.journal()).length).toBe(4);
  });

  test('not at what a person made pointless in the same round', async () => {
    const slow: Bench = await bench({
      a: { observe: async () => void (await slow.says('skip', { step: 'b' })) },
      b: {},
    });
    await slow.run();
    expect([slow.looks, await slow.step('b')]).toEqual([{ a: 1 }, 'skipped']);
  });

  test('and does nothing to a step that a person skipped while it looked', async () => {
    let applied = 0;
    const here: Bench = await bench({
      a: {
        observe: async () => void (await here.says('skip', { step: 'a' })),
        plan: () => act(),
        apply: async () => void applied++,
      },
    });
    await here.run();
    expect([applied, await here.step('a')]).toEqual([0, 'skipped']);
  });

  test('at no further step once golive is stopping', async () => {
    const stop = new AbortController();
    const here = await bench({ a: { observe: () => stop.abort() }, b: {} });
    await here.tick({ signal: stop.signal });
    expect(here.looks).toEqual({ a: 1 });
  });

  test('and writes nothing when its look was cut off by the stop', async () => {
    const stop = new AbortController();
    const here = await bench({
      a: {
        observe: () => {
          stop.abort();
          throw new GoLiveError('unreachable', { subject: 'x' });
        },
      },
    });
    await here.tick({ signal: stop.signal });
    expect(await here.journal()).toEqual([]);
  });

  test('not in a circle at a moment that has passed', async () => {
    const here = await bench({ a: { plan: (_ctx, _seen, now) => wait(now - HOUR) } });
    await here.tick();
    expect(here.looks['a']).toBe(1);
  });

  test('only so often in one go, should a step run in circles', async () => {
    let looks = 0;
    const here = await bench({ a: { plan: () => (looks < 1200 ? act(looks++) : done) } });
    await here.tick();
    expect([here.looks['a'], await here.step('a')]).toEqual([500, 'working']);
  });

  test('with a lease that it prolongs between two looks', async () => {
    const others: unknown[] = [];
    const slowly = async () => {
      here.clock.advance(0.4 * LEASE_MS);
      others.push(await here.app.store.claim(here.id, 'two', here.clock.now(), here.clock.now() + 1));
    };
    const here: Bench = await bench({ a: { observe: slowly }, b: { observe: slowly }, c: { observe: slowly } });
    await here.tick();
    expect([others, await here.step('c')]).toEqual([[undefined, undefined, undefined], 'done']);
  });

  test('and gives the migration back when it is through, and when it could not begin', async () => {
    const here = await bench({ a: { plan: () => ask({ closesOnWord: true }) } });
    const broken: App = {
      ...here.app,
      portsFor: async () => {
        throw new GoLiveError('config-invalid', { subject: 'providers' });
      },
    };
    await here.tick({ app: broken });
    expect([here.looks, here.logged.length]).toEqual([{}, 1]);
    const unreadable: App = {
      ...here.app,
      store: { ...here.app.store, readPlaybook: async () => undefined },
    };
    await here.tick({ app: unreadable });
    expect([here.looks, here.logged.length]).toEqual([{}, 2]);
    await here.tick();
    expect(here.looks).toEqual({ a: 1 });
    await here.note();
    await here.tick();
    expect(here.looks).toEqual({ a: 2 });
  });
});

describe('looking that does not work', () => {
  test('is tried again, later each time', async () => {
    const at: number[] = [];
    const here: Bench = await bench({
      a: {
        observe: () => {
          at.push((here.clock.now() - START_MS) / MINUTE);
          throw new GoLiveError('unreachable', { subject: 'x' });
        },
      },
    });
    await here.run(START_MS + HOUR);
    expect([at.slice(0, 7), await here.step('a')]).toEqual([[0, 1, 3, 7, 15, 30, 45], 'waiting engine.look-failed']);
  });

  test('waits as long as the provider asks', async () => {
    const here = await bench({
      a: {
        observe: () => {
          throw new GoLiveError('rate-limited', { subject: 'x', retryAfterMs: 2 * HOUR });
        },
      },
    });
    await here.tick();
    expect(await here.app.store.nextDueMs()).toBe(START_MS + 2 * HOUR);
  });

  test('for ever is shown', async () => {
    const here = await bench({
      a: {
        observe: () => {
          throw new GoLiveError('zone-missing', { subject: 'x' });
        },
      },
    });
    await here.run();
    expect([here.looks['a'], await here.step('a')]).toEqual([1, 'failed']);
  });

  test('for ever, while an answer is lost, is a person’s business', async () => {
    let gone = false;
    const here = await bench({
      a: {
        observe: () => {
          if (gone) throw new GoLiveError('zone-missing', { subject: 'x' });
          gone = true;
        },
        plan: () => act(),
        apply: (effects) => effects.once('it', null, LAG_MS, lost),
      },
    });
    await here.run();
    expect([here.looks['a'], await here.effects()]).toEqual([2, ['unknown']]);
    expect(await here.step('a')).toBe('needs-you engine.look-failed');
  });

  test('for want of a login, while an answer is lost, is a person’s business too', async () => {
    let looked = 0;
    const here = await bench({
      a: {
        observe: () => {
          if (looked++ > 0) throw new GoLiveError('credentials-rejected', { subject: 'x' });
        },
        plan: () => act(),
        apply: (effects) => effects.once('it', null, LAG_MS, lost),
      },
    });
    await here.run(START_MS + HOUR);
    expect([await here.effects(), await here.step('a')]).toEqual([['unknown'], 'needs-you engine.look-failed']);
    expect(looked).toBeLessThan(10);
  });

  test('because it hangs is cut off', async () => {
    const late = AbortSignal.abort();
    const here = await bench({ a: { observe: () => new Promise(() => undefined) } }, { inTime: () => late });
    await here.tick();
    expect(await here.step('a')).toBe('waiting engine.look-failed');
  }, 2_000);

  test('for a step that nobody knows is shown', async () => {
    const here = await bench({ 'unheard-of': {} });
    await here.run();
    expect(await here.step('unheard-of')).toBe('failed');
  });
});

describe('what somebody says while a step is looked at', () => {
  /** Says it during the first look at the step, and once. */
  const during = (what: (here: Bench) => Promise<unknown>, toy: Toy, before?: readonly JournalEvent[]) => {
    const sent: unknown[] = [];
    let said = false;
    const start = async (): Promise<Bench> => {
      const here: Bench = await bench({
        a: {
          observe: async () => {
            if (!said) {
              said = true;
              await what(here);
            }
            return sent.length;
          },
          apply: async (effects, [change]) => {
            await effects.absolute('set', change, 0, async () => void sent.push(change));
          },
          ...toy,
        },
      });
      if (before !== undefined) await record(here.app, here.id, { by: 'Anna' }, () => before);
      return here;
    };
    return { start, sent };
  };
  const newServers = (nameServers: string[]): JournalEvent =>
    ({ type: 'answered', answers: { newNameServers: nameServers } }) as never;
  const answers = (here: Bench) => record(here.app, here.id, { by: 'Anna' }, () => [newServers(['ns1.other.nl.'])]);
  const asAnswered: NonNullable<Toy['plan']> = ({ answers: { newNameServers } }, seen) =>
    seen === 1 ? done : act(newNameServers as never);

  test('counts: nothing is sent that stands on another answer', async () => {
    const { start, sent } = during(answers, { plan: asAnswered }, [newServers(['ns1.first.nl.'])]);
    const here = await start();
    await here.tick();
    expect(sent).toEqual([['ns1.other.nl.']]);
    expect(here.looks['a']).toBe(3);
    expect((await here.journal()).filter((event) => event === 'a started')).toHaveLength(1);
  });

  test('counts: nothing is sent for a half-day that was moved', async () => {
    const half = (slot: string): JournalEvent =>
      ({ type: 'booked', slot: { slot, startsAtMs: START_MS, endsAtMs: START_MS + 4 * HOUR } }) as never;
    const moves = (here: Bench) => record(here.app, here.id, { by: 'Anna' }, () => [half('2027-01-12/morning')]);
    const plan: NonNullable<Toy['plan']> = ({ slot }, seen) => (seen === 1 ? done : act(slot!.slot));
    const { start, sent } = during(moves, { plan }, [half('2027-01-11/morning')]);
    const here = await start();
    here.app.store.bookingOf = async () => undefined;
    await here.tick();
    expect(sent).not.toContain('2027-01-11/morning');
  });

  test('counts: a person is asked for what holds now', async () => {
    const { start } = during(answers, { plan: asAnswered, byHand: true }, [newServers(['ns1.first.nl.'])]);
    const here = await start();
    await here.tick();
    expect((await here.state()).steps['a']?.changes?.[0]?.values?.['change']).toBe('["ns1.other.nl."]');
    expect(await here.journal()).toEqual(['answered', 'answered', 'a asked']);
  });

  test('counts between two effects of one step', async () => {
    const { start, sent } = during(
      async () => undefined,
      {
        plan: asAnswered,
        apply: async (effects, [change]) => {
          await effects.absolute('first', change, 0, async () => void (await answers(here)));
          await effects.absolute('second', change, 0, async () => void sent.push(change));
        },
      },
      [newServers(['ns1.first.nl.'])],
    );
    const here = await start();
    await here.tick();
    expect(sent).toEqual([['ns1.other.nl.']]);
  });

  test('is not overtaken by a question: who approves meanwhile is not asked', async () => {
    const approves = (here: Bench) => here.says('approve', { step: 'a' });
    const { start, sent } = during(approves, { plan: asAnswered, more: { needsApproval: true } }, [
      newServers(['ns1.first.nl.']),
    ]);
    const here = await start();
    await here.tick();
    expect([sent, await here.step('a')]).toEqual([[['ns1.first.nl.']], 'done']);
  });

  test('counts: who hands in what is asked for meanwhile is not asked', async () => {
    const handsIn = (here: Bench) =>
      record(here.app, here.id, { by: 'Anna' }, () => [{ type: 'secret-stored', field: 'authcode' } as never]);
    const plan: NonNullable<Toy['plan']> = ({ secrets }) => (secrets['authcode'] === undefined ? ask() : done);
    const { start } = during(handsIn, { plan });
    const here = await start();
    await here.tick();
    expect(await here.journal()).toEqual(['secret-stored', 'a observedDone', 'secret-forgotten']);
  });

  test('counts: “retry” of the very step begins a look of its own', async () => {
    let looked = 0;
    const here: Bench = await bench({
      a: {
        observe: async () => {
          looked += 1;
          if (looked === 2) await here.says('retry', { step: 'a' });
          return looked;
        },
        plan: (_ctx, seen) => (seen === 3 ? done : ask({ lookAgainMs: START_MS + 20 * HOUR, facts: { seen } })),
      },
    });
    await here.tick();
    await here.note();
    await here.tick();
    expect(await here.journal()).toEqual(['a asked', 'note', 'a retried', 'a observedDone']);
  });

  test('counts: what did not work with one answer is tried with the other', async () => {
    let looked = 0;
    const sent: unknown[] = [];
    const here: Bench = await bench({
      a: {
        observe: async () => {
          if (++looked === 4) await answers(here);
          return sent.at(-1);
        },
        plan: ({ answers: { newNameServers } }, seen) =>
          seen === 'ns1.other.nl.' ? done : act(newNameServers?.[0] as never),
        apply: async (effects, [change]) => {
          await effects.absolute('set', change, 0, async () => void sent.push(change));
        },
      },
    });
    await record(here.app, here.id, { by: 'Anna' }, () => [newServers(['ns1.first.nl.'])]);
    await here.run(START_MS + HOUR);
    expect([sent.length, sent.at(-1), await here.step('a')]).toEqual([4, 'ns1.other.nl.', 'done']);
  });

  test('counts for a plan that could not be made', async () => {
    const { start } = during(answers, {
      plan: ({ answers: { newNameServers } }) => {
        if (newNameServers === undefined) throw new GoLiveError('internal', { subject: 'a' });
        return done;
      },
    });
    const here = await start();
    await here.tick();
    expect(await here.step('a')).toBe('done');
  });

  test('counts between two effects, and what was sent before is waited for: nothing looks lost', async () => {
    let ordered: string | undefined;
    const here: Bench = await bench({
      a: {
        // The provider's list shows an order only a while later.
        observe: () => (here.clock.now() < START_MS + LAG_MS ? null : (ordered ?? null)),
        plan: (_ctx, seen) => (seen === null ? act() : done),
        apply: async (effects) => {
          await effects.once('order', null, LAG_MS, async () => {
            ordered = 'it';
            await answers(here);
          });
          await effects.absolute('second', null, 0, async () => undefined);
        },
      },
    });
    await here.tick();
    expect([await here.step('a'), await here.effects()]).toEqual(['waiting engine.checking', ['confirmed']]);
    await here.run(START_MS + HOUR);
    expect(await here.step('a')).toBe('done');
  });

  test('is not what the engine itself settles: it goes on from that very look', async () => {
    let set = false;
    const here: Bench = await bench({
      a: {
        plan: () => (set ? done : act()),
        apply: async (effects) => {
          await effects.absolute('it', null, LAG_MS, async () => {
            if (here.clock.now() < START_MS + LAG_MS) return lost();
            set = true;
          });
        },
      },
    });
    await here.run(START_MS + LAG_MS);
    expect([here.looks['a'], set]).toEqual([2, true]);
  });

  test('and changes nothing of the plan leaves the look as it is', async () => {
    const { start } = during((here) => here.note(), { plan: asAnswered }, [newServers(['ns1.first.nl.'])]);
    const here = await start();
    await here.tick();
    expect(here.looks['a']).toBe(2);
  });
});

describe('a person', () => {
  test('is asked where nobody has the API, and nothing is sent', async () => {
    let applied = 0;
    const here = await bench({ a: { byHand: true, plan: () => act(), apply: async () => void applied++ } });
    await here.run(START_MS + HOUR);
    expect([applied, await here.step('a')]).toEqual([0, 'needs-you x']);
    await here.says('done', { step: 'a' });
    await here.run(START_MS + 2 * HOUR);
    expect(await here.step('a'), 'a claim is looked at').toBe('needs-you x');
  });

  test('closes by word only what cannot be seen, and only by saying so', async () => {
    const here = await bench({ a: { plan: () => ask({ closesOnWord: true }) }, b: { plan: () => ask() } });
    await here.run(START_MS + HOUR);
    expect([await here.step('a'), await here.step('b')]).toEqual(['needs-you toy.ask', 'needs-you toy.ask']);
    await here.says('done', { step: 'a' });
    await here.says('done', { step: 'b' });
    await here.run(START_MS + HOUR);
    expect([await here.step('a'), await here.step('b')]).toEqual(['done', 'needs-you toy.ask']);
    expect((await here.state()).steps['a']?.on).toBe('word');
  });

  test('who answered one question has not answered the next', async () => {
    let text = 'first';
    const here = await bench({ a: { plan: () => ask({ closesOnWord: true, task: { text, values: {} } }) } });
    await here.tick();
    await here.says('done', { step: 'a' });
    text = 'second';
    await here.tick();
    expect(await here.step('a')).toBe('needs-you second');
  });

  test('approves before a step that needs it acts, and the plan as it is', async () => {
    let applied = 0;
    let plan = 1;
    const here = await bench({
      z: { plan: (_ctx, _seen, now) => ({ ...wait(now + HOUR), facts: { plan } }) as never },
      a: {
        more: { needsApproval: true },
        plan: () => (applied > 0 ? done : act()),
        apply: async () => void applied++,
      },
    });
    await here.tick();
    expect([applied, await here.step('a')]).toEqual([0, 'needs-you engine.not-approved']);
    await here.says('approve', { step: 'a' });
    plan = 2;
    here.clock.advance(HOUR);
    await here.tick();
    expect([applied, await here.step('a')]).toEqual([0, 'needs-you engine.not-approved']);
    await here.says('approve', { step: 'a' });
    await here.tick();
    expect([applied, await here.step('a')]).toEqual([1, 'done']);
  });

  test('is asked when a deadline has passed, not before', async () => {
    const deadlineMs = START_MS + HOUR;
    const here = await bench({ a: { plan: (_ctx, _seen, now) => wait(now + 10 * MINUTE, { deadlineMs }) } });
    await here.run(deadlineMs - 1);
    expect(await here.step('a')).toBe('waiting toy.wait');
    await here.run(deadlineMs);
    expect(await here.step('a')).toBe('needs-you engine.deadline-passed');
  });

  test.each<[string, object, string]>([
    ['a plan that asks', ask({ lookAgainMs: START_MS + 9 * HOUR }), 'needs-you toy.ask'],
    ['a deadline that passed', wait(START_MS + 9 * HOUR, { deadlineMs: START_MS }), 'needs-you engine.deadline-passed'],
    ['a gate that says no', { kind: 'blocked', reason: { text: 'x', values: {} } }, 'needs-you engine.undecidable'],
  ])('hears of %s although an answer was lost', async (_title, decision, expected) => {
    let looked = 0;
    const here = await bench({
      a: {
        plan: () => (looked++ === 0 ? act() : (decision as never)),
        apply: (effects) => effects.once('it', null, LAG_MS, lost),
      },
    });
    await here.run(START_MS + HOUR);
    expect(await here.step('a')).toBe(expected);
    expect(looked).toBeLessThan(10);
  });

  test('hears why a gate is closed once a look can be believed, although an answer was lost', async () => {
    const gate = { kind: 'blocked', reason: { text: 'gate', values: {} } } as const;
    let looked = 0;
    const here = await bench({
      a: {
        plan: () => (looked++ === 0 ? act() : gate),
        apply: (effects) => effects.absolute('it', null, LAG_MS, lost),
      },
    });
    await here.tick();
    await here.note();
    await here.tick();
    expect(await here.step('a')).toBe('unknown engine.answer-lost');
    await here.run(START_MS + 2 * LAG_MS);
    expect(await here.step('a')).toBe('blocked gate');
  });

  test('is heard at once by what waits, and then it is quiet again', async () => {
    const here = await bench({
      a: { plan: (_ctx, _seen, now) => wait(now + HOUR) },
      b: { plan: (_ctx, _seen, now) => wait(now + 5 * MINUTE) },
    });
    await here.tick();
    await here.note();
    await here.tick();
    expect(here.looks).toEqual({ a: 2, b: 2 });
    here.clock.advance(5 * MINUTE);
    await here.tick();
    expect(here.looks, 'a was heard, and waits again').toEqual({ a: 2, b: 3 });
  });

  test('who speaks while others are looked at is heard by those that were looked at already', async () => {
    let spoke = false;
    const here: Bench = await bench({
      a: { plan: (_ctx, _seen, now) => wait(now + MINUTE) },
      b: {
        observe: async () => {
          if (here.clock.now() === START_MS || spoke) return;
          spoke = true;
          await here.note();
        },
        plan: (_ctx, _seen, now) => wait(now + MINUTE, { reason: { text: `x${now}`, values: {} } }),
      },
    });
    await here.tick();
    here.clock.advance(MINUTE);
    await here.tick();
    expect([spoke, here.looks['a']]).toEqual([true, 3]);
  });

  test('who speaks at the very end is heard in the next pass, not a quarter of an hour later', async () => {
    const here: Bench = await bench({
      a: {
        plan: (_ctx, seen, now) => (seen === 'yes' ? done : ask({ lookAgainMs: now + HOUR })),
        observe: (ctx) => ctx.answers.free?.['losingRegistrarCuts'],
      },
      b: { after: ['a'] },
    });
    const { store } = here.app;
    let said = false;
    const late: App = {
      ...here.app,
      store: {
        ...store,
        append: async (...args) => {
          // The last word of the pass is the projection, without events.
          if (args[2].length === 0 && !said) {
            said = true;
            await answer(here.app, here.id, { pairs: [['losingRegistrarCuts', 'yes']] }, ANNA);
          }
          return store.append(...args);
        },
      },
    };
    await here.tick({ app: late });
    expect([said, ((await store.nextDueMs()) ?? Number.NaN) <= here.clock.now()]).toEqual([true, true]);
    await here.tick();
    expect(await here.step('b')).toBe('done');
  });

  test('and the engine write at the same time: both are in the journal', async () => {
    const here: Bench = await bench({ a: { observe: async () => void (await here.note()) } });
    await here.tick();
    expect(await here.journal()).toEqual(['note', 'a observedDone']);
  });
});

describe('what was seen before', () => {
  test('the first change is the way back, and stays so', async () => {
    let value = 0;
    const undone: unknown[] = [];
    const here = await bench({
      a: {
        observe: () => value,
        plan: () => (value < 3 ? act(value) : wait(START_MS + 99 * HOUR)),
        apply: (effects) => effects.absolute('up', null, 0, async () => void value++),
        undo: (_ctx, before, now) => {
          undone.push([before, now]);
          return done;
        },
      },
    });
    await here.tick();
    await here.says('rollback');
    await here.run();
    expect([undone, await here.step('a')]).toEqual([[[0, 3]], 'undone']);
  });
});

describe('a daemon', () => {
  test('works on until it is told to stop', async () => {
    const stop = new AbortController();
    const here: Bench = await bench({
      a: { plan: (_ctx, _seen, now) => (now < START_MS + HOUR ? wait(now + MINUTE) : done) },
      b: { after: ['a'], observe: () => stop.abort() },
    });
    await serve(here.app, { signal: stop.signal, owner: 'daemon' });
    expect([await here.step('a'), here.looks['b']]).toEqual(['done', 1]);
  });

  test('does not let one broken migration stop the others, nor circle around it', async () => {
    const stop = new AbortController();
    const here = await bench({ a: {} });
    let tries = 0;
    const broken: App = {
      ...here.app,
      portsFor: async () => {
        if (++tries === 3) stop.abort();
        throw new GoLiveError('config-invalid', { subject: 'providers' });
      },
    };
    await serve(broken, { signal: stop.signal, owner: 'daemon' });
    expect([here.logged.length, here.clock.now() - START_MS]).toEqual([3, 2 * here.app.pollMs]);
  });
});
