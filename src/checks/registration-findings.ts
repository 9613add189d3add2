import type { Answers } from '../domain/answers.ts';
import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName, fqdn, isName, isUnder } from '../domain/name.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';
import { LOCK_TEXTS, locksOf, statusFindings } from './cutover-gates.ts';
import type { RegistrationSeen, RuleSeen } from './registration-sight.ts';
import { transferDays, youngWindow } from './registration-sight.ts';

/** A name is renewed before a move that ends so near to its expiry: a registrar in the middle of a transfer renews nothing. */
export const EXPIRY_MARGIN_MS = 30 * DAY;

/**
 * Run out and renewed by the registry itself: the date is a year on, and the registrar may still delete the name (RFC 3915 §3.1). It lasts for weeks,
 * also where the registrar has been paid; that shows only where the registrar's own end does.
 */
export const AUTO_RENEWED = 'autoRenewPeriod';

/** What these findings need of a migration; a step's context is one. */
export interface Moving {
  readonly domain: Fqdn;
  readonly answers: Answers;
  readonly slot?: { readonly startsAtMs: EpochMs };
}

/** What stands against a transfer now, and what its holder must know of before; the statuses first. */
export function registrationFindings(
  ctx: Moving,
  seen: RegistrationSeen,
  rule: RuleSeen,
  now: EpochMs,
): readonly Finding[] {
  if (seen.outcome !== 'found') return [];
  const { domain } = ctx;
  const moves = ctx.answers.registration === 'moves';
  const locks = [...(moves ? locksOf(seen.statuses) : [])].map(([tag, status]) =>
    finding(domain, tag, `registration.${LOCK_TEXTS[tag]}`, status, now),
  );
  const standing = statusFindings(domain, seen.statuses, now)
    .filter(({ tag }) => tag !== 'UPDATE_PROHIBITED')
    .map((one) => ({ ...one, fix: message(`preflight.fix.${one.tag}`, { subject: one.subject }) }));
  const young = moves ? tooSoon(ctx, seen, rule, now) : [];
  return [
    ...standing,
    ...locks,
    ...young,
    ...expiry(ctx, seen, rule, now),
    ...(moves ? registrantMail(ctx, rule, now) : []),
  ];
}

/** When the move is over at the earliest: its half-day, and the longest that the transfer behind it takes. */
export function planEndsMs({ answers, slot }: Moving, rule: RuleSeen, now: EpochMs): EpochMs {
  const from = Math.max(now, slot?.startsAtMs ?? now);
  return answers.registration === 'moves' ? from + transferDays(rule).days * DAY : from;
}

function expiry(
  ctx: Moving,
  { expiresMs, soldUntilMs, statuses }: RegistrationSeen,
  rule: RuleSeen,
  now: EpochMs,
): Finding[] {
  if (expiresMs === undefined || expiresMs >= planEndsMs(ctx, rule, now) + EXPIRY_MARGIN_MS)
    return statuses.includes(AUTO_RENEWED) && soldUntilMs === undefined ? [autoRenewed(ctx.domain, now)] : [];
  const values = { domain: displayName(ctx.domain), expires: expiresMs, ends: planEndsMs(ctx, rule, now) };
  const text = expiresMs <= now ? 'registration.expired' : 'registration.expires';
  return [named(ctx.domain, 'EXPIRES_SOON', message(text, values), new Date(expiresMs).toISOString(), now)];
}

function autoRenewed(domain: Fqdn, now: EpochMs): Finding {
  return {
    ...finding(domain, 'EXPIRES_SOON', 'registration.auto-renewed', AUTO_RENEWED, now),
    fix: message('registration.fix.auto-renewed', { domain: displayName(domain) }),
  };
}

function tooSoon({ domain }: Moving, seen: RegistrationSeen, rule: RuleSeen, now: EpochMs): Finding[] {
  const young = youngWindow(seen, rule, now);
  if (young === undefined) return [];
  const values = { domain: displayName(domain), since: young.sinceMs, days: young.days, until: young.untilMs };
  const answered = `${young.after} ${new Date(young.sinceMs).toISOString()}`;
  return [named(domain, 'TRANSFER_TOO_SOON', message(`registration.young.${young.after}`, values), answered, now)];
}

/** The registrant's address lies on the domain that is moved: what the registry and the registrars mail may not arrive. */
export function registrantMail({ domain, answers }: Moving, rule: RuleSeen, now: EpochMs): Finding[] {
  const address = answers.free?.['registrantMail']?.trim().toLowerCase();
  const host = address?.slice(address.lastIndexOf('@') + 1);
  if (address === undefined || host === undefined || !isName(host)) return [];
  const name = fqdn(host);
  if (name !== domain && !isUnder(name, domain)) return [];
  const text = rule.codeMailedTo === 'registrant' ? 'registration.mail.code' : 'registration.mail';
  const said = { domain: displayName(domain), address };
  return [named(domain, 'REGISTRANT_MAIL_MOVES', message(text, said), address, now)];
}

function finding(domain: Fqdn, tag: Tag, text: string, status: string, now: EpochMs): Finding {
  return named(domain, tag, message(text, { domain: displayName(domain), status }), status, now);
}

function named(domain: Fqdn, tag: Tag, said: Message, answered: string, now: EpochMs): Finding {
  return {
    tag,
    subject: domain,
    message: said,
    evidence: [{ asked: `${domain} registration`, answered, atMs: now }],
    fix: message(`registration.fix.${tag}`, { domain: displayName(domain) }),
  };
}
