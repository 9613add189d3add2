import type { DeadlineTerm } from '../dns/deadline.ts';
import { agreedNs, delegationTtlSeconds, dsSeen } from '../dns/delegation.ts';
import { judgeServers } from '../dns/servers.ts';
import { isDefinite, longestTtlSeconds } from '../dns/views.ts';
import { whoServes } from '../dns/who-serves.ts';
import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';
import { isOurHost, shareOf } from './inspect-ours.ts';
import { sightingEvidence } from './inspect-site.ts';
import type { ZoneSight } from './inspect-zone.ts';
import { apexAgrees, delegationEvidence } from './inspect-zone.ts';
import type { Inspection, Ours } from './inspection.ts';
import { judgeLongTtls } from './long-ttl.ts';

/** Who serves the zone: what its parents say, or where none of them answered what the registry shows. */
export function nameServersAnswer(
  sight: ZoneSight,
  registered: Registration,
  ours: Ours,
  now: EpochMs,
): Inspection['nameServers'] {
  const { delegation, parent, child } = sight;
  const agreed = agreedNs(delegation);
  const silent = agreed.kind === 'unknown';
  const names = silent ? registered.nameServers : parent;
  const sightings = whoServes({ nameServers: names });
  const ttlSeconds = delegationTtlSeconds(delegation);
  const base = {
    parent,
    child,
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    evidence: [
      ...delegationEvidence(sight, now),
      ...(silent && names.length > 0
        ? [{ asked: `${registered.source}: ${delegation.zone}`, answered: names.join(', '), atMs: registered.atMs }]
        : []),
      ...sightings.map((sighting) => sightingEvidence(sighting, now)),
    ],
  };
  if (names.length === 0)
    return agreed.kind === 'not-delegated'
      ? { ...base, where: 'none', confidence: 'high' }
      : { ...base, where: 'unknown', confidence: 'low' };
  const share = shareOf(names, (name) => isOurHost(name, ours.nameServers));
  if (share === 'some') return { ...base, where: 'unknown', confidence: 'low' };
  const [who] = sightings;
  // Names of two providers, or of one and of nobody known: whose the zone is they do not say together.
  const isOne =
    sightings.length === 0 || (sightings.length === names.length && sightings.every(({ id }) => id === who!.id));
  return {
    ...base,
    where: share === 'all' ? 'ours' : 'elsewhere',
    ...(who === undefined || share === 'all' ? {} : { who: who.provider }),
    confidence: agreed.kind === 'agreed' && (isOne || share === 'all') ? 'high' : 'middle',
  };
}

/** What is wrong with the delegation and its servers, and what makes a switch slow. */
export function judgeNameServers(
  domain: Fqdn,
  sight: ZoneSight,
  dnssec: Inspection['dnssec'],
  now: EpochMs,
): Finding[] {
  const zone = displayName(domain);
  const evidence = delegationEvidence(sight, now);
  const finding = (tag: Tag, said: Message, fix?: Message): Finding => ({
    tag,
    subject: domain,
    message: said,
    evidence,
    fix: fix ?? message(`preflight.fix.${tag}`, { subject: domain }),
  });
  const agreed = agreedNs(sight.delegation);
  if (agreed.kind === 'unknown')
    return [finding('UNANSWERED', message('preflight.parents.silent', { zone }), message('inspect.fix.again'))];
  if (agreed.kind === 'not-delegated')
    return [finding('NOT_DELEGATED', message('preflight.parents.not-delegated', { zone }))];
  const ds = dsSeen(sight.delegation);
  const dsEvidence = sight.delegation.parents
    .filter((parent) => parent.ds.length > 0)
    .map((parent) => ({ asked: `${parent.server} ${parent.address} DS`, answered: parent.ds.join(', '), atMs: now }));
  const values = { zone, parent: sight.parent.join(', '), child: sight.child.join(', ') };
  return [
    ...(agreed.kind === 'partial'
      ? [
          finding(
            'DELEGATION_PARTIAL',
            message('inspect.parents-differ', { zone, servers: values.parent }),
            message('inspect.fix.parents-differ'),
          ),
        ]
      : []),
    ...(apexAgrees(sight) === false
      ? [
          {
            ...finding('APEX_NS_DIFFERS', message('inspect.apex-differs', values), message('inspect.fix.apex-differs')),
            severity: 'warning' as const,
          },
        ]
      : []),
    ...withFixes(oneForEachFamily(judgeServers(sight.servers, now)), 'inspect.fix.present-servers'),
    ...(dnssec === 'broken'
      ? [
          {
            ...finding(
              'DNSSEC_FAILS',
              message('inspect.dnssec-broken', { zone }),
              message('inspect.fix.dnssec-broken'),
            ),
            evidence: dsEvidence,
          },
        ]
      : []),
    ...(ds.length > 0
      ? [
          {
            ...finding(
              'DS_BLOCKS_SWITCH',
              message('inspect.dnssec-first', { zone }),
              message('inspect.fix.dnssec-first'),
            ),
            evidence: dsEvidence,
            // golive's own steps take it off in time; it only has to be known.
            severity: 'notice' as const,
          },
        ]
      : []),
    ...judgeTtls(domain, sight, now),
  ];
}

function judgeTtls(domain: Fqdn, { delegation, servers, apex }: ZoneSight, now: EpochMs): Finding[] {
  const zone = domain.slice(0, -1);
  const parent = delegationTtlSeconds(delegation);
  const own = longestTtlSeconds(servers, domain, 'NS');
  const changing = apex.filter(({ type }) => type === 'A' || type === 'AAAA' || type === 'MX');
  const ofZone: DeadlineTerm[] = [
    ...(own === undefined ? [] : [{ what: 'apex-ns' as const, seconds: own, source: `${zone} NS` }]),
    ...changing.map(({ type, ttlSeconds }) => ({
      what: 'rrset' as const,
      seconds: ttlSeconds,
      source: `${zone} ${type}`,
    })),
  ];
  const ofParent: DeadlineTerm[] =
    parent === undefined ? [] : [{ what: 'delegation', seconds: parent, source: `${zone} NS at the parent` }];
  return [
    // Whole top-level domains have it so, and nobody can shorten it: good to know, and no fault of this domain.
    ...judgeLongTtls(ofParent, undefined, now).map((finding) => ({ ...finding, severity: 'notice' as const })),
    ...judgeLongTtls(ofZone, undefined, now),
  ];
}

/** A machine without IPv6 asks no IPv6 address: that is one thing to know, not one for each server. */
function oneForEachFamily(findings: readonly Finding[]): Finding[] {
  const [first, ...more] = findings.filter(({ tag }) => tag === 'NOT_ASKED');
  const others = findings.filter(({ tag }) => tag !== 'NOT_ASKED');
  if (first === undefined) return others;
  return [...others, { ...first, evidence: [first, ...more].flatMap(({ evidence }) => evidence) }];
}

/** Each finding with what to do about it; that of its tag, where no other text is given. */
export function withFixes(findings: readonly Finding[], text?: string): Finding[] {
  return findings.map((finding) => {
    const fix = message(text ?? `preflight.fix.${finding.tag}`, { subject: finding.subject });
    return finding.fix === undefined ? { ...finding, fix } : finding;
  });
}

/** Whether any parent says that the domain is there. */
export function isDelegated({ delegation }: ZoneSight): boolean {
  return delegation.parents.some(({ outcome, ns }) => isDefinite(outcome) && ns.length > 0);
}
