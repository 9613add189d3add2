import { z } from 'zod';
import { message } from '../domain/message.ts';
import { MINUTE } from '../domain/time.ts';
import { askOnWord, has, hasActedSince, ownFacts, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { certificateHosts, hostOf, newSiteAddresses } from './site-hosts.ts';

const Params = z.strictObject({});
const Observed = z.object({
  looks: z.array(
    z.object({ host: z.string(), address: z.string(), outcome: z.string(), valid: z.boolean(), why: z.string() }),
  ),
  /** What the host itself says it covers; only believed where https cannot be reached at all. */
  certificateFor: z.array(z.string()),
});
type Observed = z.infer<typeof Observed>;
const Change = z.object({ domain: z.string(), hosts: z.array(z.string()) });

/** How long a certificate authority may take before the host is asked again. */
const ISSUES_WITHIN_MS = 15 * MINUTE;

/** A certificate stands on the new server for every host name before the first visitor comes; seen as a browser would see it. */
export const prepareCertificate: Step<z.infer<typeof Params>, Observed, z.infer<typeof Change>> = {
  id: 'prepare-certificate',
  phase: 'prepare',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => ['newHosting'],
  observe: async (ctx, ports, signal) => {
    const addresses = await newSiteAddresses(ctx, ports, signal);
    const asked = certificateHosts(ctx).flatMap((host) => addresses.map((address) => ({ host, address })));
    const looks = await Promise.all(
      asked.map(async ({ host, address }) => {
        const { outcome, certificate, why } = await ports.web.get(
          { scheme: 'https', host, address, path: '/' },
          signal,
        );
        return { host, address, outcome, valid: certificate?.valid === true, why: certificate?.why ?? why ?? '' };
      }),
    );
    const service = await ports.newHosting?.service(ctx.domain, signal);
    return { looks, certificateFor: (service?.certificateFor ?? []).map(hostOf) };
  },
  plan: (ctx, observed, now) => {
    const hosts = certificateHosts(ctx);
    const change = { domain: shown(ctx), hosts };
    if (hosts.every((host) => covered(observed, host))) return { kind: 'done', facts: { hosts } };
    if (observed.looks.length === 0 && !has(ctx, 'newHosting')) return askOnWord(prepareCertificate.describe(change));
    const asked = ownFacts(ctx)['askedMs'];
    if (typeof asked === 'number' && hasActedSince(ctx, ownFacts(ctx)['actedBefore']) && now < asked + ISSUES_WITHIN_MS)
      return {
        kind: 'wait',
        for: 'outside',
        untilMs: asked + ISSUES_WITHIN_MS,
        lookAgainMs: Math.min(now + MINUTE, asked + ISSUES_WITHIN_MS),
        reason: message('task.prepare-certificate.issuing', { hosts: hosts.join(', ') }),
      };
    return {
      kind: 'act',
      changes: [change],
      ...(has(ctx, 'newHosting') ? { facts: { askedMs: now, actedBefore: ctx.acted } } : {}),
    };
  },
  describe: ({ domain, hosts }) => message('task.prepare-certificate', { domain, hosts: hosts.join(', ') }),
  apply: async (ctx, changes, { newHosting }, effects, signal) => {
    const hosting = newHosting!;
    for (const { hosts } of changes)
      await effects.absolute('certificate', { hosts }, hosting.consistencyMs, () =>
        hosting.requestCertificate(ctx.domain, hosts, signal),
      );
  },
  undoCost: () => message('task.goes-with-hosting'),
};

function covered({ looks, certificateFor }: Observed, host: string): boolean {
  const reached = looks.filter(
    (look) => look.host === host && (look.outcome === 'answer' || look.outcome === 'tls-failed'),
  );
  return reached.length > 0 ? reached.every((look) => look.valid) : certificateFor.includes(host);
}
