import { DateTime } from 'luxon';
import type { EpochMs } from '../domain/time.ts';

/** The moment by which something is due: a date lasts until its day is over in the zone. `undefined`: not on the calendar. */
export function dueMoment(text: string, timeZone: string): EpochMs | undefined {
  if (!/^2\d{3}-\d{2}-\d{2}(T.+)?$/.test(text)) return undefined;
  const moment = DateTime.fromISO(text, { zone: timeZone });
  if (!moment.isValid) return undefined;
  return (text.includes('T') ? moment : moment.endOf('day')).toMillis();
}
