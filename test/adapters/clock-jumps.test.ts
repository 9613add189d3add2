import { describe, expect, test } from 'vitest';
import { jumpingClock, simulatedMachine } from '../../src/adapters/clock/memory/index.ts';
import type { ClockShelf, TrustedClock } from '../../src/adapters/clock/trusted.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { seededRandom } from '../../src/simulation/random.ts';

const START = Date.UTC(2027, 0, 11);
/** How often a daemon looks for what is due. */
const POLL_MS = 5 * SECOND;
const JUMPS = 10_000;

interface Waited {
  readonly jumps: number;
  readonly earlyMs: number;
  readonly lateMs: number;
  readonly silent: number;
}

/** Waits of a second to a day, while somebody sets the wall clock and processes come and go; what the worst of them was, against true time. */
async function waitThrough(
  jumps: number,
  clockOf: (trusted: TrustedClock, wallMs: () => number) => () => number,
): Promise<Waited> {
  const random = seededRandom(13);
  const worst = { jumps: 0, earlyMs: 0, lateMs: 0, silent: 0 };
  const size = () => Math.round(SECOND * ((400 * DAY) / SECOND) ** random()) * (random() < 0.5 ? -1 : 1);
  while (worst.jumps < jumps) {
    const truth = jumpingClock(START);
    const machine = simulatedMachine(truth);
    const shelf: ClockShelf = openMemoryStore({ clock: truth });
    let clock = machine.clock();
    await clock.keep(shelf);
    let now = clockOf(clock, machine.wallMs);
    const waitMs = Math.round(SECOND * (DAY / SECOND) ** random());
    const dueMs = now() + waitMs;
    const pauseMs = Math.max(SECOND, waitMs / 8);
    let passMs = 0;
    while (now() < dueMs && truth.now() - START < 2 * waitMs + DAY) {
      passMs = Math.min(pauseMs * random() + 1, Math.max(dueMs - now(), 1));
      truth.advance(passMs);
      if (random() < 0.6) {
        const byMs = size();
        machine.jump(byMs);
        worst.jumps += 1;
        const off = Math.abs(machine.wallMs() - clock.now());
        if (off > 61 * SECOND && clock.doubt() === undefined) worst.silent += 1;
      }
      if (random() < 0.3) {
        clock = machine.clock();
        await clock.keep(shelf);
        now = clockOf(clock, machine.wallMs);
      }
      await clock.keep(shelf);
    }
    const tookMs = truth.now() - START;
    worst.earlyMs = Math.max(worst.earlyMs, waitMs - tookMs);
    worst.lateMs = Math.max(worst.lateMs, tookMs - waitMs - passMs);
  }
  return worst;
}

describe('ten thousand times the wall clock is set, by a second to 400 days', () => {
  test('no wait ends early or late by more than one poll, and whoever is off by more than a minute says so', async () => {
    const { jumps, earlyMs, lateMs, silent } = await waitThrough(JUMPS, (trusted) => trusted.now);
    expect(jumps).toBeGreaterThanOrEqual(JUMPS);
    expect(earlyMs).toBeLessThanOrEqual(POLL_MS);
    expect(lateMs).toBeLessThanOrEqual(POLL_MS);
    expect(silent).toBe(0);
  });

  test('whoever goes by the wall clock ends waits hours too early', async () => {
    const { earlyMs } = await waitThrough(2_000, (_trusted, wallMs) => wallMs);
    expect(earlyMs).toBeGreaterThan(HOUR);
  });
});

describe('a trusted clock', () => {
  const rig = async () => {
    const truth = jumpingClock(START);
    const machine = simulatedMachine(truth);
    const store = openMemoryStore({ clock: truth });
    const begin = async () => {
      const clock = machine.clock();
      await clock.keep(store);
      return clock;
    };
    return { truth, machine, store, begin, first: await begin() };
  };

  test('of a process that starts after the jump knows of it, and the same time as those before', async () => {
    const { truth, machine, begin, first } = await rig();
    truth.advance(HOUR);
    machine.jump(2 * DAY);
    const second = await begin();
    for (const clock of [first, second]) {
      expect(clock.now()).toBe(START + HOUR);
      expect(clock.doubt()).toEqual({ kind: 'jumped', byMs: 2 * DAY, seenMs: START + HOUR });
    }
  });

  test('a person’s word reaches the others at their next look into the store', async () => {
    const { machine, store, begin, first } = await rig();
    expect(first.isAccepted?.()).toBe(false);
    machine.jump(2 * DAY);
    const second = await begin();
    await second.accept(store, 'Anna');
    expect([second.now(), second.doubt()]).toEqual([START + 2 * DAY, undefined]);
    expect([first.isAccepted?.(), second.isAccepted?.()]).toEqual([false, true]);
    expect(first.doubt()).toBeDefined();
    await first.keep(store);
    expect(first.isAccepted?.()).toBe(true);
    expect([first.now(), first.doubt()]).toEqual([START + 2 * DAY, undefined]);
    expect((await store.readClock('boot-1'))?.acceptedBy).toBe('Anna');
  });

  test('what an older process keeps does not undo a person’s word', async () => {
    const { truth, machine, store, begin, first } = await rig();
    machine.jump(2 * DAY);
    const old = { ...(await store.readClock('boot-1'))! };
    await (await begin()).accept(store, 'Anna');
    await store.keepClock(old);
    truth.advance(HOUR);
    await first.keep(store);
    expect(first.doubt()).toBeUndefined();
  });

  test('after a start of the machine a wall clock behind the record is doubted, by every process, until a person has spoken', async () => {
    const { truth, machine, store, begin } = await rig();
    truth.advance(DAY);
    await (await begin()).keep(store);
    machine.reboot();
    machine.jump(-HOUR);
    const second = await begin();
    expect(second.doubt()).toEqual({ kind: 'behind', byMs: -HOUR, seenMs: START + DAY - HOUR });
    truth.advance(3 * HOUR);
    const third = await begin();
    expect(third.doubt()?.kind).toBe('behind');
    await third.accept(store, 'Anna');
    await second.keep(store);
    expect([second.doubt(), second.isAccepted?.()]).toEqual([undefined, true]);
  });

  test('a machine that was off for a week is believed', async () => {
    const { truth, machine, begin } = await rig();
    truth.advance(7 * DAY);
    machine.reboot();
    const clock = await begin();
    expect([clock.now(), clock.doubt()]).toEqual([START + 7 * DAY, undefined]);
  });

  test('sleeps as long as was asked, whatever the wall clock does', async () => {
    const { truth, machine, first } = await rig();
    machine.jump(MINUTE * 50);
    await first.sleepUntil(first.now() + HOUR, new AbortController().signal);
    expect(truth.now() - START).toBe(HOUR);
  });
});
