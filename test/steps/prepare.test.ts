import { describe, expect, test } from 'vitest';
import { backupSite } from '../../src/steps/backup-site.ts';
import type { AnyStep } from '../../src/steps/contract.ts';
import { copyMail } from '../../src/steps/copy-mail.ts';
import { copySite } from '../../src/steps/copy-site.ts';
import { createDatabase } from '../../src/steps/create-database.ts';
import { freezeContent } from '../../src/steps/freeze-content.ts';
import { importDatabase } from '../../src/steps/import-database.ts';
import { linkDatabase } from '../../src/steps/link-database.ts';
import { orderHosting } from '../../src/steps/order-hosting.ts';
import { orderMailLicences } from '../../src/steps/order-mail-licences.ts';
import { payOrder } from '../../src/steps/pay-order.ts';
import { prepareCertificate } from '../../src/steps/prepare-certificate.ts';
import { recreateMailboxes } from '../../src/steps/recreate-mailboxes.ts';
import { unfreezeContent } from '../../src/steps/unfreeze-content.ts';
import { verifyMailDomain } from '../../src/steps/verify-mail-domain.ts';
import { Rig } from './rig.ts';

/** In the order of a move; all of it can be taken back. */
const ROW: readonly (readonly [AnyStep, object?, string?])[] = [
  [orderHosting],
  [payOrder],
  [backupSite],
  [copySite],
  [createDatabase],
  [importDatabase],
  [linkDatabase],
  [prepareCertificate],
  [orderMailLicences],
  [verifyMailDomain],
  [recreateMailboxes],
  [copyMail],
  [freezeContent],
  [copySite, { pass: 'delta' }, 'copy-site-delta'],
  [unfreezeContent],
];
const WORLD = { mailNeedsVerification: true, mailSeatsIncluded: 0, apiConsistencySeconds: 20 };

async function prepared(rig: Rig): Promise<void> {
  for (const [step, params, id] of ROW)
    expect(await rig.go(step, params, id), `${id ?? step.id}`).toMatchObject({ kind: 'done' });
}

test('everything is prepared through the APIs, and a second run sends nothing', async () => {
  const rig = new Rig({ scenario: WORLD });
  await prepared(rig);
  const sent = [...rig.sent];
  expect(sent.filter((effect) => /order\/|licences/.test(effect))).toEqual([
    'order-hosting order/0',
    'order-mail-licences licences/0',
  ]);
  await prepared(rig);
  expect(rig.sent).toEqual(sent);
  expect(rig.earlier['pay-order']?.facts).toMatchObject({ addresses: [expect.any(String)] });
});

test('a fresh migration over a prepared world orders and makes nothing again', async () => {
  const rig = new Rig({ scenario: WORLD });
  await prepared(rig);
  const sent = rig.sent.length;
  for (const id of Object.keys(rig.earlier)) delete rig.earlier[id];
  // Only the backup is made anew: an older one says nothing about the site as it is today. The old host is frozen already.
  await prepared(rig);
  expect(rig.sent.slice(sent)).toEqual(['backup-site back-up']);
});

test('going back from any step leaves the world as it was', async () => {
  for (let steps = 1; steps <= ROW.length; steps++) {
    const rig = new Rig({ scenario: WORLD });
    const before = JSON.stringify(rig.world.snapshot());
    for (const [step, params, id] of ROW.slice(0, steps)) await rig.go(step, params, id);
    for (const [step, params, id] of ROW.slice(0, steps).toReversed())
      expect(await rig.back(step, params, id), `${id ?? step.id}`).toEqual({ kind: 'done' });
    rig.clock.advance(60_000);
    expect(JSON.stringify(rig.world.snapshot()), `after ${steps} steps`).toBe(before);
  }
});

describe('without an API', () => {
  const all = ['newHosting', 'oldHosting', 'siteCopier', 'newMailHost', 'mailCopier'] as const;
  test.each(ROW.map(([step, params]) => ({ id: step.id, step, params })))(
    '$id asks a person',
    async ({ step, params }) => {
      const rig = new Rig({ without: [...all] });
      const decision = await rig.go(step, params);
      // A certificate is seen from outside whoever made it; the address to look at is only known from the zone or a person.
      expect(decision).toMatchObject({ kind: 'ask', closesOnWord: true });
    },
  );

  test('a certificate that somebody made is seen from outside', async () => {
    const rig = new Rig({ without: ['newHosting'], answers: { free: { newAddresses: '127.77.0.99' } } });
    const web = rig.world.endpoints.find(({ kind, side }) => kind === 'web' && side === 'new')!;
    rig.answers = { ...rig.answers, free: { newAddresses: web.address } };
    expect(await rig.go(prepareCertificate)).toMatchObject({ kind: 'act' });
    rig.world.people.orderHosting(rig.world.domain);
    rig.world.people.payHostingOrder(rig.world.domain);
    rig.clock.advance(3_600_000);
    rig.world.people.requestCertificate(rig.world.domain, ['www.bakkerij-dezon.example', 'bakkerij-dezon.example']);
    expect(await rig.go(prepareCertificate)).toMatchObject({ kind: 'done' });
  });
});

