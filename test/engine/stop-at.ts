import { runThrough } from '../../src/app/run-through.ts';
import type { MigrationState, StepRecord } from '../../src/domain/migration.ts';
import { foldAll } from '../../src/domain/migration.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Simulated } from './simulated-app.ts';

const signal = new AbortController().signal;
class Enough extends Error {}

/** A migration as its journal tells it now. */
export async function stateOf(sim: Simulated, index = 0): Promise<MigrationState> {
  return foldAll(await sim.app.store.readJournal(sim.ids[index]!));
}

/** Runs engine and agency until a step has come so far, then stands still. Answers whether it ever did. */
export async function stopAt(
  sim: Simulated,
  step: string,
  hasCome: (record: StepRecord) => boolean,
  days = 40,
): Promise<boolean> {
  const arrived = async () => {
    const record = (await stateOf(sim)).steps[step];
    return record !== undefined && hasCome(record);
  };
  const onPass = async () => {
    if (await arrived()) throw new Enough();
  };
  try {
    await runThrough(sim.app, sim.agency, sim.ids, { signal, untilMs: sim.app.clock.now() + days * DAY, onPass });
  } catch (thrown) {
    if (!(thrown instanceof Enough)) throw thrown;
  }
  return arrived();
}

/** Goes on from where it stands, to the end or for so many days. */
export async function goOn(sim: Simulated, days = 60) {
  return runThrough(sim.app, sim.agency, sim.ids, { signal, untilMs: sim.app.clock.now() + days * DAY });
}
