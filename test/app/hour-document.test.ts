import { describe, expect, test } from 'vitest';
import { hourDocument, peopleToCall, stageOf, todayHours } from '../../src/app/hour-document.ts';
import type { Project } from '../../src/domain/project.ts';
import { HOUR } from '../../src/domain/time.ts';
import { simulated } from '../engine/simulated-app.ts';
import { goOn, stopAt } from '../engine/stop-at.ts';

const SPAN = { startsAt: '2026-12-01T09:00:00+01:00', endsAt: '2026-12-01T13:00:00+01:00' };
const of = (status: string, steps: readonly string[]) =>
  ({ migration: { status }, checklist: steps.map((one) => ({ status: one })) }) as never;

describe('where a project stands beside its half-day', () => {
  const at = (time: string) => Date.parse(`2026-12-01T${time}:00+01:00`);
  const cases: readonly [string, Parameters<typeof stageOf>, ReturnType<typeof stageOf>][] = [
    ['nothing is booked', [[of('planned', ['waiting'])], undefined, at('10:00')], 'unbooked'],
    ['it is still to come', [[of('planned', ['waiting'])], SPAN, at('08:59')], 'before'],
    ['it has begun', [[of('running', ['done', 'waiting'])], SPAN, at('09:00')], 'during'],
    ['it is over and something is left', [[of('running', ['done', 'needs-you'])], SPAN, at('13:00')], 'late'],
    ['all of it is done', [[of('waiting', ['done', 'skipped'])], SPAN, at('10:00')], 'after'],
    ['one domain is left', [[of('done', []), of('running', ['waiting'])], SPAN, at('10:00')], 'during'],
    ['everything is over', [[of('done', []), of('cancelled', ['waiting'])], SPAN, at('10:00')], 'over'],
  ];
  for (const [when, asked, stage] of cases) test(`${stage}: ${when}`, () => expect(stageOf(...asked)).toBe(stage));
});

test('whoever is on duty is called first, each person once, with all that they do', () => {
  const project = {
    owner: 'Anna',
    contacts: [
      { name: 'J. Bakker', phone: '+31 10 1', language: 'nl', parts: ['login-owner', 'customer'] },
      { name: 'Anna', mail: 'anna@bakkerij.example', language: 'nl', parts: ['tester'] },
    ],
  } as unknown as Project;
  const people = [
    { name: 'Bram', phone: '+31 6 2' },
    { name: 'Anna', phone: '+31 6 1' },
  ];
  expect(peopleToCall(project, 'Bram', people)).toEqual([
    { name: 'Bram', phone: '+31 6 2', as: ['duty'] },
    { name: 'Anna', phone: '+31 6 1', mail: 'anna@bakkerij.example', as: ['owner', 'tester'] },
    { name: 'J. Bakker', phone: '+31 10 1', as: ['login-owner', 'customer'] },
  ]);
});

describe('the half-day of a whole move', () => {
  test('before: what must still happen; in it: what is next; after: who accepted it and when caches have turned', async () => {
    const sim = await simulated();
    const [id] = sim.ids as readonly [string];
    await stopAt(sim, 'collect-access', ({ state }) => state === 'done');
    const before = await hourDocument(sim.app, id);
    expect(before.stage).toBe('before');
    const ahead = before.domains[0]!.ahead.map(({ kind }) => kind);
    expect(ahead).toContain('create-zone');
    expect(ahead).toContain('approve');
    expect(ahead).not.toContain('change-delegation');
    expect(ahead).not.toContain('collect-access');
    const own = before.domains[0]!.checklist.map(({ kind }) => kind);
    expect(own[0]).toBe('wait-for-slot');
    expect(own).toContain('change-delegation');
    expect(own).toContain('customer-signoff');
    expect(own).not.toContain('request-transfer');
    expect(own).not.toContain('watch-propagation');

    await stopAt(sim, 'verify-live', ({ state }) => state === 'needs-you');
    const during = await hourDocument(sim.app, id);
    expect(during.stage).toBe('during');
    expect(during.domains[0]!.next).toMatchObject({ kind: 'verify-live', status: 'needs-you' });
    expect((await todayHours(sim.app)).hours.map(({ project }) => project.id)).toEqual([during.project.id]);

    await stopAt(sim, 'customer-signoff', ({ state }) => state === 'done');
    const after = await hourDocument(sim.app, id);
    expect(after.stage).toBe('after');
    expect(after.domains[0]!.accepted?.by).toBeDefined();
    expect(Date.parse(after.domains[0]!.cachesTurnedAt!)).toBeGreaterThan(
      Date.parse(after.domains[0]!.migration.slotStartsAt!),
    );
    expect(Date.parse(after.domains[0]!.closeAfter!)).toBeGreaterThan(Date.parse(after.domains[0]!.cachesTurnedAt!));
    await goOn(sim);
    expect((await hourDocument(sim.app, id)).stage).toBe('over');
  });

  test('a day without one says when the next is', async () => {
    const sim = await simulated();
    await stopAt(sim, 'collect-access', ({ state }) => state === 'done');
    const { hours, next } = await todayHours(sim.app);
    expect(hours).toEqual([]);
    expect(next?.slot).toBe('2027-01-13/morning');
    expect(sim.clock.now()).toBeLessThan(Date.parse('2027-01-13T00:00:00+01:00') - HOUR);
  });
});
