import type { EpochMs } from '../../src/domain/time.ts';

/** `20261201T080000`: the date and time of an offset's clocks (RFC 5545 §3.3.5), whole seconds. @throws RangeError: no moment */
export function wallStamp(at: EpochMs, offsetMs: number): string {
  return new Date(at + offsetMs).toISOString().replace(/[-:]|\.\d+Z$/g, '');
}

export function utcStamp(at: EpochMs): string {
  return `${wallStamp(at, 0)}Z`;
}
