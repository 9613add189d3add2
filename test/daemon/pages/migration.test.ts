import { beforeEach, describe, expect, test } from 'vitest';
import { load } from '../../../src/app/record.ts';
import { note, say } from '../../../src/app/say.ts';
import { message } from '../../../src/domain/message.ts';
import { statusOf } from '../../../src/domain/status.ts';
import type { Office } from '../../app/small-office.ts';
import { ANNA, withClient } from '../../app/small-office.ts';
import type { TestBrowser } from './browser.ts';
import { browserOf } from './browser.ts';

let office: Office;
let id: string;
let anna: TestBrowser;

beforeEach(async () => {
  office = await withClient();
  id = (await office.app.store.findMigrations('klant.nl.'))[0]!.id;
  anna = await browserOf(office);
});

const stateNow = async () => {
  const { playbook, state } = await load(office.app, id);
  return { state, status: statusOf(playbook, state) };
};
const started = () => say(office.app, 'klant.nl', 'approve', {}, ANNA);
const asks = (step: string, wants?: string, closesOnWord = true) =>
  office.engineSays('klant.nl', step, 'asked', {
    task: {
      text: message('task.collect-access', { domain: 'klant.nl' }),
      owner: 'login-owner',
      closesOnWord,
      ...(wants === undefined ? {} : { wants }),
    },
  });

