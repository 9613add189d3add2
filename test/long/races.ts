import { postgresBook, sqliteBook } from '../races/judge.ts';
import type { RaceFigures } from '../races/races.ts';
import { CLIENTS, race } from '../races/races.ts';
import { postgresPrograms, startPostgres } from '../real/kit/postgres.ts';
import type { Line, LongRun } from './line.ts';

/** `races [RACES] [BY-COMMAND-LINE]` */
const races: LongRun = async ([count = '10000', byCommandLine = '50']) => {
  const tell = (line: string) => console.log(`  ${line}`);
  const onFile = { store: 'sqlite:FOLDER/races.db', openBook: sqliteBook, tell };
  const lines = [
    line(`${count} races on SQLite, 4 processes`, await race({ ...onFile, races: Number(count) })),
    line(
      `${byCommandLine} by the command line, SQLite`,
      await race({ ...onFile, races: Number(byCommandLine), byCommandLine: true }),
    ),
  ];
  if (postgresPrograms() === undefined)
    return [
      ...lines,
      { gate: `${count} races on PostgreSQL`, measured: 'it is not installed: test/real/install.sh', met: false },
    ];
  const postgres = await startPostgres();
  try {
    const store = { openBook: postgresBook, tell };
    lines.push(
      line(
        `${count} races on PostgreSQL, 4 processes`,
        await race({ ...store, store: postgres.database('races'), races: Number(count) }),
      ),
      line(
        `${byCommandLine} by the command line, PostgreSQL`,
        await race({ ...store, store: postgres.database('cli'), races: Number(byCommandLine), byCommandLine: true }),
      ),
    );
  } finally {
    await postgres.stop();
  }
  return lines;
};

function line(what: string, { faults, wouldDouble, controls, refusals }: RaceFigures): Line {
  for (const fault of faults) console.log(`  ${fault}`);
  return {
    gate: `${what}, ${CLIENTS} clients each: 0 double bookings, every loser is offered the next three`,
    measured: `${faults.length} faults, ${refusals} refused${controls === 0 ? '' : `; looking first and writing afterwards would have doubled ${wouldDouble} of ${controls}`}`,
    met: faults.length === 0 && wouldDouble === controls,
  };
}

export default races;
