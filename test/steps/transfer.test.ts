import { describe, expect, test } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import { Secret } from '../../src/domain/secret.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { acceptInterruption } from '../../src/steps/accept-interruption.ts';
import { authcodeFault } from '../../src/steps/authcode.ts';
import { confirmTransfer } from '../../src/steps/confirm-transfer.ts';
import { obtainAuthcode } from '../../src/steps/obtain-authcode.ts';
import { payTransfer } from '../../src/steps/pay-transfer.ts';
import { relockDomain } from '../../src/steps/relock-domain.ts';
import { requestTransfer } from '../../src/steps/request-transfer.ts';
import { unlockDomain } from '../../src/steps/unlock-domain.ts';
import { watchTransfer } from '../../src/steps/watch-transfer.ts';
import { NEW_SERVERS } from '../simulation/lab.ts';
import type { RigOptions } from './rig.ts';
import { ANSWERS, Rig } from './rig.ts';

const OLD_SERVERS = ['ns1.oud-host.example.', 'ns2.oud-host.example.'] as Fqdn[];
const UNTIL_REQUEST = [unlockDomain, obtainAuthcode, requestTransfer] as const;

/** A world in which the delegation has moved and every cache has forgotten the old servers. */
function propagated(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rig.world.people.createZone('new', rig.world.domain);
  rig.world.people.setNameServers(rig.world.domain, NEW_SERVERS);
  rig.clock.advance(2 * DAY);
  rig.earlier['watch-propagation'] = { state: 'done', facts: { worstCaseAtMs: rig.clock.now() - 1 } };
  return rig;
}

test('without interruption: unlocked, coded, requested once with the new servers, paid, confirmed, held and locked again', async () => {
  const rig = propagated({ scenario: { apiConsistencySeconds: 30 } });
  for (const step of [...UNTIL_REQUEST, payTransfer, confirmTransfer])
    expect(await rig.go(step), step.id).toMatchObject({ kind: 'done' });
  expect(rig.sent.filter((name) => name.startsWith('request-transfer'))).toEqual(['request-transfer transfer/0']);
  expect(rig.earlier['request-transfer']?.facts).toMatchObject({ fromRegistrar: '9001' });
  expect(rig.secrets).toHaveProperty('authcode');
  for (const step of [watchTransfer, relockDomain]) expect(await rig.go(step), step.id).toMatchObject({ kind: 'done' });
  expect(rig.secrets).not.toHaveProperty('authcode');
  expect(await rig.ports.gainingRegistrar!.read(rig.world.domain, new AbortController().signal)).toMatchObject({
    locked: true,
    nameServers: NEW_SERVERS,
  });
  const sent = rig.sent.length;
  for (const step of [...UNTIL_REQUEST, payTransfer, confirmTransfer, watchTransfer, relockDomain])
    expect(await rig.go(step), step.id).toMatchObject({ kind: 'done' });
  expect(rig.sent.length).toBe(sent);
});

describe('the yes to a transfer', () => {
  const untilConfirm = async (options: RigOptions = {}): Promise<Rig> => {
    const rig = propagated(options);
    for (const step of [...UNTIL_REQUEST, payTransfer]) await rig.go(step);
    return rig;
  };
  test('is given again where a crash came between what was meant and what was sent', async () => {
    const rig = await untilConfirm();
    expect((await rig.look(confirmTransfer)).kind).toBe('act');
    expect((await rig.look(confirmTransfer)).kind).toBe('act');
    expect((await rig.go(confirmTransfer)).kind).toBe('done');
  });
  test('is asked of the holder where the account tried and may not give it', async () => {
    const rig = await untilConfirm({ scenario: { accountMayConfirm: false } });
    expect(await rig.go(confirmTransfer)).toMatchObject({ kind: 'ask', task: { text: 'task.confirm-transfer' } });
    expect(rig.sent.filter((name) => name.startsWith('confirm-transfer'))).toHaveLength(1);
  });
});

