import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { book, reschedule, unbook } from '../../src/app/book.ts';
import { nextFreeSlots, projectOf } from '../../src/app/calendar.ts';
import { load } from '../../src/app/record.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import { standingOf } from '../../src/app/standing.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { statusOf } from '../../src/domain/status.ts';
import { DAY, HOUR, ttlToMs } from '../../src/domain/time.ts';
import { Died, interposed } from './interposed-store.ts';
import type { Simulated, SimulatedOptions } from './simulated-app.ts';
import { simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const BY = { by: 'Anna (agency)' };
const signal = new AbortController().signal;
const BOTH = ['lower-ttl', 'remove-ds'];

interface Outside {
  readonly registrations: Record<string, { readonly ds: readonly string[]; readonly nameServers: readonly string[] }>;
  readonly zones: { readonly old: Record<string, { readonly rrsets: readonly unknown[] }> };
}
/** What the customer is served with today, as the simulated Internet has it. */
const servedBy = ({ world }: Simulated) => {
  const { registrations, zones } = world.snapshot() as unknown as Outside;
  const { ds, nameServers } = registrations[world.domain]!;
  const rrsets = zones.old[world.domain]!.rrsets.map((set) => JSON.stringify(set)).sort();
  return { ds, nameServers, rrsets };
};

const waiting = (sim: Simulated) => stopAt(sim, 'wait-for-slot', ({ waitsFor }) => waitsFor !== undefined);
const standing = async (sim: Simulated) => standingOf(await load(sim.app, sim.ids[0]!)).map(({ step }) => step);
const stateIn = async (sim: Simulated, step: string) => (await stateOf(sim)).steps[step]?.state;

/** The engine alone: nobody answers, nobody books. */
async function alone(sim: Simulated, hours = 24): Promise<void> {
  const agency = { act: async () => [] };
  await runThrough(sim.app, agency, sim.ids, { signal, untilMs: sim.app.clock.now() + hours * HOUR });
}

async function prepared(options: SimulatedOptions = {}) {
  const sim = await simulated({ ...options, scenario: { dsTtlSeconds: 7200, ...options.scenario } });
  const before = servedBy(sim);
  expect(await waiting(sim)).toBe(true);
  expect(servedBy(sim)).not.toEqual(before);
  return { sim, before };
}

async function bookAgain(sim: Simulated) {
  const [slot] = await nextFreeSlots(sim.app, 1, await projectOf(sim.app, sim.ids[0]!));
  await book(sim.app, sim.ids[0]!, { slot: slot! }, BY);
}

describe('a half-day is given back with what was done ahead of it', () => {
  test('the TTLs and the DS are as they were, nothing else is touched, and all of it is done again for the next one', async () => {
    const { sim, before } = await prepared({ probe: true });
    expect(await standing(sim)).toEqual(BOTH);
    const zoneThere = JSON.stringify(sim.world.snapshot()).includes('"new":{"bakkerij-dezon.example."');
    await unbook(sim.app, sim.ids[0]!, { taken: 'undo' }, BY);
    expect(await standing(sim)).toEqual([]);
    await alone(sim);
    expect(servedBy(sim)).toEqual(before);
    expect(JSON.stringify(sim.world.snapshot()).includes('"new":{"bakkerij-dezon.example."')).toBe(zoneThere);
    for (const step of BOTH) expect(await stateIn(sim, step)).toBe('undone');
    expect(await stateIn(sim, 'create-zone')).toBe('done');
    expect((await stateOf(sim)).steps['wait-for-slot']?.task?.wants).toBe('slot');
    const { playbook, state } = await load(sim.app, sim.ids[0]!);
    expect(statusOf(playbook, state)).toBe('needs-you');

    await bookAgain(sim);
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    const { steps } = await stateOf(sim);
    const startedMs = steps['change-delegation']!.startedMs!;
    expect(startedMs - Number(steps['remove-ds']!.facts?.['goneAtMs'])).toBeGreaterThanOrEqual(ttlToMs(7200));
    expect(startedMs).toBeGreaterThanOrEqual(Number(steps['lower-ttl']!.facts?.['untilMs']));
    expect(sim.prober!.failures).toEqual({});
  });

  test('early in the preparations: another half-day is asked for all the same', async () => {
    const sim = await simulated({ scenario: { hostingInstallSeconds: 3 * 86_400 } });
    expect(await stopAt(sim, 'lower-ttl', ({ state }) => state === 'done', 2)).toBe(true);
    expect(await standing(sim)).toEqual(['lower-ttl']);
    await unbook(sim.app, sim.ids[0]!, { taken: 'undo' }, BY);
    await alone(sim, 1);
    expect((await stateOf(sim)).steps['wait-for-slot']?.task?.wants).toBe('slot');
    await bookAgain(sim);
    await alone(sim, 1);
    expect((await stateOf(sim)).steps['wait-for-slot']?.waitsFor?.for).toBe('time');
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
  });

  test('where it is kept nothing is undone', async () => {
    const { sim } = await prepared();
    const lowered = servedBy(sim);
    await unbook(sim.app, sim.ids[0]!, { taken: 'keep' }, BY);
    await alone(sim);
    expect(servedBy(sim)).toEqual(lowered);
    expect(await standing(sim)).toEqual(BOTH);
  });

  test('moved by weeks: it is taken back now, and done again by itself in good time', async () => {
    const { sim, before } = await prepared();
    await reschedule(sim.app, sim.ids[0]!, { slot: '2027-02-03/morning', taken: 'undo' }, BY);
    const { slot } = await stateOf(sim);
    await alone(sim);
    expect(servedBy(sim)).toEqual(before);
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    const { steps } = await stateOf(sim);
    for (const step of BOTH) {
      const { startedMs, doneMs } = steps[step]!;
      expect(slot!.startsAtMs - startedMs!).toBeLessThanOrEqual(8 * DAY);
      expect(doneMs).toBeLessThan(slot!.startsAtMs);
    }
    expect(steps['change-delegation']!.startedMs).toBeGreaterThanOrEqual(slot!.startsAtMs);
  });

  test('booked again before it was taken back: it goes all the way back, and begins anew', async () => {
    const { sim } = await prepared();
    await unbook(sim.app, sim.ids[0]!, { taken: 'undo' }, BY);
    await bookAgain(sim);
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    const events = await sim.app.store.readJournal(sim.ids[0]!);
    const of = (name: string) =>
      events.flatMap(({ event }) => (event.type === 'step' && event.event === name ? [event.step] : []));
    expect(of('undone').sort()).toEqual(BOTH);
  });

  test('nobody has an API: people put it back, and say so', async () => {
    const { sim, before } = await prepared({ without: ['oldDnsHost', 'losingRegistrar'] });
    await unbook(sim.app, sim.ids[0]!, { taken: 'undo' }, BY);
    await alone(sim, 1);
    const { playbook, state } = await load(sim.app, sim.ids[0]!);
    expect([statusOf(playbook, state), state.steps['remove-ds']?.task?.text.text]).toEqual([
      'needs-you',
      'dns.remove-ds.put-back',
    ]);
    const people = sim.world.people as { setDs: (domain: Fqdn, ds: readonly string[]) => void };
    const { setDs } = people;
    const set: (readonly string[])[] = [];
    people.setDs = (domain, ds) => {
      set.push(ds);
      setDs(domain, ds);
    };
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    expect(set[0]).toEqual(before.ds);
  });
});

describe('in the middle of it', () => {
  const midway = async (options: SimulatedOptions = {}) => {
    const prepared_ = await prepared(options);
    await unbook(prepared_.sim.app, prepared_.sim.ids[0]!, { taken: 'undo' }, BY);
    return prepared_;
  };

  test('the whole goes back: what was taken back is not touched again', async () => {
    const { sim, before } = await midway();
    await say(sim.app, sim.ids[0]!, 'rollback', {}, BY);
    expect([...(await goOn(sim)).values()]).toEqual(['rolled-back']);
    expect(servedBy(sim)).toEqual(before);
  });

  test('the whole goes back afterwards', async () => {
    const { sim, before } = await midway();
    await alone(sim);
    await say(sim.app, sim.ids[0]!, 'rollback', {}, BY);
    expect([...(await goOn(sim)).values()]).toEqual(['rolled-back']);
    expect(servedBy(sim)).toEqual(before);
  });

  test('cancelled afterwards: what was taken back is not left behind', async () => {
    const { sim } = await midway();
    await alone(sim);
    await expect(say(sim.app, sim.ids[0]!, 'cancel', {}, { ...BY, why: 'stays' })).rejects.toThrow(
      /^(?!.*(lower-ttl|remove-ds))/,
    );
  });

  test.each(['lower-ttl', 'remove-ds'])(
    'the answer about %s is lost: it is looked for, and put back once',
    async (step) => {
      const { sim, before } = await midway();
      const call = step === 'lower-ttl' ? 'oldDnsHost.putRrsets' : 'losingRegistrar.setDs';
      sim.world.faults.next(call, 'lost-answer');
      await alone(sim);
      expect(servedBy(sim)).toEqual(before);
      expect(await stateIn(sim, step)).toBe('undone');
    },
  );

  test('after whichever append the worker dies, the next one finishes it, and the go-live still comes to its end', async () => {
    for (let number = 1; ; number += 3) {
      let armed = Number.POSITIVE_INFINITY;
      let count = 0;
      let real: Simulated['app']['store'] | undefined;
      const sim = await simulated({
        scenario: { dsTtlSeconds: 7200 },
        store: (clock) => {
          real = openMemoryStore({ clock });
          return real;
        },
      });
      const before = servedBy(sim);
      await waiting(sim);
      await unbook(sim.app, sim.ids[0]!, { taken: 'undo' }, BY);
      armed = number;
      const dying = {
        ...sim.app,
        store: interposed(real!, (append, moment) => {
          count = append;
          if (append === armed && moment === 'after') throw new Died('struck');
        }).store,
      };
      await runThrough(dying, { act: async () => [] }, sim.ids, {
        signal,
        untilMs: sim.app.clock.now() + DAY,
      }).catch((thrown: unknown) => {
        if (!(thrown instanceof Died)) throw thrown;
      });
      const struck = count >= number;
      if (struck) sim.clock.advance(2 * HOUR);
      await alone(sim, 48);
      expect({ number, served: servedBy(sim) }).toEqual({ number, served: before });
      if (!struck) break;
    }
  }, 60_000);
});
