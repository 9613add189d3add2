import type { Evidence, Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';

/**
 * Zones below this one that stand on servers which nobody will be sent to for it any more: they go with those servers, whether this zone
 * delegates to them or they are found only because the same servers have both.
 *
 * @param undelegated as the inventory has them: `Inventory.zonesBelow`
 */
export function judgeZonesBelow(
  zone: Fqdn,
  intended: readonly Rrset[],
  undelegated: readonly Fqdn[],
  leaving: readonly Fqdn[],
  now: EpochMs,
): Finding[] {
  const left: ReadonlySet<string> = new Set(leaving);
  const delegated = intended.filter(
    ({ name, type, rdatas }) => type === 'NS' && name !== zone && rdatas.some((server) => left.has(server)),
  );
  const evidence = [
    ...delegated.map(({ name, rdatas }): Evidence => ({ asked: `${name} NS`, answered: rdatas.join(', '), atMs: now })),
    ...undelegated.map((name): Evidence => ({ asked: `${name} DS`, answered: 'NXDOMAIN', atMs: now })),
  ];
  const names = [...delegated.map(({ name }) => name), ...undelegated];
  if (names.length === 0 || leaving.length === 0) return [];
  const said = message('inventory.zones-below', { zone: displayName(zone), names: names.join(', ') });
  const fix = message('inventory.fix.zones-below');
  return [{ tag: 'INVENTORY_INCOMPLETE', subject: names[0]!, message: said, evidence, fix }];
}