describe('no lock comes off, no code is fetched, no transfer asked for while', () => {
  const closed: readonly (readonly [string, () => Rig, string])[] = [
    [
      'the old servers are still delegated',
      () => {
        const rig = new Rig();
        rig.earlier['watch-propagation'] = { state: 'done', facts: { worstCaseAtMs: 0 } };
        return rig;
      },
      'task.transfer.old-name-servers',
    ],
    [
      'propagation was not watched to its end',
      () => {
        const rig = propagated();
        rig.earlier['watch-propagation'] = { state: 'waiting', facts: { worstCaseAtMs: 0 } };
        return rig;
      },
      'task.transfer.not-propagated',
    ],
    [
      'somebody skipped the watch',
      () => {
        const rig = propagated();
        rig.earlier['watch-propagation'] = { state: 'skipped', facts: {} };
        return rig;
      },
      'task.transfer.not-propagated',
    ],
    [
      'a cache can still have the old servers',
      () => {
        const rig = propagated();
        rig.earlier['watch-propagation'] = { state: 'done', facts: { worstCaseAtMs: rig.clock.now() + 1 } };
        return rig;
      },
      'task.transfer.caches',
    ],
    [
      'the registry does not answer',
      () => {
        const rig = propagated();
        for (let times = 0; times < 9; times++) rig.world.faults.next('registry.lookUp', 'unreachable');
        return rig;
      },
      'task.transfer.registry-unknown',
    ],
    [
      'a parent server does not answer',
      () => {
        const rig = propagated();
        const parent = rig.world.servers.find(({ kind }) => kind === 'tld')!;
        rig.world.faults.dns(parent.address, 'timeout');
        return rig;
      },
      'task.transfer.parents-unknown',
    ],
    [
      'name servers that stay may be the losing registrar’s',
      () => propagated({ answers: { nameServers: 'stays', free: { losingRegistrarCuts: 'yes' } } }),
      'task.transfer.name-servers-stay',
    ],
    ['nobody accepted the interruption', () => propagated({ interruption: 'accepted' }), 'task.transfer.not-accepted'],
    [
      'the interruption was accepted before it was shown',
      () => {
        const rig = propagated({ interruption: 'accepted' });
        rig.approve('accept-interruption');
        rig.earlier['accept-interruption'] = { state: 'done', facts: { shownMs: rig.clock.now() + 1 } };
        return rig;
      },
      'task.transfer.not-accepted',
    ],
    [
      'golive itself accepted it',
      () => {
        const rig = propagated({ interruption: 'accepted' });
        rig.earlier['accept-interruption'] = { state: 'done', facts: { shownMs: 0 } };
        rig.approve('accept-interruption', 'golive');
        return rig;
      },
      'task.transfer.not-accepted',
    ],
  ];
  for (const [name, make, reason] of closed)
    test.each(UNTIL_REQUEST.map((step) => ({ id: step.id, step })))(`${name}: $id`, async ({ step }) => {
      const rig = make();
      expect(await rig.look(step)).toMatchObject({ kind: 'blocked', reason: { text: reason } });
    });
});

describe('name servers that nobody has named are asked for, of the agency, and then it goes on', () => {
  test.each(UNTIL_REQUEST.map((step) => ({ id: step.id, step })))('$id', async ({ step }) => {
    const { newNameServers: _known, ...unknown } = ANSWERS;
    const rig = propagated({ without: ['newDnsHost'] });
    rig.answers = { ...unknown, nameServers: 'ours' };
    expect(await rig.look(step)).toMatchObject({
      kind: 'ask',
      task: { text: 'task.transfer.new-servers-unknown' },
      owner: 'agency',
      wants: 'newNameServers',
      lookAgainMs: rig.clock.now() + 5 * MINUTE,
    });
    rig.answers = { ...rig.answers, newNameServers: NEW_SERVERS };
    expect(await rig.look(step)).not.toMatchObject({ wants: 'newNameServers' });
  });
});

