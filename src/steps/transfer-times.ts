import type { Fqdn } from '../domain/name.ts';
import { DAY, HOUR } from '../domain/time.ts';

interface TransferTime {
  /** From a correct code to the new registrar, at worst. */
  readonly atMostMs: number;
  readonly source: string;
  readonly seen: string;
}

const AT_ONCE = HOUR;

/** How long a transfer takes at worst, by top-level domain. Too long is the smaller mistake: a person accepts an outage by it. */
const TRANSFER_TIMES: Readonly<Record<string, TransferTime>> = {
  nl: { atMostMs: AT_ONCE, source: 'SIDN: at once with the right token', seen: '2026-11-20' },
  be: { atMostMs: AT_ONCE, source: 'DNS Belgium: at once with the right code', seen: '2026-11-20' },
  de: { atMostMs: AT_ONCE, source: 'DENIC: at once with AuthInfo', seen: '2026-11-20' },
  eu: { atMostMs: 5 * DAY, source: 'EURid: at once, checks up to 5 days', seen: '2026-11-20' },
  fr: { atMostMs: 8 * DAY, source: 'AFNIC: 8 days while the losing side is silent', seen: '2026-11-20' },
  uk: { atMostMs: 2 * DAY, source: 'Nominet: tag change, up to 48 hours', seen: '2026-11-20' },
  ch: { atMostMs: AT_ONCE, source: 'SWITCH: at once with the code', seen: '2026-11-20' },
  li: { atMostMs: AT_ONCE, source: 'SWITCH: at once with the code', seen: '2026-11-20' },
  at: { atMostMs: AT_ONCE, source: 'nic.at: at once with AuthInfo', seen: '2026-11-20' },
};

/** Generic domains: the losing registrar has 5 days, 7 is usual, 10 is seen (ICANN transfer policy, registrars' pages). */
const OTHERWISE: TransferTime = { atMostMs: 10 * DAY, source: 'ICANN transfer policy', seen: '2026-11-20' };

export function transferTimeOf(domain: Fqdn): TransferTime {
  return TRANSFER_TIMES[domain.slice(0, -1).split('.').at(-1)!] ?? OTHERWISE;
}
