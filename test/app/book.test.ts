import { beforeEach, describe, expect, test } from 'vitest';
import { book, reschedule, unbook } from '../../src/app/book.ts';
import { bookingFaults } from '../../src/app/doctor-bookings.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import type { StepDetail } from '../../src/domain/journal.ts';
import { message } from '../../src/domain/message.ts';
import type { Office } from './small-office.ts';
import { ANNA, withClient } from './small-office.ts';

const TUESDAY = '2026-12-01/morning';
let office: Office;
beforeEach(async () => {
  office = await withClient();
  await newProject(office.app, ['ander.nl', 'ander.be'], { playbook: 'small' }, ANNA);
});
const slotOf = async (domain: string) => {
  const [header] = await office.app.store.findMigrations(`${domain}.`);
  return (await load(office.app, header!.id)).state.slot?.slot;
};
const booked = async () => (await office.app.store.bookings('2026', '2028')).map(({ slot }) => slot);

describe('booking a half-day', () => {
  test('is for all domains of the project', async () => {
    await book(office.app, 'ander.be', { slot: TUESDAY }, ANNA);
    expect([await slotOf('ander.nl'), await slotOf('ander.be'), await slotOf('klant.nl')]).toEqual([
      TUESDAY,
      TUESDAY,
      undefined,
    ]);
  });
  test('is there for one customer; the other hears of the next free ones', async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    await expect(book(office.app, 'ander.nl', { slot: TUESDAY }, ANNA)).rejects.toThrow(
      /taken.*Next free: 2026-12-01\/afternoon, 2026-12-02\/morning, 2026-12-02\/afternoon\.$/,
    );
    expect(await booked()).toEqual([TUESDAY]);
  });
  test('of two who ask at once one gets it', async () => {
    const asked = await Promise.allSettled([
      book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA),
      book(office.app, 'ander.nl', { slot: TUESDAY }, ANNA),
    ]);
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await booked()).toEqual([TUESDAY]);
  });
  test('twice the same changes nothing', async () => {
    await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    const {
      migrations: [before],
    } = await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    const {
      migrations: [after],
    } = await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
    expect(after?.state.seq).toBe(before?.state.seq);
  });
  for (const [slot, complaint] of [
    ['2026-11-21/afternoon', /at least 2 days ahead/],
    ['2026-11-28/morning', /day of the week/],
    ['2026-12-01', /Write 2026-12-01\/morning/],
  ] as const)
    test(`${slot} is refused`, async () => {
      await expect(book(office.app, 'klant.nl', { slot }, ANNA)).rejects.toThrow(complaint);
      expect(await booked()).toEqual([]);
    });
});