describe('the transfer is not requested', () => {
  test('with the lock on', async () => {
    const rig = propagated();
    await rig.ports.vault.store('authcode', new Secret('abcd-1234'));
    expect(await rig.look(requestTransfer)).toMatchObject({
      kind: 'blocked',
      reason: { text: 'task.transfer.locked' },
    });
  });
  test('with the registry’s own lock on, and the lock is not touched either', async () => {
    const rig = propagated({ scenario: { statuses: ['serverTransferProhibited'], locked: false } });
    for (const step of [unlockDomain, requestTransfer])
      expect(await rig.look(step)).toMatchObject({ reason: { text: 'task.unlock-domain.by-registry' } });
  });
  test('without a code, or with one that ran out', async () => {
    const rig = propagated();
    await rig.go(unlockDomain);
    const none = { kind: 'blocked', reason: { text: 'task.transfer.no-code' } };
    expect(await rig.look(requestTransfer)).toMatchObject(none);
    await rig.go(obtainAuthcode);
    rig.secrets['authcode'] = { storedMs: 0, expiresAtMs: rig.clock.now() };
    expect(await rig.look(requestTransfer)).toMatchObject(none);
    expect(await rig.go(obtainAuthcode), 'a new one is fetched').toMatchObject({ kind: 'done' });
    expect(await rig.go(requestTransfer)).toMatchObject({ kind: 'done' });
  });
  test('again after a refusal, until a person says so', async () => {
    const rig = propagated({ scenario: { transferNeedsPayment: true } });
    for (const step of UNTIL_REQUEST) await rig.go(step);
    // The registry refuses when the order is paid.
    rig.world.people.setStatuses(rig.world.domain, ['clientHold']);
    rig.world.people.payTransfer(rig.world.domain);
    rig.world.people.setStatuses(rig.world.domain, []);
    rig.clock.advance(MINUTE);
    const refused = { kind: 'ask', task: { text: 'task.transfer.refused' } };
    expect(await rig.look(confirmTransfer)).toMatchObject(refused);
    expect(await rig.look(watchTransfer)).toMatchObject(refused);
    expect(await rig.look(requestTransfer)).toMatchObject(refused);
    // `retry` drops what the step remembers: the next request is another order.
    delete rig.earlier['request-transfer'];
    expect(await rig.go(requestTransfer)).toMatchObject({ kind: 'done' });
    expect(rig.sent.filter((name) => name.startsWith('request-transfer'))).toEqual([
      'request-transfer transfer/0',
      'request-transfer transfer/1',
    ]);
  });
});

test('with interruption: shown, accepted by a named person, requested with the present servers', async () => {
  const rig = new Rig({ interruption: 'accepted', scenario: { losingRegistrarCutsDns: true } });
  const asked = await rig.look(acceptInterruption, { transferHours: 24 });
  expect(asked).toMatchObject({ kind: 'ask', task: { values: { hours: 48, transferHours: 24, ttlHours: 24 } } });
  rig.clock.advance(MINUTE);
  expect(await rig.look(acceptInterruption, { transferHours: 24 })).toMatchObject({ kind: 'ask' });
  rig.approve('accept-interruption');
  // A longer outage than the one that was shown is not what was accepted.
  const longer = await rig.look(acceptInterruption, { transferHours: 25 });
  expect(longer).toMatchObject({ kind: 'ask', facts: { shownMs: rig.clock.now() } });
  rig.clock.advance(MINUTE);
  rig.approve('accept-interruption');
  expect(await rig.look(acceptInterruption, { transferHours: 25 })).toMatchObject({ kind: 'done' });
  await rig.go(unlockDomain);
  await rig.go(obtainAuthcode);
  expect(await rig.look(requestTransfer)).toMatchObject({ kind: 'act', changes: [{ nameServers: OLD_SERVERS }] });
});

test.each(['ours', 'stays'] as const)(
  'with interruption, registration %s: no transfer is counted',
  async (registration) => {
    const rig = new Rig({ interruption: 'accepted', answers: { registration } });
    for (const params of [{}, { transferHours: 24 }])
      expect(await rig.look(acceptInterruption, params)).toMatchObject({
        kind: 'ask',
        task: {
          text: 'task.accept-interruption.no-transfer',
          values: { domain: 'bakkerij-dezon.example', hours: 24 },
        },
      });
    expect(rig.earlier['accept-interruption']?.facts).toMatchObject({
      outageSeconds: 86_400,
      transferSeconds: 0,
      ttlSeconds: 86_400,
    });
  },
);

test('without interruption nothing has to be accepted', async () =>
  expect(await new Rig().look(acceptInterruption)).toEqual({ kind: 'done' }));

test('going back locks the domain again and forgets the code', async () => {
  const rig = propagated();
  const before = JSON.stringify(rig.world.snapshot());
  await rig.go(unlockDomain);
  await rig.go(obtainAuthcode);
  expect(JSON.stringify(rig.world.snapshot())).not.toBe(before);
  expect(await rig.back(obtainAuthcode)).toEqual({ kind: 'done' });
  expect(await rig.back(unlockDomain)).toEqual({ kind: 'done' });
  expect(JSON.stringify(rig.world.snapshot())).toBe(before);
  expect(rig.secrets).toEqual({});
});

