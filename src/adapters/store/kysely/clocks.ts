import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { z } from 'zod';
import type { ClockAnchor } from '../../../domain/clock-trust.ts';
import { ANCHOR_KEPT_MS } from '../../../domain/clock-trust.ts';
import type { EpochMs } from '../../../domain/time.ts';
import type { Store } from '../../../ports/store.ts';
import type { Access } from './access.ts';
import { DASHBOARD_VERSION } from './dashboard-schema.ts';
import type { Tables } from './tables.ts';
import { versionOf } from './upgrades.ts';

/** In `meta`, which is each database's own: what a machine knows of its time belongs to no backup of the migrations. */
const PREFIX = 'clock.';

const Anchor = z.object({
  bootId: z.string(),
  trustedMs: z.number(),
  upMs: z.number(),
  accepted: z.int(),
  acceptedBy: z.string().optional(),
  doubt: z.object({ kind: z.enum(['jumped', 'behind']), byMs: z.number(), seenMs: z.number() }).optional(),
});

export function clocksOf({ read, write }: Access): Pick<Store, 'readClock' | 'keepClock' | 'newestMs'> {
  return {
    readClock: (bootId) =>
      read(async (db) => {
        const row = await db
          .selectFrom('meta')
          .select('value')
          .where('name', '=', PREFIX + bootId)
          .executeTakeFirst();
        return row === undefined ? undefined : anchorOf(row.value);
      }),

    keepClock: (anchor) =>
      write(async (db) => {
        const name = PREFIX + anchor.bootId;
        const rows = await db.selectFrom('meta').selectAll().where('name', 'like', `${PREFIX}%`).execute();
        const old = rows.find((row) => row.name === name);
        if (((old && anchorOf(old.value)?.accepted) ?? 0) > anchor.accepted) return;
        const value = JSON.stringify(anchor);
        await db
          .insertInto('meta')
          .values({ name, value })
          .onConflict((already) => already.column('name').doUpdateSet({ value }))
          .execute();
        const forgotten = rows.filter(
          (row) => row.name !== name && (anchorOf(row.value)?.trustedMs ?? 0) < anchor.trustedMs - ANCHOR_KEPT_MS,
        );
        for (const row of forgotten) await db.deleteFrom('meta').where('name', '=', row.name).execute();
      }),

    newestMs: () =>
      read(async (db) => {
        const rows = await db.selectFrom('meta').select('value').where('name', 'like', `${PREFIX}%`).execute();
        const last = await lastEventMs(db);
        const moments = [last, ...rows.map(({ value }) => anchorOf(value)?.trustedMs)].filter(
          (moment) => moment !== undefined && moment !== null,
        );
        return moments.length === 0 ? undefined : Math.max(...moments);
      }),
  };
}

async function lastEventMs(db: Kysely<Tables>): Promise<EpochMs | undefined> {
  if (((await versionOf(db)) ?? 0) >= DASHBOARD_VERSION) {
    const row = await db
      .selectFrom('migrations')
      .select('touched_ms')
      .orderBy('touched_ms', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.touched_ms;
  }
  // Whoever only looks: the newest event of each migration is found by the journal's key.
  const { rows } = await sql<{ newest: number | null }>`
    select max(journal.at_ms) as newest from migrations
    join journal on journal.migration_id = migrations.id and journal.seq = migrations.seq`.execute(db);
  return rows[0]?.newest ?? undefined;
}

/** What cannot be read is not known. */
function anchorOf(value: string): ClockAnchor | undefined {
  try {
    return Anchor.parse(JSON.parse(value)) as ClockAnchor;
  } catch {
    return undefined;
  }
}
