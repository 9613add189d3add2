import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { isSpf } from './rdata.ts';

/** A null MX says that the domain takes no mail (RFC 7505); one beside others says nothing, and mail comes all the same. */
export function takesMail(zone: Fqdn, rrsets: readonly Rrset[]): boolean {
  const mx = rrsets.find(({ name, type }) => name === zone && type === 'MX');
  return mx !== undefined && !mx.rdatas.every((rdata) => /^\d+\s+\.$/.test(rdata));
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
      message: message(text, { zone: displayName(zone) }),
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

/** A TXT record at a DKIM selector (RFC 6376 §3.6.1). */
export function isDkimKey(name: Fqdn, txt: string): boolean {
  return name.includes('._domainkey.') && /(?:^"|[;\s])(?:v=DKIM1|p=)/i.test(txt);
}

/** Its key is there whole: base64 without gaps or foreign signs. An empty one is a revoked key, and whole. */
export function isWholeDkimKey(txt: string): boolean {
  const key = /(?:^"|[;\s])p=([^;"]*)/i.exec(txt)?.[1];
  if (key === undefined) return false;
  const bare = key.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(bare) && bare.length % 4 === 0;
}

/**
 * CNAME at the apex cannot stand beside SOA and NS (RFC 1034 §3.6.2); a host that allows it flattens it in its own way. Found in the zone as it
 * shall be; or in the zone as it is, where nothing that was decided takes its place.
 */
export function judgeApex(zone: Fqdn, before: readonly Rrset[], after: readonly Rrset[], now: EpochMs): Finding[] {
  const at = (rrsets: readonly Rrset[], type: string) => rrsets.find((set) => set.name === zone && set.type === type);
  const replaced = at(after, 'A') !== undefined || at(after, 'AAAA') !== undefined;
  const alias = at(after, 'CNAME') ?? (replaced ? undefined : at(before, 'CNAME'));
  if (alias === undefined) return [];
  return [
    {
      tag: 'CNAME_AT_APEX',
      subject: `${zone} CNAME`,
      message: message('dns.finding.cname-at-apex', { zone: displayName(zone), target: alias.rdatas.join(', ') }),
      evidence: [{ asked: `${zone} CNAME`, answered: alias.rdatas.join(', '), atMs: now }],
    },
  ];
}
