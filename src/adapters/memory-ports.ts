import type { ApiPort, StepPorts } from '../ports/step-ports.ts';
import type { Vault } from '../ports/vault.ts';
import type { World } from '../simulation/world.ts';
import { memoryDns } from './dns/memory/index.ts';
import { memoryDnsHost } from './dns-host/memory/index.ts';
import { memoryHosting } from './hosting/memory/index.ts';
import { memoryMailCopier } from './mail-copier/memory/index.ts';
import { memoryMailHost } from './mail-host/memory/index.ts';
import { memoryRegistrar } from './registrar/memory/index.ts';
import { memoryRegistry } from './registry/memory/index.ts';
import { memorySiteCopier } from './site-copier/memory/index.ts';
import { memorySmtp } from './smtp/memory/index.ts';
import { memoryVault } from './vault/memory/index.ts';
import { memoryWeb } from './web/memory/index.ts';

/** What a step may use, all of it from one simulated Internet; `without` leaves out what this customer has no adapter for. */
export function memoryPorts(
  world: World,
  options: { readonly without?: readonly ApiPort[]; readonly vault?: Vault } = {},
): StepPorts {
  const apis: Required<Pick<StepPorts, ApiPort>> = {
    oldDnsHost: memoryDnsHost(world, 'old'),
    newDnsHost: memoryDnsHost(world, 'new'),
    losingRegistrar: memoryRegistrar(world, 'losing'),
    gainingRegistrar: memoryRegistrar(world, 'gaining'),
    oldHosting: memoryHosting(world, 'old'),
    newHosting: memoryHosting(world, 'new'),
    oldMailHost: memoryMailHost(world, 'old'),
    newMailHost: memoryMailHost(world, 'new'),
    siteCopier: memorySiteCopier(world),
    mailCopier: memoryMailCopier(world),
  };
  const without = new Set<string>(options.without ?? []);
  return {
    dns: memoryDns(world),
    registry: memoryRegistry(world),
    web: memoryWeb(world),
    smtp: memorySmtp(world),
    vault: options.vault ?? memoryVault(),
    ...Object.fromEntries(Object.entries(apis).filter(([port]) => !without.has(port))),
  };
}
