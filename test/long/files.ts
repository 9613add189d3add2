import { damagedFiles } from '../files/cases.ts';
import { eachByteFlipped } from '../files/flips.ts';
import type { LongRun } from './line.ts';

/** `npm run test:long -- files [CASES [SEED]]` */
const files: LongRun = async ([cases = '3000', seed = '0']) => {
  const began = performance.now();
  const { violations, outcomes, slowestMs } = await damagedFiles(Number(cases), Number(seed));
  for (const line of violations) console.error(line);
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const damaged = {
    gate: `${cases} stores cut, zeroed or flipped: a prefix of what was acknowledged, or a refusal; else 0`,
    measured:
      `${violations.length} otherwise; ${outcomes.refused} refused, ${outcomes['refused in part']} refused in part, ` +
      `${outcomes.earlier} a prefix, ${outcomes.whole} whole; slowest ${Math.round(slowestMs)} ms, ${seconds()} s`,
    met: violations.length === 0,
  };
  if (Number(cases) < 1000) return [damaged];
  const { flips, missed } = await eachByteFlipped(200, 1);
  return [
    damaged,
    {
      gate: 'each byte of a journal of 200 events flipped: doctor finds 100 %',
      measured: `${flips - missed.length} of ${flips} found; ${seconds()} s`,
      met: missed.length === 0,
    },
  ];
};

export default files;
