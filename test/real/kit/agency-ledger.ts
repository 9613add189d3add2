import type { Customer } from './agency-customers.ts';
import { A_YEAR_ON, BOOKABLE, TODAY } from './agency-days.ts';

/** One line of the book that the agency's assistant keeps by hand, beside golive. */
export interface Line {
  readonly customer: Customer;
  readonly slot: string;
  readonly state: 'confirmed' | 'tentative' | 'cancelled';
  readonly onDuty: string;
  /** Everybody who was on duty before. */
  readonly before: readonly string[];
}

/** Who has which half-day, by what was typed and answered. It knows one rule: a half-day has room for one. */
export class Ledger {
  readonly #lines = new Map<string, Line>();

  write(customer: Customer, slot: string, change: Partial<Pick<Line, 'state' | 'onDuty'>> = {}): void {
    const other = this.live().find((line) => line.slot === slot && line.customer !== customer);
    if (other !== undefined) throw new Error(`${slot} is ${other.customer.name}'s, and now ${customer.name}'s too`);
    const old = this.#lines.get(customer.name);
    const onDuty = change.onDuty ?? old?.onDuty ?? 'Anna';
    const before = [...(old?.before ?? []), ...(old === undefined || old.onDuty === onDuty ? [] : [old.onDuty])];
    this.#lines.set(customer.name, { customer, slot, state: change.state ?? 'confirmed', onDuty, before });
  }

  cancel(customer: Customer): void {
    this.#lines.set(customer.name, { ...this.of(customer), state: 'cancelled' });
  }

  of(customer: Customer): Line {
    const line = this.#lines.get(customer.name);
    if (line === undefined) throw new Error(`${customer.name} has nothing`);
    return line;
  }

  all(): readonly Line[] {
    return [...this.#lines.values()];
  }

  live(): readonly Line[] {
    return this.all().filter(({ state }) => state !== 'cancelled');
  }

  /**
   * Half-days that a customer could have who can come on these, in the order in which they are offered: from the date that was asked for on,
   * then earlier ones. A date outside the year ahead counts for nothing.
   */
  free(asked: string, mayBe: (slot: string) => boolean = () => true): readonly string[] {
    const taken = new Set(this.live().map(({ slot }) => slot));
    const free = BOOKABLE.filter((slot) => !taken.has(slot) && mayBe(slot));
    const [date] = asked.split('/') as [string];
    const isNear = date > TODAY && date < A_YEAR_ON;
    const from = isNear ? date : TODAY;
    return [...free.filter((slot) => slot >= from), ...free.filter((slot) => slot < from)];
  }
}
