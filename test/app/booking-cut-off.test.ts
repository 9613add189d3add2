import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { book, confirmBooking, reschedule, unbook } from '../../src/app/book.ts';
import { bookingFaults, deadBookings } from '../../src/app/doctor-bookings.ts';
import { advance } from '../../src/app/engine/advance.ts';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import { asGoLiveError } from '../../src/domain/errors.ts';
import type { BookedSlot } from '../../src/domain/journal.ts';
import type { Booking, Store } from '../../src/ports/store.ts';
import fc from '../fast-check.ts';
import { bookingOffice, STORES } from './booking-stores.ts';
import { ANNA } from './small-office.ts';

const TUESDAY = '2026-12-01/morning';
const WEDNESDAY = '2026-12-02/morning';

type Ask = (app: App, key?: string) => Promise<unknown>;
const keyed = (key: string | undefined) => (key === undefined ? {} : { key });
const HELD: Ask = (app) => book(app, 'ander.nl', { slot: TUESDAY, hold: true }, ANNA);
const BOOKED: Ask = (app) => book(app, 'ander.nl', { slot: TUESDAY }, ANNA);

/** What is asked of the project with three domains, what was so before, and how a second call is made. */
const ASKED: readonly (readonly [verb: string, before: readonly Ask[], ask: Ask, slot: string | undefined])[] = [
  ['book', [], (app, key) => book(app, 'ander.nl', { slot: TUESDAY, ...keyed(key) }, ANNA), TUESDAY],
  ['hold', [], (app, key) => book(app, 'ander.nl', { slot: TUESDAY, hold: true, ...keyed(key) }, ANNA), TUESDAY],
  ['confirm', [HELD], (app, key) => confirmBooking(app, 'ander.nl', ANNA, key), TUESDAY],
  [
    'reschedule',
    [BOOKED],
    (app, key) => reschedule(app, 'ander.nl', { slot: WEDNESDAY, ...keyed(key) }, ANNA),
    WEDNESDAY,
  ],
  ['unbook', [BOOKED], (app, key) => unbook(app, 'ander.nl', keyed(key), ANNA), undefined],
];
/** One more than any of them makes: the calendar's, and three journals'. */
const MOST_WRITES = 5;

/** A machine that goes down before the n-th write to calendar or journal, and answers nothing from then on. */
function downBefore(app: App, write: number): App {
  let writes = 0;
  const cut =
    <Args extends readonly unknown[], Answer>(work: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      if (++writes >= write) throw new Error('the machine went down');
      return work(...args);
    };
  const { store } = app;
  const dying: Store = { ...store, append: cut(store.append), book: cut(store.book), unbook: cut(store.unbook) };
  return { ...app, store: dying };
}

async function told(app: App) {
  const [header] = await app.store.findMigrations('ander.nl.');
  const project = (await app.store.readProject(header!.projectId))!;
  const loaded = await Promise.all(project.domains.map(({ migrationId }) => load(app, migrationId)));
  return { calendar: await app.store.bookingOf(project.id), journals: loaded.map(({ state }) => state.slot) };
}
const shortly = (booked: Booking | BookedSlot | undefined) =>
  booked && `${booked.slot} ${booked.startsAtMs} ${booked.heldUntilMs ?? ''}`;