describe('what was measured of the domains', () => {
  const SWITCHING = {
    registration: 'moves',
    hosting: 'moves',
    mail: 'none',
    nameServers: 'switch',
    playbook: 'switching',
  } as const;
  const at = (iso: string) => Date.parse(`${iso}+01:00`);
  const switching = async (facts: Readonly<Record<string, unknown>>, lower: StepDetail = {}) => {
    await newProject(office.app, ['traag.nl'], SWITCHING, ANNA);
    await say(office.app, 'traag.nl', 'approve', {}, ANNA);
    await office.engineSays('traag.nl', 'watch-parents', 'waitFor', { facts });
    if (lower.facts !== undefined) await office.engineSays('traag.nl', 'lower-ttl', 'waitFor', lower);
  };
  const OLD_NS = { oldNameServers: ['ns1.oud.example.'] };
  const TWO_DAYS = { what: 'rrset', seconds: 172_800, source: 'traag.nl. A at the old servers' };
  const DS = { dsPresentSinceMs: 1, dsAbsentSinceMs: null, dsTtlSeconds: 86_400 * 4, keysTtlSeconds: 3600 };
  // Friday 10:00 and two days is Sunday 10:00; Monday is the first half-day in any case. Four days of DS is Tuesday 10:30.
  const cases: readonly [
    title: string,
    facts: Record<string, unknown>,
    lower: StepDetail,
    first: string,
    refused: RegExp | undefined,
  ][] = [
    ['two days of TTL end at the weekend', { ...OLD_NS, longestTtl: TWO_DAYS }, {}, '2026-11-23/morning', undefined],
    [
      'six days do not',
      { ...OLD_NS, longestTtl: { ...TWO_DAYS, seconds: 86_400 * 6 } },
      {},
      '2026-11-26/afternoon',
      /traag\.nl A leaves caches .*26.* at the earliest: traag\.nl\.? A 518400 s = 518400 s/,
    ],
    [
      'they count from when they were lowered',
      { ...OLD_NS, longestTtl: { ...TWO_DAYS, seconds: 300 } },
      { facts: { oldTtlSeconds: 86_400 * 6, loweredAtMs: at('2026-11-19T08:00:00') } },
      '2026-11-25/morning',
      /518400 s/,
    ],
    [
      'a DS goes first, and the registry takes its time',
      { ...OLD_NS, ...DS },
      {},
      '2026-11-24/afternoon',
      /DS leaves caches .*24.* at the earliest: registry 1800 s \+ DS 345600 s \+ DNSKEY 3600 s = 351000 s/,
    ],
    [
      'a DS that went yesterday is waited for from then on',
      { ...OLD_NS, ...DS, dsAbsentSinceMs: at('2026-11-19T10:00:00') },
      {},
      '2026-11-23/afternoon',
      /DS leaves caches/,
    ],
    [
      'a hostile TTL is held to a week',
      { ...OLD_NS, longestTtl: { ...TWO_DAYS, seconds: 2e9 } },
      {},
      '2026-11-27/afternoon',
      /604800 s/,
    ],
  ];
  test.each(cases)('%s', async (_title, facts, lower, first, refused) => {
    await switching(facts, lower);
    const { slots, unmeasured } = await slotsDocument(office.app, { domain: 'traag.nl' });
    expect([slots.find(({ free }) => free)?.slot, unmeasured]).toEqual([first, undefined]);
    if (refused !== undefined)
      await expect(book(office.app, 'traag.nl', { slot: '2026-11-23/morning' }, ANNA)).rejects.toThrow(refused);
    await book(office.app, 'traag.nl', { slot: first }, ANNA);
    expect(await slotOf('traag.nl')).toBe(first);
  });
  test('nothing yet: nothing is refused, and it is said', async () => {
    await newProject(office.app, ['traag.nl'], SWITCHING, ANNA);
    const { slots, unmeasured } = await slotsDocument(office.app, { domain: 'traag.nl' });
    expect([slots.find(({ free }) => free)?.slot, unmeasured]).toEqual(['2026-11-23/morning', ['traag.nl']]);
  });
  test('of a domain that is switched already nothing is waited for', async () => {
    await switching({ ...OLD_NS, ...DS, switchedAtMs: 1, early: true });
    const { slots } = await slotsDocument(office.app, { domain: 'traag.nl' });
    expect(slots.find(({ free }) => free)?.slot).toBe('2026-11-23/morning');
  });
});

describe('another half-day', () => {
  beforeEach(() => book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA));
  test('needs to be said', async () => {
    await expect(book(office.app, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA)).rejects.toThrow(
      /golive reschedule/,
    );
    expect(await slotOf('klant.nl')).toBe(TUESDAY);
  });
  test('frees the old one', async () => {
    await reschedule(office.app, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA);
    expect(await booked()).toEqual(['2026-12-02/morning']);
    expect(await slotOf('klant.nl')).toBe('2026-12-02/morning');
  });
  test('that somebody else has leaves everything as it was', async () => {
    await book(office.app, 'ander.nl', { slot: '2026-12-02/morning' }, ANNA);
    await expect(reschedule(office.app, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA)).rejects.toMatchObject({
      code: 'slot-refused',
    });
    expect(await booked()).toEqual([TUESDAY, '2026-12-02/morning']);
  });
  test('that goes away between the look and the booking leaves the old place booked', async () => {
    const { store } = office.app;
    const slow = {
      ...office.app,
      store: {
        ...store,
        book: async (...[wanted, word]: Parameters<typeof store.book>) => {
          if (wanted.slot !== TUESDAY) throw new GoLiveError('slot-refused', { subject: wanted.slot });
          return store.book(wanted, word);
        },
      },
    };
    await expect(reschedule(slow, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA)).rejects.toThrow(
      /2026-12-01\/morning is still yours/,
    );
    expect([await slotOf('klant.nl'), await booked()]).toEqual([TUESDAY, [TUESDAY]]);
  });
  test('is too late once the go-live has begun', async () => {
    await say(office.app, 'klant.nl', 'approve', {}, ANNA);
    for (const step of ['collect-access', 'ask-losing-registrar', 'approve', 'wait-for-slot'])
      await office.engineSays('klant.nl', step, 'observedDone');
    await expect(reschedule(office.app, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA)).rejects.toThrow(/has begun/);
    await expect(unbook(office.app, 'klant.nl', {}, ANNA)).rejects.toThrow(/has begun/);
  });
  test('is not too late where the old one went by unused', async () => {
    await say(office.app, 'klant.nl', 'approve', {}, ANNA);
    for (const step of ['collect-access', 'ask-losing-registrar', 'approve', 'wait-for-slot'])
      await office.engineSays('klant.nl', step, 'observedDone');
    office.clock.jumpTo(Date.parse('2026-12-01T20:00:00+01:00'));
    await reschedule(office.app, 'klant.nl', { slot: '2026-12-04/morning' }, ANNA);
    expect(await slotOf('klant.nl')).toBe('2026-12-04/morning');
  });
  test('none at all: the place is free again', async () => {
    await unbook(office.app, 'klant.nl', {}, ANNA);
    expect([await slotOf('klant.nl'), await booked()]).toEqual([undefined, []]);
    await expect(unbook(office.app, 'klant.nl', {}, ANNA)).rejects.toThrow(/no half-day is booked/);
  });
  test('a cancelled project gives its half-day back', async () => {
    await say(office.app, 'klant.nl', 'cancel', {}, { ...ANNA, why: 'stays' });
    expect(await booked()).toEqual([]);
  });
});

