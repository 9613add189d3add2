import { GoLiveError } from '../../../domain/errors.ts';
import { canonicalJson } from '../../../domain/json.ts';
import { scrubbed } from '../../../domain/scrub.ts';
import type { Booked, Booking, BookingChange, BookingWord, FeedLink, Store } from '../../../ports/store.ts';
import type { Decision, Seen } from '../calendar.ts';
import { decideBooking, decideGivingBack, following, isEnd } from '../calendar.ts';
import { unknownHere } from '../failures.ts';

type Calendar = Pick<
  Store,
  'book' | 'unbook' | 'bookings' | 'bookingOf' | 'bookingChanges' | 'addFeed' | 'findFeed' | 'feeds' | 'removeFeed'
>;

/** Bookings, their history and calendar addresses without a disk. */
export function memoryCalendar(isProject: (id: string) => boolean): Calendar {
  const booked = new Map<string, Booking>();
  const changes: BookingChange[] = [];
  const feeds = new Map<string, FeedLink>();

  const settle = (projectId: string, { key }: BookingWord, decide: (seen: Seen) => Decision): Booked | undefined => {
    const used = key === undefined ? undefined : changes.find((change) => change.key === scrubbed(key));
    const decision = decide({ used: copy(used), there: [...booked.values()].map(copy) });
    if ('answer' in decision) return decision.answer;
    if (!isProject(projectId)) throw unknownHere(projectId);
    for (const given of decision.changes) {
      const sequences = changes.flatMap(({ booking }) => (booking.id === given.booking.id ? booking.sequence : []));
      const change = following(given, sequences.length === 0 ? undefined : Math.max(...sequences));
      changes.push({ seq: changes.length + 1, ...change });
      if (isEnd(change)) booked.delete(change.booking.projectId);
      else booked.set(change.booking.projectId, change.booking);
    }
    return { booking: copy(changes.at(-1)!.booking), isRepeat: false };
  };

  return {
    book: async (wanted, word) => settle(wanted.projectId, word, (seen) => decideBooking(wanted, word, seen))!,
    unbook: async (projectId, word, what = 'cancelled') =>
      settle(projectId, word, (seen) => decideGivingBack(projectId, word, what, seen))?.booking,
    bookings: async (fromSlot, toSlot) =>
      [...booked.values()]
        .filter(({ slot }) => slot >= fromSlot && slot <= toSlot)
        .sort((a, b) => (a.slot === b.slot ? a.place - b.place : a.slot < b.slot ? -1 : 1))
        .map(copy),
    bookingOf: async (projectId) => copy(booked.get(projectId)),
    bookingChanges: async (asked) => {
      if ('projectId' in asked) return changes.filter(({ booking }) => booking.projectId === asked.projectId).map(copy);
      const { sinceMs, limit, afterSeq = 0 } = asked;
      return changes
        .filter(({ seq, atMs }) => seq > afterSeq && atMs >= sinceMs)
        .slice(0, limit)
        .map(copy);
    },
    addFeed: async (feed) => {
      if (feeds.has(feed.id) || [...feeds.values()].some(({ tokenHash }) => tokenHash === feed.tokenHash))
        throw new GoLiveError('already-exists', { subject: `calendar address ${feed.id}` });
      feeds.set(feed.id, copy(scrubbed({ ...feed, createdMs: Math.round(feed.createdMs) })));
    },
    findFeed: async (tokenHash) => copy([...feeds.values()].find((feed) => feed.tokenHash === tokenHash)),
    feeds: async () => [...feeds.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(copy),
    removeFeed: async (id) => feeds.delete(id),
  };
}

function copy<Value>(value: Value): Value {
  return value === undefined ? value : JSON.parse(canonicalJson(value));
}
