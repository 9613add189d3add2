import { beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { book, confirmBooking, reschedule } from '../../src/app/book.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { unsafeBookings } from '../../src/app/doctor-bookings.ts';
import { newProject } from '../../src/app/new-project.ts';
import { say } from '../../src/app/say.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { DAY } from '../../src/domain/time.ts';
import { bookingOffice, STORES } from './booking-stores.ts';
import type { Office } from './small-office.ts';
import { ANNA } from './small-office.ts';

const TUESDAY = '2026-12-01/morning';
const at = (local: string) => Date.parse(`${local}+01:00`);
const BOOKED = /^Tuesday,? 1 December 2026, morning is booked, but would be refused today/;

/** The same office after somebody has written more into golive.yaml. */
function changed({ app }: Office, settings: object): App {
  const { slots, agency } = ConfigFile.parse({ agency: { language: 'en' }, ...settings });
  return { ...app, config: { ...app.config, slots, agency } as Config };
}

/** What is said where, by those that say it. */
async function said(app: App, domain: string) {
  const { slots } = await slotsDocument(app, { from: '2026-12-01', days: 1, domain });
  const unsafe = (all: readonly { readonly rule: string; readonly why: string }[] = []) =>
    all.filter(({ rule }) => rule === 'no-longer-safe').map(({ why }) => why);
  return {
    slots: unsafe(slots[0]?.warnings),
    other: unsafe(slots[1]?.warnings),
    doctor: (await unsafeBookings(app)).map(({ what }) => what),
    status: (await statusDocument(app, { domain })).migrations[0]?.notes ?? [],
  };
}
const NOTHING = { slots: [], other: [], doctor: [], status: [] };

describe.each(STORES)('a booking on the %s store', (_name, open) => {
  let office: Office & { readonly close: () => Promise<void> };
  beforeEach(async () => {
    office = await bookingOffice(open);
    office = { ...office, app: changed(office, {}) };
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    return office.close;
  });

  test('of which nothing has changed is nobody warned of', async () => {
    expect(await said(office.app, 'klant.nl')).toEqual(NOTHING);
  });
  test.each([
    ['a closure', { slots: { closed: [{ range: '2026-12-01', why: 'team day' }] } }, /^Closed .*team day/],
    ['a freeze', { slots: { freezes: [{ range: '2026-11-30..2026-12-04' }] } }, /^Nothing goes live/],
    ['its own freeze', { slots: { freezes: [{ range: '2026-12-01', customers: ['klant bv'] }] } }, /for klant bv/],
    [
      'a holiday',
      { slots: { holidays: { add: ['2026-12-01'] } }, agency: { language: 'en', country: 'NL' } },
      /holiday/,
    ],
    ['another working week', { slots: { weekdays: ['wed', 'thu'] } }, /no go-lives on this day/],
  ] as const)('on which %s came later is named everywhere', async (_title, settings, why) => {
    const app = changed(office, settings);
    const told = [expect.stringMatching(BOOKED), expect.stringMatching(why)];
    expect(await said(app, 'klant.nl')).toEqual({
      slots: told,
      other: [],
      doctor: [expect.stringMatching(new RegExp(`${BOOKED.source}.*${why.source.replace('^', '')}`))],
      status: told,
    });
    const again = await book(app, 'klant.nl', { slot: TUESDAY }, ANNA);
    expect(again.warnings.map(({ rule }) => rule)).toEqual(['no-longer-safe', 'no-longer-safe']);
    expect(again.booking?.slot).toBe(TUESDAY);
  });
  test('that is too near by now, full by now or of another customer is not', async () => {
    office.clock.jumpTo(at('2026-11-30T23:00'));
    await book(office.app, 'ander.nl', { slot: '2026-12-03/morning' }, ANNA);
    const app = changed(office, { slots: { noticeDays: 9, freezes: [{ range: '2026-12-01', customers: ['Other'] }] } });
    expect(await said(app, 'klant.nl')).toEqual(NOTHING);
  });
  test('is named until it begins, and a hold until it runs out', async () => {
    const app = changed(office, { slots: { closed: ['2026-12-01', '2026-12-02'] } });
    await book(office.app, 'ander.nl', { slot: '2026-12-02/morning', hold: true }, ANNA);
    expect(await unsafeBookings(app)).toHaveLength(2);
    office.clock.advance(5 * DAY);
    expect(await unsafeBookings(app)).toHaveLength(1);
    expect((await slotsDocument(app, { from: '2026-12-02', days: 1, domain: 'ander.nl' })).slots[0]?.warnings).toBe(
      undefined,
    );
    office.clock.jumpTo(at('2026-12-01T08:59:59'));
    expect((await said(app, 'klant.nl')).status).toHaveLength(2);
    office.clock.jumpTo(at('2026-12-01T09:00'));
    expect(await said(app, 'klant.nl')).toEqual(NOTHING);
  });
  test('is told to who confirms it', async () => {
    await book(office.app, 'ander.nl', { slot: '2026-12-02/morning', hold: true }, ANNA);
    const { warnings } = await confirmBooking(changed(office, { slots: { closed: ['2026-12-02'] } }), 'ander.nl', ANNA);
    expect(warnings.map(({ rule }) => rule)).toContain('no-longer-safe');
  });
  test('is judged by the moments that were said, not by those of today', async () => {
    const app = changed(office, { slots: { morning: '10:00', closed: ['2026-12-01'] } });
    office.clock.jumpTo(at('2026-12-01T09:30'));
    expect((await said(app, 'klant.nl')).slots).toEqual([]);
  });

  describe('of a move that was measured later', () => {
    const ANSWERS = { registration: 'moves', hosting: 'moves', mail: 'none', nameServers: 'switch' } as const;
    beforeEach(async () => {
      office.clock.jumpTo(at('2026-11-25T10:00'));
      await newProject(office.app, ['traag.nl'], { ...ANSWERS, playbook: 'switching', customer: 'Traag' }, ANNA);
      await say(office.app, 'traag.nl', 'approve', {}, ANNA);
      await book(office.app, 'traag.nl', { slot: '2026-12-01/afternoon' }, ANNA);
      const facts = {
        oldNameServers: ['ns1.oud.example.'],
        longestTtl: { what: 'rrset', seconds: 604_800, source: 'traag.nl. A at the old servers' },
        dsPresentSinceMs: 1,
        dsAbsentSinceMs: null,
        dsTtlSeconds: 604_800,
        keysTtlSeconds: 3600,
      };
      await office.engineSays('traag.nl', 'watch-parents', 'waitFor', { facts });
    });
    // A week from Wednesday at ten is Wednesday, a day too late.
    const WHY = [
      expect.stringMatching(/1 December 2026, afternoon is booked, but would be refused/),
      expect.stringMatching(/traag\.nl A leaves caches .*2 Dec.*604800 s/),
      expect.stringMatching(/traag\.nl DS leaves caches .*2 Dec.*604800 s/),
    ];

    test('slots, book and doctor say so', async () => {
      const { slots, other, doctor } = await said(office.app, 'traag.nl');
      expect([slots, other]).toEqual([[], WHY]);
      expect(doctor).toEqual([expect.stringMatching(/afternoon is booked.*traag\.nl A .*traag\.nl DS /)]);
      const { warnings } = await book(office.app, 'traag.nl', { slot: '2026-12-01/afternoon' }, ANNA);
      expect(warnings.filter(({ rule }) => rule === 'no-longer-safe')).toHaveLength(3);
    });
    test('nobody does once it is moved to where it is safe', async () => {
      await reschedule(office.app, 'traag.nl', { slot: '2026-12-03/morning' }, ANNA);
      expect(await unsafeBookings(office.app)).toEqual([]);
    });
    test.each([
      ['the switch was made', () => office.engineSays('traag.nl', 'change-delegation', 'observedDone')],
      [
        'somebody else has switched',
        () => {
          const facts = { oldNameServers: ['ns1.oud.example.'], early: true, switchedAtMs: at('2026-11-25T09:00') };
          return office.engineSays('traag.nl', 'watch-parents', 'waitFor', { facts });
        },
      ],
    ])('nobody does once %s', async (_title, happens) => {
      await happens();
      const app = changed(office, { slots: { closed: ['2026-12-01'] } });
      expect((await said(app, 'traag.nl')).other).toEqual([]);
      expect(await unsafeBookings(app)).toMatchObject([{ where: 'the half-day of Klant BV' }]);
    });
  });
});
