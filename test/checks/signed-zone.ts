import type { Fqdn } from '../../src/domain/name.ts';
import { isUnder, parentOf } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { DnsAnswer } from '../../src/ports/dns.ts';

/** nsec: proofs of absence are the zone's own chain (RFC 4034 §4). nsec3: hashed. minimal: made for the question (RFC 9824). */
export type Denial = 'nsec' | 'nsec3' | 'minimal';

/** RFC 4034 §6.1: by labels from the right, each as octets. */
function canonically(a: Fqdn, b: Fqdn): number {
  const [left, right] = [a, b].map((name) => name.split('.').reverse()) as [string[], string[]];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x, y] = [left[at], right[at]];
    if (x !== y) return x === undefined || (y !== undefined && x < y) ? -1 : 1;
  }
  return 0;
}

/** Adds to an answer what a signed zone's server adds where DO is set, or NSEC is asked for: the proofs alone, without signatures. */
export function withProofs(zone: Fqdn, sets: readonly Rrset[], denial: Denial) {
  const cuts = sets.filter(({ name, type }) => type === 'NS' && name !== zone).map(({ name }) => name);
  const isBelowCut = (name: Fqdn): boolean => cuts.some((cut) => name !== cut && isUnder(name, cut));
  const owners = [...new Set(sets.map(({ name }) => name))].filter((name) => !isBelowCut(name)).sort(canonically);
  const nsecAt = (index: number): Rrset => {
    const name = owners[index]!;
    const own = sets.filter((set) => set.name === name).map(({ type }) => type);
    const types = cuts.includes(name) ? own.filter((type) => type === 'NS' || type === 'DS') : own;
    const apex = name === zone ? ['SOA', 'DNSKEY'] : [];
    return rrset(name, 'NSEC', 900, [
      [owners[(index + 1) % owners.length], ...apex, ...types, 'RRSIG', 'NSEC'].join(' '),
    ]);
  };
  const covering = (name: Fqdn): Rrset => nsecAt(owners.findLastIndex((owner) => canonically(owner, name) <= 0));

  return (answer: DnsAnswer): DnsAnswer => {
    const { name, type, dnssec } = answer.question;
    if (!isUnder(name, zone)) return answer;
    if (denial === 'minimal') {
      const proof = rrset(name, 'NSEC', 900, [`\\000.${name} RRSIG NSEC`]);
      if (type === 'NSEC') return { ...answer, outcome: 'answer', answer: [proof] };
      return dnssec && answer.outcome === 'nxdomain' ? { ...answer, outcome: 'nodata', authority: [proof] } : answer;
    }
    if (denial === 'nsec3') {
      const proof = rrset(`0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.${zone}` as Fqdn, 'NSEC3', 900, ['1 0 0 - 0p9m A']);
      return dnssec && answer.answer.length === 0 ? { ...answer, authority: [...answer.authority, proof] } : answer;
    }
    const atCut = cuts.find((cut) => isUnder(name, cut));
    if (type === 'NSEC' && atCut === undefined && owners.includes(name))
      return { ...answer, outcome: 'answer', answer: [nsecAt(owners.indexOf(name))] };
    if (!dnssec) return answer;
    // RFC 4035 §3.1.4: a referral proves that there is no DS; with a DS it proves nothing.
    if (atCut !== undefined) {
      const signed = sets.some((set) => set.name === atCut && set.type === 'DS');
      return signed || answer.outcome !== 'referral'
        ? answer
        : { ...answer, authority: [...answer.authority, covering(atCut)] };
    }
    const exists = owners.includes(name);
    return exists && answer.outcome === 'answer'
      ? answer
      : { ...answer, authority: [...answer.authority, covering(name), covering(parentOf(name))] };
  };
}
