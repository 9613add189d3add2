import { SIGNING_TYPES } from '../../../dns/dictionary.ts';
import { dsFromDnskey } from '../../../dns/dnssec.ts';
import { updateText } from '../../../dns/update-message.ts';
import { canonicalPut, refuseChanged, refuseInvalid, refuseUnfit } from '../../../dns/zone-rules.ts';
import { asGoLiveError, GoLiveError } from '../../../domain/errors.ts';
import type { Fqdn } from '../../../domain/name.ts';
import type { Rrset } from '../../../domain/rrset.ts';
import { applyChanges } from '../../../domain/rrset.ts';
import type { DnsHost, RrsetPut } from '../../../ports/dns-host.ts';
import { apexNsOf } from '../apex-ns.ts';
import { openClient } from './client.ts';
import { hostlessMx, updatesFor } from './convert.ts';
import type { Rfc2136Settings } from './schema.ts';

/** BIND's notes to itself on how far its signing has come. */
const PRIVATE_TYPES: ReadonlySet<string> = new Set(['TYPE65533', 'TYPE65534']);

/**
 * A name server that gives whole zones (RFC 5936) and takes dynamic updates (RFC 2136), both signed (RFC 8945): BIND, Knot.
 * It makes no zones. Up to 60 kB of changes, some 1000 RRsets, are one update and happen together or not at all; what is more follows in
 * further ones.
 */
export function openRfc2136(settings: Rfc2136Settings, nowMs: () => number): DnsHost {
  const client = openClient(settings, nowMs);
  const { target, key, minTtlSeconds } = settings;
  const read = async (zone: Fqdn, signal: AbortSignal): Promise<readonly Rrset[]> =>
    (await client.transfer(zone, signal)).rrsets;
  const isThere = async (zone: Fqdn, signal: AbortSignal): Promise<boolean> => {
    try {
      await read(zone, signal);
      return true;
    } catch (thrown) {
      if (asGoLiveError(thrown, zone).code === 'zone-missing') return false;
      throw thrown;
    }
  };
  const byHand = (zone: Fqdn, what: string) =>
    new GoLiveError('refused', {
      subject: zone,
      why: `dynamic updates ${what} no zones`,
      fix: 'A person does that at the server.',
    });
  return {
    limits: { minTtlSeconds, atomic: true, consistencyMs: 0, zonesByHand: true },
    async nameServers(zone, signal) {
      if (settings.nameServers.length > 0) return settings.nameServers;
      return apexNsOf(zone, () => read(zone, signal));
    },
    readZone: async (zone, signal) => (await read(zone, signal)).filter(isContent),
    async readWhole(zone, signal) {
      const { rrsets, ...rest } = await client.transfer(zone, signal);
      return { rrsets: rrsets.filter(isContent), ...rest };
    },
    async createZone(zone, signal) {
      if (!(await isThere(zone, signal))) throw byHand(zone, 'make');
    },
    async deleteZone(zone, signal) {
      if (await isThere(zone, signal)) throw byHand(zone, 'remove');
    },
    async putRrsets(zone, rrsets, signal) {
      const puts = rrsets.map((put) => canonicalPut(put));
      for (const put of puts) refuseUnfit(zone, put, minTtlSeconds);
      const present = await read(zone, signal);
      refuseChanged(zone, puts, present);
      // A server passes over in silence what would break the zone (RFC 2136 §3.4.2.2).
      const after = applyChanges(present, puts.map(asChange));
      refuseInvalid(zone, after);
      const suspects = () => hostlessMx(zone, puts, after);
      for (const update of updatesFor(zone, puts, present)) await client.update(update, suspects, signal);
    },
    /** It signs, or does not, as its operator set it up; what belongs at the parent stands in the zone (RFC 7344). */
    async signZone(zone, signal) {
      const sets = await read(zone, signal);
      const at = (wanted: string) => sets.find(({ name, type }) => name === zone && type === wanted)?.rdatas;
      const ds =
        at('CDS') ??
        at('DNSKEY')
          ?.filter(isKeySigning)
          .map((dnskey) => dsFromDnskey(zone, dnskey));
      return ds === undefined || ds.length === 0 ? undefined : [...ds].sort();
    },
    calls(deed) {
      if (deed.kind !== 'put') return [];
      const server = `server ${target.address} ${target.port}`;
      return updatesFor(deed.zone, deed.rrsets, []).map(
        (update) => `nsupdate: signed with ${key.name} ${key.algorithm}\n${server}\n${updateText(update)}`,
      );
    },
  };
}

function isContent({ type }: Rrset): boolean {
  return !SIGNING_TYPES.has(type) && !PRIVATE_TYPES.has(type);
}

/** Secure entry point (RFC 4034 §2.1.1). */
function isKeySigning(dnskey: string): boolean {
  return dnskey.startsWith('257 ');
}

function asChange(put: RrsetPut) {
  return put.rdatas.length === 0 ? ({ kind: 'remove', rrset: put } as const) : ({ kind: 'set', rrset: put } as const);
}
