import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';
import { keepingEndingOf } from '../registration/registrable.ts';
import type { TldRule } from '../registration/tld-rules.ts';
import { known } from '../registration/tld-rules.ts';
import type { Inspection } from './inspection.ts';
import { lastTransferMs, registeredMs, tellsStatuses } from './registration-sight.ts';

export interface TransferDate {
  readonly earliest?: NonNullable<Inspection['earliestTransfer']>;
  /** Why there is none, where no other finding says so; how this ending is moved. */
  readonly findings: readonly Finding[];
}

type When = { readonly atMs: EpochMs; readonly reason: Message };

/** While one of these stands nobody can be asked for a transfer; who ends it, and when, is not to be seen. */
const STOPS: ReadonlySet<string> = new Set<Tag>(['TRANSFER_PENDING', 'ON_HOLD', 'IN_REDEMPTION']);

/** No registry's lock is known to last longer; one that nobody documents could stand so long after the day it began, and no longer. */
const LONGEST_LOCK_DAYS = 60;

/**
 * When a transfer could be asked for at the earliest, by the rule of the top-level domain and the dates that the registry shows. Where nobody
 * knows whether there is a lock, what happened longer ago than any lock lasts does not matter, what happened since gives no date (a default
 * would be a promise), and what the registry does not show is said with the date.
 *
 * @param judged findings on the registration
 */
export function judgeTransferDate(
  domain: Fqdn,
  seen: Registration,
  rule: TldRule,
  judged: readonly Finding[],
  now: EpochMs,
): TransferDate {
  const findings = byTag(domain, rule, now);
  if (seen.outcome !== 'found' || judged.some(({ tag }) => STOPS.has(tag))) return { findings };
  const locks = locksOf(seen, rule, now);
  const last = latest(locks.ends);
  const isLocked = last !== undefined && last.atMs > now;
  // A lock of the registry's that began with a date ends with it; any other ends when somebody ends it.
  if (judged.some(({ tag }) => tag === 'TRANSFER_LOCKED_BY_REGISTRY'))
    return isLocked ? { earliest: last, findings } : { findings };
  if (locks.unknown !== undefined)
    return { findings: [...findings, dateUnknown(domain, rule, locks.unknown, isLocked ? last : undefined, now)] };
  const standing = standingOf(seen, rule, judged);
  if (locks.unseen && !isLocked) return { earliest: { atMs: now, reason: unlessLately(standing) }, findings };
  return { earliest: isLocked ? last : { atMs: now, reason: nowBecause(standing, locks.doubtMs, now) }, findings };
}

interface Locks {
  readonly ends: readonly When[];
  /** What nobody can say, so that there may be one more. */
  readonly unknown?: 'after-registration' | 'created' | 'after-transfer';
  /** There may have been a transfer that the registry does not show; if so, its lock ends then. */
  readonly doubtMs?: EpochMs;
  /** Whether something happened lately after which this ending may lock a domain, the registry does not show. */
  readonly unseen?: boolean;
}

