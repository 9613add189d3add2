import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { reschedule, unbook } from '../../src/app/book.ts';
import { serve } from '../../src/app/engine/serve.ts';
import { tick } from '../../src/app/engine/tick.ts';
import { say } from '../../src/app/say.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const WHO = { by: 'Anna (agency)', why: 'test' };
const OTHER = 'dezon.example.';
const two = (more: object = {}) =>
  simulated({ scenario: { redirectDomains: [OTHER] }, domains: [OTHER], answers: { ...EVERYTHING, ...more } });

describe('a project with two domains', () => {
  test('ends done, both: the one that only leads on has no mailboxes and nothing of the other’s records', async () => {
    const change = {
      set: { name: `shop.${'bakkerij-dezon.example'}`, type: 'A', ttlSeconds: 300, rdatas: ['127.77.0.77'] },
      why: 'the shop is new',
    };
    const sim = await two({ zoneChanges: [change] });
    expect((await stateOf(sim, 1)).answers).toMatchObject({ mail: 'stays' });
    expect((await stateOf(sim, 1)).answers.zoneChanges).toBeUndefined();
    expect([...(await goOn(sim)).values()]).toEqual(['done', 'done']);
    const { registrations } = sim.world.snapshot() as { registrations: Record<string, { holder: string }> };
    expect(Object.values(registrations).map(({ holder }) => holder)).toEqual(['new', 'new']);
    const host = sim.world.endpoints.find(({ kind, side }) => kind === 'web' && side === 'new')!;
    const page = sim.world.web(host.address, { scheme: 'https', host: OTHER.slice(0, -1), path: '/' });
    expect([page?.status, page?.certificate?.hosts]).toEqual([301, expect.arrayContaining([OTHER.slice(0, -1)])]);
  });

  test('takes a word about the project where it can be taken', async () => {
    const sim = await two();
    const { projectId } = await stateOf(sim);
    await say(sim.app, projectId, 'approve', {}, WHO);
    await say(sim.app, sim.ids[1]!, 'pause', {}, WHO);
    const heard = await say(sim.app, projectId, 'pause', {}, WHO);
    expect(heard.map(({ state }) => state.id)).toEqual([sim.ids[0]]);
    expect([(await stateOf(sim, 0)).paused, (await stateOf(sim, 1)).paused]).toEqual([true, true]);
    await expect(say(sim.app, projectId, 'pause', {}, WHO)).rejects.toThrow(/paused already/);
  });

  test('books on when one of them has gone back', async () => {
    const sim = await two();
    await stopAt(sim, 'order-hosting', ({ state }) => state === 'done');
    await say(sim.app, sim.ids[1]!, 'rollback', {}, WHO);
    const { projectId, slot } = await stateOf(sim);
    await reschedule(sim.app, projectId, { slot: '2027-01-18/morning' }, WHO);
    expect((await stateOf(sim)).slot?.slot).toBe('2027-01-18/morning');
    expect((await stateOf(sim, 1)).slot?.slot).toBe(slot?.slot);
    await unbook(sim.app, projectId, {}, WHO);
    expect(await sim.app.store.bookings('0', '9~')).toEqual([]);
  });

  test('gives its half-day back when all of it goes back before that has begun, and keeps it on record afterwards', async () => {
    const held = async (begun: boolean) => {
      const sim = await two();
      await stopAt(sim, begun ? 'wait-for-slot' : 'order-hosting', ({ state }) => state === 'done');
      await say(sim.app, sim.ids[0]!, 'rollback', {}, WHO);
      expect(await sim.app.store.bookings('0', '9~')).toHaveLength(1);
      await say(sim.app, sim.ids[1]!, 'rollback', {}, WHO);
      return (await sim.app.store.bookings('0', '9~')).length;
    };
    expect([await held(false), await held(true)]).toEqual([0, 1]);
  });
});

test('a daemon looks after the others while one call takes hours', async () => {
  const sim = await two();
  for (const id of sim.ids) await say(sim.app, id, 'approve', {}, WHO);
  await tick(sim.app, { signal: new AbortController().signal, owner: 'first' });
  await say(sim.app, sim.ids[0]!, 'done', { step: 'collect-access' }, WHO);
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const app: App = {
    ...sim.app,
    clock: {
      now: sim.app.clock.now,
      sleepUntil: async (untilMs, signal) => {
        await new Promise(setImmediate);
        await sim.app.clock.sleepUntil(untilMs, signal);
      },
    },
    pulse: (work) => {
      setImmediate(() => void work());
      return () => undefined;
    },
    portsFor: async (state, project) => {
      const ports = await sim.app.portsFor(state, project);
      const lowering = { ...ports.oldDnsHost!, putRrsets: () => answered };
      return state.role === 'main' ? { ...ports, oldDnsHost: lowering } : ports;
    },
  };
  const stop = new AbortController();
  const serving = serve(app, { signal: stop.signal, owner: 'daemon' });
  const begun = async () => (await stateOf(sim)).steps['lower-ttl']?.state === 'working';
  while (!(await begun())) await new Promise(setImmediate);
  const { seq } = await stateOf(sim, 1);
  await say(sim.app, sim.ids[1]!, 'pause', {}, WHO);
  await say(sim.app, sim.ids[1]!, 'resume', {}, WHO);
  for (let turn = 0; turn < 200 && (await stateOf(sim, 1)).seq <= seq + 2; turn++) await new Promise(setImmediate);
  expect((await stateOf(sim, 1)).seq, 'the other one was looked at').toBeGreaterThan(seq + 2);
  expect(await begun()).toBe(true);
  stop.abort();
  answer();
  await serving;
});
