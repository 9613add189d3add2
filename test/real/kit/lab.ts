import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Addresses, reserveAddresses } from './addresses.ts';
import type { Access, Authoritative, ServedZone, ServerOptions } from './authoritative.ts';
import { startBind } from './bind.ts';
import { CACHES, type Cache, type CacheName, startCache } from './caches.ts';
import { startKnot } from './knot.ts';
import { startNsd } from './nsd.ts';
import { type PowerDns, startPowerDns } from './powerdns.ts';
import { newKey, signed, type ZoneKey } from './signing.ts';
import { isUnder, zoneOf, zoneText } from './zone-text.ts';

const START = { knot: startKnot, nsd: startNsd, bind: startBind, powerdns: startPowerDns } as const;

export interface LabServer {
  readonly software: keyof typeof START;
  /** Host names that lead to it; the first is its name in NS records. Addresses go into the zones of the lab that hold the names. */
  readonly names: readonly string[];
  readonly access?: Omit<Access, 'notify'>;
  /** Servers that are told of its changes: those that copy from it. */
  readonly notifies?: readonly string[];
}

export interface LabZone {
  /** With its last dot. */
  readonly zone: string;
  /** Servers that serve it, by their ids. */
  readonly at: readonly string[];
  /** Lines of a zone file without SOA and apex NS; `{id}` is the address of a server or host. */
  readonly records?: readonly string[];
  /** Servers that fetch it from the first of `at` and follow its changes (BIND alone). */
  readonly copiedBy?: readonly string[];
  /** The apex NS; default: the names of `at`. */
  readonly ns?: readonly string[];
  /** What the parent says; default: as `ns`. `false`: not delegated. */
  readonly delegatedTo?: readonly string[] | false;
  readonly delegationTtlSeconds?: number;
  /** Default 60. */
  readonly ttlSeconds?: number;
  readonly nsTtlSeconds?: number;
  readonly negativeTtlSeconds?: number;
  /** Signed, with its DS at the parent. `other-key`: by a key that the parent knows nothing of. */
  readonly signed?: boolean | 'other-key';
  readonly dnskeyTtlSeconds?: number;
  /** At the parent instead of the DS of its own key. */
  readonly ds?: readonly string[];
  readonly dsTtlSeconds?: number;
  /** What is otherwise at one server, by its id. */
  readonly versions?: Readonly<Record<string, ZoneVersion>>;
}

type ZoneVersion = Partial<
  Pick<LabZone, 'records' | 'ns' | 'ttlSeconds' | 'nsTtlSeconds' | 'negativeTtlSeconds' | 'signed' | 'dnskeyTtlSeconds'>
>;

export interface LabDescription {
  readonly servers: Readonly<Record<string, LabServer>>;
  /** In any order; `.` must be there. */
  readonly zones: readonly LabZone[];
  readonly caches?: readonly CacheName[];
  /** More addresses and the host names that lead to them, by ids: sites, mail servers, and those who never answer. */
  readonly hosts?: Readonly<Record<string, readonly string[]>>;
}

interface Delegation {
  readonly ns: readonly string[];
  readonly ds: readonly string[];
  readonly ttlSeconds: number;
  readonly dsTtlSeconds: number;
}

