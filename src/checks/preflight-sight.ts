import { z } from 'zod';
import { takesMail } from '../dns/mail-policy.ts';
import { targetsOf } from '../dns/rdata.ts';
import type { ServersView } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import type { Role } from '../domain/answers.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn, isName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, rrsetKey, sortZone } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';
import type { Dns, DnsAnswer } from '../ports/dns.ts';
import type { Web } from '../ports/outside.ts';
import type { Freshness } from '../ports/registry.ts';
import type { ApiPort, StepPorts } from '../ports/step-ports.ts';
import type { AskThere, WillSay } from './after-switch.ts';
import { AfterSwitch } from './after-switch.ts';
import { isAlreadyMoved } from './already-moved.ts';
import { AliasTargetSchema, readAliasTarget } from './apex-alias.ts';
import { CaaSchema } from './caa.ts';
import { DelegationSight, seeDelegation, zonePlanOf } from './delegation-sight.ts';
import { GlueSchema, readGlue } from './glue.ts';
import { recipientOf } from './intend.ts';
import { MtaStsSchema, readMtaStsPolicy } from './mta-sts.ts';
import { MxSchema, readMx } from './mx-answers.ts';
import { OldSilenceSchema, readOldSilence } from './old-silence.ts';
import { isPlanFixed, PlannedZone, planZone, withPlanned } from './planned-zone.ts';
import type { Look } from './preflight-site.ts';
import { isShown, leadToOneHost, sameAddresses, seeSite, siteHosts } from './preflight-site.ts';
import { RecordsSight, recordsPlan, seeRecords } from './records-sight.ts';
import { RegistrationSeen, RuleSeen, registrationSeen, ruleFor } from './registration-sight.ts';
import { ReverseSchema, readReverse } from './reverse-dns.ts';
import { SiteSchema } from './site-answers.ts';
import { LikenessSchema } from './site-likeness.ts';
import { readSpf, SpfSchema } from './spf.ts';
import { standsWithUs } from './standing-site.ts';
import { Walker } from './walk.ts';
import type { Remembering } from './zone-memory.ts';
import { holderOf, stayingHost } from './zone-memory.ts';

/** What preflight needs to know of a migration; a step's context is one. */
export interface PreflightContext extends Remembering {
  readonly role: Role;
  readonly slot?: { readonly startsAtMs: EpochMs };
  readonly available: readonly ApiPort[];
}

export interface PreflightOptions {
  /** There is no migration: nobody decided what may differ, so what differs is tried. */
  readonly undecided?: boolean;
  /** The old zone from a file that a person brought. */
  readonly exported?: readonly Rrset[];
  /** Addresses of new name servers that nobody can find by walking yet. */
  readonly addresses?: ReadonlyMap<Fqdn, readonly string[]>;
}

/** Everything that can be seen before a cutover, as plain data: `judgePreflight` makes findings and a verdict of it. */
export const PreflightSight = z.object({
  undecided: z.boolean(),
  /** The plan, where no step has fixed one yet. */
  planned: PlannedZone.nullable(),
  /** Where the name servers are switched. */
  delegation: DelegationSight.nullable(),
  /** Where records change in a zone that stays. */
  records: RecordsSight.nullable(),
  mx: z.array(MxSchema).readonly(),
  site: z.array(SiteSchema).readonly(),
  /** Hosts of the site that get another address: nobody may be sent to one that does not work. */
  moving: z.array(z.string()).readonly(),
  /** What the host's API says of a site that stands with us already, where no step of this move opens it; absent: nobody says. */
  published: z.boolean().exactOptional(),
  likeness: z.array(LikenessSchema).readonly(),
  caa: z.array(CaaSchema).readonly(),
  spf: SpfSchema.nullable(),
  mtaSts: MtaStsSchema.nullable(),
  glue: z.array(GlueSchema).readonly(),
  reverse: z.array(ReverseSchema).readonly(),
  alias: AliasTargetSchema.nullable(),
  /** Where the registration moves; what the registry says is with the delegation where that was looked at. */
  registration: z.object({ seen: RegistrationSeen.exactOptional(), rule: RuleSeen }).exactOptional(),
  /** Of the old zone, where its list was left open. */
  oldSilence: z.array(OldSilenceSchema).readonly().exactOptional(),
});
export type PreflightSight = z.infer<typeof PreflightSight>;

