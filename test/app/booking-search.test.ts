import { describe, expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import type { App } from '../../src/app/app.ts';
import { book, reschedule } from '../../src/app/book.ts';
import { nextFreeSlots, projectOf } from '../../src/app/calendar.ts';
import { newProject } from '../../src/app/new-project.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import { DAY } from '../../src/domain/time.ts';
import { bookingOffice, STORES } from './booking-stores.ts';
import { ANNA, smallOffice, withClient } from './small-office.ts';

const TUESDAY = '2026-12-01/morning';

/** The ranges that were asked of the store, and how many bookings came back. */
function watched(app: App) {
  const asked: string[] = [];
  const store: App['store'] = {
    ...app.store,
    bookings: async (from, to) => {
      const rows = await app.store.bookings(from, to);
      asked.push(`${from} ${to} ${rows.length}`);
      return rows;
    },
  };
  return { app: { ...app, store }, asked };
}

describe.each(STORES)('what is read of the %s store', (_name, open) => {
  test('are the dates that were asked for, and no others', async () => {
    const office = await bookingOffice(open);
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    await book(office.app, 'ander.nl', { slot: '2027-03-02/morning' }, ANNA);
    const { app, asked } = watched(office.app);
    await slotsDocument(app, { from: '2026-12-01', days: 7 });
    expect(new Set(asked)).toEqual(new Set(['2026-12-01/ 2026-12-08/ 1']));
    asked.length = 0;
    await reschedule(app, 'klant.nl', { slot: '2026-12-03/morning' }, ANNA);
    expect(asked).toEqual(['2026-12-03/ 2026-12-04/ 0']);
    asked.length = 0;
    await expect(reschedule(app, 'klant.nl', { slot: '2027-03-02/morning' }, ANNA)).rejects.toThrow(/Next free/);
    expect(asked).toEqual(['2027-03-02/ 2027-03-03/ 1', '2027-03-02/ 2027-03-16/ 1']);
    await office.close();
  });
});

describe('the next free half-days', () => {
  const closedUntil = (to: string) => withClient({ slots: { closed: [`2026-11-20..${to}`] } });
  test('are looked for beyond two months', async () => {
    const { app } = await closedUntil('2027-04-30');
    expect(await nextFreeSlots(app, 3, await projectOf(app, 'klant.nl'))).toEqual([
      '2027-05-03/morning',
      '2027-05-03/afternoon',
      '2027-05-04/morning',
    ]);
  });
  test('are looked for around the half-day that was asked for, and from today where that is out of reach', async () => {
    const { app } = await closedUntil('2026-11-20');
    const near = async (slot: string) => nextFreeSlots(app, 1, await projectOf(app, 'klant.nl'), slot);
    expect(await near('2027-01-09/morning')).toEqual(['2027-01-11/morning']);
    for (const out of ['2026-11-19/morning', '2026-11-21/morning', '2199-01-04/morning'])
      expect(await near(out)).toEqual(['2026-11-23/morning']);
  });
  test('are earlier ones where none is left behind the half-day that was asked for', async () => {
    // The Monday and Tuesday after the weekend of asking, and then not for a year and a half.
    const { app } = await withClient({ slots: { closed: [{ range: '2026-11-25..2028-06-30' }] } });
    const offered = await nextFreeSlots(app, 9, await projectOf(app, 'klant.nl'), '2026-11-24/afternoon');
    expect(offered).toEqual([
      '2026-11-24/morning',
      '2026-11-24/afternoon',
      '2026-11-23/morning',
      '2026-11-23/afternoon',
    ]);
    expect(await nextFreeSlots(app, 1, await projectOf(app, 'klant.nl'), '2026-12-01/morning')).toEqual([
      '2026-11-23/morning',
    ]);
  });
  test('are none that others have booked weeks ahead', async () => {
    const { app } = await closedUntil('2026-12-31');
    await newProject(app, ['ander.nl'], { playbook: 'small' }, ANNA);
    await book(app, 'ander.nl', { slot: '2027-01-04/morning' }, ANNA);
    const { earliest } = await slotsDocument(app, { domain: 'klant.nl' });
    expect(earliest?.slot).toBe('2027-01-04/afternoon');
  });
  test('are none where a year is closed, and a refusal says so', async () => {
    const { app } = await closedUntil('2028-01-31');
    await expect(book(app, 'klant.nl', { slot: TUESDAY }, ANNA)).rejects.toThrow(/Nothing is free within a year/);
    const { earliest } = await slotsDocument(app, { domain: 'klant.nl' });
    expect(earliest).not.toHaveProperty('slot');
    expect(earliest?.terms[0]).toMatchObject({ rule: 'notice', from: '2026-11-22' });
  });
  test('are the asking project’s own', async () => {
    const { app } = await withClient();
    await newProject(app, ['ander.nl'], { playbook: 'small', free: { notOn: '2026-12-02..2026-12-03' } }, ANNA);
    await book(app, 'klant.nl', { slot: TUESDAY }, ANNA);
    await expect(book(app, 'ander.nl', { slot: TUESDAY }, ANNA)).rejects.toMatchObject({
      code: 'slot-refused',
      fix: expect.stringMatching(/Next free: 2026-12-01\/afternoon, 2026-12-04\/morning, 2026-12-04\/afternoon\.$/),
    });
  });
  test('are others than the one that is to be moved; a hold that ran out is none', async () => {
    const { app, clock } = await withClient();
    await book(app, 'klant.nl', { slot: TUESDAY, hold: true }, ANNA);
    const offered = async () => nextFreeSlots(app, 20, await projectOf(app, 'klant.nl'));
    expect(await offered()).toContain('2026-12-01/afternoon');
    expect(await offered()).not.toContain(TUESDAY);
    clock.advance(5 * DAY);
    expect(await offered()).toContain(TUESDAY);
  });
});

describe('the customer of a half-day', () => {
  const DECEMBER = { slots: { freezes: [{ range: '2026-12-01..2026-12-23', tags: ['shop'] }] } };
  const booking = async (free: Record<string, string>, slot: string, settings: object = {}) => {
    const office = smallOffice(settings as never);
    await newProject(office.app, ['klant.nl', 'klant.be'], { playbook: 'small', free }, ANNA);
    return book(office.app, 'klant.be', { slot }, ANNA).then(
      ({ warnings }) => warnings.map(({ rule }) => rule).join(),
      (thrown: Error) => thrown.message,
    );
  };
  test.each([
    ['a shop in a freeze for shops', { shop: 'yes' }, TUESDAY, DECEMBER, /cannot be booked:.*shop/],
    ['a tag in a freeze for it', { tags: 'b2b, shop' }, TUESDAY, DECEMBER, /cannot be booked:.*shop/],
    ['another tag', { tags: 'b2b' }, TUESDAY, DECEMBER, /^$/],
    ['a holiday in the region', { region: 'DE-BY' }, '2027-01-06/morning', {}, /cannot be booked/],
    ['no holiday in this one', { region: 'DE-BE' }, '2027-01-06/morning', {}, /^$/],
    ['a date that was excluded', { notOn: '2026-12-01..2026-12-02' }, '2026-12-02/afternoon', {}, /cannot be booked/],
    ['a half-day that was not liked', { preferredHalfDays: 'wed' }, TUESDAY, {}, /^not-preferred$/],
  ] as const)('%s: %j', async (_title, free, slot, settings, ends) => {
    expect(await booking(free, slot, settings)).toMatch(ends);
  });

  const typed = async (pair: readonly [string, string]) => {
    const { app } = await withClient();
    const { state } = await answer(app, 'klant.nl', { pairs: [pair] }, ANNA);
    return state.answers.free?.[pair[0]];
  };
  test.each([
    [['region', 'de-by'], 'DE-BY'],
    [['tags', 'Shop; b2b'], 'shop, b2b'],
    [['notOn', '1-12-2026'], '2026-12-01'],
  ] as const)('is answered as %j, and kept as %s', async (pair, kept) => {
    expect(await typed(pair)).toBe(kept);
  });
  test.each([
    [['region', 'DE-BX'], /did you mean DE-B/],
    [['region', 'Mars'], /no region whose holidays are known; write NL/],
    [['tags', 'web shop!'], /can be no tag/],
    [['notOn', '2026-02-30'], /no date/],
    [['preferredHalfDays', 'someday'], /no half-day/],
  ] as const)('cannot be answered with %j', async (pair, complaint) => {
    await expect(typed(pair)).rejects.toThrow(complaint);
  });
  test('is judged when a file says it, and not at booking', async () => {
    const { app } = await withClient();
    await expect(
      newProject(app, ['ander.nl'], { playbook: 'small', free: { region: 'Mars' } }, ANNA),
    ).rejects.toMatchObject({ code: 'answer-invalid' });
    const file = { free: { tags: 'two words!' } };
    await expect(answer(app, 'klant.nl', { pairs: [], file }, ANNA)).rejects.toMatchObject({ code: 'answer-invalid' });
  });
});
