import { z } from 'zod';
import { isPage, judgeSite, readSite, SiteSchema } from '../checks/site-answers.ts';
import { Walker } from '../checks/walk.ts';
import { memoryOf, waitingSince } from '../checks/zone-memory.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName, fqdn } from '../domain/name.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Step, StepContext } from './contract.ts';
import { siteHosts } from './site-hosts.ts';
import { slotGate } from './slot-gate.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;
const Observed = z.object({
  /** What the host's API says; `null`: no API, or no service. */
  published: z.boolean().nullable(),
  /** Where visitors are sent today. */
  addresses: z.array(z.string()).readonly(),
  site: z.array(SiteSchema).readonly(),
});
type Observed = z.infer<typeof Observed>;
const Change = z.object({ domain: z.string(), published: z.boolean() });
type Change = z.infer<typeof Change>;

/** The site goes live where it stands: no DNS changes. Facts: `switchedAtMs`, `worstCaseAtMs` (the same: nothing is cached). */
export const publishSite: Step<Params, Observed, Change> = {
  id: 'publish-site',
  phase: 'cutover',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => ['newHosting'],
  observe,
  plan,
  describe: ({ domain, published }) => message(published ? 'dns.publish.on' : 'dns.publish.off', { domain }),
  apply: async (ctx, changes, ports, effects, signal) => {
    const host = ports.newHosting!;
    for (const { published } of changes)
      await effects.absolute('published', { domain: ctx.domain, published }, host.consistencyMs, () =>
        host.setPublished(ctx.domain, published, signal),
      );
  },
  undo: (ctx, before, o) => {
    const domain = displayName(ctx.domain);
    if (o.published === null || before.published === null)
      // Whoever was asked may have published it and not said so.
      return ctx.claimed === undefined && ctx.earlier[ctx.stepId]?.askedMs === undefined
        ? { kind: 'done' }
        : { kind: 'ask', task: message('dns.publish.off', { domain }), closesOnWord: true };
    return before.published || !o.published
      ? { kind: 'done' }
      : { kind: 'act', changes: [{ domain, published: false }] };
  },
  undoCost: (ctx) => message('dns.publish.undo-cost', { domain: displayName(ctx.domain) }),
};

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const { canonical } = siteHosts(ctx);
  const host = canonical === '' ? ctx.domain.slice(0, -1) : canonical;
  const { addresses } = await new Walker(ports.dns, signal).addressesOf(fqdn(host));
  const service = await ports.newHosting?.service(ctx.domain, signal);
  const sorted = [...addresses].sort();
  return {
    published: service?.published ?? null,
    addresses: sorted,
    site: await readSite(ports.web, [host], sorted, signal),
  };
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const domain = displayName(ctx.domain);
  const works = o.site.length > 0 && o.site.filter(({ outcome }) => outcome !== 'not-asked').every(isPage);
  const findings = judgeSite(o.site, now);
  // Without an API a page may be the one that says "soon": a person's word, and the page, together.
  const isPublished = o.published ?? ctx.claimed !== undefined;
  if (isPublished && works) {
    const switchedAtMs = memoryOf(ctx).switchedAtMs ?? now;
    return { kind: 'done', facts: { switchedAtMs, worstCaseAtMs: switchedAtMs, terms: [] } };
  }
  if (!isPublished) {
    const notNow = slotGate(ctx, now);
    if (notNow !== undefined) return notNow;
    const facts = { waitingSinceMs: null };
    const byHand = o.published === null ? { wantsWord: true as const } : {};
    return { kind: 'act', changes: [{ domain, published: true }], facts, ...byHand };
  }
  const waitingSinceMs = waitingSince(ctx, now);
  return {
    kind: 'wait',
    for: 'outside',
    untilMs: now + MINUTE,
    deadlineMs: waitingSinceMs + HOUR,
    reason: message('dns.publish.wait', { domain }),
    findings,
    facts: { waitingSinceMs },
  };
}
