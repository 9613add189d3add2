import { corpusHere } from '../dns/corpus.ts';
import { LIMIT_MS, runMutations } from '../dns/mutations-run.ts';

const ROUND = 50_000;

/**
 * `npm run bench -- mutations`: so many mutated packets (N, default 1,000,000; SEED, default 1) through what reads and judges messages. Exits 1
 * when one threw, took too long or was not what it was after being written again.
 */
export function mutations(): void {
  const count = Number(process.env['N'] ?? 1_000_000);
  const seed = Number(process.env['SEED'] ?? 1);
  const begun = performance.now();
  const sum = { packets: 0, accepted: 0, compared: 0, worstMs: 0, measuredAgain: 0, failures: [] as string[] };
  for (let round = 0; sum.packets < count && sum.failures.length === 0; round++) {
    const one = runMutations(Math.min(ROUND, count - sum.packets), seed + round);
    sum.packets += one.packets;
    sum.accepted += one.accepted;
    sum.compared += one.compared;
    sum.worstMs = Math.max(sum.worstMs, one.worstMs);
    sum.measuredAgain += one.measuredAgain;
    sum.failures.push(...one.failures);
  }
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `\nMutated packets, seed ${seed}${corpusHere ? ', those of c-ares among them' : ', our own alone: ../shared/corpora is not here'}`,
  );
  console.log(
    `${sum.packets} read in ${seconds.toFixed(1)} s; ${sum.accepted} accepted, ${sum.compared} of them as dns-packet reads them`,
  );
  console.log(
    `worst ${sum.worstMs.toFixed(2)} ms of ${LIMIT_MS} ms allowed; ${sum.measuredAgain} measured again; ${sum.failures.length} failures`,
  );
  for (const failure of sum.failures) console.log(failure);
  if (sum.failures.length > 0) process.exitCode = 1;
}
