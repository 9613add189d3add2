import type { Lab, LabDescription, LabZone } from './kit/lab.ts';

// What a customer's DNS can look like on the evening before a switch, and what golive must say of it.

export const OLD = ['ns1.oud.nl.', 'ns2.oud.nl.'] as const;
export const OTHER_OLD = ['ns1.ander.nl.', 'ns2.ander.nl.'] as const;
export const NEW = ['ns1.nieuw.com.', 'ns2.nieuw.com.'] as const;
export const OTHER_NEW = ['ns1.vers.com.', 'ns2.vers.com.'] as const;

/** By software: every one of the four is left, and every one is moved to. */
export const SERVERS: LabDescription['servers'] = {
  root: { software: 'nsd', names: ['a.root.test.'] },
  nl1: { software: 'knot', names: ['a.nic.nl.'] },
  nl2: { software: 'bind', names: ['b.nic.nl.'] },
  com1: { software: 'nsd', names: ['a.gtld.com.'] },
  old1: { software: 'knot', names: [OLD[0]] },
  old2: { software: 'bind', names: [OLD[1]] },
  otherOld1: { software: 'nsd', names: [OTHER_OLD[0]], access: { transfer: 'anybody' } },
  otherOld2: { software: 'powerdns', names: [OTHER_OLD[1]] },
  new1: { software: 'powerdns', names: [NEW[0], 'ns1.eigennaam.nl.'] },
  new2: { software: 'nsd', names: [NEW[1]] },
  otherNew1: { software: 'bind', names: [OTHER_NEW[0]] },
  otherNew2: { software: 'knot', names: [OTHER_NEW[1]] },
};

/** `closed`: nothing listens. `silent` hears and says nothing. `udpOnly` passes on to new1, over UDP alone. */
export const HOSTS: NonNullable<LabDescription['hosts']> = {
  web: ['web.dienst.nl.'],
  web2: ['web2.dienst.nl.'],
  mail: ['mx.dienst.nl.'],
  closed: ['mx.dicht.nl.'],
  silent: ['ns9.nieuw.com.'],
  udpOnly: ['ns8.nieuw.com.'],
};

export const INFRASTRUCTURE: readonly LabZone[] = [
  { zone: '.', at: ['root'] },
  { zone: 'nl.', at: ['nl1', 'nl2'] },
  { zone: 'com.', at: ['com1'] },
  { zone: 'xn--p1ai.', at: ['com1'] },
  { zone: 'oud.nl.', at: ['old1', 'old2'] },
  { zone: 'ander.nl.', at: ['otherOld1', 'otherOld2'] },
  { zone: 'nieuw.com.', at: ['new1', 'new2'] },
  { zone: 'vers.com.', at: ['otherNew1', 'otherNew2'] },
  // A TLD whose only server never answers.
  { zone: 'stilte.', at: [], ns: ['ns9.nieuw.com.'] },
  { zone: 'dienst.nl.', at: ['old1', 'old2'] },
  { zone: 'dicht.nl.', at: ['old1', 'old2'] },
];

const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7vbqajDw4o6gJy8UtmIbkcpnkO3Kwc4qsEnSZp/TR+fQi62F79RHWmwKOtFmwteURgLbj7D/WGuNLGOfa/2vse3G2eHnHl5CB8ruRX9fBl/KgwCVr2JaEuUm66bBQeP5XeBotdR4cvX38uPYivCDdPjJUWdZ33eu8Eg3SRHBxRQIDAQAB';

/** An ordinary small business. */
export const ORDINARY: readonly string[] = [
  '@ IN A {web}',
  'www IN CNAME @',
  '@ IN MX 10 mail',
  'mail IN A {mail}',
  '@ IN TXT "v=spf1 mx -all"',
  '_dmarc IN TXT "v=DMARC1; p=none"',
  `default._domainkey IN TXT "v=DKIM1; k=rsa; p=${KEY}"`,
  'autodiscover IN CNAME mx.dienst.nl.',
];

export const without = (start: string, lines: readonly string[] = ORDINARY): string[] =>
  lines.filter((line) => !line.startsWith(start));

