import type { Store } from '../../../ports/store.ts';
import type { Access } from './access.ts';
import { DASHBOARD_VERSION } from './dashboard-schema.ts';

/** The store for somebody who only looks at one of an older version: what that version did not keep is not there. */
export function asOlder(store: Store, access: Access, version: number): Store {
  if (version >= DASHBOARD_VERSION) return store;
  const none = async () => [];
  return {
    ...store,
    countByStatus: () =>
      access.read(async (db) => {
        const rows = await db
          .selectFrom('migrations')
          .select((select) => ['status', select.fn.countAll<number>().as('count')])
          .groupBy('status')
          .execute();
        return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
      }),
    touchedSince: none,
    credentials: none,
    unnoticed: none,
    deliveries: none,
  };
}
