import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as nap } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ENGINE } from '../../src/domain/journal.ts';
import type { Daemon } from './daemon.ts';
import { golive, stopped } from './daemon.ts';
import { openLab } from './lab.ts';
import { workday } from './workday.ts';

/** A process that was frozen this long after its lease ran out finds another at its work. */
const LEASE_MS = 600;
const TAKEN_OVER_WITHIN_MS = 10_000;

/** Where it is frozen: before its call has reached the provider, with the answer unread, or when it has just finished the step. */
const FREEZES: readonly string[] = [
  'order-hosting done-unread',
  'order-hosting over',
  'order-mail-licences done-unread',
  'pay-order done-unread',
  'create-database intended',
  'create-zone done-unread',
];

/** Whether somebody is writing to the store. */
function isHeld(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('begin immediate; rollback');
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}

test('SIGSTOP past the lease, then SIGCONT: another has taken over and nothing is done a second time', async () => {
  const frozen = new Set<string>();
  const thawed: { place: string; code: number | null; takenOver: boolean }[] = [];
  let daemon: Daemon;
  const thawing: Promise<void>[] = [];

  const freeze = async (place: string): Promise<void> => {
    const sleeper = daemon;
    // Stopped in the middle of a write it holds the file, and whoever could take over waits until it wakes: another moment, then.
    sleeper.kill('SIGSTOP');
    await nap(1);
    while (isHeld(join(lab.folder, 'golive.db'))) {
      sleeper.kill('SIGCONT');
      await nap(1);
      sleeper.kill('SIGSTOP');
      await nap(1);
    }
    daemon = golive(['serve'], lab.configFile);
    const before = (await lab.app.store.readJournal(lab.id)).length;
    const endMs = Date.now() + TAKEN_OVER_WITHIN_MS;
    // While it sleeps, only another can write in golive's name.
    const takenOver = async () => (await lab.app.store.readJournal(lab.id, before)).some(({ by }) => by === ENGINE);
    let taken = false;
    while (!taken && Date.now() < endMs) {
      await nap(20);
      taken = await takenOver();
    }
    sleeper.kill('SIGCONT');
    const ended = await stopped(sleeper);
    thawed.push({ place, code: ended.code, takenOver: taken });
  };

  const freezeAt = (moment: string, step: string): void => {
    const place = `${step} ${moment}`;
    if (!FREEZES.includes(place) || frozen.has(place)) return;
    frozen.add(place);
    thawing.push(freeze(place));
  };

  const lab = await openLab({
    pace: 12,
    leaseMs: LEASE_MS,
    lagMs: 1500,
    onEffect: (moment, { step }) => {
      freezeAt(moment, step);
      return 'pass';
    },
  });
  daemon = golive(['serve'], lab.configFile);
  try {
    const status = await workday(lab, {
      giveUpAfterSeconds: 120,
      untilStep: 'preflight',
      onEvent: ({ event }) => {
        if (event.type === 'step' && event.event === 'observedDone') freezeAt('over', event.step);
      },
    });
    await Promise.all(thawing);
    expect(status).not.toBe('halted');
    expect(thawed.toSorted((a, b) => a.place.localeCompare(b.place))).toEqual(
      FREEZES.toSorted().map((place) => ({ place, code: 0, takenOver: true })),
    );
    expect(await lab.laboratory.counters()).toMatchObject({
      'newHosting.order': 1,
      'newHosting.payOrder': 1,
      'newMailHost.orderLicences': 1,
    });
    expect((await golive(['doctor', '--offline'], lab.configFile).ended).code).toBe(0);
    expect((await stopped(daemon)).code).toBe(0);
  } finally {
    await Promise.all(thawing);
    daemon.kill('SIGKILL');
    await lab.close();
  }
});
