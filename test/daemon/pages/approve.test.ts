import { beforeEach, describe, expect, test } from 'vitest';
import { newProject } from '../../../src/app/new-project.ts';
import { load } from '../../../src/app/record.ts';
import { say } from '../../../src/app/say.ts';
import { message } from '../../../src/domain/message.ts';
import { MINUTE } from '../../../src/domain/time.ts';
import type { Office } from '../../app/small-office.ts';
import { ANNA, withClient } from '../../app/small-office.ts';
import { playbookOf, stepAfter } from '../../domain/playbooks.ts';
import type { Answer, TestBrowser } from './browser.ts';
import { browserOf, hidden } from './browser.ts';

let office: Office;
let id: string;
let anna: TestBrowser;

beforeEach(async () => {
  office = await withClient();
  id = (await office.app.store.findMigrations('klant.nl.'))[0]!.id;
  anna = await browserOf(office);
});

const state = async () => (await load(office.app, id)).state;
const place = () => `/migrations/${id}/approve`;
const offered = (answer: Answer) => ({
  token: hidden(answer.body, 'token'),
  planHash: hidden(answer.body, 'planHash'),
});

/** A plan whose transfer needs a yes, and past which there is no way back. */
const LAST = playbookOf(
  [
    stepAfter('approve', [], { owner: 'approver' }),
    stepAfter('request-transfer', ['approve'], { pointOfNoReturn: true, needsApproval: true }),
  ],
  { id: 'last', answers: { registration: 'moves', hosting: 'moves', mail: 'none', nameServers: 'switch' } },
);

/** The plan is begun, and asks for the yes that lets the transfer go. */
async function atTheLastYes(): Promise<string> {
  const app = { ...office.app, playbooks: async () => new Map([[LAST.id, LAST]]) };
  await newProject(app, ['laatste.nl'], { playbook: 'last', customer: 'Klant BV' }, ANNA);
  id = (await app.store.findMigrations('laatste.nl.'))[0]!.id;
  await say(app, 'laatste.nl', 'approve', {}, ANNA);
  await office.engineSays('laatste.nl', 'approve', 'asked', {
    task: { text: message('engine.not-approved'), owner: 'approver', closesOnWord: false, wants: 'approval' },
  });
  return `${place()}/approve`;
}

describe('a yes', () => {
  test('to look at it makes nothing; the plan is approved with what was shown, once', async () => {
    const before = await office.app.store.credentials('approval');
    const look = await anna.get(place());
    expect([look.status, look.body.includes(`action="${place()}/offer"`)]).toEqual([200, true]);
    expect(await office.app.store.credentials('approval')).toEqual(before);
    const offer = await anna.post(`${place()}/offer`);
    expect(offer.status).toBe(200);
    expect(offer.body).toContain('After this there is no way back');
    expect((await state()).started).toBe(false);
    const yes = await anna.post(`${place()}/yes`, offered(offer));
    expect([yes.status, yes.headers.get('location')]).toEqual([303, `/migrations/${id}?said=approve`]);
    expect((await state()).started).toBe(true);
  });
  test('a second click does no harm: it is told as the first, and nothing is said twice', async () => {
    const offer = offered(await anna.post(`${place()}/offer`));
    const both = await Promise.all([anna.post(`${place()}/yes`, offer), anna.post(`${place()}/yes`, offer)]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    const { seq } = await state();
    expect((await anna.post(`${place()}/yes`, offer)).status).toBe(303);
    expect((await state()).seq).toBe(seq);
    const events = await office.app.store.readJournal(id);
    expect(events.filter(({ event }) => event.type === 'approved')).toHaveLength(1);
  });
  test('too late is a page that says so and leads on; nothing has happened', async () => {
    const offer = offered(await anna.post(`${place()}/offer`));
    anna.serving.wall.advance(16 * MINUTE);
    const late = await anna.post(`${place()}/yes`, offer);
    expect(late.status).toBe(409);
    expect(late.body).toContain('older than 15 minutes');
    expect(late.body).toContain(`action="${place()}/offer"`);
    expect((await state()).started).toBe(false);
  });
  test('somebody else’s, a guessed one, and one for another plan are refused alike', async () => {
    const offer = offered(await anna.post(`${place()}/offer`));
    const ben = await browserOf(office, { name: 'Ben', serving: anna.serving });
    for (const [who, form] of [
      [ben, offer],
      [anna, { ...offer, token: 'guessed' }],
      [anna, {}],
    ] as const)
      expect((await who.post(`${place()}/yes`, form)).status).toBe(409);
    expect((await anna.post(`${place()}/yes`, { ...offer, planHash: 'another' })).body).toContain(
      'Something else would happen',
    );
    expect((await state()).started).toBe(false);
  });
  test('past the point of no return wants the name typed; a slip may be mended', async () => {
    const step = await atTheLastYes();
    const offer = await anna.post(`${step}/offer`);
    expect(offer.body).toContain('Type laatste.nl');
    const slip = await anna.post(`${step}/yes`, { ...offered(offer), typed: 'klant.de' });
    expect([slip.status, slip.body.includes('not the name of this domain')]).toEqual([400, true]);
    expect((await office.app.store.readJournal(id)).filter(({ event }) => event.type === 'approved')).toHaveLength(1);
    const yes = await anna.post(`${step}/yes`, { ...offered(slip), typed: 'laatste.nl' });
    expect(yes.status).toBe(303);
    expect((await office.app.store.readJournal(id)).at(-1)?.event).toMatchObject({ type: 'approved', step: 'approve' });
  });
  test('to what asks for none is a page that says so', async () => {
    await say(office.app, 'klant.nl', 'approve', {}, ANNA);
    const look = await anna.get(place());
    expect([look.status, look.body.includes('/offer"')]).toEqual([200, false]);
    const offer = await anna.post(`${place()}/offer`);
    expect([offer.status, offer.body.includes('approved already')]).toEqual([409, true]);
  });
});
