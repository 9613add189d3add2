import { knowSecret } from './scrub.ts';

const MASK = '***';
const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that must not be seen: transfer codes, passwords, API keys. Whatever prints it prints `***`.
 * `reveal()` is the one way out; call it only in the adapter that sends it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    knowSecret(value, this); // what holds it back here is of no help when others repeat it
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect](): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }
}
