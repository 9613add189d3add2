import type { ProxyingHost } from '../dns/proxying-hosts.ts';
import { isProxyOf, proxyingHostAt, proxyingHostOf } from '../dns/proxying-hosts.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';

const MOST_NAMED = 5;

/**
 * Names that answer with addresses of the DNS host that is left: it passes on what comes there while the zone is with it, and no longer. Their copies
 * in the new zone lead nowhere, though everything compares equal and every page is still there to be seen beforehand.
 *
 * @param servers those that are left, and those that come
 * @param decided `name TYPE` that a person set, and so answers for
 */
export function judgeProxyEnds(
  zone: Fqdn,
  zones: { readonly inventory: readonly Rrset[]; readonly intended: readonly Rrset[] },
  servers: { readonly old: readonly string[]; readonly new: readonly string[] },
  decided: ReadonlySet<string>,
  now: EpochMs,
): Finding[] {
  const host = endingProxy(zone, zones.inventory, servers);
  if (host === undefined) return [];
  const own = new Set(
    zones.inventory.filter(isAddresses).flatMap(({ rdatas }) => rdatas.filter((address) => isProxyOf(host, address))),
  );
  const left = zones.intended.filter(
    (set) => isAddresses(set) && !decided.has(rrsetKey(set)) && set.rdatas.some((address) => own.has(address)),
  );
  if (left.length === 0) return [];
  const names = [...new Set(left.map(({ name }) => displayName(name)))];
  const shown = `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ' …' : ''}`;
  return [
    {
      tag: 'PROXY_ENDS',
      subject: left[0]!.name,
      message: message('preflight.proxy-ends', { zone: displayName(zone), host: host.name, names: shown }),
      evidence: left.map((set) => ({ asked: rrsetKey(set), answered: set.rdatas.join(', '), atMs: now })),
    },
  ];
}

/** The proxying host that is left: what answers from its addresses ends with it. */
export function endingProxy(
  zone: Fqdn,
  inventory: readonly Rrset[],
  servers: { readonly old: readonly string[]; readonly new: readonly string[] },
): ProxyingHost | undefined {
  const host = proxyingHostOf(servers.old) ?? proxyingHostAt(zone, inventory);
  return host === proxyingHostOf(servers.new) ? undefined : host;
}

const isAddresses = ({ type }: Rrset): boolean => type === 'A' || type === 'AAAA';
