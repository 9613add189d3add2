import { describe, expect, test } from 'vitest';
import { GoLiveError } from '../../src/domain/errors.ts';
import { Secret } from '../../src/domain/secret.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { backupSite } from '../../src/steps/backup-site.ts';
import { confirmTransfer } from '../../src/steps/confirm-transfer.ts';
import type { AnyStep } from '../../src/steps/contract.ts';
import { copySite } from '../../src/steps/copy-site.ts';
import { obtainAuthcode } from '../../src/steps/obtain-authcode.ts';
import { orderHosting } from '../../src/steps/order-hosting.ts';
import { orderMailLicences } from '../../src/steps/order-mail-licences.ts';
import { prepareCertificate } from '../../src/steps/prepare-certificate.ts';
import { recreateMailboxes } from '../../src/steps/recreate-mailboxes.ts';
import { requestTransfer } from '../../src/steps/request-transfer.ts';
import type { TransferSight } from '../../src/steps/transfer-sight.ts';
import { transferOf } from '../../src/steps/transfer-sight.ts';
import { watchTransfer } from '../../src/steps/watch-transfer.ts';
import type { RigOptions } from './rig.ts';
import { Rig } from './rig.ts';

// Tables: what was seen, what was remembered, what follows. No world behind it.

const NEW = ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'];
const CLEAR = {
  registry: { outcome: 'found', registrar: '9001', statuses: ['ok'], nameServers: NEW },
  parents: [{ ns: NEW, outcome: 'referral' }],
  newNameServers: NEW,
  orders: [],
  codeHeld: true,
} as unknown as TransferSight;

function plan(
  step: AnyStep,
  seen: unknown,
  { facts, acted, ...options }: RigOptions & { facts?: object; acted?: number } = {},
) {
  const rig = new Rig(options);
  rig.acted = acted;
  rig.earlier['watch-propagation'] = { state: 'done', facts: { worstCaseAtMs: 0 } };
  if (facts !== undefined) rig.earlier[step.id] = { state: 'working', facts: { ...facts } };
  return step.plan(rig.ctx(step), seen, rig.clock.now());
}
const undo = (step: AnyStep, before: unknown, seen: unknown, options: RigOptions = {}) => {
  const rig = new Rig(options);
  return step.undo!(rig.ctx(step), before, seen, rig.clock.now());
};
const registry = (statuses: string[], more: object = {}) => ({
  ...CLEAR,
  registry: { ...CLEAR.registry, statuses, ...more },
});

describe('the transfer', () => {
  const unseen = { ns: [], outcome: 'not-asked' };
  test.each<[string, unknown, RigOptions, string, string?]>([
    ['is requested when all is clear', CLEAR, {}, 'act'],
    ['waits for the public lock', registry(['clientTransferProhibited']), {}, 'blocked', 'task.transfer.locked'],
    ['waits for somebody else’s', registry(['pendingTransfer']), {}, 'blocked', 'task.transfer.another-runs'],
    [
      'counts a parent without a route as unknown',
      { ...CLEAR, parents: [...CLEAR.parents, unseen] },
      {},
      'blocked',
      'task.transfer.parents-unknown',
    ],
    [
      'unless a person accepted that',
      { ...CLEAR, parents: [...CLEAR.parents, unseen] },
      { answers: { free: { acceptNotAsked: 'yes' } } },
      'act',
    ],
    [
      'but not that nobody was asked',
      { ...CLEAR, parents: [unseen] },
      { answers: { free: { acceptNotAsked: 'yes' } } },
      'blocked',
      'task.transfer.parents-unknown',
    ],
    ['needs to know the new servers', { ...CLEAR, newNameServers: [] }, {}, 'ask', 'task.transfer.new-servers-unknown'],
    [
      'names those that stay, after a no',
      CLEAR,
      { answers: { nameServers: 'stays', free: { losingRegistrarCuts: 'no' } } },
      'act',
    ],
  ])('%s', (_name, seen, options, kind, reason) => {
    const decision = plan(requestTransfer, seen, options);
    expect(decision.kind).toBe(kind);
    const said = kind === 'ask' ? { task: { text: reason } } : { reason: { text: reason } };
    if (reason !== undefined) expect(decision).toMatchObject(said);
  });

  const order = { id: 't1', ours: false, state: 'completed' } as const;
  test.each<[string, Partial<TransferSight>, boolean]>([
    ['an old one of somebody else, and the domain is elsewhere', { orders: [order] }, false],
    ['one of somebody else, and the domain is held', { orders: [order], lockedAtGaining: false }, true],
    ['one of somebody else that runs', { orders: [{ ...order, state: 'pending' }] }, true],
    ['ours that is completed', { orders: [{ ...order, ours: true }] }, true],
    ['ours that was refused', { orders: [{ ...order, ours: true, state: 'refused' }] }, false],
    ['ours that was cancelled', { orders: [{ ...order, ours: true, state: 'cancelled' }] }, false],
  ])('%s counts: %s', (_name, part, counts) => expect(transferOf({ ...CLEAR, ...part }) !== undefined).toBe(counts));

  test('is not over while the registry still shows it pending', () => {
    const request = { 'request-transfer': { state: 'done', facts: { fromRegistrar: '9001' } } } as const;
    const rig = new Rig({ without: ['gainingRegistrar'] });
    Object.assign(rig.earlier, request);
    const look = (seen: unknown) => watchTransfer.plan(rig.ctx(watchTransfer) as never, seen as never, 0).kind;
    expect(look(registry(['pendingTransfer'], { registrar: '9002' }))).toBe('wait');
    expect(look(registry(['ok'], { registrar: '9002' }))).toBe('act');
    expect(look(registry(['ok'], { registrar: '9001' }))).toBe('wait');
    expect(look(registry(['ok'], { registrar: '9002', outcome: 'unknown' }))).toBe('wait');
  });
});

