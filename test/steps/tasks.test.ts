import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { approve } from '../../src/steps/approve.ts';
import { askLosingRegistrar } from '../../src/steps/ask-losing-registrar.ts';
import { CATALOGUE } from '../../src/steps/catalog.ts';
import { changes } from '../../src/steps/changes.ts';
import { collectAccess } from '../../src/steps/collect-access.ts';
import { customTask } from '../../src/steps/custom-task.ts';
import { customerSignoff } from '../../src/steps/customer-signoff.ts';
import { sendClientSettings } from '../../src/steps/send-client-settings.ts';
import { waitForSlot } from '../../src/steps/wait-for-slot.ts';
import { TASK_TEXTS } from '../../src/texts/tasks.ts';
import { TRANSFER_TEXTS } from '../../src/texts/transfer.ts';
import { Rig } from './rig.ts';

const SLOT = { slot: '2026-12-03/morning', startsAtMs: 1000, endsAtMs: 5000 };

describe('the slot', () => {
  test.each<[string, number, Partial<Decision<never>>]>([
    ['before it', 999, { kind: 'wait', untilMs: 1000 } as never],
    ['at its start', 1000, { kind: 'done' }],
    ['at its end', 5000, { kind: 'done' }],
    ['after it', 5001, { kind: 'ask', wants: 'slot' } as never],
  ])('%s', (_name, now, expected) => {
    const rig = new Rig({ slot: SLOT });
    expect(waitForSlot.plan(rig.ctx(waitForSlot) as never, {}, now)).toMatchObject(expected);
  });
  test('none is booked', () =>
    expect(waitForSlot.plan(new Rig().ctx(waitForSlot) as never, {}, 0)).toMatchObject({ kind: 'ask', wants: 'slot' }));
});

describe('the plan is approved', () => {
  test.each<[string, string, string, string, string]>([
    ['as it is', 'approve', 'Anna', 'p', 'done'],
    ['under another step’s name', 'change-delegation', 'Anna', 'p', 'done'],
    ['as it was', 'approve', 'Anna', 'other', 'ask'],
    ['as a draft only', 'plan', 'Anna', 'p', 'ask'],
    ['by golive', 'approve', 'golive', 'p', 'ask'],
    ['by nobody', 'approve', '  ', 'p', 'ask'],
    ['for its outage only', 'accept-interruption', 'Anna', 'p', 'ask'],
  ])('%s', async (_name, step, by, hash, kind) => {
    const rig = new Rig();
    rig.earlier['accept-interruption'] = { state: 'done', facts: { outageSeconds: 60, shownMs: 0 } };
    rig.approve(step, by, hash);
    expect((await rig.look(approve)).kind).toBe(kind);
  });
});

test.each([
  ['yes', 'done'],
  [' No ', 'done'],
  ['unknown', 'done'],
  ['perhaps', 'ask'],
  [undefined, 'ask'],
])('losingRegistrarCuts=%s is %s', async (answer, kind) => {
  const rig = new Rig({ answers: { free: answer === undefined ? {} : { losingRegistrarCuts: answer } } });
  expect((await rig.look(askLosingRegistrar)).kind).toBe(kind);
});

test('access is a word, or the secrets that the playbook names', async () => {
  const rig = new Rig();
  expect(await rig.look(collectAccess)).toMatchObject({ kind: 'ask', closesOnWord: true });
  rig.secrets['ftp'] = { storedMs: 0 };
  expect(await rig.look(collectAccess, { fields: ['ftp', 'database'] })).toMatchObject({ wants: 'database' });
  rig.secrets['database'] = { storedMs: 0 };
  expect(await rig.look(collectAccess, { fields: ['ftp', 'database'] })).toMatchObject({ kind: 'done' });
});

test('the customer signs off with an approval or by word; the requests are due when the half-day ends', async () => {
  const rig = new Rig({ slot: SLOT });
  expect(await rig.look(customerSignoff)).toMatchObject({ kind: 'ask', closesOnWord: true });
  rig.approve('customer-signoff', 'Els', 'whatever');
  expect(await rig.look(customerSignoff)).toMatchObject({ kind: 'done', facts: { signedOffBy: 'Els' } });
  expect(await rig.look(changes)).toMatchObject({ dueMs: SLOT.endsAtMs, closesOnWord: true });
});

