import { compareZone, goneFrom } from '../dns/parity.ts';
import type { ServersView } from '../dns/views.ts';
import type { Role } from '../domain/answers.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, fqdn, isName, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { AfterSwitch, WillSay } from './after-switch.ts';
import { authoritiesFor, readCaa } from './caa.ts';
import { zonePlanOf } from './delegation-sight.ts';
import { readTargets, siteHostNames } from './intend.ts';
import type { PreflightContext } from './preflight-sight.ts';
import { readSite } from './site-answers.ts';
import type { Compared } from './site-likeness.ts';
import { readLikeness } from './site-likeness.ts';
import { standsWithUs } from './standing-site.ts';
import type { Walker } from './walk.ts';
import { judgingOf } from './zone-memory.ts';

/** What the parts of one look have in common. */
export interface Look {
  readonly ctx: PreflightContext;
  readonly ports: StepPorts;
  readonly undecided: boolean;
  readonly before: readonly Rrset[];
  readonly after: readonly Rrset[];
  readonly oldWorld: AfterSwitch;
  /** Each with a walk of its own. */
  readonly newWorld: () => AfterSwitch;
  readonly signal: AbortSignal;
}

/** Domains whose names a browser opens: the site's own, and those that lead to it. */
const SHOWN_ROLES: ReadonlySet<Role> = new Set<Role>(['main', 'site-only', 'redirect']);
/** Hosts whose differing address is tried; more is another zone, not a difference. */
const MOST_TRIED = 20;
const MOST_COMPARED = 3;

/** A host of the site and where it will be; `old`: where it is, if that is another place. */
export interface SiteHost {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly old: readonly string[];
  /** Something of it is new, so that it must work before anybody is sent there. */
  readonly moves: boolean;
}

export async function siteHosts(look: Look, newServers: ServersView | null): Promise<SiteHost[]> {
  const { ctx, ports, undecided, before, after, oldWorld, signal } = look;
  if (standsWithUs(ctx)) return placed(look, siteHostNames(ctx, after).map(fqdn), null);
  const old = async (host: string): Promise<readonly string[]> => [...(await oldWorld.addressesOf(fqdn(host))).rdatas];
  if (!undecided) {
    if (ctx.answers.hosting !== 'moves' || !SHOWN_ROLES.has(ctx.role)) return [];
    const addresses = (await readTargets(ctx, ports, signal)).siteAddresses ?? [];
    const hosts = siteHostNames(ctx, after);
    return Promise.all(hosts.map(async (host) => ({ host, addresses, old: await old(host), moves: true })));
  }
  const www = child('www', ctx.domain);
  const usual = [ctx.domain, ...(after.some(({ name }) => name === www) ? [www] : [])];
  const differing = newServers === null ? [] : differingHosts(ctx, before, newServers);
  return placed(look, [...new Set([...usual, ...differing])].slice(0, MOST_TRIED), newServers);
}

/** Where these hosts are and will be, by the zones and by what the new servers say. */
async function placed(look: Look, hosts: readonly Fqdn[], newServers: ServersView | null): Promise<SiteHost[]> {
  const { ctx, oldWorld, newWorld } = look;
  const found: SiteHost[] = [];
  const world = newWorld();
  for (const name of hosts) {
    const host = name.slice(0, -1);
    const [is, was] = [await world.addressesOf(name), await oldWorld.addressesOf(fqdn(host))];
    const addresses = [...new Set([...is.rdatas, ...saidAnywhere(newServers, name)])];
    const moves = !sameAddresses({ rdatas: addresses }, was) && !leadToOneHost(ctx, name, is, was);
    found.push({ host, addresses, old: was.rdatas, moves });
  }
  return found;
}

/** Addresses that any of the new servers gives for a name: they need not agree, and visitors ask all of them. */
function saidAnywhere(newServers: ServersView | null, name: Fqdn): string[] {
  return (newServers?.servers ?? []).flatMap(({ outcome, answers }) =>
    outcome === 'answer'
      ? answers
          .filter((answer) => answer.name === name && (answer.type === 'A' || answer.type === 'AAAA'))
          .filter(({ alias }) => alias === null)
          .flatMap(({ rdatas }) => rdatas)
      : [],
  );
}

