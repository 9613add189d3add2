import { beforeEach, describe, expect, test } from 'vitest';
import { memoryCourier } from '../../src/adapters/mail/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import { book, reschedule } from '../../src/app/book.ts';
import { doctorDocument } from '../../src/app/doctor.ts';
import { newProject } from '../../src/app/new-project.ts';
import { deliver } from '../../src/app/notices/deliver.ts';
import { tellTests } from '../../src/app/notices/hear-outcome.ts';
import { forgetSent, keepTelling } from '../../src/app/notices/keep-telling.ts';
import { withUndelivered } from '../../src/app/notices/lost.ts';
import { notice } from '../../src/app/notices/notice.ts';
import { noticesDocument, sendOnceMore } from '../../src/app/notices/outbox.ts';
import { say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { message } from '../../src/domain/message.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Handed } from '../../src/ports/courier.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Office } from '../app/small-office.ts';
import { ANNA, FRIDAY, smallOffice, withClient } from '../app/small-office.ts';
import fc from '../fast-check.ts';
import { HOOK, OPS, signal, telling, told } from './told.ts';

const LATER: Handed = { outcome: 'later', why: 'nobody there', others: true };
const TASK = { text: message('engine.do-by-hand', { count: 2 }), owner: 'login-owner', closesOnWord: true } as const;
const JAN = { name: 'Jan', mail: 'jan@klant.nl', language: 'nl', parts: ['customer', 'login-owner'] } as const;
const PEOPLE = [{ name: 'Anna', mail: 'anna@bureau.example' }];

let office: Office;
beforeEach(async () => {
  office = await withClient();
});

const inOffice = (settings: Readonly<Record<string, unknown>>) => told(telling(office.app, settings));

async function withContact(): Promise<void> {
  const [header] = await office.app.store.findMigrations('klant.nl.');
  const project = (await office.app.store.readProject(header!.projectId))!;
  await office.app.store.saveProject({ ...project, contacts: [JAN] });
}

/** Somebody is asked for access. */
async function asked(more: object = {}): Promise<void> {
  await say(office.app, 'klant.nl', 'approve', {}, ANNA);
  await office.engineSays('klant.nl', 'collect-access', 'asked', { task: { ...TASK, ...more } });
}

