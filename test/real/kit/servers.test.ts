import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Addresses, reserveAddresses } from './addresses.ts';
import { ask, rdatasOf, serialAt } from './ask.ts';
import type { Authoritative, ServerOptions } from './authoritative.ts';
import { startBind } from './bind.ts';
import { startKnot } from './knot.ts';
import { startNsd } from './nsd.ts';
import { startPowerDns } from './powerdns.ts';

const START: Readonly<Record<string, (options: ServerOptions) => Promise<Authoritative>>> = {
  knot: startKnot,
  nsd: startNsd,
  bind: startBind,
  powerdns: startPowerDns,
};

let addresses: Addresses;
const dir = mkdtempSync(join(tmpdir(), 'golive-real-'));
beforeAll(async () => {
  addresses = await reserveAddresses();
});
afterAll(async () => {
  await addresses.release();
  rmSync(dir, { recursive: true, force: true });
});

const zone = (serial: number, address: string) => ({
  zone: 'klant.nl.',
  text: `@ 60 IN SOA ns1.host.nl. admin.host.nl. ${serial} 3600 600 86400 60\n@ 60 IN NS ns1.host.nl.\nwww 60 IN A ${address}\n`,
});

for (const [software, start] of Object.entries(START))
  test(`${software} serves, replaces and drops zones`, async () => {
    const folder = mkdtempSync(join(dir, `${software}-`));
    const address = await addresses.next('on-lo');
    const server = await start({ address, dir: folder, zones: [zone(1, '192.0.2.1')] });
    try {
      const www = async () =>
        rdatasOf(await ask({ address, name: 'www.klant.nl.', type: 'A', recursive: false }), 'A').join();
      expect(await www()).toBe('192.0.2.1');
      await server.put([zone(2, '192.0.2.2'), { ...zone(7, '192.0.2.3'), zone: 'ander.nl.' }]);
      expect(await www()).toBe('192.0.2.2');
      expect(await serialAt(address, 'ander.nl.')).toBe(7);
      await server.remove('klant.nl.');
      expect(await serialAt(address, 'klant.nl.')).toBe(undefined);
      expect(await serialAt(address, 'ander.nl.')).toBe(7);
    } finally {
      await server.stop();
    }
    expect(server.process.ended()).toBeDefined();
  });
