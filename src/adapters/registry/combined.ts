import type { Evidence } from '../../domain/finding.ts';
import type { Fqdn } from '../../domain/name.ts';
import { endingOf } from '../../domain/name.ts';
import type { Registration, Registry } from '../../ports/registry.ts';
import { isKnownStatus } from '../../registration/rdap-status.ts';

type Part = 'registrar' | 'statuses' | 'nameServers' | 'createdMs' | 'expiresMs';

/** Without them neither a transfer nor a switch can be judged. */
const ESSENTIAL: readonly Part[] = ['registrar', 'statuses', 'nameServers', 'createdMs', 'expiresMs'];

/** What WHOIS of these endings never says: a question for it alone would be one too many. Seen in the registries' answers, 2026-11-20. */
const NOT_IN_WHOIS: Readonly<Record<string, readonly Part[]>> = {
  nl: ['expiresMs'],
  be: ['expiresMs'],
  de: ['expiresMs', 'registrar', 'createdMs'],
  eu: ['expiresMs', 'statuses', 'createdMs'],
  at: ['expiresMs', 'statuses', 'createdMs'],
  ch: ['expiresMs', 'statuses'],
  li: ['expiresMs', 'statuses'],
  au: ['expiresMs', 'createdMs'],
};

export interface CombinedSources {
  readonly rdap: Registry;
  readonly whois: Registry;
  /**
   * Whether whoever answered by RDAP (`source`) also runs the WHOIS server of this domain. Some count both kinds of questions together, so that one
   * who asked us to slow down there is not asked here instead.
   */
  readonly sameOperator: (domain: Fqdn, source: string) => boolean;
}

/**
 * RDAP first; WHOIS for what RDAP could not say at all, or left out. The registry's RDAP answer counts where both speak: WHOIS adds what is missing and
 * contradicts nothing. Who was asked is kept in its order. Asks at once and every time; wrap it in `withFloors`.
 */
export function combinedRegistry({ rdap, whois, sameOperator }: CombinedSources): Registry {
  async function lookUp(domain: Fqdn, signal: AbortSignal): Promise<Registration> {
    const first = await rdap.lookUp(domain, signal);
    if (signal.aborted || first.outcome === 'not-found') return first;
    if (first.outcome === 'unknown') {
      if (first.slowDown !== undefined && sameOperator(domain, first.source)) return first;
      return instead(first, byWhois(await whois.lookUp(domain, signal)));
    }
    if (missing(domain, first).length === 0) return first;
    return completed(first, byWhois(await whois.lookUp(domain, signal)), sameOperator(domain, first.source));
  }

  return { lookUp };
}

function missing(domain: Fqdn, registration: Registration): readonly Part[] {
  const ending = endingOf(domain);
  const never = Object.hasOwn(NOT_IN_WHOIS, ending) ? NOT_IN_WHOIS[ending]! : [];
  return ESSENTIAL.filter((part) => {
    if (never.includes(part)) return false;
    const value = registration[part];
    return value === undefined || (Array.isArray(value) && value.length === 0);
  });
}

/** RDAP could not say. Who asked us to slow down there is left alone, even where WHOIS answered. */
function instead(rdap: Registration, whois: Registration): Registration {
  const evidence = both(rdap, whois);
  const slowDown = rdap.slowDown ?? whois.slowDown;
  const rest = slowDown === undefined ? {} : { slowDown };
  if (whois.outcome !== 'unknown') return { ...whois, evidence, ...rest };
  const why = [rdap.why, whois.why].filter((one) => one !== undefined).join('; ');
  const source = whois.evidence === undefined || whois.evidence.length === 0 ? rdap.source : whois.source;
  return { ...whois, evidence, source, ...(why === '' ? {} : { why }), ...rest };
}

/** A WHOIS server that wants to be left alone says nothing for an RDAP server of another operator. */
function completed(rdap: Registration, whois: Registration, isSameOperator: boolean): Registration {
  const evidence = both(rdap, whois);
  const rest = whois.slowDown === undefined || !isSameOperator ? {} : { slowDown: whois.slowDown };
  if (whois.outcome !== 'found') return { ...rdap, evidence, ...rest };
  if (contradicts(rdap, whois)) {
    const { asked, atMs } = evidence.at(-1)!;
    const answered = 'names another registrar than RDAP; nothing was taken from it';
    return { ...rdap, evidence: [...evidence, { asked, answered, atMs }] };
  }
  // Words that nobody knows tell of no lock, nor that there is none.
  const isTold = rdap.statuses.some(isKnownStatus);
  const { registrar, reseller, createdMs, expiresMs, updatedMs, transferredMs, delegationSigned } = whois;
  const more = { registrar, reseller, createdMs, expiresMs, updatedMs, transferredMs, delegationSigned };
  return {
    ...(Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)) as Partial<Registration>),
    ...rdap,
    statuses: isTold || whois.statuses.length === 0 ? rdap.statuses : whois.statuses,
    ...(isTold || whois.statusesCut === undefined ? {} : { statusesCut: whois.statusesCut }),
    nameServers: rdap.nameServers.length > 0 ? rdap.nameServers : whois.nameServers,
    ds: rdap.ds.length > 0 || rdap.delegationSigned === false ? rdap.ds : whois.ds,
    evidence,
  };
}

const IANA_NUMBER = /^\d{1,5}$/;

/** By IANA's numbers alone: names are written in many ways. A WHOIS server that lags behind a transfer tells of the registration before it. */
function contradicts({ registrar: one }: Registration, { registrar: other }: Registration): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    IANA_NUMBER.test(one.id) &&
    IANA_NUMBER.test(other.id) &&
    Number(one.id) !== Number(other.id)
  );
}

function byWhois(registration: Registration): Registration {
  const { registrar } = registration;
  if (registrar === undefined) return registration;
  return { ...registration, registrar: { ...registrar, by: 'whois' } };
}

function both(one: Registration, other: Registration): readonly Evidence[] {
  return [...(one.evidence ?? []), ...(other.evidence ?? [])];
}
