import type { Clock } from '../../../ports/clock.ts';
import type { Store } from '../../../ports/store.ts';
import type { Access } from './access.ts';
import { bookingsOf } from './bookings.ts';
import { clocksOf } from './clocks.ts';
import { credentialsOf } from './credentials.ts';
import { deliveriesOf } from './deliveries.ts';
import { feedsOf } from './feeds.ts';
import { journalOf } from './journal.ts';
import type { KeyFile } from './key-file.ts';
import { leasesOf } from './leases.ts';
import { projectionsOf } from './projections.ts';
import { projectsOf } from './projects.ts';
import { secretsOf } from './secrets.ts';
import { urgentOf } from './urgent-projections.ts';

/** The store over any database that Kysely speaks to and `Backend` describes. */
export function kyselyStore(
  access: Access,
  keyFile: KeyFile,
  clock: Pick<Clock, 'now'>,
  close: () => Promise<void>,
): Store {
  return {
    ...projectsOf(access),
    ...journalOf(access),
    ...leasesOf(access),
    ...projectionsOf(access),
    ...urgentOf(access),
    ...secretsOf(access, keyFile, clock),
    ...bookingsOf(access),
    ...feedsOf(access),
    ...clocksOf(access),
    ...credentialsOf(access),
    ...deliveriesOf(access),
    backup: (file) => access.direct(() => access.backend.backup(file)),
    check: async () => (await import('./check.ts')).faultsOf(access, keyFile),
    close,
  };
}