export interface Lab {
  readonly dir: string;
  readonly servers: Readonly<Record<string, Authoritative>>;
  readonly caches: Readonly<Partial<Record<CacheName, Cache>>>;
  readonly roots: readonly { readonly name: string; readonly address: string }[];
  /** Of a server or host. @throws Error: the lab has none of that name */
  address(id: string): string;
  powerDns(id: string): PowerDns;
  /** What the zone's key has for the parent. @throws Error: not signed */
  ds(zone: string): string;
  /** Serves a zone anew, or for the first time; what is not given stays. Its delegation stays as it is. */
  setZone(zone: string, change: Partial<Omit<LabZone, 'zone'>>): Promise<void>;
  /** Takes a zone from servers; the delegation stays. */
  dropZone(zone: string, at?: readonly string[]): Promise<void>;
  /** The registry: what the parent says of a zone. `at`: only these of its servers, while the others lag behind. */
  setDelegation(
    zone: string,
    change: { readonly ns?: readonly string[]; readonly ds?: readonly string[] },
    at?: readonly string[],
  ): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULT_TTL_SECONDS = 60;

/** Starts every server and cache that is described, each in the foreground on an address of its own, port 53. Root is needed. */
export async function startLab(description: LabDescription): Promise<Lab> {
  const dir = mkdtempSync(join(tmpdir(), 'golive-real-'));
  const addresses = await reserveAddresses();
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.splice(0).map((one) => one.stop()));
    await addresses.release();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    return await build(description, dir, addresses, started, stop);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function build(
  description: LabDescription,
  dir: string,
  addresses: Addresses,
  started: { stop(): Promise<void> }[],
  stop: () => Promise<void>,
): Promise<Lab> {
  const at: Record<string, string> = {};
  for (const [id, { software }] of Object.entries(description.servers))
    at[id] = await addresses.next(software === 'bind' ? 'on-lo' : undefined);
  for (const id of Object.keys(description.hosts ?? {})) at[id] = await addresses.next();
  const address = (id: string): string => {
    const found = at[id];
    if (found === undefined) throw new Error(`the lab has no ${id}; it has ${Object.keys(at).join(', ')}`);
    return found;
  };

  const zones = new Map(description.zones.map((zone) => [zone.zone, zone]));
  const namesOf = Object.entries(description.servers).map(([id, { names }]) => [id, names] as const);
  const hosts = [...namesOf, ...Object.entries(description.hosts ?? {})].flatMap(([id, names]) =>
    names.map((name) => ({ name, address: address(id) })),
  );
  const nsOf = (zone: LabZone): readonly string[] =>
    zone.ns ??
    [...zone.at, ...(zone.copiedBy ?? [])].map((id) => description.servers[id]?.names[0] ?? `${id}.invalid.`);
  const keys = new Map<string, ZoneKey>();
  const keyOf = async (zone: string, wanted: LabZone['signed']): Promise<ZoneKey | undefined> => {
    if (wanted === undefined || wanted === false) return undefined;
    const id = wanted === true ? zone : `${zone} other`;
    const key = keys.get(id) ?? (await newKey(zone, dir));
    keys.set(id, key);
    return key;
  };
  for (const { zone, signed: wanted, versions } of zones.values())
    for (const one of [wanted, ...Object.values(versions ?? {}).map((version) => version.signed)])
      await keyOf(zone, one);

  /** By parent server id, then by zone: registries are not of one mind at every moment. */
  const delegations = new Map<string, Map<string, Delegation>>();
  const parentOf = (zone: string): LabZone | undefined => {
    const above = zoneOf(
      zone.slice(zone.indexOf('.') + 1) || '.',
      [...zones.keys()].filter((one) => one !== zone),
    );
    return above === undefined ? undefined : zones.get(above);
  };
  for (const zone of zones.values()) {
    const parent = parentOf(zone.zone);
    if (parent === undefined || zone.zone === '.' || zone.delegatedTo === false) continue;
    const key = keys.get(zone.zone);
    for (const id of parent.at) {
      const own = delegations.get(id) ?? new Map<string, Delegation>();
      delegations.set(id, own);
      own.set(zone.zone, {
        ns: zone.delegatedTo ?? nsOf(zone),
        ds: zone.ds ?? (key === undefined ? [] : [key.ds]),
        ttlSeconds: zone.delegationTtlSeconds ?? DEFAULT_TTL_SECONDS,
        dsTtlSeconds: zone.dsTtlSeconds ?? zone.delegationTtlSeconds ?? DEFAULT_TTL_SECONDS,
      });
    }
  }

  let serial = Math.floor(Date.now() / 1000);
  async function render(common: LabZone, id: string): Promise<ServedZone> {
    const zone = { ...common, ...common.versions?.[id] };
    const { records = [], ttlSeconds = DEFAULT_TTL_SECONDS } = zone;
    const own = records.map((line) => line.replace(/\{(\w+)\}/g, (_text, host: string) => address(host)));
    const below = [...(delegations.get(id) ?? [])].filter(([child]) => parentOf(child)?.zone === zone.zone);
    const lines = below.flatMap(([child, delegation]) => [
      ...delegation.ns.map((name) => `${child} ${delegation.ttlSeconds} IN NS ${name}`),
      ...delegation.ds.map((ds) => `${child} ${delegation.dsTtlSeconds} IN DS ${ds}`),
    ]);
    const named = new Set(below.flatMap(([, delegation]) => delegation.ns));
    const glue = hosts
      .filter(({ name }) => isUnder(name, zone.zone))
      .filter(({ name }) => named.has(name) || zoneOf(name, [...zones.keys()]) === zone.zone)
      .filter(({ name }) => !own.some((line) => line.startsWith(`${name} `)))
      .map((host) => `${host.name} ${ttlSeconds} IN A ${host.address}`);
    const plain = zoneText({
      zone: zone.zone,
      serial,
      ns: nsOf(zone),
      records: [...new Set([...own, ...lines, ...glue])],
      ttlSeconds,
      ...(zone.nsTtlSeconds === undefined ? {} : { nsTtlSeconds: zone.nsTtlSeconds }),
      ...(zone.negativeTtlSeconds === undefined ? {} : { negativeTtlSeconds: zone.negativeTtlSeconds }),
    });
    const key = await keyOf(zone.zone, zone.signed);
    const text = key === undefined ? plain : await signed(plain, key, zone.dnskeyTtlSeconds ?? ttlSeconds);
    return { zone: zone.zone, text };
  }

  const servers: Record<string, Authoritative> = {};
  const start = async (ids: readonly string[]): Promise<unknown> =>
    Promise.all(
      ids.map(async (id) => {
        const { software, access, notifies } = description.servers[id]!;
        const folder = join(dir, id);
        mkdirSync(folder);
        const served: ServedZone[] = [];
        for (const zone of zones.values()) if (zone.at.includes(id)) served.push(await render(zone, id));
        const options: ServerOptions = {
          address: address(id),
          dir: folder,
          zones: served,
          ...(access === undefined && notifies === undefined
            ? {}
            : { access: { ...access, ...(notifies === undefined ? {} : { notify: notifies.map(address) }) } }),
          copies: [...zones.values()]
            .filter(({ copiedBy = [] }) => copiedBy.includes(id))
            .map(({ zone, at: [first] }) => ({ zone, primary: address(first!) })),
        };
        servers[id] = await START[software](options);
        started.push(servers[id]);
      }),
    );
  const copying = new Set(description.zones.flatMap(({ copiedBy = [] }) => copiedBy));
  const ids = Object.keys(description.servers);
  await start(ids.filter((id) => !copying.has(id)));
  await start(ids.filter((id) => copying.has(id)));

  const rootZone = zones.get('.');
  const roots = (rootZone?.at ?? []).map((id) => ({ name: description.servers[id]!.names[0]!, address: address(id) }));
  const trustAnchor = keys.get('.')?.dnskey;
  const caches: Partial<Record<CacheName, Cache>> = {};
  await Promise.all(
    (description.caches ?? []).map(async (name) => {
      const own = await addresses.next('onLo' in CACHES[name] ? 'on-lo' : undefined);
      const cache = await startCache(name, {
        address: own,
        dir: join(dir, name),
        roots,
        ...(trustAnchor === undefined ? {} : { trustAnchor }),
      });
      caches[name] = cache;
      started.push(cache);
    }),
  );

  // One change after the other: several tests work in one lab, and a server has one configuration.
  let changing: Promise<unknown> = Promise.resolve();
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = changing.then(change);
    changing = turn.catch(() => undefined);
    return turn;
  }
  async function serve(zone: LabZone, ids: readonly string[]): Promise<void> {
    serial++;
    await Promise.all(ids.map(async (id) => servers[id]!.put([await render(zone, id)])));
  }

