import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../../src/domain/time.ts';
import { fill } from './fill.ts';
import type { Fleet, FleetWorker } from './run.ts';
import { stopped, withFleet } from './run.ts';

export interface FiguresOptions {
  readonly url: string;
  /** In the store. */
  readonly migrations: number;
  readonly fleetSize: number;
  /** Hands of each worker. */
  readonly atOnce: number;
  readonly effectMs: number;
  readonly pollMs: number;
  /** Migrations whose moment comes, evenly spread over `lagMs`. */
  readonly due: number;
  readonly lagMs: number;
  readonly warmUpMs: number;
  /** Before the fleet is measured: until each of its workers has met every size that its memory comes to. */
  readonly fleetWarmUpMs: number;
  /** Of the workers. */
  readonly env: NodeJS.ProcessEnv;
  readonly oneMs: number;
  readonly manyMs: number;
  readonly tell: (line: string) => void;
}

export interface Figures {
  readonly loadSeconds: number;
  /** From the moment a migration is due until the provider hears of it, ms, in order. */
  readonly lagsMs: readonly number[];
  /** Effects per second at the provider. */
  readonly oneRate: number;
  readonly manyRate: number;
  /** Of each worker: mean memory in the first and in the last third of the fleet's window, MB. */
  readonly rssMb: readonly { readonly first: number; readonly last: number }[];
  /** In both windows together; a second time would be a fault. */
  readonly twice: number;
  /** Still due when the windows were over: nobody had run out of work. */
  readonly leftDue: number;
  readonly exits: readonly (number | string)[];
}

const LOOK_MS = 2 * SECOND;

/**
 * A full store at work. First the workers wait for what becomes due (nothing else is); then there is more due than they can do, for one
 * of them and for all of them.
 */
export function fleetFigures(options: FiguresOptions): Promise<Figures> {
  const { url, atOnce, effectMs, pollMs, migrations, fleetSize, due, lagMs, oneMs, manyMs, env, tell } = options;
  const { warmUpMs, fleetWarmUpMs } = options;
  return withFleet({ url, atOnce, effectMs, pollMs, leaseMs: 60 * SECOND }, async (fleet) => {
    const began = performance.now();
    const farMs = Date.now() + 86_400 * SECOND;
    await fill(fleet.app, migrations, (index) => farMs + index);
    const loadSeconds = (performance.now() - began) / 1000;
    tell(`${migrations} migrations stored in ${loadSeconds.toFixed(0)} s`);

    await startAll(fleet, fleetSize, env);
    const lagsMs = await lags(fleet, due, lagMs, pollMs);
    const first = await stopAll(fleet);
    tell(`${lagsMs.length} lags measured`);

    // More than all of them can do in their windows; half as much again as their hands could do if nothing but the provider took time.
    const seconds = (warmUpMs + fleetWarmUpMs + oneMs + manyMs) / 1000;
    const backlog = Math.min(migrations - due, Math.ceil((fleetSize * atOnce * seconds * 1000) / effectMs / 2));
    await becomeDue(fleet, due, backlog, () => Date.now());
    tell(`${backlog} more became due`);
    await startAll(fleet, 1, env);
    await pause(warmUpMs);
    const oneRate = await rate(fleet, oneMs);
    tell(`one worker: ${oneRate.toFixed(1)} effects/s`);
    await startAll(fleet, fleetSize - 1, env);
    await pause(fleetWarmUpMs);
    const running = fleet.workers.slice(-fleetSize);
    const watching = watchMemory(running, manyMs);
    const manyRate = await rate(fleet, manyMs);
    const rssMb = await watching;
    tell(`${fleetSize} workers: ${manyRate.toFixed(1)} effects/s`);
    const exits = [...first, ...(await stopAll(fleet))];
    const { twice } = await fleet.counts();
    const left = await fleet.app.store.nextDueMs();
    return {
      loadSeconds,
      lagsMs,
      oneRate,
      manyRate,
      rssMb,
      twice,
      leftDue: left !== undefined && left < Date.now() ? 1 : 0,
      exits,
    };
  });
}

async function startAll(fleet: Fleet, count: number, env: NodeJS.ProcessEnv): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => fleet.start({}, env)));
}

function stopAll(fleet: Fleet): Promise<(number | string)[]> {
  const running = fleet.workers.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  return Promise.all(running.map(stopped));
}

/** Moves the moments of `count` migrations from the `first` on, as a person's word does: through the store's port. */
async function becomeDue(fleet: Fleet, first: number, count: number, dueMs: (index: number) => number): Promise<void> {
  const { store } = fleet.app;
  let next = 0;
  const one = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const id = `m-fleet-${first + index}`;
      const [found] = await store.listProjections({ limit: 1, ids: [id] });
      const { seq } = (await store.readJournal(id)).at(-1)!;
      await store.append(id, seq, [], { ...found!.projection, dueMs: dueMs(index) });
    }
  };
  await Promise.all(Array.from({ length: 6 }, one));
}

async function lags(fleet: Fleet, count: number, spreadMs: number, pollMs: number): Promise<number[]> {
  const fromMs = Date.now() + 20 * SECOND;
  const dueMs = (index: number) => Math.round(fromMs + (index / count) * spreadMs);
  await becomeDue(fleet, 0, count, dueMs);
  if (Date.now() > fromMs) throw new Error('the machine is too slow for so many migrations');
  await pause(fromMs + spreadMs + 3 * pollMs - Date.now());
  const asked = await fleet.firstAskedMs();
  return Array.from(
    { length: count },
    (_, index) => (asked.get(`m-fleet-${index}-absolute`) ?? Number.POSITIVE_INFINITY) - dueMs(index),
  ).sort((a, b) => a - b);
}

async function rate(fleet: Fleet, windowMs: number): Promise<number> {
  const began = performance.now();
  const before = await fleet.counts();
  await pause(windowMs);
  const after = await fleet.counts();
  return ((after.effects - before.effects) / (performance.now() - began)) * 1000;
}

async function watchMemory(workers: readonly FleetWorker[], windowMs: number): Promise<Figures['rssMb']> {
  const samples: number[][] = [];
  for (const end = performance.now() + windowMs; performance.now() < end; await pause(LOOK_MS))
    samples.push(workers.map((worker) => worker.rssMb()));
  const third = Math.max(1, Math.floor(samples.length / 3));
  const mean = (some: readonly number[]) => some.reduce((sum, mb) => sum + mb, 0) / some.length;
  return workers.map((_, index) => ({
    first: mean(samples.slice(0, third).map((sample) => sample[index]!)),
    last: mean(samples.slice(-third).map((sample) => sample[index]!)),
  }));
}
