import { z } from 'zod';
import { SPF_MOST_LOOKUPS, SPF_MOST_VOID, spfFault, spfPolicies, spfTerms } from '../dns/spf.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn, isName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AfterSwitch } from './after-switch.ts';

export const SpfSchema = z.object({
  policy: z.string(),
  lookups: z.number(),
  voids: z.number(),
  /** The policy that includes itself, by whatever way. */
  loop: z.string().nullable(),
  /** Names that are included and have no policy, or several. */
  broken: z.array(z.string()).readonly(),
  /** Names that nobody could be asked about: the counts may be higher. */
  unanswered: z.array(z.string()).readonly(),
});
export type SpfSight = z.infer<typeof SpfSchema>;

/** A policy that is this far over the limit is not followed to its end. */
const FOLLOWED = SPF_MOST_LOOKUPS + 5;
const MOST_DEPTH = 10;

/** Follows a domain's policy as a receiver would after the switch, and counts what RFC 7208 §4.6.4 counts. `null`: not exactly one policy. */
export async function readSpf(zone: Fqdn, rrsets: readonly Rrset[], after: AfterSwitch): Promise<SpfSight | null> {
  const texts = rrsets.find(({ name, type }) => name === zone && type === 'TXT')?.rdatas ?? [];
  const [policy, another] = spfPolicies(texts);
  if (policy === undefined || another !== undefined) return null;
  const count = new Count(after);
  await count.follow(zone, policy, [zone]);
  const { lookups, voids, loop, broken, unanswered } = count;
  return { policy, lookups, voids, loop, broken: [...broken].sort(), unanswered: [...unanswered].sort() };
}

class Count {
  lookups = 0;
  voids = 0;
  loop: string | null = null;
  readonly broken = new Set<string>();
  readonly unanswered = new Set<string>();
  readonly #after: AfterSwitch;

  constructor(after: AfterSwitch) {
    this.#after = after;
  }

  async follow(domain: Fqdn, policy: string, path: readonly Fqdn[]): Promise<void> {
    for (const { kind, target, hasMacro } of spfTerms(policy)) {
      if (kind === 'all') return;
      this.lookups++;
      if (this.lookups > FOLLOWED || this.loop !== null) return;
      // What a macro becomes depends on the mail; `ptr` and `exists` ask about the sender.
      if (hasMacro || kind === 'ptr' || (target !== undefined && !isName(target))) continue;
      const name = target === undefined ? domain : fqdn(target);
      if (kind === 'include' || kind === 'redirect') await this.#include(name, path);
      else await this.#isThere(name, kind === 'mx' ? 'MX' : 'A');
    }
  }

  async #include(name: Fqdn, path: readonly Fqdn[]): Promise<void> {
    if (path.includes(name) || path.length > MOST_DEPTH) {
      this.loop = name;
      return;
    }
    const said = await this.#isThere(name, 'TXT');
    if (said === undefined) return;
    const [policy, another] = spfPolicies(said);
    if (policy === undefined || another !== undefined) this.broken.add(name);
    else await this.follow(name, policy, [...path, name]);
  }

  /** @returns `undefined`: not known */
  async #isThere(name: Fqdn, type: string): Promise<readonly string[] | undefined> {
    const { outcome, rdatas } = type === 'A' ? await this.#after.addressesOf(name) : await this.#after.ask(name, type);
    if (outcome === 'unknown') {
      this.unanswered.add(name);
      return undefined;
    }
    if (rdatas.length === 0) this.voids++;
    return rdatas;
  }
}

export function judgeSpf(zone: Fqdn, sight: SpfSight | null, now: EpochMs): Finding[] {
  if (sight === null) return [];
  const findings: Finding[] = [];
  const add = (tag: 'SPF_TOO_MANY_LOOKUPS' | 'SPF_INVALID', text: string, values: Record<string, string | number>) => {
    const evidence = [{ asked: `${zone} TXT`, answered: sight.policy, atMs: now }];
    findings.push({ tag, subject: `${zone} TXT`, message: message(text, { zone, ...values }), evidence });
  };
  if (sight.loop !== null) add('SPF_TOO_MANY_LOOKUPS', 'preflight.spf.loop', { name: sight.loop });
  else if (sight.lookups > SPF_MOST_LOOKUPS)
    add('SPF_TOO_MANY_LOOKUPS', 'preflight.spf.lookups', { count: sight.lookups, most: SPF_MOST_LOOKUPS });
  else if (sight.voids > SPF_MOST_VOID)
    add('SPF_TOO_MANY_LOOKUPS', 'preflight.spf.voids', { count: sight.voids, most: SPF_MOST_VOID });
  const fault = spfFault(sight.policy);
  if (fault !== undefined) add('SPF_INVALID', 'preflight.spf.syntax', { term: fault });
  else if (sight.broken.length > 0) add('SPF_INVALID', 'preflight.spf.broken', { names: sight.broken.join(', ') });
  return findings;
}
