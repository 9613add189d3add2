import type { Store } from '../../src/ports/store.ts';
import { NOW, sample, wanted, word } from '../contract/store-samples.ts';

export const BOOKINGS = 5000;
const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2025, 0, 1);
/** Two on every day, from 2025 on: how many of them are in 2027. */
export const YEAR_BOOKED = 730;

/** 5,000 projects `p-0` … with a booking each, two on every day from 2025 on; one more without; and 50 calendar addresses. */
export async function filled(store: Store): Promise<void> {
  for (let index = 0; index < BOOKINGS; index++) await store.createProject(sample(String(index)).project, [], []);
  await store.createProject(sample('free').project, [], []);
  for (let index = 0; index < BOOKINGS; index++) {
    const date = new Date(FIRST_MS + Math.floor(index / 2) * DAY_MS).toISOString().slice(0, 10);
    const slot = `${date}/${index % 2 ? 'afternoon' : 'morning'}`;
    await store.book(wanted(String(index), slot), word({ atMs: NOW + index }));
  }
  for (let index = 0; index < 50; index++) {
    const given = { scope: 'agency', subject: '', by: 'Anna', createdMs: NOW } as const;
    await store.addFeed({ id: `f-${index}`, tokenHash: `hash ${index}`, ...given });
  }
}