interface Move {
  readonly old?: readonly string[];
  /** At both new servers; default: as `old`. `false`: the zone is not there. */
  readonly new?: readonly string[] | false;
  readonly more?: Partial<LabZone>;
  /** Only at these of them. */
  readonly newAt?: readonly string[];
  /** Differences at single servers. */
  readonly versions?: LabZone['versions'];
  /** From nsd and PowerDNS to BIND and Knot instead of from Knot and BIND to PowerDNS and NSD. */
  readonly other?: boolean;
}

/** A zone with the old provider, and a copy of it with the new one. */
export function moving(zone: string, move: Move = {}): LabZone {
  const { old = ORDINARY, other = false } = move;
  const [oldIds, newIds] = other
    ? [['otherOld1', 'otherOld2'], ['otherNew1', 'otherNew2']] // biome-ignore format: two pairs on one line
    : [['old1', 'old2'], ['new1', 'new2']]; // biome-ignore format: two pairs on one line
  const version = { records: move.new === undefined || move.new === false ? old : move.new };
  const ns = other ? OTHER_NEW : NEW;
  const fresh = move.newAt ?? (move.new === false ? [] : newIds!);
  return {
    zone,
    at: [...oldIds!, ...fresh],
    ns: other ? OTHER_OLD : OLD,
    records: old,
    ...move.more,
    versions: Object.fromEntries(
      fresh.map((id) => [
        id,
        { ns, ...version, ...(move.more?.signed === true ? { signed: false } : {}), ...move.versions?.[id] },
      ]),
    ),
  };
}

export interface Row {
  readonly title: string;
  /** As a person types it. */
  readonly domain: string;
  /** Absent: nobody has such a zone. */
  readonly zone?: LabZone;
  readonly to?: readonly string[];
  /** What happens in the lab before golive is asked. */
  readonly before?: (lab: Lab) => Promise<void>;
  /** More of the command line of preflight. */
  readonly options?: readonly string[];
  readonly verdict: 'go' | 'no-go' | 'unknown' | 'already-moved';
  /** Gates that are looked at as well. */
  readonly gates?: Partial<Readonly<Record<'cutover' | 'transfer', 'go' | 'no-go' | 'unknown'>>>;
  /** What `golive check D --to …` says; absent: not asked. */
  readonly check?: 'propagated' | 'partial' | 'not-started' | 'failed' | 'unknown';
  /** All of these are found … */
  readonly tags?: readonly string[];
  /** … and none of these. */
  readonly not?: readonly string[];
}

/** Thirteen servers, whose addresses are more than the 1232 octets of an answer over UDP. */
const CHAIN = Array.from({ length: 13 }, (_one, at) => `een-heel-lange-naam-van-een-naamserver-${at}.intranet`);

/** Tags that say that something is wrong with the zone or its servers; a clean row has none of them. */
const WRONG = [
  'RRSET_MISSING',
  'RRSET_DIFFERS',
  'RRSET_EXTRA',
  'WILDCARD_DIFFERS',
  'SUBDELEGATION_MISSING',
  'ZONE_ABSENT',
  'SERVER_LAME',
  'SERVER_UNREACHABLE',
  'TCP_REFUSED',
  'APEX_NS_DIFFERS',
  'DS_BLOCKS_SWITCH',
  'MX_TARGET_UNRESOLVED',
  'MX_UNREACHABLE',
  'SPF_MULTIPLE',
  'CAA_FORBIDS',
  'CNAME_AT_APEX',
  'GLUE_DIFFERS',
] as const;
const wrongBut = (...tags: readonly string[]): string[] => WRONG.filter((tag) => !tags.includes(tag));

const LONG_TTL_SECONDS = 172_800;

