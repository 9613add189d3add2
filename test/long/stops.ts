import type { StopOptions, StopOutcome } from '../crash/stops.ts';
import { stopLoop } from '../crash/stops.ts';
import { postgresPrograms, startPostgres } from '../real/kit/postgres.ts';
import { amiss, told } from './crash-lines.ts';
import type { Line, LongRun } from './line.ts';

const DEADLINE_MS = 180_000;
const CONTROL_STOPS = 100;
const CONTROL_DUPLICATES = 40;

/** `stops [COUNT] [SEED]`: on SQLite, on PostgreSQL, and two controls of a fifth as many: the lease alone, and no check before the first byte. */
const stops: LongRun = async ([count = '500', seed = '1']) => {
  const each = { stops: Number(count), seed: Number(seed), mode: 'careful', deadlineMs: DEADLINE_MS } as const;
  // Stopped processes cost nothing: two loops fit beside each other.
  const lines = await Promise.all([stopLoop(each).then((outcome) => line('SQLite', outcome)), onPostgres(each)]);
  const controlStops = Math.ceil(each.stops / 5);
  const wanted = Math.floor((CONTROL_DUPLICATES * controlStops) / CONTROL_STOPS);
  const [control, unchecked] = await Promise.all([
    stopLoop({ ...each, stops: controlStops, mode: 'blind' }),
    stopLoop({ ...each, stops: Math.max(60, controlStops), lastCheck: false }),
  ]);
  return [
    ...lines,
    {
      gate: `SIGSTOP, control with the lease only: at least ${wanted} second effects`,
      measured: `${control.duplicates} in ${control.stops} stops, ${control.seconds} s`,
      met: control.duplicates >= wanted,
    },
    {
      gate: 'SIGSTOP, control without the check before the first byte: at least 1',
      measured: `${unchecked.duplicates} second effects and ${unchecked.undone} settings undone in ${unchecked.stops} stops, ${unchecked.seconds} s`,
      met: unchecked.duplicates + unchecked.undone >= 1,
    },
  ];
};
export default stops;

async function onPostgres(each: StopOptions): Promise<Line> {
  if (postgresPrograms() === undefined)
    return { gate: 'SIGSTOP on PostgreSQL', measured: 'it is not installed', met: false };
  const postgres = await startPostgres();
  try {
    return line('PostgreSQL', await stopLoop({ ...each, url: postgres.database('stops') }));
  } finally {
    await postgres.stop();
  }
}

function line(store: string, outcome: StopOutcome): Line {
  const { connecting, got, anywhere } = outcome.aimed;
  return {
    gate: `SIGSTOP past the lease on ${store}: 0 second effects`,
    measured:
      `${outcome.stops} stops (${connecting} between intent and first byte, ${got} with the request at the provider, ` +
      `${anywhere} anywhere): ${told(outcome)}, ${outcome.seconds} s`,
    met: amiss(outcome) === 0,
  };
}
