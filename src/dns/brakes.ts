import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset, RrsetChange } from '../domain/rrset.ts';
import { applyChanges, sameData } from '../domain/rrset.ts';
import { isSpf } from './rdata.ts';

/** From this many RRsets on, shares count (octoDNS's rule, widened). */
const SHARE_COUNTS_FROM = 10;
const MOST_SHARE = 0.3;

/**
 * Why a person must say yes to these changes of a zone that is in use; empty: they may run unattended. TTL changes frighten nobody.
 */
export function reasonsToConfirm(zone: Fqdn, existing: readonly Rrset[], changes: readonly RrsetChange[]): Message[] {
  const reasons: Message[] = [];
  const removed = changes.filter((change) => change.kind === 'remove');
  const updated = changes.filter(
    (change) => change.kind === 'set' && change.before !== undefined && !sameData(change.before, change.rrset),
  );
  const shares = [
    ['dns.brake.removes', removed.length],
    ['dns.brake.changes', updated.length],
  ] as const;
  if (existing.length >= SHARE_COUNTS_FROM)
    for (const [text, count] of shares)
      if (count / existing.length > MOST_SHARE) reasons.push(message(text, { count, of: existing.length }));

  const after = applyChanges(existing, changes);
  for (const loss of LOSSES) {
    const lost = existing.filter((set) => loss.is(set, zone) && !after.some((other) => loss.same(set, other, zone)));
    for (const set of lost) reasons.push(message(loss.text, { name: set.name, type: set.type }));
  }
  return reasons;
}

const sameKey = (a: Rrset, b: Rrset): boolean => a.name === b.name && a.type === b.type;

const LOSSES: readonly {
  readonly text: string;
  readonly is: (set: Rrset, zone: Fqdn) => boolean;
  /** Still there afterwards, in this sense. */
  readonly same: (set: Rrset, after: Rrset, zone: Fqdn) => boolean;
}[] = [
  {
    text: 'dns.brake.apex-ns',
    is: (set, zone) => set.type === 'NS' && set.name === zone,
    same: (a, b) => sameData(a, b),
  },
  { text: 'dns.brake.loses', is: (set) => set.type === 'MX' || set.type === 'DS', same: sameKey },
  { text: 'dns.brake.loses', is: (set) => set.name.startsWith('_dmarc.'), same: sameKey },
  { text: 'dns.brake.loses', is: (set) => set.name.includes('._domainkey.'), same: (a, b) => a.name === b.name },
  {
    text: 'dns.brake.loses-spf',
    is: (set) => set.type === 'TXT' && set.rdatas.some(isSpf),
    same: (a, b) => sameKey(a, b) && b.rdatas.some(isSpf),
  },
];