describe('the page of a migration', () => {
  test('says its state first, and what it waits for with the form that answers it', async () => {
    await started();
    await asks('collect-access');
    const { status, body } = await anna.get(`/migrations/${id}`);
    expect(status).toBe(200);
    expect(body).toContain('<title>Needs you – klant.nl</title>');
    expect(body).toContain('Waiting for Klant BV');
    expect(body).toContain(`action="/migrations/${id}/done"`);
  });
  test('takes “done”, and says so once on the page it leads back to', async () => {
    await started();
    await asks('collect-access');
    const said = await anna.post(`/migrations/${id}/done`, { step: 'collect-access' });
    expect([said.status, said.headers.get('location')]).toEqual([303, `/migrations/${id}?said=done`]);
    expect((await stateNow()).state.steps['collect-access']).toMatchObject({ state: 'ready', claimed: { by: 'Anna' } });
    const page = await anna.get(`/migrations/${id}?said=done`);
    expect(page.body).toContain('golive looks for itself');
    expect(page.body).toContain(`data-self="/migrations/${id}"`);
  });
  test('what stands in the address is never told as words', async () => {
    const { body } = await anna.get(`/migrations/${id}?said=you+owe+me`);
    expect(body).not.toContain('owe');
  });
  test('shows a field for an answer, and again with what was typed and why where it is refused', async () => {
    await started();
    await asks('ask-losing-registrar', 'newAddresses', false);
    expect((await anna.get(`/migrations/${id}`)).body).toContain(`action="/migrations/${id}/answer"`);
    const refused = await anna.post(`/migrations/${id}/answer`, {
      step: 'ask-losing-registrar',
      name: 'newAddresses',
      value: 'around the corner',
    });
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('value="around the corner"');
    expect(refused.body).toContain('aria-invalid="true"');
    expect(refused.body).toContain(`data-self="/migrations/${id}"`);
    const taken = await anna.post(`/migrations/${id}/answer`, {
      step: 'ask-losing-registrar',
      name: 'newAddresses',
      value: '203.0.113.9',
    });
    expect(taken.status).toBe(303);
    expect((await stateNow()).state.answers.free).toEqual({ newAddresses: '203.0.113.9' });
  });
  test('a secret is typed unseen, kept, and on no page: neither where it is taken nor where it is refused', async () => {
    await started();
    await asks('collect-access', 'ftp', false);
    const before = await anna.get(`/migrations/${id}`);
    expect(before.body).toMatch(/<input[^>]*type="password"/);
    expect(before.body).toMatch(/name="value"[^>]*autocomplete="off"/);
    const taken = await anna.post(`/migrations/${id}/secret`, {
      step: 'collect-access',
      name: 'ftp',
      value: 'hunter2-unique',
    });
    expect(taken.status).toBe(303);
    expect((await office.app.store.readSecret(id, 'ftp'))?.reveal()).toBe('hunter2-unique');
    const refused = await anna.post(`/migrations/${id}/secret`, {
      step: 'collect-access',
      name: 'authcode',
      value: 'q7 z',
    });
    expect(refused.status).toBe(400);
    for (const { body } of [taken, refused, await anna.get(`/migrations/${id}`)])
      expect(body).not.toMatch(/hunter2-unique|q7 z/);
  });
  test('what somebody may not do is not offered, said who may, and refused where it is sent all the same', async () => {
    await started();
    await asks('collect-access');
    const eva = await browserOf(office, { name: 'Eva', roles: ['viewer'], serving: anna.serving });
    const { body } = await eva.get(`/migrations/${id}`);
    expect(body).not.toMatch(/action="\/migrations\/[^"]*"/);
    expect(body).toContain('role of operator');
    const before = (await stateNow()).state.seq;
    for (const verb of [
      'done',
      'skip',
      'retry',
      'pause',
      'resume',
      'rollback',
      'cancel',
      'answer',
      'secret',
      'note',
      'task',
      'approve/offer',
      'approve/yes',
    ])
      expect((await eva.post(`/migrations/${id}/${verb}`, { step: 'collect-access', why: 'so' })).status, verb).toBe(
        403,
      );
    expect((await stateNow()).state.seq).toBe(before);
  });
  test('is there for others to read with their rights alone', async () => {
    const pim = await browserOf(office, { name: 'Pim', roles: ['planner'], serving: anna.serving });
    expect((await pim.post(`/migrations/${id}/note`, { text: 'called' })).status).toBe(303);
    expect((await pim.post(`/migrations/${id}/pause`)).status).toBe(403);
  });
  test('takes a task, a wish for the half-day, and no empty one', async () => {
    expect((await anna.get(`/migrations/${id}`)).body).toContain(`action="/migrations/${id}/task"`);
    const said = await anna.post(`/migrations/${id}/task`, { title: ' Call the baker ', owner: 'customer' });
    expect([said.status, said.headers.get('location')]).toEqual([303, `/migrations/${id}?said=task`]);
    expect((await stateNow()).state.tasks).toMatchObject([{ title: 'Call the baker', owner: 'customer' }]);
    for (const title of [' ', 'x'.repeat(201)])
      expect((await anna.post(`/migrations/${id}/task`, { title, owner: 'agency' })).status).toBe(400);
    expect((await stateNow()).state.tasks).toHaveLength(1);
  });
  test('names no command to type where a form stands', async () => {
    await started();
    await office.engineSays('klant.nl', 'collect-access', 'asked', {
      task: {
        text: message('task.ask-losing-registrar', { domain: 'klant.nl' }),
        owner: 'login-owner',
        closesOnWord: true,
      },
    });
    const { body } = await anna.get(`/migrations/${id}`);
    expect(body).toContain('Ask the present registrar of klant.nl whether');
    expect(body).not.toMatch(/golive letter|losingRegistrarCuts/);
  });
  test('has the letters that its steps wait for, written out', async () => {
    const letters = await anna.get(`/migrations/${id}/letters`);
    expect([letters.status, letters.body.includes('<pre')]).toEqual([200, true]);
    expect(letters.body).toContain('klant.nl');
    expect((await anna.get(`/migrations/${id}`)).body).toContain(`href="/migrations/${id}/letters"`);
  });
  test('leads straight to what would be approved', async () => {
    expect((await anna.get(`/migrations/${id}`)).body).toContain(`action="/migrations/${id}/approve/offer"`);
  });
  test('keeps the lines of a note', async () => {
    await anna.post(`/migrations/${id}/note`, { text: 'after ten\r\nor on Friday' });
    expect((await anna.get(`/migrations/${id}`)).body).toContain('after ten\nor on Friday');
  });
  test('pauses and goes on', async () => {
    await started();
    expect((await anna.post(`/migrations/${id}/pause`)).status).toBe(303);
    expect((await stateNow()).status).toBe('paused');
    expect((await anna.get(`/migrations/${id}`)).body).toContain(`/migrations/${id}/resume`);
    await anna.post(`/migrations/${id}/resume`);
    expect((await stateNow()).status).not.toBe('paused');
  });
  test('asks once more before it takes back, cancels or skips, and to ask changes nothing', async () => {
    await started();
    const before = (await stateNow()).state.seq;
    for (const path of ['rollback', 'cancel', 'skip/collect-access'])
      expect([path, (await anna.get(`/migrations/${id}/${path}`)).status]).toEqual([path, 200]);
    expect((await stateNow()).state.seq).toBe(before);
    const noReason = await anna.post(`/migrations/${id}/cancel`);
    expect(noReason.status).toBe(400);
    expect((await stateNow()).status).not.toBe('cancelled');
    expect((await anna.post(`/migrations/${id}/cancel`, { why: 'the customer left' })).status).toBe(303);
    expect((await stateNow()).status).toBe('cancelled');
    const again = await anna.post(`/migrations/${id}/pause`);
    expect([
      again.status,
      again.body.includes('That is not possible now') || again.body.includes('Nothing was changed'),
    ]).toEqual([409, true]);
  });
  test('does not come again to who has it, whatever the clock says', async () => {
    const first = await anna.get(`/migrations/${id}`);
    const tag = first.headers.get('etag')!;
    expect(first.body).toContain(`data-tag="${tag.replaceAll('"', '&quot;')}"`);
    office.clock.jumpTo(office.clock.now() + 60_000);
    expect((await anna.get(`/migrations/${id}`, { 'If-None-Match': tag })).status).toBe(304);
    await note(office.app, 'klant.nl', 'something new', undefined, ANNA);
    expect((await anna.get(`/migrations/${id}`, { 'If-None-Match': tag })).status).toBe(200);
  });
  test('keeps the last twenty events, and leads to all', async () => {
    for (let nth = 1; nth <= 130; nth++) await note(office.app, 'klant.nl', `remark number ${nth}.`, undefined, ANNA);
    const { body } = await anna.get(`/migrations/${id}`);
    expect([...body.matchAll(/id="event-(\d+)"/g)].map(([, seq]) => Number(seq))).toEqual(
      Array.from({ length: 20 }, (_, at) => 131 - at),
    );
    const whole = await anna.get(`/migrations/${id}/journal`);
    const [, older] = /href="([^"]*before=\d+)"/.exec(whole.body)!;
    const rest = await anna.get(older!);
    const seen = [whole, rest].flatMap((page) =>
      [...page.body.matchAll(/id="event-(\d+)"/g)].map(([, seq]) => Number(seq)),
    );
    expect(seen).toEqual(Array.from({ length: 131 }, (_, at) => 131 - at));
    for (const before of ['0', '-1', 'x', '99999999999'])
      expect((await anna.get(`/migrations/${id}/journal?before=${before}`)).status).toBe(200);
  });
  test('speaks the reader’s language, with the zone at every time', async () => {
    await started();
    await asks('collect-access');
    const pages = {
      nl: 'Vraagt iemand – klant.nl',
      de: 'Braucht jemanden – klant.nl',
      fr: 'Demande quelqu’un – klant.nl',
    };
    for (const [language, title] of Object.entries(pages)) {
      const { body } = await anna.get(`/migrations/${id}`, {
        Cookie: `${await cookieOf(anna)}; golive_lang=${language}`,
      });
      expect(body).toContain(`<html lang="${language}">`);
      expect(body).toContain(`<title>${title}</title>`);
      for (const [, shown] of body.matchAll(/<time[^>]*>([^<]*)<\/time>/g))
        expect(shown).toMatch(/\b(CET|CEST|MEZ|MESZ|UTC[+−]\d)/);
    }
  });
});

describe('what is not there', () => {
  test('is a page in words, with a way on', async () => {
    for (const path of ['/migrations/m-none', '/projects/p-none', '/nowhere', `/migrations/${id}/skip/no-such-step`]) {
      const { status, body } = await anna.get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(body).toContain('<h1>There is no such page</h1>');
      expect(body).toContain('href="/"');
    }
  });
});

async function cookieOf({ serving }: TestBrowser): Promise<string> {
  const { signIn } = await import('../signed-in.ts');
  return (await signIn(serving, { name: 'Anna', roles: [] })).cookie;
}

test('an answer that lets a check pass is for whoever may approve', async () => {
  const pim = await browserOf(office, { name: 'Pim', roles: ['planner'], serving: anna.serving });
  const form = { name: 'acceptNotAsked', value: 'yes' };
  expect((await pim.post(`/migrations/${id}/answer`, form)).status).toBe(409);
  expect((await stateNow()).state.answers.free).not.toMatchObject({ acceptNotAsked: 'yes' });
  expect((await anna.post(`/migrations/${id}/answer`, form)).status).toBe(303);
  expect((await stateNow()).state.answers.free).toMatchObject({ acceptNotAsked: 'yes' });
});
