import { z } from 'zod';
import type { IntendedZone } from '../dns/intended-zone.ts';
import { intendedZone } from '../dns/intended-zone.ts';
import type { Fqdn } from '../domain/name.ts';
import { child } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Inventory } from './inventory.ts';
import { COMPLETENESS, TRANSFER_OUTCOMES } from './inventory.ts';
import { WALK_OUTCOMES } from './inventory-walk.ts';
import { Names, Rrsets } from './schemas.ts';
import type { Remembering } from './zone-memory.ts';
import { decidedKeys, siteAddressesOf, siteHostsOf } from './zone-memory.ts';

const Keys = z.array(z.string()).readonly();
export const InventorySchema = z.object({
  rrsets: Rrsets,
  completeness: z.enum(COMPLETENESS),
  notLive: Keys,
  beyondExport: Keys.exactOptional(),
  unheard: Keys.exactOptional(),
  unanswered: z.number(),
  readable: z.boolean(),
  provenance: z.record(z.string(), z.enum([...COMPLETENESS, 'followed'])).readonly(),
  tried: z
    .array(
      z.union([
        z.object({ source: z.literal('transfer'), outcome: z.enum(TRANSFER_OUTCOMES) }),
        z.object({ source: z.literal('nsec'), outcome: z.enum(WALK_OUTCOMES) }),
      ]),
    )
    .readonly()
    .exactOptional(),
  expected: z
    .array(z.object({ provider: z.string(), by: z.string(), names: Keys }))
    .readonly()
    .exactOptional(),
  hidden: Names.exactOptional(),
  zonesBelow: Names.exactOptional(),
  leftOut: z.string().exactOptional(),
  cutShort: z.boolean().exactOptional(),
}) satisfies z.ZodType<Inventory>;

/** What the answers leave to others to say: where the site and the mail will be. */
export const TargetsSchema = z.object({
  siteAddresses: z.array(z.string()).readonly().nullable(),
  mailRecords: Rrsets.nullable(),
});
export type Targets = z.infer<typeof TargetsSchema>;

export async function readTargets(ctx: Remembering, ports: StepPorts, signal: AbortSignal): Promise<Targets> {
  return {
    siteAddresses: await siteAddressesOf(ctx, ports, signal),
    mailRecords: ctx.answers.mail === 'moves' ? ((await ports.newMailHost?.records(ctx.domain, signal)) ?? null) : null,
  };
}

/** What is still not known of the intended zone; `undefined`: nothing. */
export function missingTarget(ctx: Remembering, targets: Targets): 'site' | 'mail' | undefined {
  const decided = decidedKeys(ctx.answers);
  const { hosting, mail } = ctx.answers;
  const siteDecided = decided.has(`${ctx.domain} A`) || decided.has(`${ctx.domain} AAAA`);
  if (hosting === 'moves' && (targets.siteAddresses ?? []).length === 0 && !siteDecided) return 'site';
  if (mail === 'moves' && (targets.mailRecords ?? []).length === 0 && !decided.has(`${ctx.domain} MX`)) return 'mail';
  return undefined;
}

/** The intended zone from what the answers decide and what is known of the targets. */
export function intendFrom(
  ctx: Remembering,
  inventory: readonly Rrset[],
  targets: Targets,
  more: {
    readonly newNameServers?: readonly Fqdn[];
    readonly ttlSeconds?: number;
    readonly minTtlSeconds?: number;
  } = {},
): IntendedZone {
  return intendedZone(inventory, {
    zone: ctx.domain,
    siteHosts: siteHostsOf(ctx.answers),
    mailLeaves: ctx.answers.mail === 'moves' || ctx.answers.mail === 'none',
    ...(targets.siteAddresses === null ? {} : { siteAddresses: targets.siteAddresses }),
    ...(targets.mailRecords === null ? {} : { mailRecords: targets.mailRecords }),
    ...(ctx.answers.zoneChanges === undefined ? {} : { zoneChanges: ctx.answers.zoneChanges }),
    ...more,
  });
}

/** The address to try mail with: a mailbox that moves, else the one every domain must have (RFC 5321 §4.5.1). */
export function recipientOf(ctx: Remembering): string {
  const domain = ctx.domain.slice(0, -1);
  const made: unknown = ctx.earlier['recreate-mailboxes']?.facts['mailboxes'];
  const first =
    ctx.answers.mailboxes?.[0] ?? (Array.isArray(made) && typeof made[0] === 'string' ? made[0] : 'postmaster');
  return first.includes('@') ? first : `${first}@${domain}`;
}

/** Hosts of the site inside this zone, without final dot. */
export function siteHostNames(ctx: Remembering, rrsets: readonly Rrset[]): string[] {
  const www = child('www', ctx.domain);
  const named = siteHostsOf(ctx.answers).filter((host) => host === ctx.domain || host.endsWith(`.${ctx.domain}`));
  const hosts = [ctx.domain, ...(rrsets.some(({ name }) => name === www) ? [www] : []), ...named];
  return [...new Set(hosts)].map((host) => host.slice(0, -1));
}
