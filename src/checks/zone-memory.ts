import { z } from 'zod';
import { agreedNs, sameNames } from '../dns/delegation.ts';
import { givenAddresses } from '../dns/given-data.ts';
import type { DelegationView, Judging } from '../dns/views.ts';
import type { Answers } from '../domain/answers.ts';
import type { Facts } from '../domain/decision.ts';
import { asGoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn, fqdnOrNone, isName, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey, writtenRdatas } from '../domain/rrset.ts';
import type { DnsHost, WholeZone } from '../ports/dns-host.ts';
import type { ApiPort, StepPorts } from '../ports/step-ports.ts';
import { TRANSFER_OUTCOMES } from './inventory.ts';
import { DecidedSchema, Names, Rrsets, TermSchema, Terms } from './schemas.ts';

/** What these functions need of a step's context. */
export interface Remembering {
  readonly domain: Fqdn;
  readonly stepId: string;
  readonly answers: Answers;
  readonly earlier: Readonly<
    Record<string, { readonly state: string; readonly facts: Readonly<Record<string, unknown>> }>
  >;
}

/** What the DNS steps remember and hand on; every one fills what it knows. */
const Memory = z.object({
  nameServers: Names.optional().catch(undefined),
  oldNameServers: Names.optional().catch(undefined),
  intended: Rrsets.optional().catch(undefined),
  decided: z.array(DecidedSchema).readonly().optional().catch(undefined),
  inventory: Rrsets.optional().catch(undefined),
  originals: Rrsets.optional().catch(undefined),
  /** What came of asking the old servers for the whole zone. */
  transfer: z.enum(TRANSFER_OUTCOMES).optional().catch(undefined),
  terms: Terms.optional().catch(undefined),
  backTerms: Terms.optional().catch(undefined),
  /** A DS of the new side stood in the way back: how long it is kept, since when it is gone. */
  backDsTerms: Terms.optional().catch(undefined),
  backDsGoneAtMs: z.number().nullable().optional().catch(undefined),
  ds: z.array(z.string()).readonly().optional().catch(undefined),
  signed: z.boolean().optional().catch(undefined),
  switchedAtMs: z.number().optional().catch(undefined),
  worstCaseAtMs: z.number().optional().catch(undefined),
  restoredAtMs: z.number().nullable().optional().catch(undefined),
  goneAtMs: z.number().nullable().optional().catch(undefined),
  loweredAtMs: z.number().nullable().optional().catch(undefined),
  oldTtlSeconds: z.number().optional().catch(undefined),
  untilMs: z.number().optional().catch(undefined),
  /** What `watch-parents` saw: since when no parent has a DS (`null`: one has), how long each thing may be kept. */
  dsAbsentSinceMs: z.number().nullable().optional().catch(undefined),
  dsPresentSinceMs: z.number().nullable().optional().catch(undefined),
  dsTtlSeconds: z.number().optional().catch(undefined),
  delegationTtlSeconds: z.number().optional().catch(undefined),
  keysTtlSeconds: z.number().optional().catch(undefined),
  negativeTtlSeconds: z.number().optional().catch(undefined),
  longestTtl: TermSchema.optional().catch(undefined),
  /** The parents had the new servers before golive asked anybody to set them. */
  early: z.boolean().optional().catch(undefined),
});
export type ZoneMemory = z.infer<typeof Memory>;

export function memoryOf(ctx: Remembering, stepId: string = ctx.stepId): ZoneMemory {
  const facts = ctx.earlier[stepId]?.facts ?? NOTHING;
  const known = READ.get(facts);
  if (known !== undefined) return known;
  const memory = Memory.parse(facts);
  READ.set(facts, memory);
  return memory;
}

const NOTHING: Facts = {};
/** Facts are values that are replaced, never changed; one look asks for the same ones a hundred times. */
const READ = new WeakMap<Facts, ZoneMemory>();

/** Steps that fix what the zone shall be, and steps that move traffic. */
const PLANNERS = ['create-zone', 'change-records', 'instruct-third-party'] as const;
/** The step that keeps an eye on the parents from the first day until the switch. */
export const WATCHER = 'watch-parents';
const MOVERS = ['change-delegation', 'change-records', 'instruct-third-party', 'publish-site'] as const;

