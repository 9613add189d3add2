import type { Courier, Handed, Parcel } from '../../../ports/courier.ts';

/** A courier that keeps what it was handed; tests make it answer badly. */
export interface MemoryCourier extends Courier {
  /** Everything that arrived, in order; twice what was handed over twice. */
  readonly arrived: Parcel[];
  /** What becomes of a parcel that is not simply taken; `undefined`: taken. It has arrived all the same where `arrives` says so. */
  answer: (parcel: Parcel) => { readonly handed: Handed; readonly arrives?: boolean } | undefined;
  /** Resolves when the parcel may be answered: one that never does hangs until it is given up. */
  wait: (parcel: Parcel, signal: AbortSignal) => Promise<void>;
}

export function memoryCourier(): MemoryCourier {
  const courier: MemoryCourier = {
    arrived: [],
    answer: () => undefined,
    wait: async () => undefined,
    async hand(parcel, signal) {
      if (signal.aborted) return GIVEN_UP;
      const gone = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      await Promise.race([courier.wait(parcel, signal), gone]);
      if (signal.aborted) return GIVEN_UP;
      const { handed, arrives } = courier.answer(parcel) ?? { handed: TAKEN };
      if (handed.outcome === 'taken' || arrives === true) courier.arrived.push(parcel);
      return handed;
    },
  };
  return courier;
}

const TAKEN: Handed = { outcome: 'taken' };
const GIVEN_UP: Handed = { outcome: 'later', why: 'given up before it was sent', others: false };