test('a code that cannot be one is not kept', async () => {
  const rig = new Rig({ scenario: { locked: false } });
  const losingRegistrar = { ...rig.ports.losingRegistrar!, authInfo: async () => ({ code: new Secret('q z') }) };
  const effects = { absolute: (_n: string, _r: unknown, _c: number, send: () => Promise<unknown>) => send() } as never;
  const kept = obtainAuthcode.apply(
    rig.ctx(obtainAuthcode) as never,
    [{ kind: 'fetch', domain: 'x' }],
    { ...rig.ports, losingRegistrar },
    effects,
    new AbortController().signal,
  );
  await expect(kept).rejects.toThrow(/blank/);
  await expect(kept).rejects.not.toThrow(/q z/);
  expect(rig.secrets).toEqual({});
});

test.each([
  ['refused', true],
  ['unreachable', false],
  ['answer-lost', false],
] as const)('a confirmation that is %s is swallowed: %s', async (code, swallowed) => {
  const rig = new Rig();
  const effects = {
    keyed: async () => {
      throw new GoLiveError(code, { subject: 'x' });
    },
  } as never;
  const applied = confirmTransfer.apply(
    rig.ctx(confirmTransfer) as never,
    [{ domain: 'x', orderId: 't' }],
    rig.ports,
    effects,
    new AbortController().signal,
  );
  if (swallowed) await expect(applied).resolves.toBeUndefined();
  else await expect(applied).rejects.toMatchObject({ code });
});

test('what the engine throws to stop a step is not taken for a refusal', async () => {
  class InDoubt extends Error {}
  const rig = new Rig();
  const effects = {
    keyed: async () => {
      throw new InDoubt();
    },
  } as never;
  await expect(
    confirmTransfer.apply(
      rig.ctx(confirmTransfer) as never,
      [{ domain: 'x', orderId: 't' }],
      rig.ports,
      effects,
      new AbortController().signal,
    ),
  ).rejects.toBeInstanceOf(InDoubt);
});