/** The newest knowledge of one thing: the step's own first. */
export function recall<Key extends keyof ZoneMemory>(
  ctx: Remembering,
  key: Key,
  stepIds: readonly string[] = [...PLANNERS, ...MOVERS, 'lower-ttl', 'remove-ds', WATCHER],
): ZoneMemory[Key] | undefined {
  for (const id of [ctx.stepId, ...stepIds]) {
    const value = memoryOf(ctx, id)[key];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** The step that moved this migration's traffic, as it remembers it. */
export function cutoverMemory(ctx: Remembering): ZoneMemory | undefined {
  const id = MOVERS.find((mover) => memoryOf(ctx, mover).switchedAtMs !== undefined);
  return id === undefined ? undefined : memoryOf(ctx, id);
}

export function isUndoing(ctx: Remembering): boolean {
  return ctx.earlier[ctx.stepId]?.state === 'undoing';
}

/** `golive answer D acceptNotAsked=yes`: a person takes it on that an address family was not asked from here. */
export function judgingOf(ctx: Pick<Remembering, 'answers'>): Judging {
  return { acceptNotAsked: ctx.answers.free?.['acceptNotAsked']?.trim().toLowerCase() === 'yes' };
}

/**
 * `golive answer D overrideDs=klant.nl`: a person takes it on that validating resolvers may fail. Only the domain's own name, typed out,
 * counts; nothing else than the DS is waived by it.
 */
export function overridesDs(ctx: Pick<Remembering, 'answers' | 'domain'>): boolean {
  return ctx.answers.free?.[OVERRIDE_DS] === ctx.domain.slice(0, -1);
}
export const OVERRIDE_DS = 'overrideDs';

/** The parents were seen with the new servers before anybody was asked to set them: since when. */
export function earlySwitchMs(ctx: Remembering): number | undefined {
  const { early, switchedAtMs } = memoryOf(ctx, WATCHER);
  return early === true ? switchedAtMs : undefined;
}

/**
 * Whose API holds a zone that stays: ours, where the name servers are ours; else the customer's. Never the other one for want of this one:
 * it does not have the zone.
 */
export function stayingHost({ answers }: { readonly answers: Answers }): 'oldDnsHost' | 'newDnsHost' {
  return answers.nameServers === 'ours' ? 'newDnsHost' : 'oldDnsHost';
}

/** The new zone's servers: as fixed with the zone, as answered, or as the DNS host says. `null`: nobody knows. */
export async function newNameServersOf(
  ctx: Remembering,
  ports: StepPorts,
  signal: AbortSignal,
): Promise<readonly Fqdn[] | null> {
  const answered = ctx.answers.newNameServers?.map((name) => fqdn(name));
  if (answered !== undefined && answered.length > 0) return [...new Set(answered)].sort();
  const fixed = recall(ctx, 'nameServers', ['create-zone', 'change-delegation']);
  if (fixed !== undefined) return fixed;
  const api = await ports.newDnsHost?.nameServers(ctx.domain, signal);
  return api === undefined ? null : [...new Set(api)].sort();
}

/** The servers that are left: as remembered, else those that the parents name now, unless that are the new ones already. */
export function oldNameServersOf(
  ctx: Remembering,
  delegation: DelegationView,
  newNameServers: readonly Fqdn[] | null,
): readonly Fqdn[] | null {
  const remembered = recall(ctx, 'oldNameServers');
  if (remembered !== undefined) return remembered;
  const agreed = agreedNs(delegation);
  if (agreed.kind === 'agreed')
    return newNameServers !== null && sameNames(agreed.ns, newNameServers) ? null : agreed.ns;
  if (agreed.kind !== 'partial') return null;
  const old = agreed.sets.filter((set) => newNameServers === null || !sameNames(set, newNameServers));
  return old.length === 1 ? old[0]! : null;
}

/** The zone at this API without SOA; `null`: it is not there, or there is no API. */
export function readApiZone(
  host: DnsHost | undefined,
  zone: Fqdn,
  signal: AbortSignal,
): Promise<readonly Rrset[] | null> {
  return unlessMissing(zone, async () => host?.readZone(zone, signal));
}

/** The zone at this API with what `readZone` leaves out, as far as the host can tell; `null` as above. */
export function readWholeZone(host: DnsHost | undefined, zone: Fqdn, signal: AbortSignal): Promise<WholeZone | null> {
  return unlessMissing(zone, async () => (host === undefined ? undefined : wholeZone(host, zone, signal)));
}

/** @throws GoLiveError `zone-missing` */
export async function wholeZone(host: DnsHost, zone: Fqdn, signal: AbortSignal): Promise<WholeZone> {
  return (await host.readWhole?.(zone, signal)) ?? { rrsets: await host.readZone(zone, signal), unsayable: [] };
}

async function unlessMissing<Read>(zone: Fqdn, read: () => Promise<Read | undefined>): Promise<Read | null> {
  try {
    return (await read()) ?? null;
  } catch (thrown) {
    if (asGoLiveError(thrown, zone).code === 'zone-missing') return null;
    throw thrown;
  }
}

/** `golive answer D newAddresses=203.0.113.10,2001:db8::10`, else the new host's service; only where the site moves. */
export async function siteAddressesOf(
  ctx: Remembering,
  ports: StepPorts,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const answered = ctx.answers.free?.['newAddresses'];
  if (answered !== undefined) return oneSpelling(answered.split(/[\s,;]+/).filter((address) => address !== ''));
  if (ctx.answers.hosting !== 'moves' || ports.newHosting === undefined) return null;
  // A domain that only redirects lives on the main domain's service.
  const canonical = ctx.answers.site?.canonicalHost;
  const host = canonical === undefined ? undefined : fqdnOrNone(canonical);
  const candidates = [ctx.domain, ...(host === undefined ? [] : [host, parentOf(host)])];
  for (const domain of new Set(candidates)) {
    const service = await ports.newHosting.service(domain, signal);
    if (service !== undefined && service.addresses.length > 0) return oneSpelling(service.addresses);
  }
  return null;
}

/** As they are compared with what servers answer; a journal or a host may have written them otherwise. */
function oneSpelling(addresses: readonly string[]): readonly string[] {
  return givenAddresses(addresses.join(' ')) ?? addresses;
}

export function siteHostsOf(answers: Answers): Fqdn[] {
  const hosts = answers.site === undefined ? [] : [answers.site.canonicalHost, ...answers.site.redirects];
  return hosts.filter(isName).map((host) => fqdn(host));
}

/** `name TYPE` that the answers decide by name. */
export function decidedKeys(answers: Answers): ReadonlySet<string> {
  return new Set(
    (answers.zoneChanges ?? []).map((change) => {
      const { name, type } = 'set' in change ? change.set : change.remove;
      return `${fqdn(name)} ${type.toUpperCase()}`;
    }),
  );
}

/** Who can change the delegation and the DS at this moment: the registrar that holds the domain. */
export function holderOf(ctx: Remembering): Extract<ApiPort, 'losingRegistrar' | 'gainingRegistrar'> {
  if (ctx.answers.registration === 'ours') return 'gainingRegistrar';
  if (ctx.answers.registration === 'stays') return 'losingRegistrar';
  return ctx.earlier['watch-transfer']?.state === 'done' ? 'gainingRegistrar' : 'losingRegistrar';
}

/** For a person who types it into a panel: one record per line, as in a zone file (RFC 1035 §5.1). */
export function recordLines(rrsets: readonly Rrset[]): string {
  return rrsets
    .flatMap((set) =>
      set.rdatas.length === 0
        ? [`${set.name} ${set.type} –`]
        : writtenRdatas(set).map((rdata) => `${set.name} ${set.ttlSeconds} IN ${set.type} ${rdata}`),
    )
    .join('\n');
}

/** What a change of TTLs tells a person: names and TTLs, no data. Those may be others by the time that he gets to it, and stay as they are. */
export function ttlLines(rrsets: readonly Rrset[]): string {
  return rrsets.map(({ name, type, ttlSeconds }) => `${name} ${type}: TTL ${ttlSeconds}`).join('\n');
}

export function withoutKeys(rrsets: readonly Rrset[], keys: ReadonlySet<string>): Rrset[] {
  return rrsets.filter((set) => !keys.has(rrsetKey(set)));
}

/** Since when a step has been waiting for the same thing; goes into the wait's facts, so that its deadline stands still. */
export function waitingSince(ctx: Remembering, now: number): number {
  const since = ctx.earlier[ctx.stepId]?.facts['waitingSinceMs'];
  return typeof since === 'number' ? since : now;
}
