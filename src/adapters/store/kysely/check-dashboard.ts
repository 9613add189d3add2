import { sql } from 'kysely';
import type { MigrationStatus } from '../../../domain/lifecycle.ts';
import type { StoreFault } from '../../../ports/store.ts';
import { CREDENTIAL_KINDS, DELIVERY_STATES } from '../../../ports/store.ts';
import { RESTORE } from '../failures.ts';
import type { Access } from './access.ts';
import { isFoundByItself } from './credentials.ts';
import { toDelivery } from './deliveries.ts';
import type { CredentialRow, DeliveryRow } from './tables.ts';

const PAGE = 500;
const RECOUNT = 'Nothing else depends on it. golive backup FILE and golive restore FILE --force count anew.';

/** What is wrong with the counts, the ways in and the messages. */
export async function dashboardFaults(access: Access): Promise<StoreFault[]> {
  return [...(await countFaults(access)), ...(await credentialFaults(access)), ...(await deliveryFaults(access))];
}

/** Counted and kept in one statement, which sees one moment: others may be working. */
async function countFaults({ read }: Access): Promise<StoreFault[]> {
  const { rows } = await read((db) =>
    sql<{ readonly status: MigrationStatus; readonly kept: number; readonly there: number }>`
      select status, cast(sum(kept) as bigint) as kept, cast(sum(there) as bigint) as there from (
        select status, count as kept, 0 as there from status_counts
        union all select status, 0 as kept, count(*) as there from migrations group by status
      ) as both_ways group by status having sum(kept) <> sum(there) order by status`.execute(db),
  );
  return rows.map(({ status, kept, there }) => ({
    where: `counts ${status}`,
    what: `the list counts ${kept} of ${there}`,
    fix: RECOUNT,
  }));
}

async function credentialFaults({ read }: Access): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  for (let after: CredentialRow | undefined; ; ) {
    const last = after;
    const rows = await read((db) =>
      db
        .selectFrom('credentials')
        .selectAll()
        .$if(last !== undefined, (query) => query.where(sql<boolean>`(kind, id) > (${last!.kind}, ${last!.id})`))
        .orderBy('kind')
        .orderBy('id')
        .limit(PAGE)
        .execute(),
    );
    for (const row of rows) {
      const where = `credentials ${row.kind} ${row.id}`;
      const what = whatOf(() => isFoundByItself(row));
      if (what !== undefined) faults.push({ where, what, fix: RESTORE });
      else if (!(CREDENTIAL_KINDS as readonly string[]).includes(row.kind))
        faults.push({ where, what: `there is no kind ${row.kind}`, fix: RESTORE });
    }
    after = rows.at(-1);
    if (rows.length < PAGE) return faults;
  }
}

async function deliveryFaults({ read }: Access): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  for (let after: DeliveryRow | undefined; ; ) {
    const last = after;
    const rows = await read((db) =>
      db
        .selectFrom('deliveries')
        .selectAll()
        .$if(last !== undefined, (query) => query.where('id', '>', last!.id))
        .orderBy('id')
        .limit(PAGE)
        .execute(),
    );
    for (const row of rows) {
      const where = `deliveries ${row.id}`;
      const what = whatOf(() => {
        const { id, projectId = null, createdMs } = toDelivery(row);
        return id === row.id && projectId === row.project_id && createdMs === row.created_ms;
      });
      if (what !== undefined) faults.push({ where, what, fix: RESTORE });
      else if (!(DELIVERY_STATES as readonly string[]).includes(row.state))
        faults.push({ where, what: `there is no state ${row.state}`, fix: RESTORE });
      else if ((row.state === 'waiting') !== (row.settled_ms === null))
        faults.push({ where, what: `it is ${row.state}, and its end says otherwise`, fix: RESTORE });
    }
    after = rows.at(-1);
    if (rows.length < PAGE) return faults;
  }
}

/** What is wrong; `false`: it lies under what is not its own. */
function whatOf(work: () => unknown): string | undefined {
  try {
    return work() === false ? 'it is found by what is another one' : undefined;
  } catch (thrown) {
    return (thrown as { why?: string }).why ?? String(thrown);
  }
}
