import { SECOND } from '../../src/domain/time.ts';
import { fleetFigures } from '../real/fleet/figures.ts';
import { startPostgres } from '../real/kit/postgres.ts';
import type { LongRun } from './line.ts';

/**
 * Two hands: a worker then waits for its provider (50 ms an effect) for most of the time and for processors least, so that four of them, the
 * database, the provider and the measuring fit on two processors. With the 32 hands that `golive worker` has, one worker alone takes what
 * two processors give, and four would only share it.
 */
const AT_ONCE = 2;
const FLEET = 4;
const EFFECT_MS = 50;
/** As `golive worker` polls. */
const POLL_MS = 5 * SECOND;
/** What Node takes before it looks for what it can give back; without it that is a share of the machine's memory. */
const HEAP_MB = 256;
const LEAST_FACTOR = 3;
/** Of the first third's memory. */
const FLAT = 0.1;

/** `fleet [MIGRATIONS]` */
const fleet: LongRun = async ([count = '100000']) => {
  const migrations = Number(count);
  const part = Math.min(1, migrations / 100_000);
  const postgres = await startPostgres();
  try {
    const figures = await fleetFigures({
      url: postgres.database('fleet'),
      migrations,
      fleetSize: FLEET,
      atOnce: AT_ONCE,
      effectMs: EFFECT_MS,
      pollMs: POLL_MS,
      due: Math.max(50, Math.round(600 * part)),
      lagMs: Math.max(10, 60 * part) * SECOND,
      warmUpMs: 15 * SECOND,
      fleetWarmUpMs: Math.max(15, 45 * part) * SECOND,
      env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` },
      oneMs: Math.max(10, 45 * part) * SECOND,
      manyMs: Math.max(15, 150 * part) * SECOND,
      tell: (line) => console.log(`  ${line}`),
    });
    const { lagsMs, oneRate, manyRate, rssMb, twice, leftDue, exits, loadSeconds } = figures;
    const p99 = lagsMs[Math.ceil(lagsMs.length * 0.99) - 1]!;
    const p50 = lagsMs[Math.ceil(lagsMs.length * 0.5) - 1]!;
    const growth = rssMb.map(({ first, last }) => last / first - 1);
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
    return [
      {
        gate: `${migrations} migrations in the store, ${EFFECT_MS} ms an effect, ${AT_ONCE} hands each: ${FLEET} workers ≥ ${LEAST_FACTOR} × one`,
        measured: `${manyRate.toFixed(1)} against ${oneRate.toFixed(1)} effects/s: ${(manyRate / oneRate).toFixed(2)} × (stored in ${loadSeconds.toFixed(0)} s)`,
        met: manyRate >= LEAST_FACTOR * oneRate && leftDue > 0,
      },
      {
        gate: `tick lag p99 under two polls of ${POLL_MS / SECOND} s, with no alarm set`,
        measured: `p50 ${(p50 / 1000).toFixed(2)} s, p99 ${(p99 / 1000).toFixed(2)} s of ${lagsMs.length}`,
        met: p99 < 2 * POLL_MS,
      },
      {
        gate: `memory flat (--max-old-space-size=${HEAP_MB}): last third of the window against its first, less than ${percent(FLAT)} more`,
        measured: rssMb.map(({ last }, index) => `${last.toFixed(0)} MB (${percent(growth[index]!)})`).join(', '),
        met: growth.every((more) => more < FLAT),
      },
      {
        gate: 'no effect sent twice, no worker ended by itself',
        measured: `${twice} twice; ended with ${exits.join(', ')}`,
        met: twice === 0 && exits.every((exit) => exit === 0),
      },
    ];
  } finally {
    await postgres.stop();
  }
};
export default fleet;
