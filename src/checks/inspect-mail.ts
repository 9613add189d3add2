import { agreedNs } from '../dns/delegation.ts';
import { isDkimKey, judgeMailPolicy, takesMail } from '../dns/mail-policy.ts';
import { providersOf } from '../dns/provider-fingerprints.ts';
import { isSpf } from '../dns/rdata.ts';
import { spfTerms } from '../dns/spf.ts';
import { isDefinite } from '../dns/views.ts';
import type { Sighting } from '../dns/who-serves.ts';
import { whoServes } from '../dns/who-serves.ts';
import type { Evidence, Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, displayName, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AfterSwitch, WillSay } from './after-switch.ts';
import { isOurAddress, isOurHost, shareOf } from './inspect-ours.ts';
import type { Bounds } from './inspect-part.ts';
import { part } from './inspect-part.ts';
import { sightingEvidence } from './inspect-site.ts';
import type { ZoneSight } from './inspect-zone.ts';
import type { Inspection, Ours } from './inspection.ts';
import { judgeMx, readMx } from './mx-answers.ts';
import { reverseName } from './reverse-dns.ts';
import type { SpfSight } from './spf.ts';
import { judgeSpf, readSpf } from './spf.ts';

/** Selectors that several services use; the services' own come from their marks. */
const USUAL_SELECTORS = ['default', 'dkim', 'mail', 'selector1', 'google', 'k1', 's1'];
const MOST_SELECTORS = 20;
/** Mail servers whose addresses are looked for; more are the same service's. */
const MOST_HOSTS = 3;

export interface MailSight {
  /** By preference, the most wanted first; empty for a null MX and for none. */
  readonly hosts: readonly { readonly host: string; readonly preference: number }[];
  /** Addresses of the first of them, and their reverse names. */
  readonly addresses: readonly string[];
  readonly reverseNames: readonly string[];
  readonly autodiscover: WillSay;
  readonly dmarc: WillSay;
  /** Selectors that hold a key, with their answers. */
  readonly dkim: readonly Rrset[];
  readonly spf: SpfSight | null;
  readonly mx: readonly Finding[];
}

const NOBODY: WillSay = { outcome: 'unknown', rdatas: [], aliases: [] };

export async function seeMail(
  zone: ZoneSight,
  domain: Fqdn,
  worldOf: () => AfterSwitch,
  bounds: Bounds,
  now: () => EpochMs,
): Promise<MailSight> {
  const ask = (world: AfterSwitch, name: Fqdn, type: string) =>
    part(
      bounds,
      () => world.ask(name, type),
      () => NOBODY,
    );
  const hosts = mailServersOf(zone, domain);
  const world = worldOf();
  const [service, autodiscover, dmarc, dkim, spf, mx] = await Promise.all([
    seeService(hosts, worldOf(), bounds),
    ask(world, child('autodiscover', domain), 'CNAME'),
    ask(world, child('_dmarc', domain), 'TXT'),
    seeKeys(zone, domain, worldOf(), ask),
    part(
      bounds,
      () => readSpf(domain, zone.apex, worldOf()),
      () => null,
    ),
    part(
      bounds,
      () => seeTargets(zone, domain, worldOf(), bounds.either, now),
      () => [],
    ),
  ]);
  return { hosts, ...service, autodiscover, dmarc, dkim, spf, mx };
}

function mailServersOf({ apex }: ZoneSight, domain: Fqdn): MailSight['hosts'] {
  const mx = apex.find(({ name, type }) => name === domain && type === 'MX')?.rdatas ?? [];
  return mx
    .map((rdata) => rdata.split(/\s+/))
    .filter(([, host]) => host !== undefined && host !== '.')
    .map(([preference, host]) => ({ host: host!.replace(/\.$/, ''), preference: Number(preference) }))
    .sort((a, b) => a.preference - b.preference || (a.host < b.host ? -1 : 1));
}

/** Where the first mail server stands: a name of the domain's own says nothing about who runs it. */
async function seeService(hosts: MailSight['hosts'], world: AfterSwitch, bounds: Bounds) {
  const [first] = hosts;
  if (first === undefined) return { addresses: [], reverseNames: [] };
  const { rdatas: addresses } = await part(
    bounds,
    () => world.addressesOf(`${first.host}.` as Fqdn),
    () => NOBODY,
  );
  const [name] = addresses.flatMap((address) => reverseName(address) ?? []);
  const { rdatas } =
    name === undefined
      ? NOBODY
      : await part(
          bounds,
          () => world.ask(name, 'PTR'),
          () => NOBODY,
        );
  return { addresses, reverseNames: rdatas.map((one) => one.replace(/\.$/, '')) };
}

