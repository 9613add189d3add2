import { GoLiveError } from '../../../domain/errors.ts';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import { scrubbed } from '../../../domain/scrub.ts';
import type { FeedLink, Store } from '../../../ports/store.ts';
import { corrupt } from '../failures.ts';
import type { Access } from './access.ts';
import type { Tables } from './tables.ts';

export function feedsOf({ read, write }: Access): Pick<Store, 'addFeed' | 'findFeed' | 'feeds' | 'removeFeed'> {
  return {
    addFeed: (feed) =>
      write(async (db) => {
        const data = canonicalJson(scrubbed({ ...feed, createdMs: Math.round(feed.createdMs) }));
        const added = await db
          .insertInto('feeds')
          .values({ id: feed.id, token_hash: feed.tokenHash, data, digest: sha256(data) })
          .onConflict((already) => already.doNothing())
          .returning('id')
          .executeTakeFirst();
        if (added === undefined) throw new GoLiveError('already-exists', { subject: `calendar address ${feed.id}` });
      }),

    findFeed: (tokenHash) =>
      read(async (db) => {
        const row = await db.selectFrom('feeds').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();
        return row && toFeed(row);
      }),

    feeds: () => read(async (db) => (await db.selectFrom('feeds').selectAll().orderBy('id').execute()).map(toFeed)),

    removeFeed: (id) =>
      write(async (db) => {
        const removed = await db.deleteFrom('feeds').where('id', '=', id).returning('id').executeTakeFirst();
        return removed !== undefined;
      }),
  };
}

/** @throws GoLiveError `store-corrupt` */
export function toFeed({ id, data, digest }: Tables['feeds']): FeedLink {
  if (sha256(data) !== digest) throw corrupt(`the calendar address ${id}`, 'it is not what was written');
  return JSON.parse(data);
}
