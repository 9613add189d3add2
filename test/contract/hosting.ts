import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import type { Hosting } from '../../src/ports/hosting.ts';
import { never, refuses } from './laboratory.ts';
import { contract } from './promise.ts';

export interface HostingFixture {
  readonly port: Hosting;
  /** A domain without any order here. */
  readonly domain: Fqdn;
  settle(): Promise<void>;
  /** Lets a paid order be installed. */
  install(): Promise<void>;
  close(): Promise<void>;
}

/** Every promise of the port `Hosting`. */
export function hostingContract(
  name: string,
  open: () => Promise<HostingFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  const ordered = ({ port, domain }: HostingFixture, key = 'k1') =>
    port.order({ domain, plan: 'standaard', key }, never());
  const active = async (fixture: HostingFixture): Promise<string> => {
    const { id } = await ordered(fixture);
    await fixture.port.payOrder(id, 'pay', never());
    await fixture.install();
    return id;
  };
  const service = async ({ port, domain, settle }: HostingFixture) => {
    await settle();
    return port.service(domain, never());
  };

  contract<HostingFixture>(`${name} keeps its promises as a web host`, open, skip, {
    'a domain without an order has no orders and no service': async ({ port, domain }) => {
      expect(await port.orders(domain, never())).toEqual([]);
      expect(await port.service(domain, never())).toBeUndefined();
    },
    'an order shows after the consistency window, unpaid, without a transfer in it': async (fixture) => {
      const made = await ordered(fixture);
      expect(made).toMatchObject({ key: 'k1', plan: 'standaard', includesTransfer: false, state: 'unpaid' });
      await fixture.settle();
      expect(await fixture.port.orders(fixture.domain, never())).toEqual([made]);
    },
    'an order sent twice is two orders': async (fixture) => {
      const first = await ordered(fixture);
      const second = await ordered(fixture);
      await fixture.settle();
      const ids = (await fixture.port.orders(fixture.domain, never())).map(({ id }) => id);
      expect(ids.sort()).toEqual([first.id, second.id].sort());
      expect(first.id).not.toBe(second.id);
    },
    'a paid order is installed, and then the service is there with addresses': async (fixture) => {
      const { id } = await ordered(fixture);
      for (let round = 0; round < 2; round++) await fixture.port.payOrder(id, 'pay', never());
      await fixture.settle();
      expect((await fixture.port.orders(fixture.domain, never()))[0]!.state).toBe('installing');
      expect(await fixture.port.service(fixture.domain, never())).toBeUndefined();
      await fixture.install();
      expect((await fixture.port.orders(fixture.domain, never()))[0]!.state).toBe('active');
      expect((await service(fixture))!.addresses.length).toBeGreaterThan(0);
    },
    'a cancelled order stays so, may be cancelled again, cannot be paid, and its service goes': async (fixture) => {
      const id = await active(fixture);
      for (let round = 0; round < 2; round++) await fixture.port.cancelOrder(id, never());
      expect(await service(fixture)).toBeUndefined();
      expect((await fixture.port.orders(fixture.domain, never()))[0]!.state).toBe('cancelled');
      await refuses('refused', () => fixture.port.payOrder(id, 'pay again', never()));
    },
    'what is ordered anew after a cancelled order begins with nothing': async (fixture) => {
      const { port, domain } = fixture;
      const id = await active(fixture);
      await port.createDatabase(domain, 'site', never());
      await port.setFrozen(domain, true, never());
      await port.cancelOrder(id, never());
      const again = await ordered(fixture, 'k2');
      await port.payOrder(again.id, 'pay2', never());
      await fixture.install();
      expect(await service(fixture)).toMatchObject({ databases: [], frozen: false });
    },
    'a database is made once, empty, and linked': async (fixture) => {
      await active(fixture);
      const { port, domain } = fixture;
      for (let round = 0; round < 2; round++) await port.createDatabase(domain, 'site', never());
      expect((await service(fixture))!.databases).toEqual([{ name: 'site', tables: 0, linked: false }]);
      for (let round = 0; round < 2; round++) await port.linkDatabase(domain, 'site', never());
      expect((await service(fixture))!.databases).toEqual([{ name: 'site', tables: 0, linked: true }]);
      await refuses('refused', () => port.linkDatabase(domain, 'niet-hier', never()));
    },
    'a certificate covers exactly the hosts asked for, and may be asked for again': async (fixture) => {
      await active(fixture);
      const hosts = ['klant.example', 'www.klant.example'];
      for (let round = 0; round < 2; round++) await fixture.port.requestCertificate(fixture.domain, hosts, never());
      expect((await service(fixture))!.certificateFor).toEqual(hosts);
    },
    'published and frozen are set and lifted, as often as one likes': async (fixture) => {
      await active(fixture);
      for (const on of [false, true, true, false]) {
        await fixture.port.setPublished(fixture.domain, on, never());
        await fixture.port.setFrozen(fixture.domain, !on, never());
        expect(await service(fixture)).toMatchObject({ published: on, frozen: !on });
      }
    },
    'without a service, its settings are refused': async ({ port, domain }) => {
      await refuses('refused', () => port.createDatabase(domain, 'site', never()));
      await refuses('refused', () => port.setFrozen(domain, true, never()));
      await refuses('refused', () => port.requestCertificate(domain, ['klant.example'], never()));
    },
    'an order nobody made can be neither paid nor cancelled': async ({ port }) => {
      await refuses('refused', () => port.payOrder('niet-hier', 'k', never()));
      await refuses('refused', () => port.cancelOrder('niet-hier', never()));
    },
  });
}