describe.each(STORES)('cut off between the %s store and a journal', (name, open) => {
  describe.each(ASKED)('%s', (verb, before, ask, slot) => {
    test('is finished by a second call, from every point; the doctor names it until then', async () => {
      let named = 0;
      for (let write = 1; write <= MOST_WRITES; write++)
        for (const key of name === 'memory' ? [undefined, 'k1'] : ['k1']) {
          const { app, close } = await bookingOffice(open);
          for (const one of before) await one(app);
          const ended = await ask(downBefore(app, write), key).then(
            () => 'done',
            () => 'cut off',
          );
          const half = await told(app);
          // Nobody goes live in a half-day that somebody else could have been given.
          if (verb !== 'reschedule')
            for (const journal of half.journals)
              if (journal !== undefined) expect(half.calendar?.slot).toBe(journal.slot);
          const isWhole = half.journals.every((journal) => shortly(journal) === shortly(half.calendar));
          const faults = await bookingFaults(app);
          expect(faults.length > 0, `${verb}, cut off before write ${write}`).toBe(!isWhole);
          if (!isWhole) named++;
          if (ended === 'cut off') await ask(app, key);
          const after = await told(app);
          expect([after.calendar?.slot, ...after.journals.map((journal) => journal?.slot)]).toEqual(
            Array(4).fill(slot),
          );
          for (const journal of after.journals) expect(shortly(journal)).toBe(shortly(after.calendar));
          expect(await bookingFaults(app)).toEqual([]);
          await close();
        }
      expect(named).toBeGreaterThanOrEqual(2);
    });
  });

  test.each([
    ['reschedule', (app: App) => reschedule(app, 'ander.nl', { slot: WEDNESDAY }, ANNA), WEDNESDAY],
    ['unbook', (app: App) => unbook(app, 'ander.nl', {}, ANNA), undefined],
    ['book elsewhere, which is refused,', (app: App) => book(app, 'ander.nl', { slot: WEDNESDAY }, ANNA), TUESDAY],
  ] as const)('a booking: the next %s finishes it too', async (_verb, next, slot) => {
    const { app, close } = await bookingOffice(open);
    await BOOKED(downBefore(app, 3)).catch(() => undefined);
    await next(app).catch((thrown) => expect(thrown).toMatchObject({ code: 'not-allowed' }));
    const { calendar, journals } = await told(app);
    expect([calendar?.slot, ...journals.map((journal) => journal?.slot)]).toEqual(Array(4).fill(slot));
    await close();
  });
});

test('who read the calendar before it changed puts right what it wrote', async () => {
  const { app } = await bookingOffice(STORES[0]![1]);
  await BOOKED(app);
  const { promise: cleared, resolve: hasCleared } = Promise.withResolvers<void>();
  const { promise: seen, resolve: hasSeen } = Promise.withResolvers<void>();
  let givingBack: Promise<unknown> = Promise.resolve();
  // It has cleared the journals, and takes the booking out of the calendar when the other one has read it.
  const slow: Store = {
    ...app.store,
    unbook: async (...given) => {
      hasCleared();
      await seen;
      return app.store.unbook(...given);
    },
  };
  const moving: Store = {
    ...app.store,
    book: async (...given) => {
      const booked = await app.store.book(...given);
      givingBack = unbook({ ...app, store: slow }, 'ander.nl', {}, ANNA);
      await cleared;
      return booked;
    },
    bookingOf: async (projectId) => {
      const read = await app.store.bookingOf(projectId);
      if (read?.slot !== WEDNESDAY) return read;
      hasSeen();
      await givingBack;
      return read;
    },
  };
  await reschedule({ ...app, store: moving }, 'ander.nl', { slot: WEDNESDAY }, ANNA);
  expect(await told(app)).toEqual({ calendar: undefined, journals: [undefined, undefined, undefined] });
});

test('whatever is asked at once, each half-day has one project, and every journal says what the calendar says', async () => {
  const domains = ['klant.nl', 'ander.nl'] as const;
  const slots = [TUESDAY, WEDNESDAY, '2026-12-02/afternoon'] as const;
  const asked = fc.record({
    verb: fc.constantFrom('book', 'hold', 'reschedule', 'confirm', 'unbook'),
    domain: fc.constantFrom(...domains),
    slot: fc.constantFrom(...slots),
    key: fc.constantFrom(undefined, undefined, 'a', 'b'),
  });
  const doing =
    ({ verb, domain, slot, key }: { verb: string; domain: string; slot: string; key: string | undefined }) =>
    async (app: App) => {
      if (verb === 'confirm') return confirmBooking(app, domain, ANNA, key);
      if (verb === 'unbook') return unbook(app, domain, keyed(key), ANNA);
      if (verb === 'reschedule') return reschedule(app, domain, { slot, ...keyed(key) }, ANNA);
      return book(app, domain, { slot, hold: verb === 'hold', ...keyed(key) }, ANNA);
    };
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(asked, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
      async (scheduler, rounds) => {
        const { app } = await bookingOffice(STORES[0]![1]);
        const { store } = app;
        // Every answer of the store may come after what another one asked meanwhile.
        const late = Object.fromEntries(
          Object.entries(store).map(([name, method]) => [
            name,
            (...args: never[]) =>
              scheduler.schedule((method as (...given: never[]) => Promise<unknown>)(...args), name),
          ]),
        ) as unknown as Store;
        for (const round of rounds) {
          const all = Promise.all(
            round.map((one) =>
              doing(one)({ ...app, store: late }).then(
                () => undefined,
                (thrown: unknown) => {
                  const { code, message } = asGoLiveError(thrown, 'test');
                  expect(['slot-refused', 'not-allowed', 'journal-conflict'], message).toContain(code);
                },
              ),
            ),
          );
          await scheduler.waitFor(all);
          const bookings = await store.bookings('0', '9~');
          expect(new Set(bookings.map(({ slot, place }) => `${slot} ${place}`)).size).toBe(bookings.length);
          expect(await bookingFaults(app)).toEqual([]);
        }
      },
    ),
    { numRuns: 200 },
  );
});

