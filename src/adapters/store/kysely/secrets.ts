import type { Kysely } from 'kysely';
import { GoLiveError } from '../../../domain/errors.ts';
import { Secret } from '../../../domain/secret.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Store, StoreFault } from '../../../ports/store.ts';
import { RESTORE, unknownHere } from '../failures.ts';
import type { Access } from './access.ts';
import { decrypt, encrypt } from './cipher.ts';
import type { KeyFile } from './key-file.ts';
import type { SecretRow, Tables } from './tables.ts';

type Secrets = Pick<Store, 'putSecret' | 'readSecret' | 'deleteSecret' | 'secretsKept' | 'dropExpiredSecrets'>;

const KEY_FIX = 'Put the key file back; without it forget the secrets and ask for them again.';

export function secretsOf(
  { backend, read, write, direct }: Access,
  keyFile: KeyFile,
  clock: Pick<Clock, 'now'>,
): Secrets {
  /** The key, made at first use; with secrets in the store a new one would open none of them. */
  const keyForWriting = async (db: Kysely<Tables>): Promise<Buffer> => {
    const key = keyFile.read();
    if (key !== undefined) return key;
    const one = await db.selectFrom('secrets').select('field').limit(1).executeTakeFirst();
    if (one !== undefined) throw keyMissing(backend.where, keyFile);
    return keyFile.create();
  };
  const forget = async (migrationId: string, field: string): Promise<void> => {
    const { numDeletedRows } = await write((db) =>
      db
        .deleteFrom('secrets')
        .where('migration_id', '=', migrationId)
        .where('field', '=', field)
        .executeTakeFirstOrThrow(),
    );
    if (numDeletedRows > 0n) await direct(() => backend.wipe());
  };
  /** One statement, so that what was stored anew meanwhile stays. */
  const dropExpired = async (): Promise<number> => {
    const { numDeletedRows } = await write((db) =>
      db.deleteFrom('secrets').where('expires_at_ms', '<=', Math.round(clock.now())).executeTakeFirstOrThrow(),
    );
    if (numDeletedRows > 0n) await direct(() => backend.wipe());
    return Number(numDeletedRows);
  };
  return {
    putSecret: async (migrationId, field, secret, expiresAtMs) => {
      const replaced = await write(async (db) => {
        const there = await db.selectFrom('migrations').select('id').where('id', '=', migrationId).executeTakeFirst();
        if (there === undefined) throw unknownHere(migrationId);
        const key = await keyForWriting(db);
        const old = await db
          .selectFrom('secrets')
          .select('version')
          .where('migration_id', '=', migrationId)
          .where('field', '=', field)
          .executeTakeFirst();
        const version = (old?.version ?? 0) + 1;
        const values = {
          version,
          sealed: encrypt(key, { migrationId, field, version }, secret.reveal()),
          expires_at_ms: expiresAtMs === undefined ? null : Math.round(expiresAtMs),
        };
        await db
          .insertInto('secrets')
          .values({ migration_id: migrationId, field, ...values })
          .onConflict((already) => already.columns(['migration_id', 'field']).doUpdateSet(values))
          .execute();
        return old !== undefined;
      });
      if (replaced) await direct(() => backend.wipe());
    },

    readSecret: async (migrationId, field) => {
      const row = await read((db) =>
        db
          .selectFrom('secrets')
          .selectAll()
          .where('migration_id', '=', migrationId)
          .where('field', '=', field)
          .executeTakeFirst(),
      );
      if (row === undefined) return undefined;
      if (row.expires_at_ms !== null && row.expires_at_ms <= clock.now()) {
        await dropExpired();
        return undefined;
      }
      const key = keyFile.read();
      if (key === undefined) throw keyMissing(backend.where, keyFile);
      const plain = open(key, row);
      if (plain === undefined)
        throw new GoLiveError('secret-unreadable', {
          subject: `${field} of ${migrationId}`,
          why: 'its row was changed, or the key file belongs to another store',
          fix: 'Put the right key file back, or ask for the value again and store it anew.',
        });
      return new Secret(plain);
    },

    deleteSecret: forget,

    secretsKept: async () => {
      const rows = await read((db) => db.selectFrom('secrets').select(['migration_id', 'field']).execute());
      return rows.map(({ migration_id: migrationId, field }) => ({ migrationId, field }));
    },

    dropExpiredSecrets: async () => {
      const over = await read((db) =>
        db
          .selectFrom('secrets')
          .select('field')
          .where('expires_at_ms', '<=', Math.round(clock.now()))
          .limit(1)
          .executeTakeFirst(),
      );
      // Nothing to do is the rule, and costs no write.
      return over === undefined ? 0 : dropExpired();
    },
  };
}

/** What is wrong with the secrets; their values stay here. */
export async function secretFaults({ backend, read }: Access, keyFile: KeyFile): Promise<StoreFault[]> {
  const rows = await read((db) => db.selectFrom('secrets').selectAll().execute());
  let key: Buffer | undefined;
  try {
    key = keyFile.read();
  } catch (thrown) {
    if (!(thrown instanceof GoLiveError)) throw thrown;
    return [{ where: 'secrets', what: thrown.why ?? thrown.message, fix: thrown.fix ?? KEY_FIX }];
  }
  if (rows.length === 0) return [];
  if (key === undefined)
    return [{ where: 'secrets', what: keyMissing(backend.where, keyFile).why ?? '', fix: KEY_FIX }];
  return rows
    .filter((row) => open(key, row) === undefined)
    .map((row) => ({
      where: `secrets ${row.migration_id} ${row.field}`,
      what: 'cannot be decrypted: its row was changed, or the key file belongs to another store',
      fix: `Put the right key file back, or ask for the value again and store it anew. ${RESTORE}`,
    }));
}

function open(key: Buffer, row: SecretRow): string | undefined {
  return decrypt(key, { migrationId: row.migration_id, field: row.field, version: row.version }, row.sealed);
}

function keyMissing(where: string, keyFile: KeyFile): GoLiveError {
  return new GoLiveError('key-missing', {
    subject: where,
    why: `there are secrets in it and ${keyFile.path} is not there`,
    fix: KEY_FIX,
  });
}
