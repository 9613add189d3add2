import { describe, expect, test } from 'vitest';
import { simulatedMachine } from '../../src/adapters/clock/memory/index.ts';
import { aboutTheClock } from '../../src/app/engine/clock-gate.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Bench, Toy } from './bench.ts';
import { act, bench, done, START_MS, wait } from './bench.ts';

/** A step that changes one thing by one effect. */
function changing(kind: 'once' | 'keyed' | 'absolute', more: Toy = {}): Toy & { readonly sent: number[] } {
  const sent: number[] = [];
  return {
    sent,
    plan: () => (sent.length > 0 ? done : act()),
    undo: () => (sent.length > 1 ? done : act()),
    apply: (effects) => effects[kind]('it', {}, 0, async () => void sent.push(1)),
    ...more,
  };
}

async function onMachine(toys: Readonly<Record<string, Toy>>) {
  const here = await bench(toys);
  const machine = simulatedMachine(here.clock);
  const clock = machine.clock();
  await clock.keep(here.app.store);
  Object.assign(here.app, { clock });
  return { here, machine, clock };
}

const soon = async ({ clock, tick }: Bench) => {
  clock.advance(16 * MINUTE);
  await tick();
};

describe('while the clock is in doubt', () => {
  test.each([
    ['change-delegation', changing('absolute')],
    ['change-records', changing('absolute')],
    ['publish-site', changing('absolute')],
    ['order-hosting', changing('once')],
    ['pay-order', changing('keyed')],
    ['close-old-service', changing('absolute', { more: { pointOfNoReturn: true } })],
  ])('%s asks a person and sends nothing; once the clock is set right it goes on by itself', async (id, toy) => {
    const { here, machine } = await onMachine({ [id]: toy });
    machine.jump(2 * DAY);
    await here.tick();
    await soon(here);
    expect([await here.step(id), toy.sent.length]).toEqual([`needs-you engine.clock-ahead`, 0]);
    expect((await here.journal()).filter((line) => line.endsWith('asked'))).toHaveLength(1);
    await here.says('done', { step: id }); // a word about the step says nothing about the clock
    await here.tick();
    expect(toy.sent).toEqual([]);
    machine.jump(-2 * DAY);
    await soon(here);
    expect([await here.step(id), toy.sent.length]).toEqual(['done', 1]);
  });

  test('a step that turns out to send something once asks as well, as long as it lasts', async () => {
    const toy = changing('once');
    const { here, machine } = await onMachine({ a: toy });
    machine.jump(2 * DAY);
    for (let looks = 0; looks < 6; looks++) await soon(here);
    expect([await here.step('a'), toy.sent.length]).toEqual(['needs-you engine.clock-ahead', 0]);
    machine.jump(-2 * DAY);
    await soon(here);
    expect([await here.step('a'), toy.sent.length]).toEqual(['done', 1]);
  });

  test('a person who accepts the new time lets it go on', async () => {
    const toy = changing('absolute');
    const { here, machine, clock } = await onMachine({ 'change-delegation': toy });
    machine.jump(-HOUR);
    await here.tick();
    expect(await here.step('change-delegation')).toBe('needs-you engine.clock-back');
    await clock.accept(here.app.store, 'Anna');
    here.clock.advance(2 * HOUR);
    await here.tick();
    expect(await here.step('change-delegation')).toBe('done');
  });

  test('what can be taken back goes on, and so does the way back', async () => {
    const zone = changing('absolute', { after: [] });
    const parent = changing('absolute', { after: ['create-zone'] });
    const { here, machine } = await onMachine({ 'create-zone': zone, 'change-delegation': parent });
    await here.tick();
    expect([zone.sent.length, parent.sent.length]).toEqual([1, 1]);
    machine.jump(40 * DAY);
    await here.says('rollback');
    await here.tick();
    expect([zone.sent.length, parent.sent.length]).toEqual([2, 2]);
  });

  test('a wait lasts as long as it was to last', async () => {
    const dueMs = START_MS + 10 * HOUR;
    const { here, machine } = await onMachine({
      a: { plan: (_ctx, _seen, now) => (now < dueMs ? wait(dueMs) : done) },
    });
    await here.tick();
    for (const jump of [400 * DAY, -3 * DAY, 59_000, -2 * HOUR]) {
      machine.jump(jump);
      await here.tick();
      expect(await here.step('a')).toBe('waiting toy.wait');
    }
    here.clock.jumpTo(dueMs + 1000);
    await here.tick();
    expect(await here.step('a')).toBe('done');
  });
});

test('the question has the figures, in each language', () => {
  const question = aboutTheClock({ kind: 'jumped', byMs: 2 * DAY, seenMs: START_MS });
  expect(question.values).toEqual({ by: 2 * 86_400, at: START_MS });
});
