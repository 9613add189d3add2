import { z } from 'zod';
import type { ServersView } from '../dns/views.ts';
import { answerTo } from '../dns/views.ts';
import type { Evidence, Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Walker } from './walk.ts';

/** Where `www` is an alias for a host elsewhere: that host's addresses. */
export const AliasTargetSchema = z.object({ target: z.string(), addresses: z.array(z.string()).readonly() });
export type AliasTarget = z.infer<typeof AliasTargetSchema>;

export async function readAliasTarget(
  zone: Fqdn,
  inventory: readonly Rrset[],
  walker: Walker,
): Promise<AliasTarget | null> {
  const www = child('www', zone);
  const target = inventory.find(({ name, type }) => name === www && type === 'CNAME')?.rdatas[0] as Fqdn | undefined;
  if (target === undefined || isUnder(target, zone)) return null;
  const { addresses } = await walker.addressesOf(target);
  return { target, addresses: [...addresses].sort() };
}

/** Words by which DNS hosts export an alias that they flatten themselves. */
const PSEUDO_TYPES: ReadonlySet<string> = new Set(['ALIAS', 'ANAME']);

const addressesAt = (rrsets: readonly Rrset[], name: Fqdn): string[] =>
  rrsets
    .filter((set) => set.name === name && (set.type === 'A' || set.type === 'AAAA'))
    .flatMap(({ rdatas }) => rdatas)
    .sort();

/**
 * An apex that its old host fills in from another name, copied as the addresses of the day: they stay when the other name's change. It shows by
 * the export, by `www` being an alias for a host with these very addresses, or by answers that are not the same everywhere.
 */
export function judgeApexAlias(
  zone: Fqdn,
  zones: { readonly inventory: readonly Rrset[]; readonly intended: readonly Rrset[] },
  target: AliasTarget | null,
  oldServers: ServersView | null,
  now: EpochMs,
): Finding[] {
  const pseudo = zones.inventory.find(({ name, type }) => name === zone && PSEUDO_TYPES.has(type));
  const finding = (text: string, to: string, evidence: readonly Evidence[]): Finding[] => [
    {
      tag: 'ALIAS_AT_APEX',
      subject: zone,
      message: message(text, { zone, target: to, addresses: had.join(', ') || '–' }),
      evidence,
    },
  ];
  const had = addressesAt(zones.inventory, zone);
  if (pseudo !== undefined)
    return finding('preflight.alias.exported', pseudo.rdatas.join(', '), [
      { asked: `${zone} ${pseudo.type}`, answered: pseudo.rdatas.join(', '), atMs: now },
    ]);
  // The site moves, so nothing of it is frozen.
  if (had.length === 0 || had.join() !== addressesAt(zones.intended, zone).join()) return [];
  if (target !== null && target.addresses.length > 0 && target.addresses.join() === had.join())
    return finding('preflight.alias.same', target.target, [
      { asked: `${target.target} A, AAAA`, answered: target.addresses.join(', '), atMs: now },
    ]);
  const seen = (oldServers?.servers ?? []).flatMap((server) => {
    const answer = answerTo(server, zone, 'A');
    return server.outcome === 'answer' && answer?.outcome === 'answer'
      ? [{ asked: `${server.server} ${server.address} ${zone} A`, answered: answer.rdatas.join(', '), atMs: now }]
      : [];
  });
  const then = zones.inventory.find(({ name, type }) => name === zone && type === 'A')?.rdatas.join(', ');
  const different = new Set([...seen.map(({ answered }) => answered), ...(then === undefined ? [] : [then])]);
  return seen.length > 0 && different.size > 1 ? finding('preflight.alias.changes', '–', seen) : [];
}
