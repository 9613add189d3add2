import { describe, expect, test } from 'vitest';
import { withinHalfDay } from '../../src/app/engine/half-day.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { BookedSlot } from '../../src/domain/journal.ts';
import { message } from '../../src/domain/message.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { slotGate } from '../../src/steps/slot-gate.ts';
import { waitForSlot } from '../../src/steps/wait-for-slot.ts';
import { playbookOf, stepAfter } from '../domain/playbooks.ts';
import { Rig } from './rig.ts';

const START = 100 * HOUR;
const END = 104 * HOUR;
const SLOT: BookedSlot = { slot: '2026-12-03/morning', startsAtMs: START, endsAtMs: END };
const HELD: BookedSlot = { ...SLOT, heldUntilMs: 50 * HOUR };
const ctxOf = (slot: BookedSlot | undefined, more: object = {}) => ({
  ...new Rig(slot === undefined ? {} : { slot }).ctx(waitForSlot),
  ...more,
});
const told = (decision: Decision<unknown> | undefined) => {
  if (decision === undefined) return 'open';
  const text = decision.kind === 'ask' ? decision.task.text : decision.kind === 'blocked' ? decision.reason.text : '';
  const more = decision.kind === 'ask' ? [decision.owner, decision.wants] : [];
  return [decision.kind, text.split('.').at(-1), ...more].filter((part) => part !== undefined && part !== '').join(' ');
};

describe('waiting for a half-day that is only held', () => {
  test.each<[nowMs: number, expected: string, lookAgainMs: number]>([
    [0, 'ask confirm customer confirmation', 15 * MINUTE],
    [50 * HOUR - MINUTE, 'ask confirm customer confirmation', 50 * HOUR],
    [50 * HOUR - 1, 'ask confirm customer confirmation', 50 * HOUR],
    [50 * HOUR, 'ask lapsed agency slot', 50 * HOUR + 15 * MINUTE],
    [START, 'ask lapsed agency slot', START + 15 * MINUTE],
    [END + 1, 'ask lapsed agency slot', END + 1 + 15 * MINUTE],
  ])('at %i: %s', (now, expected, lookAgainMs) => {
    const decision = waitForSlot.plan(ctxOf(HELD) as never, {}, now);
    expect([told(decision), decision.kind === 'ask' && decision.lookAgainMs]).toEqual([expected, lookAgainMs]);
  });
  test('its task is due when the hold ends', () =>
    expect(waitForSlot.plan(ctxOf(HELD) as never, {}, 0)).toMatchObject({ dueMs: HELD.heldUntilMs }));
});

describe('moving traffic', () => {
  const waited = { earlier: { 'wait-for-slot': { state: 'done', facts: { slot: 's' } } } };
  test.each<[what: string, slot: BookedSlot | undefined, nowMs: number, more: object, expected: string]>([
    ['before it begins', SLOT, START - 1, {}, 'blocked slot'],
    ['in it', SLOT, START, {}, 'open'],
    ['in its last moment', SLOT, END, {}, 'open'],
    ['afterwards', SLOT, END + 1, {}, 'ask over agency slot'],
    ['afterwards, having begun', SLOT, END + 1, { startedMs: END }, 'open'],
    ['afterwards, where the outage was accepted', SLOT, END + 1, { interruption: 'accepted' }, 'open'],
    ['held, before', HELD, 0, {}, 'ask confirm customer confirmation'],
    ['held, in it', { ...HELD, heldUntilMs: END }, START, {}, 'ask confirm customer confirmation'],
    ['lapsed, in it', HELD, START, {}, 'ask lapsed agency slot'],
    ['lapsed, where the outage was accepted', HELD, START, { interruption: 'accepted' }, 'ask lapsed agency slot'],
    ['held, having begun', HELD, START, { startedMs: START }, 'open'],
    ['given back', undefined, START, waited, 'ask over agency slot'],
    [
      'given back, where the outage was accepted',
      undefined,
      END + 1,
      { ...waited, interruption: 'accepted' },
      'ask over agency slot',
    ],
    ['given back, having begun', undefined, START, { ...waited, startedMs: START }, 'open'],
  ])('%s', (_what, slot, now, more, expected) => expect(told(slotGate(ctxOf(slot, more), now))).toBe(expected));
});

