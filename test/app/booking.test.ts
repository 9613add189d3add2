import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { book, confirmBooking, reschedule, unbook } from '../../src/app/book.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { BUILT_IN } from '../playbook/built-in.ts';
import { bookingOffice, STORES } from './booking-stores.ts';
import type { Office } from './small-office.ts';
import { ANNA, smallOffice } from './small-office.ts';

// It is Friday, 20 November 2026, ten in the morning in Amsterdam.
const TUESDAY = '2026-12-01/morning';
const WEDNESDAY = '2026-12-02/morning';
const SOON = '2026-11-23/morning';
const at = (local: string) => Date.parse(`${local}+01:00`);

describe.each(STORES)('on the %s store', (_name, open) => {
  let office: Office & { readonly close: () => Promise<void> };
  let app: App;
  beforeEach(async () => {
    office = await bookingOffice(open);
    app = office.app;
  });
  afterEach(() => office.close());

  const journalOf = async (domain: string) => {
    const [header] = await app.store.findMigrations(`${domain}.`);
    return (await load(app, header!.id)).state.slot;
  };
  const projectOf = async (domain: string) => (await app.store.findMigrations(`${domain}.`))[0]!.projectId;
  const changesOf = async (domain: string) =>
    (await app.store.bookingChanges({ projectId: await projectOf(domain) })).map(({ what }) => what);
  const hold = (slot: string, holdUntil?: number) =>
    book(app, 'klant.nl', { slot, hold: true, ...(holdUntil === undefined ? {} : { holdUntil }) }, ANNA);

  describe('a hold', () => {
    test.each([
      [TUESDAY, undefined, '2026-11-25T10:00'],
      [SOON, undefined, '2026-11-22T09:00'],
      [TUESDAY, '2026-11-30T09:00', '2026-11-30T09:00'],
    ] as const)('of %s, asked until %s, ends %s', async (slot, asked, until) => {
      const { booking } = await hold(slot, asked && at(asked));
      expect(booking?.heldUntilMs).toBe(at(until));
      expect(await journalOf('klant.nl')).toMatchObject({ slot, heldUntilMs: at(until) });
    });
    test.each([
      [TUESDAY, '2026-11-30T09:01', /2026-11-30 09:01 is too long.*Give 2026-11-30 09:00 or earlier/],
      [TUESDAY, '2026-11-20T10:30', /less than an hour.*from 2026-11-20 11:00 on/],
    ] as const)('of %s until %s is refused', async (slot, until, complaint) => {
      await expect(hold(slot, at(until))).rejects.toThrow(complaint);
      expect(await changesOf('klant.nl')).toEqual([]);
    });
    test('that could not last an hour is refused, and says what can be done', async () => {
      const near = await bookingOffice(open, { slots: { noticeDays: 1 } });
      near.clock.jumpTo(at('2026-11-23T08:01'));
      await expect(book(near.app, 'klant.nl', { slot: '2026-11-24/morning', hold: true }, ANNA)).rejects.toThrow(
        /would end at 2026-11-23 09:00.*nobody could confirm it by then\. Book it without a hold/,
      );
      await near.close();
    });
    test('blocks its place for others, and is marked for the agency', async () => {
      await hold(TUESDAY);
      await expect(book(app, 'ander.nl', { slot: TUESDAY }, ANNA)).rejects.toMatchObject({ code: 'slot-refused' });
      const { slots } = await slotsDocument(app, { from: '2026-12-01', days: 1 });
      expect(slots[0]?.takenBy).toEqual([
        {
          project: await projectOf('klant.nl'),
          customer: 'Klant BV',
          domains: ['klant.nl'],
          place: 1,
          owner: 'Anna',
          heldUntil: '2026-11-25T10:00:00.000+01:00',
        },
      ]);
    });
    test('stands in the way of others, and not of its own project', async () => {
      await hold(TUESDAY);
      const asked = { from: '2026-12-01', days: 1 };
      const own = (await slotsDocument(app, { ...asked, domain: 'klant.nl' })).slots[0];
      const other = (await slotsDocument(app, { ...asked, domain: 'ander.be' })).slots[0];
      expect([own?.free, own?.takenBy?.[0]?.own]).toEqual([true, true]);
      expect([other?.free, other?.takenBy?.[0]?.own]).toEqual([false, undefined]);
    });
    test('that ran out holds nothing: another books it, and this one is told', async () => {
      await hold(TUESDAY);
      office.clock.jumpTo(at('2026-11-25T10:00'));
      await book(app, 'ander.nl', { slot: TUESDAY }, ANNA);
      expect(await changesOf('klant.nl')).toEqual(['held', 'lapsed']);
      await expect(confirmBooking(app, 'klant.nl', ANNA)).rejects.toThrow(/nothing is booked.*golive slots/);
      await expect(reschedule(app, 'klant.nl', { slot: WEDNESDAY }, ANNA)).rejects.toThrow(/nothing is booked/);
      expect((await book(app, 'klant.nl', { slot: WEDNESDAY }, ANNA)).booking?.slot).toBe(WEDNESDAY);
      expect(await journalOf('klant.nl')).toMatchObject({ slot: WEDNESDAY });
    });
    test('that ran out and that nobody else took is confirmed by nobody, and offers what is free', async () => {
      await hold(TUESDAY);
      office.clock.jumpTo(at('2026-11-25T10:00'));
      await expect(confirmBooking(app, 'klant.nl', ANNA)).rejects.toThrow(
        /hold has run out.*Next free: 2026-12-01\/morning, 2026-12-01\/afternoon/,
      );
      expect(await journalOf('klant.nl')).toBeUndefined();
      await book(app, 'klant.nl', { slot: TUESDAY }, ANNA);
      expect(await changesOf('klant.nl')).toEqual(['held', 'lapsed', 'booked']);
    });
    test('is confirmed once; a second time changes nothing', async () => {
      await hold(TUESDAY);
      const { booking } = await confirmBooking(app, 'klant.nl', { by: 'Jan, klant' });
      await confirmBooking(app, 'klant.nl', ANNA);
      expect([booking?.heldUntilMs, booking?.sequence]).toEqual([undefined, 1]);
      expect(await changesOf('klant.nl')).toEqual(['held', 'confirmed']);
      expect(await journalOf('klant.nl')).not.toHaveProperty('heldUntilMs');
    });
    test('is confirmed by booking it, and what is confirmed is not held again', async () => {
      await hold(TUESDAY);
      await book(app, 'klant.nl', { slot: TUESDAY }, ANNA);
      await hold(TUESDAY);
      expect(await changesOf('klant.nl')).toEqual(['held', 'confirmed']);
    });
    test('that moves stays a hold, with its end in time for the new half-day', async () => {
      await hold(TUESDAY);
      const { booking } = await reschedule(app, 'klant.nl', { slot: SOON }, ANNA);
      expect([booking?.slot, booking?.heldUntilMs]).toEqual([SOON, at('2026-11-22T09:00')]);
    });
    test('is held longer where somebody says so', async () => {
      await hold(TUESDAY);
      await hold(TUESDAY, at('2026-11-29T12:00'));
      expect((await journalOf('klant.nl'))?.heldUntilMs).toBe(at('2026-11-29T12:00'));
    });
  });

  describe('a key', () => {
    const booked = (slot: string, key: string, domain = 'klant.nl') => book(app, domain, { slot, key }, ANNA);
    test('makes the second request the answer of the first, also when the half-day could not be booked any more', async () => {
      const first = await booked(TUESDAY, 'k1');
      office.clock.jumpTo(at('2026-11-30T18:00'));
      const again = await booked(TUESDAY, 'k1');
      expect([first.isRepeat, again.isRepeat, again.booking]).toEqual([false, true, first.booking]);
      expect(again).not.toHaveProperty('answered');
      expect(await changesOf('klant.nl')).toEqual(['booked']);
    });
    test('never brings back what has moved on, or was given up', async () => {
      const { booking } = await booked(TUESDAY, 'k1');
      await reschedule(app, 'klant.nl', { slot: WEDNESDAY, key: 'k2' }, ANNA);
      const again = await booked(TUESDAY, 'k1');
      expect([again.isRepeat, again.booking?.slot, again.answered]).toEqual([true, WEDNESDAY, booking]);
      await unbook(app, 'klant.nl', { key: 'k3' }, ANNA);
      const moved = await reschedule(app, 'klant.nl', { slot: WEDNESDAY, key: 'k2' }, ANNA);
      expect([moved.isRepeat, moved.booking, moved.answered?.slot]).toEqual([true, undefined, WEDNESDAY]);
      expect((await unbook(app, 'klant.nl', { key: 'k3' }, ANNA)).isRepeat).toBe(true);
      expect(await changesOf('klant.nl')).toEqual(['booked', 'moved', 'cancelled']);
    });
    test('given back once: a repeat gives nothing else back', async () => {
      await booked(TUESDAY, 'k1');
      await unbook(app, 'klant.nl', { key: 'k2' }, ANNA);
      await booked(WEDNESDAY, 'k3');
      const again = await unbook(app, 'klant.nl', { key: 'k2' }, ANNA);
      expect([again.isRepeat, again.booking?.slot]).toEqual([true, WEDNESDAY]);
    });
    test('of a confirmation', async () => {
      await hold(TUESDAY);
      await confirmBooking(app, 'klant.nl', ANNA, 'k1');
      office.clock.jumpTo(at('2026-11-30T18:00'));
      expect((await confirmBooking(app, 'klant.nl', ANNA, 'k1')).isRepeat).toBe(true);
    });
    test.each([
      ['another half-day', () => booked(WEDNESDAY, 'k1')],
      ['another project', () => booked(WEDNESDAY, 'k1', 'ander.nl')],
      ['giving back', () => unbook(app, 'klant.nl', { key: 'k1' }, ANNA)],
      ['confirming', () => confirmBooking(app, 'klant.nl', ANNA, 'k1')],
    ])('is refused for %s', async (_what, ask) => {
      await booked(TUESDAY, 'k1');
      await expect(ask()).rejects.toThrow(/key "?k1"?.*used/);
      expect(await changesOf('klant.nl')).toEqual(['booked']);
      expect(await journalOf('klant.nl')).toMatchObject({ slot: TUESDAY });
    });
    test.each(['', ' ', 'a\nb', 'x'.repeat(201)])('cannot be %j', async (key) => {
      await expect(booked(TUESDAY, key)).rejects.toMatchObject({ code: 'usage' });
    });
  });

  test('what is written down says who, when, by which rules, and what was warned of', async () => {
    await book(app, 'klant.nl', { slot: '2026-12-04/morning' }, { by: 'Anna', why: 'by phone' });
    const [change] = await app.store.bookingChanges({ projectId: await projectOf('klant.nl') });
    expect(change).toMatchObject({ by: 'Anna', why: 'by phone', atMs: at('2026-11-20T10:00') });
    expect(change?.warnings.join(' ')).toMatch(/Friday/);
    expect(await app.store.readBody(change!.rules!)).toMatchObject({
      rules: { noticeDays: 2, perHalfDay: 1 },
      timeZone: 'Europe/Amsterdam',
      tzdata: process.versions['tz'],
      holidays: { table: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
  });

  describe('who is on duty', () => {
    const people = { people: [{ name: 'Bram' }, { name: 'Carla de Wit' }] };
    test('is the name of somebody, as the agency writes it, and stays when the booking moves', async () => {
      const staffed = await bookingOffice(open, people);
      const asked = { slot: TUESDAY, onDuty: 'carla de wit' };
      expect((await book(staffed.app, 'klant.nl', asked, ANNA)).booking?.onDuty).toBe('Carla de Wit');
      const { booking } = await reschedule(staffed.app, 'klant.nl', { slot: WEDNESDAY }, ANNA);
      expect(booking?.onDuty).toBe('Carla de Wit');
      await staffed.close();
    });
    test.each([
      ['Bran', /Did you mean Bram\?/],
      ['Zoë', /people of golive\.yaml are Bram, Carla de Wit/],
      [' ', /Write the name of a person/],
      ['A\u0007', /Write the name of a person/],
    ])('is not %j', async (onDuty, complaint) => {
      const staffed = await bookingOffice(open, people);
      await expect(book(staffed.app, 'klant.nl', { slot: TUESDAY, onDuty }, ANNA)).rejects.toThrow(complaint);
      await staffed.close();
    });
    test('is anybody where the agency names nobody', async () => {
      const { booking } = await book(app, 'klant.nl', { slot: TUESDAY, onDuty: 'Dirk' }, ANNA);
      expect([booking?.onDuty, (await journalOf('klant.nl'))?.onDuty]).toEqual(['Dirk', 'Dirk']);
    });
  });

  describe('a clock that is behind what is on record', () => {
    beforeEach(async () => {
      office.clock.jumpTo(at('2026-11-24T10:00'));
      await book(app, 'ander.nl', { slot: WEDNESDAY }, ANNA);
      await book(app, 'klant.nl', { slot: TUESDAY, hold: true }, ANNA);
    });
    const behind = (byMs: number, more: Partial<App['clock']> = {}): App => ({
      ...app,
      clock: { ...app.clock, now: () => at('2026-11-24T10:00') - byMs, ...more },
    });
    test.each([
      ['book', (late: App) => book(late, 'klant.nl', { slot: TUESDAY }, ANNA)],
      ['reschedule', (late: App) => reschedule(late, 'klant.nl', { slot: '2026-11-26/morning' }, ANNA)],
      ['confirm', (late: App) => confirmBooking(late, 'klant.nl', ANNA)],
    ] as const)('decides nothing: %s', async (_verb, ask) => {
      await expect(ask(behind(2 * HOUR))).rejects.toThrow(
        /clock says 2026-11-24 08:00, and what is on record is of 2026-11-24 10:00\. Set the clock right.*--accept-clock/,
      );
      await expect(ask(behind(2 * HOUR))).rejects.toMatchObject({ code: 'clock-behind' });
      expect(await changesOf('klant.nl')).toEqual(['held']);
    });
    test('by less than a minute does', async () =>
      expect((await confirmBooking(behind(MINUTE), 'klant.nl', ANNA)).booking?.slot).toBe(TUESDAY));
    test('does where a person has said that it is right', async () => {
      const accepted = behind(2 * HOUR, { doubt: () => undefined, isAccepted: () => true });
      expect((await confirmBooking(accepted, 'klant.nl', ANNA)).booking?.slot).toBe(TUESDAY);
    });
    test('decides nothing either where only the machine knows it', async () => {
      const doubt = { kind: 'behind', byMs: -HOUR, seenMs: 0 } as const;
      await expect(confirmBooking(behind(0, { doubt: () => doubt }), 'klant.nl', ANNA)).rejects.toMatchObject({
        code: 'clock-behind',
      });
    });
    test('may give back', async () => {
      expect((await unbook(behind(2 * HOUR), 'klant.nl', {}, ANNA)).booking).toBeUndefined();
    });
  });
});

describe('where everything stays', () => {
  const STAYS = { registration: 'stays', hosting: 'stays', mail: 'stays', nameServers: 'stays' } as const;
  const booked = async (answers: object) => {
    const office = smallOffice();
    const app = { ...office.app, playbooks: async () => BUILT_IN.playbooks };
    const { migrations } = await newProject(app, ['klant.nl'], { ...STAYS, ...answers }, ANNA);
    const asked = book(app, 'klant.nl', { slot: TUESDAY }, ANNA);
    return { asked, booking: () => app.store.bookingOf(migrations[0]!.state.projectId) };
  };
  test.each([{}, { registration: 'moves' }, { role: 'parked' }])(
    'no place is taken for nobody: %j',
    async (answers) => {
      const { asked, booking } = await booked(answers);
      await expect(asked).rejects.toMatchObject({
        code: 'not-allowed',
        why: 'nothing of this project waits for a half-day',
      });
      expect(await booking()).toBeUndefined();
    },
  );
  test('but for mail alone one is', async () => {
    const { asked, booking } = await booked({ mail: 'moves' });
    await asked;
    expect(await booking()).toMatchObject({ slot: TUESDAY });
  });
});
