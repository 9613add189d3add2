import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset, RrsetChange } from '../domain/rrset.ts';
import { applyChanges, diffRrsets, rrsetKey, sameData } from '../domain/rrset.ts';
import { SIGNING_TYPES } from './dictionary.ts';
import type { Decided, DecidedWhy } from './intended-zone.ts';
import { isSpf, targetsOf } from './rdata.ts';
import { answerIn, STAYS } from './staying-names.ts';

/** From this many RRsets on, shares count (octoDNS's rule, widened). */
const SHARE_COUNTS_FROM = 10;
const MOST_SHARE = 0.3;

/**
 * Why a person must say yes to these changes of a zone that is in use; empty: they may run unattended. TTL changes frighten nobody.
 */
export function reasonsToConfirm(zone: Fqdn, existing: readonly Rrset[], changes: readonly RrsetChange[]): Message[] {
  return [...shareReasons(existing, changes), ...lossReasons(zone, existing, applyChanges(existing, changes))];
}

/** What follows from the four answers is decided with them; a reason in a person's own words is not among these. */
const FOLLOWS_FROM_ANSWERS: ReadonlySet<DecidedWhy> = new Set([
  'name-servers',
  'signing',
  'site',
  'mail',
  'mail-client',
  'alias-stands-alone',
  'own-word',
  ...STAYS,
]);
export const followsFrom = (why: DecidedWhy): boolean => FOLLOWS_FROM_ANSWERS.has(why);

/**
 * Why a person must say yes to what the new zone makes of the old one, beyond the answers: so much that somebody changed by name, and what
 * mail stands on that would be lost, for whatever reason.
 */
export function reasonsToDecide(
  zone: Fqdn,
  inventory: readonly Rrset[],
  intended: readonly Rrset[],
  decided: readonly Decided[],
): Message[] {
  const before = inventory.filter(({ type }) => type !== 'SOA' && !SIGNING_TYPES.has(type));
  const follows = new Set(decided.flatMap(({ key, why }) => (FOLLOWS_FROM_ANSWERS.has(why) ? [key] : [])));
  const byName = diffRrsets(before, intended).filter((change) => !follows.has(rrsetKey(change.rrset)));
  const switched = (set: Rrset): boolean => isApexNs(set, zone) && follows.has(rrsetKey(set));
  return [
    ...shareReasons(before, byName),
    ...lossReasons(
      zone,
      before.filter((set) => !switched(set)),
      intended,
    ),
  ];
}

/**
 * Why a person must say yes where mail stays: a mail server of the zone that goes along with the site. That another machine takes mail for the domain
 * does not say that the mailboxes are there. An MX that somebody gave by name is theirs.
 */
export function reasonsOfMail(
  zone: Fqdn,
  before: readonly Rrset[],
  after: readonly Rrset[],
  named: ReadonlySet<string>,
): Message[] {
  const mx = after.find(({ name, type }) => name === zone && type === 'MX');
  if (mx === undefined || named.has(rrsetKey(mx))) return [];
  return targetsOf(mx).flatMap((host) => {
    const [old, now] = [before, after].map((rrsets) => {
      const { A, AAAA, CNAME } = answerIn(zone, rrsets, host);
      return [...A, ...AAAA, ...CNAME];
    }) as [string[], string[]];
    if (old.length === 0 || now.every((data) => old.includes(data))) return [];
    return [message('dns.brake.mail-goes-along', { host, old: old.join(', '), addresses: now.join(', ') })];
  });
}

function shareReasons(existing: readonly Rrset[], changes: readonly RrsetChange[]): Message[] {
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
  return reasons;
}

function lossReasons(zone: Fqdn, existing: readonly Rrset[], after: readonly Rrset[]): Message[] {
  return LOSSES.flatMap((loss) =>
    existing
      .filter((set) => loss.is(set, zone) && !after.some((other) => loss.same(set, other, zone)))
      .map((set) => message(loss.text, { name: set.name, type: set.type })),
  );
}

const isApexNs = (set: Rrset, zone: Fqdn): boolean => set.type === 'NS' && set.name === zone;
const sameKey = (a: Rrset, b: Rrset): boolean => a.name === b.name && a.type === b.type;

const LOSSES: readonly {
  readonly text: string;
  readonly is: (set: Rrset, zone: Fqdn) => boolean;
  /** Still there afterwards, in this sense. */
  readonly same: (set: Rrset, after: Rrset, zone: Fqdn) => boolean;
}[] = [
  {
    text: 'dns.brake.apex-ns',
    is: isApexNs,
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