  return {
    dir,
    servers,
    caches,
    roots,
    address,
    powerDns: (id) => servers[id] as PowerDns,
    ds(zone) {
      const key = keys.get(zone);
      if (key === undefined) throw new Error(`${zone} has no key`);
      return key.ds;
    },
    setZone: (name, change) =>
      inTurn(async () => {
        const zone = { ...(zones.get(name) ?? { zone: name, at: [] }), ...change };
        zones.set(name, zone);
        await serve(zone, change.at ?? zone.at);
      }),
    dropZone: (name, ids) =>
      inTurn(async () => {
        const zone = zones.get(name)!;
        const from = ids ?? zone.at;
        zones.set(name, { ...zone, at: zone.at.filter((id) => !from.includes(id)) });
        await Promise.all(from.map((id) => servers[id]!.remove(name)));
      }),
    setDelegation: (name, change, ids) =>
      inTurn(async () => {
        const parent = parentOf(name)!;
        const changed = ids ?? parent.at;
        for (const id of changed) {
          const own = delegations.get(id) ?? new Map<string, Delegation>();
          delegations.set(id, own);
          const before = own.get(name) ?? {
            ns: [],
            ds: [],
            ttlSeconds: DEFAULT_TTL_SECONDS,
            dsTtlSeconds: DEFAULT_TTL_SECONDS,
          };
          own.set(name, { ...before, ...change });
        }
        await serve(parent, changed);
      }),
    stop,
  };
}
