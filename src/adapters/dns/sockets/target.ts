import type { OperatorRate } from './operator-rate.ts';
import { Queue } from './queue.ts';
import type { Slot } from './slot.ts';
import type { Stream } from './stream.ts';
import type { UdpPool } from './udp-pool.ts';

export type Transport = 'udp' | 'tcp' | 'tls';

/** One address, port and transport, and what was learned of it. Made by `Poller.target`, kept for good. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly transport: Transport;
  /** Who runs it, as it is called in reasons. */
  readonly operator: string;
  readonly rate: OperatorRate;
  /** Questions that may not go yet. */
  readonly waiting: Queue<Slot>;
  readonly pool: UdpPool | undefined;
  readonly stream: Stream | undefined;
  /** Where questions go that UDP cannot answer. */
  readonly overTcp: Target | undefined;
  /** It answers in lower case what was asked in capitals, as a connection has shown; it is asked in lower case. */
  lowersCase: boolean;
  /** Something is open for it. */
  inUse: boolean;
  /** Smoothed round trip (RFC 6298 §2); 0: none was measured. */
  roundTripMs: number;
}

export function makeTarget(parts: Omit<Target, 'waiting' | 'lowersCase' | 'inUse' | 'roundTripMs'>): Target {
  return { ...parts, waiting: new Queue<Slot>(), lowersCase: false, inUse: false, roundTripMs: 0 };
}

export function measured(target: Target, roundTripMs: number): void {
  target.roundTripMs =
    target.roundTripMs === 0 ? roundTripMs : target.roundTripMs + (roundTripMs - target.roundTripMs) / 8;
}

/** How much longer than usual the first attempt waits, as a timeout class: until four round trips fit. */
export function patience(target: Target, firstMs: number): number {
  let timeoutClass = 0;
  while (timeoutClass < 2 && target.roundTripMs * 4 > firstMs * 2 ** timeoutClass) timeoutClass++;
  return timeoutClass;
}
