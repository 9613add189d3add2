import { beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { answerSecret } from '../../src/app/answer.ts';
import { book } from '../../src/app/book.ts';
import { configDocument } from '../../src/app/config-document.ts';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { journalDocument } from '../../src/app/journal-document.ts';
import { newProject } from '../../src/app/new-project.ts';
import { planDocument } from '../../src/app/plan-document.ts';
import { playbookDocument, playbooksDocument } from '../../src/app/playbooks.ts';
import { saidDocument } from '../../src/app/said-document.ts';
import { say } from '../../src/app/say.ts';
import { SCHEMA_NAMES, schemaDocument } from '../../src/app/schema-document.ts';
import { slotsDocument } from '../../src/app/slots-document.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { message } from '../../src/domain/message.ts';
import { Secret } from '../../src/domain/secret.ts';
import { fits } from './json-schema.ts';
import type { Office } from './small-office.ts';
import { ANNA, FRIDAY, SMALL, withClient } from './small-office.ts';

let office: Office;
beforeEach(async () => {
  office = await withClient({ agency: { language: 'nl' } });
});

/** As somebody outside would judge it: against the JSON Schema that `golive schema` prints, after a trip through JSON. */
function judge(name: keyof typeof DOCUMENTS, document: unknown): string[] {
  const onTheWire: unknown = JSON.parse(JSON.stringify(document));
  (DOCUMENTS[name] as z.ZodType).parse(onTheWire);
  return fits(schemaDocument(name), onTheWire);
}

describe('every document fits the schema that golive prints for it', () => {
  beforeEach(async () => {
    await book(office.app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
    await answerSecret(office.app, 'klant.nl', 'authcode', new Secret('hunter2'), ANNA);
    await say(office.app, 'klant.nl', 'approve', {}, { ...ANNA, why: 'seen' });
    await office.engineSays('klant.nl', 'collect-access', 'asked', {
      task: {
        text: message('engine.do-by-hand', { count: 2 }),
        owner: 'login-owner',
        closesOnWord: true,
        dueMs: FRIDAY,
      },
      findings: [
        {
          tag: 'TTL_TOO_LONG',
          subject: 'klant.nl NS',
          message: message('engine.checking'),
          evidence: [{ asked: 'a', answered: 'b', atMs: FRIDAY }],
        },
      ],
    });
    await office.engineSays('klant.nl', 'ask-losing-registrar', 'waitFor', {
      waitsFor: {
        for: 'outside',
        untilMs: FRIDAY + 1,
        lookAgainMs: FRIDAY + 1,
        deadlineMs: FRIDAY + 2,
        reason: message('engine.checking'),
      },
    });
  });
  test('status', async () => {
    const document = await statusDocument(office.app, { domain: 'klant.nl' });
    expect(judge('status', document)).toEqual([]);
    expect(document.migrations[0]).toMatchObject({
      domain: 'klant.nl',
      option: null,
      cutoverKind: 'delegation',
      status: 'needs-you',
      slot: '2026-12-01/morning',
      slotStartsAt: '2026-12-01T09:00:00.000+01:00',
      progress: { done: 0, total: 8 },
      now: [
        { step: 'collect-access', status: 'needs-you', who: 'Klant BV' },
        { step: 'ask-losing-registrar', status: 'waiting', until: '2026-11-20T10:00:00.001+01:00' },
      ],
      deadline: '2026-11-20T10:00:00.002+01:00',
      findings: [{ tag: 'TTL_TOO_LONG', severity: 'warning' }],
      risk: 'low',
    });
    expect(judge('status', await statusDocument(office.app, {}))).toEqual([]);
  });
  test('journal', async () => {
    const document = await journalDocument(office.app, 'klant.nl');
    expect(judge('journal', document)).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('hunter2');
    expect(document.events.map(({ type }) => type)).toEqual([
      'created',
      'booked',
      'secret-stored',
      'approved',
      'step',
      'step',
    ]);
    for (const { text } of document.events) expect(text).not.toMatch(/journal\.|\{\w+/);
  });
  test('plan', async () =>
    expect(
      judge(
        'plan',
        await planDocument(office.app, 'klant.nl', { offline: true, signal: new AbortController().signal }),
      ),
    ).toEqual([]));
  test('slots', async () => expect(judge('slots', await slotsDocument(office.app, {}))).toEqual([]));
  test('said', async () =>
    expect(judge('said', saidDocument(office.app, await say(office.app, 'klant.nl', 'pause', {}, ANNA)))).toEqual([]));
  test('playbooks', () =>
    expect(judge('playbooks', playbooksDocument(office.app, new Map([['small', SMALL]])))).toEqual([]));
  test('playbook', () => expect(judge('playbook', playbookDocument(office.app, SMALL))).toEqual([]));
  test('config, with no secret in it', () => {
    const config = { ...office.app.config, providers: { x: { adapter: 'simulated', does: [], token: 'hunter2' } } };
    const document = configDocument({ config, originOf: () => 'default' }, office.app.clock);
    expect(judge('config', document)).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('hunter2');
  });
});

test('every schema can be printed, and a wrong name gets the right one', () => {
  for (const name of SCHEMA_NAMES) expect(schemaDocument(name)).toHaveProperty('$schema');
  expect(() => schemaDocument('statsu')).toThrow(/Did you mean status/);
});

test('status pages', async () => {
  for (let number = 0; number < 5; number++)
    await newProject(office.app, [`klant${number}.nl`], { playbook: 'small' }, ANNA);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await statusDocument(office.app, { limit: 2, ...(after === undefined ? {} : { after }) });
    expect(page.migrations.length).toBeLessThanOrEqual(2);
    expect(page.counts).toEqual({ draft: 6 });
    seen.push(...page.migrations.map(({ domain }) => domain));
    after = page.next;
  } while (after !== undefined);
  expect(new Set(seen).size).toBe(6);
  await expect(statusDocument(office.app, { limit: 0 })).rejects.toThrow(/1 to 1000/);
});

test('the journal names an effect in the same words before and after', async () => {
  await say(office.app, 'klant.nl', 'approve', {}, ANNA);
  const id = 'm-1/ask-losing-registrar/pay/h-1/forward/5';
  await office.engineSays('klant.nl', 'ask-losing-registrar', 'started');
  const [step, name] = ['ask-losing-registrar', 'pay/h-1'];
  const intent = {
    kind: 'keyed',
    direction: 'forward',
    key: id,
    request: {},
    generation: 1,
    consistencyMs: 0,
  } as const;
  await office.writes('klant.nl', { type: 'effect-intended', id, step, name, ...intent });
  await office.writes('klant.nl', { type: 'effect-settled', id, as: 'confirmed' });
  const texts = (await journalDocument(office.app, 'klant.nl')).events.map(({ text }) => text);
  expect(texts.slice(-2)).toEqual([
    'Gaat nu: ask-losing-registrar pay/h-1.',
    'Uitkomst van ask-losing-registrar pay/h-1: confirmed.',
  ]);
});

test('on the way back, now is what is being undone, and next is what comes after it, last first', async () => {
  await say(office.app, 'klant.nl', 'approve', {}, ANNA);
  for (const step of ['collect-access', 'ask-losing-registrar', 'approve'])
    await office.engineSays('klant.nl', step, 'observedDone');
  await say(office.app, 'klant.nl', 'rollback', {}, ANNA);
  await office.engineSays('klant.nl', 'approve', 'undoStarted');
  const { migrations } = await statusDocument(office.app, { domain: 'klant.nl' });
  expect(migrations.map(({ now, next }) => [now.map(({ step }) => step), next.map(({ step }) => step)])).toEqual([
    [['approve'], ['ask-losing-registrar', 'collect-access']],
  ]);
});
