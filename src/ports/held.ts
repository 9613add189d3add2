/** Whether whoever gave out the signal still holds what the call is about. */
const HOLDS = new WeakMap<AbortSignal, () => boolean>();

/**
 * The signal of a call that may leave only while `isHeld` says yes. An aborted signal is not enough: a process that was stopped past its lease
 * learns of that from a timer, and finds the connection ready before any timer runs.
 */
export function whileHeld(signal: AbortSignal, isHeld: () => boolean): AbortSignal {
  const own = AbortSignal.any([signal]);
  HOLDS.set(own, isHeld);
  return own;
}

/** To be asked right before the first octet of a call that changes something. A signal that nobody said anything about is held. */
export function isHeld(signal: AbortSignal): boolean {
  return HOLDS.get(signal)?.() ?? true;
}

/** For whoever adds a deadline or a reason of its own to a signal: `made` is held as `given` is. */
export function heldAs(given: AbortSignal, made: AbortSignal): AbortSignal {
  const held = HOLDS.get(given);
  if (held !== undefined) HOLDS.set(made, held);
  return made;
}
