import { beforeEach, describe, expect, test } from 'vitest';
import { addDays, slotSpan } from '../../scheduler/slot.ts';
import { book, confirmBooking, reschedule, unbook } from '../../src/app/book.ts';
import type { FeedFile } from '../../src/app/calendar-feed.ts';
import { calendarFile, feedAt } from '../../src/app/calendar-feed.ts';
import { calendarOf as slotsOf } from '../../src/app/config/slots.ts';
import type { FeedOf } from '../../src/app/feed-links.ts';
import { feedOf, hashOf, linkFeed, unlinkFeed } from '../../src/app/feed-links.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import { knowSecret } from '../../src/domain/scrub.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { calendarOf, eventsOf } from '../scheduler/ical-read.ts';
import type { Office } from './small-office.ts';
import { ANNA, smallOffice } from './small-office.ts';

const TUESDAY = '2026-12-01/morning';
const WEDNESDAY = '2026-12-02/morning';
const AGENCY: FeedOf = { scope: 'agency', subject: '' };
const SETTINGS = {
  agency: { name: 'Voorbeeld Media', language: 'nl' },
  people: [{ name: 'Anna' }, { name: 'Bert' }],
};
const BY_HAND = {
  playbook: 'small',
  registration: 'moves',
  hosting: 'moves',
  mail: 'none',
  nameServers: 'switch',
} as const;

let office: Office;
beforeEach(async () => {
  office = smallOffice(SETTINGS);
  const { app } = office;
  await newProject(
    app,
    ['klant.nl', 'klant.be', 'café-dezon.be'],
    { ...BY_HAND, customer: 'Klant BV', owner: 'Anna' },
    ANNA,
  );
  await newProject(app, ['ander.de'], { ...BY_HAND, customer: 'Ander GmbH', owner: 'Bert', language: 'de' }, ANNA);
});

const events = async (of: FeedOf = AGENCY) => eventsOf((await calendarFile(office.app, of)).text);
const person = (subject: string): FeedOf => ({ scope: 'person', subject });
const customer = (domain: string) => feedOf(office.app, { domain });
const alarms = ({ text }: FeedFile) =>
  calendarOf(text)
    .getAllSubcomponents('vevent')
    .map((event) => event.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))));

