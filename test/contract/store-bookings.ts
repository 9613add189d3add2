import { expect } from 'vitest';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { Booking, BookingChange, FeedLink, Store } from '../../src/ports/store.ts';
import fc from '../fast-check.ts';
import type { StoreWorld } from './store.ts';
import { begin, NOW, wanted, word } from './store-samples.ts';

type Promised = (title: string, keeps: (world: StoreWorld) => Promise<void>) => void;
type Refuses = (code: string, work: () => Promise<unknown>, subject?: string) => Promise<void>;

const MORNING = '2026-12-01/morning';
const AFTERNOON = '2026-12-01/afternoon';
const OTHER = '2026-12-02/morning';

const all = (store: Store) => store.bookings('', '~');
const history = (store: Store) => store.bookingChanges({ sinceMs: 0, limit: 1000 });
const shown = ({ slot, place, projectId }: Booking) => `${slot} ${place} ${projectId}`;
const told = (changes: readonly BookingChange[]) =>
  changes.map(({ what, booking }) => `${what} ${booking.projectId} ${booking.sequence}`);

/** What the history says is in the calendar. */
function replayed(changes: readonly BookingChange[]): Booking[] {
  const held = new Map<string, Booking>();
  for (const { what, booking } of changes) {
    if (what === 'cancelled' || what === 'lapsed') held.delete(booking.projectId);
    else held.set(booking.projectId, booking);
  }
  return [...held.values()].toSorted((a, b) => (a.slot === b.slot ? a.place - b.place : a.slot < b.slot ? -1 : 1));
}

