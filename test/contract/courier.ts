import { expect } from 'vitest';
import type { Courier, Handed, Parcel } from '../../src/ports/courier.ts';
import { given, never } from './laboratory.ts';
import { contract } from './promise.ts';

/** How the other side answers the next parcels. `busy`: not now. `never`: this one it will never take. `silent`: it hears, and says nothing. */
export type Mood = 'well' | 'busy' | 'never' | 'silent';

export interface CourierFixture {
  readonly courier: Courier;
  parcel(id: string): Parcel;
  /** Ids of what arrived, in order. */
  arrived(): readonly string[];
  mood(mood: Mood): void;
  /** Nobody listens any more. */
  away(): Promise<void>;
  close(): Promise<void>;
}

/** Every promise of the port `Courier`. */
export function courierContract(
  name: string,
  open: () => Promise<CourierFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  const hand = ({ courier, parcel }: CourierFixture, id: string): Promise<Handed> => courier.hand(parcel(id), never());
  contract<CourierFixture>(`${name} keeps its promises as a courier`, open, skip, {
    'what is taken has arrived, under its id': async (fixture) => {
      expect(await hand(fixture, 'n-1.a')).toEqual({ outcome: 'taken' });
      expect(fixture.arrived()).toEqual(['n-1.a']);
    },
    'the same parcel once more arrives under the same id': async (fixture) => {
      await hand(fixture, 'n-1.a');
      await hand(fixture, 'n-2.a');
      await hand(fixture, 'n-1.a');
      expect(fixture.arrived()).toEqual(['n-1.a', 'n-2.a', 'n-1.a']);
    },
    'one that is busy gets it later, and it has not arrived': async (fixture) => {
      fixture.mood('busy');
      expect(await hand(fixture, 'n-1.a')).toMatchObject({ outcome: 'later' });
      expect(fixture.arrived()).toEqual([]);
      fixture.mood('well');
      expect(await hand(fixture, 'n-1.a')).toEqual({ outcome: 'taken' });
    },
    'what will never be taken is refused, and the next one is taken': async (fixture) => {
      fixture.mood('never');
      const handed = await hand(fixture, 'n-1.a');
      expect(handed.outcome).toBe('refused');
      expect((handed as { why: string }).why).toMatch(/^[\x20-\x7e]+$/);
      fixture.mood('well');
      expect(await hand(fixture, 'n-2.a')).toEqual({ outcome: 'taken' });
    },
    'one that hears and says nothing is given up in time, for the others too': async (fixture) => {
      fixture.mood('silent');
      expect(await hand(fixture, 'n-1.a')).toMatchObject({ outcome: 'later', others: true });
    },
    'where nobody listens it is tried later, and the others with it': async (fixture) => {
      await fixture.away();
      expect(await hand(fixture, 'n-1.a')).toMatchObject({ outcome: 'later', others: true });
    },
    'what was given up is not sent': async (fixture) => {
      expect(await fixture.courier.hand(fixture.parcel('n-1.a'), given())).toMatchObject({ outcome: 'later' });
      expect(fixture.arrived()).toEqual([]);
    },
    'giving up ends a wait at once': async (fixture) => {
      fixture.mood('silent');
      const stop = new AbortController();
      const handing = fixture.courier.hand(fixture.parcel('n-1.a'), stop.signal);
      setImmediate(() => stop.abort());
      expect(await handing).toMatchObject({ outcome: 'later' });
    },
  });
}
