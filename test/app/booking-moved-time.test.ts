import { beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { book, confirmBooking, reschedule } from '../../src/app/book.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { movedBookings } from '../../src/app/doctor-bookings.ts';
import { load } from '../../src/app/record.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { goliveOn } from '../cli/world-shell.ts';
import { bookingOffice, STORES } from './booking-stores.ts';
import type { Office } from './small-office.ts';
import { ANNA } from './small-office.ts';

const TUESDAY = '2026-12-01/morning';
const at = (local: string) => Date.parse(`${local}+01:00`);
const NINE = at('2026-12-01T09:00');
const TEN = at('2026-12-01T10:00');

describe.each(STORES)('a booking on the %s store whose moments are others by now', (_name, open) => {
  let office: Office & { readonly close: () => Promise<void> };
  /** The same office after somebody has written `morning: "10:00"`. */
  let later: App;
  beforeEach(async () => {
    office = await bookingOffice(open);
    const { config } = office.app;
    later = { ...office.app, config: { ...config, slots: { ...config.slots, morning: '10:00' } } as Config };
    await book(office.app, 'klant.nl', { slot: TUESDAY, hold: true }, ANNA);
    return office.close;
  });
  const kept = async () => {
    const [header] = await later.store.findMigrations('klant.nl.');
    const { state } = await load(later, header!.id);
    return [(await later.store.bookingOf(state.projectId))?.startsAtMs, state.slot?.startsAtMs];
  };
  const SAID = /2026-12-01\/morning|Tuesday,? 1 December 2026, morning/;

  test.each([
    ['book', () => book(later, 'klant.nl', { slot: TUESDAY }, ANNA)],
    ['confirm', () => confirmBooking(later, 'klant.nl', ANNA)],
  ] as const)('stays as it was said, and %s warns', async (_verb, ask) => {
    const { warnings, booking } = await ask();
    expect(warnings.map(({ rule }) => rule)).toContain('moved-time');
    expect([booking?.heldUntilMs, ...(await kept())]).toEqual([undefined, NINE, NINE]);
  });
  test('is named by slots, status and doctor', async () => {
    const { slots } = await slotsDocument(later, { from: '2026-12-01', days: 1 });
    const [warning] = slots[0]?.warnings ?? [];
    expect([warning?.rule, warning?.why]).toEqual(['moved-time', expect.stringMatching(/09:00.*10:00|9:00.*10:00/)]);
    expect(slots[1]).not.toHaveProperty('warnings');
    const { migrations } = await statusDocument(later, { domain: 'klant.nl' });
    expect(migrations[0]?.notes).toEqual([warning?.why]);
    const [fault] = await movedBookings(later);
    expect(fault).toMatchObject({ where: 'the half-day of Klant BV', what: warning?.why });
    expect(fault?.what).toMatch(SAID);
  });
  test('is told on a terminal, and so is that it is held', async () => {
    const { code, out } = await goliveOn({ app: later, dns: undefined as never, shell: {} }, ['status', 'klant.nl']);
    expect([code, out.replace(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringMatching(/held until .*Nothing moves by itself/),
    ]);
  });
  test('of which nobody says anything while nothing has changed', async () => {
    const { slots } = await slotsDocument(office.app, { from: '2026-12-01', days: 1 });
    expect(slots[0]).not.toHaveProperty('warnings');
    expect((await statusDocument(office.app, { domain: 'klant.nl' })).migrations[0]).not.toHaveProperty('notes');
    expect(await movedBookings(office.app)).toEqual([]);
  });
  test('is named no more once it is over', async () => {
    await confirmBooking(office.app, 'klant.nl', ANNA);
    office.clock.jumpTo(at('2026-12-01T13:00'));
    expect(await movedBookings(later)).toEqual([]);
  });
  test('takes the new ones when it is moved to the half-day that it has', async () => {
    const { warnings, booking } = await reschedule(later, 'klant.nl', { slot: TUESDAY }, ANNA);
    expect([booking?.sequence, warnings, ...(await kept())]).toEqual([1, [], TEN, TEN]);
    const [, change] = await later.store.bookingChanges({ projectId: booking!.projectId });
    expect(change).toMatchObject({ what: 'changed' });
    expect(change).not.toHaveProperty('from');
  });
});
