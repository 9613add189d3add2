import type { Finding } from './finding.ts';
import { message } from './message.ts';
import type { Fqdn } from './name.ts';
import { displayName } from './name.ts';
import type { EpochMs } from './time.ts';

/** Less than this share of its life left: a person is told. */
const SOON_SHARE = 0.25;

/** What the journal knows of a code in the vault. */
export interface CodeKept {
  readonly storedMs: EpochMs;
  readonly issuedMs?: EpochMs;
  readonly expiresAtMs?: EpochMs;
}

/** A code that runs out soon, or has run out: for whoever shows the state of a migration in which it is still needed. */
export function codeFindings(domain: Fqdn, code: CodeKept | undefined, now: EpochMs): Finding[] {
  if (code?.expiresAtMs === undefined) return [];
  const { storedMs, issuedMs = storedMs, expiresAtMs } = code;
  if (expiresAtMs - now > (expiresAtMs - issuedMs) * SOON_SHARE) return [];
  const hasRunOut = now >= expiresAtMs;
  return [
    {
      tag: 'CODE_EXPIRES_SOON',
      subject: displayName(domain),
      message: message(hasRunOut ? 'code.has-run-out' : 'code.expires-soon', {
        domain: displayName(domain),
        until: expiresAtMs,
      }),
      evidence: [],
      fix: message(hasRunOut ? 'code.fix-run-out' : 'code.fix-soon', { domain: domain.slice(0, -1) }),
    },
  ];
}
