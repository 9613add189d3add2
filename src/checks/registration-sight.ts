import { z } from 'zod';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { TldOverrides, TldRule } from '../ports/tld-rule.ts';
import { isKnownStatus } from '../registration/rdap-status.ts';
import { known, tldRuleOf } from '../registration/tld-rules.ts';

/** What a decision needs of a public registration, as plain data. Moments are those the registry names. */
export const RegistrationSeen = z.object({
  outcome: z.enum(['found', 'not-found', 'unknown']),
  statuses: z.array(z.string()).readonly(),
  statusesCut: z.literal(true).exactOptional(),
  createdMs: z.number().exactOptional(),
  transferredMs: z.number().exactOptional(),
  expiresMs: z.number().exactOptional(),
  soldUntilMs: z.number().exactOptional(),
});
export type RegistrationSeen = z.infer<typeof RegistrationSeen>;

export function registrationSeen(registration: Registration): RegistrationSeen {
  const { outcome, statuses, statusesCut, expiresMs, soldUntilMs } = registration;
  const createdMs = registeredMs(registration, registration.atMs);
  const transferredMs = lastTransferMs(registration, registration.atMs);
  return {
    outcome,
    statuses: [...statuses].sort(),
    ...(statusesCut === undefined ? {} : { statusesCut }),
    ...(createdMs === undefined ? {} : { createdMs }),
    ...(transferredMs === undefined ? {} : { transferredMs }),
    ...(expiresMs === undefined ? {} : { expiresMs }),
    ...(soldUntilMs === undefined ? {} : { soldUntilMs }),
  };
}

/**
 * Whether a lock that is on would show. EPP has at least `ok` (RFC 5731 §2.3): a registry that shows statuses and tells none has not told them, and
 * one whose answer broke off may not have come to it. A word that nobody knows may be the lock.
 */
export function tellsStatuses({ statuses, statusesCut }: Pick<RegistrationSeen, 'statuses' | 'statusesCut'>): boolean {
  return statuses.some(isKnownStatus) && statusesCut === undefined;
}

/** Since when it is registered, as far as it shows. `addPeriod` lasts five days from then (RFC 3915 §3.1), and counts as `transferPeriod` does. */
export function registeredMs(
  { createdMs, updatedMs, statuses }: Pick<Registration, 'createdMs' | 'updatedMs' | 'statuses'>,
  seenMs: EpochMs,
): EpochMs | undefined {
  return createdMs ?? (statuses.includes('addPeriod') ? (updatedMs ?? seenMs) : undefined);
}

/**
 * When it was transferred last, as far as it shows. `transferPeriod` lasts five days from a transfer (RFC 3915 §3.1), which is a change: where the
 * registry shows no date of it, the last change counts, else the latest that it can have been.
 */
export function lastTransferMs(
  { transferredMs, updatedMs, statuses }: Pick<Registration, 'transferredMs' | 'updatedMs' | 'statuses'>,
  seenMs: EpochMs,
): EpochMs | undefined {
  return transferredMs ?? (statuses.includes('transferPeriod') ? (updatedMs ?? seenMs) : undefined);
}

/** Of the ending's rule, what decisions stand on. A cell that is absent is unknown: nobody may take a default for it in silence. */
export const RuleSeen = z.object({
  /** The row: `nl`, `*`, `?`. */
  tld: z.string(),
  lock: z.enum(['observable', 'hidden', 'none']).exactOptional(),
  proof: z.enum(['code', 'tag']).exactOptional(),
  codeLifetimeSeconds: z.number().exactOptional(),
  codeFrom: z
    .array(z.enum(['losing-registrar', 'registry', 'any-registrar', 'holder-at-the-registry']))
    .exactOptional(),
  codeMailedTo: z.enum(['registrant', 'nobody']).exactOptional(),
  atMostDays: z.number().exactOptional(),
  cancelDays: z.number().exactOptional(),
  nameServers: z.enum(['kept', 'may-be-given', 'must-be-given']).exactOptional(),
  lockDaysAfterRegistration: z.number().exactOptional(),
  lockDaysAfterTransfer: z.number().exactOptional(),
});
export type RuleSeen = z.infer<typeof RuleSeen>;

