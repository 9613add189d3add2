import { dsFromDnskey, keyTag } from '../dns/dnssec.ts';
import { canonicalPut, refuseChanged, refuseInvalid, refuseUnfit } from '../dns/zone-rules.ts';
import { GoLiveError } from '../domain/errors.ts';
import { sha256 } from '../domain/json.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset, rrsetKey, sortZone } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { DnsHost, RrsetPut } from '../ports/dns-host.ts';
import type { Door } from './faults.ts';
import type { Scenario, Side } from './scenario.ts';
import { Timeline } from './timeline.ts';
import type { Zone } from './zones.ts';
import { zoneOf } from './zones.ts';

const FIRST_SERIAL = 2_026_112_001;

interface HostedZone {
  readonly rrsets: readonly Rrset[];
  readonly dnskey?: string;
  readonly serial: number;
  /** Held, but no longer answered for. */
  readonly cut: boolean;
}

/** The zones of one DNS operator, by hand or by API. */
export class DnsHostCore {
  readonly side: Side;
  readonly nameServers: readonly Fqdn[];
  readonly minTtlSeconds: number;
  readonly #now: () => EpochMs;
  readonly #scenario: Scenario;
  readonly #seed: number;
  readonly #zones = new Map<Fqdn, Timeline<HostedZone | undefined>>();
  readonly #indexed = new WeakMap<HostedZone, Zone>();
  #served: readonly Zone[] = [];

  constructor(side: Side, nameServers: readonly Fqdn[], now: () => EpochMs, scenario: Scenario, seed: number) {
    this.side = side;
    this.nameServers = nameServers;
    this.minTtlSeconds = scenario.minTtlSeconds;
    this.#now = now;
    this.#scenario = scenario;
    this.#seed = seed;
  }

