import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { Effects } from '../../src/steps/contract.ts';
import { turns } from '../turns.ts';
import type { Toy } from './bench.ts';
import { act, bench } from './bench.ts';

const never = () => new Promise<never>(() => undefined);

async function hanging(kind: keyof Effects, more: Toy = {}) {
  const limit = new AbortController();
  const heard: (AbortSignal | undefined)[] = [];
  const sent: number[] = [];
  const here = await bench({
    a: {
      plan: () => act(),
      apply: (effects, _changes, signal) => {
        heard.push(signal);
        return effects[kind]('it', {}, MINUTE, () => {
          sent.push(1);
          return never();
        });
      },
      ...more,
    },
  });
  const asked: boolean[] = [];
  const effectInTime: App['effectInTime'] = (_signal, isLong) => {
    asked.push(isLong);
    return limit.signal;
  };
  Object.assign(here.app, { effectInTime });
  const ticking = here.tick();
  await turns(20);
  return { here, limit, ticking, heard, sent, asked };
}

describe('an effect that hangs', () => {
  test.each(['once', 'absolute', 'keyed'] as const)(
    '(%s) is an answer that got lost, when its time is up',
    async (kind) => {
      const { here, limit, ticking, heard, sent, asked } = await hanging(kind);
      expect([await here.effects(), heard[0]!.aborted, asked]).toEqual([['intended'], false, [false]]);
      limit.abort();
      await Promise.race([ticking, turns(50)]);
      expect([await here.effects(), await here.step('a')]).toEqual([['unknown'], 'unknown engine.answer-lost']);
      // What is on its way is called off, and nothing is sent again before somebody has looked.
      expect([heard[0]!.aborted, sent.length]).toEqual([true, 1]);
    },
  );

  test('has been given up when nobody knows what became of it: no failure, and no second try', async () => {
    const { here, limit, ticking, sent } = await hanging('once');
    limit.abort();
    await Promise.race([ticking, turns(50)]);
    for (let looks = 0; looks < 5; looks++) {
      here.clock.advance(5 * MINUTE);
      await Promise.race([here.tick(), turns(50)]);
    }
    expect([await here.step('a'), sent.length]).toEqual(['needs-you engine.undecidable', 1]);
  });
});