/** A worker's pass over the first of the project's migrations. */
async function worked(app: App): Promise<void> {
  const [header] = await app.store.findMigrations('ander.nl.');
  const now = app.clock.now();
  const world: App = { ...app, portsFor: async () => ({}) as never };
  await advance(world, (await app.store.claim(header!.id, 'w', now, now + 1000))!, new AbortController().signal);
}

test('what a crash kept from a journal the engine hears before it goes by that', async () => {
  const { app } = await bookingOffice(STORES[0]![1]);
  await BOOKED(app);
  const ask = reschedule(downBefore(app, 2), 'ander.nl', { slot: WEDNESDAY }, { by: 'Bram' });
  await expect(ask).rejects.toThrow(/went down/);
  const [header] = await app.store.findMigrations('ander.nl.');
  await worked(app);
  const { journals } = await told(app);
  expect(journals.map((journal) => journal?.slot)).toEqual([WEDNESDAY, TUESDAY, TUESDAY]);
  expect((await app.store.readJournal(header!.id)).at(-1)).toMatchObject({ by: 'Bram', event: { type: 'booked' } });
});

test('a confirmation that a crash kept from a journal is heard, and the half-day does not run out', async () => {
  const { app } = await bookingOffice(STORES[0]![1]);
  await HELD(app);
  await expect(confirmBooking(downBefore(app, 2), 'ander.nl', { by: 'Bram' })).rejects.toThrow(/went down/);
  await worked(app);
  const [first, second] = (await told(app)).journals;
  expect([first?.heldUntilMs, second?.heldUntilMs]).toEqual([undefined, expect.any(Number)]);
});

test('nobody goes live in a half-day that was given back, whoever wrote it into a journal meanwhile', async () => {
  const { app } = await bookingOffice(STORES[0]![1]);
  await BOOKED(app);
  let isGivenBack = false;
  // The journals say no more that it is booked; a worker comes by, and hears of the calendar that it is.
  const slow: Store = {
    ...app.store,
    unbook: async (...given) => {
      await worked(app);
      isGivenBack = true;
      return app.store.unbook(...given);
    },
    append: async (...given) => {
      if (isGivenBack) throw new Error('the machine went down');
      return app.store.append(...given);
    },
  };
  await expect(unbook({ ...app, store: slow }, 'ander.nl', {}, ANNA)).rejects.toThrow(/went down/);
  const before = await told(app);
  expect([before.calendar, before.journals[0]?.slot]).toEqual([undefined, TUESDAY]);
  await worked(app);
  expect((await told(app)).journals[0]).toBeUndefined();
});

test('the place of a cancelled project that a crash kept is named, and can be given back', async () => {
  const { app } = await bookingOffice(STORES[0]![1]);
  await BOOKED(app);
  const [header] = await app.store.findMigrations('ander.nl.');
  for (const domain of ['ander.nl', 'ander.be', 'ander.de'])
    await say(downBefore(app, 2), domain, 'cancel', {}, { ...ANNA, why: 'stays' }).catch(() => undefined);
  expect((await app.store.bookingOf(header!.projectId))?.slot).toBe(TUESDAY);
  expect(await deadBookings(app)).toMatchObject([
    { where: 'the half-day of Ander', what: `${TUESDAY} is booked, and none of its migrations goes on` },
  ]);
  await expect(BOOKED(app)).rejects.toThrow(/cancelled or on their way back/);
  await unbook(app, 'ander.nl', {}, ANNA);
  expect([await app.store.bookingOf(header!.projectId), await deadBookings(app)]).toEqual([undefined, []]);
  await expect(unbook(app, 'ander.nl', {}, ANNA)).rejects.toThrow(/no half-day is booked/);
});
