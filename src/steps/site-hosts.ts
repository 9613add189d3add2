import { siteAddressesOf } from '../checks/zone-memory.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn, isName } from '../domain/name.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { StepContext } from './contract.ts';

/** `www.klant.nl`: as it stands in a URL, a certificate and a Host header; A-labels, no final dot. */
export function hostOf(text: string): string {
  return isName(text) ? fqdn(text).slice(0, -1) : text.trim().toLowerCase();
}

/**
 * The host that the site answers under, and those that only lead to it: the apex and `www` at least. A domain that only redirects and was
 * not told where to has no canonical host (`''`).
 */
export function siteHosts(ctx: StepContext<unknown>): { readonly canonical: string; readonly redirects: string[] } {
  const apex = hostOf(ctx.domain);
  const { site } = ctx.answers;
  const own = [apex, `www.${apex}`];
  const unknown = ctx.role === 'redirect' ? '' : `www.${apex}`;
  const canonical = site === undefined ? unknown : hostOf(site.canonicalHost);
  const redirects = new Set([...own, ...(site?.redirects ?? []).map(hostOf)]);
  redirects.delete(canonical);
  return { canonical, redirects: [...redirects] };
}

/** All of them: what the certificate at the site's host must cover. Other domains that lead to the site are answered there too. */
export function certificateHosts(ctx: StepContext<unknown>): string[] {
  const { canonical, redirects } = siteHosts(ctx);
  return [canonical, ...redirects].filter((host) => host !== '');
}

/** All of them that are under this migration's domain. */
export function hostsOfDomain(ctx: StepContext<unknown>): string[] {
  const apex = hostOf(ctx.domain);
  const { canonical, redirects } = siteHosts(ctx);
  return [canonical, ...redirects].filter((host) => host === apex || host.endsWith(`.${apex}`));
}

/**
 * Where the site stands from now on: what a person told, else the hosting's own word, else what was decided for the zone. Empty: nobody
 * knows.
 */
export async function newSiteAddresses(
  ctx: StepContext<unknown>,
  ports: StepPorts,
  signal: AbortSignal,
): Promise<string[]> {
  const moved = await siteAddressesOf(ctx, ports, signal);
  if (moved !== null) return [...new Set(moved)].sort();
  const service = await ports.newHosting?.service(ctx.domain, signal);
  if (service !== undefined && service.addresses.length > 0) return [...service.addresses].sort();
  const names = new Set<Fqdn>(hostsOfDomain(ctx).map(fqdn));
  const decided = (ctx.answers.zoneChanges ?? []).flatMap((change) =>
    'set' in change && ['A', 'AAAA'].includes(change.set.type) && names.has(change.set.name)
      ? [...change.set.rdatas]
      : [],
  );
  return [...new Set(decided)].sort();
}
