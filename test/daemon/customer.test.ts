import { describe, expect, test } from 'vitest';
import { book, unbook } from '../../src/app/book.ts';
import { customerLinks, endCustomerLink, OPEN_AFTER_END_MS, USUAL_DAYS } from '../../src/app/customer/links.ts';
import { readMailboxList } from '../../src/app/customer/mailbox-list.ts';
import { CUSTOMER_WORDS } from '../../src/app/customer/say.ts';
import { newProject } from '../../src/app/new-project.ts';
import { planDocument } from '../../src/app/plan-document.ts';
import { addTask, say } from '../../src/app/say.ts';
import { httpApp } from '../../src/daemon/http.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { fqdn } from '../../src/domain/name.ts';
import { scrub } from '../../src/domain/scrub.ts';
import { DAY, MINUTE } from '../../src/domain/time.ts';
import type { Simulated } from '../engine/simulated-app.ts';
import { EVERYTHING } from '../engine/simulated-app.ts';
import { stateOf, stopAt } from '../engine/stop-at.ts';
import type { CustomerWorld } from './customer-world.ts';
import { cameOf, customerWorld, fieldsOf, PIETER } from './customer-world.ts';

const SLOT = '2027-01-19/morning';
const OTHER = '2027-01-14/morning';
const CODE = 'Zq7-Kp2-Wm9-Xt4';
const journal = async ({ app, id }: CustomerWorld) => app.store.readJournal(id);
const held = async (world: CustomerWorld) => {
  await book(world.app, world.id, { slot: SLOT, hold: true }, PIETER);
  return world;
};

describe('an address that opens nothing', () => {
  test('is answered alike whether it was guessed, has run out or was taken back', async () => {
    const world = await customerWorld();
    const [short, long] = [await world.link({ days: 1 }), await world.link({ days: USUAL_DAYS })];
    expect((await world.get(short.page)).status).toBe(200);
    world.serving.wall.advance(DAY);
    await endCustomerLink(world.app, long.id);
    const answers = await Promise.all(
      [short.page, long.page, '/c/AbCdEfGhIjKlMnOpQrStUvWxYz012345', '/c/x'].map(async (path) => {
        const answer = await world.get(path);
        return [answer.status, [...answer.headers].sort(), await answer.text()];
      }),
    );
    expect(answers[0]![0]).toBe(404);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await world.get(world.page)).status).toBe(200);
  });

  test('is so from a month after the end on', async () => {
    const world = await customerWorld();
    await say(world.app, world.id, 'cancel', { leave: true }, { ...PIETER, why: 'no more' });
    const { changedMs } = await stateOf(world);
    world.clock.jumpTo(changedMs + OPEN_AFTER_END_MS);
    expect((await world.get(world.page)).status).toBe(200);
    world.clock.jumpTo(changedMs + OPEN_AFTER_END_MS + 1);
    expect((await world.get(world.page)).status).toBe(404);
  });

  test('guessed in masses, keeps nobody out who has one', async () => {
    const world = await customerWorld();
    let asked = 0;
    const { findCredential } = world.app.store;
    world.app.store.findCredential = (...args) => {
      asked++;
      return findCredential.apply(world.app.store, args);
    };
    for (let guess = 0; guess < 200; guess++) await world.get(`/c/guess${String(guess).padStart(30, '0')}`);
    expect(asked).toBeLessThan(70);
    expect((await world.get(world.page)).status).toBe(200);
  });

  test('is in no answer but its own, and is kept as a hash alone', async () => {
    const world = await customerWorld();
    const token = world.page.slice('/c/'.length);
    const links = await world.app.store.credentials('customer-link');
    expect(JSON.stringify(links)).not.toContain(token);
    expect(await customerLinks(world.app, world.serving.wallNow(), world.id)).toHaveLength(1);
    expect(world.logged.join('\n')).not.toContain(token);
    const gone = await world.text(`${world.page}x`);
    expect(gone).not.toContain(token);
  });
});

