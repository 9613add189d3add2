import type { KillOutcome } from '../crash/kills.ts';
import { killLoop } from '../crash/kills.ts';
import { postgresPrograms, startPostgres } from '../real/kit/postgres.ts';
import { amiss, told } from './crash-lines.ts';
import type { Line, LongRun } from './line.ts';

const DEADLINE_MS = 180_000;
const CONTROL_KILLS = 200;
const CONTROL_DUPLICATES = 50;

/** `kills [COUNT] [SEED]`: on SQLite, on PostgreSQL, and a naive control of a fifth as many. */
const kills: LongRun = async ([count = '1000', seed = '1']) => {
  const each = { kills: Number(count), seed: Number(seed), mode: 'careful', deadlineMs: DEADLINE_MS } as const;
  const lines = [line('SQLite', await killLoop(each))];
  if (postgresPrograms() === undefined)
    lines.push({ gate: 'SIGKILL on PostgreSQL', measured: 'it is not installed', met: false });
  else {
    const postgres = await startPostgres();
    try {
      lines.push(line('PostgreSQL', await killLoop({ ...each, url: postgres.database('kills') })));
    } finally {
      await postgres.stop();
    }
  }
  const controlKills = Math.ceil((each.kills * CONTROL_KILLS) / 1000);
  const wanted = Math.floor((CONTROL_DUPLICATES * controlKills) / CONTROL_KILLS);
  const control = await killLoop({ ...each, kills: controlKills, mode: 'blind' });
  return [
    ...lines,
    {
      gate: `SIGKILL, naive control: at least ${wanted} duplicates`,
      measured: `${control.duplicates} duplicates in ${control.kills} kills, ${control.seconds} s`,
      met: control.duplicates >= wanted,
    },
  ];
};
export default kills;

function line(store: string, outcome: KillOutcome): Line {
  return {
    gate: `SIGKILL on ${store}: 0 duplicates, 0 lost`,
    measured: `${outcome.kills} kills: ${told(outcome)}, ${outcome.seconds} s`,
    met: amiss(outcome) === 0,
  };
}
