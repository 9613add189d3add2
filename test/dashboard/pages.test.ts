import { describe, expect, test } from 'vitest';
import { journalDocument } from '../../src/app/journal-document.ts';
import { migrationDocument } from '../../src/app/migration-document.ts';
import type { StepShown } from '../../src/app/migration-schema.ts';
import { newProject } from '../../src/app/new-project.ts';
import { projectDocument } from '../../src/app/project-document.ts';
import { note, say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { answersShown } from '../../src/dashboard/answers.ts';
import { approvePage } from '../../src/dashboard/approve.ts';
import { cancelPage, rollbackPage } from '../../src/dashboard/confirm.ts';
import { errorPage } from '../../src/dashboard/error.ts';
import { html, lines } from '../../src/dashboard/html.ts';
import { journalPage } from '../../src/dashboard/journal.ts';
import { migrationPage } from '../../src/dashboard/migration.ts';
import { overviewPage } from '../../src/dashboard/overview.ts';
import type { Frame } from '../../src/dashboard/page.ts';
import { page } from '../../src/dashboard/page.ts';
import { projectPage } from '../../src/dashboard/project.ts';
import { edges, placed } from '../../src/dashboard/step-graph.ts';
import { LANGUAGES, message } from '../../src/domain/message.ts';
import { RIGHTS } from '../../src/domain/rights.ts';
import { Secret } from '../../src/domain/secret.ts';
import { ANNA, smallOffice } from '../app/small-office.ts';

/** What somebody outside can put into a name, a note, or the answer of a server. */
const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)> \u001b[31m\u202egnp.exe\u2066 ${'x'.repeat(220)}`;
const ESCAPED = '&lt;script&gt;';

const frame = (style: Frame['style']): Frame => ({
  style,
  title: HOSTILE,
  path: '/?q=%3Cscript%3E',
  visitor: { name: HOSTILE, rights: new Set(RIGHTS), csrf: 'csrf' },
  assets: { css: { name: 'a.css' }, js: { name: 'a.js' }, icon: { name: 'a.svg' } },
  live: true,
});

/** An agency whose customer, contact, notes and findings are all hostile, and sixty domains of one project. */
async function hostileOffice() {
  const office = smallOffice();
  const many = Array.from({ length: 60 }, (_, nth) => `nr${nth}.nl`);
  const contacts = [{ name: HOSTILE.slice(0, 150), parts: ['customer', 'login-owner'] }];
  const { project } = await newProject(
    office.app,
    many,
    { playbook: 'small', customer: HOSTILE.slice(0, 190), contacts } as never,
    ANNA,
  );
  await say(office.app, 'nr0.nl', 'approve', {}, ANNA);
  await office.engineSays('nr0.nl', 'collect-access', 'asked', {
    task: {
      text: message('engine.look-failed', { why: HOSTILE }),
      owner: 'login-owner',
      closesOnWord: true,
      wants: HOSTILE,
    },
    findings: [
      {
        tag: 'SERIALS_DIFFER',
        subject: HOSTILE,
        message: message('engine.look-failed', { why: HOSTILE }),
        evidence: [{ asked: HOSTILE, answered: HOSTILE, atMs: office.clock.now() }],
      },
    ] as never,
    changes: [message('engine.look-failed', { why: HOSTILE })],
  });
  await note(office.app, 'nr0.nl', HOSTILE, undefined, { by: HOSTILE.slice(0, 190), why: HOSTILE });
  return { office, project };
}

describe('a page', () => {
  test('with hostile texts has none of their tags, control characters or directions, in any language', async () => {
    const { office, project } = await hostileOffice();
    const migration = await migrationDocument(office.app, 'nr0.nl');
    const journal = await journalDocument(office.app, 'nr0.nl');
    const status = await statusDocument(office.app, { order: 'urgent', limit: 50 });
    const shown = await projectDocument(office.app, project.id);
    for (const language of LANGUAGES) {
      const here = frame({ language, timeZone: 'Europe/Amsterdam' });
      const answers = answersShown(
        { registration: 'moves', hosting: 'moves', mail: 'none', nameServers: 'switch', free: { [HOSTILE]: HOSTILE } },
        here.style,
      );
      const typed = { step: 'collect-access', value: HOSTILE, problem: HOSTILE };
      const pages = {
        overview: overviewPage(here, status, { q: HOSTILE, after: HOSTILE }),
        project: projectPage(here, shown, [
          { step: 'x', title: HOSTILE, status: 'ready', who: HOSTILE, migration: 'm-1' },
        ]),
        migration: migrationPage(here, { migration, journal, optionText: HOSTILE, answers, typed }),
        journal: journalPage(here, journal, migration.steps, { isFirst: true }),
        approve: approvePage(here, migration, 'approve'),
        rollback: rollbackPage(here, migration),
        cancel: cancelPage(here, migration),
        error: errorPage(here.style, { status: 400, detail: HOSTILE }),
      };
      for (const [name, main] of Object.entries(pages)) {
        const body = page(here, main);
        expect(body, name).toContain(ESCAPED);
        expect(body.match(/<script/g), name).toHaveLength(1);
        expect(body, name).not.toMatch(/<img src=x|\u001b|\u202e|\u2066/);
        const tags = body.replaceAll(/"[^"]*"/g, '""');
        expect(tags, name).not.toMatch(/<[^>]*\s(?:on[a-z]+|style)=/i);
        expect(body.match(/<h1[\s>]/g), name).toHaveLength(1);
        const ids = [...body.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
        expect(ids.length, name).toBe(new Set(ids).size);
      }
    }
  });
  test('of a file leads nowhere that needs golive, asks nothing and says nothing', async () => {
    const { office } = await hostileOffice();
    const status = await statusDocument(office.app, { order: 'urgent', limit: 50 });
    const here: Frame = { ...frame({ language: 'nl', timeZone: 'Europe/Amsterdam' }), isStatic: true };
    const body = page(here, overviewPage(here, status, {}));
    expect(body).not.toMatch(/href="\/(?:projects|migrations)|<form method="post"|<script(?! src="[\w-]+\.js")/);
  });
  test('shows a name in its own letters, and beside it what computers write', async () => {
    const office = smallOffice();
    await newProject(office.app, ['café-dezon.be'], { playbook: 'small', customer: 'Café' }, ANNA);
    const here = frame({ language: 'nl', timeZone: 'Europe/Amsterdam' });
    const body = overviewPage(here, await statusDocument(office.app, { order: 'urgent' }), {}).toString();
    expect(body).toContain('café-dezon.be');
    expect(body).toContain('(xn--caf-dezon-d4a.be)');
  });
});

describe('the picture of the steps', () => {
  const node = (step: string, ...after: readonly string[]): Pick<StepShown, 'step' | 'title' | 'status' | 'after'> => ({
    step,
    title: step,
    status: 'waiting',
    after: [...after],
  });
  const diamond = [node('a'), node('b', 'a'), node('c', 'a'), node('d', 'b', 'c', 'a')];
  test('puts each behind all that it comes after, and no two in one place', () => {
    const places = placed(diamond);
    expect(places.map(({ node: { step }, number, column }) => [step, number, column])).toEqual([
      ['a', 1, 0],
      ['b', 2, 1],
      ['c', 3, 1],
      ['d', 4, 2],
    ]);
    expect(new Set(places.map(({ column, lane }) => `${column} ${lane}`)).size).toBe(4);
  });
  test('leaves out an edge that the others say already', () => {
    expect(edges(diamond)).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'd'],
      ['c', 'd'],
    ]);
  });
  test('stands with no step at all', () => {
    expect(placed([])).toEqual([]);
  });
});

test('a text of several lines keeps its lines, and no secret that runs over the end of one', () => {
  const secret = new Secret('Kq7vTz2mWx9pLr4sBn8c');
  const told = `refused:\nKq7vTz2mWx\n9pLr4sBn8c\nthat was it \u202e`;
  for (const shown of [html`<p>${told}</p>`, html`<p>${lines(told)}</p>`].map(String)) {
    expect(shown).not.toMatch(/Kq7vTz|4sBn8c|\u202e/);
    expect(shown).toMatch(/^<p>refused:(?:\n|<br>)/);
    expect(shown).toContain('that was it');
  }
  expect(secret.reveal()).toHaveLength(20);
});
