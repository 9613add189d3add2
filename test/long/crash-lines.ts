import type { Verdict } from '../crash/ground.ts';

/** All that must be nothing. */
export function amiss({ duplicates, undone, lost, faults, migrations, done }: Verdict): number {
  return duplicates + undone + lost.length + faults.length + (migrations - done);
}

export function told(verdict: Verdict): string {
  const { duplicates, undone, lost, faults, migrations, done, acknowledged, asked } = verdict;
  const details = [...lost, ...faults].slice(0, 5);
  return [
    `${duplicates} duplicates`,
    `${undone} settings undone by an earlier one`,
    `${lost.length} lost of ${acknowledged} acknowledged events`,
    `${faults.length} faults of the store`,
    `${done} of ${migrations} migrations done`,
    `a person was asked ${asked} times`,
    ...(details.length === 0 ? [] : [details.join(', ')]),
  ].join(', ');
}