export function sameAddresses(is: Pick<WillSay, 'rdatas'>, was: Pick<WillSay, 'rdatas'>): boolean {
  return [...is.rdatas].sort().join() === [...was.rdatas].sort().join();
}

/** Both zones send visitors to the same name of somebody else, who may give another address each time it is asked. */
export function leadToOneHost({ domain }: PreflightContext, name: Fqdn, is: WillSay, was: WillSay): boolean {
  const [here, there] = [is.aliases.at(-1) ?? name, was.aliases.at(-1) ?? name];
  return here === there && !isUnder(here, domain);
}

/** Names whose address or alias is another one at the new servers. */
function differingHosts(ctx: PreflightContext, before: readonly Rrset[], newServers: ServersView): Fqdn[] {
  const { intended, inventory } = zonePlanOf(ctx);
  if (before.length === 0) return [];
  const gone = goneFrom(inventory, intended);
  const { findings } = compareZone(ctx.domain, intended, gone, newServers, 0, judgingOf(ctx));
  return findings.flatMap(({ tag, subject }) => {
    const [name, type] = subject.split(' ');
    const isAddress = type === 'A' || type === 'AAAA' || type === 'CNAME';
    // An alias may have become the addresses it stood for.
    const differs = (tag === 'RRSET_DIFFERS' && isAddress) || (tag === 'RRSET_MISSING' && type === 'CNAME');
    return differs && isName(name!) && !name!.startsWith('*') ? [fqdn(name!)] : [];
  });
}

export async function seeSite(look: Look, hosts: readonly SiteHost[], walker: Walker) {
  const { ctx, ports, undecided, newWorld, signal } = look;
  const site = (
    await Promise.all(hosts.map(({ host, addresses }) => readSite(ports.web, [host], addresses.slice(0, 4), signal)))
  ).flat();
  const likeness = await readLikeness(ports.web, await toCompare(look, hosts, walker), signal);
  const answered = ctx.answers.free?.['certificateAuthority']?.trim();
  const willOrder = !undecided && ctx.answers.hosting === 'moves';
  // What stands where it stood has its certificate already.
  const shown = hosts.flatMap(({ host, moves }) => (isShown(look, host) && (undecided || moves) ? [host] : []));
  const questions = authoritiesFor(shown, site, { answered, willOrder });
  const caa = await readCaa(questions, newWorld());
  return { site, likeness, caa };
}

/** With a migration its site's hosts are known; without one they are the apex and `www`, and other hosts are only tried. */
export const isShown = ({ ctx, undecided }: Look, host: string): boolean =>
  !undecided || `${host}.` === ctx.domain || `${host}.` === `www.${ctx.domain}`;

/** Old with new where the site itself is unchanged; where it was built anew, the place where it was built with where it is put. */
async function toCompare({ ctx, undecided }: Look, hosts: readonly SiteHost[], walker: Walker): Promise<Compared[]> {
  const there = hosts.filter(({ addresses }) => addresses.length > 0);
  if (!undecided && ctx.answers.site?.source === 'dev-server') {
    const host = ctx.answers.free?.['devServerHost']?.trim() ?? '';
    if (!isName(host)) return [];
    const { addresses } = await walker.addressesOf(fqdn(host));
    const canonical = ctx.answers.site.canonicalHost;
    const main = there.find((one) => isName(canonical) && `${one.host}.` === fqdn(canonical)) ?? there[0];
    const [address] = addresses;
    if (main === undefined || address === undefined) return [];
    const model = { host: fqdn(host).slice(0, -1), address };
    return [{ host: main.host, address: main.addresses[0]!, model }];
  }
  return there
    .filter(({ moves, old, addresses }) => moves && old.length > 0 && !addresses.includes(old[0]!))
    .slice(0, MOST_COMPARED)
    .map(({ host, addresses, old }) => ({ host, address: addresses[0]!, model: { host, address: old[0]! } }));
}
