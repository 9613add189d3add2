import type { ClockDoubt } from '../../domain/clock-trust.ts';
import type { EffectKind } from '../../domain/journal.ts';
import type { Phase } from '../../domain/lifecycle.ts';
import type { Message } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import type { MigrationState } from '../../domain/migration.ts';
import { pointOfNoReturnReached } from '../../domain/migration.ts';
import type { Playbook, PlaybookStep } from '../../domain/playbook.ts';
import { SECOND } from '../../domain/time.ts';

/** What moves the customer's traffic, what orders and what pays, by the step's id in the catalogue. */
const SWITCHES_ORDERS_PAYMENTS: ReadonlySet<string> = new Set([
  'change-delegation',
  'change-records',
  'publish-site',
  'order-hosting',
  'order-mail-licences',
  'pay-order',
]);

/** An effect that is sent once was about to be sent, by a step that the table does not name. */
export class ClockDoubted extends Error {
  readonly doubt: ClockDoubt;
  constructor(doubt: ClockDoubt) {
    super('the clock is in doubt');
    this.doubt = doubt;
  }
}

/** Whether a step on its way forward waits for a person while the clock is in doubt (I13). The way back never does. */
export function needsTheTime(playbook: Playbook, state: MigrationState, step: PlaybookStep, phase: Phase): boolean {
  return (
    step.pointOfNoReturn ||
    phase === 'transfer' ||
    SWITCHES_ORDERS_PAYMENTS.has(step.step) ||
    pointOfNoReturnReached(playbook.steps, state) !== undefined
  );
}

export function needsTheTimeByItself(kind: EffectKind, direction: 'forward' | 'back'): boolean {
  return kind === 'once' && direction === 'forward';
}

/** What the person is asked. The same doubt is the same sentence. */
export function aboutTheClock({ kind, byMs, seenMs }: ClockDoubt): Message {
  const text = kind === 'behind' ? 'engine.clock-behind' : byMs > 0 ? 'engine.clock-ahead' : 'engine.clock-back';
  return message(text, { by: Math.round(Math.abs(byMs) / SECOND), at: Math.round(seenMs) });
}
