import { z } from 'zod';
import { caaNamesOf, caaSynonyms, USUAL_AUTHORITY } from '../dns/authorities.ts';
import { caaConditions, caaForbids } from '../dns/caa.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn, parentOf } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AfterSwitch } from './after-switch.ts';
import type { SiteAnswer } from './site-answers.ts';

export const CaaSchema = z.object({
  host: z.string(),
  authority: z.string(),
  /** `certificate`: it issued the one that stands there. `answer`: a person said so. `usual`: nobody said, and one will be ordered. */
  known: z.enum(['certificate', 'answer', 'usual']),
  wildcard: z.boolean(),
  /** The name whose CAA counts for the host; `null`: none on the way up has any. */
  at: z.string().nullable(),
  rdatas: z.array(z.string()).readonly(),
  /** A name on the way up whose servers did not say; an authority would refuse then. */
  unanswered: z.string().nullable(),
});
export type CaaSight = z.infer<typeof CaaSchema>;

export interface CaaQuestion {
  readonly host: string;
  readonly authority: string;
  readonly known: CaaSight['known'];
  readonly wildcard: boolean;
}

/**
 * Which authority each host will need: the one that a person named; else the one that issued the valid certificate that stands there; else, where one will be
 * ordered, the usual one. A host of which none of this is known is not in the result.
 */
export function authoritiesFor(
  hosts: readonly string[],
  site: readonly SiteAnswer[],
  given: { readonly answered: string | undefined; readonly willOrder: boolean },
): CaaQuestion[] {
  return hosts.flatMap((host): CaaQuestion[] => {
    const shown = site.find((one) => one.host === host && one.certificate?.valid === true)?.certificate;
    const wildcard = shown?.wildcard === true;
    if (given.answered !== undefined) return [{ host, authority: given.answered, known: 'answer', wildcard }];
    const named = shown === undefined || shown === null ? undefined : caaNamesOf(shown.issuer)?.[0];
    if (named !== undefined) return [{ host, authority: named, known: 'certificate', wildcard }];
    return given.willOrder && (shown === undefined || shown === null)
      ? [{ host, authority: USUAL_AUTHORITY, known: 'usual', wildcard: false }]
      : [];
  });
}

/** Climbs from each host to the first name that has CAA records, as an authority will after the switch (RFC 8659 §3). */
export async function readCaa(questions: readonly CaaQuestion[], after: AfterSwitch): Promise<CaaSight[]> {
  const found = new Map<Fqdn, Promise<Pick<CaaSight, 'at' | 'rdatas' | 'unanswered'>>>();
  const climb = (name: Fqdn): Promise<Pick<CaaSight, 'at' | 'rdatas' | 'unanswered'>> => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const climbing = climbFrom(name, after, climb);
    found.set(name, climbing);
    return climbing;
  };
  const sights: CaaSight[] = [];
  for (const question of questions) sights.push({ ...question, ...(await climb(fqdn(question.host))) });
  return sights;
}

async function climbFrom(
  name: Fqdn,
  after: AfterSwitch,
  climb: (name: Fqdn) => Promise<Pick<CaaSight, 'at' | 'rdatas' | 'unanswered'>>,
) {
  if (name === '.') return { at: null, rdatas: [], unanswered: null };
  const { outcome, rdatas, aliases } = await after.ask(name, 'CAA');
  if (outcome === 'answer') return { at: aliases.at(-1) ?? name, rdatas: [...rdatas].sort(), unanswered: null };
  if (outcome === 'unknown') return { at: null, rdatas: [], unanswered: aliases.at(-1) ?? name };
  return climb(parentOf(name));
}

export function judgeCaa(sights: readonly CaaSight[], now: EpochMs): Finding[] {
  return sights.flatMap(({ host, authority, known, wildcard, at, rdatas, unanswered }): Finding[] => {
    const finding = (tag: 'CAA_FORBIDS' | 'UNANSWERED', text: string, asked: string, answered: string): Finding => ({
      tag,
      subject: host,
      message: message(text, { host, authority, at: asked, answered }),
      evidence: [{ asked: `${asked} CAA`, answered, atMs: now }],
    });
    if (unanswered !== null) return [finding('UNANSWERED', 'preflight.caa.unanswered', unanswered, '–')];
    if (at === null) return [];
    const forbids = caaForbids(rdatas, caaSynonyms(authority), wildcard);
    const text = known === 'usual' ? 'preflight.caa.forbids-usual' : 'preflight.caa.forbids';
    if (forbids.length > 0) return [finding('CAA_FORBIDS', text, at, forbids.join(', '))];
    // The certificate that stands there was got on these conditions, or before them; a new one has to meet them.
    const conditions = caaConditions(rdatas, caaSynonyms(authority), wildcard);
    if (conditions.length === 0) return [];
    return [{ ...finding('CAA_FORBIDS', 'preflight.caa.conditions', at, conditions.join(', ')), severity: 'warning' }];
  });
}
