import { describe, expect, test } from 'vitest';
import type { EffectRecord, EffectState } from '../../src/domain/effects.ts';
import { believableAtMs, maySend } from '../../src/domain/effects.ts';
import type { EffectKind } from '../../src/domain/journal.ts';

const WINDOW_MS = 60_000;

function effect(kind: EffectKind, state: EffectState, more: Partial<EffectRecord> = {}): EffectRecord {
  return {
    id: 'e',
    step: 'order',
    name: 'order',
    kind,
    direction: 'forward',
    key: 'first-key',
    generation: 1,
    state,
    intendedMs: 1000,
    consistencyMs: WINDOW_MS,
    notSeen: 0,
    ...more,
  };
}

const wanted = (kind: EffectKind) =>
  ({ step: 'order', name: 'order', kind, direction: 'forward', freshKey: 'fresh-key' }) as const;
const EARLY = 1000 + WINDOW_MS - 1;
const LATE = 1000 + WINDOW_MS;

describe('what may leave after what left before', () => {
  const rows: readonly [
    title: string,
    ledger: readonly EffectRecord[],
    kind: EffectKind,
    now: number,
    expected: unknown,
  ][] = [
    ['nothing before: sent with a fresh key', [], 'once', EARLY, { may: 'send', key: 'fresh-key' }],
    [
      'refused before: sent with a fresh key',
      [effect('once', 'refused')],
      'once',
      EARLY,
      { may: 'send', key: 'fresh-key' },
    ],
    [
      'absolute, answer lost, list may lag: wait',
      [effect('absolute', 'unknown')],
      'absolute',
      EARLY,
      { may: 'wait', untilMs: LATE },
    ],
    [
      'absolute, answer lost, list has caught up: set again',
      [effect('absolute', 'unknown')],
      'absolute',
      LATE,
      { may: 'send', key: 'fresh-key' },
    ],
    [
      'keyed, answer lost, list may lag: wait',
      [effect('keyed', 'unknown')],
      'keyed',
      EARLY,
      { may: 'wait', untilMs: LATE },
    ],
    [
      'keyed, answer lost: the same key again',
      [effect('keyed', 'unknown')],
      'keyed',
      LATE,
      { may: 'send', key: 'first-key' },
    ],
    [
      'keyed, worker died after the intent: the same key again',
      [effect('keyed', 'intended')],
      'keyed',
      LATE,
      { may: 'send', key: 'first-key' },
    ],
    [
      'once, answer lost, not looked for: look',
      [effect('once', 'unknown')],
      'once',
      LATE,
      { may: 'wait', untilMs: LATE + WINDOW_MS },
    ],
    [
      'once, looked for once: look again',
      [effect('once', 'unknown', { notSeen: 1 })],
      'once',
      LATE,
      { may: 'wait', untilMs: LATE + WINDOW_MS },
    ],
    ['once, looked for twice: a person', [effect('once', 'unknown', { notSeen: 2 })], 'once', LATE, { may: 'ask' }],
    [
      'once, confirmed, and the list may lag: wait',
      [effect('once', 'confirmed')],
      'once',
      EARLY,
      { may: 'wait', untilMs: LATE },
    ],
    ['once, confirmed, and not to be seen: a person', [effect('once', 'confirmed')], 'once', LATE, { may: 'ask' }],
    [
      'keyed, confirmed, and the list may lag: wait',
      [effect('keyed', 'confirmed')],
      'keyed',
      EARLY,
      { may: 'wait', untilMs: LATE },
    ],
    [
      'keyed, confirmed, and not to be seen: the same key again',
      [effect('keyed', 'confirmed')],
      'keyed',
      LATE,
      { may: 'send', key: 'first-key' },
    ],
    [
      'absolute, confirmed, and not to be seen: set again',
      [effect('absolute', 'confirmed')],
      'absolute',
      EARLY,
      { may: 'send', key: 'fresh-key' },
    ],
    ['once, a person said it happened: a person', [effect('once', 'by-person')], 'once', LATE, { may: 'ask' }],
    [
      'once, a person said it did not: sent',
      [effect('once', 'absent')],
      'once',
      LATE,
      { may: 'send', key: 'fresh-key' },
    ],
    [
      'another effect of the step is no matter',
      [effect('once', 'unknown', { name: 'pay' })],
      'once',
      EARLY,
      { may: 'send', key: 'fresh-key' },
    ],
    [
      'another order of the step, confirmed, and the list may lag: wait',
      [effect('once', 'confirmed', { name: 'first five' })],
      'once',
      EARLY,
      { may: 'wait', untilMs: LATE },
    ],
    [
      'another order of the step that shows by now is no matter',
      [effect('once', 'confirmed', { name: 'first five' })],
      'once',
      LATE,
      { may: 'send', key: 'fresh-key' },
    ],
    [
      'another step is no matter',
      [effect('once', 'unknown', { step: 'other' })],
      'once',
      EARLY,
      { may: 'send', key: 'fresh-key' },
    ],
    [
      'the way back is another effect',
      [effect('absolute', 'unknown', { direction: 'back' })],
      'absolute',
      EARLY,
      { may: 'send', key: 'fresh-key' },
    ],
  ];
  test.each(rows)('%s', (_title, ledger, kind, now, expected) => {
    expect(maySend(ledger, wanted(kind), now)).toEqual(expected);
  });

  test('a look can be believed when the list has caught up', () => {
    expect(believableAtMs(effect('once', 'unknown'))).toBe(LATE);
  });
});
