import type { Json } from '../domain/json.ts';
import { digestOf } from '../domain/json.ts';
import type { DnsHostCore } from './dns-host.ts';
import type { HostingCore } from './hosting.ts';
import type { MailHostCore } from './mail.ts';
import type { RegistryCore } from './registry.ts';
import type { Side } from './scenario.ts';

export interface Cores {
  readonly registry: RegistryCore;
  readonly dnsHost: Readonly<Record<Side, DnsHostCore>>;
  readonly hosting: Readonly<Record<Side, HostingCore>>;
  readonly mailHost: Readonly<Record<Side, MailHostCore>>;
}

/** What a rollback must restore, as plain JSON; equal worlds give equal text. */
export function snapshotOf(cores: Cores): Json {
  const both = (make: (side: Side) => Json): Json => ({ old: make('old'), new: make('new') });
  return {
    registrations: Object.fromEntries(
      cores.registry.domains().map((domain) => {
        const { holder, nameServers, ds, locked, statuses, pending } = cores.registry.record(domain)!;
        return [domain, { holder, nameServers, ds, locked, statuses, pending }];
      }),
    ),
    zones: both((side) => zonesOf(cores.dnsHost[side])),
    hosting: both((side) => hostingOf(cores.hosting[side])),
    mail: both((side) => mailOf(cores.mailHost[side], cores.registry)),
  };
}

function zonesOf(host: DnsHostCore): Json {
  return Object.fromEntries(
    host
      .names()
      .sort()
      .map((zone) => {
        const { rrsets, dnskey, cut } = host.held(zone)!;
        const shown = rrsets.map(({ name, type, ttlSeconds, rdatas }) => ({ name, type, ttlSeconds, rdatas }));
        return [zone, { rrsets: shown, signed: dnskey !== undefined, cut }];
      }),
  );
}

function hostingOf(host: HostingCore): Json {
  const domains = host.domains().sort();
  return Object.fromEntries(
    domains.flatMap((domain) => {
      const orders = host.orders(domain).filter(({ state }) => state !== 'cancelled');
      if (orders.length === 0) return [];
      const account = host.account(domain);
      const service =
        account === undefined
          ? null
          : {
              published: account.published,
              frozen: account.frozen,
              files: digestOf([...account.files].sort()),
              databases: account.databases.map(({ name, tables, linked }) => {
                return { name, linked, tables: digestOf([...tables].sort()) };
              }),
            };
      return [[domain, { orders: orders.map(({ plan, state }) => ({ plan, state })), service }]];
    }),
  );
}

function mailOf(host: MailHostCore, registry: RegistryCore): Json {
  return {
    mailboxes: Object.fromEntries(host.mailboxes().map((address) => [address, host.messages(address)])),
    seats: Object.fromEntries(registry.domains().map((domain) => [domain, host.licences(domain).total])),
  };
}
