import { canonicalPut, refuseChanged, refuseInvalid, refuseUnfit } from '../../../dns/zone-rules.ts';
import { asGoLiveError, GoLiveError } from '../../../domain/errors.ts';
import type { Fqdn } from '../../../domain/name.ts';
import type { Rrset } from '../../../domain/rrset.ts';
import { applyChanges, rrsetKey } from '../../../domain/rrset.ts';
import { SECOND } from '../../../domain/time.ts';
import type { DnsHost } from '../../../ports/dns-host.ts';
import { heldAs } from '../../../ports/held.ts';
import { apexNsOf } from '../apex-ns.ts';
import { type Client, type NewZone, openClient } from './client.ts';
import { aliasedNames, dsOf, patchOf, type RrsetPatch, rrsetsOf, wholeOf } from './convert.ts';
import type { PowerDnsSettings, ZoneJson } from './schema.ts';
import { has } from './version.ts';

/** Zones that another server writes. */
const COPIES: ReadonlySet<string> = new Set(['slave', 'secondary', 'consumer']);
/** What PowerDNS takes in one call (its webserver-max-bodysize is 2 MB unless told otherwise), with room to spare. */
const MOST_BODY_BYTES = 1_500_000;
/** How 4.1, and from 4.4 on, say that there is nothing to rectify. */
const PRESIGNED = /Rectify presigned zone|is pre-signed, not rectifying/;
/** Wall milliseconds that putting names in order may take past the deadline of what wrote them. */
const RECTIFY_MS = 10 * SECOND;
/** The name in the SOA of a PowerDNS whose operator has set none. */
const NOBODY = 'a.misconfigured.dns.server.invalid.';

/**
 * PowerDNS, 4.0 or newer. Up to 1.5 MB of changes, some ten thousand RRsets, are one call and happen together or not at all; what is more
 * follows in further ones.
 */
