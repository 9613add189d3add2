import { describe, expect, test } from 'vitest';
import { journalDocument } from '../../src/app/journal-document.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { addTask, say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { HOUR } from '../../src/domain/time.ts';
import type { Simulated } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const BY = { by: 'Anna (agency)' };
const WHY = { ...BY, why: 'needs a new photo' };
const signal = new AbortController().signal;

const ask = (sim: Simulated, title: string, more: object = {}) =>
  addTask(sim.app, sim.ids[0]!, { title, owner: 'agency', after: [], before: [], request: true, ...more }, BY);
const entry = async (sim: Simulated) => (await statusDocument(sim.app, { domain: sim.ids[0]! })).migrations[0]!;
async function alone(sim: Simulated, untilMs: number): Promise<void> {
  await runThrough(sim.app, { act: async () => [] }, sim.ids, { signal, untilMs });
  sim.clock.jumpTo(untilMs);
  await runThrough(sim.app, { act: async () => [] }, sim.ids, { signal, untilMs });
}

describe('a request of the half-day', () => {
  test('waits for the traffic to have moved, and is due when the half-day ends', async () => {
    const sim = await simulated();
    await stopAt(sim, 'wait-for-slot', ({ waitsFor }) => waitsFor !== undefined);
    await ask(sim, 'Bigger logo');
    const { slot, tasks } = await stateOf(sim);
    expect(tasks[0]).toMatchObject({ request: true, after: ['change-delegation'], before: ['changes'] });
    await alone(sim, slot!.startsAtMs - HOUR);
    expect((await stateOf(sim)).steps['task-1']).toBeUndefined();
    expect((await entry(sim)).requests).toEqual({ open: 1, done: 0, carriedOver: 0 });
    expect(await stopAt(sim, 'task-1', ({ state }) => state === 'needs-you')).toBe(true);
    const { steps } = await stateOf(sim);
    expect(steps['change-delegation']?.state).toBe('done');
    expect(steps['task-1']?.task).toMatchObject({ dueMs: slot!.endsAtMs, owner: 'agency', closesOnWord: true });
  });

  test('the half-day is closed only when each is done or carried over by name', async () => {
    const sim = await simulated();
    const id = sim.ids[0]!;
    expect(await stopAt(sim, 'changes', ({ state }) => state === 'needs-you')).toBe(true);
    await ask(sim, 'Bigger logo');
    await ask(sim, 'New opening hours');
    await expect(say(sim.app, id, 'done', { step: 'changes' }, BY)).rejects.toThrow(
      /changes comes after task-1, task-2/,
    );
    await alone(sim, sim.clock.now() + 1);
    await say(sim.app, id, 'done', { step: 'task-1' }, BY);
    await alone(sim, sim.clock.now() + 1);
    expect((await entry(sim)).requests).toEqual({ open: 1, done: 1, carriedOver: 0 });

    await expect(say(sim.app, id, 'skip', { step: 'task-2' }, WHY)).rejects.toThrow(/by name/);
    await expect(say(sim.app, id, 'skip', { step: 'task-2', to: '  ' }, WHY)).rejects.toThrow(/by name/);
    await expect(say(sim.app, id, 'skip', { step: 'task-2', to: 'Pieter' }, BY)).rejects.toThrow(/reason/);
    await say(sim.app, id, 'skip', { step: 'task-2', to: 'Pieter (design)' }, WHY);
    expect((await stateOf(sim)).steps['task-2']).toMatchObject({
      state: 'skipped',
      facts: { carriedTo: 'Pieter (design)' },
      skippedBy: { by: BY.by, why: WHY.why },
    });
    expect((await entry(sim)).requests).toEqual({ open: 0, done: 1, carriedOver: 1 });
    const { events } = await journalDocument(sim.app, id);
    expect(events.findLast(({ step }) => step === 'task-2')?.text).toContain('Pieter (design)');

    await say(sim.app, id, 'done', { step: 'changes' }, BY);
    await alone(sim, sim.clock.now() + 1);
    expect((await stateOf(sim)).steps['changes']?.state).toBe('done');
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    expect((await entry(sim)).requests).toEqual({ open: 0, done: 1, carriedOver: 1 });
  });

  test('still open when the half-day is over it is overdue, and goes on asking', async () => {
    const sim = await simulated();
    expect(await stopAt(sim, 'changes', ({ state }) => state === 'needs-you')).toBe(true);
    await ask(sim, 'Bigger logo');
    const { slot } = await stateOf(sim);
    await alone(sim, slot!.endsAtMs - HOUR);
    // When it is due it is looked at, so that it shows as overdue.
    expect((await stateOf(sim)).steps['task-1']?.task?.lookAgainMs).toBe(slot!.endsAtMs + 1);
    await alone(sim, slot!.endsAtMs + HOUR);
    const after = await entry(sim);
    expect(after.risk).toBe('medium');
    const shown = after.now.find(({ step }) => step === 'task-1');
    expect(shown).toMatchObject({ status: 'needs-you' });
    expect(Date.parse(shown!.until!)).toBe(slot!.endsAtMs);
    expect((await stateOf(sim)).steps['customer-signoff']).toBeUndefined();
  });

  test('other tasks are left out as ever, and are not carried over', async () => {
    const sim = await simulated();
    const id = sim.ids[0]!;
    await addTask(sim.app, id, { title: 'Invoice', owner: 'agency', after: [], before: [] }, BY);
    await expect(say(sim.app, id, 'skip', { step: 'task-1', to: 'Pieter' }, WHY)).rejects.toThrow(/no request/);
    await say(sim.app, id, 'skip', { step: 'task-1' }, WHY);
    expect((await entry(sim)).requests).toBeUndefined();
  });

  test('where golive moves nothing there is no half-day to ask in', async () => {
    const sim = await simulated({
      answers: { registration: 'stays', hosting: 'stays', mail: 'stays', nameServers: 'stays', playbook: 'livegang-4' },
    });
    await expect(ask(sim, 'Bigger logo')).rejects.toThrow(/moves nothing/);
  });

  test.each([
    ['change-records', { ...EVERYTHING, registration: 'stays', mail: 'stays', nameServers: 'stays' }, {}],
    [
      'publish-site',
      { registration: 'ours', hosting: 'ours', mail: 'ours', nameServers: 'ours' },
      { zoneAt: 'new', hostingAt: 'new', mailAt: 'new', signed: false, registrationAt: 'new' },
    ],
  ] as const)('comes after %s where that moves the traffic', async (mover, answers, scenario) => {
    const sim = await simulated({ answers, scenario });
    await ask(sim, 'Bigger logo');
    expect((await stateOf(sim)).tasks[0]?.after).toEqual([mover]);
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
  });
});
