import { z } from 'zod';
import type { WebAnswer } from '../ports/outside.ts';
import { hostOf } from './site-hosts.ts';

/** What one request tells, without moments, so that an unchanged site gives an unchanged observation. */
export const PageSeen = z.object({
  /**
   * `page`: the site's front page. `robots`, `sitemap`: those files. `redirect`: a name or scheme that should lead on.
   * `host`: a name of a site that nobody described, which should answer. `old-url`: one of the old site's.
   */
  role: z.enum(['page', 'robots', 'sitemap', 'redirect', 'host', 'old-url']),
  url: z.string(),
  address: z.string(),
  outcome: z.enum(['answer', 'timeout', 'unreachable', 'tls-failed', 'malformed', 'not-asked']),
  status: z.number().optional(),
  location: z.string().optional(),
  certificateValid: z.boolean().optional(),
  title: z.string().optional(),
  noindex: z.boolean(),
  mixed: z.array(z.string()),
  staging: z.array(z.string()),
  sitemaps: z.array(z.string()),
  why: z.string().optional(),
});
export type PageSeen = z.infer<typeof PageSeen>;

/** At most this many of each kind are kept: a page with ten thousand of them is as wrong as one with five. */
const MOST_NAMED = 5;
const STAGING_LABEL = /^(?:staging|stage|dev|development|test|acceptatie|acc|preview|demo)\d*$/;

export function pageSeen(
  role: PageSeen['role'],
  url: string,
  address: string,
  answer: WebAnswer,
  stagingNames: readonly string[],
): PageSeen {
  const body = answer.body ?? '';
  const isPage = role === 'page';
  const title = isPage ? /<title[^>]{0,500}>([^<]{0,200})/i.exec(body)?.[1]?.trim() : undefined;
  const location = headerOf(answer, 'location');
  return {
    role,
    url,
    address,
    outcome: answer.outcome,
    ...(answer.status === undefined ? {} : { status: answer.status }),
    ...(location === undefined ? {} : { location: location.slice(0, 500) }),
    ...(answer.certificate === undefined ? {} : { certificateValid: answer.certificate.valid }),
    ...(title === undefined ? {} : { title }),
    noindex: isPage ? saysNoindex(answer) : role === 'robots' && answer.status === 200 && forbidsAll(body),
    mixed: isPage && url.startsWith('https:') ? mixedContent(body) : [],
    staging: isPage ? stagingHosts(body, stagingNames) : [],
    sitemaps: role === 'robots' && answer.status === 200 ? sitemapsOf(body) : [],
    ...(answer.certificate?.why === undefined && answer.why === undefined
      ? {}
      : { why: answer.certificate?.why ?? answer.why }),
  };
}

export function headerOf(answer: WebAnswer, name: string): string | undefined {
  return Object.entries(answer.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** `X-Robots-Tag` or a robots meta element with `noindex` or `none`. */
export function saysNoindex(answer: WebAnswer): boolean {
  const forbids = (text: string) => /\b(?:noindex|none)\b/i.test(text);
  if (forbids(headerOf(answer, 'x-robots-tag') ?? '')) return true;
  return tagsOf(answer.body ?? '', 'meta').some(
    (tag) =>
      /^(?:robots|googlebot)$/i.test(attributeOf(tag, 'name') ?? '') && forbids(attributeOf(tag, 'content') ?? ''),
  );
}

/** RFC 9309: a group for every robot that closes the whole site, with nothing allowed again. */
export function forbidsAll(robots: string): boolean {
  let forAll = false;
  let inRules = false;
  let closed = false;
  for (const line of robots.split(/\r?\n/)) {
    const [field, ...rest] = (line.split('#')[0] ?? '').split(':');
    const name = field!.trim().toLowerCase();
    const value = rest.join(':').trim();
    if (name === 'user-agent') {
      forAll = (!inRules && forAll) || value === '*';
      inRules = false;
    } else if (name === 'disallow' || name === 'allow') {
      inRules = true;
      if (!forAll) continue;
      if (name === 'disallow' && (value === '/' || value === '/*')) closed = true;
      if (name === 'allow' && value === '/') return false;
    }
  }
  return closed;
}

function sitemapsOf(robots: string): string[] {
  return [...robots.matchAll(/^[ \t]*sitemap:[ \t]*(\S+)/gim)].map((match) => match[1]!).slice(0, MOST_NAMED);
}

/** What a browser would load without TLS from a page that came with it; links (`<a>`) are not loaded. */
export function mixedContent(html: string): string[] {
  const found = new Set<string>();
  for (const element of ['img', 'script', 'iframe', 'link', 'source', 'video', 'audio', 'form'])
    for (const tag of tagsOf(html, element)) {
      if (element === 'link' && !/stylesheet|icon|preload/i.test(attributeOf(tag, 'rel') ?? '')) continue;
      for (const attribute of element === 'link' ? ['href'] : element === 'form' ? ['action'] : ['src']) {
        const value = attributeOf(tag, attribute);
        if (value !== undefined && /^http:\/\//i.test(value)) found.add(value.slice(0, 200));
      }
    }
  return [...found].slice(0, MOST_NAMED);
}

/** Host names in the page that belong to where it was made: those the playbook names, and those that are called like one. */
export function stagingHosts(html: string, named: readonly string[]): string[] {
  const found = new Set<string>();
  for (const [, host] of html.matchAll(/https?:\/\/([a-z0-9.-]+)/gi)) {
    const name = host!.toLowerCase();
    if (name === 'localhost' || /^127\./.test(name) || STAGING_LABEL.test(name.split('.')[0]!)) found.add(name);
  }
  const text = html.toLowerCase();
  for (const name of named) if (text.includes(hostOf(name))) found.add(hostOf(name));
  return [...found].sort().slice(0, MOST_NAMED);
}

function tagsOf(html: string, element: string): string[] {
  return html.match(new RegExp(`<${element}\\b[^>]{0,2000}>`, 'gi')) ?? [];
}

function attributeOf(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}