test('mail is signed off only where there is mail', async () => {
  const rig = new Rig();
  expect(await rig.look(customerSignoff)).toMatchObject({ task: { text: 'task.customer-signoff' } });
  rig.answers = { ...rig.answers, mail: 'none' };
  expect(await rig.look(customerSignoff)).toMatchObject({
    task: { text: 'task.customer-signoff.no-mail', values: { domain: 'bakkerij-dezon.example' } },
  });
});

test('a task of one’s own has its title and due date', async () =>
  expect(await new Rig().look(customTask, { title: 'Bel Els', dueMs: 9 })).toMatchObject({
    task: { values: { title: 'Bel Els' } },
    dueMs: 9,
  }));

test('a request is due when the half-day ends, whichever it is by then, and is looked at when it is due', async () => {
  const request = { title: 'Groter logo', dueMs: 9, request: true } as const;
  const now = 2000;
  const plan = (rig: Rig) => customTask.plan(rig.ctx(customTask, request) as never, {}, now);
  expect(plan(new Rig({ slot: SLOT }))).toMatchObject({ dueMs: SLOT.endsAtMs, lookAgainMs: SLOT.endsAtMs + 1 });
  expect(plan(new Rig())).toMatchObject({ dueMs: 9 });
  expect(plan(new Rig())).not.toHaveProperty('lookAgainMs');
});

test('client settings name the servers where the playbook knows them', async () => {
  const hosts = { imapHost: 'imap.nieuw.nl', smtpHost: 'smtp.nieuw.nl' };
  expect(await new Rig().look(sendClientSettings, hosts)).toMatchObject({
    task: { text: 'task.send-client-settings.hosts', values: { pop: 'imap.nieuw.nl' } },
  });
});

describe('texts', () => {
  const sources = readdirSync('src/steps')
    .map((file) => readFileSync(`src/steps/${file}`, 'utf8'))
    .join('\n');
  const used = new Set([...sources.matchAll(/'(task\.[a-z.-]+)'/g)].map((match) => match[1]!));

  const transfers = Object.entries(TRANSFER_TEXTS).filter(([key]) => key.startsWith('task.'));
  const texts = Object.entries({ ...TASK_TEXTS, ...Object.fromEntries(transfers) });

  test('every key that a step says exists, and every one that exists is said', () =>
    expect([...used].sort()).toEqual(texts.map(([key]) => key).sort()));

  test.each(texts)('%s has the same values in every language', (_key, text) => {
    const holes = (language: (typeof LANGUAGES)[number]) =>
      [...text[language].matchAll(/\{[^}]+\}/g)].map(([hole]) => hole).sort();
    for (const language of LANGUAGES) expect(holes(language)).toEqual(holes('en'));
  });
});

test('the catalogue knows each step by its own id, and its parameters have defaults or are asked for', () => {
  for (const [id, step] of CATALOGUE) {
    expect(step.id).toBe(id);
    if (id !== 'custom-task') expect(step.params.safeParse({}).success, id).toBe(true);
  }
});

describe('the documents', () => {
  const document = (name: string) => readFileSync(`docs/${name}.md`, 'utf8');
  test.each([...CATALOGUE.keys()])('docs/steps.md has a row for %s', (id) =>
    expect(document('steps')).toMatch(new RegExp(`^\\| \`${id}\` \\|.*\\|$`, 'm')),
  );

  const limits = document('limits').split('## Steps with a remainder')[0]!;
  const onWord = [...CATALOGUE.keys()].filter((id) =>
    // The two freezing steps share a file.
    /askOnWord\(|closesOnWord: true/.test(
      readFileSync(`src/steps/${id.endsWith('freeze-content') ? 'freeze' : id}.ts`, 'utf8'),
    ),
  );
  test('docs/limits.md names every step that can close on a word, and no other', () => {
    const named = new Set([...limits.matchAll(/`([a-z-]+)`/g)].map((match) => match[1]!));
    expect([...named].filter((name) => CATALOGUE.has(name) && name !== 'preflight').sort()).toEqual(onWord.sort());
  });
});
