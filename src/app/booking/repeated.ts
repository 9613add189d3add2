import { GoLiveError } from '../../domain/errors.ts';
import type { BookingChange } from '../../ports/store.ts';
import type { App } from '../app.ts';

const LONGEST_KEY = 200;

/** What a request is about, so that its key is not taken for another's. */
export type Meant = { readonly slot: string } | 'confirmed' | 'cancelled';

/**
 * What a request with this key led to before; `undefined`: it is new, or has none.
 *
 * @throws GoLiveError `not-allowed`: this project's key was used for something else; `usage`: it can be no key
 */
export async function repeated(
  app: App,
  projectId: string,
  key: string | undefined,
  meant: Meant,
): Promise<BookingChange | undefined> {
  if (key === undefined) return undefined;
  if (key.trim() === '' || key.length > LONGEST_KEY || /\p{Cc}/u.test(key))
    throw new GoLiveError('usage', {
      subject: '--key',
      fix: `Write 1 to ${LONGEST_KEY} characters that no other request has.`,
    });
  const found = (await app.store.bookingChanges({ projectId })).find((change) => change.key === key);
  if (found === undefined || isFor(found, meant)) return found;
  throw new GoLiveError('not-allowed', {
    subject: `key ${JSON.stringify(key.slice(0, 40))}`,
    why: `it was used for something else (${found.booking.slot}, ${found.what})`,
    fix: 'Give each request a key of its own.',
  });
}

function isFor({ what, booking }: BookingChange, meant: Meant): boolean {
  if (meant === 'cancelled') return what === 'cancelled';
  if (meant === 'confirmed') return what === 'confirmed';
  return what !== 'cancelled' && what !== 'lapsed' && booking.slot === meant.slot;
}