async function seeKeys(
  { apex }: ZoneSight,
  domain: Fqdn,
  world: AfterSwitch,
  ask: (world: AfterSwitch, name: Fqdn, type: string) => Promise<WillSay>,
): Promise<Rrset[]> {
  const own = providersOf(domain, apex).flatMap(({ expects, asks }) => [...expects.flat(), ...asks]);
  const usual = USUAL_SELECTORS.map((selector) => child(`${selector}._domainkey`, domain));
  const names = new Set([...own.filter((name) => name.includes('._domainkey.')), ...usual]);
  const found = await Promise.all(
    [...names].slice(0, MOST_SELECTORS).map(async (name) => ({ name, said: await ask(world, name, 'TXT') })),
  );
  return found.flatMap(({ name, said }) => {
    // A wildcard answers for every name, with something else.
    const keys = said.rdatas.filter((txt) => isDkimKey(name, txt));
    return said.outcome === 'answer' && keys.length > 0 ? [rrset(name, 'TXT', 0, keys)] : [];
  });
}

/** Whether each mail server has an address; none is spoken to. */
async function seeTargets(zone: ZoneSight, domain: Fqdn, after: AfterSwitch, signal: AbortSignal, now: () => EpochMs) {
  const mx = zone.apex.find(({ type }) => type === 'MX');
  if (mx === undefined) return [];
  const few = [{ ...mx, rdatas: mx.rdatas.slice(0, MOST_HOSTS) }];
  const smtp = { wouldAccept: async () => ({ outcome: 'not-asked' as const, atMs: now() }) };
  return judgeMx(await readMx({ smtp, after }, domain, few, '', () => false, signal), '', now());
}

