import type { Fqdn } from '../domain/name.ts';
import { child, fqdn, isUnder, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import { RESOLVERS } from './resolver.ts';
import type { Scenario, Side } from './scenario.ts';
import type { WorldEndpoint, WorldServer } from './types.ts';
import type { Zone } from './zones.ts';
import { zoneOf } from './zones.ts';

/** Each provider's own domain, under which its web, mail and helper names live. */
export const PROVIDER_ZONES: Readonly<Record<Side | 'third', Fqdn>> = {
  old: fqdn('oud-host.example.'),
  new: fqdn('nieuw-host.example.'),
  third: fqdn('derde.example.'),
};
const HOUR_SECONDS = 3600;
/** Last number of each kind's first address; they count up from there. */
const FIRST_ADDRESS = { root: 1, tld: 2, old: 11, new: 21, third: 31, resolver: 71 } as const;
const WEB_ADDRESS = { old: 41, new: 51, third: 61 } as const;
const MAIL_ADDRESS = { old: 42, new: 52 } as const;

/** What stands still in the world: who listens where, and the zones of root and providers. */
export interface Topology {
  readonly domains: readonly Fqdn[];
  readonly tlds: readonly Fqdn[];
  readonly servers: readonly WorldServer[];
  readonly endpoints: readonly WorldEndpoint[];
  readonly web: Readonly<Record<Side | 'third', string>>;
  readonly mail: Readonly<Record<Side, string>>;
  readonly mailNames: Readonly<Record<Side, Fqdn>>;
  readonly nameServers: Readonly<Record<Side, readonly Fqdn[]>>;
  readonly rootZone: Zone;
  /** Zones that hold the providers' own names, by who serves them. */
  readonly providerZones: Readonly<Record<Side | 'third', readonly Zone[]>>;
  /** What the TLD zones say besides the customers' delegations: the TLD's own servers, the providers' delegations and all glue. */
  readonly tldRecords: ReadonlyMap<Fqdn, readonly Rrset[]>;
}

export function buildTopology(scenario: Scenario): Topology {
  const address = (last: number) => `${scenario.addressBase}.${last}`;
  const domains = [scenario.domain, ...scenario.redirectDomains].map(fqdn);
  const nameServers = { old: scenario.oldNameServers.map(fqdn), new: scenario.newNameServers.map(fqdn) };
  const listed = (kind: keyof typeof FIRST_ADDRESS, names: readonly Fqdn[]): WorldServer[] =>
    names.map((name, index) => ({ name, address: address(FIRST_ADDRESS[kind] + index), kind }));
  const servers = [
    ...listed('root', [fqdn('a.root.demo.')]),
    ...listed('tld', [fqdn('a.nic.example.'), fqdn('b.nic.example.')]),
    ...listed('old', nameServers.old),
    ...listed('new', nameServers.new),
    ...listed('third', [fqdn('ns1.derde.example.')]),
    ...listed(
      'resolver',
      RESOLVERS.map(({ name }) => fqdn(`${name}.resolver.demo.`)),
    ),
  ];
  const web = { old: address(WEB_ADDRESS.old), new: address(WEB_ADDRESS.new), third: address(WEB_ADDRESS.third) };
  const mail = { old: address(MAIL_ADDRESS.old), new: address(MAIL_ADDRESS.new) };
  const mailNames = { old: child('mx', PROVIDER_ZONES.old), new: child('mx', PROVIDER_ZONES.new) };
  const serversOf = (kind: WorldServer['kind']) => servers.filter((server) => server.kind === kind);
  const apexesOf = (side: Side | 'third') => [
    ...new Set([
      PROVIDER_ZONES[side],
      ...serversOf(side)
        .map(({ name }) => parentOf(name))
        .filter((apex) => !domains.some((domain) => isUnder(apex, domain))),
    ]),
  ];
  const providerZones = Object.fromEntries(
    (['old', 'new', 'third'] as const).map((side) => [
      side,
      apexesOf(side).map((apex) => providerZone(apex, side, serversOf(side), web, side === 'third' ? undefined : mail)),
    ]),
  ) as Record<Side | 'third', Zone[]>;
  const apexes = (['old', 'new', 'third'] as const).flatMap((side) => apexesOf(side).map((apex) => ({ apex, side })));
  const tlds = [...new Set([fqdn('example.'), ...[...domains, ...apexes.map(({ apex }) => apex)].map(parentOf)])];
  const tldServers = serversOf('tld');
  const glueUnder = (zone: Fqdn, among: readonly WorldServer[]) =>
    among
      .filter(({ name }) => isUnder(name, zone))
      .map((server) => rrset(server.name, 'A', 2 * 24 * HOUR_SECONDS, [server.address]));
  const hosts = [...serversOf('old'), ...serversOf('new'), ...serversOf('third')];
  return {
    domains,
    tlds,
    servers,
    endpoints: [
      { name: child('web', PROVIDER_ZONES.old), address: web.old, kind: 'web', side: 'old' },
      { name: child('web', PROVIDER_ZONES.new), address: web.new, kind: 'web', side: 'new' },
      { name: child('web', PROVIDER_ZONES.third), address: web.third, kind: 'web', side: 'third' },
      { name: mailNames.old, address: mail.old, kind: 'mail', side: 'old' },
      { name: mailNames.new, address: mail.new, kind: 'mail', side: 'new' },
    ],
    web,
    mail,
    mailNames,
    nameServers,
    rootZone: zoneOf(
      '.' as Fqdn,
      [
        rrset('.' as Fqdn, 'NS', 518_400, ['a.root.demo.']),
        ...serversOf('root').map(({ name, address: at }) => rrset(name, 'A', 518_400, [at])),
        ...serversOf('resolver').map(({ name, address: at }) => rrset(name, 'A', 518_400, [at])),
        ...tlds.map((tld) =>
          rrset(
            tld,
            'NS',
            172_800,
            tldServers.map(({ name }) => name),
          ),
        ),
        ...tldServers.map((server) => rrset(server.name, 'A', 172_800, [server.address])),
      ],
      { primary: fqdn('a.root.demo.'), serial: 2_026_112_000, negativeTtlSeconds: 86_400 },
    ),
    providerZones,
    tldRecords: new Map(
      tlds.map((tld) => [
        tld,
        [
          rrset(
            tld,
            'NS',
            172_800,
            tldServers.map(({ name }) => name),
          ),
          ...glueUnder(tld, tldServers),
          ...apexes
            .filter(({ apex }) => parentOf(apex) === tld)
            .map(({ apex, side }) =>
              rrset(
                apex,
                'NS',
                172_800,
                serversOf(side)
                  .map(({ name }) => name)
                  .sort(),
              ),
            ),
          ...glueUnder(tld, hosts),
        ],
      ]),
    ),
  };
}

function providerZone(
  apex: Fqdn,
  side: Side | 'third',
  servers: readonly WorldServer[],
  web: Topology['web'],
  mail: Topology['mail'] | undefined,
): Zone {
  const own = apex === PROVIDER_ZONES[side];
  const mailSets =
    !own || mail === undefined || side === 'third'
      ? []
      : [
          rrset(child('mx', apex), 'A', HOUR_SECONDS, [mail[side]]),
          rrset(child('autodiscover', apex), 'A', HOUR_SECONDS, [web[side]]),
          rrset(child('_spf', apex), 'TXT', HOUR_SECONDS, [`"v=spf1 ip4:${mail[side]} -all"`]),
          rrset(child('s1.dkim', apex), 'TXT', HOUR_SECONDS, [`"v=DKIM1; k=rsa; p=${'MIGfMA0GCSqGSIb3'.repeat(14)}"`]),
        ];
  return zoneOf(
    apex,
    [
      rrset(
        apex,
        'NS',
        14_400,
        servers.map(({ name }) => name),
      ),
      ...servers
        .filter(({ name }) => isUnder(name, apex))
        .map(({ name, address }) => rrset(name, 'A', 14_400, [address])),
      ...(own ? ['web', '*.staging'].map((label) => rrset(child(label, apex), 'A', HOUR_SECONDS, [web[side]])) : []),
      ...mailSets,
    ],
    { primary: servers[0]!.name, serial: 2_026_110_100, negativeTtlSeconds: 900 },
  );
}
