import { GoLiveError } from '../../../domain/errors.ts';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import type { Credential, Store } from '../../../ports/store.ts';
import { corrupt } from '../failures.ts';
import { credentialName, storedCredential } from '../ways-in.ts';
import type { Access } from './access.ts';
import type { CredentialRow } from './tables.ts';

type Credentials = Pick<
  Store,
  'putCredential' | 'findCredential' | 'credential' | 'credentials' | 'takeCredential' | 'dropExpiredCredentials'
>;

export function credentialsOf({ read, write, one }: Access): Credentials {
  return {
    putCredential: async (given, isNew) => {
      const row = rowOf(storedCredential(given));
      const { kind, id, hash } = row;
      const exists = () => new GoLiveError('already-exists', { subject: credentialName(kind, id) });
      let isSent = false;
      await write(async (db) => {
        const there = await db
          .selectFrom('credentials')
          .select(['id', 'digest'])
          .where('kind', '=', kind)
          .where((or) => or.or([or('id', '=', id), ...(hash === null ? [] : [or('hash', '=', hash)])]))
          .execute();
        // An earlier try of this call, whose answer got lost, may have been written after all.
        if (isSent && there.some((other) => other.id === id && other.digest === row.digest)) return;
        if (there.some((other) => isNew || other.id !== id)) throw exists();
        isSent = true;
        const insert = db.insertInto('credentials').values(row).returning('id');
        const { kind: _, id: __, ...values } = row;
        const added = await (isNew
          ? insert.onConflict((already) => already.doNothing())
          : insert.onConflict((already) => already.columns(['kind', 'id']).doUpdateSet(values))
        ).executeTakeFirst();
        if (added === undefined) throw exists();
      });
    },

    findCredential: (kind, hash) =>
      read(async (db) => {
        const row = await db
          .selectFrom('credentials')
          .selectAll()
          .where('kind', '=', kind)
          .where('hash', '=', hash)
          .executeTakeFirst();
        return row && toCredential(row);
      }),

    credential: (kind, id) =>
      read(async (db) => {
        const row = await db
          .selectFrom('credentials')
          .selectAll()
          .where('kind', '=', kind)
          .where('id', '=', id)
          .executeTakeFirst();
        return row && toCredential(row);
      }),

    credentials: (kind, subject) =>
      read(async (db) => {
        const rows = await db
          .selectFrom('credentials')
          .selectAll()
          .where('kind', '=', kind)
          .$if(subject !== undefined, (query) => query.where('subject', '=', subject!))
          .orderBy('id')
          .execute();
        return rows.map(toCredential);
      }),

    takeCredential: (kind, id) =>
      one(async (db) => {
        const row = await db
          .deleteFrom('credentials')
          .where('kind', '=', kind)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        return row && toCredential(row);
      }),

    dropExpiredCredentials: async (now) => {
      const nowMs = Math.floor(now);
      const over = await read((db) =>
        db.selectFrom('credentials').select('id').where('expires_ms', '<=', nowMs).limit(1).executeTakeFirst(),
      );
      // Nothing to do is the rule, and costs no write.
      if (over === undefined) return 0;
      const { numDeletedRows } = await one((db) =>
        db.deleteFrom('credentials').where('expires_ms', '<=', nowMs).executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };
}

function rowOf(credential: Credential): CredentialRow {
  const { kind, id, hash = null, subject, expiresMs = null } = credential;
  const data = canonicalJson(credential);
  return { kind, id, hash, subject, expires_ms: expiresMs, data, digest: sha256(data) };
}

/** @throws GoLiveError `store-corrupt` */
export function toCredential({ kind, id, data, digest }: CredentialRow): Credential {
  if (sha256(data) !== digest) throw corrupt(`credential ${credentialName(kind, id)}`, 'it is not what was written');
  return JSON.parse(data);
}

/** Whether a row is found by what it tells of. */
export function isFoundByItself(row: CredentialRow): boolean {
  const { data: _, digest: __, ...columns } = row;
  const { data: ___, digest: ____, ...own } = rowOf(toCredential(row));
  return canonicalJson(columns) === canonicalJson(own);
}