export function openPowerDns(settings: PowerDnsSettings, client: Client = openClient(settings)): DnsHost {
  const { minTtlSeconds } = settings;
  const read = async (zone: Fqdn, signal: AbortSignal): Promise<ZoneJson> => {
    // That the API is there at all is known before a 404 means that a zone is not.
    await client.version(signal);
    return client.readZone(zone, signal);
  };
  const readIfThere = async (zone: Fqdn, signal: AbortSignal): Promise<ZoneJson | undefined> => {
    try {
      return await read(zone, signal);
    } catch (thrown) {
      if (asGoLiveError(thrown, zone).code === 'zone-missing') return undefined;
      throw thrown;
    }
  };
  const nameServers = async (zone: Fqdn, signal: AbortSignal): Promise<readonly Fqdn[]> =>
    settings.nameServers.length > 0
      ? settings.nameServers
      : apexNsOf(zone, async () => rrsetsOf(await read(zone, signal)));
  const newZone = (zone: Fqdn, nameservers: readonly Fqdn[]): NewZone => ({
    name: zone,
    kind: settings.kind === 'primary' ? 'Master' : 'Native',
    nameservers,
    soa_edit_api: 'DEFAULT',
    dnssec: false,
    ...(settings.account === undefined ? {} : { account: settings.account }),
  });
  /** A zone that was made, and whose SOA names nobody: the call that would have named it may have got lost. */
  const nameSoa = async (zone: Fqdn, present: ZoneJson, signal: AbortSignal): Promise<void> => {
    const soa = COPIES.has(present.kind.toLowerCase()) ? undefined : soaPatch(zone, present, settings.nameServers);
    if (soa !== undefined) await write(zone, present, [soa], signal);
  };
  const write = async (
    zone: Fqdn,
    present: ZoneJson,
    patches: readonly RrsetPatch[],
    signal: AbortSignal,
  ): Promise<void> => {
    let isWritten = false;
    try {
      for (const some of inBodies(patches)) {
        await client.patchZone(zone, some, signal);
        isWritten = true;
      }
    } catch (thrown) {
      // Whoever looks next finds what was written and sends it no second time. What went wrong first is what is told.
      const { code, row } = asGoLiveError(thrown, zone);
      if (row.outcome === 'unknown' || (isWritten && code !== 'rate-limited'))
        await rectify(zone, present, pastDeadline(signal)).catch(() => undefined);
      throw thrown;
    }
    // Also where nothing was left to send: whoever sent it may have been stopped before this.
    await rectify(zone, present, signal);
  };
  /** Where nobody else puts the signed names in order. */
  const rectify = async (zone: Fqdn, present: ZoneJson, signal: AbortSignal): Promise<void> => {
    const isLeftToUs = present.dnssec === true && present.presigned !== true && present.api_rectify !== true;
    if (!isLeftToUs || !has(await client.version(signal), 'rectify')) return;
    try {
      await client.rectifyZone(zone, signal);
    } catch (thrown) {
      const left = unrectified(zone, asGoLiveError(thrown, zone));
      if (left !== undefined) throw left;
    }
  };

  return {
    limits: { minTtlSeconds, atomic: true, consistencyMs: 0 },
    nameServers,
    readZone: async (zone, signal) => rrsetsOf(await read(zone, signal)),
    readWhole: async (zone, signal) => wholeOf(zone, await read(zone, signal)),
    async createZone(zone, signal) {
      const present = await readIfThere(zone, signal);
      if (present !== undefined) return nameSoa(zone, present, signal);
      const servers = await nameServers(zone, signal);
      let made: ZoneJson | undefined;
      try {
        made = await client.createZone(newZone(zone, servers), signal);
      } catch (thrown) {
        // Somebody was faster: 409, or 422 in old versions. Then it is there, and its records stay as they are.
        const failure = asGoLiveError(thrown, zone);
        if (failure.code !== 'refused' || !/status (409|422).*/.test(failure.message)) throw failure;
        made = await readIfThere(zone, signal);
        if (made === undefined) throw failure;
      }
      await nameSoa(zone, made, signal);
    },
    async deleteZone(zone, signal) {
      if ((await readIfThere(zone, signal)) === undefined) return;
      await client.deleteZone(zone, signal).catch((thrown: unknown) => {
        if (asGoLiveError(thrown, zone).code !== 'zone-missing') throw thrown;
      });
    },
    async putRrsets(zone, rrsets, signal) {
      const puts = rrsets.map((put) => canonicalPut(put));
      for (const put of puts) refuseUnfit(zone, put, minTtlSeconds);
      const present = await read(zone, signal);
      refuseCopy(zone, present);
      refuseAliased(puts, present);
      const sets = rrsetsOf(present);
      refuseChanged(zone, puts, sets);
      const changes = puts.map((put) => ({ kind: put.rdatas.length === 0 ? 'remove' : 'set', rrset: put }) as const);
      refuseInvalid(zone, applyChanges(sets, changes));
      const patches = patchOf(puts, present);
      // Who looks again after a lost answer finds the zone there and makes it no second time: what comes first into it names its SOA.
      const isFresh = patches.length > 0 && sets.every(({ name, type }) => name === zone && type === 'NS');
      const soa = isFresh ? soaPatch(zone, present, settings.nameServers) : undefined;
      await write(zone, present, soa === undefined ? patches : [...patches, soa], signal);
    },
    async signZone(zone, signal) {
      const version = await client.version(signal);
      const present = await client.readZone(zone, signal);
      if (present.dnssec !== true) {
        if (!settings.signs) return undefined;
        refuseCopy(zone, present);
        if (has(version, 'dnssecSwitch')) await client.setZone(zone, { dnssec: true, api_rectify: true }, signal);
        else await client.makeKey(zone, signal);
      }
      const ds = dsOf(await client.readKeys(zone, signal));
      // Signed elsewhere and only served here: its keys are not known to this server.
      return ds.length === 0 ? undefined : ds;
    },
    calls(deed) {
      if (deed.kind === 'create') return [client.shown('POST', undefined, newZone(deed.zone, settings.nameServers))];
      if (deed.kind === 'delete') return [client.shown('DELETE', deed.zone)];
      const before = deed.rrsets.flatMap(({ name, type, before: rdatas }) =>
        rdatas === undefined || rdatas.length === 0
          ? []
          : [{ name, type, ttl: -1, records: rdatas.map((content) => ({ content })) }],
      );
      const patches = patchOf(deed.rrsets, { kind: 'Native', rrsets: before });
      return inBodies(patches).map((some) => client.shown('PATCH', deed.zone, { rrsets: some }));
    },
  };
}

