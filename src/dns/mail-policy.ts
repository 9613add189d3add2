import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { isSpf } from './rdata.ts';

/** A null MX says that the domain takes no mail (RFC 7505). */
export function takesMail(zone: Fqdn, rrsets: readonly Rrset[]): boolean {
  const mx = rrsets.find(({ name, type }) => name === zone && type === 'MX');
  return mx !== undefined && !mx.rdatas.some((rdata) => /^\d+\s+\.$/.test(rdata));
}

/** What receivers will make of this zone's SPF, DKIM and DMARC; of a domain that sends and takes mail. */
export function judgeMailPolicy(zone: Fqdn, rrsets: readonly Rrset[], now: EpochMs): Finding[] {
  const texts = rrsets.find(({ name, type }) => name === zone && type === 'TXT')?.rdatas ?? [];
  const spf = texts.filter(isSpf);
  const findings: Finding[] = [];
  const add = (tag: Tag, text: string, asked: string, answered: string): void => {
    findings.push({
      tag,
      subject: asked,
      message: message(text, { zone }),
      evidence: [{ asked, answered, atMs: now }],
    });
  };
  if (spf.length > 1) add('SPF_MULTIPLE', 'dns.finding.spf-multiple', `${zone} TXT`, spf.join(', '));
  if (!takesMail(zone, rrsets)) return findings;
  if (spf.length === 0) add('SPF_MISSING', 'dns.finding.spf-missing', `${zone} TXT`, texts.join(', ') || 'NODATA');
  const dmarc = child('_dmarc', zone);
  if (!rrsets.some(({ name, type }) => name === dmarc && (type === 'TXT' || type === 'CNAME')))
    add('DMARC_MISSING', 'dns.finding.dmarc-missing', `${dmarc} TXT`, 'NODATA');
  if (!rrsets.some(({ name }) => name.endsWith(`._domainkey.${zone}`)))
    add('DKIM_MISSING', 'dns.finding.dkim-missing', `*._domainkey.${zone}`, 'NODATA');
  return findings;
}

/** CNAME at the apex cannot stand beside SOA and NS (RFC 1034 §3.6.2); a host that allows it flattens it in its own way. */
export function judgeApex(zone: Fqdn, rrsets: readonly Rrset[], now: EpochMs): Finding[] {
  const alias = rrsets.find(({ name, type }) => name === zone && type === 'CNAME');
  if (alias === undefined) return [];
  return [
    {
      tag: 'CNAME_AT_APEX',
      subject: `${zone} CNAME`,
      message: message('dns.finding.cname-at-apex', { zone, target: alias.rdatas.join(', ') }),
      evidence: [{ asked: `${zone} CNAME`, answered: alias.rdatas.join(', '), atMs: now }],
    },
  ];
}
