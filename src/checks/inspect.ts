import { dsSeen } from '../dns/delegation.ts';
import type { Finding } from '../domain/finding.ts';
import { SEVERITIES } from '../domain/finding.ts';
import type { Fqdn } from '../domain/name.ts';
import { severityOf } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { TldOverrides } from '../registration/tld-rules.ts';
import { tldRuleOf } from '../registration/tld-rules.ts';
import { AfterSwitch } from './after-switch.ts';
import { judgeMail, mailAnswer, seeMail } from './inspect-mail.ts';
import { isDelegated, judgeNameServers, nameServersAnswer, withFixes } from './inspect-name-servers.ts';
import { NOTHING_OURS } from './inspect-ours.ts';
import { boundsOf, part } from './inspect-part.ts';
import { proposalOf } from './inspect-proposal.ts';
import { judgeRegistration, noRegistration, registrationAnswer } from './inspect-registration.ts';
import { judgeSiteSight, seeSite, siteAnswer } from './inspect-site.ts';
import { judgeTransferDate } from './inspect-transfer.ts';
import { dnssecOf, seeZone } from './inspect-zone.ts';
import type { Confidence, Inspection, Ours } from './inspection.ts';
import { Walker } from './walk.ts';

/** What is looked through: all of it public. */
export type InspectViews = Pick<StepPorts, 'dns' | 'web' | 'registry'>;

export interface InspectOptions {
  readonly now: () => EpochMs;
  /** Default: nothing is ours, so everything is elsewhere. */
  readonly ours?: Ours;
  /** What the gaining registrar's adapter knows better of a top-level domain. */
  readonly overrides?: TldOverrides;
  /** Ends the look: what is not known by then is unknown. Default: 45 s of wall time. */
  readonly patience?: AbortSignal;
}

const MOST_MS = 45 * SECOND;
const CONFIDENCES: readonly Confidence[] = ['low', 'middle', 'high'];

/**
 * What anybody can learn of a domain: who has its registration, site, mail and name servers, what stands in the way of moving them, and when a
 * transfer could begin. Reads only, asks no account. A part that fails or takes too long is unknown; the others go on.
 *
 * @throws only what `signal` was aborted with
 */
export async function inspectDomain(
  views: InspectViews,
  domain: Fqdn,
  { now, ours = NOTHING_OURS, overrides, patience = AbortSignal.timeout(MOST_MS) }: InspectOptions,
  signal: AbortSignal,
): Promise<Inspection> {
  const bounds = boundsOf(signal, patience);
  const walker = new Walker(views.dns, bounds.either, patience);
  const worldOf = (): AfterSwitch => {
    const own = walker.another(patience);
    return new AfterSwitch(domain, [], own, async (name, type) => {
      const reply = await own.ask(name, type);
      // "No such name" without authority is some box on the way, not the zone (RFC 1034 §6.2.4).
      return reply?.outcome === 'nxdomain' && !reply.authoritative ? undefined : reply;
    });
  };
  const looking = part(
    bounds,
    (either) => views.registry.lookUp(domain, either),
    (why) => noRegistration(why, now()),
  );
  const [registered, { zone, site, mailSight }] = await Promise.all([looking, seeRest()]);
  signal.throwIfAborted();

  const atMs = now();
  const registration = registrationAnswer(domain, registered, isDelegated(zone), ours);
  const hosting = siteAnswer(site, ours, atMs);
  const mail = mailAnswer(domain, zone, mailSight, ours, atMs);
  const nameServers = nameServersAnswer(zone, registration.seen, ours, atMs);
  const dnssec = dnssecOf(zone, atMs);
  const onRegistration = judgeRegistration(domain, registration, atMs);
  const transfer = judgeTransferDate(domain, registration.seen, tldRuleOf(domain, overrides), onRegistration, atMs);
  const seen = { registration, hosting, mail, nameServers };
  return {
    domain,
    atMs,
    ...seen,
    dnssec,
    ds: dsSeen(zone.delegation),
    ...(transfer.earliest === undefined ? {} : { earliestTransfer: transfer.earliest }),
    findings: loudestFirst([
      ...withoutEchoes(registration, onRegistration, judgeNameServers(domain, zone, dnssec, atMs)),
      ...transfer.findings,
      ...judgeSiteSight(domain, seen, site, atMs),
      ...judgeMail(domain, mail, zone, mailSight, atMs),
    ]),
    proposal: proposalOf(seen),
    confidence: CONFIDENCES.find((one) => Object.values(seen).some(({ confidence }) => confidence === one)) ?? 'low',
  };

  async function seeRest() {
    const zone = await seeZone(views.dns, domain, walker, bounds);
    // All walks that follow begin where this one ends, below the parent's servers.
    await part(
      bounds,
      () => walker.ask(domain, 'SOA'),
      () => undefined,
    );
    const [site, mailSight] = await Promise.all([
      seeSite(views.web, domain, worldOf, bounds, now),
      seeMail(zone, domain, worldOf, bounds, now),
    ]);
    return { zone, site, mailSight };
  }
}

/**
 * Where the registry knows no such name, that its servers do not delegate it is the same once more: told once, as loud as that is, with what both
 * said. Where who holds it could not be found out, that its servers did not answer either tells nothing else.
 */
function withoutEchoes(
  { seen }: Inspection['registration'],
  onRegistration: readonly Finding[],
  onNameServers: readonly Finding[],
): Finding[] {
  const absent = onNameServers.find(({ tag }) => tag === 'NOT_DELEGATED');
  const [word] = onRegistration;
  if (seen.outcome === 'not-found' && absent !== undefined && word?.tag === 'REGISTRATION_UNKNOWN')
    return [
      { ...word, tag: absent.tag, evidence: [...word.evidence, ...absent.evidence] },
      ...onNameServers.filter((finding) => finding !== absent),
    ];
  const isEcho = ({ message }: Finding): boolean =>
    seen.outcome === 'unknown' && message.text === 'preflight.parents.silent';
  return [...onRegistration, ...onNameServers.filter((finding) => !isEcho(finding))];
}

function loudestFirst(findings: readonly Finding[]): Finding[] {
  const loudness = (finding: Finding): number => SEVERITIES.indexOf(severityOf(finding));
  return withFixes(findings).sort((a, b) => loudness(b) - loudness(a));
}