test('a domain that had no lock gets none', async () => {
  const rig = propagated({ scenario: { locked: false } });
  for (const step of [...UNTIL_REQUEST, payTransfer, confirmTransfer, watchTransfer]) await rig.go(step);
  expect(await rig.go(relockDomain)).toMatchObject({ kind: 'done' });
  expect(rig.sent.filter((name) => name.includes('lock'))).toEqual([]);
});

describe('a person at the registrar', () => {
  test('unlocks, and the public registry shows it', async () => {
    const rig = propagated({ without: ['losingRegistrar'] });
    expect(await rig.go(unlockDomain)).toMatchObject({ kind: 'act' });
    rig.world.people.unlock(rig.world.domain);
    expect(await rig.go(unlockDomain)).toMatchObject({ kind: 'done', facts: { wasLocked: true } });
    expect(await rig.back(unlockDomain), 'and locks again').toMatchObject({ kind: 'act', changes: [{ locked: true }] });
  });
  test('reads the code, which is asked for', async () => {
    const rig = propagated({ without: ['losingRegistrar'], scenario: { locked: false } });
    expect(await rig.go(obtainAuthcode)).toMatchObject({ kind: 'ask', wants: 'authcode' });
    await rig.ports.vault.store('authcode', new Secret(rig.world.people.readAuthInfo(rig.world.domain)));
    expect(await rig.go(obtainAuthcode)).toMatchObject({ kind: 'done' });
  });
  test('requests, pays and confirms where there is no API, seen in the registry', async () => {
    const rig = propagated({ without: ['gainingRegistrar'], scenario: { locked: false } });
    await rig.go(unlockDomain);
    await rig.go(obtainAuthcode);
    expect(await rig.go(requestTransfer)).toMatchObject({ kind: 'ask', closesOnWord: true });
    expect(await rig.go(payTransfer)).toMatchObject({ kind: 'ask', closesOnWord: true });
    const { people, domain } = rig.world;
    people.requestTransfer(domain, people.readAuthInfo(domain), NEW_SERVERS);
    people.payTransfer(domain);
    expect(await rig.go(requestTransfer)).toMatchObject({ kind: 'done' });
    expect(await rig.go(payTransfer)).toMatchObject({ kind: 'done' });
    expect(await rig.go(confirmTransfer)).toMatchObject({ kind: 'ask' });
    people.confirmTransfer(domain);
    rig.clock.advance(2 * DAY);
    for (const step of [confirmTransfer, watchTransfer]) expect(await rig.go(step)).toMatchObject({ kind: 'done' });
    expect(await rig.go(relockDomain)).toMatchObject({ kind: 'done' });
  });
  test('confirms where the account may not', async () => {
    const rig = propagated({ scenario: { accountMayConfirm: false } });
    for (const step of [...UNTIL_REQUEST, payTransfer]) await rig.go(step);
    expect(await rig.go(confirmTransfer)).toMatchObject({ kind: 'ask', task: { text: 'task.confirm-transfer' } });
    rig.world.people.confirmTransfer(rig.world.domain);
    expect(await rig.go(confirmTransfer)).toMatchObject({ kind: 'done' });
  });
});

test('a transfer that takes too long has a deadline that does not move', async () => {
  const rig = propagated({ scenario: { transferSeconds: 30 * 86_400 } });
  for (const step of [...UNTIL_REQUEST, payTransfer, confirmTransfer]) await rig.go(step);
  const first = await rig.look(watchTransfer, { days: 3 });
  rig.clock.advance(5 * HOUR);
  const later = await rig.look(watchTransfer, { days: 3 });
  expect(first).toMatchObject({ kind: 'wait', for: 'outside', deadlineMs: rig.clock.now() - 5 * HOUR + 3 * DAY });
  expect(later).toMatchObject({ deadlineMs: (first as { deadlineMs: number }).deadlineMs });
});

test.each([
  ['abcd', undefined],
  ['A1b2-C3d4!$', undefined],
  ['x'.repeat(64), undefined],
  ['', 'it is empty'],
  ['abc', 'it is shorter than 4 characters'],
  ['x'.repeat(65), 'it is longer than 64 characters'],
  ['ab cd', 'its character 3 is a blank'],
  ['abcd\n', 'its character 5 is a line break'],
  ['abcd\u00a0', 'its character 5 is a blank'],
  ['abcdé', 'its character 5 is a letter that is none of A to Z'],
  ['abc\u202ed', 'its character 4 is an invisible character'],
])('transfer code %j: %s', (code, fault) => expect(authcodeFault(code)).toBe(fault));