describe('a calendar, as ical.js reads it', () => {
  test('has one event for each booking, with all domains as people write them', async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY, onDuty: 'Bert' }, ANNA);
    const [event, another] = await events();
    expect(another).toBeUndefined();
    expect(event).toMatchObject({
      status: 'CONFIRMED',
      sequence: 0,
      summary: 'Klant BV: klant.nl, klant.be, café-dezon.be',
      startsAtMs: Date.parse('2026-12-01T09:00:00+01:00'),
      endsAtMs: Date.parse('2026-12-01T13:00:00+01:00'),
      zone: 'Europe/Amsterdam',
    });
    expect(event!.description.split('\n')).toEqual([
      'Verhuist: website, domeinnaam, nameservers',
      'Status: concept',
      'Dienst: Bert',
      'Stand van zaken: golive status klant.nl',
    ]);
  });
  test('follows a booking that moves: the same event, one change further', async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    const [before] = await events();
    await reschedule(office.app, 'klant.nl', { slot: WEDNESDAY }, ANNA);
    const [after, another] = await events();
    expect([after!.uid, after!.sequence, another]).toEqual([before!.uid, 1, undefined]);
    expect(after!.startsAtMs - before!.startsAtMs).toBe(DAY);
  });
  test('shows a hold as one, with its end, until it is confirmed', async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY, hold: true }, ANNA);
    const [held] = await events();
    expect(held).toMatchObject({ status: 'TENTATIVE', summary: expect.stringMatching(/^Onder voorbehoud: Klant BV/) });
    expect(held!.description).toMatch(/Vastgehouden tot .*25 nov.*golive book klant\.nl --confirm/);
    await confirmBooking(office.app, 'klant.nl', ANNA);
    expect(await events()).toMatchObject([{ uid: held!.uid, status: 'CONFIRMED', sequence: 1 }]);
  });
  test('cancels a hold that ran out before anybody drops it, and the dropping changes nothing', async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY, hold: true }, ANNA);
    office.clock.jumpTo(office.clock.now() + 5 * DAY + HOUR);
    const before = await events();
    expect(before).toMatchObject([
      { status: 'CANCELLED', sequence: 1, summary: expect.stringMatching(/^Vervallen: /) },
    ]);
    const [booking] = await office.app.store.bookings('2026', '2028');
    await office.app.store.unbook(booking!.projectId, { by: 'golive', atMs: office.clock.now() }, 'lapsed');
    expect(await events()).toMatchObject([{ uid: before[0]!.uid, status: 'CANCELLED', sequence: 1 }]);
  });
  test.each([
    [30, 1],
    [31, 0],
  ])('what was cancelled %i days ago is there %i times', async (days, times) => {
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    await unbook(office.app, 'klant.nl', {}, ANNA);
    office.clock.jumpTo(office.clock.now() + days * DAY);
    expect((await events()).map(({ status }) => status)).toEqual(Array(times).fill('CANCELLED'));
  });
  test.each([
    [29, 1],
    [31, 0],
  ])('what took place %i days ago is there %i times', async (days, times) => {
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    office.clock.jumpTo(Date.parse('2026-12-01T13:00:00+01:00') + days * DAY);
    expect(await events()).toHaveLength(times);
  });
  test('after a cancelling a new booking is an event of its own beside the cancelled one', async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    await unbook(office.app, 'klant.nl', {}, ANNA);
    await book(office.app, 'klant.nl', { slot: WEDNESDAY }, ANNA);
    const both = await events();
    expect(both.map(({ status }) => status)).toEqual(['CANCELLED', 'CONFIRMED']);
    expect(new Set(both.map(({ uid }) => uid)).size).toBe(2);
  });
  test('rings a day before for the agency and its people, and not for the customer', async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    const { app } = office;
    expect(alarms(await calendarFile(app, AGENCY))).toEqual([['-PT24H']]);
    expect(alarms(await calendarFile(app, person('Anna')))).toEqual([['-PT24H']]);
    expect(alarms(await calendarFile(app, await customer('klant.nl')))).toEqual([[]]);
  });
  test('says nothing of a secret that somebody wrote into a name', async () => {
    knowSecret('hunter2-hunter2-hunter2');
    await newProject(office.app, ['lek.nl'], { ...BY_HAND, customer: 'Lek hunter2-hunter2-hunter2' }, ANNA);
    await book(office.app, 'lek.nl', { slot: TUESDAY }, ANNA);
    expect((await calendarFile(office.app, AGENCY)).text).not.toContain('hunter2');
  });
});

describe('a project whose move goes back', () => {
  test('has its half-day still; its customer is not told that the moment is fixed', async () => {
    await book(office.app, 'ander.de', { slot: TUESDAY }, ANNA);
    const lines = async () => (await events(await customer('ander.de')))[0]!.description.split('\n');
    expect(await lines()).toContain('Dieser Termin steht fest.');
    await office.writes('ander.de', { type: 'approved', step: 'plan', planHash: 'x' });
    await office.writes('ander.de', { type: 'rollback-begun' });
    expect(await lines()).toEqual([
      'Zieht um: Website, Domainname, Nameserver',
      'Ansprechpartner: Bert, Voorbeeld Media',
    ]);
  });
});