export async function seePreflight(
  given: PreflightContext,
  ports: StepPorts,
  options: PreflightOptions,
  signal: AbortSignal,
): Promise<PreflightSight> {
  const walker = new Walker(ports.dns, signal);
  const { answers } = given;
  const switches = answers.nameServers === 'switch';
  const undecided = options.undecided === true;
  for (const [name, addresses] of options.addresses ?? []) walker.know(name, addresses);
  const planned =
    switches && !isPlanFixed(given) ? await planZone(given, ports, walker, options.exported, signal) : null;
  const ctx = withPlanned(given, planned);
  // An old side that was slow to read leaves the new one its time.
  const onward = walker.another();
  const delegation = switches ? await withRegistry(ctx, ports, onward, signal) : null;
  const moves = answers.hosting === 'moves' || answers.mail === 'moves';
  const registration = answers.registration === 'moves' ? await seeRegistration(ctx, ports, delegation, signal) : {};
  const records = !switches && moves ? await seeRecords(ctx, ports, stayingHost(ctx), signal) : null;

  const { before, after } = zonesOf(ctx, { undecided, delegation, records });
  const there = undecided && delegation !== null ? askNewServer(ports.dns, delegation.newServers, signal) : undefined;
  const newWorld = (): AfterSwitch => new AfterSwitch(ctx.domain, after, walker.another(), there);
  const look: Look = {
    ctx,
    ports: { ...ports, web: remembered(ports.web) },
    undecided,
    before,
    after,
    oldWorld: new AfterSwitch(ctx.domain, before, walker.another()),
    newWorld,
    signal,
  };
  const hosts = await siteHosts(look, delegation?.newServers ?? null);
  const takes = takesMail(ctx.domain, before) || takesMail(ctx.domain, after);
  const [mail, site, mtaSts, spf, glue, alias, oldSilence] = await Promise.all([
    takes ? seeMail(look) : { mx: [], reverse: [] },
    seeSite(look, hosts, walker.another()),
    takes ? readMtaStsPolicy(ctx.domain, look.oldWorld, look.ports.web, signal) : null,
    readSpf(ctx.domain, after, newWorld()),
    delegation === null ? [] : seeGlue(look, delegation, onward),
    readAliasTarget(ctx.domain, before, walker.another()),
    readOldSilence(ports.dns, ctx.domain, planned, delegation?.newServers ?? null, walker.another(), signal),
  ]);
  // What was given up half-way must not be judged as if nobody could have been asked.
  signal.throwIfAborted();
  const service = standsWithUs(ctx) ? await ports.newHosting?.service(ctx.domain, signal) : undefined;
  const moving = hosts.flatMap(({ host, moves: moved }) => (moved && isShown(look, host) ? [host] : []));
  return {
    ...{ undecided, planned, delegation, records, ...registration },
    ...(service === undefined ? {} : { published: service.published }),
    ...{ ...mail, ...site, moving, mtaSts, spf, glue, alias, oldSilence },
  };
}

async function seeRegistration(
  { domain }: PreflightContext,
  ports: StepPorts,
  delegation: DelegationSight | null,
  signal: AbortSignal,
): Promise<Pick<PreflightSight, 'registration'>> {
  const rule = ruleFor(domain, ports);
  if (delegation !== null) return { registration: { rule } };
  return { registration: { rule, seen: registrationSeen(await ports.registry.lookUp(domain, signal, A_DAY)) } };
}

/** A look beforehand; the switch itself asks again. */
const A_DAY: Freshness = { notOlderThanMs: DAY };

/** Once the switch is made its gates need no registry; whether a transfer may follow is still the registry's to say. */
async function withRegistry(ctx: PreflightContext, ports: StepPorts, walker: Walker, signal: AbortSignal) {
  const sight = await seeDelegation(ctx, ports, holderOf(ctx), signal, walker, A_DAY);
  if (!isAlreadyMoved(sight.delegation, sight.newNameServers)) return sight;
  return { ...sight, registry: registrationSeen(await ports.registry.lookUp(ctx.domain, signal, A_DAY)) };
}

/** The zone as it is, and as the world will see it after the switch. Without decisions that is what the new servers say. */
export function zonesOf(
  ctx: PreflightContext,
  sight: Pick<PreflightSight, 'undecided' | 'delegation' | 'records'>,
): { readonly before: readonly Rrset[]; readonly after: readonly Rrset[] } {
  if (sight.records !== null)
    return { before: sight.records.inventory.rrsets, after: recordsPlan(ctx, sight.records).intended };
  const { inventory, intended } = zonePlanOf(ctx);
  if (!sight.undecided || sight.delegation === null) return { before: inventory, after: intended };
  return { before: inventory, after: servedZone(intended, sight.delegation.newServers) };
}