  /** A zone that is there from the beginning. */
  begin(zone: Fqdn, rrsets: readonly Rrset[], signed: boolean): void {
    const ns = rrset(zone, 'NS', this.#apexNsTtl(), this.nameServers);
    const all = rrsets.some((set) => set.name === zone && set.type === 'NS') ? rrsets : [ns, ...rrsets];
    const held = { rrsets: sortZone(all), serial: FIRST_SERIAL, cut: false };
    const key = signed ? { dnskey: this.#makeKey(zone) } : {};
    this.#zones.set(zone, new Timeline<HostedZone | undefined>({ ...held, ...key }));
  }

  /** The same list as long as nothing in it has changed. */
  zones(atMs = this.#now()): readonly Zone[] {
    const zones: Zone[] = [];
    for (const [apex, timeline] of this.#zones) {
      const held = timeline.at(atMs);
      if (held !== undefined && !held.cut) zones.push(this.#index(apex, held));
    }
    const known = this.#served;
    if (zones.length !== known.length || zones.some((zone, index) => zone !== known[index])) this.#served = zones;
    return this.#served;
  }

  names(): Fqdn[] {
    return [...this.#zones.keys()].filter((zone) => this.#zones.get(zone)!.at(this.#now()) !== undefined);
  }

  held(zone: Fqdn, atMs = this.#now()): HostedZone | undefined {
    return this.#zones.get(zone)?.at(atMs);
  }

  read(zone: Fqdn, atMs = this.#now()): readonly Rrset[] {
    const held = this.held(zone, atMs);
    if (held === undefined) throw new GoLiveError('zone-missing', { subject: zone });
    return held.rrsets;
  }

  create(zone: Fqdn): void {
    const held = this.held(zone);
    if (held !== undefined) return;
    const rrsets = [rrset(zone, 'NS', this.#apexNsTtl(), this.nameServers)];
    const made: HostedZone = { rrsets, serial: FIRST_SERIAL, cut: false };
    const timeline = this.#zones.get(zone);
    if (timeline === undefined) this.#zones.set(zone, new Timeline<HostedZone | undefined>(undefined));
    this.#zones.get(zone)!.set(made, this.#now());
  }

  remove(zone: Fqdn): void {
    if (this.held(zone) !== undefined) this.#zones.get(zone)!.set(undefined, this.#now());
  }

  put(zone: Fqdn, rrsets: readonly RrsetPut[]): void {
    const held = this.held(zone);
    if (held === undefined) throw new GoLiveError('zone-missing', { subject: zone });
    const sets = new Map(held.rrsets.map((set) => [rrsetKey(set), set]));
    const puts = rrsets.map((put) => canonicalPut(put));
    for (const put of puts) refuseUnfit(zone, put, this.minTtlSeconds);
    refuseChanged(zone, puts, held.rrsets);
    for (const { before: _must, ...set } of puts) {
      if (set.rdatas.length === 0) sets.delete(rrsetKey(set));
      else sets.set(rrsetKey(set), set);
    }
    const next = sortZone([...sets.values()]);
    refuseInvalid(zone, next);
    if (JSON.stringify(next) === JSON.stringify(held.rrsets)) return;
    this.#zones.get(zone)!.set({ ...held, rrsets: next, serial: held.serial + 1 }, this.#now());
  }

  /** What is there gets these TTLs; what is not there is not made. */
  setTtls(zone: Fqdn, ttls: readonly { readonly name: string; readonly type: string; readonly ttlSeconds: number }[]) {
    const wanted = new Map(ttls.map((ttl) => [`${ttl.name} ${ttl.type}`, ttl.ttlSeconds]));
    this.put(
      zone,
      this.read(zone).flatMap((set) => {
        const ttlSeconds = wanted.get(`${set.name} ${set.type}`);
        return ttlSeconds === undefined ? [] : [{ ...set, ttlSeconds }];
      }),
    );
  }

  sign(zone: Fqdn): readonly string[] | undefined {
    const held = this.held(zone);
    if (held === undefined) throw new GoLiveError('zone-missing', { subject: zone });
    if (held.dnskey !== undefined) return [dsFromDnskey(zone, held.dnskey)];
    if (this.side === 'new' && !this.#scenario.newDnsHostSigns) return undefined;
    const dnskey = this.#makeKey(zone);
    this.#zones.get(zone)!.set({ ...held, dnskey, serial: held.serial + 1 }, this.#now());
    return [dsFromDnskey(zone, dnskey)];
  }

  /** Stops answering for a zone that is still in its books. */
  cut(zone: Fqdn): void {
    const held = this.held(zone);
    if (held !== undefined) this.#zones.get(zone)!.set({ ...held, cut: true }, this.#now());
  }

  #index(apex: Fqdn, held: HostedZone): Zone {
    const known = this.#indexed.get(held);
    if (known !== undefined) return known;
    const ttlSeconds = this.#scenario.dnskeyTtlSeconds;
    const keys =
      held.dnskey === undefined
        ? []
        : [
            rrset(apex, 'DNSKEY', ttlSeconds, [held.dnskey]),
            rrset(apex, 'RRSIG', ttlSeconds, signaturesBy(apex, held.dnskey, ttlSeconds)),
          ];
    const zone = zoneOf(apex, [...held.rrsets, ...keys], {
      primary: this.nameServers[0]!,
      serial: held.serial,
      negativeTtlSeconds: this.#scenario.negativeTtlSeconds,
    });
    this.#indexed.set(held, zone);
    return zone;
  }

  #apexNsTtl(): number {
    return this.side === 'old' ? this.#scenario.oldApexNsTtlSeconds : this.#scenario.newApexNsTtlSeconds;
  }

  /** 64 octets as an ECDSA P-256 key has (RFC 6605 §4); nobody holds its private half. */
  #makeKey(zone: Fqdn): string {
    const hex = ['x', 'y'].map((part) => sha256(`${this.#seed} ${this.side} ${zone} ${part}`)).join('');
    return `257 3 13 ${Buffer.from(hex, 'hex').toString('base64')}`;
  }
}

/**
 * Over the keys and the SOA, which is all that is asked for with signatures here. They are kept fresh for ever; nobody has the private half,
 * so the signature itself is made up.
 */
function signaturesBy(apex: Fqdn, dnskey: string, ttlSeconds: number): string[] {
  const labels = apex.split('.').length - 1;
  const tag = keyTag(dnskey);
  const made = Buffer.from(sha256(`${apex} ${tag}`), 'hex').toString('base64');
  return ['DNSKEY', 'SOA'].map(
    (type) => `${type} 13 ${labels} ${ttlSeconds} 3000000000 1000000000 ${tag} ${apex} ${made}`,
  );
}

/** The operator's API. Reads lag by its consistency time. */
export function dnsHostApi(core: DnsHostCore, door: Door, consistencyMs: number, now: () => EpochMs): DnsHost {
  const call = (name: string) => `${core.side}DnsHost.${name}`;
  return {
    limits: { minTtlSeconds: core.minTtlSeconds, atomic: true, consistencyMs },
    nameServers: (_zone, signal) => door.read(call('nameServers'), signal, () => core.nameServers),
    readZone: (zone, signal) => door.read(call('readZone'), signal, () => core.read(zone, now() - consistencyMs)),
    createZone: (zone, signal) => door.change(call('createZone'), signal, undefined, () => core.create(zone)),
    deleteZone: (zone, signal) => door.change(call('deleteZone'), signal, undefined, () => core.remove(zone)),
    putRrsets: (zone, rrsets, signal) =>
      door.change(call('putRrsets'), signal, undefined, () => core.put(zone, rrsets)),
    signZone: (zone, signal) => door.change(call('signZone'), signal, undefined, () => core.sign(zone)),
  };
}
