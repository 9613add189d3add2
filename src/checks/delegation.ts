import type { DelegationView, ParentAnswer } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import { parentOf } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns, DnsAnswer } from '../ports/dns.ts';
import { asReferral } from './referral.ts';
import { Walker } from './walk.ts';

export * from '../dns/delegation.ts';

/**
 * What every address of every server of the parent zone says about the zone's delegation and DS. Asked without recursion; the NS set is read
 * from the referral's authority section, the DS as an answer of the parent (RFC 4035 §3.1.4.1).
 */
export async function readDelegation(
  dns: Dns,
  zone: Fqdn,
  signal: AbortSignal,
  walker: Walker = new Walker(dns, signal),
): Promise<DelegationView & { readonly parents: readonly (ParentAnswer & { readonly atMs?: EpochMs })[] }> {
  const servers = await walker.parentServers(zone);
  const reachable = servers.filter(({ address }) => address !== '');
  const answers = await dns.askAll(
    reachable.flatMap((server) => ['NS', 'DS'].map((type) => ({ server, name: zone, type, recursive: false }))),
    signal,
  );
  const parents = servers.map((server) => {
    const at = reachable.indexOf(server);
    return at < 0
      ? withoutAddress(server.name ?? '')
      : parentAnswer(
          zone,
          server.name ?? '',
          server.address,
          asReferral(answers[2 * at]!, parentOf(zone)),
          answers[2 * at + 1]!,
        );
  });
  return { zone, parents };
}

function withoutAddress(server: string): ParentAnswer {
  return {
    server,
    address: '',
    outcome: 'unreachable',
    ns: [],
    nsTtlSeconds: null,
    dsOutcome: 'unreachable',
    ds: [],
    dsTtlSeconds: null,
  };
}

function parentAnswer(zone: Fqdn, server: string, address: string, ns: DnsAnswer, ds: DnsAnswer) {
  const section = ns.outcome === 'referral' ? ns.authority : ns.answer;
  const nsSet = section.find((set) => set.type === 'NS' && set.name === zone);
  // A referral to somewhere else says nothing about this zone; nor does a "no" without authority, as from a box on the way (RFC 1034 §6.2.4).
  const elsewhere = ns.outcome === 'referral' && nsSet === undefined;
  const unfounded = ns.outcome === 'nxdomain' && !ns.authoritative;
  const outcome = elsewhere || unfounded ? 'lame' : ns.outcome;
  const dsSet = ds.answer.find((set) => set.type === 'DS' && set.name === zone);
  const dsOutcome = ds.outcome === 'referral' || (ds.outcome === 'nxdomain' && !ds.authoritative) ? 'lame' : ds.outcome;
  return {
    server,
    address,
    outcome,
    ns: isDefinite(outcome) ? ([...(nsSet?.rdatas ?? [])].sort() as Fqdn[]) : [],
    nsTtlSeconds: nsSet?.ttlSeconds ?? null,
    dsOutcome,
    ds: isDefinite(dsOutcome) ? [...(dsSet?.rdatas ?? [])].sort() : [],
    dsTtlSeconds: dsSet?.ttlSeconds ?? null,
    atMs: ns.atMs,
  };
}
