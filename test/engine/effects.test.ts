import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import type { EffectKind } from '../../src/domain/journal.ts';
import { HOUR } from '../../src/domain/time.ts';
import type { Effects } from '../../src/steps/contract.ts';
import type { Bench, BenchOptions, Toy } from './bench.ts';
import { act, bench, done, LAG_MS, LEASE_MS, wait } from './bench.ts';
import { Died, interposed } from './interposed-store.ts';

/** A provider with one thing to be ordered or set, and all that went to it. */
class Provider {
  readonly sent: string[] = [];
  there = false;
  /** What happens when it is sent; by default it is there at once. */
  answer: (key: string) => Promise<void> | void = () => {
    this.there = true;
  };

  toy(kind: EffectKind, more: Toy = {}, lagMs = LAG_MS): Toy {
    return {
      observe: () => this.there,
      plan: () => (this.there ? done : act()),
      apply: (effects) => this.send(effects, kind, lagMs),
      ...more,
    };
  }

  send(effects: Effects, kind: EffectKind, lagMs = LAG_MS): Promise<void> {
    const deliver = async (key = 'none') => {
      this.sent.push(key);
      await this.answer(key);
    };
    return effects[kind]('it', { what: 'it' }, lagMs, deliver);
  }
}

const lost = () => {
  throw new GoLiveError('answer-lost', { subject: 'it' });
};

async function with_(kind: EffectKind, options: BenchOptions = {}, more: Toy = {}, lagMs = LAG_MS) {
  const provider = new Provider();
  const here = await bench({ a: provider.toy(kind, more, lagMs) }, options);
  return { provider, here };
}

describe('an effect leaves', () => {
  test('after its intent, and its outcome follows', async () => {
    const { here } = await with_('once');
    await here.run();
    expect(await here.journal()).toEqual([
      'a started',
      'effect-intended',
      'effect confirmed',
      'a waitFor',
      'a observedDone',
    ]);
  });

  test('not at all once golive is stopping, and then nothing is meant either', async () => {
    const stop = new AbortController();
    const provider = new Provider();
    const here = await bench({
      a: provider.toy('once', {
        apply: (effects) => {
          stop.abort();
          return provider.send(effects, 'once');
        },
      }),
    });
    await here.tick({ signal: stop.signal });
    expect([provider.sent, await here.journal()]).toEqual([[], ['a started']]);
    await here.run();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'done']);
  });

  test('not when golive is stopped while its intent is written', async () => {
    const stop = new AbortController();
    const { here, provider } = await with_(
      'once',
      hooked(() => stop.abort()),
    );
    await here.tick({ signal: stop.signal });
    expect([provider.sent, await here.effects(), await here.step('a')]).toEqual([[], ['absent'], 'working']);
  });

  test('at last, however often it was stopped before it could', async () => {
    const provider = new Provider();
    const counted = { starts: 0 };
    let stop = new AbortController();
    const here = await bench({
      a: provider.toy('once', {
        apply: (effects) => {
          if (counted.starts++ < 5) stop.abort();
          return provider.send(effects, 'once');
        },
      }),
    });
    for (let times = 0; times < 5; times++) {
      stop = new AbortController();
      await here.tick({ signal: stop.signal });
    }
    expect(provider.sent).toEqual([]);
    await here.run();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'done']);
  });

  test('not when the lease ran out while its intent was written', async () => {
    let here: Bench | undefined;
    const made = await with_(
      'once',
      hooked(() => here!.clock.advance(LEASE_MS)),
    );
    here = made.here;
    await here.tick();
    expect([made.provider.sent, await here.effects(), await here.step('a')]).toEqual([[], ['absent'], 'working']);
    expect(here.logged).toEqual([]);
  });

  test('not while a person has paused the migration', async () => {
    const provider = new Provider();
    let paused = false;
    const here: Bench = await bench({
      a: provider.toy('once', {
        apply: async (effects) => {
          if (!paused) await here.says('pause');
          paused = true;
          return provider.send(effects, 'once');
        },
      }),
    });
    await here.run();
    expect([provider.sent, await here.step('a')]).toEqual([[], 'working']);
    await here.says('resume');
    await here.run();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'done']);
  });

  test('not when a person turned the migration back meanwhile', async () => {
    const provider = new Provider();
    const here: Bench = await bench({
      a: provider.toy('once', {
        apply: async (effects) => {
          await here.says('rollback');
          return provider.send(effects, 'once');
        },
      }),
    });
    await here.run();
    expect([provider.sent, await here.effects()]).toEqual([[], []]);
  });

  test('with a lease that is prolonged on the way', async () => {
    const provider = new Provider();
    const here: Bench = await bench({
      a: provider.toy('absolute', {
        plan: () => (provider.sent.length === 3 ? done : act()),
        apply: async (effects) => {
          for (const name of ['x', 'y', 'z'])
            await effects.absolute(name, null, 0, async () => {
              provider.sent.push(name);
              here.clock.advance(0.6 * LEASE_MS);
            });
        },
      }),
    });
    await here.tick();
    expect([provider.sent, await here.step('a')]).toEqual([['x', 'y', 'z'], 'done']);
  });
});

