/** One public resolver service, as far as anybody outside can know it. */
export interface ResolverRow {
  readonly name: string;
  readonly operator: string;
  /** Where its answers mostly come from; anycast brings the nearest site. */
  readonly region: string;
  /** The first is asked; the others are the same service. */
  readonly addresses: readonly [string, ...string[]];
  /** Says "no" to some names on purpose. */
  readonly filters: boolean;
  /** Counts for the verdict. Only services that are steady, answer everybody and bend nothing. */
  readonly gate: boolean;
  /** Asked unless the configuration names its own; the others are here to be copied from. */
  readonly asked: boolean;
  /** The longest that it keeps an RRset, where that was seen. */
  readonly ttlCeilingSeconds?: number;
  /** Several caches answer behind one address: so many questions give a fair picture. Absent: 1. */
  readonly samples?: number;
  /** Where a person can make it forget a name and type. Pages for people: they are not called by golive. */
  readonly flushPage?: string;
  /** What was noticed about it. */
  readonly note?: string;
}

/** When the rows below were last looked through. */
export const RESOLVERS_SEEN = '2026-11-20';

/**
 * Open resolvers. Ceilings and habits were seen from outside and are no promise of the operators. dns0.eu is left out: it ended in October
 * 2025. Access providers' resolvers answer only their own customers; one in the office belongs into the configuration.
 */
export const RESOLVER_TABLE: readonly ResolverRow[] = [
  {
    name: 'quad9',
    operator: 'Quad9',
    region: 'EU',
    addresses: ['9.9.9.10', '149.112.112.10', '2620:fe::10'],
    filters: false,
    gate: true,
    asked: true,
    ttlCeilingSeconds: 43_200,
    note: 'its unfiltered service; 9.9.9.9 blocks malware',
  },
  {
    name: 'google',
    operator: 'Google',
    region: 'world',
    addresses: ['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888'],
    filters: false,
    gate: true,
    asked: true,
    ttlCeilingSeconds: 21_600,
    samples: 3,
    flushPage: 'https://dns.google/cache',
    note: 'many caches behind one address, each with its own copy',
  },
  {
    name: 'cloudflare',
    operator: 'Cloudflare',
    region: 'world',
    addresses: ['1.1.1.1', '1.0.0.1', '2606:4700:4700::1111'],
    filters: false,
    gate: true,
    asked: true,
    flushPage: 'https://one.one.one.one/purge-cache/',
  },
  {
    name: 'dns4eu',
    operator: 'DNS4EU',
    region: 'EU',
    addresses: ['86.54.11.100', '86.54.11.200', '2a13:1001::86:54:11:100'],
    filters: false,
    gate: false,
    asked: true,
    note: 'its unfiltered service, since June 2025',
  },
  {
    name: 'opendns',
    operator: 'Cisco',
    region: 'world',
    addresses: ['208.67.222.222', '208.67.220.220'],
    filters: true,
    gate: false,
    asked: true,
    ttlCeilingSeconds: 3600,
    flushPage: 'https://cachecheck.opendns.com/',
  },
  {
    name: 'adguard',
    operator: 'AdGuard',
    region: 'world',
    addresses: ['94.140.14.140', '94.140.14.141'],
    filters: false,
    gate: false,
    asked: true,
    note: 'its unfiltered service',
  },
  {
    name: 'ultradns',
    operator: 'UltraDNS',
    region: 'world',
    addresses: ['64.6.64.6', '64.6.65.6'],
    filters: false,
    gate: false,
    asked: true,
  },
  {
    name: 'he',
    operator: 'Hurricane Electric',
    region: 'US',
    addresses: ['74.82.42.42'],
    filters: false,
    gate: false,
    asked: true,
  },
  {
    name: 'uncensored',
    operator: 'UncensoredDNS',
    region: 'DK',
    addresses: ['91.239.100.100'],
    filters: false,
    gate: false,
    asked: true,
  },
  {
    name: 'cira',
    operator: 'CIRA',
    region: 'CA',
    addresses: ['149.112.121.10', '149.112.122.10'],
    filters: false,
    gate: false,
    asked: false,
  },
  {
    name: 'dns.watch',
    operator: 'DNS.WATCH',
    region: 'DE',
    addresses: ['84.200.69.80', '84.200.70.40'],
    filters: false,
    gate: false,
    asked: false,
    note: 'leaves about one question in seven unanswered',
  },
  {
    name: 'level3',
    operator: 'Lumen',
    region: 'US',
    addresses: ['4.2.2.1', '209.244.0.3'],
    filters: false,
    gate: false,
    asked: false,
    note: 'has answered names that do not exist with an address of its own',
  },
  {
    name: 'yandex',
    operator: 'Yandex',
    region: 'RU',
    addresses: ['77.88.8.8', '77.88.8.1'],
    filters: false,
    gate: false,
    asked: false,
  },
  {
    name: 'hinet',
    operator: 'Chunghwa Telecom',
    region: 'TW',
    addresses: ['168.95.1.1'],
    filters: false,
    gate: false,
    asked: false,
  },
  {
    name: 'alidns',
    operator: 'Alibaba',
    region: 'CN',
    addresses: ['223.5.5.5', '223.6.6.6'],
    filters: true,
    gate: false,
    asked: false,
    note: 'answers on their way may be changed by others',
  },
  {
    name: '114dns',
    operator: '114DNS',
    region: 'CN',
    addresses: ['114.114.114.114'],
    filters: true,
    gate: false,
    asked: false,
    note: 'answers on their way may be changed by others',
  },
];

const BY_ADDRESS = new Map(RESOLVER_TABLE.flatMap((row) => row.addresses.map((address) => [address, row] as const)));

/** What is known of the resolver at this address; `undefined`: it is somebody's own. */
export function resolverRow(address: string): ResolverRow | undefined {
  return BY_ADDRESS.get(address);
}

/** The resolvers that are asked where the configuration names none, in the configuration's form. */
export function defaultResolvers() {
  return RESOLVER_TABLE.filter(({ asked }) => asked).map(({ name, addresses, region, operator, filters, gate }) => ({
    name,
    address: addresses[0],
    region,
    operator,
    ...(filters ? { filters } : {}),
    gate,
  }));
}
