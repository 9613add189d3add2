import type { App } from '../app.ts';
import type { BookingDone } from '../book.ts';
import type { Who } from '../say.ts';
import { partyOf } from './party.ts';
import { standing, takeAllBack } from './stands.ts';

/**
 * Takes back what was kept when a half-day was given back: the same word, said later. `undefined`: a half-day is booked, or nothing stands.
 *
 * @throws GoLiveError `domain-unknown`, `usage`
 */
export async function takeBackLater(app: App, domain: string, who: Who): Promise<BookingDone | undefined> {
  const { project, migrations } = await partyOf(app, domain);
  const isBooked = (await app.store.bookingOf(project.id)) !== undefined;
  const stands = standing(migrations);
  if (isBooked || migrations.some(({ state }) => state.slot !== undefined) || stands.length === 0) return undefined;
  const after = await takeAllBack(app, { migrations, standing: stands }, who);
  return { migrations: after, warnings: [], isRepeat: false, standing: stands };
}
