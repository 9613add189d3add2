import { expect, test } from 'vitest';
import type { MemoryCourier } from '../../src/adapters/mail/memory/index.ts';
import { memoryCourier } from '../../src/adapters/mail/memory/index.ts';
import { deliver } from '../../src/app/notices/deliver.ts';
import { deliveryFor } from '../../src/app/notices/expand.ts';
import { agencyReceivers } from '../../src/app/notices/receivers.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { noticeId } from '../../src/domain/notice.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { Handed, Parcel } from '../../src/ports/courier.ts';
import type { Store } from '../../src/ports/store.ts';
import { FRIDAY, smallOffice } from '../app/small-office.ts';
import { HOOK, OPS, signal, telling } from './told.ts';

const LATER: Handed = { outcome: 'later', why: 'nobody there', others: true };

// Whatever is cut off, wherever: every notice arrives, and by their ids each is there once.
test('10,000 notices, cut off at every point', async () => {
  const NOTICES = 10_000;
  const AT_A_TIME = 500;
  let seed = 7;
  const chance = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const office = smallOffice();
  const app = telling(office.app, { notify: [OPS, HOOK, { ...HOOK, name: 'other' }] });
  const receivers = agencyReceivers(app.config);
  const wanted = new Set<string>();
  const deliveries = Array.from({ length: NOTICES }, (_at, number) => {
    const one: Notice = {
      id: noticeId('transfer-done', number),
      event: 'transfer-done',
      atMs: FRIDAY,
      by: 'Jan',
      project: { id: '', customer: 'Klant BV', owner: 'Anna' },
      domains: [],
    };
    const { projectId: _none, ...delivery } = deliveryFor(
      app.config,
      receivers[number % receivers.length]!,
      one,
      FRIDAY,
    );
    wanted.add(delivery.id);
    return delivery;
  });
  const courier: MemoryCourier = memoryCourier();
  courier.answer = () => {
    const roll = chance();
    // Lost on the way there, and lost on the way back; a receiver that is away for a while.
    if (roll < 0.05) return { handed: { ...LATER, others: false } };
    if (roll < 0.1) return { handed: { ...LATER, others: false }, arrives: true };
    return roll < 0.105 ? { handed: LATER } : undefined;
  };
  let crashes = 0;
  const point = () => {
    if (chance() > 0.004) return;
    crashes += 1;
    throw new Error('cut off');
  };
  const store: Store = {
    ...app.store,
    async claimDeliveries(...asked) {
      point();
      const taken = await app.store.claimDeliveries(...asked);
      point();
      return taken;
    },
    async settleDelivery(...outcome) {
      point();
      await app.store.settleDelivery(...outcome);
      point();
    },
  };
  for (let from = 0; from < NOTICES; from += AT_A_TIME) {
    await app.store.addDeliveries(
      deliveries.slice(from, from + AT_A_TIME).map((one) => ({
        ...one,
        dueMs: office.clock.now(),
        body: { ...(one.body as object), dueMs: office.clock.now() },
      })),
    );
    for (let round = 0; round < 500; round++) {
      await deliver({ ...app, store }, courier, signal).catch(() => undefined);
      office.clock.advance(10 * MINUTE);
      if ((await app.store.deliveries({ limit: 1, state: 'waiting' })).length === 0) break;
    }
    await app.store.dropDeliveries(office.clock.now());
  }
  const arrived = courier.arrived.map((parcel: Parcel) => parcel.id);
  expect(new Set(arrived)).toEqual(wanted);
  expect(arrived.length).toBeGreaterThan(NOTICES);
  expect(crashes).toBeGreaterThan(50);
}, 120_000);
