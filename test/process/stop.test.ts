import { setTimeout as nap } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Ended } from './daemon.ts';
import { complaintsIn, golive, stopped } from './daemon.ts';
import type { InFlight } from './journal-watch.ts';
import { openLab } from './lab.ts';
import { workday } from './workday.ts';

/** A provider that takes this long; the signal comes while it does. */
const SLOW_MS = 400;
const WITHIN_MS = 5000;

/** Effects of every kind, each asked to stop in the middle of. */
const IN_FLIGHT = ['order-hosting', 'order-mail-licences', 'pay-order', 'create-database', 'create-zone'];

test('SIGTERM: what is on its way gets its outcome, nothing else begins, and the end is quick and well', async () => {
  const ends: { effect: InFlight; ended: Ended; afterMs: number; begun: number; outcome: string | undefined }[] = [];
  let daemon: ReturnType<typeof golive>;
  let stopping: Promise<void> = Promise.resolve();
  const lab = await openLab({
    pace: 12,
    leaseMs: 1000,
    lagMs: 100,
    onEffect: async (moment, effect) => {
      if (
        moment === 'done-unread' ||
        !IN_FLIGHT.includes(effect.step) ||
        ends.some((end) => end.effect.step === effect.step)
      )
        return 'pass' as const;
      const end = { effect, ended: undefined as unknown as Ended, afterMs: 0, begun: -1, outcome: undefined };
      ends.push(end);
      const askedMs = Date.now();
      daemon.kill('SIGTERM');
      stopping = daemon.ended.then(async (ended) => {
        const journal = await lab.app.store.readJournal(lab.id);
        const at = journal.findIndex(({ event }) => event.type === 'effect-intended' && event.id === effect.id);
        const since = journal.slice(at + 1).map(({ event }) => event);
        const settled = since.find((event) => event.type === 'effect-settled' && event.id === effect.id);
        Object.assign(end, {
          ended,
          afterMs: Date.now() - askedMs,
          begun: since.filter((event) => event.type === 'effect-intended').length,
          outcome: settled?.type === 'effect-settled' ? settled.as : undefined,
        });
        daemon = golive(['serve'], lab.configFile);
      });
      await nap(SLOW_MS);
      return 'pass' as const;
    },
  });
  daemon = golive(['serve'], lab.configFile);
  try {
    await workday(lab, { giveUpAfterSeconds: 60, untilStep: 'preflight' });
    await stopping;
    expect(ends.map(({ effect }) => effect.step).toSorted()).toEqual(IN_FLIGHT.toSorted());
    for (const { effect, ended, afterMs, begun, outcome } of ends) {
      const end = { step: effect.step, code: ended.code, complaints: complaintsIn(ended), begun, outcome };
      expect(end).toEqual({ step: effect.step, code: 0, complaints: [], begun: 0, outcome: 'confirmed' });
      expect(afterMs).toBeLessThan(WITHIN_MS);
    }
    // A daemon that waits for something ends at once.
    const askedMs = Date.now();
    expect((await stopped(daemon)).code).toBe(0);
    expect(Date.now() - askedMs).toBeLessThan(WITHIN_MS);
    expect(await lab.laboratory.counters()).toMatchObject({
      'newHosting.order': 1,
      'newHosting.payOrder': 1,
      'newMailHost.orderLicences': 1,
    });
  } finally {
    await stopping;
    daemon.kill('SIGKILL');
    await lab.close();
  }
});