function locksOf(seen: Registration, rule: TldRule, now: EpochMs): Locks {
  const afterRegistration = known(rule.lockDaysAfterRegistration);
  const afterTransfer = known(rule.lockDaysAfterTransfer);
  const { updatedMs } = seen;
  const createdMs = registeredMs(seen, now);
  const transferredMs = lastTransferMs(seen, now);
  const ends: When[] = [];
  if (afterRegistration !== undefined && afterRegistration > 0 && createdMs !== undefined)
    ends.push(endOf('after-registration', createdMs, afterRegistration));
  if (afterTransfer !== undefined && afterTransfer > 0 && transferredMs !== undefined)
    ends.push(endOf('after-transfer', transferredMs, afterTransfer));
  const lately = (ms: EpochMs | undefined) => ms === undefined || ms + LONGEST_LOCK_DAYS * DAY > now;
  const changedMs = transferredMs ?? updatedMs;
  // Of an ending without a row nothing is known, not even that its locks are like others'.
  const isRowless = rule.tld === '?';
  if (afterRegistration === undefined && (isRowless || (createdMs !== undefined && lately(createdMs))))
    return { ends, unknown: 'after-registration' };
  if (afterRegistration !== undefined && afterRegistration > 0 && createdMs === undefined)
    return { ends, unknown: 'created' };
  if (afterTransfer === undefined && (isRowless || (changedMs !== undefined && lately(changedMs))))
    return { ends, unknown: 'after-transfer' };
  if (afterRegistration === undefined && createdMs === undefined) return { ends, unseen: true };
  if (afterTransfer === undefined) return changedMs === undefined ? { ends, unseen: true } : { ends };
  // A transfer is a change: there was none after the last change that shows.
  const doubt = afterTransfer > 0 && transferredMs === undefined && updatedMs !== undefined && updatedMs !== createdMs;
  return doubt ? { ends, doubtMs: updatedMs + afterTransfer * DAY } : { ends };
}

function endOf(text: string, fromMs: EpochMs, days: number): When {
  const atMs = fromMs + days * DAY;
  return { atMs, reason: message(`inspect.earliest.${text}`, { from: fromMs, days }) };
}

const latest = (ends: readonly When[]): When | undefined =>
  ends.reduce<When | undefined>((last, one) => (last === undefined || one.atMs > last.atMs ? one : last), undefined);

/** The registrar's lock: `unlock`: it is on; `unseen`: it would show, and nobody was told whether it is on. */
type Standing = 'now' | 'unlock' | 'unseen';

function standingOf(seen: Registration, rule: TldRule, judged: readonly Finding[]): Standing {
  if (judged.some(({ tag }) => tag === 'TRANSFER_LOCKED')) return 'unlock';
  return known(rule.lock) === 'observable' && !tellsStatuses(seen) ? 'unseen' : 'now';
}

function nowBecause(what: Standing, doubtMs: EpochMs | undefined, now: EpochMs): Message {
  return doubtMs !== undefined && doubtMs > now
    ? message(`inspect.earliest.${what}-unless`, { until: doubtMs })
    : message(`inspect.earliest.${what}`);
}

function unlessLately(what: Standing): Message {
  return message(`inspect.earliest.${what}-unless-lately`, { days: LONGEST_LOCK_DAYS });
}

function dateUnknown(
  domain: Fqdn,
  rule: TldRule,
  what: NonNullable<Locks['unknown']>,
  atLeast: When | undefined,
  now: EpochMs,
): Finding {
  const cell = what === 'after-transfer' ? rule.lockDaysAfterTransfer : rule.lockDaysAfterRegistration;
  const ending = `.${displayName(keepingEndingOf(domain))}`;
  const values = { zone: displayName(domain), ending, ...(atLeast === undefined ? {} : { until: atLeast.atMs }) };
  return {
    tag: 'TRANSFER_DATE_UNKNOWN',
    subject: domain,
    message: message(atLeast === undefined ? 'inspect.date-unknown' : 'inspect.date-at-least', values),
    evidence: [
      {
        asked: `transfer rule of ${ending}: lock ${what}`,
        answered: 'unknown' in cell ? cell.unknown : 'the registry does not show since when it is registered',
        atMs: now,
      },
    ],
    fix: message('inspect.fix.ask-registrar'),
  };
}

/** Endings whose transfer begins at the losing registrar, who sets a tag: there is no code to ask for. */
function byTag(domain: Fqdn, rule: TldRule, now: EpochMs): Finding[] {
  if (known(rule.proof) !== 'tag') return [];
  return [
    {
      tag: 'TRANSFER_BY_TAG',
      subject: domain,
      message: message('inspect.by-tag', { zone: displayName(domain) }),
      evidence: [{ asked: `rule of .${rule.tld}`, answered: 'tag', atMs: now }],
      fix: message('inspect.fix.by-tag'),
    },
  ];
}