/** The first of the new servers that serves the zone; what it says of a name is asked once. */
function askNewServer(dns: Dns, view: ServersView, signal: AbortSignal): AskThere | undefined {
  const serving = view.servers.find(({ outcome }) => outcome === 'answer');
  if (serving === undefined) return undefined;
  const server = { name: serving.server, address: serving.address };
  const said = new Map<string, Promise<DnsAnswer[]>>();
  return async (name, type) => {
    const key = `${name} ${type}`;
    const asking = said.get(key) ?? dns.askAll([{ server, name, type, recursive: false }], signal);
    said.set(key, asking);
    const [answer] = await asking;
    return answer !== undefined && isDefinite(answer.outcome) ? answer : undefined;
  };
}

/** The intended zone with every definite answer of the first server that serves the zone laid over it. */
function servedZone(intended: readonly Rrset[], view: ServersView): Rrset[] {
  if (intended.length === 0) return [];
  const server = view.servers.find(({ outcome }) => outcome === 'answer');
  const sets = new Map(intended.map((set) => [rrsetKey(set), set]));
  for (const { name, type, outcome, rdatas, ttlSeconds, alias } of server?.answers ?? []) {
    if (!isDefinite(outcome) || /^golive-[0-9a-f]{12}\./.test(name)) continue;
    const known = sets.get(`${name} ${type}`);
    if (rdatas.length > 0) sets.set(`${name} ${type}`, rrset(name, type, ttlSeconds ?? known?.ttlSeconds ?? 0, rdatas));
    else sets.delete(`${name} ${type}`);
    if (alias !== null) sets.set(`${name} CNAME`, rrset(name, 'CNAME', ttlSeconds ?? 0, [alias]));
  }
  return sortZone([...sets.values()].filter(({ type }) => type !== 'DNSKEY'));
}

/** One page is fetched once, however many checks look at it. */
function remembered(web: Web): Web {
  const pages = new Map<string, ReturnType<Web['get']>>();
  return {
    get(request, signal) {
      const key = JSON.stringify([request.scheme, request.host, request.address, request.path]);
      const page = pages.get(key) ?? web.get(request, signal);
      pages.set(key, page);
      return page;
    },
  };
}

async function seeMail({ ctx, ports, undecided, before, after, oldWorld, newWorld, signal }: Look) {
  const moves = ctx.answers.mail === 'moves';
  const at = (rrsets: readonly Rrset[], host: Fqdn): string =>
    rrsets
      .filter(({ name, type }) => name === host && (type === 'A' || type === 'AAAA' || type === 'CNAME'))
      .flatMap(({ type, rdatas }) => rdatas.map((data) => `${type} ${data}`))
      .sort()
      .join('\n');
  const mxOf = (rrsets: readonly Rrset[]) => rrsets.find(({ name, type }) => name === ctx.domain && type === 'MX');
  const had = new Set(targetsOf(mxOf(before) ?? { type: 'MX', rdatas: [] }));
  const old = new Map(
    await Promise.all([...had].map(async (host) => [host, await oldWorld.addressesOf(host)] as const)),
  );
  // Mail is tried only where something of its way is new: nothing is proved by asking a server that stays as it is.
  const changed = (host: Fqdn, is: WillSay): boolean => {
    const was = old.get(host);
    if (moves || was === undefined) return true;
    // What differs and is to be excused must have been tried.
    if (undecided && at(before, host) !== at(after, host)) return true;
    // An alias that says what it said, or a wildcard over it, may lead to where the site has gone.
    return !sameAddresses(is, was) && !leadToOneHost(ctx, host, is, was);
  };
  const mx = await readMx(
    { smtp: ports.smtp, after: newWorld() },
    ctx.domain,
    after,
    recipientOf(ctx),
    changed,
    signal,
  );
  const known = new Set([...old.values()].flatMap(({ rdatas }) => rdatas));
  const fresh = mx.flatMap(({ host, addresses }) =>
    addresses.filter(({ address }) => !known.has(address)).map(({ address }) => ({ host, address })),
  );
  const reverse = await readReverse(fresh, newWorld());
  return { mx, reverse };
}

function seeGlue({ ctx, ports, after, signal }: Look, delegation: DelegationSight, walker: Walker) {
  const parents = delegation.delegation.parents.map(({ server, address }) => ({
    ...(isName(server) ? { name: fqdn(server) } : {}),
    address,
  }));
  const own = async (name: Fqdn): Promise<readonly string[] | null> => {
    const here = after.filter((set) => set.name === name && (set.type === 'A' || set.type === 'AAAA'));
    if (here.length > 0 && delegation.newNameServers.includes(name)) return here.flatMap(({ rdatas }) => rdatas);
    const { addresses, outcome } = await walker.addressesOf(name);
    return outcome === 'answer' ? addresses : isDefinite(outcome) ? [] : null;
  };
  const named = [...delegation.oldNameServers, ...delegation.newNameServers];
  return readGlue(ports.dns, ctx.domain, parents, named, own, signal);
}
