import type { Look } from './kit/zonemaster-look.ts';

/** What golive says where Zonemaster says this tag. */
export interface Ours {
  /** In golive's words; tags with the same words are one thing to golive, so that of two only one can be wrong. */
  readonly says: string;
  readonly holds: (look: Look) => boolean;
  /** Zonemaster's tag means something else where it tests servers that nobody delegates to yet. */
  readonly delegatedOnly?: true;
}

const tagged =
  (...tags: readonly string[]) =>
  (look: Look): boolean =>
    tags.some((tag) => look.tags.includes(tag));
const about =
  (tag: string, type: string) =>
  ({ details }: Look): boolean =>
    details.some((line) => line.startsWith(`${tag} `) && line.endsWith(` ${type}`));
const says = (words: string, holds: Ours['holds']): Ours => ({ says: words, holds });
const delegated = (ours: Ours): Ours => ({ ...ours, delegatedOnly: true });

const LAME = says('SERVER_LAME or ZONE_ABSENT', tagged('SERVER_LAME', 'ZONE_ABSENT'));
const UNREACHABLE = says('SERVER_UNREACHABLE', tagged('SERVER_UNREACHABLE'));
const GLUE = says('GLUE_DIFFERS', tagged('GLUE_DIFFERS'));
const NONE_SERVES = says(
  'no server serves the zone',
  ({ seen }) => seen.serves === 'none' && seen.delegation !== 'not-delegated',
);
const SPF_DIFFERS = says('RRSET_DIFFERS of the TXT', about('RRSET_DIFFERS', 'TXT'));

/** Zonemaster's message tags that are a finding of golive's, or something that it sees and judges by. */
export const MAPPED: Readonly<Record<string, Ours>> = {
  // Basic01: is the zone delegated, by whom
  B01_CHILD_FOUND: delegated(says('a delegation', ({ seen }) => ['agreed', 'partial'].includes(seen.delegation))),
  B01_NO_CHILD: says('NOT_DELEGATED', tagged('NOT_DELEGATED')),
  B01_PARENT_FOUND: delegated(says('a parent that answers', ({ seen }) => seen.parents !== 'none')),
  B01_PARENT_NOT_FOUND: says('no parent answers', ({ seen }) => seen.parents === 'none'),
  B01_INCONSISTENT_DELEGATION: says('DELEGATION_PARTIAL', tagged('DELEGATION_PARTIAL')),
  // Basic02: does a server serve it
  B02_AUTH_RESPONSE_SOA: says('a server that serves the zone', ({ seen }) => seen.serves !== 'none'),
  B02_NO_DELEGATION: delegated(says('NOT_DELEGATED', tagged('NOT_DELEGATED'))),
  B02_NO_WORKING_NS: NONE_SERVES,
  B02_NS_BROKEN: LAME,
  B02_NS_NOT_AUTH: LAME,
  B02_UNEXPECTED_RCODE: LAME,
  B02_NS_NO_IP_ADDR: UNREACHABLE,
  B02_NS_NO_RESPONSE: UNREACHABLE,
  // Consistency05: glue beside the zone's own addresses
  ADDRESSES_MATCH: says('no GLUE_DIFFERS', (look) => look.seen.serves !== 'none' && !GLUE.holds(look)),
  IN_BAILIWICK_ADDR_MISMATCH: GLUE,
  EXTRA_ADDRESS_CHILD: GLUE,
  CHILD_ZONE_LAME: NONE_SERVES,
  CHILD_NS_FAILED: LAME,
  NO_RESPONSE: UNREACHABLE,
  NO_RESPONSE_SOA_QUERY: UNREACHABLE,
  // DNSSEC01, 05, 07: keys and DS
  DS01_PARENT_SERVER_NO_DS: says('DS differ', ({ seen }) => seen.ds === 'differ'),
  DS01_PARENT_ZONE_NO_DS: delegated(says('no DS', ({ seen }) => seen.ds === 'none')),
  DS05_ZONE_NO_DNSSEC: says('no keys', ({ seen }) => seen.keys === 'none'),
  DS05_SERVER_NO_DNSSEC: says('keys differ', ({ seen }) => seen.keys === 'differ'),
  DS07_SIGNED: says('the same keys', ({ seen }) => seen.keys === 'same'),
  DS07_NOT_SIGNED: says('no keys', ({ seen }) => seen.keys === 'none'),
  DS07_INCONSISTENT_SIGNED: says('keys differ', ({ seen }) => seen.keys === 'differ'),
  DS07_SIGNED_ON_SERVER: says('keys', ({ seen }) => seen.keys !== 'none'),
  DS07_NOT_SIGNED_ON_SERVER: says('a server without keys', ({ seen }) => seen.keys !== 'same'),
  DS07_DS_ON_PARENT_SERVER: says('a DS', ({ seen }) => seen.ds !== 'none'),
  DS07_NO_DS_ON_PARENT_SERVER: says('a parent server without DS', ({ seen }) => seen.ds !== 'same'),
  DS07_INCONSISTENT_DS: says('DS differ', ({ seen }) => seen.ds === 'differ'),
  DS07_DS_FOR_SIGNED_ZONE: says('keys and DS', ({ seen }) => seen.keys === 'same' && seen.ds === 'same'),
  DS07_NO_DS_FOR_SIGNED_ZONE: says('keys and no DS', ({ seen }) => seen.keys === 'same' && seen.ds === 'none'),
  // Zone09: mail servers
  Z09_MX_DATA: says('mail servers', ({ seen }) => seen.mail === 'servers'),
  Z09_MX_FOUND: says('mail servers', ({ seen }) => seen.mail === 'servers'),
  Z09_MISSING_MAIL_TARGET: says('no MX', ({ seen }) => seen.mail === 'none' && seen.serves !== 'none'),
  Z09_INCONSISTENT_MX: says('RRSET_MISSING of the MX', about('RRSET_MISSING', 'MX')),
  Z09_INCONSISTENT_MX_DATA: says('RRSET_DIFFERS of the MX', about('RRSET_DIFFERS', 'MX')),
  // Zone11: SPF
  Z11_SPF_SYNTAX_OK: says(
    'one SPF policy, nothing against it',
    (look) => look.seen.spf === 1 && !tagged('SPF_INVALID', 'SPF_MULTIPLE')(look) && !SPF_DIFFERS.holds(look),
  ),
  Z11_NO_SPF_FOUND: says(
    'no SPF policy',
    (look) => look.seen.spf === 0 && look.seen.serves !== 'none' && !SPF_DIFFERS.holds(look),
  ),
  Z11_SPF_SYNTAX_ERROR: says('SPF_INVALID', tagged('SPF_INVALID')),
  Z11_SPF_MULTIPLE_RECORDS: says('SPF_MULTIPLE', tagged('SPF_MULTIPLE')),
  Z11_INCONSISTENT_SPF_POLICIES: SPF_DIFFERS,
  Z11_DIFFERENT_SPF_POLICIES_FOUND: SPF_DIFFERS,
  Z11_UNABLE_TO_CHECK_FOR_SPF: says('UNANSWERED', tagged('UNANSWERED')),
};

