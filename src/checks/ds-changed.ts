import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Remembering } from './zone-memory.ts';

/** After a transfer the parent has another DS set than before: the zone's signatures are then worth nothing, or nobody can check them. */
export function dsChanged(
  { domain }: Pick<Remembering, 'domain'>,
  before: readonly string[],
  after: readonly string[],
  now: EpochMs,
): Finding {
  const shown = (ds: readonly string[]): string => ds.join(', ') || '–';
  return {
    tag: 'DS_CHANGED',
    subject: domain,
    message: message('dns.finding.ds-changed', {
      zone: displayName(domain),
      before: shown(before),
      after: shown(after),
    }),
    evidence: [{ asked: `${domain} DS`, answered: shown(after), atMs: now }],
    // Gone altogether, the domain is only less well protected.
    ...(after.length === 0 ? { severity: 'warning' as const } : {}),
  };
}