describe('one domain of two has moved, what held the other up lasted longer than the half-day', () => {
  const EVENING = Date.parse('2026-12-01T20:00:00+01:00');
  const LATER = '2026-12-04/morning';
  const movedAt = async (domain: string) => {
    const [header] = await office.app.store.findMigrations(`${domain}.`);
    const { seq, slot, steps } = (await load(office.app, header!.id)).state;
    return { seq, slot: slot?.slot, mover: steps['change-delegation']?.state };
  };
  beforeEach(async () => {
    await newProject(office.app, ['twee.nl', 'twee.be'], { playbook: 'switching' }, ANNA);
    await book(office.app, 'twee.nl', { slot: TUESDAY }, ANNA);
    await say(office.app, 'twee.nl', 'approve', {}, ANNA);
    await say(office.app, 'twee.be', 'approve', {}, ANNA);
    for (const domain of ['twee.nl', 'twee.be'])
      for (const step of ['watch-parents', 'lower-ttl', 'remove-ds', 'preflight', 'approve', 'wait-for-slot'])
        await office.engineSays(domain, step, 'observedDone');
    office.clock.jumpTo(Date.parse('2026-12-01T10:00:00+01:00'));
    await office.engineSays('twee.be', 'change-delegation', 'observedDone');
  });
  test('while the half-day lasts it can still go', async () => {
    await expect(reschedule(office.app, 'twee.nl', { slot: LATER }, ANNA)).rejects.toThrow(/has begun/);
  });
  test('the other gets another half-day, and the one that has moved keeps its own', async () => {
    office.clock.jumpTo(EVENING);
    const before = await movedAt('twee.be');
    await reschedule(office.app, 'twee.nl', { slot: LATER }, ANNA);
    expect([await slotOf('twee.nl'), await booked()]).toEqual([LATER, [LATER]]);
    expect(await movedAt('twee.be')).toEqual({ ...before, slot: TUESDAY, mover: 'done' });
    expect(await bookingFaults(office.app)).toEqual([]);
  });
  test('what cannot go in what is left of it need not wait for its end', async () => {
    const task = {
      text: message('task.wait-for-slot.lost'),
      owner: 'agency',
      wants: 'slot',
      closesOnWord: false,
    } as const;
    await office.engineSays('twee.nl', 'change-delegation', 'asked', { task });
    await reschedule(office.app, 'twee.nl', { slot: LATER }, ANNA);
    expect([await slotOf('twee.nl'), await slotOf('twee.be')]).toEqual([LATER, TUESDAY]);
  });
  test('it can be given back, and taken again', async () => {
    office.clock.jumpTo(EVENING);
    const before = await movedAt('twee.be');
    await unbook(office.app, 'twee.nl', {}, ANNA);
    await book(office.app, 'twee.nl', { slot: LATER }, ANNA);
    expect([await slotOf('twee.nl'), await movedAt('twee.be')]).toEqual([LATER, before]);
  });
  test('it goes back instead: nobody goes live in the next half-day, and it is free', async () => {
    office.clock.jumpTo(EVENING);
    await reschedule(office.app, 'twee.nl', { slot: LATER }, ANNA);
    const [header] = await office.app.store.findMigrations('twee.nl.');
    await say(office.app, header!.id, 'rollback', {}, { ...ANNA, why: 'later' });
    expect(await booked()).toEqual([]);
  });
  test('once both have moved it is too late', async () => {
    await office.engineSays('twee.nl', 'change-delegation', 'observedDone');
    office.clock.jumpTo(EVENING);
    await expect(reschedule(office.app, 'twee.nl', { slot: LATER }, ANNA)).rejects.toThrow(/has begun/);
    await expect(unbook(office.app, 'twee.be', {}, ANNA)).rejects.toThrow(/has begun/);
  });
});

test('the list says what is taken', async () => {
  await book(office.app, 'klant.nl', { slot: TUESDAY }, ANNA);
  const { slots } = await slotsDocument(office.app, { from: '2026-12-01', days: 1 });
  expect(slots.map(({ slot, free, refusedBy }) => [slot, free, refusedBy?.map(({ rule }) => rule)])).toEqual([
    [TUESDAY, false, ['taken']],
    ['2026-12-01/afternoon', true, undefined],
  ]);
});
