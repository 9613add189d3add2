import type { ExtendedError } from './wire.ts';

/** Short names of the Extended DNS Error codes (RFC 8914 §4 and the IANA registry, seen 2026-11-20). */
const NAMES: Readonly<Record<number, string>> = {
  1: 'unsupported DNSKEY algorithm',
  2: 'unsupported DS digest type',
  3: 'stale answer',
  4: 'forged answer',
  5: 'DNSSEC indeterminate',
  6: 'DNSSEC bogus',
  7: 'signature expired',
  8: 'signature not yet valid',
  9: 'DNSKEY missing',
  10: 'RRSIGs missing',
  11: 'no zone key bit set',
  12: 'NSEC missing',
  13: 'cached error',
  14: 'not ready',
  15: 'blocked',
  16: 'censored',
  17: 'filtered',
  18: 'prohibited',
  19: 'stale NXDOMAIN answer',
  20: 'not authoritative',
  21: 'not supported',
  22: 'no reachable authority',
  23: 'network error',
  24: 'invalid data',
};

/** `EDE 22 no reachable authority`: the code, and the server's own words where it gave some. */
export function explain(error: ExtendedError): string {
  return `EDE ${error.code} ${error.text || (NAMES[error.code] ?? 'other')}`;
}
