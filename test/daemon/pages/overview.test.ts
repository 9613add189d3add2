import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jumpingClock } from '../../../src/adapters/clock/memory/index.ts';
import { openSqliteStore } from '../../../src/adapters/store/kysely/open-sqlite.ts';
import { newProject } from '../../../src/app/new-project.ts';
import { say } from '../../../src/app/say.ts';
import { httpApp } from '../../../src/daemon/http.ts';
import { MIGRATION_STATUSES } from '../../../src/domain/lifecycle.ts';
import { message } from '../../../src/domain/message.ts';
import { SECOND } from '../../../src/domain/time.ts';
import { ANNA, FRIDAY, smallOffice } from '../../app/small-office.ts';
import { fillLists } from '../../bench/listed.ts';
import { servingOf } from '../serving.ts';
import { signIn } from '../signed-in.ts';
import { browserOf } from './browser.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golive-overview-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const asks = (who: 'agency' | 'login-owner' = 'login-owner') => ({
  task: { text: message('engine.not-approved'), owner: who, closesOnWord: true },
});

describe('the overview', () => {
  test('has the most urgent project first, says who must act since when, and nothing of ids', async () => {
    const office = smallOffice();
    for (const [domain, customer] of [
      ['stil.nl', 'Stil BV'],
      ['zon.nl', 'Bakkerij De Zon'],
      ['berg.nl', 'Notaris Berg'],
    ])
      await newProject(office.app, [domain!], { playbook: 'small', customer: customer! }, ANNA);
    for (const domain of ['zon.nl', 'berg.nl']) await say(office.app, domain, 'approve', {}, ANNA);
    await office.engineSays('zon.nl', 'collect-access', 'asked', asks());
    await office.engineSays('berg.nl', 'collect-access', 'failed', {
      failure: { code: 'refused', text: 'refused', retry: 'after-operator' },
    });
    const { body } = await (await browserOf(office)).get('/');
    expect([...body.matchAll(/<h2>.*?<bdi>(.*?)<\/bdi>/g)].map(([, name]) => name)).toEqual([
      'Notaris Berg',
      'Bakkerij De Zon',
      'Stil BV',
    ]);
    expect(body).toContain('Waiting for Bakkerij De Zon: ');
    expect(body).toMatch(/since <time datetime="2026-11-20T10:00:00[^"]*" data-ago>Fri 20 Nov, 10:00 CET</);
    expect(body).toContain('<title>1 need somebody – golive</title>');
    const text = body.replace(/<[^>]*>/g, ' ');
    expect(text).not.toMatch(/collect-access|playbook|\bm-\d|\bp-\d|option/);
  });
  test('shows what was asked for, of a status and by a word, and tells the number of each', async () => {
    const office = smallOffice();
    for (const domain of ['een.nl', 'twee.nl', 'drie.nl'])
      await newProject(office.app, [domain], { playbook: 'small', customer: `Klant ${domain}` }, ANNA);
    await say(office.app, 'twee.nl', 'approve', {}, ANNA);
    await office.engineSays('twee.nl', 'collect-access', 'asked', asks());
    const anna = await browserOf(office);
    const names = async (path: string) => {
      const { body } = await anna.get(path);
      return [...body.matchAll(/<bdi>Klant (.*?)<\/bdi><\/a>/g)].map(([, name]) => name).sort();
    };
    expect(await names('/')).toEqual(['drie.nl', 'een.nl', 'twee.nl']);
    expect(await names('/?status=needs-you')).toEqual(['twee.nl']);
    expect(await names('/?q=KLANT+D')).toEqual(['drie.nl']);
    expect(await names('/?q=nobody')).toEqual([]);
    expect(await names('/?status=%3Cscript%3E')).toEqual(['drie.nl', 'een.nl', 'twee.nl']);
    const { body } = await anna.get('/');
    expect(body).toMatch(/href="\/\?status=draft"[\s\S]*?<span class="count">2<\/span>/);
    expect((await anna.get(`/?q=${encodeURIComponent('"><script>x</script>')}`)).body).not.toContain('<script>x');
  });
  test('what somebody just said is seen at once, although a look is kept for a second', async () => {
    const office = smallOffice();
    await newProject(office.app, ['klant.nl'], { playbook: 'small', customer: 'Klant BV' }, ANNA);
    await say(office.app, 'klant.nl', 'approve', {}, ANNA);
    const anna = await browserOf(office);
    const { id } = (await office.app.store.findMigrations('klant.nl.'))[0]!;
    expect((await anna.get('/')).body).not.toContain('paused');
    await anna.post(`/migrations/${id}/pause`);
    expect((await anna.get('/')).body).toContain('paused');
    await say(office.app, 'klant.nl', 'resume', {}, ANNA);
    anna.serving.wall.advance(SECOND);
    expect((await anna.get('/')).body).not.toContain('paused');
  });
  test('needs as many rows and bytes of a store with 10,000 migrations as of one with 100', async () => {
    const cost = async (count: number) => {
      let rows = 0;
      const clock = jumpingClock(FRIDAY);
      const store = await openSqliteStore({
        file: join(folder, `${count}.db`),
        clock,
        onConnection: (database) => database.exec('pragma synchronous = off'), // filling it is no test of the disk
        onStatement: (_sql, returned) => {
          rows += returned;
        },
      });
      await fillLists(store, count);
      const { app } = smallOffice({}, clock, store);
      const serving = servingOf(app);
      const http = httpApp(serving);
      const { cookie } = await signIn(serving, { roles: ['viewer'] });
      const get = (path: string) =>
        http.request(`http://127.0.0.1:7353${path}`, {
          headers: { Host: '127.0.0.1:7353', Accept: 'text/html', Cookie: cookie },
        });
      await get('/settings'); // whoever asks is known from here on
      rows = 0;
      const page = await get('/');
      const { length } = await page.text();
      const asked = rows;
      await store.close();
      return { status: page.status, rows: asked, length };
    };
    const [few, many] = [await cost(100), await cost(10_000)];
    expect([few.status, many.status]).toEqual([200, 200]);
    expect(few.rows).toBeGreaterThanOrEqual(50);
    expect(many.rows).toBeLessThanOrEqual(few.rows);
    // A count has more digits.
    expect(Math.abs(many.length - few.length)).toBeLessThan(8 * MIGRATION_STATUSES.length);
  });
});
