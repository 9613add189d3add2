import { beforeEach, describe, expect, test } from 'vitest';
import { offerApproval, redeemApproval } from '../../../src/app/access/approvals.ts';
import { answer } from '../../../src/app/answer.ts';
import { newProject } from '../../../src/app/new-project.ts';
import { load } from '../../../src/app/record.ts';
import { say } from '../../../src/app/say.ts';
import { inLanguage } from '../../../src/app/voice.ts';
import { message } from '../../../src/domain/message.ts';
import { MINUTE, SECOND } from '../../../src/domain/time.ts';
import type { Office } from '../../app/small-office.ts';
import { ANNA, SMALL, withClient } from '../../app/small-office.ts';
import { playbookOf, stepAfter } from '../../domain/playbooks.ts';
import type { Asking } from './ask.ts';
import { asking } from './ask.ts';

let office: Office;
let api: Asking;
let ben: string;
beforeEach(async () => {
  office = await withClient();
  api = await asking(office.app);
  ben = await api.token(['read', 'approve'], 'Ben');
});

const M = '/api/v1/migrations/klant.nl';
const approvals = async (domain = 'klant.nl') => {
  const [header] = await office.app.store.findMigrations(`${domain}.`);
  return (await load(office.app, header!.id)).state.approvals.map(({ step, by }) => `${step} ${by}`);
};
const offer = async (body: unknown = {}, domain = 'klant.nl') =>
  (await api.ask(`POST /api/v1/migrations/${domain}/approvals`, { body, as: ben })).json;
const approve = (body: unknown, { as = ben, domain = 'klant.nl' } = {}) =>
  api.ask(`POST /api/v1/migrations/${domain}/approve`, { body, as });
const started = () => say(office.app, 'klant.nl', 'approve', {}, ANNA);

describe('a yes', () => {
  test('is said to what was shown, once, by who was shown it', async () => {
    const shown = await offer();
    expect(shown).toMatchObject({ step: 'plan', domain: 'klant.nl', needsName: false });
    expect(await approvals()).toEqual([]);
    const said = await approve({ token: shown.token, planHash: shown.planHash, why: 'read it' });
    expect([said.status, said.json.migrations[0].status]).toEqual([200, 'planned']);
    expect(await approvals()).toEqual([expect.stringMatching(/^plan Ben\b/)]);
    const again = await approve({ token: shown.token, planHash: shown.planHash });
    expect([again.status, again.json.code]).toEqual([409, 'not-allowed']);
    expect(await approvals()).toHaveLength(1);
  });
  test('is said once by a double click', async () => {
    const { token, planHash } = await offer();
    const all = await Promise.all(Array.from({ length: 10 }, () => approve({ token, planHash })));
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    expect(await approvals()).toHaveLength(1);
  });
  test('of two windows counts once', async () => {
    const [first, second] = [await offer(), await offer()];
    expect((await approve({ token: first.token, planHash: first.planHash })).status).toBe(200);
    const late = await approve({ token: second.token, planHash: second.planHash });
    expect([late.status, late.json.code]).toEqual([409, 'not-allowed']);
    expect(await approvals()).toHaveLength(1);
  });
  test('lives on after a slip, and not after a quarter of an hour of the wall’s clock', async () => {
    const { token, planHash } = await offer();
    expect((await approve({ token, planHash: 'another' })).json.code).toBe('plan-stale');
    api.serving.wall.advance(15 * MINUTE - SECOND);
    expect((await approve({ token, planHash })).status).toBe(200);
    const late = await offer({ step: 'approve' });
    api.serving.wall.advance(15 * MINUTE);
    expect((await approve({ token: late.token, planHash: late.planHash })).json.code).toBe('not-allowed');
    expect(await approvals()).toEqual([expect.stringMatching(/^plan Ben\b/)]);
  });
  test('is not hurried by a laboratory’s clock', async () => {
    const { token, planHash } = await offer();
    office.clock.jumpTo(office.clock.now() + 1000 * MINUTE);
    expect((await approve({ token, planHash })).status).toBe(200);
  });
});

