import type { Kysely } from 'kysely';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import { isOver } from '../../../domain/lifecycle.ts';
import type { Store } from '../../../ports/store.ts';
import { conflict, corrupt, leaseLost, liveAlready, unknownHere } from '../failures.ts';
import type { JournalRow } from '../journal-chain.ts';
import { EMPTY, seal, toEvent, unseal } from '../journal-chain.ts';
import type { Access } from './access.ts';
import { digestOfRow, fromProjection, HEADER } from './rows.ts';
import type { Tables } from './tables.ts';

const ROWS_PER_INSERT = 200;

export async function insertEvents(db: Kysely<Tables>, rows: readonly JournalRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT)
    await db
      .insertInto('journal')
      .values(rows.slice(start, start + ROWS_PER_INSERT))
      .execute();
}

export function journalOf({ read, write }: Access): Pick<Store, 'readJournal' | 'append' | 'putBody' | 'readBody'> {
  return {
    readJournal: (migrationId, after = 0) =>
      read(async (db) => {
        // The head first: rows up to it are there for good, so two reads see one journal without a transaction.
        const head = await db
          .selectFrom('migrations')
          .select(['seq', 'head_hash'])
          .where('id', '=', migrationId)
          .executeTakeFirst();
        if (head === undefined || head.seq <= after) return [];
        const rows = await db
          .selectFrom('journal')
          .selectAll()
          .where('migration_id', '=', migrationId)
          .where('seq', '>=', after)
          .where('seq', '<=', head.seq)
          .orderBy('seq')
          .execute();
        const before = after === 0 ? undefined : rows.shift();
        if (after !== 0 && before?.seq !== after)
          throw corrupt(`the journal of ${migrationId}`, `event ${after} is missing`);
        const events = unseal(migrationId, before ?? EMPTY, rows);
        const last = rows.at(-1);
        if (last?.seq !== head.seq)
          throw corrupt(`the journal of ${migrationId}`, `event ${(last?.seq ?? after) + 1} is missing`);
        if (last.hash !== head.head_hash)
          throw corrupt(`the journal of ${migrationId}`, 'its end is not what was written');
        return events;
      }),

    append: (migrationId, expectedSeq, events, projection, lease) =>
      write(async (db) => {
        const found = await db
          .selectFrom('migrations')
          .select([...HEADER, 'status', 'seq', 'head_hash', 'lease_owner', 'lease_generation'])
          .where('id', '=', migrationId)
          .executeTakeFirst();
        if (found === undefined) throw unknownHere(migrationId);
        if (lease !== undefined && !(found.lease_generation === lease.generation && found.lease_owner === lease.owner))
          throw leaseLost(migrationId);
        if (found.seq !== expectedSeq) throw conflict(migrationId, found.seq, expectedSeq);
        if (isOver(found.status) && !isOver(projection.status)) {
          const same = await db
            .selectFrom('migrations')
            .select(['id', 'status'])
            .where('domain', '=', found.domain)
            .execute();
          const live = same.find(({ status }) => !isOver(status));
          if (live !== undefined) throw liveAlready(found.domain, live.id);
        }
        const rows = seal(migrationId, { seq: found.seq, hash: found.head_hash }, events);
        const columns = fromProjection(projection);
        // Decides between two writers even where reading first does not lock.
        const moved = await db
          .updateTable('migrations')
          .set({
            ...columns,
            digest: digestOfRow({ ...found, ...columns }),
            seq: found.seq + rows.length,
            head_hash: rows.at(-1)?.hash ?? found.head_hash,
          })
          .where('id', '=', migrationId)
          .where('seq', '=', expectedSeq)
          .where('lease_generation', '=', found.lease_generation)
          .returning('id')
          .executeTakeFirst();
        if (moved === undefined) throw conflict(migrationId, expectedSeq + 1, expectedSeq);
        await insertEvents(db, rows);
        return rows.map(toEvent);
      }),

    putBody: (body) =>
      write(async (db) => {
        const data = canonicalJson(body) ?? 'null';
        const hash = sha256(data);
        await db
          .insertInto('bodies')
          .values({ hash, data })
          .onConflict((already) => already.doNothing())
          .execute();
        return hash;
      }),

    readBody: (hash) =>
      read(async (db) => {
        const row = await db.selectFrom('bodies').select('data').where('hash', '=', hash).executeTakeFirst();
        if (row === undefined) return undefined;
        if (sha256(row.data) !== hash) throw corrupt(`body ${hash}`, 'it is not what was written');
        return JSON.parse(row.data);
      }),
  };
}