describe('a long calendar', () => {
  const MANY = 60;
  beforeEach(async () => {
    const { app } = office;
    for (let nth = 0; nth < MANY; nth++) {
      const slot = `${addDays('2027-01-01', nth)}/morning`;
      await newProject(app, [`klant${nth}.nl`], { ...BY_HAND, customer: `Klant ${nth}`, owner: 'Bert' }, ANNA);
      const { projectId } = (await app.store.findMigrations(`klant${nth}.nl.`))[0]!;
      const wanted = { id: `b-many-${nth}`, projectId, slot, places: 1, timeZone: 'Europe/Amsterdam', tzdata: '' };
      const span = slotSpan(slot, slotsOf(app));
      await app.store.book({ ...wanted, ...span, expected: null }, { by: 'Anna', atMs: office.clock.now() });
    }
  });
  /** How often others had their turn while this was worked out. */
  async function turnsBeside(work: () => Promise<unknown>): Promise<number> {
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    await work();
    isOver = true;
    return turns;
  }

  test.each([AGENCY, person('Anna'), person('Bert')])('of %j lets others have their turn', async (of) => {
    await calendarFile(office.app, of);
    // At least every ten bookings; a person's is looked through too where nothing in it is theirs.
    expect(await turnsBeside(() => calendarFile(office.app, of))).toBeGreaterThanOrEqual(MANY / 10);
  });
  test('reads each journal once, and then what is new in it', async () => {
    const read: string[] = [];
    const { store } = office.app;
    const readJournal: typeof store.readJournal = async (id, after) => {
      const events = await store.readJournal(id, after);
      read.push(...events.map(({ seq }) => `${id} ${seq}`));
      return events;
    };
    const app = { ...office.app, store: { ...store, readJournal } };
    const before = await calendarFile(app, AGENCY);
    // More than are kept folded for those who work on them.
    for (let nth = 0; nth < 500; nth++) {
      await newProject(app, [`ander${nth}.nl`], { ...BY_HAND, customer: 'Ander' }, ANNA);
      await load(app, (await app.store.findMigrations(`ander${nth}.nl.`))[0]!.id);
    }
    read.length = 0;
    expect((await calendarFile(app, AGENCY)).text).toBe(before.text);
    expect(read).toEqual([]);
    await office.writes('klant7.nl', { type: 'cancelled' });
    const after = eventsOf((await calendarFile(app, AGENCY)).text);
    expect(after.filter(({ description }) => description.includes('geannuleerd'))).toHaveLength(1);
  });
  test('is worked out once for all who ask at the same moment', async () => {
    await linkFeed(office.app, {}, ANNA, 'r'.repeat(32));
    let asked = 0;
    const { store } = office.app;
    const bookings: typeof store.bookings = (from, to) => {
      asked += 1;
      return store.bookings(from, to);
    };
    const app = { ...office.app, store: { ...store, bookings } };
    const [one, ...others] = await Promise.all(Array.from({ length: 9 }, () => feedAt(app, hashOf('r'.repeat(32)))));
    for (const other of others) expect(other).toEqual(one);
    expect(asked).toBe(1);
    await unbook(office.app, 'klant7.nl', {}, ANNA);
    expect((await feedAt(app, hashOf('r'.repeat(32))))!.etag).not.toBe(one!.etag);
  });
});