const dmarcOf = ({ dmarc }: MailSight): string | undefined => dmarc.rdatas.find((txt) => /^"v=DMARC1\b/i.test(txt));
const spfOf = ({ apex }: ZoneSight): string | undefined => apex.find(({ type }) => type === 'TXT')?.rdatas.find(isSpf);

/** Who holds the mailboxes, by the mail servers, the policy and where programs are sent for their settings. */
export function mailAnswer(
  domain: Fqdn,
  zone: ZoneSight,
  sight: MailSight,
  ours: Ours,
  now: EpochMs,
): Inspection['mail'] {
  const hosts = sight.hosts.map(({ host }) => host);
  const policy = spfOf(zone);
  const includes =
    policy === undefined
      ? []
      : spfTerms(policy).flatMap(({ kind, target, hasMacro }) =>
          (kind === 'include' || kind === 'redirect') && target !== undefined && !hasMacro ? [target] : [],
        );
  const [autodiscover] = sight.autodiscover.rdatas;
  const dmarc = dmarcOf(sight);
  const wanted = sight.hosts.filter(({ preference }) => preference === sight.hosts[0]!.preference);
  // A spare holds no mailboxes.
  const byMx = whoServes({ mailServers: wanted.map(({ host }) => host) });
  const bySpf = whoServes({ spfIncludes: includes }).filter(({ serves }) => serves.includes('mail'));
  const byPrograms =
    autodiscover === undefined ? [] : whoServes({ mailServers: [autodiscover], reverseNames: [autodiscover] });
  const byPlace = whoServes({ reverseNames: sight.reverseNames });
  const sightings = [...byMx, ...bySpf, ...byPrograms, ...(byMx.length === 0 ? byPlace : [])];
  const base = {
    mailServers: hosts,
    ...(policy === undefined ? {} : { spf: policy.replace(/^"|"$/g, '') }),
    ...(autodiscover === undefined ? {} : { autodiscover: autodiscover.replace(/\.$/, '') }),
    ...(dmarc === undefined ? {} : { dmarc: dmarc.replace(/^"|"$/g, '') }),
    dkim: sight.dkim.length > 0 ? ('found' as const) : ('unknown' as const),
    evidence: evidenceOf(domain, zone, sight, sightings, now),
  };
  // Without a zone there is nothing that could name a mail server; some registries keep records of names that they delegate to nobody.
  if (agreedNs(zone.delegation).kind === 'not-delegated')
    return zone.delegation.parents.every(({ outcome }) => !isDefinite(outcome) || outcome === 'nxdomain')
      ? { ...base, where: 'none', confidence: 'high' }
      : { ...base, where: 'unknown', confidence: 'low' };
  if (zone.unanswered.has('MX')) return { ...base, where: 'unknown', confidence: 'low' };
  // Which of them is the right one only their owners know.
  if (zone.differingMx.length > 0) return { ...base, where: 'unknown', confidence: 'low' };
  if (hosts.length === 0) {
    const confidence = sureOfNone(domain, zone);
    // Mail goes to the site's address then; where something else speaks of mail it may well be read there.
    const isSpokenOf = policy !== undefined || autodiscover !== undefined || sight.dkim.length > 0;
    return { ...base, where: confidence === 'low' && isSpokenOf ? 'unknown' : 'none', confidence };
  }

  const isOurs = (host: string): boolean => isOurHost(host, ours.mailServers);
  if (shareOf(hosts, isOurs) === 'all') return { ...base, where: 'ours', confidence: 'high' };
  if (wanted.every(({ host }) => isOurs(host))) return { ...base, where: 'ours', confidence: 'middle' };
  // The customer's own name for one of our servers.
  const isOwnName = ({ host }: { readonly host: string }): boolean => isUnder(`${host}.` as Fqdn, domain);
  const stands =
    isOwnName(sight.hosts[0]!) && shareOf(sight.addresses, (one) => isOurAddress(one, ours.addresses)) === 'all';
  if (stands && wanted.every(isOwnName)) return { ...base, where: 'ours', confidence: 'middle' };
  if (stands || hosts.some(isOurs)) return { ...base, where: 'unknown', confidence: 'low' };

  const filter = byMx.find(({ serves }) => serves.includes('mail-filter'));
  if (filter !== undefined) {
    const behind = [...byPrograms, ...bySpf].find(({ id, serves }) => id !== filter.id && serves.includes('mail'));
    const where = behind === undefined ? 'unknown' : 'elsewhere';
    return { ...base, where, who: behind?.provider ?? filter.provider, filter: filter.provider, confidence: 'low' };
  }
  const who = byMx[0] ?? byPlace[0];
  if (who === undefined) return { ...base, where: 'elsewhere', confidence: 'low' };
  const agrees = [...bySpf, ...byPrograms].some(({ id }) => id === who.id);
  // The zone itself sends the mail there, to a name that is known to be that service's own.
  const isAll = byMx.length === wanted.length && byMx.every(({ id }) => id === who.id);
  const sure = who.channel === 'mx' && who.sure === 'high' && isAll ? 'high' : agrees ? 'middle' : 'low';
  return { ...base, where: 'elsewhere', who: who.provider, confidence: sure };
}

/** Without any MX mail goes to the address of the domain itself, if it has one (RFC 5321 §5.1). */
function sureOfNone(domain: Fqdn, zone: ZoneSight): 'high' | 'middle' | 'low' {
  const saysSo = zone.apex.some(({ type }) => type === 'MX') && !takesMail(domain, zone.apex);
  if (saysSo) return 'high';
  const sendsNone = /^"v=spf1\s+-all"$/i.test(spfOf(zone) ?? '');
  const hasAddress = zone.apex.some(({ type }) => type === 'A' || type === 'AAAA');
  return sendsNone || !hasAddress ? 'middle' : 'low';
}

function evidenceOf(
  domain: Fqdn,
  zone: ZoneSight,
  sight: MailSight,
  sightings: readonly Sighting[],
  now: EpochMs,
): Evidence[] {
  const mx = zone.apex.find(({ type }) => type === 'MX');
  const said = (name: string, type: string, { outcome, rdatas, aliases }: WillSay): Evidence => ({
    asked: `${name} ${type}`,
    answered: [...aliases.map((alias) => `CNAME ${alias}`), ...rdatas].join(', ') || outcome,
    atMs: now,
  });
  const none = zone.unanswered.has('MX') ? (zone.why ?? 'nobody answered') : 'NODATA';
  return [
    ...(zone.differingMx.length === 0
      ? [{ asked: `${domain} MX`, answered: mx?.rdatas.join(', ') || none, atMs: now }]
      : zone.differingMx.map((answered) => ({ asked: `${domain} MX`, answered: answered || 'NODATA', atMs: now }))),
    { asked: `${domain} TXT (SPF)`, answered: spfOf(zone) ?? (zone.unanswered.has('TXT') ? '–' : 'NODATA'), atMs: now },
    said(child('autodiscover', domain), 'CNAME', sight.autodiscover),
    said(child('_dmarc', domain), 'TXT', sight.dmarc),
    ...sight.dkim.map(({ name, rdatas }) => ({ asked: `${name} TXT`, answered: rdatas.join(', '), atMs: now })),
    ...(sight.reverseNames.length === 0
      ? []
      : [{ asked: `${sight.addresses[0]} PTR`, answered: sight.reverseNames.join(', '), atMs: now }]),
    ...sightings.map((sighting) => sightingEvidence(sighting, now)),
  ];
}

/** What receivers make of the policies, and what hides the mailboxes. What nobody answered is not said to be missing. */
export function judgeMail(
  domain: Fqdn,
  mail: Inspection['mail'],
  zone: ZoneSight,
  sight: MailSight,
  now: EpochMs,
): Finding[] {
  const known = new Set(['SPF_MULTIPLE', ...(zone.unanswered.has('TXT') ? [] : ['SPF_MISSING'])]);
  if (['answer', 'nodata', 'nxdomain'].includes(sight.dmarc.outcome)) known.add('DMARC_MISSING');
  const policy = dmarcOf(sight);
  const dmarc = policy === undefined ? [] : [rrset(child('_dmarc', domain), 'TXT', 0, [policy])];
  return [
    ...judgeMailPolicy(domain, [...zone.apex, ...dmarc, ...sight.dkim], now).filter(({ tag }) => known.has(tag)),
    ...judgeSpf(domain, sight.spf, now),
    ...sight.mx,
    ...(mail.filter === undefined
      ? []
      : [
          {
            tag: 'MAIL_BEHIND_FILTER',
            subject: domain,
            message: message('inspect.behind-filter', { zone: displayName(domain), filter: mail.filter }),
            evidence: mail.evidence.slice(0, 1),
            fix: message('inspect.fix.behind-filter'),
          },
        ]),
  ];
}