function refuseCopy(zone: Fqdn, { kind }: ZoneJson): void {
  if (!COPIES.has(kind.toLowerCase())) return;
  throw new GoLiveError('refused', {
    subject: zone,
    why: `the zone here is a copy (${kind}) of another server's`,
    fix: 'Change it there: name that server as the provider.',
  });
}

/** Beside such a record PowerDNS would answer with both, or with the wrong one. */
function refuseAliased(puts: readonly Rrset[], present: ZoneJson): void {
  const goes = new Set(puts.filter(({ rdatas }) => rdatas.length === 0).map(rrsetKey));
  const aliased = aliasedNames(present.rrsets.filter(({ name, type }) => !goes.has(`${name.toLowerCase()} ${type}`)));
  const clash = puts.find(
    ({ name, type, rdatas }) => rdatas.length > 0 && aliased.has(name) && ['A', 'AAAA', 'CNAME'].includes(type),
  );
  if (clash !== undefined)
    throw new GoLiveError('refused', {
      subject: rrsetKey(clash),
      why: 'an ALIAS or LUA record stands at that name',
      fix: 'Take it away at PowerDNS first.',
    });
}

/** A SOA that names nobody gets the first name server, of the settings or else of the zone; one that the operator has set up stays. */
function soaPatch(zone: Fqdn, made: ZoneJson, nameServers: readonly Fqdn[]): RrsetPatch | undefined {
  const soa = made.rrsets.find(({ type }) => type === 'SOA');
  const content = soa?.records.find(({ disabled }) => disabled !== true)?.content;
  if (soa === undefined || content?.startsWith(`${NOBODY} `) !== true) return undefined;
  const apexNs = rrsetsOf(made).find(({ name, type }) => name === zone && type === 'NS')?.rdatas;
  const primary = nameServers[0] ?? apexNs?.[0];
  if (primary === undefined) return undefined;
  const named = { content: `${primary}${content.slice(NOBODY.length)}`, disabled: false };
  return { name: zone, type: 'SOA', changetype: 'REPLACE', ttl: soa.ttl, records: [named] };
}

/**
 * The records are written all the same. In doubt, so that the engine looks, finds them and neither sends them again nor takes them for not sent; the
 * journal keeps what is said here. Unrectified, every name that was put is denied by the NSEC before it, which caches believe (RFC 8198).
 * The cause is for the door: a refusal is no trouble, and a pause that was asked for is kept.
 */
function unrectified(zone: Fqdn, cause: GoLiveError): GoLiveError | undefined {
  const { code, why, message } = cause;
  // That another signs the zone is told by the refusal alone.
  if (code === 'refused' && PRESIGNED.test(message)) return undefined;
  return new GoLiveError('remote-broken', {
    subject: zone,
    why: `the records are written, but the order of its signed names is not: ${why ?? message}`,
    fix: `Run pdnsutil rectify-zone ${zone.slice(0, -1)} there, and set api_rectify on the zone.`,
    cause,
  });
}

/** That the time for an answer is over is no reason to leave names denied; a stop is one, and so is a lease that was lost. */
function pastDeadline(signal: AbortSignal): AbortSignal {
  const isLate = signal.aborted && (signal.reason as Error).name === 'TimeoutError';
  return isLate ? heldAs(signal, AbortSignal.timeout(RECTIFY_MS)) : signal;
}

function inBodies(patches: readonly RrsetPatch[]): RrsetPatch[][] {
  const bodies: RrsetPatch[][] = [];
  let bytes = MOST_BODY_BYTES;
  for (const patch of patches) {
    const size = JSON.stringify(patch).length + 1;
    if (bytes + size > MOST_BODY_BYTES) {
      bodies.push([]);
      bytes = 0;
    }
    bodies.at(-1)!.push(patch);
    bytes += size;
  }
  return bodies;
}