describe('what differs from what was offered is refused, and nothing happens', () => {
  type Offered = { token: string; planHash: string };
  const SWAPS: readonly (readonly [
    string,
    (offered: Offered) => Promise<{ status: number; json: { code: string } }>,
    string,
  ])[] = [
    [
      'another person',
      async ({ token, planHash }) => approve({ token, planHash }, { as: await api.token(['approve'], 'Carl') }),
      'not-allowed',
    ],
    [
      'a person of the same name in another case',
      async ({ token, planHash }) => approve({ token, planHash }, { as: await api.token(['approve'], 'ben') }),
      'not-allowed',
    ],
    [
      'another migration',
      async ({ token, planHash }) => approve({ token, planHash }, { domain: 'winkel.nl' }),
      'not-allowed',
    ],
    ['another token', ({ token, planHash }) => approve({ token: `${token}x`, planHash }), 'not-allowed'],
    ['another plan', ({ token }) => approve({ token, planHash: '0'.repeat(16) }), 'plan-stale'],
    ['no plan', ({ token }) => approve({ token }), 'body-invalid'],
    ['no token', ({ planHash }) => approve({ planHash }), 'body-invalid'],
    [
      'a step of one’s own',
      ({ token, planHash }) => approve({ token, planHash, step: 'order-hosting' }),
      'body-invalid',
    ],
    [
      'another signature',
      ({ token, planHash }) => approve({ token, planHash, onBehalfOf: 'the director' }),
      'body-invalid',
    ],
    [
      'answers that make another plan',
      async ({ token, planHash }) => {
        await answer(office.app, 'klant.nl', { pairs: [['mail', 'stays']] }, ANNA);
        return approve({ token, planHash });
      },
      'plan-stale',
    ],
    [
      'changes that were not shown',
      async ({ token, planHash }) => {
        await office.engineSays('klant.nl', 'order-hosting', 'asked', {
          task: { text: message('engine.not-approved'), owner: 'approver', wants: 'approval', closesOnWord: false },
          changes: [message('engine.checking')],
        });
        return approve({ token, planHash });
      },
      'plan-stale',
    ],
    [
      'a migration that was cancelled',
      async ({ token, planHash }) => {
        await say(office.app, 'klant.nl', 'cancel', {}, { ...ANNA, why: 'they stay' });
        return approve({ token, planHash });
      },
      'not-allowed',
    ],
  ];
  test.each(SWAPS)('%s', async (_what, swapped, code) => {
    await newProject(office.app, ['winkel.nl'], { playbook: 'small' }, ANNA);
    await started();
    const before = await approvals();
    const { token, planHash } = await offer({ step: 'order-hosting' });
    const answered = await swapped({ token, planHash });
    expect([answered.json.code, answered.status]).toEqual([code, expect.any(Number)]);
    expect(answered.status).toBeGreaterThanOrEqual(400);
    expect([await approvals(), await approvals('winkel.nl')]).toEqual([before, []]);
  });
  test('a draft’s plan that somebody approved meanwhile is no yes to the step that asks now', async () => {
    const { token, planHash } = await offer();
    await started();
    await office.engineSays('klant.nl', 'approve', 'asked', {
      task: { text: message('engine.not-approved'), owner: 'approver', wants: 'approval', closesOnWord: false },
    });
    expect((await approve({ token, planHash })).json.code).toBe('not-allowed');
    expect(await approvals()).toEqual(['plan Anna']);
  });
});

