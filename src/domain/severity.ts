import type { Finding, Severity } from './finding.ts';
import { SEVERITIES } from './finding.ts';

/** Which gate a finding of this tag closes. */
export type Closes = 'cutover' | 'transfer' | 'both' | 'none';

/** How loud each tag is and what it closes (design §6). A finding may be told lower than its row (`severityOf`). Reviewed 2026-11-20. */
export const SEVERITY = {
  RRSET_MISSING: { severity: 'error', closes: 'cutover' },
  RRSET_EXTRA: { severity: 'info', closes: 'none' },
  RRSET_DIFFERS: { severity: 'error', closes: 'cutover' },
  TTL_DIFFERS: { severity: 'info', closes: 'none' },
  TTL_TOO_LONG: { severity: 'warning', closes: 'none' },
  WILDCARD_DIFFERS: { severity: 'error', closes: 'cutover' },
  SUBDELEGATION_MISSING: { severity: 'error', closes: 'cutover' },
  ALIAS_AT_APEX: { severity: 'warning', closes: 'none' },
  CNAME_AT_APEX: { severity: 'error', closes: 'cutover' },
  ZONE_ABSENT: { severity: 'critical', closes: 'both' },
  NOT_DELEGATED: { severity: 'critical', closes: 'both' },
  GLUE_DIFFERS: { severity: 'error', closes: 'cutover' },
  MTA_STS_PINS_OLD_MX: { severity: 'error', closes: 'cutover' },
  INVENTORY_INCOMPLETE: { severity: 'warning', closes: 'none' },
  SERVER_LAME: { severity: 'critical', closes: 'both' },
  SERVER_UNREACHABLE: { severity: 'error', closes: 'both' },
  TCP_REFUSED: { severity: 'error', closes: 'cutover' },
  /** A name server's name is an alias: resolvers leave such a server out. */
  SERVER_IS_ALIAS: { severity: 'error', closes: 'cutover' },
  SERIALS_DIFFER: { severity: 'warning', closes: 'none' },
  /** The servers that are left have different versions of the zone; lowered where nobody is sent anywhere else by it. */
  OLD_SERVERS_DIFFER: { severity: 'error', closes: 'cutover' },
  APEX_NS_DIFFERS: { severity: 'error', closes: 'cutover' },
  DELEGATION_PARTIAL: { severity: 'error', closes: 'transfer' },
  ALREADY_MOVED: { severity: 'notice', closes: 'none' },
  DS_BLOCKS_SWITCH: { severity: 'critical', closes: 'cutover' },
  DS_STILL_CACHED: { severity: 'error', closes: 'cutover' },
  MX_TARGET_UNRESOLVED: { severity: 'error', closes: 'cutover' },
  MX_TARGET_IS_CNAME: { severity: 'warning', closes: 'none' },
  MX_UNREACHABLE: { severity: 'error', closes: 'cutover' },
  MX_REFUSES_RECIPIENT: { severity: 'error', closes: 'cutover' },
  SPF_MULTIPLE: { severity: 'error', closes: 'cutover' },
  SPF_MISSING: { severity: 'warning', closes: 'none' },
  SPF_TOO_MANY_LOOKUPS: { severity: 'warning', closes: 'none' },
  DKIM_MISSING: { severity: 'warning', closes: 'none' },
  DMARC_MISSING: { severity: 'notice', closes: 'none' },
  CAA_FORBIDS: { severity: 'error', closes: 'cutover' },
  CERTIFICATE_INVALID: { severity: 'error', closes: 'cutover' },
  SITE_UNREACHABLE: { severity: 'error', closes: 'cutover' },
  SITE_DIFFERS: { severity: 'warning', closes: 'none' },
  NOINDEX: { severity: 'error', closes: 'none' },
  MIXED_CONTENT: { severity: 'warning', closes: 'none' },
  STAGING_NAME: { severity: 'warning', closes: 'none' },
  REDIRECT_MISSING: { severity: 'warning', closes: 'none' },
  SITEMAP_MISSING: { severity: 'notice', closes: 'none' },
  OLD_URL_BROKEN: { severity: 'error', closes: 'none' },
  TRANSFER_LOCKED: { severity: 'warning', closes: 'transfer' },
  TRANSFER_LOCKED_BY_REGISTRY: { severity: 'error', closes: 'transfer' },
  UPDATE_PROHIBITED: { severity: 'error', closes: 'cutover' },
  TRANSFER_PENDING: { severity: 'warning', closes: 'cutover' },
  ON_HOLD: { severity: 'critical', closes: 'both' },
  EXPIRES_SOON: { severity: 'warning', closes: 'none' },
  IN_REDEMPTION: { severity: 'critical', closes: 'both' },
  REGISTRATION_UNKNOWN: { severity: 'warning', closes: 'transfer' },
  /** Parent servers name a set that is neither the old nor the new one. */
  DELEGATION_INTERMEDIATE: { severity: 'error', closes: 'transfer' },
  /** Resolvers that validate refuse the domain, others do not. */
  DNSSEC_FAILS: { severity: 'critical', closes: 'transfer' },
  /** It counts, did not answer, and is left out because the deadline has passed. */
  RESOLVER_SILENT: { severity: 'notice', closes: 'none' },
  RESOLVER_STALE: { severity: 'warning', closes: 'none' },
  RESOLVER_LIES: { severity: 'warning', closes: 'none' },
  NOT_ASKED: { severity: 'notice', closes: 'none' },
  ZONE_DRIFTED: { severity: 'error', closes: 'cutover' },
  /** The parent had the new servers before golive asked anybody to set them. */
  EARLY_SWITCH: { severity: 'warning', closes: 'none' },
  /** … and the new zone is not there yet. */
  SWITCHED_BEFORE_READY: { severity: 'critical', closes: 'none' },
  /** The old zone still names its own servers: caches that go by it stay there. */
  OLD_APEX_NS_STAYS: { severity: 'warning', closes: 'none' },
  /** After a transfer the parent's DS are others than before it. */
  DS_CHANGED: { severity: 'error', closes: 'none' },
  SPF_INVALID: { severity: 'warning', closes: 'none' },
  DKIM_INVALID: { severity: 'warning', closes: 'none' },
  MTA_STS_UNREADABLE: { severity: 'warning', closes: 'none' },
  REVERSE_DNS_MISSING: { severity: 'notice', closes: 'none' },
  SOURCE_HOST_MOVES: { severity: 'warning', closes: 'none' },
  /** Addresses of the DNS host that is left, which serves them only while the zone is with it. */
  PROXY_ENDS: { severity: 'error', closes: 'cutover' },
  NAME_DOUBLED: { severity: 'warning', closes: 'none' },
  NEEDS_DECISION: { severity: 'error', closes: 'cutover' },
  /** The transfer code in the vault has less than a quarter of its life left, or none. */
  CODE_EXPIRES_SOON: { severity: 'warning', closes: 'none' },
  /** Something that a gate needs to know was not answered: the gate is neither open nor closed. */
  UNANSWERED: { severity: 'warning', closes: 'none' },
  /** Nobody outside can say from which day on a transfer may be asked for. */
  TRANSFER_DATE_UNKNOWN: { severity: 'notice', closes: 'none' },
  /** A transfer is refused for some days after a registration or a transfer. */
  TRANSFER_TOO_SOON: { severity: 'error', closes: 'transfer' },
  /** The registrant is written to at the domain that is moved. */
  REGISTRANT_MAIL_MOVES: { severity: 'warning', closes: 'none' },
  /** The losing registrar sets a tag; there is no code. */
  TRANSFER_BY_TAG: { severity: 'notice', closes: 'none' },
  /** What answers for the site is not where it stands. */
  SITE_BEHIND_PROXY: { severity: 'notice', closes: 'none' },
  /** What takes the mail is not where the mailboxes are. */
  MAIL_BEHIND_FILTER: { severity: 'notice', closes: 'none' },
} as const satisfies Record<string, { severity: Severity; closes: Closes }>;

export type Tag = keyof typeof SEVERITY;

export function closesGate(tag: string, gate: 'cutover' | 'transfer'): boolean {
  const closes: Closes = SEVERITY[tag as Tag]?.closes ?? 'none';
  return closes === gate || closes === 'both';
}

/** A tag we do not know counts as a warning: rather seen than missed. */
export function severityOf({ tag, severity }: Pick<Finding, 'tag' | 'severity'>): Severity {
  const row: Severity = SEVERITY[tag as Tag]?.severity ?? 'warning';
  return severity !== undefined && SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(row) ? severity : row;
}

/** Whether this very finding closes the gate: one whose severity was lowered below `error` closes none. */
export function findingCloses(finding: Finding, gate: 'cutover' | 'transfer'): boolean {
  const lowered = finding.severity !== undefined && !['error', 'critical'].includes(severityOf(finding));
  return !lowered && closesGate(finding.tag, gate);
}