describe('the page', () => {
  test.each(LANGUAGES)('speaks %s, and says what a customer must know', async (language) => {
    const world = await held(await customerWorld({ language }));
    const html = await world.text();
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).not.toMatch(/\{[a-z]+(?::[a-z]+)?\}|customer\.[a-z-]+\./);
    expect(html).toContain('bakkerij-dezon.example');
    expect(html).toContain('Pieter');
    expect(html.match(/<li class="step /g)).toHaveLength(6);
  });

  test('is in the language that its address names, and stays in it after a form', async () => {
    const world = await held(await customerWorld({ language: 'nl' }));
    const html = await world.text(`${world.page}?lang=fr`);
    expect(html).toContain('<html lang="fr">');
    const answer = await world.post(`${world.page}/confirm?lang=fr`, fieldsOf(html, 'confirm'));
    expect(answer.headers.get('location')).toMatch(/[?&]lang=fr\b/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('is kept nowhere, loads nothing from elsewhere, and leads to no other host', async () => {
    const world = await held(await customerWorld());
    const answer = await world.get(world.page);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const html = await answer.text();
    const links = [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, to]) => to!);
    expect(links.filter((to) => !/^(?:\/(?:c|assets)\/|#|tel:|mailto:)/.test(to))).toEqual([]);
  });

  test('shows no finding, no id, nothing of another customer, and what others wrote as text', async () => {
    const world = await customerWorld({ answers: { customer: '<img src=x onerror=alert(1)>\u202e' } });
    const other = await newProject(
      world.app,
      ['geheim.example'],
      { ...EVERYTHING, customer: 'Geheim' } as never,
      PIETER,
    );
    const html = await world.text();
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('\\u{202e}');
    expect(html).not.toMatch(/geheim/i);
    for (const id of [world.id, (await stateOf(world)).projectId, other.project.id, world.linkId])
      expect(html).not.toContain(id);
    for (const step of Object.keys((await stateOf(world)).steps)) expect(html).not.toContain(`"${step}"`);
  });

  test('tells where we are, from the beginning to the end', async () => {
    const world = await customerWorld({}, (sim) =>
      stopAt(sim, 'wait-for-slot', ({ waitsFor }) => waitsFor !== undefined),
    );
    const said = async () => /<h1>([^<]*)<\/h1>/.exec(await world.text())?.[1];
    const { slot } = await stateOf(world);
    expect(slot!.slot).toMatch(/\/morning$/);
    expect(await said()).toMatch(
      /^We move your website and email on \w+day \d+ January in the morning, from 9:00 \(CET\)\.$/,
    );
    await stopAt(world, 'watch-propagation', ({ waitsFor }) => waitsFor !== undefined);
    expect(await said()).toMatch(
      /^Done: the site is live in its new place\. It can take until .*\(CET\) before everybody sees it\.$/,
    );
    await stopAt(world, 'hand-over', ({ state }) => state === 'done', 90);
    expect(await said()).toBe('Finished: your move is complete.');
  });
});

describe('the half-day', () => {
  test('is confirmed once, however often it is said', async () => {
    const world = await held(await customerWorld());
    const fields = fieldsOf(await world.text(), 'confirm');
    const both = await Promise.all([
      world.post(`${world.page}/confirm`, fields),
      world.post(`${world.page}/confirm`, fields),
    ]);
    expect(both.map(cameOf)).toEqual(['confirmed', 'confirmed']);
    const { projectId } = await stateOf(world);
    const changes = await world.app.store.bookingChanges({ projectId });
    expect(changes.map(({ what, by }) => [what, by])).toEqual([
      ['held', 'Pieter'],
      ['confirmed', 'customer De Zon, by the link'],
    ]);
  });

  test('is moved by who may, to a free one, and the day is fixed with it', async () => {
    const world = await held(await customerWorld());
    const fields = fieldsOf(await world.text(), 'move');
    const html = await world.text();
    expect(html).toContain(`value="${OTHER}"`);
    const answers = [
      await world.post(`${world.page}/move`, { ...fields, slot: OTHER }),
      await world.post(`${world.page}/move`, { ...fields, slot: OTHER }),
    ];
    expect(answers.map(cameOf)).toEqual(['moved', 'moved']);
    const { projectId } = await stateOf(world);
    const booking = await world.app.store.bookingOf(projectId);
    expect([booking?.slot, booking?.heldUntilMs]).toEqual([OTHER, undefined]);
    const changes = await world.app.store.bookingChanges({ projectId });
    expect(changes.map(({ what }) => what)).toEqual(['held', 'moved', 'confirmed']);
  });

  test('that somebody else has taken meanwhile is told in words, and the old one stays', async () => {
    const world = await held(await customerWorld());
    const fields = fieldsOf(await world.text(), 'move');
    const answers = { ...EVERYTHING, registration: 'stays', mail: 'stays', nameServers: 'stays' };
    const other = await newProject(world.app, ['anders.example'], answers as never, PIETER);
    await book(world.app, other.project.id, { slot: OTHER }, PIETER);
    const answer = await world.post(`${world.page}/move`, { ...fields, slot: OTHER });
    expect(cameOf(answer)).toBe('failed slot-gone');
    expect(await world.text(answer.headers.get('location')!)).toContain('has just been taken');
    const { projectId } = await stateOf(world);
    expect((await world.app.store.bookingOf(projectId))?.slot).toBe(SLOT);
  });

  test('is cancelled after a question, and another can be chosen', async () => {
    const world = await held(await customerWorld());
    expect(fieldsOf(await world.text(), 'cancel')).toEqual({});
    const question = await world.text(`${world.page}/cancel`);
    expect(question).toContain('Cancel the half-day?');
    expect(cameOf(await world.post(`${world.page}/cancel`, fieldsOf(question, 'cancel')))).toBe('cancelled');
    const { projectId } = await stateOf(world);
    expect(await world.app.store.bookingOf(projectId)).toBeUndefined();
    const fields = fieldsOf(await world.text(), 'choose');
    expect(cameOf(await world.post(`${world.page}/choose`, { ...fields, slot: OTHER }))).toBe('chosen');
    expect((await world.app.store.bookingOf(projectId))?.slot).toBe(OTHER);
  });

  test('of a page that is stale is left as it is by now', async () => {
    const world = await held(await customerWorld());
    const [confirm, question] = [fieldsOf(await world.text(), 'confirm'), await world.text(`${world.page}/cancel`)];
    await unbook(world.app, world.id, {}, PIETER);
    await book(world.app, world.id, { slot: OTHER, hold: true }, PIETER);
    expect(cameOf(await world.post(`${world.page}/confirm`, confirm))).toBe('failed stale');
    expect(cameOf(await world.post(`${world.page}/cancel`, fieldsOf(question, 'cancel')))).toBe('failed stale');
    const { projectId } = await stateOf(world);
    expect(await world.app.store.bookingOf(projectId)).toMatchObject({ slot: OTHER, heldUntilMs: expect.any(Number) });
  });

  test('is not the customer’s to give to itself: nothing was ever offered', async () => {
    const world = await customerWorld();
    expect(await world.text()).toContain('No day has been agreed yet');
    const seen = fieldsOf(await world.text(await held(world).then(() => world.page)), 'move')['seen']!;
    await world.app.store.unbook((await stateOf(world)).projectId, { by: 'x', atMs: world.clock.now() });
    expect(cameOf(await world.post(`${world.page}/choose`, { seen, slot: OTHER }))).toBe('failed stale');
  });
});

describe('a transfer code', () => {
  const asked = () =>
    customerWorld({ without: ['losingRegistrar'] }, (sim) =>
      stopAt(sim, 'obtain-authcode', ({ state }) => state === 'needs-you', 60),
    );

  test('goes to the vault, is heard of nowhere, and can be replaced', async () => {
    const world = await asked();
    const fields = fieldsOf(await world.text(), 'secret');
    expect(cameOf(await world.post(`${world.page}/secret`, { ...fields, value: '' }))).toBe('failed empty');
    const long = 'Qx7-Jd2-'.repeat(600);
    expect(cameOf(await world.post(`${world.page}/secret`, { ...fields, value: long }))).toBe('failed too-long');
    expect(scrub(`it is ${long}`)).toContain('Qx7-Jd2-'); // what is no code is not looked for in every text
    const answer = await world.post(`${world.page}/secret`, { ...fields, value: CODE, exact: 'yes' });
    expect(cameOf(answer)).toBe('received');
    expect(answer.headers.get('location')).not.toContain('Zq7');
    expect((await world.app.store.readSecret(world.id, 'authcode'))?.reveal()).toBe(CODE);
    expect(cameOf(await world.post(`${world.page}/secret`, { ...fields, value: CODE, exact: 'yes' }))).toBe('received');
    const events = await journal(world);
    expect(events.filter(({ event }) => event.type === 'secret-stored')).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain(CODE);
    const html = await world.text(answer.headers.get('location')!);
    expect(html).not.toContain(CODE);
    expect(html).toMatch(/type="password"/);
    expect(html).toContain('Thank you');
    const again = fieldsOf(html, 'secret');
    expect(cameOf(await world.post(`${world.page}/secret`, { ...again, value: 'Ab3-Cd4-Ef5-Gh6', exact: 'yes' }))).toBe(
      'received',
    );
    expect((await world.app.store.readSecret(world.id, 'authcode'))?.reveal()).toBe('Ab3-Cd4-Ef5-Gh6');
  });
});

describe('what a customer says', () => {
  test('is signed, and there once though it is said twice', async () => {
    const world = await customerWorld();
    const fields = fieldsOf(await world.text(), 'wish');
    const form = { ...fields, text: 'A <b>bigger</b> logo, please.' };
    const both = await Promise.all([world.post(`${world.page}/wish`, form), world.post(`${world.page}/wish`, form)]);
    expect(both.map(cameOf)).toEqual(['noted', 'noted']);
    const { notes } = await stateOf(world);
    expect(notes.map(({ text, by }) => [text, by])).toEqual([
      ['A <b>bigger</b> logo, please.', 'customer De Zon, by the link'],
    ]);
    expect(await world.text()).toContain('A &lt;b&gt;bigger&lt;/b&gt; logo, please.');
  });

  test('within the half-day is a request, whose state the page shows', async () => {
    const world = await customerWorld({}, (sim) => stopAt(sim, 'changes', ({ state }) => state === 'needs-you'));
    const fields = fieldsOf(await world.text(), 'wish');
    for (let twice = 0; twice < 2; twice++)
      expect(cameOf(await world.post(`${world.page}/wish`, { ...fields, text: 'New opening hours' }))).toBe(
        'requested',
      );
    expect((await stateOf(world)).tasks.filter(({ request }) => request)).toHaveLength(1);
    await world.look();
    expect(await world.text()).toContain('in progress');
    await say(world.app, world.id, 'done', { step: 'task-1' }, PIETER);
    await world.look();
    expect(await world.text()).not.toContain('in progress');
  });

  test('answers what waits for them: a question, a task, and at the end a yes', async () => {
    const world = await customerWorld();
    await addTask(world.app, world.id, { title: 'Choose a photo', owner: 'customer', after: [], before: [] }, PIETER);
    await world.look();
    const html = await world.text();
    const question = fieldsOf(html, 'answer');
    expect(cameOf(await world.post(`${world.page}/answer`, { ...question, value: 'perhaps' }))).toBe('failed stale');
    expect(cameOf(await world.post(`${world.page}/answer`, { ...question, value: 'no' }))).toBe('answered');
    const turn = [...html.matchAll(/<article.*?<\/article>/gs)].find(([card]) => card.includes('Choose a photo'))![0];
    expect(cameOf(await world.post(`${world.page}/done`, fieldsOf(turn, 'done')))).toBe('done');
    await world.look();
    const { answers, steps } = await stateOf(world);
    expect(answers.free?.['losingRegistrarCuts']).toBe('no');
    expect(steps['task-1']?.state).toBe('done');
    expect(await world.text()).not.toContain('Choose a photo');
    expect(cameOf(await world.post(`${world.page}/done`, fieldsOf(turn, 'done')))).toBe('failed stale');
    expect(await world.text()).not.toContain('/accept"');

    await stopAt(world, 'customer-signoff', ({ state }) => state === 'needs-you');
    const yes = fieldsOf(await world.text(), 'accept');
    expect(cameOf(await world.post(`${world.page}/accept`, yes))).toBe('failed not-read');
    expect(cameOf(await world.post(`${world.page}/accept`, { ...yes, read: 'yes' }))).toBe('accepted');
    expect(cameOf(await world.post(`${world.page}/accept`, { ...yes, read: 'yes' }))).toBe('failed stale');
    const approvals = (await journal(world)).filter(
      ({ event }) => event.type === 'approved' && event.step === 'customer-signoff',
    );
    expect(approvals).toHaveLength(1);
    const approved = approvals.find(({ event }) => event.type === 'approved' && event.step === 'customer-signoff');
    expect(approved).toMatchObject({
      by: 'customer De Zon, by the link',
      event: { shown: { text: 'task.customer-signoff' } },
    });
  });

  test('is said in the name that the link bears, and only for that person’s part', async () => {
    const contacts = [
      { name: 'Jan Bakker', language: 'nl', parts: ['login-owner'] },
      { name: 'Eva Bakker', language: 'nl', parts: ['approver', 'customer'] },
    ];
    const world = await customerWorld({ answers: { contacts } });
    const [jan, eva] = [await world.link({ contact: 'Jan Bakker' }), await world.link({ contact: 'eva bakker' })];
    const janSees = await world.text(`${jan.page}?lang=en`);
    const evaSees = await world.text(`${eva.page}?lang=en`);
    expect(evaSees).toContain('This is waiting for Jan Bakker.');
    expect(fieldsOf(evaSees, 'answer')).toEqual({});
    const question = fieldsOf(janSees, 'answer');
    expect(cameOf(await world.post(`${eva.page}/answer`, { ...question, value: 'no' }))).toBe('failed stale');
    expect(cameOf(await world.post(`${jan.page}/answer`, { ...question, value: 'no' }))).toBe('answered');
    expect((await journal(world)).at(-1)?.by).toBe('customer Jan Bakker, by the link');
  });

  test('thirty times a minute, and others are not kept waiting', async () => {
    const world = await customerWorld();
    const second = await world.link();
    const came: (string | null)[] = [];
    for (let n = 0; n < 31; n++) came.push(cameOf(await world.post(`${world.page}/wish`, { text: '' })));
    expect(new Set(came.slice(0, 30))).toEqual(new Set(['failed empty']));
    expect(came[30]).toBe('failed often');
    expect(cameOf(await world.post(`${second.page}/wish`, { text: '' }))).toBe('failed empty');
    world.serving.wall.advance(MINUTE);
    expect(cameOf(await world.post(`${world.page}/wish`, { text: '' }))).toBe('failed empty');
  });
});

describe('a list of mailboxes', () => {
  const LIST =
    'address;password\ninfo@bakkerij-dezon.example;Zomer!2026\njan@bakkerij-dezon.example;\nx@elders.example;Geheim99!\n';
  const upload = (text: string): FormData => {
    const form = new FormData();
    form.set('file', new File([text], 'list.csv', { type: 'text/csv' }));
    return form;
  };
  /** The step that would fix the list has not begun. */
  const early = () => customerWorld({}, async (sim) => say(sim.app, sim.ids[0]!, 'approve', {}, PIETER));

  test('is shown before it is saved, and its passwords never', async () => {
    const world = await early();
    const answer = await world.post(`${world.page}/mailboxes`, upload(LIST));
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain('2 addresses understood');
    expect(html).toContain('1 of them come with a password');
    expect(html).not.toMatch(/Zomer|Geheim99|elders/);
    expect((await stateOf(world)).answers.mailboxes).toBeUndefined();
    const save = fieldsOf(html, 'mailboxes-save');
    expect(cameOf(await world.post(`${world.page}/mailboxes-save`, save))).toBe('mailboxes');
    const { answers, secrets } = await stateOf(world);
    expect(answers.mailboxes).toEqual(['info@bakkerij-dezon.example', 'jan@bakkerij-dezon.example']);
    expect(Object.keys(secrets)).toEqual(['mailPasswords']);
    expect((await world.app.store.readSecret(world.id, 'mailPasswords'))?.reveal()).toBe(
      'Zomer!2026\tinfo@bakkerij-dezon.example',
    );
    expect(JSON.stringify(await journal(world))).not.toMatch(/Zomer|Geheim99/);
    expect(await world.text()).not.toMatch(/Zomer|Geheim99/);
    expect(cameOf(await world.post(`${world.page}/mailboxes-save`, save))).toBe('failed list-gone');
  });

  test('that is no list keeps nobody waiting', async () => {
    const world = await early();
    expect(cameOf(await world.post(`${world.page}/mailboxes`, { text: 'a'.repeat(200_001) }))).toBe('failed too-long');
    const reading = process.cpuUsage();
    expect(readMailboxList('a'.repeat(50_000), [fqdn('bakkerij-dezon.example')]).addresses).toEqual([]);
    // Each letter looked at from each other one is more than a second of work.
    expect(process.cpuUsage(reading).user).toBeLessThan(1_000_000);
  });

  test('without an address of theirs changes nothing; one that was shown is another link’s nothing', async () => {
    const world = await early();
    expect(cameOf(await world.post(`${world.page}/mailboxes`, { text: 'x@elders.example' }))).toBe('failed list-empty');
    expect(cameOf(await world.post(`${world.page}/mailboxes`, { text: ' ' }))).toBe('failed empty');
    const shown = await (await world.post(`${world.page}/mailboxes`, { text: 'a@bakkerij-dezon.example' })).text();
    const save = fieldsOf(shown, 'mailboxes-save');
    const second = await world.link();
    expect(cameOf(await world.post(`${second.page}/mailboxes-save`, save))).toBe('failed list-gone');
    world.serving.wall.advance(20 * MINUTE);
    expect(cameOf(await world.post(`${world.page}/mailboxes-save`, save))).toBe('failed list-gone');
    expect((await stateOf(world)).answers.mailboxes).toBeUndefined();
  });
});

describe('the calendar', () => {
  test('is made once for a link, when it is asked for, and ends with it', async () => {
    const world = await held(await customerWorld());
    expect(await world.app.store.feeds()).toEqual([]);
    for (let twice = 0; twice < 2; twice++) expect(cameOf(await world.post(`${world.page}/calendar`))).toBe('calendar');
    expect(await world.app.store.feeds()).toHaveLength(1);
    const [path] = /\/calendar\/[A-Za-z0-9_-]+\.ics/.exec(await world.text())!;
    expect(path).not.toContain(world.page.slice('/c/'.length));
    const feed = await world.get(path!);
    expect(await feed.text()).toContain('BEGIN:VEVENT');
    await endCustomerLink(world.app, world.linkId);
    expect((await world.get(path!)).status).toBe(404);
  });
  test('ends with its link also when that has run out', async () => {
    const world = await held(await customerWorld());
    const { page, id } = await world.link({ days: 1 });
    await world.post(`${page}/calendar`);
    const [path] = /\/calendar\/[A-Za-z0-9_-]+\.ics/.exec(await world.text(page))!;
    await world.serving.beat();
    expect((await world.get(path!)).status).toBe(200);
    world.serving.wall.advance(DAY);
    await world.serving.beat();
    expect((await world.get(path!)).status).toBe(404);
    expect(await world.app.store.credential('customer-link', id)).toBeUndefined();
  });
});

describe('with another customer’s link', () => {
  test('nothing can be said about this one, on any route', async () => {
    const world = await held(await customerWorld());
    await addTask(world.app, world.id, { title: 'Choose a photo', owner: 'customer', after: [], before: [] }, PIETER);
    await world.look();
    const mine = await world.text();
    const question = await world.text(`${world.page}/cancel`);
    const wordsAndForms: Readonly<Record<string, Record<string, string>>> = {
      confirm: fieldsOf(mine, 'confirm'),
      move: { ...fieldsOf(mine, 'move'), slot: OTHER },
      choose: { ...fieldsOf(mine, 'move'), slot: OTHER },
      cancel: fieldsOf(question, 'cancel'),
      secret: { ...fieldsOf(mine, 'secret'), value: CODE },
      answer: { ...fieldsOf(mine, 'answer'), value: 'no' },
      done: fieldsOf(mine, 'done'),
      accept: { ...fieldsOf(mine, 'done'), read: 'yes' },
    };
    const answers = { ...EVERYTHING, registration: 'stays', mail: 'stays', nameServers: 'stays', language: 'en' };
    const other = await newProject(world.app, ['anders.example'], answers as never, PIETER);
    const theirs = await world.link({ domain: other.project.id });
    const before = await world.app.store.readJournal(world.id);
    expect(CUSTOMER_WORDS.filter((word) => word !== 'wish' && wordsAndForms[word] === undefined)).toEqual([]);
    for (const [word, form] of Object.entries(wordsAndForms))
      expect([word, cameOf(await world.post(`${theirs.page}/${word}`, form))]).toEqual([word, 'failed stale']);
    expect(cameOf(await world.post(`${theirs.page}/wish`, { ...fieldsOf(mine, 'wish'), text: 'Hello' }))).toBe('noted');
    await world.post(`${theirs.page}/mailboxes`, { text: 'a@bakkerij-dezon.example' });
    await world.post(`${theirs.page}/calendar`);
    expect(await world.app.store.readJournal(world.id)).toEqual(before);
    expect((await world.app.store.feeds()).map(({ subject }) => subject)).toEqual([other.project.id]);
    expect((await world.app.store.bookingOf((await stateOf(world)).projectId))?.slot).toBe(SLOT);
  });

  test('and from another site nothing is said at all', async () => {
    const world = await held(await customerWorld());
    const http = httpApp(world.serving);
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      // A browser says how long a form is; without that the platform's Headers are copied, which a mocked HTTP beside this file replaces.
      const form = new URLSearchParams(fieldsOf(await world.text(), 'confirm')).toString();
      const answer = await http.request(`http://127.0.0.1:7353${world.page}/confirm`, {
        method: 'POST',
        headers: { host: '127.0.0.1:7353', 'content-length': String(form.length), ...headers },
        body: new URLSearchParams(form),
      });
      expect([answer.status, headers]).toEqual([403, headers]);
    }
    const { projectId } = await stateOf(world);
    expect((await world.app.store.bookingOf(projectId))?.heldUntilMs).toBeDefined();
  });
});

describe('when the old service may be closed', () => {
  const STAYS = { registration: 'stays', nameServers: 'stays' };
  test.each([
    ['site', { mail: 'stays' }, /cancel the old hosting</, /Do not cancel the domain name, the email/],
    ['mail', { hosting: 'stays' }, /cancel the old email</, /Do not cancel the domain name, the hosting/],
    ['site and mail', {}, /cancel the old hosting and email</, /Do not cancel the domain name or the name servers/],
  ])('the page names only what has left: %s', async (_what, answers, cancels, keeps) => {
    const world = await customerWorld({ answers: { ...STAYS, ...answers } }, (sim) =>
      stopAt(sim, 'close-old-service', ({ state }) => state === 'needs-you', 90),
    );
    const html = await world.text();
    expect(html).toMatch(cancels);
    expect(html).toMatch(keeps);
    expect(html).not.toContain('Everything of');
  });
  test('where all has left the page says so', async () => {
    const world = await customerWorld({}, (sim) =>
      stopAt(sim, 'close-old-service', ({ state }) => state === 'needs-you', 90),
    );
    expect(await world.text()).toMatch(/Everything of .* is now in its new place/);
  });
});

describe('where site or mail are with us already', () => {
  const OURS = { registration: 'ours', hosting: 'ours' };
  test.each([
    ['name', { mail: 'none', nameServers: 'switch' }, 'your domain name has been switched'],
    ['mail', { mail: 'moves', nameServers: 'ours' }, 'your email has moved'],
  ])('the page does not say that the site moves: %s', async (_moving, answers, says) => {
    const scenario = {
      registrationAt: 'new',
      hostingAt: 'new',
      live: true,
      zoneAt: answers.nameServers === 'ours' ? 'new' : 'old',
    };
    const world = await customerWorld({ answers: { ...OURS, ...answers }, scenario } as never, (sim) =>
      stopAt(sim, 'watch-propagation', ({ waitsFor }) => waitsFor !== undefined),
    );
    const html = await world.text();
    expect(html).toContain(says);
    expect(html).not.toMatch(/your website(?: and email)?\b(?! at)|the site is live/);
  });
});

test('whoever has no mail is asked for no test message', async () => {
  const sign = async (mail: string) => {
    const world = await customerWorld({ answers: { mail } }, (sim) =>
      stopAt(sim, 'customer-signoff', ({ state }) => state === 'needs-you'),
    );
    return world.text();
  };
  expect(await sign('stays')).toMatch(/send a test message/);
  const none = await sign('none');
  expect(none).not.toContain('test message');
  expect(none).toContain('Look at your website and accept it');
});

test('whoever switches the name servers by hand reads to which, though more is to be done by hand', async () => {
  const world = await customerWorld({ without: ['losingRegistrar', 'oldDnsHost'] }, (sim) =>
    stopAt(sim, 'change-delegation', ({ state }) => state === 'needs-you', 60),
  );
  const { task, changes } = (await stateOf(world)).steps['change-delegation']!;
  expect(task).toMatchObject({ text: { text: 'engine.do-by-hand' }, owner: 'login-owner' });
  expect(changes).toHaveLength(2);
  expect(await world.text()).toMatch(
    /put exactly these names there instead of the present ones: ns1\.nieuw-host\.example, ns2\.nieuw-host\.example\./,
  );
});

describe('at the registrar whoever holds the domain there is asked', () => {
  const AT = { hosting: 'stays', mail: 'stays' };
  const asked = (world: CustomerWorld, step: string) => stateOf(world).then(({ steps }) => steps[step]?.task);
  const whoIn = async ({ app, id }: CustomerWorld, step: string) => {
    const { plans } = await planDocument(app, id, { signal: new AbortController().signal });
    return plans[0]!.steps.find((one) => one.step === step)!.who;
  };
  const waits = (step: string, text: string) => (sim: Simulated) =>
    stopAt(sim, step, ({ state, task }) => state === 'needs-you' && task?.text.text === text, 60);

  test('us, where it is ours: the customer is asked for nothing there', async () => {
    const options = {
      answers: { ...AT, registration: 'ours' },
      scenario: { registrationAt: 'new' },
      without: ['gainingRegistrar'],
    } as const;
    for (const [step, text] of [
      ['remove-ds', 'dns.remove-ds.remove'],
      ['change-delegation', 'dns.change-delegation.parent'],
      ['restore-ds', 'dns.restore-ds.set'],
    ] as const) {
      const world = await customerWorld(options, waits(step, text));
      expect(await asked(world, step)).toMatchObject({ owner: 'agency' });
      expect(await world.text()).not.toMatch(/DNSSEC|Point your domain name/);
    }
  });

  test('the customer, where it stays: for the DS of the new keys too, and not for the keys', async () => {
    const options = {
      answers: { ...AT, registration: 'stays' },
      without: ['losingRegistrar', 'newDnsHost'],
    } as const;
    const signing = await customerWorld(options, waits('restore-ds', 'dns.restore-ds.sign'));
    expect(await asked(signing, 'restore-ds')).toMatchObject({ owner: 'agency' });
    expect(await signing.text()).not.toContain('DNSSEC');
    expect(await whoIn(signing, 'restore-ds')).toBe('Pieter');

    const world = await customerWorld(options, waits('restore-ds', 'dns.restore-ds.set'));
    const task = await asked(world, 'restore-ds');
    expect(task).toMatchObject({ owner: 'login-owner' });
    expect(await whoIn(world, 'restore-ds')).toBe('Jan Bakker');
    const html = await world.text();
    expect(html).toMatch(/Switch DNSSEC on again for bakkerij-dezon\.example/);
    expect(html).toContain(`\n${task!.text.values!['ds']}\n`);
  });
});
