import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { scaledClock } from '../../src/adapters/clock/scaled.ts';
import { systemClock } from '../../src/adapters/clock/system.ts';
import { socketDns } from '../../src/adapters/dns/sockets/index.ts';
import { openParts, openSimulated, view } from '../../src/adapters/simulated.ts';
import { socketSmtp } from '../../src/adapters/smtp/sockets/index.ts';
import { memoryVault } from '../../src/adapters/vault/memory/index.ts';
import { socketWeb } from '../../src/adapters/web/sockets/index.ts';
import { SECOND } from '../../src/domain/time.ts';
import { hostWorld } from '../../src/simulation/process/host.ts';
import type { Faults, People } from '../../src/simulation/world.ts';
import { createWorld } from '../../src/simulation/world.ts';
import { allContracts } from '../contract/all.ts';
import { clockContract } from '../contract/clock.ts';
import type { OpenLaboratory, Remote } from '../contract/laboratory.ts';

/** A world behind real sockets, in this process so that its clock can jump; the program itself has its own tests. */
const open: OpenLaboratory = async (scenario = {}) => {
  const clock = jumpingClock(Date.parse('2026-12-01T08:00:00Z'));
  const world = createWorld({ clock, seed: 3, scenario });
  const dir = mkdtempSync(join(tmpdir(), 'golive-contract-'));
  const hosted = await hostWorld(world, { dir, probesPerSecond: 0 });
  const { roots, resolvers, dnsPort, httpPort, httpsPort, smtpPort, ca, rpcUrl, token } = hosted.endpoints;
  const at = { url: rpcUrl, token };
  const parts = await openParts(at);
  const allowPrivateAddresses = true;
  return {
    ports: {
      ...(await openSimulated({ ...at, clock })),
      dns: socketDns({ roots, resolvers, port: dnsPort, allowPrivateAddresses, clock, timeoutMs: 500, tries: 2 }),
      web: socketWeb({ httpPort, httpsPort, caFile: ca, allowPrivateAddresses, clock }),
      smtp: socketSmtp({ port: smtpPort, allowPrivateAddresses, clock }),
      vault: memoryVault(),
    },
    clock,
    domain: world.domain,
    servers: world.servers,
    endpoints: world.endpoints,
    people: parts['people'] as Remote<People>,
    faults: parts['faults'] as Remote<Faults>,
    counters: async () => (await view(at, 'counters')) as Readonly<Record<string, number>>,
    pass: async (seconds) => clock.advance(seconds * SECOND),
    close: async () => {
      hosted.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

allContracts('behind sockets', open, {
  dns: {
    'an address family this machine cannot route is not asked':
      'whether this machine has an IPv6 route is not ours to say',
  },
});

const noClosing = async () => undefined;
clockContract('the system clock', async () => ({ clock: systemClock(), close: noClosing }));
clockContract('a scaled clock', async () => ({
  clock: scaledClock({ startsAtMs: Date.UTC(2026, 11, 1), realStartMs: Date.now(), factor: 7200 }),
  close: noClosing,
}));
