import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { newProject } from '../../src/app/new-project.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Office } from './small-office.ts';
import { ANNA, FRIDAY, smallOffice } from './small-office.ts';

type Opened = readonly [store: Store, close: () => Promise<void>];

/** The stores that a booking's use cases are tried on; each test has one of its own. */
export const STORES: readonly (readonly [name: string, open: (clock: Office['clock']) => Promise<Opened>])[] = [
  ['memory', async (clock) => [openMemoryStore({ clock }), async () => undefined]],
  [
    'SQLite',
    async (clock) => {
      const folder = mkdtempSync(join(tmpdir(), 'golive-booking-'));
      const store = await openSqliteStore({ file: join(folder, 'golive.db'), clock });
      const close = async () => {
        await store.close();
        rmSync(folder, { recursive: true });
      };
      return [store, close];
    },
  ],
];

/** An office on one of them, with `klant.nl` and, of another customer, `ander.nl`, `ander.be` and `ander.de`. */
export async function bookingOffice(
  open: (typeof STORES)[number][1],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Office & { readonly close: () => Promise<void> }> {
  const clock = jumpingClock(FRIDAY);
  const [store, close] = await open(clock);
  const office = smallOffice(settings, clock, store);
  await newProject(office.app, ['klant.nl'], { playbook: 'small', customer: 'Klant BV' }, ANNA);
  await newProject(office.app, ['ander.nl', 'ander.be', 'ander.de'], { playbook: 'small', customer: 'Ander' }, ANNA);
  return { ...office, close };
}