/** What the port promises of bookings and calendar addresses. */
export function bookingPromises(promise: Promised, refuses: Refuses): void {
  promise('of many who want one place one gets it, and nothing else is written', async ({ store, other }) => {
    const names = Array.from({ length: 20 }, (_, index) => `k${index}`);
    for (const name of names) await begin(store, name);
    const race = await Promise.allSettled(
      names.map((name, index) => (index % 2 ? store : other).book(wanted(name), word())),
    );
    const won = race.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    expect(won).toHaveLength(1);
    for (const outcome of race)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'slot-refused', subject: MORNING });
    const { id, projectId, startsAtMs, endsAtMs } = wanted(won[0]!.booking.projectId.slice(2));
    const moments = { startsAtMs, endsAtMs, timeZone: 'Europe/Amsterdam', tzdata: '2026a' };
    const booking = { id, projectId, slot: MORNING, place: 1, ...moments, createdMs: NOW, changedMs: NOW, sequence: 0 };
    expect(won[0]).toEqual({ booking, isRepeat: false });
    expect(await other.bookings(MORNING, MORNING)).toEqual([booking]);
    expect(await other.bookingOf(projectId)).toEqual(booking);
    expect(await other.bookingChanges({ projectId })).toEqual([
      { seq: 1, what: 'booked', by: 'Anna', atMs: NOW, warnings: [], booking },
    ]);
    expect(await history(store)).toHaveLength(1);
    expect(await store.check()).toEqual([]);
  });

  promise('a half-day has as many places as are asked for, the lowest free one first', async ({ store, other }) => {
    const names = Array.from({ length: 12 }, (_, index) => `k${index}`);
    for (const name of [...names, 'late', 'later']) await begin(store, name);
    const race = await Promise.allSettled(
      names.map((name, index) => (index % 2 ? store : other).book(wanted(name, MORNING, { places: 3 }), word())),
    );
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const held = await all(store);
    expect(held.map(({ place }) => place)).toEqual([1, 2, 3]);
    expect(new Set(held.map(({ projectId }) => projectId)).size).toBe(3);
    await refuses('slot-refused', () => store.book(wanted('late', MORNING, { places: 3 }), word()));
    await store.unbook(held[1]!.projectId, word());
    expect((await store.book(wanted('late', MORNING, { places: 3 }), word())).booking.place).toBe(2);
    // Fewer places than there were: who has one keeps it.
    await store.unbook(held[0]!.projectId, word());
    const last = held[2]!.projectId.slice(2);
    const changed = await store.book(wanted(last, MORNING, { expected: MORNING, onDuty: 'Bo', places: 1 }), word());
    expect(changed.booking.place).toBe(3);
    expect((await store.book(wanted('later'), word())).booking.place).toBe(1);
    expect(await store.check()).toEqual([]);
  });

  promise('a booking that moves stays the same one, and its old place is free', async ({ store, other }) => {
    for (const name of ['klant', 'ander']) await begin(store, name);
    await store.book(wanted('klant'), word());
    const moved = wanted('klant', OTHER, { id: 'b-unused', expected: MORNING });
    const { booking } = await other.book(
      moved,
      word({ atMs: NOW + 5, why: 'as asked', rules: 'ab', warnings: ['friday'] }),
    );
    expect(booking).toMatchObject({ id: 'b-klant', slot: OTHER, sequence: 1, createdMs: NOW, changedMs: NOW + 5 });
    expect((await store.bookingChanges({ projectId: 'p-klant' })).at(-1)).toEqual({
      seq: 2,
      what: 'moved',
      from: MORNING,
      by: 'Anna',
      why: 'as asked',
      atMs: NOW + 5,
      rules: 'ab',
      warnings: ['friday'],
      booking,
    });
    await store.book(wanted('ander'), word());
    expect((await all(other)).map(shown)).toEqual([`${MORNING} 1 p-ander`, `${OTHER} 1 p-klant`]);
    expect((await store.bookings('2026-12-01/', '2026-12-01/~')).map(shown)).toEqual([`${MORNING} 1 p-ander`]);
    expect(await store.bookings('2026-12-03', '2026-12-31')).toEqual([]);
  });

  promise('who does not get the half-day that he wants keeps the one he has', async ({ store, other }) => {
    for (const name of ['a', 'b']) await begin(store, name);
    await store.book(wanted('a', MORNING), word());
    await store.book(wanted('b', AFTERNOON), word());
    const swap = () =>
      Promise.allSettled([
        store.book(wanted('a', AFTERNOON, { expected: MORNING }), word()),
        other.book(wanted('b', MORNING, { expected: AFTERNOON }), word()),
      ]);
    for (let round = 0; round < 5; round++)
      expect((await swap()).map((one) => one.status === 'rejected' && one.reason.code)).toEqual([
        'slot-refused',
        'slot-refused',
      ]);
    expect((await all(store)).map(shown)).toEqual([`${AFTERNOON} 1 p-b`, `${MORNING} 1 p-a`]);
    expect(await history(store)).toHaveLength(2);
    const race = await Promise.allSettled([
      store.book(wanted('a', OTHER, { expected: MORNING }), word()),
      other.book(wanted('b', OTHER, { expected: AFTERNOON }), word()),
    ]);
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const after = await all(store);
    expect(after.map(({ projectId }) => projectId).toSorted()).toEqual(['p-a', 'p-b']);
    expect(after.filter(({ slot }) => slot === OTHER)).toHaveLength(1);
  });

  promise('whoever believes another half-day than is booked changes nothing', async ({ store, other }) => {
    await begin(store, 'klant');
    await refuses('journal-conflict', () => store.book(wanted('klant', OTHER, { expected: MORNING }), word()));
    await store.book(wanted('klant'), word());
    for (const expected of [null, OTHER])
      for (const slot of [MORNING, OTHER])
        await refuses('journal-conflict', () => other.book(wanted('klant', slot, { expected }), word()));
    const both = await Promise.allSettled(
      [AFTERNOON, OTHER].map((slot, index) =>
        (index ? store : other).book(wanted('klant', slot, { expected: MORNING }), word()),
      ),
    );
    expect(both.map((one) => (one.status === 'rejected' ? one.reason.code : 'moved')).toSorted()).toEqual([
      'journal-conflict',
      'moved',
    ]);
    expect(await history(store)).toHaveLength(2);
    await refuses('domain-unknown', () => store.book(wanted('nobody', '2027-01-05/morning'), word()));
  });

  promise('a hold ends at its moment, by the clock of whoever asks', async ({ store, other, clock }) => {
    for (const name of ['klant', 'ander']) await begin(store, name);
    clock.nowMs = NOW + 400 * DAY;
    const heldUntilMs = NOW + DAY;
    const { booking } = await store.book(wanted('klant', MORNING, { heldUntilMs }), word());
    expect(booking).toMatchObject({ heldUntilMs, sequence: 0 });
    await refuses('slot-refused', () => other.book(wanted('ander'), word({ atMs: heldUntilMs - 1 })));
    expect(await store.unbook('p-klant', word({ atMs: heldUntilMs - 1 }), 'lapsed')).toBeUndefined();
    // Over, and nobody dropped it yet.
    expect(await store.bookings(MORNING, MORNING)).toEqual([booking]);
    await other.book(wanted('ander'), word({ atMs: heldUntilMs, by: 'Bram', key: 'k1' }));
    expect((await all(store)).map(shown)).toEqual([`${MORNING} 1 p-ander`]);
    expect(await store.bookingOf('p-klant')).toBeUndefined();
    const [, lapsed, booked] = await history(store);
    expect(lapsed).toEqual({
      seq: 2,
      what: 'lapsed',
      by: 'golive',
      atMs: heldUntilMs,
      warnings: [],
      booking: { ...booking, changedMs: heldUntilMs, sequence: 1 },
    });
    expect(booked).toMatchObject({ what: 'booked', by: 'Bram', key: 'k1' });
    clock.nowMs = NOW;
    expect(await store.check()).toEqual([]);
  });

  promise("a project's own hold that has run out counts as none", async ({ store }) => {
    await begin(store, 'klant');
    const heldUntilMs = NOW + HOUR;
    await store.book(wanted('klant', MORNING, { heldUntilMs }), word());
    const late = word({ atMs: heldUntilMs });
    await refuses('journal-conflict', () => store.book(wanted('klant', MORNING, { expected: MORNING }), late));
    expect(await history(store)).toHaveLength(1);
    const again = wanted('klant', OTHER, { id: 'b-second', heldUntilMs: heldUntilMs + HOUR });
    expect((await store.book(again, late)).booking).toMatchObject({ id: 'b-second', slot: OTHER, sequence: 0 });
    // Dropped where it stood, wherever that was; the same id again goes on counting.
    const third = wanted('klant', OTHER, { id: 'b-klant' });
    const { booking } = await store.book(third, word({ atMs: heldUntilMs + HOUR }));
    expect(booking).toMatchObject({ id: 'b-klant', sequence: 2, createdMs: heldUntilMs + HOUR });
    expect(told(await history(store))).toEqual([
      'held p-klant 0',
      'lapsed p-klant 1',
      'held p-klant 0',
      'lapsed p-klant 1',
      'booked p-klant 2',
    ]);
    expect(await store.check()).toEqual([]);
  });

  promise('a change is named by what it does, and no change is none', async ({ store, other }) => {
    await begin(store, 'klant');
    const heldUntilMs = NOW + HOUR;
    const steps: readonly (readonly [string, Parameters<typeof wanted>[2], string?])[] = [
      ['held', { heldUntilMs }],
      ['', { heldUntilMs, expected: MORNING, tzdata: '2026b', id: 'b-x' }],
      ['changed', { heldUntilMs: heldUntilMs + 1, expected: MORNING }],
      ['moved', { heldUntilMs: heldUntilMs + 1, expected: MORNING }, OTHER],
      ['confirmed', { expected: OTHER }, OTHER],
      ['', { expected: OTHER, places: 9 }, OTHER],
      ['changed', { expected: OTHER, onDuty: 'Bo' }, OTHER],
      ['changed', { expected: OTHER, onDuty: 'Bo', startsAtMs: NOW + DAY, endsAtMs: NOW + 2 * DAY }, OTHER],
      [
        'changed',
        { expected: OTHER, timeZone: 'Europe/Lisbon', startsAtMs: NOW + DAY, endsAtMs: NOW + 2 * DAY },
        OTHER,
      ],
      ['moved', { expected: OTHER }, MORNING],
    ];
    for (const [index, [what, more, slot]] of steps.entries()) {
      const before = await history(store);
      const { booking, isRepeat } = await (index % 2 ? store : other).book(wanted('klant', slot, more), word());
      const after = await history(other);
      expect([index, isRepeat, ...after.slice(before.length).map((change) => change.what)]).toEqual([
        index,
        false,
        ...(what === '' ? [] : [what]),
      ]);
      expect(booking).toEqual(after.at(-1)!.booking);
      expect(await store.bookingOf('p-klant')).toEqual(booking);
    }
    const sequences = (await history(store)).map(({ booking }) => booking.sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index));
  });

  promise('what is given back is free, and written down', async ({ store, other }) => {
    for (const name of ['klant', 'ander']) await begin(store, name);
    expect(await store.unbook('p-klant', word())).toBeUndefined();
    expect(await store.unbook('p-nobody', word())).toBeUndefined();
    const { booking } = await store.book(wanted('klant'), word());
    expect(await other.unbook('p-klant', word(), 'lapsed')).toBeUndefined(); // confirmed: nothing runs out
    const last = { ...booking, changedMs: NOW + 1, sequence: 1 };
    expect(await other.unbook('p-klant', word({ atMs: NOW + 1, why: 'not ready' }))).toEqual(last);
    expect(await store.unbook('p-klant', word())).toBeUndefined();
    const [, cancelled] = await store.bookingChanges({ projectId: 'p-klant' });
    expect(cancelled).toMatchObject({ what: 'cancelled', why: 'not ready', booking: last });
    await store.book(wanted('ander', MORNING, { heldUntilMs: NOW + 1 }), word());
    expect(await store.unbook('p-ander', word({ atMs: NOW + 1 }), 'lapsed')).toMatchObject({ sequence: 1 });
    expect(told(await history(store))).toEqual([
      'booked p-klant 0',
      'cancelled p-klant 1',
      'held p-ander 0',
      'lapsed p-ander 1',
    ]);
    expect([await all(store), await store.check()]).toEqual([[], []]);
  });

  promise('a key leads to one answer, whatever happened since', async ({ store, other }) => {
    for (const name of ['klant', 'ander']) await begin(store, name);
    const keyed = word({ key: 'r-1' });
    const first = await store.book(wanted('klant'), keyed);
    expect(first.isRepeat).toBe(false);
    const repeat = { ...first, isRepeat: true };
    expect(await other.book(wanted('klant'), word({ key: 'r-1', atMs: NOW + 9, by: 'Bram' }))).toEqual(repeat);
    const moved = await store.book(wanted('klant', OTHER, { expected: MORNING }), word({ key: 'r-2' }));
    await store.book(wanted('ander'), word());
    expect(await other.book(wanted('klant', MORNING, { id: 'b-new' }), keyed)).toEqual(repeat);
    expect(await other.book(wanted('klant', OTHER, { expected: MORNING }), word({ key: 'r-2' }))).toEqual({
      ...moved,
      isRepeat: true,
    });
    const given = await store.unbook('p-klant', word({ key: 'r-3' }));
    await store.book(wanted('klant', OTHER, { id: 'b-again' }), word());
    expect(await other.unbook('p-klant', word({ key: 'r-3' }))).toEqual(given);
    const before = await history(store);
    for (const [key, misuse] of [
      ['r-1', () => store.book(wanted('ander'), keyed)],
      ['r-1', () => store.book(wanted('klant', OTHER, { expected: OTHER }), keyed)],
      ['r-1', () => store.unbook('p-klant', keyed)],
      ['r-3', () => store.book(wanted('klant', OTHER, { expected: OTHER }), word({ key: 'r-3' }))],
      ['r-3', () => store.unbook('p-ander', word({ key: 'r-3' }))],
    ] as const)
      await refuses('not-allowed', misuse, `key ${key}`);
    expect(await history(store)).toEqual(before);
    expect(await store.check()).toEqual([]);
  });

  promise('of many who ask with one key at once one changes something, and all hear the same', async (world) => {
    const { store, other } = world;
    await begin(store, 'klant');
    for (let round = 0; round < 4; round++) {
      const slot = `2026-12-1${round}/morning`;
      const expected = (await store.bookingOf('p-klant'))?.slot ?? null;
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 ? store : other).book(
            wanted('klant', slot, { id: `b-${index}`, expected }),
            word({ key: `r-${round}` }),
          ),
        ),
      );
      expect(answers.filter(({ isRepeat }) => !isRepeat)).toHaveLength(1);
      for (const { booking } of answers) expect(booking).toEqual(answers[0]!.booking);
      expect(await history(store)).toHaveLength(round + 1);
    }
  });

  promise('the history says what is in the calendar, and counts upwards', async ({ store, other }) => {
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) await begin(store, name);
    const slots = [MORNING, AFTERNOON, OTHER];
    const deed = fc.record({
      name: fc.constantFrom(...names),
      slot: fc.constantFrom(...slots, 'none', 'run out'),
      holdMs: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      passedMs: fc.integer({ min: -1, max: 4 }),
      believes: fc.boolean(),
      key: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }),
    });
    let atMs = NOW;
    let deeds = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 12 }), fc.nat(), async (all, round) => {
        await Promise.allSettled(
          all.map(async ({ name, slot, holdMs, passedMs, believes, key }, index) => {
            const side = index % 2 ? store : other;
            atMs += passedMs;
            const said = word({ atMs, ...(key === undefined ? {} : { key: `${key}${round % 7}` }) });
            if (slot === 'none') return side.unbook(`p-${name}`, said);
            if (slot === 'run out') return side.unbook(`p-${name}`, said, 'lapsed');
            const expected = believes ? ((await side.bookingOf(`p-${name}`))?.slot ?? null) : null;
            const more = { expected, places: 2, id: `b-${deeds++}` };
            return side.book(
              wanted(name, slot, holdMs === undefined ? more : { ...more, heldUntilMs: atMs + holdMs }),
              said,
            );
          }),
        );
        const changes = await history(store);
        expect(replayed(changes)).toEqual(await store.bookings('', '~'));
        expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => index + 1));
        const last = new Map<string, number>();
        for (const { booking } of changes) {
          expect(booking.sequence).toBeGreaterThan(last.get(booking.id) ?? -1);
          last.set(booking.id, booking.sequence);
        }
        const held = replayed(changes);
        expect(new Set(held.map(({ slot, place }) => `${slot} ${place}`)).size).toBe(held.length);
        expect(held.every(({ place }) => place === 1 || place === 2)).toBe(true);
      }),
      { numRuns: 25 },
    );
    expect(await store.check()).toEqual([]);
  });

  promise('the history is read by project, or page by page from a moment on', async ({ store, other }) => {
    for (const name of ['a', 'b']) await begin(store, name);
    // A clock that went back: the third is older than the second.
    for (const [index, atMs] of [NOW, NOW + 50, NOW + 20, NOW + 60].entries()) {
      const name = index % 2 ? 'b' : 'a';
      const expected = (await store.bookingOf(`p-${name}`))?.slot ?? null;
      await store.book(wanted(name, `2026-12-0${index + 1}/morning`, { expected }), word({ atMs }));
    }
    const seqs = async (asked: Parameters<Store['bookingChanges']>[0]) =>
      (await other.bookingChanges(asked)).map(({ seq }) => seq);
    expect(await seqs({ projectId: 'p-b' })).toEqual([2, 4]);
    expect(await seqs({ projectId: 'p-x' })).toEqual([]);
    expect(await seqs({ sinceMs: NOW, limit: 9 })).toEqual([1, 2, 3, 4]);
    expect(await seqs({ sinceMs: NOW + 30, limit: 9 })).toEqual([2, 4]);
    expect(await seqs({ sinceMs: NOW + 30, limit: 1 })).toEqual([2]);
    expect(await seqs({ sinceMs: NOW + 30, limit: 1, afterSeq: 2 })).toEqual([4]);
    expect(await seqs({ sinceMs: 0, limit: 2, afterSeq: 1 })).toEqual([2, 3]);
    expect(await seqs({ sinceMs: NOW + 61, limit: 9 })).toEqual([]);
    expect(await seqs({ sinceMs: 0, limit: 9, afterSeq: 4 })).toEqual([]);
  });

  promise('the calendar gives any text back, and cannot be changed through what went in or out', async (world) => {
    const { store, other } = world;
    await begin(store, 'klant');
    const odd = 'O\'Brien; drop table\0 é€\u2028 "x" \ud83d\ude00';
    const warnings = ['friday'];
    const given = word({ by: odd, why: odd, key: odd, warnings, rules: odd });
    const { booking } = await store.book(wanted('klant', MORNING, { onDuty: odd }), given);
    warnings.push('changed');
    (booking as { place: number }).place = 7;
    const [change] = await other.bookingChanges({ projectId: 'p-klant' });
    expect(change).toMatchObject({ by: odd, why: odd, key: odd, rules: odd, warnings: ['friday'] });
    expect(change!.booking).toMatchObject({ onDuty: odd, place: 1 });
    expect((await other.book(wanted('klant', MORNING, { onDuty: odd }), word({ key: odd }))).isRepeat).toBe(true);
    expect(await store.bookingOf('p-klant')).toEqual(change!.booking);
    expect(await store.check()).toEqual([]);
  });

  promise('an address of a calendar is found by its token alone, until it is taken away', async ({ store, other }) => {
    const feed = (id: string, more: Partial<FeedLink> = {}): FeedLink => ({
      id,
      tokenHash: `hash of ${id}`,
      scope: 'person',
      subject: 'Anna\0é',
      by: 'Bo',
      createdMs: NOW,
      ...more,
    });
    expect([await store.findFeed('x'), await store.feeds(), await store.removeFeed('f-1')]).toEqual([
      undefined,
      [],
      false,
    ]);
    await store.addFeed(feed('f-2'));
    await other.addFeed(feed('f-1', { scope: 'agency', subject: '' }));
    await refuses('already-exists', () => store.addFeed(feed('f-1', { tokenHash: 'another' })));
    await refuses('already-exists', () => other.addFeed(feed('f-3', { tokenHash: 'hash of f-1' })));
    expect(await other.feeds()).toEqual([feed('f-1', { scope: 'agency', subject: '' }), feed('f-2')]);
    expect(await store.findFeed('hash of f-2')).toEqual(feed('f-2'));
    expect(await store.findFeed('f-2')).toBeUndefined();
    expect(await store.removeFeed('f-2')).toBe(true);
    expect([await other.findFeed('hash of f-2'), await other.removeFeed('f-2')]).toEqual([undefined, false]);
    expect(await store.check()).toEqual([]);
  });
}
