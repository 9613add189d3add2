import type { Store } from '../../src/ports/store.ts';

/** Thrown by a store whose process has died; nothing the dead process does reaches the disk any more. */
export class Died extends Error {}

export interface Interposed {
  readonly store: Store;
  /** Appends with events that were asked for so far. */
  count(): number;
  dead(): boolean;
}

/**
 * A store that tells of each append with events, before it is durable and after. A hook that throws `Died` kills the process there: every
 * later call of this store fails too, so that no lease is given back and no outcome is written.
 */
export function interposed(
  inner: Store,
  hook: (append: number, moment: 'before' | 'after', types: readonly string[]) => Promise<void> | void,
): Interposed {
  let count = 0;
  let dead = false;
  const alive = () => {
    if (dead) throw new Died('the process is dead');
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof Died) dead = true;
      throw thrown;
    }
  };
  const store = new Proxy(inner, {
    get(target, name: keyof Store) {
      if (name === 'append')
        return (...args: Parameters<Store['append']>) =>
          guarded(async () => {
            alive();
            const [, , events] = args;
            if (events.length === 0) return target.append(...args);
            const number = ++count;
            const types = events.map(({ event }) => event.type);
            await hook(number, 'before', types);
            const stored = await target.append(...args);
            await hook(number, 'after', types);
            return stored;
          });
      const method = target[name] as (...all: readonly unknown[]) => Promise<unknown>;
      return async (...all: readonly unknown[]) => {
        alive();
        return method.apply(target, [...all]);
      };
    },
  });
  return { store, count: () => count, dead: () => dead };
}
