import { expect } from 'vitest';
import type { SlotRule } from '../../../scheduler/calendar.ts';
import type { Customer } from './agency-customers.ts';
import { commandsIn, type Desk, offersIn } from './agency-desk.ts';
import type { Ledger } from './agency-ledger.ts';
import { SAID } from './agency-rules.ts';

/** What is read of `golive slots --json`. */
export interface Slots {
  readonly slots: readonly {
    readonly slot: string;
    readonly startsAt: string;
    readonly endsAt: string;
    readonly free: boolean;
    readonly refusedBy?: readonly { readonly rule: SlotRule; readonly why: string; readonly lift: string }[];
    readonly takenBy?: readonly {
      readonly customer: string;
      readonly domains: readonly string[];
      readonly owner: string;
      readonly heldUntil?: string;
    }[];
  }[];
}

export interface Refusal {
  /** All that stand in the way, in golive's order. */
  readonly rules: readonly SlotRule[];
  /** Which of the free half-days the customer can have, where it is not all. */
  readonly mayBe?: (slot: string) => boolean;
  readonly verb?: 'book' | 'reschedule';
}

/** The agency's assistant: types for its customers, and writes into the ledger what golive said. */
export interface Assistant {
  /** Every rule that refused something, by what golive's own list says of the half-day. */
  readonly refusedBy: ReadonlySet<SlotRule>;
  /** Typed, with the answer to what golive asks, and it went well. What was seen. */
  ok(line: string, answer?: string): Promise<string>;
  /** The same, with what it reads and writes sent elsewhere. */
  piped(line: string, input?: string): Promise<string>;
  booked(customer: Customer, slot: string, more?: string, change?: Parameters<Ledger['write']>[2]): Promise<string>;
  /** Refused, and then takes the first half-day that is offered, with the very command that was printed. */
  takesAnother(customer: Customer, slot: string, refusal: Refusal): Promise<void>;
  /** It says why, what would lift it, and what is free; golive's list says the same of that half-day. Answers the first command printed. */
  refused(customer: Customer, slot: string, refusal: Refusal): Promise<string>;
}

export const domainOf = ({ domains }: Customer): string => domains[0]!;

export function assistantAt(desk: Desk, ledger: Ledger): Assistant {
  const refusedBy = new Set<SlotRule>();
  const assistant: Assistant = { refusedBy, ok, piped, booked, takesAnother, refused };
  return assistant;

  async function ok(line: string, answer?: string): Promise<string> {
    const { code, out } = await desk.type(line, answer);
    expect({ line, code, out: code === 0 ? '' : out }).toEqual({ line, code: 0, out: '' });
    return out;
  }

  async function piped(line: string, input?: string): Promise<string> {
    const { code, out, err } = await desk.pipe(line, input);
    expect({ line, code, err: code === 0 ? '' : err }).toEqual({ line, code: 0, err: '' });
    return out;
  }

  async function booked(customer: Customer, slot: string, more = '', change: Parameters<Ledger['write']>[2] = {}) {
    const out = await ok(`golive book ${domainOf(customer)} --slot ${slot}${more}`);
    for (const domain of customer.domains) expect(out).toContain(domain);
    ledger.write(customer, slot, change);
    return out;
  }

  async function takesAnother(customer: Customer, slot: string, refusal: Refusal): Promise<void> {
    const command = await refused(customer, slot, refusal);
    const [offer] = ledger.free(slot, refusal.mayBe);
    await ok(command);
    ledger.write(customer, offer!);
  }

  async function refused(customer: Customer, slot: string, { rules, mayBe, verb = 'book' }: Refusal): Promise<string> {
    const line = `golive ${verb} ${domainOf(customer)} --slot ${slot}`;
    // Neither changes anything, so both at once.
    const [{ code, out }, listed] = await Promise.all([
      desk.type(line),
      desk.json(`golive slots ${domainOf(customer)} --from ${slot.split('/')[0]} --days 1 --json`),
    ]);
    expect({ line, code, out: code === 4 ? '' : out }).toEqual({ line, code: 4, out: '' });
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain(slot);
    for (const rule of rules) for (const said of SAID[rule]) expect(text).toMatch(said);
    const offers = ledger.free(slot, mayBe).slice(0, 3);
    expect(offersIn(out)).toEqual(offers);
    const commands = commandsIn(out);
    expect(commands).toEqual(offers.map((offer) => `golive ${verb} ${domainOf(customer)} --slot ${offer}`));
    const found = (listed as Slots).slots.find((one) => one.slot === slot);
    expect({ slot, free: found?.free, rules: found?.refusedBy?.map((one) => one.rule) }).toEqual({
      slot,
      free: false,
      rules,
    });
    for (const rule of rules) refusedBy.add(rule);
    return commands[0]!;
  }
}