describe('what a failure says of the effect', () => {
  test.each<[string, () => never, string, string]>([
    ['a lost answer: nobody knows', lost, 'unknown', 'unknown engine.answer-lost'],
    ['a refusal: it did not happen', () => fail('refused'), 'refused', 'failed'],
    [
      'too fast: it did not happen, again later',
      () => fail('rate-limited'),
      'refused',
      'waiting engine.try-again-later',
    ],
    [
      'a fault of ours: nobody knows',
      () => {
        throw new TypeError('oops');
      },
      'unknown',
      'unknown engine.answer-lost',
    ],
  ])('%s', async (_title, answer, effect, step) => {
    const { here, provider } = await with_('once');
    provider.answer = answer;
    await here.tick();
    expect([await here.effects(), await here.step('a')]).toEqual([[effect], step]);
  });

  test('what was refused because of haste is sent again', async () => {
    const { here, provider } = await with_('once');
    const { answer } = provider;
    provider.answer = (key) => {
      provider.answer = answer;
      return fail('rate-limited', key);
    };
    await here.run();
    expect([provider.sent.length, await here.effects(), await here.step('a')]).toEqual([
      2,
      ['refused', 'confirmed'],
      'done',
    ]);
  });
});

describe('an answer that was lost', () => {
  const once = () => with_('once');

  test('and the thing is there: confirmed, and sent once', async () => {
    const { here, provider } = await once();
    provider.answer = () => {
      provider.there = true;
      lost();
    };
    await here.run();
    expect([provider.sent.length, await here.effects(), await here.step('a')]).toEqual([1, ['confirmed'], 'done']);
  });

  test('is not looked for before the provider’s list can be believed', async () => {
    const { here, provider } = await once();
    provider.answer = lost;
    await here.tick();
    const { looks } = here;
    expect(looks['a']).toBe(1);
    here.clock.advance(LAG_MS - 1);
    await here.tick();
    expect(looks['a']).toBe(1);
  });

  test('is not looked for sooner because a person is impatient', async () => {
    const { here, provider } = await once();
    provider.answer = lost;
    await here.tick();
    await here.says('retry', { step: 'a' });
    await here.tick();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'unknown engine.answer-lost']);
    expect((await here.state()).effects[0]).toMatchObject({ state: 'unknown', notSeen: 0 });
  });

  test('of a once: a word that was taken back closes nothing, and orders nothing', async () => {
    let busy = false;
    const { here, provider } = await with_(
      'once',
      {},
      {
        plan: (_ctx, _seen, now) => (busy ? wait(now + HOUR) : act()),
      },
    );
    provider.answer = lost;
    await here.run();
    busy = true;
    await here.says('done', { step: 'a' });
    await here.tick();
    expect([await here.effects(), await here.step('a')]).toEqual([['by-person'], 'waiting toy.wait']);
    busy = false;
    await here.says('retry', { step: 'a' });
    await here.tick();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'needs-you engine.undecidable']);
  });

  test('of a once: looked for twice, then a person is asked; never sent again by itself', async () => {
    const { here, provider } = await once();
    provider.answer = lost;
    await here.run();
    expect([provider.sent.length, here.looks['a'], await here.step('a')]).toEqual([
      1,
      3,
      'needs-you engine.undecidable',
    ]);
    expect((await here.state()).effects[0]).toMatchObject({ state: 'unknown', notSeen: 2 });
  });

  test('of a once: a person says that it is not there, and it is sent a second time', async () => {
    const { here, provider } = await once();
    provider.answer = lost;
    await here.run();
    provider.answer = () => {
      provider.there = true;
    };
    await here.says('retry', { step: 'a' });
    await here.run();
    expect([new Set(provider.sent).size, await here.effects()]).toEqual([2, ['absent', 'confirmed']]);
  });

  test('of a once: a person says that it happened, and that closes it', async () => {
    const { here, provider } = await once();
    provider.answer = lost;
    await here.run();
    await here.says('done', { step: 'a' });
    await here.run();
    expect([provider.sent.length, await here.effects(), await here.step('a')]).toEqual([1, ['by-person'], 'done']);
    expect((await here.state()).steps['a']).toMatchObject({ on: 'word', claimed: { by: 'Anna' } });
  });

  test('of an absolute: set again once a look can be believed', async () => {
    const { here, provider } = await with_('absolute');
    const { answer } = provider;
    provider.answer = () => {
      provider.answer = answer;
      lost();
    };
    await here.tick();
    await here.run();
    expect([provider.sent.length, await here.effects(), await here.step('a')]).toEqual([
      2,
      ['absent', 'confirmed'],
      'done',
    ]);
  });

  test('of a keyed: sent again with the same key, and afterwards all are settled', async () => {
    const { here, provider } = await with_('keyed');
    const { answer } = provider;
    provider.answer = (key) => {
      provider.answer = answer;
      lost();
      return answer(key);
    };
    await here.run();
    expect([provider.sent.length, new Set(provider.sent).size, await here.effects()]).toEqual([
      2,
      1,
      ['confirmed', 'confirmed'],
    ]);
  });
});

