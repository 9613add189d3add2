import { z } from 'zod';
import { message } from '../domain/message.ts';
import { fqdn } from '../domain/name.ts';
import { MINUTE } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import { askOnWord, shown } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { isGrave, liveFindings } from './live-findings.ts';
import { PageSeen, pageSeen } from './live-page.ts';
import { hostsOfDomain, newSiteAddresses, siteHosts } from './site-hosts.ts';

const Params = z.strictObject({
  /** Paths or URLs of the old site that must still lead somewhere. */
  urls: z.array(z.string()).default([]),
  /** Host names that must not stand in the pages. */
  stagingNames: z.array(z.string()).default([]),
  /** Finding tags that are wanted here (`NOINDEX` for a site that hides): shown, but they hold nothing up. */
  accept: z.array(z.string()).default([]),
});
type Params = z.infer<typeof Params>;
const Observed = z.object({ canonical: z.string(), pages: z.array(PageSeen) });
type Observed = z.infer<typeof Observed>;

/**
 * The site as visitors get it, at its new addresses; where nobody knows them, where the name leads the world's resolvers. What golive cannot see (forms,
 * analytics, payments, mail both ways) is one task at the end, and only when nothing grave is left.
 */
export const verifyLive: Step<Params, Observed, never> = {
  id: 'verify-live',
  phase: 'propagate',
  params: Params,
  observed: Observed,
  change: z.never(),
  needs: () => [],
  observe: async (ctx, ports, signal) => {
    const { canonical } = siteHosts(ctx);
    if (ctx.role === 'mail-only') return { canonical, pages: [] };
    const hosts = hostsOfDomain(ctx);
    if (ctx.answers.site === undefined && ctx.role !== 'redirect')
      return { canonical, pages: await lookAtUnknownSite(ctx, hosts, ports, signal) };
    const known = await newSiteAddresses(ctx, ports, signal);
    // A resolver may still lead to the old server, rightly; what is wrong there is nobody's concern any more.
    const addresses = [...new Set(known.length > 0 ? known : await seenAddresses(hosts[0]!, ports, signal))].sort();
    const pages: PageSeen[] = [];
    for (const address of addresses) pages.push(...(await lookAt(ctx, canonical, hosts, address, ports, signal)));
    return { canonical, pages };
  },
  plan: (ctx, { canonical, pages }, now) => {
    const findings = liveFindings(pages, canonical, now);
    if (pages.length === 0 && ctx.role !== 'mail-only' && (ctx.answers.site !== undefined || ctx.role === 'redirect'))
      return {
        kind: 'blocked',
        reason: message('task.verify-live.no-address', { host: shown(ctx) }),
        untilMs: now + 5 * MINUTE,
      };
    const grave = findings.filter((finding) => isGrave(finding, ctx.params.accept));
    if (grave.length > 0)
      return {
        kind: 'blocked',
        reason: message('task.verify-live.blocked', { count: grave.length, first: grave[0]!.subject }),
        untilMs: now + 5 * MINUTE,
        findings,
      };
    const host = canonical || shown(ctx);
    const task = askOnWord(
      ctx.answers.mail === 'none'
        ? message('task.verify-live.no-mail', { host })
        : message('task.verify-live', { domain: shown(ctx), host }),
    );
    return findings.length === 0 ? task : { ...task, findings };
  },
  describe: () => message('task.nothing'),
  apply: async () => undefined,
};

/** Where the resolvers lead a visitor: the name exists by now, so asking them makes nobody remember its absence. */
async function seenAddresses(host: string, { dns }: StepPorts, signal: AbortSignal): Promise<string[]> {
  const name = fqdn(host);
  const answers = await dns.askAll(
    dns.resolvers.flatMap(({ address }) =>
      ['A', 'AAAA'].map((type) => ({ server: { address }, name, type, recursive: true })),
    ),
    signal,
  );
  return answers.flatMap(({ answer }) =>
    answer.filter(({ type }) => type === 'A' || type === 'AAAA').flatMap(({ rdatas }) => [...rdatas]),
  );
}

/** Nobody described the site, and it may well stand where it stood: each name that leads somewhere should answer there. */
async function lookAtUnknownSite(
  ctx: StepContext<Params>,
  hosts: readonly string[],
  ports: StepPorts,
  signal: AbortSignal,
): Promise<PageSeen[]> {
  const pages: PageSeen[] = [];
  for (const host of hosts)
    for (const address of [...new Set(await seenAddresses(host, ports, signal))].sort()) {
      const answer = await ports.web.get({ scheme: 'http', host, address, path: '/' }, signal);
      pages.push(pageSeen('host', `http://${host}/`, address, answer, ctx.params.stagingNames));
    }
  return pages;
}

async function lookAt(
  ctx: StepContext<Params>,
  canonical: string,
  hosts: readonly string[],
  address: string,
  { web }: StepPorts,
  signal: AbortSignal,
): Promise<PageSeen[]> {
  const look = async (role: PageSeen['role'], scheme: 'http' | 'https', host: string, path: string) =>
    pageSeen(
      role,
      `${scheme}://${host}${path}`,
      address,
      await web.get({ scheme, host, address, path }, signal),
      ctx.params.stagingNames,
    );

  const leading = await Promise.all(
    hosts.flatMap((host) => [
      look('redirect', 'http', host, '/'),
      ...(host === canonical ? [] : [look('redirect', 'https', host, '/')]),
    ]),
  );
  // A domain that only leads to another has no pages of its own.
  if (!hosts.includes(canonical)) return leading;

  const [front, robots] = await Promise.all([
    look('page', 'https', canonical, '/'),
    look('robots', 'https', canonical, '/robots.txt'),
  ]);
  const sitemap = pathOn(robots.sitemaps[0] ?? '/sitemap.xml', canonical) ?? '/sitemap.xml';
  const rest = await Promise.all([
    look('sitemap', 'https', canonical, sitemap),
    ...ctx.params.urls.flatMap((url) => {
      const path = pathOn(url, canonical);
      return path === undefined ? [] : [look('old-url', 'https', canonical, path)];
    }),
  ]);
  return [front, robots, ...rest, ...leading];
}

/** Path and query of a URL or path, on the site's own host. */
function pathOn(url: string, host: string): string | undefined {
  if (!URL.canParse(url, `https://${host}/`)) return undefined;
  const { pathname, search } = new URL(url, `https://${host}/`);
  return `${pathname}${search}`;
}
