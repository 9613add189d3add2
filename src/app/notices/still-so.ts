import { isOver } from '../../domain/lifecycle.ts';
import type { Notice } from '../../domain/notice.ts';
import { statusOf } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Loaded } from '../record.ts';
import { dueOf, openTask } from './rules.ts';

/** `paused`: nothing is asked of anybody now; it may be so again. */
export type StillSo = 'yes' | 'no' | 'paused';

/**
 * Whether there is still something to tell. What happened has happened; what somebody is asked, or is late with, may be over by now, and what is
 * said of tomorrow is nothing any more the day after.
 */
export function isStillSo(notice: Notice, { playbook, state }: Loaded, now: EpochMs): StillSo {
  const { event, step, say } = notice;
  const record = step === undefined ? undefined : state.steps[step];
  const isTask = event === 'your-turn' || event === 'reminder';
  if (event === 'tomorrow')
    return state.slot?.slot === notice.slot?.slot && now < (state.slot?.startsAtMs ?? 0) ? 'yes' : 'no';
  if (!isTask && event !== 'overdue') return 'yes';
  if (record === undefined || isOver(statusOf(playbook, state))) return 'no';
  const task = openTask(record);
  const isSame = task !== undefined && say !== undefined && 'text' in say && task.text.text === say.text;
  const isOpen = isTask ? isSame && task.owner === notice.part : dueOf(record) === notice.untilMs;
  if (!isOpen) return 'no';
  // Done and asked for once more meanwhile: that is told by itself, and reminded of from then on.
  if (event === 'reminder' && record.sinceMs > notice.sinceMs!) return 'no';
  return state.paused ? 'paused' : 'yes';
}