/** The rest, and why golive says nothing of it. The first that fits. */
export const UNMAPPED: readonly (readonly [tags: RegExp, because: string])[] = [
  [
    /^A01_|^NAMESERVER_IP_|^NO_RESPONSE_PTR/,
    'what kind of address a name server has, and its name: a private one is refused before it is asked, and reverse names count for mail servers alone',
  ],
  [/^CN04_/, 'routing prefixes: whether servers stand far apart is the operator’s choice'],
  [/SOA_MNAMES?$/, 'the primary’s name in the SOA: nobody is led by it'],
  [
    /^(?:NOT_)?ENOUGH_|^NO_IPV[46]_NS|_NS_IP$|_NS_SAME_IP$|^DISTINCT/,
    'how many servers and addresses there are: registries have their own rules',
  ],
  [/^REFERRAL_SIZE/, 'the size of a referral: what does not fit comes over TCP, and that is tested'],
  [/^DS01_|^DS05_/, 'how good an algorithm is: a zone that validates is moved as it is'],
  [/^DS03_|^DS10_/, 'how absence is proved (NSEC, NSEC3): the signing server’s work'],
  [/^DS07_/, 'what single servers answer to DNSKEY: a key set that differs is seen'],
  [/^DS16_/, 'CDS: golive asks the registry for the DS itself'],
  [/^N11_|^N15_/, 'unknown EDNS options and software versions: no resolver sends the one or needs the other'],
  [/^OUT_OF_BAILIWICK/, 'glue for servers outside the zone: their own zone counts'],
  [
    /^B01_CHILD_IS_ALIAS|^B01_INCONSISTENT_ALIAS/,
    'an alias in place of a delegation is no delegation, and is told as that',
  ],
  [
    /^B01_/,
    'which zone is the parent, where servers further up disagree: golive follows the first useful answer, as resolvers do',
  ],
  [
    /^Z09_NULL_MX|^Z09_(?:TLD|ROOT)_EMAIL|^Z09_N|^Z09_UNEXPECTED|^NO_MX_FOUND/,
    'mail at the root or a top-level domain, and how a null MX is written: neither is moved',
  ],
  [/^Z11_/, 'SPF of domains that are none of anybody’s mail: the root, top-level domains, .arpa'],
];

const UNASKED = 'Zonemaster does not look for DS where the zone is unsigned; golive does, because such a DS breaks it';
const SERVFAIL = 'no parent answers: to golive that is unknown, not "no"';
const FOUND =
  'the zone is delegated and well: golive finds the servers as the world does, whoever says that they are new';
const LEAVING = 'the glue is wrong, of the servers that are left';
const DATA = 'the zone file hands out glue where nobody listens, and its specification says that somebody does';
const SPF_TXT = 'the servers give different TXT sets, which golive says of the whole set';

/**
 * Where golive and Zonemaster differ on purpose, or where the zone files are not what their specification says: all differences of these
 * scenarios, each with its reason.
 */
export const EXPLAINED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'basic01/NO-CHLD-NO-PAR-1': { 'without B01_NO_CHILD': SERVFAIL },
  'basic02/NS-NO-IP-UNDEL-1': {
    'with B02_AUTH_RESPONSE_SOA': FOUND,
    'without B02_NO_WORKING_NS': FOUND,
    'without B02_NS_NO_IP_ADDR': FOUND,
  },
  'consistency05/ADDR-MATCH-DEL-UNDEL-2': {
    'with EXTRA_ADDRESS_CHILD': LEAVING,
    'with IN_BAILIWICK_ADDR_MISMATCH': LEAVING,
    'without ADDRESSES_MATCH': LEAVING,
  },
  'consistency05/IB-ADDR-MISMATCH-1': { 'with NO_RESPONSE': DATA },
  'dnssec07/UNSIGNED-AND-DS-1': { 'with DS07_DS_ON_PARENT_SERVER': UNASKED },
  'dnssec07/UNSIGNED-NO-DS-1': { 'with DS07_NO_DS_ON_PARENT_SERVER': UNASKED },
  'zone11/SAME-SPF-DIFFERENT-TXT': {
    'with Z11_DIFFERENT_SPF_POLICIES_FOUND': SPF_TXT,
    'with Z11_INCONSISTENT_SPF_POLICIES': SPF_TXT,
    'without Z11_SPF_SYNTAX_OK': SPF_TXT,
  },
};
