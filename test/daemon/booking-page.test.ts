import { beforeEach, describe, expect, test } from 'vitest';
import { book } from '../../src/app/book.ts';
import { newProject } from '../../src/app/new-project.ts';
import { httpApp } from '../../src/daemon/http.ts';
import type { Office } from '../app/small-office.ts';
import { ANNA, withClient } from '../app/small-office.ts';
import { servingOf } from './serving.ts';
import type { SignedIn } from './signed-in.ts';
import { signIn } from './signed-in.ts';

const HERE = 'http://127.0.0.1:7353';
const MORNING = '2026-12-01/morning';
const AFTERNOON = '2026-12-01/afternoon';

let office: Office;
let http: ReturnType<typeof httpApp>;
let planner: SignedIn;
let project: string;

beforeEach(async () => {
  office = await withClient({ people: [{ name: 'Bram', phone: '+31 6 1' }] });
  await newProject(office.app, ['ander.nl'], { playbook: 'small', customer: '<b>Ander</b> BV' }, ANNA);
  const serving = servingOf(office.app);
  http = httpApp(serving);
  planner = await signIn(serving, { roles: ['planner'] });
  const [header] = await office.app.store.findMigrations('klant.nl.');
  project = header!.projectId;
});

const get = async (path: string) => {
  const answer = await http.fetch(
    new Request(`${HERE}${path}`, { headers: { host: '127.0.0.1:7353', cookie: planner.cookie } }),
  );
  return { status: answer.status, text: await answer.text() };
};
const post = (path: string, form: Readonly<Record<string, string>>) =>
  http.fetch(
    new Request(`${HERE}${path}`, {
      method: 'POST',
      headers: {
        host: '127.0.0.1:7353',
        cookie: planner.cookie,
        origin: HERE,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'text/html',
      },
      body: new URLSearchParams({ csrf: planner.csrf, ...form }),
    }),
  );
const own = () => office.app.store.bookingOf(project);
const bookingPath = () => `/projects/${project}/book`;
const keyOf = (text: string) => /name="key" value="([^"]+)"/.exec(text)![1]!;

describe('the month', () => {
  test('names who has a half-day, who is on duty and until when it is held; a customer’s name is text', async () => {
    await book(office.app, 'ander.nl', { slot: MORNING, hold: true, onDuty: 'Bram' }, ANNA);
    const { text } = await get('/calendar?month=2026-12');
    expect(text).toContain('&lt;b&gt;Ander&lt;/b&gt; BV');
    expect(text).toContain('on duty: Bram');
    expect(text).toMatch(/held.*until/s);
    expect(text).not.toContain('<b>Ander');
  });
  test('says in words why the others cannot be had, and names the holiday', async () => {
    const { text } = await get('/calendar?month=2026-12');
    expect(text).toMatch(/25 Dec<\/strong> Public holiday: Christmas/);
  });
  test('a month that is none is this one', async () => {
    for (const month of ['2026-13', 'x', '2026-1', '<i>']) {
      const { status, text } = await get(`/calendar?month=${encodeURIComponent(month)}`);
      expect([status, text.includes('November 2026')]).toEqual([200, true]);
    }
  });
});

describe('booking', () => {
  test('the earliest safe half-day stands first, with its arithmetic', async () => {
    const { text } = await get(bookingPath());
    expect(text.indexOf('Earliest safe half-day')).toBeLessThan(text.indexOf('class="month"'));
    expect(text).toContain('Why not earlier?');
  });

  test('a form that is sent twice books once, and says so the second time', async () => {
    const key = keyOf((await get(`${bookingPath()}?month=2026-12`)).text);
    const form = { key, verb: 'book', slot: MORNING, month: '2026-12' };
    const [first, second] = [await post(bookingPath(), form), await post(bookingPath(), form)];
    expect(first.headers.get('location')).toBe(`${bookingPath()}?month=2026-12&said=slot-booked`);
    expect(second.headers.get('location')).toContain('said=slot-repeat');
    expect((await office.app.store.bookingChanges({ projectId: project })).map(({ what, by }) => [what, by])).toEqual([
      ['booked', 'Anna'],
    ]);
  });

  test('two clicks at once do it once', async () => {
    const key = keyOf((await get(bookingPath())).text);
    await Promise.all([1, 2, 3].map(() => post(bookingPath(), { key, verb: 'book', slot: MORNING })));
    expect((await own())?.slot).toBe(MORNING);
    expect(await office.app.store.bookingChanges({ projectId: project })).toHaveLength(1);
  });

  test('hold, confirm, move, give back: each is one form', async () => {
    const key = keyOf((await get(bookingPath())).text);
    await post(bookingPath(), { key, verb: 'hold', slot: MORNING, owner: 'Bram' });
    expect(await own()).toMatchObject({ slot: MORNING, onDuty: 'Bram', heldUntilMs: expect.any(Number) });
    await post(bookingPath(), { key, verb: 'confirm', slot: MORNING });
    expect((await own())?.heldUntilMs).toBeUndefined();
    await post(bookingPath(), { key, verb: 'move', slot: AFTERNOON });
    expect((await own())?.slot).toBe(AFTERNOON);
    const given = await post(bookingPath(), {
      key,
      verb: 'give-back',
      slot: AFTERNOON,
      taken: 'keep',
      why: 'other week',
    });
    expect(given.headers.get('location')).toContain('said=slot-given-back');
    expect(await own()).toBeUndefined();
    const { text } = await get(bookingPath());
    expect(text).toContain('Anna: other week');
  });

  test('who loses a race sees what is free instead, and keeps what he had', async () => {
    await book(office.app, 'klant.nl', { slot: AFTERNOON }, ANNA);
    await book(office.app, 'ander.nl', { slot: MORNING }, ANNA);
    const answer = await post(bookingPath(), { key: 'k-0000', verb: 'move', slot: MORNING });
    const text = await answer.text();
    expect(answer.status).toBe(409);
    expect(text).toContain('1 December 2026, afternoon is kept.');
    const alert = /role="alert">([\s\S]*?)<\/main>/.exec(text)![1]!;
    expect(
      [...alert.matchAll(/name="verb" value="move"><input type="hidden" name="slot" value="([^"]+)"/g)].slice(0, 3),
    ).toHaveLength(3);
    expect((await own())?.slot).toBe(AFTERNOON);
  });

  test('a form that says nothing that is known changes nothing', async () => {
    for (const form of [{}, { verb: 'drop table' }, { verb: 'toString' }, { verb: 'book', slot: 'tomorrow' }]) {
      const answer = await post(bookingPath(), form as Record<string, string>);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    expect(await own()).toBeUndefined();
  });
});

describe('a calendar’s address', () => {
  test('is shown once, and taken back', async () => {
    const made = await post('/calendar/links', { person: 'Bram' });
    const [address] = /http:[^<]*\/calendar\/[\w-]+\.ics/.exec(await made.text()) ?? [];
    expect(address).toBeDefined();
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { text } = await get('/calendar');
    expect(text).not.toContain(address!.slice(-20));
    expect((await http.fetch(new Request(address!, { headers: { host: '127.0.0.1:7353' } }))).status).toBe(200);
    const [link] = await office.app.store.feeds();
    const gone = await post('/calendar/links/remove', { id: link!.id });
    expect(gone.headers.get('location')).toBe('/calendar?said=link-removed');
    expect((await http.fetch(new Request(address!, { headers: { host: '127.0.0.1:7353' } }))).status).toBe(404);
    expect((await post('/calendar/links/remove', { id: link!.id })).status).toBe(303);
  });
});
