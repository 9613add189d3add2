import type { Upgrade } from '../../../src/adapters/store/kysely/upgrades.ts';

/** A step that a later golive might take: a column and an index on the busiest table, and one on the journal. */
export const LATER_UPGRADE: Upgrade = async (db) => {
  await db.schema.alterTable('migrations').addColumn('remark', 'text').execute();
  await db.schema.createIndex('migrations_remark').on('migrations').column('remark').execute();
  await db.schema.createIndex('journal_at').on('journal').column('at_ms').execute();
};
