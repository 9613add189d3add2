import type { Store } from '../../../ports/store.ts';
import { taken, unknownHere } from '../failures.ts';
import type { Access } from './access.ts';

export function bookingsOf({ read, write }: Access): Pick<Store, 'book' | 'unbook' | 'bookings'> {
  return {
    book: (booking) =>
      write(async (db) => {
        const project = await db
          .selectFrom('projects')
          .select('id')
          .where('id', '=', booking.projectId)
          .executeTakeFirst();
        if (project === undefined) throw unknownHere(booking.projectId);
        const { slot, place, projectId, by, atMs } = booking;
        // The database decides who was first; whoever was not asks it what is there.
        const booked = await db
          .insertInto('bookings')
          .values({ slot, place, project_id: projectId, by, at_ms: Math.round(atMs) })
          .onConflict((already) => already.doNothing())
          .returning('slot')
          .executeTakeFirst();
        if (booked !== undefined) return;
        const own = await db.selectFrom('bookings').selectAll().where('project_id', '=', projectId).executeTakeFirst();
        if (own === undefined) throw taken(slot, `place ${place} is taken`);
        if (own.slot !== slot || own.place !== place) throw taken(slot, `${projectId} holds ${own.slot} already`);
      }),

    unbook: (projectId) =>
      write(async (db) => {
        await db.deleteFrom('bookings').where('project_id', '=', projectId).execute();
      }),

    bookings: (fromSlot, toSlot) =>
      read(async (db) => {
        const rows = await db
          .selectFrom('bookings')
          .selectAll()
          .where('slot', '>=', fromSlot)
          .where('slot', '<=', toSlot)
          .orderBy('slot')
          .orderBy('place')
          .execute();
        return rows.map(({ slot, place, project_id, by, at_ms }) => ({
          slot,
          place,
          projectId: project_id,
          by,
          atMs: at_ms,
        }));
      }),
  };
}
