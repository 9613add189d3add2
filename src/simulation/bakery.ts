import type { Fqdn } from '../domain/name.ts';
import { child } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import type { Scenario } from './scenario.ts';
import type { Topology } from './topology.ts';
import { PROVIDER_ZONES } from './topology.ts';

/** The customer's zone as the world begins, without SOA: what a small shop's zone collects in ten years. */
export function bakeryZone(domain: Fqdn, scenario: Scenario, topology: Topology): Rrset[] {
  const ttl = scenario.recordTtlSeconds;
  const set = (label: string, type: string, ...rdatas: string[]) => rrset(child(label, domain), type, ttl, rdatas);
  const web = topology.web[scenario.hostingAt];
  const third = topology.web.third;
  return [
    set('@', 'A', web),
    set('www', 'A', web),
    set(
      '@',
      'TXT',
      `"v=spf1 include:_spf.${bare(PROVIDER_ZONES[scenario.mailAt])} -all"`,
      '"google-site-verification=Zon3Br00d"',
    ),
    ...mailRecords(domain, scenario.mailAt, topology, ttl).filter(
      ({ type, name }) => !(type === 'TXT' && name === domain),
    ),
    set('_dmarc', 'TXT', `"v=DMARC1; p=quarantine; rua=mailto:dmarc@${bare(domain)}"`),
    set('brood2019._domainkey', 'TXT', `"v=DKIM1; k=rsa; p=${'MIIBIjANBgkqhkiG9w0B'.repeat(18)}"`),
    set('shop', 'A', third),
    set('*.bestel', 'A', third),
    set('kassa.winkel', 'A', third),
    rrset(child('intern', domain), 'NS', ttl, ['ns1.derde.example.']),
    set('@', 'CAA', '0 issue "letsencrypt.org"'),
  ];
}

/** A domain that only leads to the main one: no mail, and it says so (RFC 7505). */
export function redirectZone(domain: Fqdn, scenario: Scenario, topology: Topology): Rrset[] {
  const ttl = scenario.recordTtlSeconds;
  const web = topology.web[scenario.hostingAt];
  return [
    rrset(domain, 'A', ttl, [web]),
    rrset(child('www', domain), 'A', ttl, [web]),
    rrset(domain, 'MX', ttl, ['0 .']),
    rrset(domain, 'TXT', ttl, ['"v=spf1 -all"']),
  ];
}

/** What a domain's zone must say for mail at that side: MX, SPF, DKIM, autodiscover. */
export function mailRecords(domain: Fqdn, side: 'old' | 'new', topology: Topology, ttlSeconds: number): Rrset[] {
  const provider = PROVIDER_ZONES[side];
  const selector = side === 'old' ? 'oud1' : 'nieuw1';
  return [
    rrset(domain, 'MX', ttlSeconds, [`10 ${topology.mailNames[side]}`]),
    rrset(domain, 'TXT', ttlSeconds, [`"v=spf1 include:_spf.${bare(provider)} -all"`]),
    rrset(child(`${selector}._domainkey`, domain), 'CNAME', ttlSeconds, [child('s1.dkim', provider)]),
    rrset(child('autodiscover', domain), 'CNAME', ttlSeconds, [child('autodiscover', provider)]),
  ];
}

function bare(name: Fqdn): string {
  return name.slice(0, -1);
}