describe('past the point of no return', () => {
  const WITH_TRANSFER = playbookOf(
    [
      stepAfter('approve', [], { owner: 'approver' }),
      stepAfter('order-hosting', ['approve'], { needsApproval: true }),
      stepAfter('request-transfer', ['order-hosting'], { needsApproval: true, pointOfNoReturn: true }),
      stepAfter('customer-signoff', ['request-transfer'], { owner: 'customer' }),
    ],
    { id: 'transfer', answers: SMALL.answers },
  );
  beforeEach(async () => {
    const app = { ...office.app, playbooks: async () => new Map([[WITH_TRANSFER.id, WITH_TRANSFER]]) };
    await newProject(app, ['bücher.nl'], { playbook: 'transfer' }, ANNA);
    await say(office.app, 'bücher.nl', 'approve', {}, ANNA);
  });
  const NAME = 'xn--bcher-kva.nl';

  test.each([
    [undefined, 400],
    ['', 400],
    ['bücher', 400],
    ['klant.nl', 400],
    ['bücher.nl evil.nl', 400],
    ['bücher.nl', 200],
    [' BÜCHER.NL ', 200],
    ['xn--bcher-kva.nl', 200],
  ])('the domain’s name is typed: %j gets %i', async (typed, status) => {
    const { token, planHash, needsName, undo } = await offer({ step: 'request-transfer' }, NAME);
    expect([needsName, typeof undo]).toEqual([true, 'string']);
    const body = { token, planHash, ...(typed === undefined ? {} : { typed }) };
    expect((await approve(body, { domain: NAME })).status).toBe(status);
    expect(await approvals(NAME)).toHaveLength(status === 200 ? 2 : 1);
  });
  test('a yes to the plan is one to what is past it, and asks for the name as well', async () => {
    expect((await offer({ step: 'approve' }, NAME)).needsName).toBe(true);
    expect((await offer({ step: 'order-hosting' }, NAME)).needsName).toBe(true);
    await started();
    expect((await offer({ step: 'order-hosting' })).needsName).toBe(false);
  });
});

test('the store has the token’s hash alone, and the journal neither', async () => {
  const { token } = await offer();
  const kept = await office.app.store.credentials('approval');
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain(token);
  expect(kept[0]).toMatchObject({ subject: expect.stringMatching(/^Ben\b/), kind: 'approval' });
});

test('what was shown in one language is approved in another', async () => {
  const parts = api.serving;
  const french = inLanguage(office.app, 'fr');
  const { token, planHash, migrationId } = await offerApproval(french, parts, { user: 'Ben', migrationId: 'klant.nl' });
  await redeemApproval(office.app, parts, { user: 'Ben', migrationId, token, planHash });
  expect(await approvals()).toEqual(['plan Ben']);
});

test('who may run a move, or change it, may not say yes to it', async () => {
  const { token, planHash } = await offer();
  const anna = await api.token(['read', 'plan', 'run'], 'Ben');
  expect((await approve({ token, planHash }, { as: anna })).status).toBe(403);
  expect((await api.ask(`POST ${M}/approvals`, { body: {}, as: anna })).status).toBe(403);
  expect((await api.ask(`POST ${M}/done`, { body: { step: 'approve' }, as: ben })).status).toBe(403);
});

describe('an answer that lets a check pass', () => {
  const GIVEN = [
    { answers: { acceptNotAsked: 'yes' } },
    { answers: { overrideDs: 'klant.nl' } },
    { answers: { confirmPlan: '0123abcd' } },
    { file: { free: { acceptNotAsked: 'yes' } } },
  ];
  test.each(GIVEN)('%j is for whoever may approve', async (body) => {
    const planner = await api.token(['read', 'plan'], 'Pim');
    const both = await api.token(['read', 'plan', 'approve'], 'Bea');
    const refused = await api.ask(`POST ${M}/answers`, { body, as: planner });
    expect([refused.status, refused.json.code]).toEqual([409, 'not-allowed']);
    expect((await load(office.app, (await office.app.store.findMigrations('klant.nl.'))[0]!.id)).state.seq).toBe(1);
    expect((await api.ask(`POST ${M}/answers`, { body, as: both })).status).toBe(200);
  });
});
