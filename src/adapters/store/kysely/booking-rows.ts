import { sha256 } from '../../../domain/json.ts';
import type { Booking, BookingChange } from '../../../ports/store.ts';
import { corrupt } from '../failures.ts';
import type { BookingChangeRow, Tables } from './tables.ts';

/** @throws GoLiveError `store-corrupt` */
export function toBooking(row: Tables['bookings']): Booking {
  const { slot, place, project_id: projectId, at_ms: atMs, data } = row;
  if (data === '')
    return {
      id: `b-${projectId}`,
      slot,
      place,
      projectId,
      startsAtMs: 0,
      endsAtMs: 0,
      timeZone: '',
      tzdata: '',
      createdMs: atMs,
      changedMs: atMs,
      sequence: 0,
    };
  if (sha256(data) !== row.digest) throw corrupt(`the booking of ${projectId}`, 'it is not what was written');
  return JSON.parse(data);
}

/** @throws GoLiveError `store-corrupt` */
export function toChange({ seq, data, digest }: BookingChangeRow): BookingChange {
  if (sha256(`${seq} ${data}`) !== digest)
    throw corrupt('the history of bookings', `line ${seq} is not what was written`);
  return { seq, ...JSON.parse(data) };
}
