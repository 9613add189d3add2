import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readJson } from '../../../src/daemon/api/json-body.ts';
import type { Office } from '../../app/small-office.ts';
import { withClient } from '../../app/small-office.ts';
import type { Asking } from './ask.ts';
import { asking } from './ask.ts';

let office: Office;
let api: Asking;
let logged: string[];
beforeEach(async () => {
  logged = [];
  office = await withClient();
  api = await asking({ ...office.app, log: (line) => void logged.push(line) });
});

const NOTES = 'POST /api/v1/migrations/klant.nl/notes';
const journal = async () => (await office.app.store.readJournal('m-1')).map(({ event }) => event.type);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('a body that is refused, and nothing happens', () => {
  const MB = 1024 * 1024;
  const ROWS: readonly (readonly [
    what: string,
    body: unknown,
    code: string,
    status: number,
    headers?: Record<string, string>,
  ])[] = [
    ['no JSON', '{"text":', 'body-invalid', 400],
    ['no text', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 'body-invalid', 400],
    ['a list', [], 'body-invalid', 400],
    ['nothing where something is needed', undefined, 'body-invalid', 400],
    ['deep arrays', '['.repeat(100_000), 'body-invalid', 400],
    ['deep objects', `${'{"a":'.repeat(51)}1${'}'.repeat(51)}`, 'body-invalid', 400],
    ['ten megabytes', JSON.stringify({ text: 'x'.repeat(10 * MB) }), 'body-too-long', 413],
    ['a text that is too long', { text: 'x'.repeat(4001) }, 'body-invalid', 400],
    ['a name that means something', '{"text":"x","__proto__":{"step":"approve"}}', 'body-invalid', 400],
    ['such a name within', '{"text":{"a":[{"__proto__":1}]}}', 'body-invalid', 400],
    ['such a name in disguise', '{"text":"x","__pro\\u0074o__":1}', 'body-invalid', 400],
    ['a field nobody knows', { text: 'x', by: 'the director' }, 'body-invalid', 400],
    ['control characters', { text: 'x\u0000y' }, 'body-invalid', 400],
    ['a form', 'text=x', 'not-json', 415, { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['plain text', '{"text":"x"}', 'not-json', 415, { 'Content-Type': 'text/plain' }],
    ['another alphabet', '{"text":"x"}', 'not-json', 415, { 'Content-Type': 'application/json; charset=utf-16' }],
  ];
  test.each(ROWS.map((row) => [row[0], row] as const))('%s', async (_what, [, body, code, status, headers = {}]) => {
    const answer = await api.ask(NOTES, { body, headers });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(await journal()).toEqual(['created']);
    expect(logged).toEqual([]);
  });
  test('is told every fault at once, each with its place', async () => {
    const answer = await api.ask('POST /api/v1/migrations/klant.nl/tasks', {
      body: { title: '', owner: 'nobody', after: [1], extra: true },
    });
    expect(answer.json.faults.map(({ at }: { at: string }) => at).sort()).toEqual([
      '/after/0',
      '/extra',
      '/owner',
      '/title',
    ]);
  });
  test('of a list of answers as well', async () => {
    const answer = await api.ask('POST /api/v1/projects', {
      body: { domains: [], answers: { hosting: 'perhaps', siet: 1 } },
    });
    expect(answer.json.faults.map(({ at }: { at: string }) => at).sort()).toEqual([
      '/answers/hosting',
      '/answers/siet',
      '/domains',
    ]);
  });
});

test('a body that is empty says nothing, where nothing need be said', async () => {
  expect((await api.ask('POST /api/v1/migrations/klant.nl/approvals')).status).toBe(201);
  expect(
    (
      await api.ask('POST /api/v1/migrations/klant.nl/approvals', {
        body: '{}',
        headers: { 'Content-Type': 'application/json; charset=UTF-8' },
      })
    ).status,
  ).toBe(201);
});

describe('a secret', () => {
  const VALUE = 'Tr4nsfer-C0de!xyz';
  const SECRETS = 'POST /api/v1/migrations/klant.nl/secrets';
  test('is kept, and never comes back', async () => {
    const given = await api.ask(`${SECRETS}/ftp`, {
      body: { value: VALUE, why: `it is ${VALUE}`, onBehalfOf: `x ${VALUE}` },
    });
    expect([given.status, given.text]).toEqual([200, expect.not.stringContaining(VALUE)]);
    expect((await office.app.store.readSecret('m-1', 'ftp'))?.reveal()).toBe(VALUE);
    for (const path of ['migrations/klant.nl', 'migrations/klant.nl/journal', 'status', 'projects/klant.nl', 'metrics'])
      expect((await api.ask(`GET /api/v1/${path}`)).text).not.toContain(VALUE);
    expect(JSON.stringify(await office.app.store.readJournal('m-1'))).not.toContain(VALUE);
  });
  test.each([
    ['in a field that nobody asked for', `${SECRETS}/nothing`, { value: VALUE }],
    ['as a number of things', `${SECRETS}/ftp`, { value: [VALUE] }],
    ['under a name of its own', `${SECRETS}/ftp`, { value: VALUE, note: VALUE, step: 1 }],
    ['as an ordinary answer', 'POST /api/v1/migrations/klant.nl/answers', { answers: { ftp: VALUE } }],
    ['of a migration that is not there', 'POST /api/v1/migrations/nobody.nl/secrets/ftp', { value: VALUE }],
    ['in text that is no JSON', `${SECRETS}/ftp`, `{"value": "${VALUE}`],
  ])('is not repeated to who sends it %s', async (_how, what, body) => {
    const answer = await api.ask(what, { body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).not.toContain(VALUE);
    expect(logged.join()).not.toContain(VALUE);
  });
});

const CORPUS = resolve(import.meta.dirname, '../../../../shared/corpora/formats/json-test-suite/test_parsing');
const files = existsSync(CORPUS) ? readdirSync(CORPUS).filter((name) => name.endsWith('.json')) : [];

describe.skipIf(files.length === 0)('the JSON parsing test suite (absent: skipped)', () => {
  const of = (kind: string) => files.filter((name) => name.startsWith(kind));
  const judged = (name: string): boolean => {
    try {
      readJson(readFileSync(resolve(CORPUS, name)));
      return true;
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'body-invalid' });
      return false;
    }
  };
  test('what is JSON is read, what is not is refused', () => {
    expect([of('y_').length, of('n_').length]).toEqual([95, 186]);
    // One of them is of no length: an empty body is `{}` before it is looked at.
    expect(of('y_').filter((name) => !judged(name))).toEqual([]);
    expect(of('n_').filter(judged)).toEqual([]);
  });
  test('none of it is a fault of ours', async () => {
    for (const name of files) {
      const body = new Uint8Array(readFileSync(resolve(CORPUS, name)));
      expect([name, (await api.ask(NOTES, { body })).status]).toEqual([name, 400]);
    }
    expect(await journal()).toEqual(['created']);
    expect(logged).toEqual([]);
  }, 30_000);
});

test('brackets within a text are no depth', () => {
  expect(readJson(bytes(JSON.stringify({ text: `${'['.repeat(200)}\\"{` })))).toEqual({
    text: `${'['.repeat(200)}\\"{`,
  });
  expect(readJson(bytes(`${'['.repeat(50)}${']'.repeat(50)}`))).toBeDefined();
  expect(() => readJson(bytes(`${'['.repeat(51)}${']'.repeat(51)}`))).toThrow(/deeper than 50/);
});

test('nothing is called what means something to JavaScript, however deep and in whatever form it is', async () => {
  for (const text of ['{"__proto__":1}', '[[{"a":{"__proto__":{}}}]]', '{"__pro\\u0074o__":null}'])
    expect(() => readJson(bytes(text)), text).toThrow(/__proto__/);
  const answer = await api.ask('POST /api/v1/migrations/klant.nl/answers', { body: '{"answers":{"__proto__":"x"}}' });
  expect(answer.json.why).toContain('__proto__');
});