describe('what was there before', () => {
  const order = (id: string, state = 'active') => ({ id, plan: 'x', state, includesTransfer: false, ours: false });
  test('an order stays when the move goes back', () => {
    const before = { orders: [order('h1')] };
    expect(undo(orderHosting, before, before)).toEqual({ kind: 'done' });
    expect(undo(orderHosting, before, { orders: [order('h1'), order('h2')] })).toMatchObject({
      changes: [{ orderId: 'h2' }],
    });
  });
  test('a service without an order needs none', () =>
    expect(plan(orderHosting, { orders: [], addresses: ['192.0.2.1'] })).toMatchObject({
      kind: 'done',
      facts: { addresses: ['192.0.2.1'] },
    }));
  test('a mailbox stays', () => {
    const seen = { wanted: ['a@k.nl', 'b@k.nl'], there: ['a@k.nl', 'b@k.nl'], onlyThere: { 'a@k.nl': 0, 'b@k.nl': 0 } };
    expect(undo(recreateMailboxes, { wanted: seen.wanted, there: ['a@k.nl'] }, seen)).toEqual({
      kind: 'act',
      changes: [{ kind: 'delete', address: 'b@k.nl' }],
    });
  });
  test('other people’s seats are a person’s business', () => {
    const seen = { total: 7, ours: false };
    expect(undo(orderMailLicences, { total: 4, ours: false }, seen)).toMatchObject({ kind: 'ask', closesOnWord: true });
    expect(undo(orderMailLicences, { total: 0, ours: false }, seen)).toMatchObject({ kind: 'act' });
    expect(undo(orderMailLicences, { total: 4, ours: false }, { ...seen, ours: true })).toMatchObject({ kind: 'act' });
  });
  test('an older or half a backup is none', () => {
    const seen = (files: number) => ({ files: 40, tables: 6, backups: [{ id: 'b1', files, tables: 6 }] });
    expect(plan(backupSite, seen(40)).kind).toBe('act');
    expect(plan(backupSite, seen(39), { facts: { olderBackups: [] } }).kind).toBe('act');
    expect(plan(backupSite, seen(40), { facts: { olderBackups: [] } })).toMatchObject({ facts: { backup: 'b1' } });
  });
});

test('a certificate is given its time before it is asked for again', () => {
  const host = (name: string, valid = false) => ({
    host: name,
    address: '192.0.2.1',
    outcome: 'tls-failed',
    valid,
    why: '',
  });
  const seen = { looks: [host('www.bakkerij-dezon.example'), host('bakkerij-dezon.example')], certificateFor: [] };
  const now = new Rig().clock.now();
  expect(plan(prepareCertificate, seen)).toMatchObject({ kind: 'act', facts: { askedMs: now } });
  const asked = (minutes: number, acted: number) =>
    plan(prepareCertificate, seen, { facts: { askedMs: now - minutes * MINUTE, actedBefore: 0 }, acted }).kind;
  expect(asked(14, 1)).toBe('wait');
  expect(asked(15, 1)).toBe('act');
  // Meant, and never asked: the worker died in between.
  expect(asked(14, 0)).toBe('act');
});

test('a file that is different is copied like one that is missing', async () => {
  const rig = new Rig();
  const siteCopier = {
    ...rig.ports.siteCopier!,
    compare: async () => ({ files: 5, missing: 0, differing: 2, backups: [], database: { tables: 3, missing: 0 } }),
  };
  const seen = await copySite.observe(
    rig.ctx(copySite) as never,
    { ...rig.ports, siteCopier },
    new AbortController().signal,
  );
  expect(seen).toMatchObject({ filesLeft: 2, tablesComparable: true });
});

describe('the delta brings the database once more', () => {
  const seen = { known: true, files: 5, filesLeft: 0, tables: 3, tablesLeft: 1, tablesComparable: true };
  const delta = (part: object, facts: object = {}) => {
    const rig = new Rig();
    rig.acted = 1;
    rig.earlier['copy-site'] = { state: 'working', facts: { ...facts } };
    return copySite.plan(rig.ctx(copySite, { pass: 'delta' }) as never, { ...seen, ...part }, 0);
  };
  test('where rows can be compared, when they differ', () => {
    expect(delta({})).toMatchObject({ kind: 'act', changes: [{ kind: 'database' }] });
    expect(delta({ tablesLeft: 0 })).toMatchObject({ kind: 'done' });
  });
  test('where they cannot, always, and a person looks at the newest entry', () => {
    const blind = { tablesLeft: 0, tablesComparable: false };
    expect(delta(blind)).toMatchObject({ kind: 'act', changes: [{ kind: 'database' }] });
    expect(delta(blind, { importedAfter: 1 })).toMatchObject({ kind: 'act', changes: [{ kind: 'database' }] });
    expect(delta(blind, { importedAfter: 0 })).toMatchObject({ kind: 'ask', closesOnWord: true });
  });
});
