import { every, runRestarts } from '../real/fleet/restarts.ts';
import { EFFECTS_EACH } from '../real/fleet/run.ts';
import { startPostgres } from '../real/kit/postgres.ts';
import type { LongRun } from './line.ts';

const AT_ONCE = 16;
const FEWEST_MS = 5_000;
const MOST_MS = 10_000;
const DEADLINE_MS = 900_000;

/** `restarts [MIGRATIONS] [SEED]` */
const restarts: LongRun = async ([count = '5000', seed = '1']) => {
  const migrations = Number(count);
  const postgres = await startPostgres();
  try {
    const outcome = await runRestarts({
      postgres,
      database: 'restarts',
      migrations,
      atOnce: AT_ONCE,
      next: every(FEWEST_MS, MOST_MS, Number(seed)),
      seed: Number(seed),
      deadlineMs: DEADLINE_MS,
    });
    const { done, effects, twice, restarts: times, exits, faults } = outcome;
    const wanted = migrations * EFFECTS_EACH;
    const word = `${times} restarts, one every 5–10 s, 0–2 s away, ${Math.round(outcome.seconds)} s`;
    return [
      {
        gate: `PostgreSQL restarts, 2 workers of ${AT_ONCE} hands, ${migrations} migrations: all done`,
        measured: `${done} done; ${word}`,
        met: done === migrations && times > 0,
      },
      {
        gate: 'each effect counted exactly once at the provider',
        measured: `${effects} of ${wanted} effects, ${twice} sent again`,
        met: effects === wanted && twice === 0,
      },
      {
        gate: 'the workers were never restarted, and the store is sound',
        measured: `ended with ${exits.join(', ')}; ${faults.length} faults${faults.length === 0 ? '' : `: ${faults[0]}`}`,
        met: exits.every((exit) => exit === 0) && faults.length === 0,
      },
    ];
  } finally {
    await postgres.stop();
  }
};
export default restarts;
