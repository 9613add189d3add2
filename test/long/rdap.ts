import { readMutatedRdap } from '../registration/mutated-rdap.ts';
import type { LongRun } from './line.ts';

const RUNS = 500_000;
const MOST_MS = 100;

/** `npm run test:long -- rdap [RUNS]`: RDAP answers, mutated. */
const longRun: LongRun = async ([runs = String(RUNS)]) => {
  const count = Number(runs);
  const gate = `mutated RDAP answers: 0 uncaught, none over ${MOST_MS} ms for each 64 kB`;
  try {
    const { slowestMs } = readMutatedRdap(count);
    return [{ gate, measured: `${count} answers, slowest ${slowestMs.toFixed(1)} ms`, met: slowestMs < MOST_MS }];
  } catch (thrown) {
    return [{ gate, measured: String(thrown), met: false }];
  }
};

export default longRun;