describe('plans that refuse', () => {
  const order = { id: 'h1', plan: 'x', state: 'unpaid', includesTransfer: false, ours: true } as const;
  const plan = (step: AnyStep, observed: unknown, params: object = {}) => {
    const rig = new Rig();
    return step.plan(rig.ctx(step, params), observed, rig.clock.now());
  };

  test('an order that also asks for the transfer blocks', () =>
    expect(plan(orderHosting, { orders: [{ ...order, includesTransfer: true }] }).kind).toBe('blocked'));
  test('a cancelled order is ordered again, as another order', () =>
    expect(plan(orderHosting, { orders: [{ ...order, state: 'cancelled' }] })).toMatchObject({
      kind: 'act',
      changes: [{ after: 1 }],
    }));
  test('an order that nobody can see is not paid', () => expect(plan(payOrder, { orders: [] }).kind).toBe('blocked'));
  test('a mailbox that is spelled otherwise is a person’s', () =>
    expect(plan(recreateMailboxes, { wanted: ['Info@klant.nl'], there: ['info@klant.nl'] }).kind).toBe('ask'));
  test('mailboxes that nobody knows are asked for', () =>
    expect(plan(recreateMailboxes, { there: [] })).toMatchObject({ kind: 'ask', wants: 'mailboxes' }));
});

test('mail that arrived only at the new service goes back before its mailbox goes', async () => {
  const rig = new Rig({ scenario: { mailSeatsIncluded: 100 } });
  for (const step of [orderHosting, payOrder, recreateMailboxes, copyMail]) await rig.go(step);
  const address = `info@${rig.world.domain.slice(0, -1)}`;
  const [first] = await rig.ports.mailCopier!.compare([address], new AbortController().signal);
  expect(first).toMatchObject({ missing: 0 });
  // Somebody out there already writes to the new service.
  rig.world.people.createZone('new', rig.world.domain);
  const mx = await rig.ports.newMailHost!.records(rig.world.domain, new AbortController().signal);
  rig.world.people.putRrsets(
    'old',
    rig.world.domain,
    mx.filter(({ type }) => type === 'MX'),
  );
  expect(rig.world.people.deliverMail(address)).toMatchObject({ at: 'new' });
  expect(await rig.back(recreateMailboxes)).toMatchObject({ kind: 'ask' });
  expect(await rig.back(copyMail)).toEqual({ kind: 'done' });
  expect(await rig.back(recreateMailboxes)).toEqual({ kind: 'done' });
});

test('the final pass waits until no cache leads to the old service, and then leaves nothing', async () => {
  const rig = new Rig();
  await rig.go(recreateMailboxes);
  const worstCaseAtMs = rig.clock.now() + 5 * 3_600_000;
  rig.earlier['watch-propagation'] = { state: 'done', facts: { worstCaseAtMs } };
  expect(await rig.go(copyMail, { pass: 'final' }, 'copy-mail-final')).toMatchObject({
    kind: 'wait',
    untilMs: worstCaseAtMs,
  });
  rig.clock.advance(5 * 3_600_000);
  expect(await rig.go(copyMail, { pass: 'final' }, 'copy-mail-final')).toMatchObject({ kind: 'done' });
});

test('what does not become less by copying is a person’s question, not a loop', () => {
  const rig = new Rig();
  const stuck = { known: true, files: 9, filesLeft: 2, tables: 0, tablesLeft: 0, tablesComparable: true };
  const first = copySite.plan(rig.ctx(copySite) as never, stuck, 0);
  expect(first).toMatchObject({ kind: 'act', facts: { left: 2 } });
  rig.earlier['copy-site'] = { state: 'working', facts: { left: 2, actedBefore: 0 } };
  // The worker died before it copied anything: that nothing became less says nothing.
  expect(copySite.plan(rig.ctx(copySite) as never, stuck, 0)).toMatchObject({ kind: 'act' });
  rig.acted = 1;
  expect(copySite.plan(rig.ctx(copySite) as never, stuck, 0)).toMatchObject({ kind: 'ask', closesOnWord: true });
  rig.earlier['copy-mail'] = { state: 'working', facts: { left: { 'a@b.nl': 1 }, actedBefore: 0 } };
  const mail = { mailboxes: [{ address: 'a@b.nl', missing: 1, source: 3, onlyAtTarget: 0 }] };
  expect(copyMail.plan(rig.ctx(copyMail) as never, mail, 0)).toMatchObject({ kind: 'ask', closesOnWord: true });
  const final = copyMail.plan(rig.ctx(copyMail, { pass: 'final' }) as never, mail, 0);
  // One of two copies was refused for a moment: that is no message that cannot be copied.
  rig.earlier['copy-mail'] = { state: 'working', facts: { left: { 'a@b.nl': 1, 'c@b.nl': 2 }, actedBefore: 0 } };
  expect(copyMail.plan(rig.ctx(copyMail) as never, mail, 0)).toMatchObject({ kind: 'act' });
  expect(final).toMatchObject({ kind: 'ask' });
  expect(final).not.toHaveProperty('closesOnWord');
});

test('the TXT record is added to what stands there and taken away again', () => {
  const rig = new Rig();
  const record = { name: rig.world.domain, type: 'TXT', ttlSeconds: 60, rdatas: ['"ms=1"'] };
  const live = { name: rig.world.domain, type: 'TXT', ttlSeconds: 3600, rdatas: ['"v=spf1 -all"'] };
  const ctx = rig.ctx(verifyMailDomain) as never;
  const forward = verifyMailDomain.plan(ctx, { wanted: { record, verified: false }, live }, 0);
  expect(forward).toMatchObject({
    changes: [{ kind: 'put', rrset: { ttlSeconds: 3600, rdatas: ['"ms=1"', '"v=spf1 -all"'] } }],
  });
  const now = { wanted: { record, verified: true }, live: { ...live, rdatas: ['"ms=1"', '"v=spf1 -all"'] } };
  expect(verifyMailDomain.undo!(ctx, { wanted: { record, verified: false }, live }, now, 0)).toMatchObject({
    changes: [{ kind: 'put', rrset: { rdatas: ['"v=spf1 -all"'] } }],
  });
  // It stood there before: it stays.
  expect(verifyMailDomain.undo!(ctx, now, now, 0)).toEqual({ kind: 'done' });
});
