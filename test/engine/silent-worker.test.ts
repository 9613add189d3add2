import { describe, expect, test } from 'vitest';
import type { EffectKind } from '../../src/domain/journal.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { isHeld } from '../../src/ports/held.ts';
import { act, bench, done, LAG_MS, LEASE_MS } from './bench.ts';

/** How long a call may be on its way. */
const CALL_MS = 2 * MINUTE;

/** A worker that is stopped between its intent and the first byte; what it sends arrives when `wakesMs` have passed since another took over. */
async function stopped(kind: EffectKind, wakesMs: number) {
  let sent = 0;
  let there = false;
  let meanwhile = async (): Promise<void> => undefined;
  const here = await bench({
    a: {
      observe: () => there,
      plan: () => (there ? done : act()),
      apply: (effects) =>
        effects[kind]('it', {}, LAG_MS, async () => {
          sent += 1;
          await meanwhile();
          there = true;
        }),
    },
  });
  const next = { ...here.app, callMs: CALL_MS };
  const seen: { sent: number; step: string }[] = [];
  meanwhile = async () => {
    meanwhile = async () => undefined;
    here.clock.advance(LEASE_MS);
    const takenOverMs = here.clock.now();
    for (;;) {
      await here.tick({ owner: 'two', app: next });
      const dueMs = await next.store.nextDueMs();
      if (dueMs === undefined || dueMs > takenOverMs + wakesMs) break;
      here.clock.jumpTo(dueMs);
    }
    here.clock.jumpTo(takenOverMs + wakesMs);
    seen.push({ sent, step: await here.step('a') });
  };
  await here.tick();
  await here.run();
  return { seen: seen[0]!, sent, step: await here.step('a'), effects: await here.effects() };
}

const KINDS = ['absolute', 'keyed', 'once'] as const;

describe('a worker that fell silent between its intent and the first byte', () => {
  test.each(KINDS)('%s: nothing is sent, and nobody asked, for as long as its call may still come', async (kind) => {
    const { seen, sent, step, effects } = await stopped(kind, CALL_MS + LAG_MS - SECOND);
    expect(seen).toEqual({ sent: 1, step: 'unknown engine.answer-lost' });
    expect([sent, step, effects]).toEqual([1, 'done', ['confirmed']]);
  });

  test.each([
    ['absolute', 2, 'done'],
    ['keyed', 2, 'done'],
    ['once', 1, 'needs-you engine.undecidable'],
  ] as const)('%s: after that the look is believed', async (kind, sent, step) => {
    const { seen } = await stopped(kind, CALL_MS + LAG_MS + 10 * MINUTE);
    expect(seen).toEqual({ sent, step });
  });
});

test('what a call is about is held until the lease runs out, by the clock', async () => {
  const held: boolean[] = [];
  const here = await bench({
    a: {
      plan: () => act(),
      apply: async (_effects, _changes, signal) => {
        held.push(isHeld(signal));
        here.clock.advance(LEASE_MS - 1);
        held.push(isHeld(signal));
        here.clock.advance(1);
        held.push(isHeld(signal), signal.aborted);
      },
    },
  });
  await here.tick();
  expect(held.slice(0, 4)).toEqual([true, true, false, false]);
});
