import { describe, expect, test } from 'vitest';
import { book, confirmBooking } from '../../src/app/book.ts';
import { nextFreeSlots, projectOf } from '../../src/app/calendar.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { Simulated } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf } from './stop-at.ts';

const BY = { by: 'Anna (agency)' };
const CUSTOMER = { by: 'De Zon, by phone' };
const signal = new AbortController().signal;

/** A project with a hold, whose people do all but confirm and book. */
async function held(answers: Readonly<Record<string, unknown>> = EVERYTHING, scenario = {}) {
  const sim = await simulated({ answers, scenario });
  const id = sim.ids[0]!;
  await say(sim.app, id, 'approve', {}, BY);
  const [slot] = await nextFreeSlots(sim.app, 1, await projectOf(sim.app, id));
  await book(sim.app, id, { slot: slot!, hold: true }, BY);
  return sim;
}

/** They leave alone what wants one of these. */
async function until(sim: Simulated, untilMs: number, leave: readonly string[] = ['slot', 'confirmation']) {
  const agency = {
    act: async () => {
      const { steps } = await stateOf(sim);
      const asks = Object.values(steps).filter(({ state }) => state === 'needs-you' || state === 'undoing');
      return asks.length > 0 && asks.every(({ task }) => leave.includes(task?.wants ?? '')) ? [] : sim.agency.act();
    },
  };
  await runThrough(sim.app, agency, sim.ids, { signal, untilMs });
  sim.clock.jumpTo(untilMs);
  await runThrough(sim.app, agency, sim.ids, { signal, untilMs });
}

const cutover = async (sim: Simulated) =>
  (await stateOf(sim)).effects.filter(({ step }) =>
    ['freeze-content', 'copy-site-delta', 'change-delegation', 'change-records', 'publish-site'].includes(step),
  );

describe('a half-day that is only held', () => {
  test('asks the customer, by name and until when, in the status too', async () => {
    const sim = await held();
    const { slot } = await stateOf(sim);
    await until(sim, slot!.heldUntilMs! - MINUTE);
    const { task } = (await stateOf(sim)).steps['wait-for-slot']!;
    expect(task).toMatchObject({
      owner: 'customer',
      wants: 'confirmation',
      dueMs: slot!.heldUntilMs,
      text: { text: 'task.wait-for-slot.confirm', values: { until: slot!.heldUntilMs } },
    });
    const { migrations } = await statusDocument(sim.app, { domain: sim.ids[0]! });
    expect(migrations[0]!.now.find(({ step }) => step === 'wait-for-slot')).toMatchObject({
      wants: 'confirmation',
      who: migrations[0]!.project.customer,
    });
    await expect(say(sim.app, sim.ids[0]!, 'done', { step: 'wait-for-slot' }, BY)).rejects.toThrow(
      /waits for confirmation/,
    );
  });

  test('confirmed at the last moment it is a half-day like any other', async () => {
    const sim = await held();
    const { slot } = await stateOf(sim);
    await until(sim, slot!.heldUntilMs! - 1);
    await confirmBooking(sim.app, sim.ids[0]!, CUSTOMER);
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    const { startedMs } = (await stateOf(sim)).steps['change-delegation']!;
    expect(startedMs).toBeGreaterThanOrEqual(slot!.startsAtMs);
    expect(startedMs).toBeLessThan(slot!.endsAtMs);
  });

  test('runs out while nobody looks: nothing happens in it, and another one is asked for', async () => {
    const sim = await held();
    const { slot } = await stateOf(sim);
    await until(sim, slot!.heldUntilMs! - MINUTE);
    sim.clock.jumpTo(slot!.startsAtMs + MINUTE);
    await until(sim, slot!.endsAtMs);
    expect((await stateOf(sim)).steps['wait-for-slot']?.task).toMatchObject({ owner: 'agency', wants: 'slot' });
    expect(await cutover(sim)).toEqual([]);
    await expect(confirmBooking(sim.app, sim.ids[0]!, CUSTOMER)).rejects.toThrow(/run out|nothing is booked/);
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    expect((await stateOf(sim)).steps['change-delegation']!.startedMs).toBeGreaterThan(slot!.endsAtMs);
  });

  test('is nobody’s permission, whatever the journal says of its half-day', async () => {
    const sim = await held();
    const id = sim.ids[0]!;
    const { slot } = await stateOf(sim);
    await until(sim, slot!.heldUntilMs! - MINUTE);
    // A hold that lasts into its half-day, which no rule allows, and an engine that sees it there.
    const { seq } = await stateOf(sim);
    const event = { type: 'booked', slot: { ...slot!, heldUntilMs: slot!.endsAtMs } } as const;
    const booking = (await sim.app.store.bookingOf((await stateOf(sim)).projectId))!;
    await sim.app.store.book(
      { ...booking, places: 2, heldUntilMs: slot!.endsAtMs, expected: slot!.slot },
      {
        atMs: sim.clock.now(),
        by: 'Anna',
      },
    );
    const projection = { status: 'needs-you', projectId: 'p', dueMs: 0, summary: {} } as never;
    await sim.app.store.append(id, seq, [{ atMs: sim.clock.now(), by: 'Anna', event }], projection);
    await until(sim, slot!.startsAtMs + MINUTE);
    expect((await stateOf(sim)).steps['wait-for-slot']?.task?.wants).toBe('confirmation');
    expect(await cutover(sim)).toEqual([]);
  });
});
