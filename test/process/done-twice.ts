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

/** Calls that the world executed more often than it may have, with what was allowed. Setting the same again is allowed once for each death. */
export function doneTwice(run: Pick<Moved, 'counters' | 'kills'>, control: Pick<Moved, 'counters'>): string[] {
  const deaths = Object.values(run.kills).reduce((sum, count) => sum + count, 0);
  return [...new Set([...Object.keys(run.counters), ...Object.keys(control.counters)])].flatMap((call) => {
    const times = run.counters[call] ?? 0;
    const expected = control.counters[call] ?? 0;
    const most = EXACTLY.includes(call) ? expected : expected + deaths;
    return times > most || times < expected ? [`${call}: ${times}, not ${expected}`] : [];
  });
}