describe('every step of the cutover', () => {
  const { steps } = playbookOf([
    stepAfter('copy', []),
    stepAfter('wait', ['copy'], { step: 'wait-for-slot' }),
    stepAfter('check', ['wait'], { step: 'preflight' }),
    stepAfter('freeze', ['check'], { step: 'freeze-content' }),
    stepAfter('switch', ['freeze'], { step: 'change-delegation' }),
    stepAfter('verify', ['switch'], { step: 'verify-live' }),
    stepAfter('letter', ['wait'], { step: 'custom-task' }),
  ]);
  const ACT: Decision<string> = { kind: 'act', changes: ['x'] };
  const WORD: Decision<string> = { kind: 'ask', task: message('a.hand'), closesOnWord: true };
  const QUESTION: Decision<string> = { kind: 'ask', task: message('a.question') };
  const DONE: Decision<string> = { kind: 'done' };
  const closed = (untilMs?: number): Decision<string> => ({
    kind: 'blocked',
    reason: message('a.gate'),
    findings: [],
    ...(untilMs === undefined ? {} : { untilMs }),
  });

  test.each<
    [
      what: string,
      step: string,
      decision: Decision<string>,
      nowMs: number,
      expected: string,
      slot?: BookedSlot,
      more?: object,
    ]
  >([
    ['acts in the half-day', 'freeze', ACT, START, 'act'],
    ['does not act before', 'freeze', ACT, START - 1, 'blocked slot'],
    ['is not handed to a person before', 'freeze', WORD, START - 1, 'blocked slot'],
    ['does not act after', 'freeze', ACT, END + 1, 'ask over agency slot'],
    ['is not handed to a person after', 'freeze', WORD, END + 1, 'ask over agency slot'],
    ['does not act in a held one', 'freeze', ACT, START, 'ask lapsed agency slot', HELD],
    ['is over where it is over', 'freeze', DONE, END + 1, 'done'],
    ['goes on with what it began', 'freeze', ACT, END + 1, 'act', SLOT, { startedMs: START }],
    ['shows a gate that is closed for a while', 'check', closed(END), START, 'blocked gate'],
    ['loses the half-day to one that is closed for longer', 'check', closed(END + 1), START, 'ask lost agency slot'],
    ['the same where no moment is named', 'check', closed(), END - MINUTE, 'ask lost agency slot'],
    [
      'shows it, where the outage was accepted',
      'check',
      closed(END + 1),
      START,
      'blocked gate',
      SLOT,
      { interruption: 'accepted' },
    ],
    ['shows it, having begun', 'switch', closed(END + 1), START, 'blocked gate', SLOT, { startedMs: START }],
    ['asks for another one when it is over', 'check', closed(END + HOUR), END + 1, 'ask over agency slot'],
    ['whatever else it would ask', 'check', QUESTION, END + 1, 'ask over agency slot'],
    ['asks its own question in the half-day', 'check', QUESTION, START, 'ask question'],
    [
      'behind an early switch waits for nothing',
      'freeze',
      ACT,
      START - 1,
      'act',
      SLOT,
      { earlier: { wait: { state: 'done', facts: { early: true } } } },
    ],
    ['before the wait is no part of it', 'copy', ACT, START - 1, 'act'],
    ['after the switch is no part of it', 'verify', ACT, END + 1, 'act'],
    ['beside it is no part of it', 'letter', WORD, END + 1, 'ask hand'],
  ])('%s', (_what, id, decision, now, expected, slot = SLOT, more = {}) => {
    const step = steps.find((one) => one.id === id)!;
    expect(told(withinHalfDay(steps, step, ctxOf(slot, more), decision, now))).toBe(expected);
  });

  test('what stood in the way is told with the question', () => {
    const findings = [{ tag: 'RRSET_DIFFERS', subject: 'www', message: message('x'), evidence: [] }];
    const decision: Decision<string> = { kind: 'blocked', reason: message('a.gate'), untilMs: END + HOUR, findings };
    for (const now of [START, END + 1])
      expect(withinHalfDay(steps, steps.find(({ id }) => id === 'check')!, ctxOf(SLOT), decision, now)).toMatchObject({
        wants: 'slot',
        findings,
      });
  });
});