describe('whose calendar it is', () => {
  beforeEach(async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    await book(office.app, 'ander.de', { slot: WEDNESDAY }, ANNA);
  });
  const told = async (of: FeedOf) =>
    (await events(of)).map(({ summary, status }) => `${status} ${summary.split(':')[0]}`);

  test('a person has what they are on duty for, by name or as the owner', async () => {
    expect(await told(person('Anna'))).toEqual(['CONFIRMED Klant BV']);
    await reschedule(office.app, 'ander.de', { slot: WEDNESDAY, onDuty: 'Anna' }, ANNA);
    expect(await told(person('Anna'))).toEqual(['CONFIRMED Klant BV', 'CONFIRMED Ander GmbH']);
  });
  test('whoever had it is told for 30 days that somebody else does', async () => {
    await reschedule(office.app, 'ander.de', { slot: WEDNESDAY, onDuty: 'Anna' }, ANNA);
    expect(await told(person('Bert'))).toEqual(['CANCELLED Vervallen']);
    expect((await events(person('Bert')))[0]!.description).toContain('Overgenomen door Anna.');
    expect(await told(person('Carla'))).toEqual([]);
    office.clock.jumpTo(office.clock.now() + 31 * DAY);
    expect(await told(person('Bert'))).toEqual([]);
  });
  test('a customer reads in their own language, of their own move, without our words', async () => {
    const { text } = await calendarFile(office.app, await customer('ander.de'));
    expect(eventsOf(text)).toMatchObject([{ summary: 'Go-live ander.de', status: 'CONFIRMED' }]);
    expect(eventsOf(text)[0]!.description.split('\n')).toEqual([
      'Zieht um: Website, Domainname, Nameserver',
      'Dieser Termin steht fest.',
      'Ansprechpartner: Bert, Voorbeeld Media',
    ]);
    expect(text).not.toMatch(/klant|golive (status|book)|Entwurf/i);
  });
});

describe('a secret address', () => {
  const TOKEN = 'q'.repeat(32);
  const Q32 = '3e441393404b2085e7a3090a47d377abb7a6db6ad6bbd006a2f92cc7f469e651';
  const SERVED = smallOffice({ ...SETTINGS, serve: { url: 'https://golive.example.nl/hier/' } }).app.config;

  test('leads to the calendar it was made for until it is taken back', async () => {
    const { app } = office;
    await book(app, 'klant.nl', { slot: TUESDAY }, ANNA);
    const { link, address } = await linkFeed({ ...app, config: SERVED }, { domain: 'klant.be' }, ANNA, TOKEN);
    expect(address).toBe(`https://golive.example.nl/hier/calendar/${TOKEN}.ics`);
    expect(eventsOf((await feedAt(app, hashOf(TOKEN)))!.text)).toHaveLength(1);
    expect(await feedAt(app, hashOf(`${TOKEN}q`))).toBeUndefined();
    expect(await feedAt(app, TOKEN)).toBeUndefined();
    await unlinkFeed(app, link.id);
    expect(await feedAt(app, hashOf(TOKEN))).toBeUndefined();
  });
  test('is nowhere in the store', async () => {
    const { link } = await linkFeed(office.app, {}, ANNA, TOKEN);
    expect(JSON.stringify([link, await office.app.store.feeds()])).not.toContain(TOKEN);
    // SHA-256 of 32 times "q", by sha256sum.
    expect(link.tokenHash).toBe(Q32);
  });
  test.each([
    [{ person: 'Ana' }, /"Ana".*nobody here.*Did you mean Anna\?/],
    [{ person: 'Zebedeus' }, /There are: Anna, Bert/],
    [{ person: 'Anna', domain: 'klant.nl' }, /--person with klant\.nl.*a person or a domain/],
    [{ domain: 'klamt.nl' }, /Did you mean klant\.nl\?/],
  ])('for %j is refused', async (asked, complaint) => {
    await expect(linkFeed(office.app, asked, ANNA, TOKEN)).rejects.toThrow(complaint);
    expect(await office.app.store.feeds()).toEqual([]);
  });
  test('that is not there cannot be taken back; the one that was meant is named', async () => {
    const { link } = await linkFeed(office.app, {}, ANNA, TOKEN);
    await expect(unlinkFeed(office.app, `${link.id}x`)).rejects.toThrow(new RegExp(`Did you mean ${link.id}\\?`));
  });
});

test('a feed is the same to a program that comes back until a booking changes', async () => {
  const etag = async () => (await calendarFile(office.app, AGENCY)).etag;
  await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
  const before = await etag();
  office.clock.jumpTo(office.clock.now() + HOUR);
  expect(await etag()).toBe(before);
  await reschedule(office.app, 'klant.nl', { slot: TUESDAY, onDuty: 'Bert' }, ANNA);
  expect(await etag()).not.toBe(before);
});
