import type { Fqdn } from '../domain/name.ts';
import { isName, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { spfNames, targetsOf } from './rdata.ts';

/** Names inside the zone that an RRset's data leads to, and under which more may be found. */
export function namesLeadingOn(set: Rrset, zone: Fqdn): Fqdn[] {
  const found = [...targetsOf(set), ...serviceTargets(set), ...spfNames(set, zone), ...reportHosts(set)];
  // RFC 7672 §3: a mail server's key is published under its own name.
  if (set.type === 'MX') found.push(...targetsOf(set).flatMap((host) => named(`_25._tcp.${host}`)));
  return found.filter((name) => name !== zone && isUnder(name, zone));
}

/** SVCB, HTTPS (RFC 9460 §2.5: `.` is the owner itself) and NAPTR (RFC 3403 §4.1). */
function serviceTargets({ type, rdatas }: Rrset): Fqdn[] {
  const field = { SVCB: 1, HTTPS: 1 }[type];
  if (type === 'NAPTR') return rdatas.flatMap((rdata) => named(rdata.slice(rdata.lastIndexOf(' ') + 1)));
  return field === undefined ? [] : rdatas.flatMap((rdata) => named(rdata.split(' ')[field] ?? ''));
}

const REPORT_HOST = /(?:mailto:[^@\s",;!]{1,100}@|https:\/\/)([a-z0-9._-]{1,253})/gi;

/** Where reports about mail are sent: `rua` and `ruf` of DMARC (RFC 7489 §6.2), `rua` of TLS-RPT (RFC 8460 §3). */
function reportHosts({ type, rdatas }: Rrset): Fqdn[] {
  if (type !== 'TXT') return [];
  return rdatas
    .filter((text) => /^"v=(?:DMARC1|TLSRPTv1)\b/i.test(text))
    .flatMap((text) => [...text.matchAll(REPORT_HOST)].flatMap((match) => named(match[1]!)));
}

function named(text: string): Fqdn[] {
  const name = `${text.toLowerCase().replace(/\.$/, '')}.`;
  return name !== '.' && isName(name) ? [name as Fqdn] : [];
}