describe('what was confirmed and does not show', () => {
  test('is given the provider’s time first', async () => {
    const { here, provider } = await with_('absolute');
    provider.answer = () => undefined;
    await here.tick();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'waiting engine.checking']);
    provider.there = true;
    await here.run();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'done']);
  });

  test('is never ordered a second time: a person is asked', async () => {
    const { here, provider } = await with_('once');
    provider.answer = () => undefined;
    await here.run();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'needs-you engine.undecidable']);
  });

  test('is waited for where the list still lags', async () => {
    const { here, provider } = await with_('once');
    provider.answer = () => undefined;
    await here.tick();
    await here.note();
    await here.tick();
    expect([provider.sent.length, await here.step('a')]).toEqual([1, 'unknown engine.answer-lost']);
  });

  test('is set three times, then given up and shown', async () => {
    const { here, provider } = await with_('absolute');
    provider.answer = () => undefined;
    await here.run();
    expect([provider.sent.length, await here.step('a')]).toEqual([3, 'failed']);
  });

  test('another change is not counted with it', async () => {
    const provider = new Provider();
    const here = await bench({
      a: provider.toy('absolute', { plan: () => (provider.sent.length < 6 ? act(provider.sent.length % 2) : done) }),
    });
    await here.run();
    expect([provider.sent.length, await here.step('a')]).toEqual([6, 'done']);
  });
});

describe('a worker that loses its migration', () => {
  const other = (app: App): App => ({ ...app });

  test('while it sends: what it learns is recorded all the same', async () => {
    const { here, provider } = await with_('once');
    provider.answer = async () => {
      here.clock.advance(LEASE_MS);
      await here.app.store.claim(here.id, 'two', here.clock.now(), here.clock.now() + LEASE_MS);
    };
    await here.tick();
    expect([await here.effects(), here.logged]).toEqual([['confirmed'], []]);
  });

  test('does not gainsay what the next one has seen since', async () => {
    const { here, provider } = await with_('once');
    provider.answer = async () => {
      provider.there = true;
      here.clock.advance(LEASE_MS);
      await here.tick({ owner: 'two', app: other(here.app) });
      lost();
    };
    await here.tick();
    expect([provider.sent.length, await here.effects(), await here.step('a')]).toEqual([1, ['confirmed'], 'done']);
  });

  test('by dying after the intent: the next one knows that nobody knows, and looks when a look can be believed', async () => {
    let dead = false;
    const inner: { store?: ReturnType<typeof openMemoryStore> } = {};
    const { here, provider } = await with_(
      'once',
      {
        store: (clock) => {
          inner.store = openMemoryStore({ clock });
          return interposed(inner.store, (_append, moment, types) => {
            if (moment !== 'after' || !types.includes('effect-intended')) return;
            dead = true;
            throw new Died('there');
          }).store;
        },
      },
      {},
      2 * LEASE_MS,
    );
    await here.tick().catch(() => undefined);
    expect(dead).toBe(true);
    const reborn = { ...here.app, store: inner.store! };
    here.clock.advance(LEASE_MS);
    const before = here.looks['a'];
    await here.tick({ owner: 'two', app: reborn });
    const events = (await inner.store!.readJournal(here.id, 2)).map(({ event }) => event.type);
    expect(events.slice(-2)).toEqual(['effect-settled', 'step']);
    const [summary] = await inner.store!.listProjections({ limit: 1 });
    expect(summary!.projection).toMatchObject({ status: 'running', dueMs: here.clock.now() + LEASE_MS });
    expect([here.looks['a'], provider.sent]).toEqual([before, []]);
  });
});

function hooked(intended: () => void): BenchOptions {
  return {
    store: (clock) =>
      interposed(openMemoryStore({ clock }), (_append, moment, types) => {
        if (moment === 'after' && types.includes('effect-intended')) intended();
      }).store,
  };
}

function fail(code: 'refused' | 'rate-limited', subject = 'it'): never {
  throw new GoLiveError(code, { subject });
}
