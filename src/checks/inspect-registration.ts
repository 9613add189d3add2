import type { Evidence, Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';
import { LOCK_TEXTS, locksOf, statusFindings } from './cutover-gates.ts';
import { isOurRegistrar } from './inspect-ours.ts';
import type { Inspection, Ours } from './inspection.ts';
import { AUTO_RENEWED, EXPIRY_MARGIN_MS } from './registration-findings.ts';

/** What stands for a registry that could not be asked. */
export function noRegistration(why: string, atMs: EpochMs): Registration {
  return { outcome: 'unknown', statuses: [], nameServers: [], ds: [], source: '', why, atMs };
}

/** @param delegated whether the parents delegate the domain: what is delegated is registered, whatever a registry's public data says */
export function registrationAnswer(
  domain: Fqdn,
  said: Registration,
  delegated: boolean,
  ours: Ours,
): Inspection['registration'] {
  const contradicted = said.outcome === 'not-found' && delegated;
  const seen: Registration = contradicted
    ? { ...said, outcome: 'unknown', why: 'the registry knows no such name, and yet it is delegated' }
    : said;
  const base = { seen, evidence: evidenceOf(domain, said) };
  if (seen.outcome === 'unknown') return { ...base, where: 'unknown', confidence: 'low' };
  if (seen.outcome === 'not-found') return { ...base, where: 'none', confidence: 'high' };
  const { registrar } = seen;
  if (registrar === undefined)
    // Somebody holds it. Whether that is us, a registry that names no registrar does not say.
    return { ...base, where: ours.registrars.length === 0 ? 'elsewhere' : 'unknown', confidence: 'low' };
  const isOurs = isOurRegistrar(registrar, ours.registrars);
  return { ...base, where: isOurs ? 'ours' : 'elsewhere', who: registrar.name || registrar.id, confidence: 'high' };
}

function evidenceOf(domain: Fqdn, said: Registration): Evidence[] {
  const { outcome, registrar, statuses, source, why, atMs } = said;
  const words =
    outcome === 'found'
      ? [registrar?.name ?? 'no registrar is named', ...statuses].join(', ')
      : [outcome, ...(why === undefined ? [] : [why])].join(': ');
  const asked = `${source === '' ? 'registry' : source}: ${domain}`;
  return [{ asked, answered: words, atMs }, ...(said.evidence ?? [])];
}

/** What the registration itself says against a move. */
export function judgeRegistration(
  domain: Fqdn,
  { seen, evidence }: Inspection['registration'],
  now: EpochMs,
): Finding[] {
  const zone = displayName(domain);
  const finding = (tag: Tag, text: string, values: Readonly<Record<string, string | number>> = {}): Finding => ({
    tag,
    subject: domain,
    message: message(`inspect.${text}`, { zone, ...values }),
    evidence: evidence.slice(0, 1),
    fix: message(`inspect.fix.${text}`),
  });
  if (seen.outcome === 'unknown')
    return [finding('REGISTRATION_UNKNOWN', 'registration-unknown', { why: seen.why ?? '–' })];
  if (seen.outcome === 'not-found') return [finding('REGISTRATION_UNKNOWN', 'not-registered')];
  const statuses = [...new Set(seen.statuses)];
  const locks = [...locksOf(statuses).keys()].map((tag) => finding(tag, LOCK_TEXTS[tag]));
  const standing = statusFindings(domain, statuses, now).map((one) => ({
    ...one,
    fix: message(`preflight.fix.${one.tag}`, { subject: one.subject }),
  }));
  return [...standing, ...locks, ...judgeExpiry()];

  function judgeExpiry(): Finding[] {
    const { expiresMs, soldUntilMs } = seen;
    if (expiresMs === undefined || expiresMs - now > EXPIRY_MARGIN_MS)
      return statuses.includes(AUTO_RENEWED) && soldUntilMs === undefined
        ? [finding('EXPIRES_SOON', 'auto-renewed', { status: AUTO_RENEWED })]
        : [];
    return [finding('EXPIRES_SOON', expiresMs < now ? 'expired' : 'expires-soon', { at: expiresMs })];
  }
}
