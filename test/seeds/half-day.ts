import type { JournalEvent } from '../../src/domain/journal.ts';
import { SECOND } from '../../src/domain/time.ts';
import type { Booking } from '../../src/ports/store.ts';
import type { Edits } from './edits.ts';
import type { Outside, Violate } from './outside.ts';

/** A wall clock that is set by less than this is believed: time servers do that, and no half-day is broken by it. */
export const BELIEVED_MS = 60 * SECOND;

/** What is done to the customer's traffic and site in the half-day, by the ids of the built-in playbooks. */
const OF_THE_CUTOVER: ReadonlySet<string> = new Set([
  'freeze-content',
  'copy-site-delta',
  'change-delegation',
  'change-records',
  'publish-site',
]);

/** The cutover keeps to the confirmed half-day, and what was done ahead is given back with it (slot, I20). */
export class HalfDay {
  /** What the calendar holds for the project, as the store was told. */
  #booking: Booking | undefined;
  /** Steps of the cutover that began in a half-day of the project's: they may go on. */
  readonly #begun = new Set<string>();
  /** Steps that were taken back and are not done again. */
  readonly #away = new Map<string, 'going back' | 'away'>();
  readonly #outside: Outside;
  readonly #edits: Edits;
  readonly #isInterrupted: boolean;
  readonly #violate: Violate;

  constructor(outside: Outside, edits: Edits, isInterrupted: boolean, violate: Violate) {
    this.#outside = outside;
    this.#edits = edits;
    this.#isInterrupted = isInterrupted;
    this.#violate = violate;
  }

  booked(booking: Booking | undefined): void {
    const { heldUntilMs } = this.#booking ?? {};
    // With another id it is another booking: somebody booked without a hold.
    if (booking !== undefined && booking.id === this.#booking?.id && heldUntilMs !== undefined)
      if (booking.heldUntilMs === undefined) {
        if (booking.slot !== this.#booking.slot) this.#violate('slot', 'a hold that was moved counts as confirmed');
        else if (this.#outside.trueNow() > heldUntilMs + BELIEVED_MS)
          this.#violate('slot', 'a hold that had run out was confirmed');
      }
    this.#booking = booking;
  }

  /** Hears what is taken back, what is done again, and what begins. */
  heard(event: JournalEvent): void {
    if (event.type === 'taking-back') for (const step of event.steps) this.#away.set(step, 'going back');
    if (event.type === 'rollback-begun') this.#away.clear();
    if (event.type !== 'step') return;
    if (event.event === 'undone' && this.#away.has(event.step)) {
      this.#away.set(event.step, 'away');
      this.#takenBack(event.step);
    }
    if (this.#away.get(event.step) === 'away' && (event.event === 'observedDone' || event.event === 'skipped'))
      this.#away.delete(event.step);
  }

  /** Nothing of the cutover begins but in the confirmed half-day, nor while what it stands on is taken back. */
  begins(step: string, how: string, movedWithTransfer: boolean): void {
    if (!OF_THE_CUTOVER.has(step) || this.#begun.has(step)) return;
    const what = `${step} ${how}`;
    for (const away of this.#away.keys()) this.#violate('slot', `${what} while ${away} is taken back`);
    // An order that brings the name servers along is the cutover; what is left of it cannot wait for the half-day.
    if (movedWithTransfer) return;
    const now = this.#outside.trueNow();
    const { startsAtMs = Number.POSITIVE_INFINITY, endsAtMs = 0, heldUntilMs } = this.#booking ?? {};
    if (this.#booking === undefined) this.#violate('slot', `${what} without a half-day`);
    else if (heldUntilMs !== undefined) this.#violate('slot', `${what} in a half-day that nobody confirmed`);
    else if (now < startsAtMs - BELIEVED_MS) this.#violate('slot', `${what} ${startsAtMs - now} ms too early`);
    else if (!this.#isInterrupted && now > endsAtMs + BELIEVED_MS)
      this.#violate('slot', `${what} ${now - endsAtMs} ms after it`);
    this.#begun.add(step);
  }

  /** Given back with its half-day: what was done ahead is as it was in the beginning, what the customer edited apart (I20). */
  #takenBack(step: string): void {
    const { domain, begin } = this.#outside;
    const seen = this.#outside.seen();
    const first = begin.registrations[domain]?.ds ?? [];
    const ds = seen.registrations[domain]?.ds ?? [];
    if (step === 'remove-ds' && first.join() !== ds.join())
      this.#violate('I20', `remove-ds was taken back, and the DS is ${ds.join() || 'gone'}`);
    if (step !== 'lower-ttl') return;
    for (const side of ['old', 'new'] as const)
      for (const was of begin.zones[side][domain]?.rrsets ?? []) {
        if (this.#edits.isEdited(was)) continue;
        const is = seen.zones[side][domain]?.rrsets.find(({ name, type }) => name === was.name && type === was.type);
        if (is !== undefined && is.rdatas.join() === was.rdatas.join() && is.ttlSeconds < was.ttlSeconds)
          this.#violate('I20', `lower-ttl was taken back, and ${was.name} ${was.type} has ${is.ttlSeconds} s`);
      }
  }
}
