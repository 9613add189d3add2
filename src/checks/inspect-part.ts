import { asGoLiveError } from '../domain/errors.ts';

/** What bounds one look at one domain. */
export interface Bounds {
  /** The caller's: when it aborts, the whole look is given up. */
  readonly signal: AbortSignal;
  /** Aborts when the look has taken long enough: what is not known by then is unknown. */
  readonly patience: AbortSignal;
  /** Either of them. */
  readonly either: AbortSignal;
}

export function boundsOf(signal: AbortSignal, patience: AbortSignal): Bounds {
  return { signal, patience, either: AbortSignal.any([signal, patience]) };
}

/**
 * One part of the look: its answer, or what stands for "unknown" where it failed or took too long. The other parts go on; a part that never
 * looks at its signal is left behind.
 *
 * @throws only what the caller's own signal was aborted with
 */
export async function part<T>(
  { signal, either }: Bounds,
  work: (signal: AbortSignal) => Promise<T>,
  unknown: (why: string) => T,
): Promise<T> {
  signal.throwIfAborted();
  let heard = (): void => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    heard = () => reject(either.reason);
    if (either.aborted) heard();
    else either.addEventListener('abort', heard, { once: true });
  });
  try {
    return await Promise.race([either.aborted ? ended : work(either), ended]);
  } catch (thrown) {
    signal.throwIfAborted();
    return unknown(either.aborted ? 'it took too long' : asGoLiveError(thrown, 'golive').message);
  } finally {
    either.removeEventListener('abort', heard);
  }
}
