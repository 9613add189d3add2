import { describe, expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import { refuseHalfWay } from '../../src/app/axis-begun.ts';
import { newProject } from '../../src/app/new-project.ts';
import type { Loaded } from '../../src/app/record.ts';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import type { Answers } from '../../src/domain/answers.ts';
import { message } from '../../src/domain/message.ts';
import type { StepRecord } from '../../src/domain/migration.ts';
import { BUILT_IN } from '../playbook/built-in.ts';
import { ANNA, smallOffice } from './small-office.ts';

const STARTED = { state: 'working', startedMs: 1 };
const DONE = { state: 'done' };
const CLAIMED = { state: 'ready', claimed: { by: 'Anna', atMs: 1 } };
const ASKED = { state: 'needs-you', askedMs: 1 };
const BY_HAND = { ...ASKED, changes: [message('engine.checking')] };

const site = { source: 'old-host' as const, canonicalHost: 'www.klant.nl', redirects: ['klant.nl'], database: true };
const EVERYTHING = { registration: 'moves', hosting: 'moves', mail: 'moves', nameServers: 'switch', site } as const;

/** An office with the built-in playbooks, and a draft of a move of everything. */
async function withDraft() {
  const office = smallOffice();
  const app = { ...office.app, playbooks: async () => BUILT_IN.playbooks };
  const { migrations } = await newProject(app, ['klant.nl'], EVERYTHING, ANNA);
  return { ...office, app, id: migrations[0]!.state.id };
}

/** Where everything moves, with these steps as they are. */
async function stood(steps: Readonly<Record<string, object>>, more: object = {}): Promise<Loaded> {
  const { app, id } = await withDraft();
  const loaded = await load(app, id);
  const records = Object.fromEntries(
    Object.entries(steps).map(([step, record]) => [step, { seq: 1, sinceMs: 1, ...record } as StepRecord]),
  );
  return { ...loaded, state: { ...loaded.state, started: true, steps: records, ...more } };
}

describe('the plan of a move that is half carried out is not changed', () => {
  test.each<[string, Readonly<Record<string, object>>, Partial<Answers>, RegExp]>([
    ['the new zone is there', { 'create-zone': DONE }, { mail: 'stays' }, /create-zone has begun/],
    ['the new zone is being made', { 'create-zone': STARTED }, { mail: 'stays' }, /create-zone has begun/],
    ['the new zone is made by hand', { 'create-zone': BY_HAND }, { registration: 'stays' }, /create-zone has begun/],
    ['the switch is made', { 'change-delegation': DONE }, { nameServers: 'stays' }, /change-delegation has begun/],
    ['it is said to be made', { 'change-delegation': CLAIMED }, { hosting: 'stays' }, /change-delegation has begun/],
    ['the hosting is ordered', { 'order-hosting': DONE }, { hosting: 'stays' }, /order-hosting has begun/],
    ['mail is being copied', { 'copy-mail-presync': STARTED }, { mail: 'none' }, /copy-mail-presync has begun/],
    [
      'servers come with the transfer, and it is there',
      { 'create-zone': DONE },
      { nameServersWithTransfer: true },
      /Changing nameServersWithTransfer of klant\.nl is not possible now: create-zone has begun/,
    ],
    [
      'TTLs were lowered in a zone that would not be in use',
      { 'lower-ttl': STARTED },
      { nameServers: 'ours' },
      /lower-ttl/,
    ],
    [
      'a database that was made is there no more',
      { 'create-database': DONE },
      { site: { ...site, database: false } },
      /Changing site\.database of .*create-database has begun/,
    ],
  ])('%s', async (_name, steps, given, complaint) => {
    const loaded = await stood(steps);
    expect(() => refuseHalfWay(loaded, given)).toThrow(complaint);
    expect(() => refuseHalfWay(loaded, given)).toThrow(/Roll back first: golive rollback klant\.nl\./);
  });

  test('nor where a step that had begun for an earlier plan would be there again', async () => {
    const { answers } = (await stood({})).state;
    const loaded = await stood({ 'order-hosting': DONE }, { answers: { ...answers, hosting: 'stays' } });
    expect(() => refuseHalfWay(loaded, { hosting: 'moves' })).toThrow(/order-hosting has begun/);
  });

  test.each(['stays', 'switch'] as const)('nor where TTLs were lowered in our zone, and it %s', async (nameServers) => {
    const { answers } = (await stood({})).state;
    const loaded = await stood({ 'lower-ttl': DONE }, { answers: { ...answers, nameServers: 'ours' } });
    expect(() => refuseHalfWay(loaded, { nameServers })).toThrow(/nameServers of klant\.nl .*lower-ttl has begun/);
  });

  test('nor where nothing can be taken back any more: then nobody is sent that way', async () => {
    const loaded = await stood({ 'request-transfer': { state: 'done', startedMs: 1 } });
    expect(() => refuseHalfWay(loaded, { registration: 'stays' })).toThrow(
      /no way back since request-transfer\. Let it/,
    );
  });
});

describe('it may be changed', () => {
  test.each<[string, Readonly<Record<string, object>>, Partial<Answers>]>([
    ['before anything has begun', {}, { mail: 'stays' }],
    [
      'after questions and looks alone',
      { 'collect-access': DONE, 'ask-losing-registrar': DONE },
      { registration: 'ours' },
    ],
    ['while somebody is asked, and was not told what to change', { 'create-zone': ASKED }, { mail: 'stays' }],
    ['where it was taken back', { 'create-zone': { state: 'undone', startedMs: 1 } }, { mail: 'stays' }],
    ['where it was left out', { 'create-zone': { ...BY_HAND, state: 'skipped' } }, { mail: 'stays' }],
    ['where another part has begun', { 'order-hosting': DONE }, { mail: 'stays' }],
    ['where TTLs were lowered in a zone that is raised all the same', { 'lower-ttl': DONE }, { nameServers: 'stays' }],
    ['in another part, where TTLs were lowered', { 'lower-ttl': DONE }, { mail: 'stays' }],
    ['to what it is', { 'change-delegation': DONE }, { mail: 'moves', nameServers: 'switch' }],
    ['in what the steps do not follow from', { 'change-delegation': DONE }, { mailTo: 'Microsoft 365' }],
    ['by a database found late', { 'create-zone': DONE }, { site: { ...site, database: false } }],
    [
      'by a site that nobody had named',
      { 'change-delegation': DONE },
      { site: { ...site, canonicalHost: 'klant.nl' } },
    ],
  ])('%s', async (_name, steps, given) => {
    const loaded = await stood(steps);
    expect(() => refuseHalfWay(loaded, given)).not.toThrow();
  });

  test('on the way back something else is said', async () => {
    const loaded = await stood({ 'create-zone': DONE }, { rollingBack: true });
    expect(() => refuseHalfWay(loaded, { mail: 'stays' })).not.toThrow();
  });
});

test('a customer who wants to keep their mail after all is told, and nothing is recorded', async () => {
  const office = await withDraft();
  const { app, id } = office;
  await say(app, id, 'approve', {}, ANNA);
  await office.engineSays('klant.nl', 'create-zone', 'asked', {
    task: { text: message('engine.do-by-hand', { count: 2 }), owner: 'agency', closesOnWord: false },
    changes: BY_HAND.changes,
  });
  const { seq } = (await load(app, id)).state;
  await expect(answer(app, id, { pairs: [['mail', 'stays']] }, ANNA)).rejects.toMatchObject({ code: 'not-allowed' });
  expect((await load(app, id)).state).toMatchObject({ seq, answers: { mail: 'moves' } });
  const { state } = await answer(app, id, { pairs: [['mailTo', 'Microsoft 365']] }, ANNA);
  expect(state).toMatchObject({ seq: seq + 1, answers: { mail: 'moves', mailTo: 'Microsoft 365' } });
});