export function ruleSeen(rule: TldRule): RuleSeen {
  const codeFrom = known(rule.codeFrom);
  const cells = {
    lock: known(rule.lock),
    proof: known(rule.proof),
    codeLifetimeSeconds: known(rule.codeLifetimeSeconds),
    codeFrom: codeFrom === undefined ? undefined : [...codeFrom],
    codeMailedTo: known(rule.codeMailedTo),
    atMostDays: known(rule.durationDays)?.atMost,
    cancelDays: known(rule.cancelDays),
    nameServers: known(rule.nameServers),
    lockDaysAfterRegistration: known(rule.lockDaysAfterRegistration),
    lockDaysAfterTransfer: known(rule.lockDaysAfterTransfer),
  };
  const said = Object.entries(cells).filter(([, value]) => value !== undefined);
  return { tld: rule.tld, ...(Object.fromEntries(said) as Omit<RuleSeen, 'tld'>) };
}

/** Cells in which the registrar that is left has the word: its lock, its codes. In all others the one that takes over knows better. */
const OF_THE_LOSING_SIDE = new Set([
  ...['lock', 'codeLifetimeSeconds', 'codeFrom', 'codeMailedTo', 'codeDueDays', 'codeOtherwise', 'oldDnsMayEnd'],
]);

/** The rule for a domain, with what the adapters of this move's registrars know better. */
export function ruleFor(
  domain: Fqdn,
  { losingRegistrar, gainingRegistrar }: Pick<StepPorts, 'losingRegistrar' | 'gainingRegistrar'> = {},
): RuleSeen {
  const losing = losingRegistrar?.tldOverrides ?? {};
  const gaining = gainingRegistrar?.tldOverrides ?? {};
  const merged: TldOverrides = Object.fromEntries(
    [...new Set([...Object.keys(losing), ...Object.keys(gaining)])].map((tld) => {
      const first = Object.entries(losing[tld] ?? {}).filter(([name]) => OF_THE_LOSING_SIDE.has(name));
      return [tld, { ...losing[tld], ...gaining[tld], ...Object.fromEntries(first) }];
    }),
  );
  return ruleSeen(tldRuleOf(domain, merged));
}

/** Nobody published how long a transfer takes there: 10 days is the longest that is told of where somebody did, an appeal to a registry apart. */
const ASSUMED_DAYS = 10;
/** Even what is at once takes people and registries a while. */
const AT_ONCE_DAYS = 1 / 24;

/** How long a transfer takes at worst, days; `assumed`: nobody published it. Too long is the smaller mistake: a person accepts an outage by it. */
export function transferDays(rule: Pick<RuleSeen, 'atMostDays'>): { readonly days: number; readonly assumed: boolean } {
  const { atMostDays } = rule;
  return atMostDays === undefined
    ? { days: ASSUMED_DAYS, assumed: true }
    : { days: Math.max(atMostDays, AT_ONCE_DAYS), assumed: false };
}

/** A window after a registration or a transfer in which the next transfer is refused. */
export interface YoungWindow {
  readonly after: 'registration' | 'transfer';
  readonly sinceMs: EpochMs;
  readonly days: number;
  readonly untilMs: EpochMs;
}

/** The window that ends last and has not ended; `undefined`: none that can be seen. */
export function youngWindow(
  { outcome, createdMs, transferredMs }: Omit<RegistrationSeen, 'statuses'>,
  rule: RuleSeen,
  now: EpochMs,
): YoungWindow | undefined {
  if (outcome !== 'found') return undefined;
  const window = (after: YoungWindow['after'], sinceMs?: EpochMs, days?: number): YoungWindow[] =>
    sinceMs === undefined || days === undefined || now >= sinceMs + days * DAY
      ? []
      : [{ after, sinceMs, days, untilMs: sinceMs + days * DAY }];
  return [
    ...window('registration', createdMs, rule.lockDaysAfterRegistration),
    ...window('transfer', transferredMs, rule.lockDaysAfterTransfer),
  ].sort((one, other) => other.untilMs - one.untilMs)[0];
}
