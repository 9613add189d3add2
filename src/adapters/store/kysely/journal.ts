import type { Kysely } from 'kysely';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import { isOver } from '../../../domain/lifecycle.ts';
import { scrubbed } from '../../../domain/scrub.ts';
import type { Store } from '../../../ports/store.ts';
import { conflict, corrupt, leaseLost, liveAlready, unknownHere } from '../failures.ts';
import type { JournalRow } from '../journal-chain.ts';
import { EMPTY, seal, toEvent, unseal } from '../journal-chain.ts';
import type { Access } from './access.ts';
import type { KnownHead, Sent } from './append-at-once.ts';
import { appendAtOnce, isWritten } from './append-at-once.ts';
import { recent } from './recent.ts';
import { digestOfRow, fromProjection, HEADER } from './rows.ts';
import type { Tables } from './tables.ts';

const ROWS_PER_INSERT = 200;
/** Journals and bodies that one process remembers. */
const MOST_KNOWN = 1000;

export async function insertEvents(db: Kysely<Tables>, rows: readonly JournalRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT)
    await db
      .insertInto('journal')
      .values(rows.slice(start, start + ROWS_PER_INSERT))
      .execute();
}

/** A migration's `touched_ms` once these are its last events. */
function touchedBy(rows: readonly JournalRow[]): { readonly touched_ms?: number } {
  const last = rows.at(-1);
  return last === undefined ? {} : { touched_ms: last.at_ms };
}

export function journalOf(access: Access): Pick<Store, 'readJournal' | 'append' | 'putBody' | 'readBody'> {
  const { backend, read, write, one } = access;
  const heads = recent<KnownHead>(MOST_KNOWN);
  const stored = recent<true>(MOST_KNOWN);
  return {
    readJournal: (migrationId, after = 0) =>
      read(async (db) => {
        // The head first: rows up to it are there for good, so two reads see one journal without a transaction.
        const head = await db
          .selectFrom('migrations')
          .select([...HEADER, 'status', 'seq', 'head_hash'])
          .where('id', '=', migrationId)
          .executeTakeFirst();
        if (head === undefined) return [];
        heads.put(migrationId, head);
        if (head.seq <= after) return [];
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

    append: async (migrationId, expectedSeq, events, projection, lease) => {
      const known = heads.get(migrationId);
      const sent: Sent = { rows: undefined };
      // A server is far: who knows where the journal ends says so, and one statement decides. What it refuses is looked at closely below.
      if (
        backend.skipLocked &&
        known?.seq === expectedSeq &&
        lease !== undefined &&
        (isOver(projection.status) || !isOver(known.status))
      ) {
        const head = await appendAtOnce(access, known, events, projection, lease, sent);
        if (head !== undefined) {
          heads.put(migrationId, head);
          return sent.rows!.map(toEvent);
        }
      }
      return write(async (db) => {
        const found = await db
          .selectFrom('migrations')
          .select([...HEADER, 'status', 'seq', 'head_hash', 'lease_owner', 'lease_generation'])
          .where('id', '=', migrationId)
          .executeTakeFirst();
        if (found === undefined) throw unknownHere(migrationId);
        if (sent.rows !== undefined && (await isWritten(db, sent.rows))) return sent.rows.map(toEvent);
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
        const end = await db
          .selectFrom('journal')
          .select(['seq', 'hash'])
          .where('migration_id', '=', migrationId)
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst();
        // A journal that was damaged is not continued: neither from an older end, nor after one that is not there.
        if ((end?.seq ?? 0) !== found.seq || (end?.hash ?? EMPTY.hash) !== found.head_hash)
          // Where others write between two statements it may have grown; whoever reads on is told if it did not.
          throw backend.skipLocked
            ? conflict(migrationId, end?.seq ?? 0, expectedSeq)
            : corrupt(`the journal of ${migrationId}`, 'its end is not what was written');
        const rows = seal(migrationId, { seq: found.seq, hash: found.head_hash }, events);
        const columns = fromProjection(projection);
        sent.rows = rows;
        // Decides between two writers even where reading first does not lock.
        const moved = await db
          .updateTable('migrations')
          .set({
            ...columns,
            digest: digestOfRow({ ...found, ...columns }),
            seq: found.seq + rows.length,
            head_hash: rows.at(-1)?.hash ?? found.head_hash,
            ...touchedBy(rows),
          })
          .where('id', '=', migrationId)
          .where('seq', '=', expectedSeq)
          .where('lease_generation', '=', found.lease_generation)
          .returning('id')
          .executeTakeFirst();
        if (moved === undefined) throw conflict(migrationId, expectedSeq + 1, expectedSeq);
        await insertEvents(db, rows);
        return rows.map(toEvent);
      });
    },

    putBody: async (body) => {
      const data = canonicalJson(scrubbed(body)) ?? 'null';
      const hash = sha256(data);
      if (stored.get(hash)) return hash;
      await one((db) =>
        db
          .insertInto('bodies')
          .values({ hash, data })
          .onConflict((already) => already.doNothing())
          .execute(),
      );
      if (backend.skipLocked) stored.put(hash, true); // bodies are never deleted
      return hash;
    },

    readBody: (hash) =>
      read(async (db) => {
        const row = await db.selectFrom('bodies').select('data').where('hash', '=', hash).executeTakeFirst();
        if (row === undefined) return undefined;
        if (sha256(row.data) !== hash) throw corrupt(`body ${hash}`, 'it is not what was written');
        return JSON.parse(row.data);
      }),
  };
}
