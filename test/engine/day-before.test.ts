import { describe, expect, test } from 'vitest';
import { reschedule, unbook } from '../../src/app/book.ts';
import { nextFreeSlots, projectOf } from '../../src/app/calendar.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { dayBefore } from '../../src/steps/day-before.ts';
import { Rig } from '../steps/rig.ts';
import type { Simulated, SimulatedOptions } from './simulated-app.ts';
import { simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const BY = { by: 'Anna (agency)' };
const signal = new AbortController().signal;

async function alone(sim: Simulated, untilMs: number): Promise<void> {
  await runThrough(sim.app, { act: async () => [] }, sim.ids, { signal, untilMs });
  sim.clock.jumpTo(untilMs);
  await runThrough(sim.app, { act: async () => [] }, sim.ids, { signal, untilMs });
}
const own = async (sim: Simulated) => (await stateOf(sim)).steps['day-before'];
const breakZone = ({ world }: Simulated, address = '127.9.9.9') =>
  world.people.putRrsets('new', world.domain, [rrset(`www.${world.domain}` as Fqdn, 'A', 300, [address])]);

/** Approved, and booked for two weeks from now. */
async function booked(slot = '2027-01-27/morning', options: SimulatedOptions = {}) {
  const sim = await simulated({ scenario: { signed: false }, ...options });
  expect(await stopAt(sim, 'wait-for-slot', ({ waitsFor }) => waitsFor !== undefined)).toBe(true);
  await reschedule(sim.app, sim.ids[0]!, { slot }, BY);
  return { sim, startMs: (await stateOf(sim)).slot!.startsAtMs };
}

/** Every look it took at the world, by the journal; and how far it is through. */
const looks = async (sim: Simulated) => {
  const events = await sim.app.store.readJournal(sim.ids[0]!);
  const at = events.flatMap(({ event }) =>
    event.type === 'step' && event.step === 'day-before' ? [event.detail.facts?.['lookedMs']] : [],
  );
  return [...new Set(at.filter((ms) => typeof ms === 'number'))] as number[];
};

describe('the day before', () => {
  test('everything is checked from 24 hours before, every two hours, and not once earlier', async () => {
    const { sim, startMs } = await booked('2027-01-20/morning');
    await alone(sim, startMs - DAY - 1);
    expect(await looks(sim)).toEqual([]);
    expect((await own(sim))?.waitsFor?.reason.text).toBe('task.day-before.until');
    await alone(sim, startMs + MINUTE);
    const at = await looks(sim);
    expect(at.length).toBeGreaterThanOrEqual(11);
    expect(at.length).toBeLessThanOrEqual(13);
    expect(at[0]! - (startMs - DAY)).toBeLessThan(MINUTE);
    for (const [index, ms] of at.slice(1).entries()) expect(ms - at[index]!).toBeLessThanOrEqual(2 * HOUR + 2 * MINUTE);
    expect(startMs - at.at(-1)!).toBeLessThanOrEqual(2 * HOUR + MINUTE);
    expect(await own(sim)).toMatchObject({ state: 'done', facts: { verdict: 'go', slotStartsAtMs: startMs } });
  });

  test('what is found reaches the agency with its reason, and goes away when it is mended', async () => {
    const { sim, startMs } = await booked('2027-01-20/morning');
    await alone(sim, startMs - 20 * HOUR);
    breakZone(sim);
    await alone(sim, startMs - 17 * HOUR);
    expect((await own(sim))?.task).toMatchObject({
      owner: 'agency',
      dueMs: startMs,
      text: { text: 'task.day-before.found', values: { what: expect.stringContaining('RRSET_DIFFERS') } },
    });
    const { migrations } = await statusDocument(sim.app, { domain: sim.ids[0]! });
    const shown = migrations[0]!.now.find(({ step }) => step === 'day-before');
    expect(shown).toMatchObject({ status: 'needs-you', who: 'Anna (agency)' });
    expect(shown?.waitsFor).toMatch(/golive reschedule/);
    expect(migrations[0]!.findings.map(({ tag }) => tag)).toContain('RRSET_DIFFERS');

    breakZone(sim, '127.77.0.61');
    const { world } = sim;
    const zones = (
      world.snapshot() as unknown as { zones: { new: Record<string, { rrsets: { name: string; type: string }[] }> } }
    ).zones;
    expect(zones.new[world.domain]!.rrsets.some(({ name }) => name.startsWith('www.'))).toBe(true);
    await say(sim.app, sim.ids[0]!, 'retry', { step: 'create-zone' }, BY);
    await alone(sim, startMs - 12 * HOUR);
    expect((await own(sim))?.state).toBe('waiting');
    expect((await own(sim))?.findings).toBeUndefined();
  });

  test('it holds nothing up: what was mended after its last look goes live', async () => {
    const { sim, startMs } = await booked('2027-01-20/morning');
    await alone(sim, startMs - HOUR);
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    const { startedMs } = (await stateOf(sim)).steps['change-delegation']!;
    expect(startedMs! - startMs).toBeLessThan(HOUR);
  });

  test('with less than a day left it looks at once', async () => {
    const { sim, startMs } = await booked('2027-01-20/morning');
    const { facts } = { facts: (await own(sim))?.facts };
    expect(facts?.['lookedMs']).toBeFalsy();
    // Nobody worked for days.
    sim.clock.jumpTo(startMs - 5 * HOUR);
    await alone(sim, startMs - 5 * HOUR + 2 * MINUTE);
    expect((await looks(sim)).length).toBe(1);
  });

  test.each(['unbooked', 'moved'])('%s it rests, and begins again for the next half-day', async (how) => {
    const { sim, startMs } = await booked('2027-01-20/morning');
    await alone(sim, startMs - 20 * HOUR);
    const before = (await looks(sim)).length;
    expect(before).toBeGreaterThan(0);
    if (how === 'unbooked') await unbook(sim.app, sim.ids[0]!, {}, BY);
    else await reschedule(sim.app, sim.ids[0]!, { slot: '2027-01-27/morning' }, BY);
    await alone(sim, startMs - 2 * HOUR);
    expect((await looks(sim)).length).toBe(before);
    expect((await own(sim))?.waitsFor?.reason.text).toBe(
      how === 'unbooked' ? 'task.day-before.no-slot' : 'task.day-before.until',
    );
    if (how === 'unbooked') return;
    const movedMs = (await stateOf(sim)).slot!.startsAtMs;
    await alone(sim, movedMs - 23 * HOUR);
    expect((await looks(sim)).length).toBeGreaterThan(before);
  });

  test('also when it was done: a half-day that went by is followed by another day before', async () => {
    const { sim, startMs } = await booked('2027-01-20/morning');
    await alone(sim, startMs - HOUR);
    for (const server of sim.world.servers.filter(({ kind }) => kind === 'new'))
      sim.world.faults.dns(server.address, 'timeout');
    await alone(sim, startMs + 6 * HOUR);
    for (const server of sim.world.servers.filter(({ kind }) => kind === 'new'))
      sim.world.faults.dns(server.address, undefined);
    expect((await own(sim))?.state).toBe('done');
    const [slot] = await nextFreeSlots(sim.app, 1, await projectOf(sim.app, sim.ids[0]!));
    await reschedule(sim.app, sim.ids[0]!, { slot: slot! }, BY);
    const before = (await looks(sim)).length;
    await alone(sim, sim.clock.now() + HOUR);
    expect((await own(sim))?.state).toBe('waiting');
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    expect((await looks(sim)).length).toBeGreaterThan(before + 5);
  });

  test('somebody switched early, or there is nothing to switch: it is done', async () => {
    const { sim } = await booked('2027-01-20/morning');
    sim.world.people.setNameServers(sim.world.domain, ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'] as Fqdn[]);
    await alone(sim, sim.clock.now() + 2 * HOUR);
    expect((await own(sim))?.state).toBe('done');
    expect(await looks(sim)).toEqual([]);
  });
});

describe('what it asks', () => {
  const start = Date.parse('2026-12-02T08:00:00+01:00');
  const slot = { slot: '2026-12-02/morning', startsAtMs: start, endsAtMs: start + 4 * HOUR };

  test('nobody knows yet where the site will be', async () => {
    const rig = new Rig({ slot });
    // The first look asks nobody anything: it only says that it is time.
    expect((await dayBefore.observe(rig.ctx(dayBefore) as never, rig.ports, signal)).sight).toBeNull();
    expect(await rig.look(dayBefore)).toMatchObject({ kind: 'wait', facts: { lookFor: start } });
    expect(await rig.look(dayBefore)).toMatchObject({
      kind: 'ask',
      task: { text: 'task.day-before.open' },
      owner: 'agency',
      dueMs: start,
      lookAgainMs: rig.clock.now() + 2 * HOUR,
      facts: { verdict: 'no-go' },
    });
  });

  test('a hold that has lapsed is no half-day', async () => {
    const lapsed = { ...slot, heldUntilMs: start - DAY };
    expect(await new Rig({ slot: lapsed }).look(dayBefore)).toMatchObject({
      kind: 'wait',
      reason: { text: 'task.day-before.no-slot' },
    });
  });
});