export const ROWS: readonly Row[] = [
  {
    title: 'a clean go from knot and bind to PowerDNS and nsd',
    domain: 'schoon.nl',
    zone: moving('schoon.nl.'),
    verdict: 'go',
    check: 'not-started',
    not: WRONG,
  },
  {
    title: 'a clean go from nsd and PowerDNS to bind and knot',
    domain: 'proper.nl',
    zone: moving('proper.nl.', { other: true }),
    to: OTHER_NEW,
    verdict: 'go',
    not: WRONG,
  },
  {
    title: 'a record that was not copied',
    domain: 'vergeten.nl',
    zone: moving('vergeten.nl.', { new: without('autodiscover') }),
    verdict: 'no-go',
    tags: ['RRSET_MISSING'],
    not: wrongBut('RRSET_MISSING'),
  },
  {
    title: 'a name that nobody guesses is known where the whole zone may be read',
    domain: 'raar.nl',
    zone: moving('raar.nl.', { other: true, old: [...ORDINARY, 'zeer-eigen-naam IN A {web}'], new: ORDINARY }),
    to: OTHER_NEW,
    verdict: 'no-go',
    tags: ['RRSET_MISSING'],
  },
  {
    title: 'mail led to a host that does not exist',
    domain: 'postweg.nl',
    zone: moving('postweg.nl.', { new: [...without('@ IN MX'), '@ IN MX 10 mx.bestaat-niet.nl.'] }),
    verdict: 'no-go',
    tags: ['MX_TARGET_UNRESOLVED'],
  },
  {
    title: 'mail led to a host where nobody listens',
    domain: 'postdicht.nl',
    zone: moving('postdicht.nl.', { other: true, new: [...without('@ IN MX'), '@ IN MX 10 mx.dicht.nl.'] }),
    to: OTHER_NEW,
    verdict: 'no-go',
    tags: ['MX_UNREACHABLE'],
  },
  {
    title: 'a lame server among the new ones',
    domain: 'lam.nl',
    zone: moving('lam.nl.'),
    to: [NEW[0], OTHER_NEW[0]],
    verdict: 'no-go',
    tags: ['SERVER_LAME'],
    not: ['ZONE_ABSENT'],
  },
  {
    title: 'a new server that is silent',
    domain: 'stil.nl',
    zone: moving('stil.nl.'),
    to: [NEW[0], 'ns9.nieuw.com.'],
    verdict: 'no-go',
    tags: ['SERVER_UNREACHABLE'],
    not: ['SERVER_LAME', 'RRSET_MISSING', 'ZONE_ABSENT'],
  },
  {
    title: 'a new server without TCP',
    domain: 'zondertcp.nl',
    zone: moving('zondertcp.nl.', { versions: { new1: { ns: [NEW[0], 'ns8.nieuw.com.'] } } }),
    to: [NEW[0], 'ns8.nieuw.com.'],
    verdict: 'no-go',
    tags: ['TCP_REFUSED'],
  },
  {
    title: 'a DS at the parent, and the new zone unsigned',
    domain: 'getekend.nl',
    zone: moving('getekend.nl.', { more: { signed: true } }),
    verdict: 'no-go',
    tags: ['DS_BLOCKS_SWITCH'],
    not: wrongBut('DS_BLOCKS_SWITCH'),
  },
  {
    title: 'a DS at the parent of another key than the new zone has',
    domain: 'anderesleutel.nl',
    zone: moving('anderesleutel.nl.', {
      more: { signed: true },
      versions: { new1: { signed: 'other-key' }, new2: { signed: 'other-key' } },
    }),
    verdict: 'no-go',
    tags: ['DS_BLOCKS_SWITCH'],
    not: wrongBut('DS_BLOCKS_SWITCH'),
  },
  {
    title: 'a DS at the parent that the new zone can satisfy',
    domain: 'zelfdesleutel.nl',
    zone: moving('zelfdesleutel.nl.', {
      more: { signed: true },
      versions: { new1: { signed: true }, new2: { signed: true } },
    }),
    verdict: 'go',
    not: WRONG,
  },
  {
    title: 'a TTL of two days is said, and stops nothing',
    domain: 'lang.nl',
    zone: moving('lang.nl.', { more: { ttlSeconds: LONG_TTL_SECONDS } }),
    verdict: 'go',
    tags: ['TTL_TOO_LONG'],
    not: WRONG,
  },
  {
    title: 'a CAA in the new zone that forbids the authority which will issue the certificate',
    domain: 'caa.nl',
    zone: moving('caa.nl.', { new: [...ORDINARY, '@ IN CAA 0 issue "sectigo.com"'] }),
    options: ['--certificate-authority', 'letsencrypt.org'],
    verdict: 'no-go',
    tags: ['CAA_FORBIDS'],
  },
  {
    title: 'a CAA that lets that authority issue',
    domain: 'caagoed.nl',
    zone: moving('caagoed.nl.', { other: true, old: [...ORDINARY, '@ IN CAA 0 issue "letsencrypt.org"'] }),
    to: OTHER_NEW,
    options: ['--certificate-authority', 'letsencrypt.org'],
    verdict: 'go',
    not: WRONG,
  },
  {
    title: 'a wildcard that was not copied',
    domain: 'ster.nl',
    zone: moving('ster.nl.', { old: [...ORDINARY, '* IN A {web}'], new: ORDINARY }),
    verdict: 'no-go',
    tags: ['WILDCARD_DIFFERS'],
  },
  {
    title: 'a wildcard that was copied',
    domain: 'sterren.nl',
    zone: moving('sterren.nl.', { other: true, old: [...ORDINARY, '* IN A {web}'] }),
    to: OTHER_NEW,
    verdict: 'go',
    not: WRONG,
  },
  {
    title: 'a part of the zone that is delegated further was not copied',
    domain: 'filiaal.nl',
    zone: moving('filiaal.nl.', { other: true, old: [...ORDINARY, 'intranet IN NS ns1.ander.nl.'], new: ORDINARY }),
    to: OTHER_NEW,
    verdict: 'no-go',
    tags: ['SUBDELEGATION_MISSING'],
  },
  {
    title: 'the addresses of a delegation were not copied along with it',
    domain: 'winkel.nl',
    zone: moving('winkel.nl.', {
      old: [...ORDINARY, 'intranet IN NS ns.intranet', 'ns.intranet IN A {web}'],
      new: [...ORDINARY, 'intranet IN NS ns.intranet'],
    }),
    verdict: 'no-go',
    tags: ['SUBDELEGATION_MISSING'],
  },
  {
    title: 'a delegation to more servers than a referral has room for, copied with all its addresses',
    domain: 'keten.nl',
    zone: moving('keten.nl.', {
      old: [
        ...ORDINARY,
        ...CHAIN.flatMap((name) => [`intranet IN NS ${name}`, `${name} IN A {web}`, `${name} IN AAAA 2001:db8::53`]),
      ],
    }),
    verdict: 'go',
    not: WRONG,
  },
  {
    title: 'the same at other servers',
    domain: 'filialen.nl',
    zone: moving('filialen.nl.', {
      other: true,
      old: [
        ...ORDINARY,
        ...CHAIN.flatMap((name) => [`intranet IN NS ${name}`, `${name} IN A {web}`, `${name} IN AAAA 2001:db8::53`]),
      ],
    }),
    to: OTHER_NEW,
    verdict: 'go',
    not: WRONG,
  },
  {
    title: 'a name in letters beyond ASCII',
    domain: 'bücher-straße.nl',
    zone: moving('xn--bcher-strae-46a18a.nl.'),
    verdict: 'go',
    not: WRONG,
  },
  {
    title: 'a name in Cyrillic below a TLD in Cyrillic',
    domain: 'пример.рф',
    zone: { ...moving('xn--e1afmkfd.xn--p1ai.') },
    verdict: 'go',
    not: WRONG,
  },
  {
    title: 'a domain that has moved already',
    domain: 'verhuisd.nl',
    zone: moving('verhuisd.nl.', { more: { delegatedTo: NEW } }),
    verdict: 'already-moved',
    check: 'propagated',
    tags: ['ALREADY_MOVED'],
    not: WRONG,
  },
  {
    title: 'a switch to servers that do not have the zone',
    domain: 'kapot.nl',
    zone: moving('kapot.nl.', { new: false, more: { delegatedTo: NEW } }),
    verdict: 'no-go',
    gates: { cutover: 'no-go', transfer: 'no-go' },
    check: 'failed',
    tags: ['ZONE_ABSENT'],
    not: ['RRSET_MISSING'],
  },
  {
    title: 'a switch with the old DS left at the parent',
    domain: 'bogus.nl',
    zone: moving('bogus.nl.', { more: { signed: true, delegatedTo: NEW } }),
    verdict: 'no-go',
    gates: { cutover: 'no-go' },
    check: 'failed',
    tags: ['DS_BLOCKS_SWITCH'],
  },
  {
    title: 'an address that changes to another that works is worth a remark',
    domain: 'anderhuis.nl',
    zone: moving('anderhuis.nl.', { new: [...without('@ IN A'), '@ IN A {web2}'] }),
    verdict: 'go',
    tags: ['RRSET_DIFFERS'],
    not: ['SITE_UNREACHABLE', 'SITE_DIFFERS', 'RRSET_MISSING'],
  },
  {
    title: 'an address that changes to one where nobody listens',
    domain: 'geenhuis.nl',
    zone: moving('geenhuis.nl.', { other: true, new: [...without('@ IN A'), '@ IN A {closed}'] }),
    to: OTHER_NEW,
    verdict: 'no-go',
    tags: ['SITE_UNREACHABLE'],
  },
  {
    title: 'a change that one of the parent servers has and the other has not',
    domain: 'halverwege.nl',
    zone: moving('halverwege.nl.'),
    before: (lab) => lab.setDelegation('halverwege.nl.', { ns: NEW }, ['nl1']),
    // Nothing of the new zone stands in the way; a transfer would be too early.
    verdict: 'go',
    gates: { cutover: 'go', transfer: 'no-go' },
    check: 'partial',
    tags: ['DELEGATION_PARTIAL'],
    not: ['ALREADY_MOVED', ...WRONG],
  },
  {
    title: 'a server with a name inside the zone, and another address at the parent than in it',
    domain: 'eigennaam.nl',
    zone: moving('eigennaam.nl.', {
      old: [...ORDINARY, 'ns1.eigennaam.nl. IN A {closed}'],
      more: { delegatedTo: ['ns1.eigennaam.nl.'] },
      versions: { new1: { ns: ['ns1.eigennaam.nl.'] }, new2: { ns: ['ns1.eigennaam.nl.'] } },
    }),
    to: ['ns1.eigennaam.nl.'],
    // The switch is done, and part of the world is led astray.
    verdict: 'no-go',
    tags: ['GLUE_DIFFERS'],
  },
  {
    title: 'a CNAME at the apex of the new zone',
    domain: 'apex.nl',
    // NSD, BIND and Knot refuse to load such a zone; PowerDNS serves what it is given.
    zone: moving('apex.nl.', { newAt: ['new1'], new: [...without('@ IN'), '@ IN CNAME web.dienst.nl.'] }),
    to: [NEW[0]],
    verdict: 'no-go',
    tags: ['CNAME_AT_APEX'],
  },
  {
    title: 'a zone that the new servers do not have',
    domain: 'leeg.nl',
    zone: moving('leeg.nl.', { new: false }),
    verdict: 'no-go',
    tags: ['ZONE_ABSENT'],
  },
  {
    title: 'two SPF policies in the new zone',
    domain: 'tweespf.nl',
    zone: moving('tweespf.nl.', { new: [...ORDINARY, '@ IN TXT "v=spf1 include:dienst.nl -all"'] }),
    verdict: 'no-go',
    tags: ['SPF_MULTIPLE'],
  },
  {
    title: 'an apex NS set that still names the old provider',
    domain: 'apexns.nl',
    zone: moving('apexns.nl.', { versions: { new1: { ns: OLD }, new2: { ns: OLD } } }),
    verdict: 'no-go',
    tags: ['APEX_NS_DIFFERS'],
  },
  {
    title: 'two new servers that do not say the same',
    domain: 'oneens.nl',
    zone: moving('oneens.nl.', { versions: { new2: { records: [...without('mail'), 'mail IN A {closed}'] } } }),
    verdict: 'no-go',
    tags: [],
  },
  {
    title: 'parent servers that say nothing leave everything unknown',
    domain: 'ergens.stilte',
    verdict: 'unknown',
    check: 'unknown',
    not: ['NOT_DELEGATED', 'ALREADY_MOVED'],
  },
  { title: 'a domain that nobody has', domain: 'bestaat-niet.nl', verdict: 'no-go', tags: ['NOT_DELEGATED'] },
];
