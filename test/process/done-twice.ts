import type { Moved } from './move.ts';

/** Calls that cost money or cannot be taken back: the world must have executed each exactly as often as when nobody died. */
const EXACTLY = [
  'newHosting.order',
  'newHosting.payOrder',
  'newMailHost.orderLicences',
  'gainingRegistrar.requestTransfer',
  'gainingRegistrar.payTransfer',
  'gainingRegistrar.confirmTransfer',
];

/**
 * Calls that the world executed more often than it may have, or which cost money and were left out. Setting the same again is allowed once for
 * each death; setting it less often is a matter of who came first, and shows in how the world was left.
 */
export function doneTwice(run: Pick<Moved, 'counters' | 'kills'>, control: Pick<Moved, 'counters'>): string[] {
  const deaths = Object.values(run.kills).reduce((sum, count) => sum + count, 0);
  return [...new Set([...Object.keys(run.counters), ...Object.keys(control.counters)])].flatMap((call) => {
    const times = run.counters[call] ?? 0;
    const expected = control.counters[call] ?? 0;
    const right = EXACTLY.includes(call) ? times === expected : times <= expected + deaths;
    return right ? [] : [`${call}: ${times}, not ${expected}`];
  });
}
