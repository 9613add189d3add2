import { memoryCourier } from '../../src/adapters/mail/memory/index.ts';
import type { Handed, Parcel } from '../../src/ports/courier.ts';
import { courierContract } from '../contract/courier.ts';

const LATER: Handed = { outcome: 'later', why: 'busy', others: true };

courierContract(
  'the memory courier',
  async () => {
    const courier = memoryCourier();
    return {
      courier,
      parcel: (id): Parcel => ({ kind: 'webhook', name: 'team', id, body: '{}', contentType: 'application/json' }),
      arrived: () => courier.arrived.map(({ id }) => id),
      mood(mood) {
        courier.wait = async () => (mood === 'silent' ? new Promise(() => undefined) : undefined);
        courier.answer = () =>
          mood === 'never'
            ? { handed: { outcome: 'refused', why: 'gone' } }
            : mood === 'busy'
              ? { handed: LATER }
              : undefined;
      },
      away: async () => {
        courier.answer = () => ({ handed: LATER });
      },
      close: async () => undefined,
    };
  },
  { 'one that hears and says nothing is given up in time, for the others too': 'it has no time of its own' },
);
