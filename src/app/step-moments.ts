import type { Message } from '../domain/message.ts';
import type { MigrationState, StepRecord } from '../domain/migration.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR } from '../domain/time.ts';

/** Until when a step waits, or by when it is due, as far as its record says. */
export function untilOf(record: StepRecord | undefined): EpochMs | undefined {
  return record?.waitsFor?.untilMs ?? record?.task?.dueMs ?? record?.blocked?.untilMs ?? record?.failure?.lookAgainMs;
}

/** What a step waits for, or why it stands. */
export function reasonOf(record: StepRecord | undefined): Message | { readonly plain: string } | undefined {
  return (
    record?.waitsFor?.reason ??
    record?.task?.text ??
    record?.blocked?.reason ??
    (record?.failure === undefined ? undefined : { plain: record.failure.text })
  );
}

/** By when a step must be done: its task, its own date, or so long before the half-day. */
export function dueOf(step: PlaybookStep, { steps, slot }: MigrationState): EpochMs | undefined {
  const own = steps[step.id]?.task?.dueMs ?? step.params['dueMs'];
  if (typeof own === 'number') return own;
  if (step.dueHoursBeforeSlot === undefined || slot === undefined) return undefined;
  return slot.startsAtMs - step.dueHoursBeforeSlot * HOUR;
}
