import type { Outcome, ServerAnswers, ServersView, ZoneAnswer, ZoneQuestion } from '../../src/dns/views.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { child, fqdn, isUnder, parentOf } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';

export const ZONE = fqdn('klant.nl');
export const OLD_NS = [fqdn('ns1.oud.nl'), fqdn('ns2.oud.nl')];
export const NEW_NS = [fqdn('ns1.nieuw.nl'), fqdn('ns2.nieuw.nl')];

/** `set('www', 'A', '192.0.2.1')` in klant.nl. */
export const set = (label: string, type: string, ...rdatas: string[]): Rrset =>
  rrset(child(label, ZONE), type, 3600, rdatas);

const DATA: Readonly<Record<string, readonly string[]>> = {
  A: ['192.0.2.1', '192.0.2.2', '198.51.100.7'],
  AAAA: ['2001:db8::1', '2001:db8::2'],
  MX: ['10 mail.klant.nl.', '20 mx.elders.nl.'],
  TXT: ['"v=spf1 a mx -all"', '"google-site-verification=x"', '"v=DKIM1; p=AA"'],
  CAA: ['0 issue "letsencrypt.org"'],
  SRV: ['0 5 443 host.klant.nl.'],
  NS: ['ns.kind.nl.'],
};
const LABELS = ['@', 'www', 'mail', 'shop', 'ftp', '_dmarc', 'sel._domainkey', 'a.b', '*', 'autodiscover'];

/** Zones as they are met: any types at usual names, aliases alone at theirs, an apex NS set. */
export const anyZone: fc.Arbitrary<Rrset[]> = fc
  .uniqueArray(
    fc
      .tuple(fc.constantFrom(...LABELS), fc.constantFrom('A', 'AAAA', 'MX', 'TXT', 'CAA', 'SRV', 'CNAME', 'NS'))
      .chain(([label, type]) =>
        fc
          .subarray([...(DATA[type] ?? ['www.elders.nl.'])], { minLength: 1 })
          .map((rdatas) => rrset(child(label, ZONE), type, 3600, rdatas)),
      ),
    { selector: rrsetKey, maxLength: 14 },
  )
  .map((sets) => {
    const taken = new Set<string>();
    const apexNs = rrset(ZONE, 'NS', 86_400, OLD_NS);
    const sane = sets.filter(({ name, type }) => {
      if (type === 'NS' && name === ZONE) return false;
      if (type === 'CNAME' && (name === ZONE || sets.some((other) => other.name === name && other.type !== 'CNAME')))
        return false;
      return !taken.has(`${name} ${type}`) && taken.add(`${name} ${type}`) !== undefined;
    });
    return [apexNs, ...sane];
  });

/** The wildcard's owner name that a name falls to: below the closest name that exists; none where the name exists itself (RFC 4592 §3.3.1). */
function wildcardOf(zone: readonly Rrset[], name: Fqdn): Fqdn | undefined {
  const exists = (at: Fqdn): boolean => at === ZONE || zone.some((one) => isUnder(one.name, at));
  if (exists(name)) return undefined;
  let encloser = parentOf(name);
  while (!exists(encloser)) encloser = parentOf(encloser);
  return child('*', encloser);
}

/** Whether a wildcard answers the same once this RRset is gone (RFC 4592): then nobody outside can tell, and nobody has lost anything. */
export function hiddenByWildcard(zone: readonly Rrset[], gone: Rrset): boolean {
  const { name, type, rdatas } = gone;
  const rest = zone.filter((one) => one !== gone);
  const owner = wildcardOf(rest, name);
  const wild = rest.find((one) => one.name === owner && one.type === type);
  return wild?.rdatas.join() === rdatas.join();
}

/** What servers with this zone answer to these questions, as `readServers` would see it; wildcards and cuts as in RFC 4592 and RFC 1034. */
export function served(
  zone: readonly Rrset[],
  questions: readonly ZoneQuestion[],
  servers: readonly Fqdn[] = NEW_NS,
  at: (address: string) => Partial<ServerAnswers> = () => ({}),
): ServersView {
  const answer = ({ name, type }: ZoneQuestion): ZoneAnswer => {
    const owner = wildcardOf(zone, name) ?? name;
    const here = zone.filter((one) => one.name === owner);
    const alias = type === 'CNAME' ? undefined : here.find((one) => one.type === 'CNAME');
    const found = here.find((one) => one.type === type);
    const outcome: Outcome =
      found !== undefined || alias !== undefined
        ? 'answer'
        : zone.some((one) => isUnder(one.name, owner))
          ? 'nodata'
          : 'nxdomain';
    return {
      name,
      type,
      outcome,
      rdatas: found?.rdatas ?? [],
      ttlSeconds: found?.ttlSeconds ?? null,
      alias: alias?.rdatas[0] ?? null,
    };
  };
  return {
    zone: ZONE,
    servers: servers.map((server, index): ServerAnswers => {
      const address = `192.0.2.${50 + index}`;
      return {
        server,
        address,
        outcome: 'answer',
        tcp: 'answer',
        serial: 1,
        negativeTtlSeconds: 900,
        answers: questions.map(answer),
        ...at(address),
      };
    }),
  };
}
