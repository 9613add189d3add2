import type { MoveOptions } from './move.ts';

/** Twice around each effect that goes over the wire, before it and after it; and at the end of each step that has none. */
export function atEachStep(): NonNullable<MoveOptions['dies']> {
  const acting = new Set<string>();
  return (moment, step) => {
    if (moment === 'intended' || moment === 'done-unread') acting.add(step);
    return moment === 'over' ? !acting.has(step) : moment === 'intended' || moment === 'done-unread';
  };
}
