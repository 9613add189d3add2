import { expect, test } from 'vitest';
import { record } from '../../src/app/record.ts';
import { isOpen } from '../../src/domain/effects.ts';
import { doneTwice } from './done-twice.ts';
import { killedAndControl } from './kill-run.ts';
import type { Lab } from './lab.ts';
import type { Moved } from './move.ts';
import { move } from './move.ts';

/** All that must be as it is when nobody dies. */
function outcome({ status, exit, lost, doctor, complaints, probeFailures, journal, world }: Moved) {
  const events = journal.map(({ event }) => event);
  const over = events.flatMap((event) => (event.type === 'step' && event.event === 'observedDone' ? [event.step] : []));
  const effects = new Set(events.flatMap((event) => (event.type === 'effect-intended' ? [event.name] : [])));
  return {
    status,
    exit,
    lost,
    doctor,
    complaints,
    probeFailures,
    world: JSON.parse(JSON.stringify(world), withoutOwnTtl) as unknown,
    stepsOver: [...new Set(over)].sort(),
    effects: [...effects].sort(),
    failed: events.filter((event) => event.type === 'step' && event.event === 'failed'),
    tasks: tasksOf(journal),
  };
}

/** The TTL of the record that proves the domain to the mail service: lowered with the others if it came before that, else not. */
function withoutOwnTtl(_key: string, value: unknown): unknown {
  const record = value as { name?: unknown; ttlSeconds?: unknown } | null;
  const own = typeof record === 'object' && String(record?.name).startsWith('_mailverify.');
  return own ? { ...record, ttlSeconds: 0 } : value;
}

/** What deaths may make people be asked: whether something is there that was sent and cannot be found; another half-day, since dying takes time. */
const OF_DEATHS = ['engine.undecidable', 'task.wait-for-slot.over'];

/** What people were asked besides. */
function tasksOf(journal: Moved['journal']): string[] {
  const asked = journal.flatMap(({ event }) =>
    event.type === 'step' && event.detail.task !== undefined ? [event.detail.task.text.text] : [],
  );
  return [...new Set(asked)].filter((text) => !OF_DEATHS.includes(text)).sort();
}

test('serve is killed at each step of a move: the outcome is the same and no effect is repeated', async () => {
  const { killed, control } = await killedAndControl(10);
  console.log({ kills: killed.kills, seconds: killed.seconds, probes: killed.probes, counters: killed.counters });
  expect(control.status).toBe('done');
  expect(outcome(killed)).toEqual(outcome(control));
  expect(doneTwice(killed, control)).toEqual([]);
  const { intended = 0, 'done-unread': unread = 0, over = 0 } = killed.kills;
  expect(Math.min(intended, unread)).toBeGreaterThan(30);
  expect(over).toBeGreaterThan(10);
});

/** What a daemon would do that does not doubt what it meant to send: take it for not done. */
async function forget({ app, id }: Lab): Promise<void> {
  await record(app, id, { by: 'nobody' }, ({ state }) =>
    state.effects
      .filter(isOpen)
      .map((effect) => ({ type: 'effect-settled', id: effect.id, as: 'absent', why: 'forgotten' }) as const),
  );
}

test('a daemon that forgets what it meant orders twice, and is found out', async () => {
  // The provider's list shows an order so late that a new daemon, which only looks, does not see it.
  const settings = { pace: 12, leaseMs: 400, lagMs: 8000, giveUpAfterSeconds: 60, untilStep: 'order-hosting' };
  const dies = (moment: string, step: string) => moment === 'done-unread' && step === 'order-hosting';
  const [careful, forgetful] = await Promise.all([
    move({ ...settings, dies }),
    move({ ...settings, dies, beforeRestart: forget }),
  ]);
  expect(careful.counters['newHosting.order']).toBe(1);
  expect(forgetful.counters['newHosting.order']).toBe(2);
  expect(doneTwice(forgetful, careful).find((call) => call.startsWith('newHosting.order'))).toBeDefined();
});