describe('what happened is told', () => {
  test('once, however often it is looked at', async () => {
    const all = inOffice({ notify: [OPS] });
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    for (let round = 0; round < 3; round++) await all.pass();
    expect(all.lines()).toEqual(['booked ops: Klant BV: booked for Tuesday, 1 December 2026, morning']);
  });
  test('once of a project with three domains', async () => {
    const { app } = smallOffice();
    await newProject(app, ['een.nl', 'twee.nl', 'drie.nl'], { playbook: 'small', customer: 'Een BV' }, ANNA);
    const all = told(telling(app, { notify: [OPS] }));
    await book(app, 'een.nl', { slot: '2026-12-01/morning' }, ANNA);
    await all.pass();
    await reschedule(app, 'een.nl', { slot: '2026-12-02/morning' }, ANNA);
    await all.pass();
    await reschedule(app, 'een.nl', { slot: '2026-12-01/morning' }, ANNA);
    await all.pass();
    expect(all.mails().map(({ event }) => event)).toEqual(['booked', 'moved', 'moved']);
    expect(all.mails()[0]!.text).toContain('een.nl, twee.nl, drie.nl');
  });
  test('and forgotten after a quarter of a year, but not by a clock that cannot be believed', async () => {
    const { app } = office;
    const all = inOffice({ notify: [OPS] });
    await book(app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await all.pass();
    const kept = async () => (await app.store.deliveries({ limit: 9 })).length;
    const clock = { ...app.clock, now: () => app.clock.now() + 91 * DAY };
    await forgetSent({ ...app, clock: { ...clock, doubt: () => ({ kind: 'behind', byMs: -HOUR, seenMs: 0 }) } });
    expect(await kept()).toBe(1);
    await forgetSent({ ...app, clock });
    expect(await kept()).toBe(0);
  });
  test('in the same words and under the same id when it is sent again after a crash', async () => {
    const all = inOffice({ notify: [OPS] });
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    const { store } = office.app;
    const cutOff: Store = {
      ...store,
      settleDelivery: async () => {
        throw new Error('cut off');
      },
    };
    await notice(telling(office.app, { notify: [OPS] }), signal);
    await expect(
      deliver({ ...telling(office.app, { notify: [OPS] }), store: cutOff }, all.courier, signal),
    ).rejects.toThrow('cut off');
    office.clock.advance(4 * HOUR);
    await all.pass();
    const [first, second, ...more] = all.mails();
    expect(more).toEqual([]);
    expect(second).toEqual(first);
  });
  test('to nobody where nobody is named, and nothing waits', async () => {
    const all = inOffice({});
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await all.pass();
    expect([all.lines(), await office.app.store.deliveries({ limit: 9 }), await office.app.store.unnoticed(9)]).toEqual(
      [[], [], []],
    );
  });
  test('to the customer only where the agency has said so', async () => {
    await withContact();
    const silent = inOffice({ notify: [OPS] });
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await silent.pass();
    const open = inOffice({ notify: [{ to: 'customer' }] });
    await reschedule(office.app, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA);
    await open.pass();
    expect(silent.lines().filter((line) => line.includes('jan'))).toEqual([]);
    expect(open.lines()).toEqual(['moved jan: Verplaatst: klant.nl gaat live op woensdag 2 december 2026, ochtend']);
    const { text } = open.mails()[0]!;
    expect(text).toMatch(/^Beste Jan,\n/);
    expect(text).not.toMatch(/golive|https?:/);
  });
});

describe('a task', () => {
  test('is somebody’s turn, and the customer is asked for no password by mail and told no command', async () => {
    await withContact();
    const all = inOffice({ notify: [OPS, { to: 'customer' }] });
    await asked({ text: message('task.collect-access.fields', { domain: 'klant.nl', fields: 'ftp' }) });
    await all.pass();
    expect([...all.lines()].sort()).toEqual([
      'your-turn jan: U bent aan zet voor klant.nl: Toegang verzamelen',
      'your-turn ops: Turn of Jan: Collect access (klant.nl)',
    ]);
    const { text } = all.mails().find(({ to }) => to.name === 'Jan')!;
    expect(text).toContain('Stuur geen wachtwoorden of codes per mail.');
    expect(text).not.toContain('golive');
  });
  test('is reminded of on three days, at the last also its owner, and then no more', async () => {
    await withContact();
    const all = inOffice({ notify: [{ to: 'customer' }], people: PEOPLE });
    await asked();
    const seen: string[] = [];
    for (let hour = 0; hour < 24 * 12; hour++) {
      await all.pass();
      for (const { event, to } of all.mails().slice(seen.length))
        seen.push(`${Math.floor(hour / 24)} ${event} ${to.name}`);
      office.clock.advance(HOUR);
    }
    expect(seen).toEqual(['0 your-turn Jan', '1 reminder Jan', '3 reminder Jan', '7 reminder Anna', '7 reminder Jan']);
    expect(all.mails().at(3)!.subject).toMatch(/^Last reminder/);
  });
  test('that is done is nobody’s turn any more: no reminder, and nothing that waited for the morning', async () => {
    await withContact();
    const all = inOffice({ notify: [{ to: 'customer', quiet: { from: '09:00', to: '12:00' } }] });
    await asked();
    await all.pass();
    await office.engineSays('klant.nl', 'collect-access', 'observedDone');
    office.clock.advance(9 * DAY);
    await all.pass();
    expect(all.lines()).toEqual([]);
    expect((await office.app.store.deliveries({ limit: 9 })).map(({ state }) => state)).toEqual(['dropped', 'dropped']);
  });
  test('asked for again after it was done is told again, and reminded of from then on', async () => {
    const all = inOffice({ notify: [OPS] });
    await asked();
    await all.pass();
    office.clock.advance(DAY / 2);
    await say(office.app, 'klant.nl', 'done', { step: 'collect-access' }, ANNA);
    office.clock.advance(HOUR);
    await office.engineSays('klant.nl', 'collect-access', 'asked', { task: TASK });
    await all.pass();
    office.clock.advance(DAY);
    await all.pass();
    expect(all.mails().map(({ event }) => event)).toEqual(['your-turn', 'your-turn', 'reminder']);
  });
  test('of a migration that is paused waits, and is asked for again after it', async () => {
    const all = inOffice({ notify: [OPS] });
    await asked();
    await all.pass();
    await say(office.app, 'klant.nl', 'pause', {}, ANNA);
    office.clock.advance(DAY);
    await all.pass();
    expect(all.mails()).toHaveLength(1);
    await say(office.app, 'klant.nl', 'resume', {}, ANNA);
    office.clock.advance(DAY);
    await all.pass();
    expect(all.mails().map(({ event }) => event)).toEqual(['your-turn', 'reminder']);
  });
  test('is overdue when its day has passed, and not when the day has moved', async () => {
    const all = inOffice({ notify: [{ ...OPS, events: ['overdue'] }] });
    await asked({ dueMs: FRIDAY + DAY });
    await all.pass();
    office.clock.advance(DAY / 2);
    await office.engineSays('klant.nl', 'collect-access', 'asked', { task: { ...TASK, dueMs: FRIDAY + 2 * DAY } });
    await all.pass();
    office.clock.advance(DAY);
    await all.pass();
    expect(all.lines()).toEqual([]);
    office.clock.advance(DAY);
    await all.pass();
    expect(all.lines()).toEqual(['overdue ops: Overdue: Collect access (klant.nl, Klant BV)']);
  });
});

describe('a mail server that is down', () => {
  test('for a day: nothing is lost, and each comes once when it is back', async () => {
    const all = inOffice({ notify: [OPS, { to: 'mail', address: 'two@bureau.example' }] });
    let isDown = true;
    let calls = 0;
    all.courier.answer = () => {
      calls += 1;
      return isDown ? { handed: LATER } : undefined;
    };
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    for (const day of ['02', '03', '04'])
      await reschedule(office.app, 'klant.nl', { slot: `2026-12-${day}/morning` }, ANNA);
    for (let minute = 0; minute < 24 * 60; minute += 10) {
      await all.pass();
      office.clock.advance(10 * MINUTE);
    }
    expect(all.mails()).toEqual([]);
    expect(calls).toBeLessThan(40); // pauses grow, and one that finds nobody speaks for all
    isDown = false;
    for (let hour = 0; hour < 7; hour++) {
      await all.pass();
      office.clock.advance(HOUR);
    }
    expect(all.mails()).toHaveLength(8);
    expect(new Set(all.mails().map(({ id }) => id)).size).toBe(8);
    expect((await office.app.store.deliveries({ limit: 99, state: 'waiting' })).length).toBe(0);
  });
  test('for ever: given up after three days, which doctor and status say, until it is sent once more under its old id', async () => {
    const app = telling(office.app, { notify: [OPS] });
    const all = told(app);
    all.courier.answer = () => ({ handed: { ...LATER, why: 'mail.example: nobody\u202e there' } });
    await asked();
    await all.pass();
    for (let hour = 0; hour < 24 * 4; hour++) {
      await all.pass();
      office.clock.advance(HOUR);
    }
    const [lost] = (await noticesDocument(app, { state: 'given-up' })).deliveries;
    expect(lost).toMatchObject({
      event: 'your-turn',
      target: 'mail:ops@bureau.example',
      error: 'mail.example: nobody\\u{202e} there',
    });
    expect(Date.parse(lost!.settledAt!) - FRIDAY).toBeGreaterThanOrEqual(3 * DAY);
    const entries = (await statusDocument(app, {})).migrations;
    expect(entries[0]!.notes?.join()).toContain('did not arrive');
    expect(await doctorSays(app)).toMatch(/ops@bureau\.example: .*given up: mail\.example/);

    all.courier.answer = () => undefined;
    const again = await sendOnceMore(app, lost!.id);
    expect(again.id).not.toBe(lost!.id);
    await all.pass();
    const mail = all.mails().find(({ event }) => event === 'your-turn');
    expect(mail?.id).toBe(lost!.id);
    expect(
      await withUndelivered(
        app,
        entries.map(({ notes: _notes, ...entry }) => entry),
      ),
    ).toEqual(entries.map(({ notes: _notes, ...entry }) => entry));
    await expect(sendOnceMore(app, again.id)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(sendOnceMore(app, 'n-none')).rejects.toMatchObject({ code: 'usage' });
  });
});

async function doctorSays(app: App): Promise<string> {
  const open = { ...app, store: { ...app.store, close: async () => undefined, check: async () => [] } };
  const document = await doctorDocument({
    loadConfig: async () => ({ config: app.config, originOf: () => 'default' }),
    openApp: async () => open,
    playbooksOf: async () => ({ faults: [] }),
    dnsOf: async () => Promise.reject(new Error('nobody is asked here')),
    providerOf: async () => ({}),
    clockOf: async () => app.clock,
    offline: true,
    signal,
  });
  return document.checks.map(({ why }) => why ?? '').join('\n');
}

describe('a receiver that', () => {
  const second = { ...HOOK, name: 'other' };
  test('hangs holds nobody else up', async () => {
    const all = inOffice({ notify: [HOOK, second, OPS] });
    let free = (): void => undefined;
    const hanging = new Promise<void>((resolve) => {
      free = resolve;
    });
    all.courier.wait = (parcel) => (parcel.kind === 'webhook' && parcel.name === 'team' ? hanging : Promise.resolve());
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await reschedule(office.app, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA);
    const passing = all.pass();
    for (let turn = 0; turn < 200 && all.courier.arrived.length < 4; turn++)
      await new Promise((done) => setImmediate(done));
    expect(all.courier.arrived.map((parcel) => (parcel.kind === 'webhook' ? parcel.name : 'mail')).sort()).toEqual([
      'mail',
      'mail',
      'other',
      'other',
    ]);
    free();
    await passing;
    expect(all.courier.arrived).toHaveLength(6);
  });
  test('says when is believed, up to six hours', async () => {
    const all = inOffice({ notify: [HOOK] });
    all.courier.answer = () => ({ handed: { ...LATER, retryAfterMs: 20 * HOUR } });
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await all.pass();
    const [row] = await office.app.store.deliveries({ limit: 1 });
    expect(row!.dueMs - FRIDAY).toBe(6 * HOUR);
  });
  test('never wants it gets it no more', async () => {
    const all = inOffice({ notify: [HOOK] });
    all.courier.answer = () => ({ handed: { outcome: 'refused', why: 'HTTP 410' } });
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await all.pass();
    expect(await office.app.store.deliveries({ limit: 9 })).toMatchObject([
      { state: 'given-up', error: 'HTTP 410', attempts: 1 },
    ]);
  });
  test('is not configured any more gets nothing that waited', async () => {
    const all = inOffice({ notify: [OPS] });
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await notice(telling(office.app, { notify: [OPS] }), signal);
    const after = told(telling(office.app, { notify: [] }), all.courier);
    await after.pass();
    expect([after.lines(), (await office.app.store.deliveries({ limit: 9 }))[0]!.state]).toEqual([[], 'dropped']);
  });
});

test('what comes together comes once a day, each with its id; what is urgent comes at once', async () => {
  const all = inOffice({ notify: [{ ...OPS, digest: '08:00' }] });
  await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
  await reschedule(office.app, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA);
  await asked();
  await office.engineSays('klant.nl', 'ask-losing-registrar', 'failed', {
    failure: { code: 'refused', text: 'no', retry: 'never' },
  });
  await all.pass();
  expect(all.mails().map(({ event }) => event)).toEqual(['halted']);
  office.clock.advance(DAY);
  await all.pass();
  const digest = all.mails()[1]!;
  expect(digest.subject).toBe('golive: 3 messages, Saturday, 21 November 2026');
  expect(digest.notices).toHaveLength(3);
  expect(digest.text).toMatch(/booked for[\s\S]*moved to|moved to[\s\S]*booked for/);
});

describe('telling', () => {
  test('stops when it is told to, and a fault in it is logged and goes no further', async () => {
    const logged: string[] = [];
    const stop = new AbortController();
    let looks = 0;
    const app: App = {
      ...telling(office.app, { notify: [OPS] }),
      log: (line) => logged.push(line),
      store: {
        ...office.app.store,
        unnoticed: async () => {
          if (++looks === 3) stop.abort();
          throw new Error('the disk is gone');
        },
      },
    };
    await keepTelling(app, memoryCourier(), stop.signal);
    expect(logged).toEqual([expect.stringContaining('the disk is gone')]);
  });
  test('is not stopped by a journal that cannot be read', async () => {
    const { app } = smallOffice();
    await newProject(app, ['een.nl'], { playbook: 'small', customer: 'Een BV' }, ANNA);
    await newProject(app, ['twee.nl'], { playbook: 'small', customer: 'Twee BV' }, ANNA);
    await book(app, 'een.nl', { slot: '2026-12-01/morning' }, ANNA);
    await book(app, 'twee.nl', { slot: '2026-12-02/morning' }, ANNA);
    const [broken] = await app.store.findMigrations('een.nl.');
    const store: Store = {
      ...app.store,
      readJournal: async (id, after) => {
        if (id === broken!.id) throw new Error('a page is damaged');
        return app.store.readJournal(id, after);
      },
    };
    const all = told({ ...telling(app, { notify: [OPS] }), store });
    await all.pass();
    expect(all.lines()).toEqual(['booked ops: Twee BV: booked for Wednesday, 2 December 2026, morning']);
  });
});

describe('a test message', () => {
  test('goes the way of all others, at any hour, and its failure is known at once', async () => {
    const app = telling(office.app, {
      notify: [{ ...OPS, quiet: { from: '00:00', to: '23:59' }, digest: '08:00' }, HOOK],
    });
    const courier = memoryCourier();
    courier.answer = (parcel) => (parcel.kind === 'webhook' ? { handed: LATER } : undefined);
    const ids = await tellTests(app, courier, undefined, ANNA, signal);
    const rows = await app.store.deliveries({ limit: 9 });
    expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(rows.map(({ target, state, error }) => [target, state, error]).sort()).toEqual([
      ['mail:ops@bureau.example', 'sent', undefined],
      ['webhook:team', 'given-up', 'nobody there'],
    ]);
  });
  test.each([
    ['ops@bureau.example', 'mail:ops@bureau.example'],
    ['team', 'webhook:team'],
    ['anna', 'mail:anna@bureau.example'],
  ])('goes to %s alone', async (name, target) => {
    const app = telling(office.app, { notify: [OPS, HOOK], people: PEOPLE });
    await tellTests(app, memoryCourier(), name, ANNA, signal);
    expect((await app.store.deliveries({ limit: 9 })).map((row) => row.target)).toEqual([target]);
  });
  test('to nobody that is known says who was meant', async () => {
    const app = telling(office.app, { notify: [OPS, HOOK] });
    await expect(tellTests(app, memoryCourier(), 'taem', ANNA, signal)).rejects.toMatchObject({
      code: 'usage',
      fix: 'Did you mean team?',
    });
  });
});

test('how the journal is cut into pieces changes nothing of what is told', async () => {
  await asked();
  await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
  await office.engineSays('klant.nl', 'ask-losing-registrar', 'failed', {
    failure: { code: 'refused', text: 'no', retry: 'never' },
  });
  await say(office.app, 'klant.nl', 'rollback', {}, ANNA);
  const { noticesOf } = await import('../../src/app/notices/rules.ts');
  const { load } = await import('../../src/app/record.ts');
  const { foldAll } = await import('../../src/domain/migration.ts');
  const [header] = await office.app.store.findMigrations('klant.nl.');
  const events = await office.app.store.readJournal(header!.id);
  const { project, playbook } = await load(office.app, header!.id);
  const given = { project, playbook, bookings: await office.app.store.bookingChanges({ projectId: project.id }) };
  const whole = noticesOf(given, undefined, events);
  expect(whole.now.map(({ event }) => event)).toEqual(['your-turn', 'booked', 'halted', 'rolled-back']);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: events.length - 1 }), (cut) => {
      const before = noticesOf(given, undefined, events.slice(0, cut));
      const after = noticesOf(given, foldAll(events.slice(0, cut)), events.slice(cut));
      expect([...before.now, ...after.now]).toEqual(whole.now);
    }),
  );
});
