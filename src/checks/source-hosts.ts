import { lookUpIn } from '../dns/zone-lookup.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn, isName, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';

/** Names under which people and programs reach the old mail service, and the old site's files. */
const MAIL_SOURCES: ReadonlySet<string> = new Set('mail imap imaps pop pop3 smtp webmail mailserver'.split(' '));
const SITE_SOURCES: ReadonlySet<string> = new Set('ftp sftp ftps ssh'.split(' '));

/**
 * Hosts under the moving name that something is copied from, and that lead elsewhere after the switch: a last copy by that name would read the new service, and
 * take what it finds there for the old one's.
 *
 * @param named hosts that somebody gave as a source, whatever they are called
 */
export function judgeSourceHosts(
  zone: Fqdn,
  zones: { readonly inventory: readonly Rrset[]; readonly intended: readonly Rrset[] },
  moves: { readonly mail: boolean; readonly site: boolean; readonly named: readonly string[] },
  now: EpochMs,
): Finding[] {
  const usual = zones.inventory
    .map(({ name }) => name)
    .filter((name) => {
      const label = name.slice(0, -zone.length - 1);
      return (moves.mail && MAIL_SOURCES.has(label)) || (moves.site && SITE_SOURCES.has(label));
    });
  const named = moves.named.filter(isName).map((name) => fqdn(name));
  const hosts = [...new Set([...usual, ...named])].filter((name) => isUnder(name, zone));
  return hosts.flatMap((host): Finding[] => {
    const was = leadsTo(zone, zones.inventory, host);
    const becomes = leadsTo(zone, zones.intended, host);
    if (was === '' || was === becomes) return [];
    return [
      {
        tag: 'SOURCE_HOST_MOVES',
        subject: host,
        message: message('preflight.source-host', { host, was, becomes: becomes === '' ? '–' : becomes }),
        evidence: [{ asked: `${host} A, AAAA, CNAME`, answered: was, atMs: now }],
      },
    ];
  });
}

function leadsTo(zone: Fqdn, rrsets: readonly Rrset[], host: Fqdn): string {
  let at = host;
  for (let hops = 0; hops < 8; hops++) {
    const v4 = lookUpIn(zone, rrsets, at, 'A');
    if (v4.outcome === 'elsewhere') return at;
    if (v4.outcome === 'alias') {
      at = v4.target;
      continue;
    }
    const v6 = lookUpIn(zone, rrsets, at, 'AAAA');
    return [v4, v6].flatMap((said) => (said.outcome === 'answer' ? said.rdatas : [])).join(', ');
  }
  return at;
}
