import type { OpenSockets } from './open-sockets.ts';
import type { Ending } from './poll-result.ts';
import type { Slot } from './slot.ts';

export interface ExchangeOptions {
  /** Of the first attempt over UDP. */
  readonly timeoutMs: number;
  /** Attempts over UDP. */
  readonly tries: number;
}

/** What the exchange needs of the poller around it. */
export interface Surroundings {
  /** Every slot there is, by its number. */
  readonly slots: readonly Slot[];
  /** Tells those who asked and frees the slot; called once a slot. */
  settle(slot: Slot, ending: Ending, packet?: Buffer, why?: string): void;
  /** Puts it where it waits until its target has room. */
  hold(slot: Slot): void;
  /** Something may go on: soon, and once however often it is called. */
  wake(): void;
  readonly open: OpenSockets;
}
