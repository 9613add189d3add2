import { SECOND } from '../domain/time.ts';
import type { ProviderApis } from './catalog.ts';
import type { Politeness, Surroundings } from './door.ts';
import { Door } from './door.ts';

export type { Politeness, Surroundings } from './door.ts';

export const POLITENESS: Politeness = {
  perSecond: 5,
  burst: 20,
  atOnce: 8,
  mostWaitMs: 10 * SECOND,
  deadlineMs: 30 * SECOND,
};

/** What these do takes as long as there is to copy; the engine has its own limit for that. */
const COPIERS: ReadonlySet<string> = new Set(['siteCopier', 'mailCopier']);

/** Doors by account: providers of the configuration that ask the same one with the same credentials share one. */
export type Doors = Map<string, Door>;

/** The share of one process, where `processes` of them ask with the same credentials. */
export function shareOf(politeness: Politeness, processes: number): Politeness {
  return {
    ...politeness,
    perSecond: politeness.perSecond / processes,
    burst: Math.max(1, Math.floor(politeness.burst / processes)),
    atOnce: Math.max(1, Math.floor(politeness.atOnce / processes)),
  };
}

/**
 * A provider's APIs, asked politely: at its pace, and not at all for as long as it asked for or is in trouble. What has to wait longer than a
 * moment is refused at once, with the time: its step waits, and nobody else does.
 *
 * @param account one for each set of credentials; of the politenesses of all that share it the lower of each number counts
 */
export function politely(
  name: string,
  apis: ProviderApis,
  politeness: Politeness,
  surroundings: Surroundings,
  { doors, account }: { readonly doors: Doors; readonly account: string } = { doors: new Map(), account: name },
): ProviderApis {
  const door = doors.get(account) ?? new Door(politeness, surroundings);
  door.slowTo(politeness);
  doors.set(account, door);
  return Object.fromEntries(
    Object.entries(apis).map(([part, api]) => [
      part,
      new Proxy(api as object, { get: (of, key) => asked(of, key, COPIERS.has(part)) }),
    ]),
  );

  function asked(of: object, key: string | symbol, isLong: boolean): unknown {
    const value: unknown = Reflect.get(of, key);
    if (typeof value !== 'function') return value;
    return (...args: unknown[]) => {
      const last = args.at(-1);
      // A method without a signal asks nobody: it says what would be asked.
      if (!(last instanceof AbortSignal)) return Reflect.apply(value, of, args) as unknown;
      const call = (signal: AbortSignal) =>
        Reflect.apply(value, of, [...args.slice(0, -1), signal]) as Promise<unknown>;
      return door.through(name, last, call, isLong);
    };
  }
}
