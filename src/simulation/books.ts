import type { EpochMs } from '../domain/time.ts';
import type { BookEntry } from './types.ts';

/** The books of everybody in the world: what was done, when, whoever asked for it. */
export class Books {
  readonly entries: BookEntry[] = [];
  readonly #now: () => EpochMs | undefined;

  /** @param now `undefined` before the world begins: what is set up is in no book */
  constructor(now: () => EpochMs | undefined) {
    this.#now = now;
  }

  write(book: string, what: string, args: readonly unknown[], atMs: EpochMs | undefined = this.#now()): void {
    if (atMs !== undefined) this.entries.push({ atMs, book, what, args });
  }

  /** The same core, with a line in `book` for each of these deeds that it did not refuse. */
  keep<Core extends object>(book: string, core: Core, deeds: readonly (keyof Core & string)[]): Core {
    return new Proxy(core, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        const deed = deeds.find((one) => one === key);
        return (...args: unknown[]) => {
          const result: unknown = Reflect.apply(value, target, args);
          if (deed !== undefined) this.write(book, deed, args);
          return result;
        };
      },
    });
  }
}
