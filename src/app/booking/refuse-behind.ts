import { MOST_DRIFT_MS } from '../../domain/clock-trust.ts';
import { GoLiveError } from '../../domain/errors.ts';
import type { App } from '../app.ts';
import { isoAt } from '../voice.ts';

/**
 * A clock that is behind takes a half-day for later than it is. The newest moment on record says so, unless a person has said that this
 * machine's clock is right.
 *
 * @throws GoLiveError `clock-behind`
 */
export async function refuseBehind({ clock, config, store }: App, subject: string): Promise<void> {
  const doubt = clock.doubt?.();
  const now = clock.now();
  const newestMs = (await store.newestMs()) ?? now;
  const isBehind = doubt?.kind === 'behind' || (newestMs - now > MOST_DRIFT_MS && clock.isAccepted?.() !== true);
  if (!isBehind) return;
  const shown = (moment: number): string => isoAt(moment, config.agency.timeZone).slice(0, 16).replace('T', ' ');
  throw new GoLiveError('clock-behind', {
    subject,
    why: `this machine's clock says ${shown(now)}, and what is on record is of ${shown(newestMs)}`,
    fix: 'Set the clock right; or, where it is right, say so with golive doctor --accept-clock --by NAME.',
  });
}
