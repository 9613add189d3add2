import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Tag } from '../domain/severity.ts';
import { SEVERITY } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { PageSeen } from './live-page.ts';
import { hostOf } from './site-hosts.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** What is wrong with the live site, as seen in these answers. Pure. `canonical` is the host visitors should end at. */
export function liveFindings(pages: readonly PageSeen[], canonical: string, now: EpochMs): Finding[] {
  const findings: Finding[] = [];
  const say = (tag: Tag, page: PageSeen, text: Message) => {
    const answered =
      page.outcome === 'answer' ? `${page.status ?? '?'}${page.location ? ` ${page.location}` : ''}` : page.outcome;
    findings.push({
      tag,
      subject: `${page.url} (${page.address})`,
      message: text,
      evidence: [
        {
          asked: `GET ${page.url} @ ${page.address}`,
          answered: page.why ? `${answered}: ${page.why}` : answered,
          atMs: now,
        },
      ],
    });
  };

  for (const page of pages) {
    const values = { url: page.url, address: page.address };
    if (page.outcome === 'not-asked') {
      say('NOT_ASKED', page, message('task.verify-live.not-asked', values));
      continue;
    }
    if (page.outcome === 'tls-failed' || page.certificateValid === false) {
      say('CERTIFICATE_INVALID', page, message('task.verify-live.certificate', { ...values, why: page.why ?? '–' }));
      if (page.outcome === 'tls-failed') continue;
    }
    const leadsOn = REDIRECTS.has(page.status ?? 0);
    switch (page.role) {
      case 'page':
        if (page.outcome !== 'answer' || (page.status ?? 0) >= 400)
          say('SITE_UNREACHABLE', page, message('task.verify-live.unreachable', { ...values, what: whatOf(page) }));
        else if (leadsOn && hostOfUrl(page.location, page.url) !== canonical)
          say(
            'SITE_DIFFERS',
            page,
            message('task.verify-live.leads-away', { ...values, location: page.location ?? '–' }),
          );
        if (page.noindex) say('NOINDEX', page, message('task.verify-live.noindex', values));
        if (page.mixed.length > 0)
          say('MIXED_CONTENT', page, message('task.verify-live.mixed', { ...values, what: page.mixed.join(', ') }));
        if (page.staging.length > 0)
          say('STAGING_NAME', page, message('task.verify-live.staging', { ...values, what: page.staging.join(', ') }));
        break;
      case 'redirect':
        if (page.outcome !== 'answer' || (page.status ?? 0) >= 400)
          say('SITE_UNREACHABLE', page, message('task.verify-live.unreachable', { ...values, what: whatOf(page) }));
        else if (!leadsOn || !leadsTo(page, canonical))
          say('REDIRECT_MISSING', page, message('task.verify-live.redirect', { ...values, canonical }));
        break;
      case 'robots':
        if (page.noindex) say('NOINDEX', page, message('task.verify-live.noindex', values));
        break;
      case 'sitemap':
        if (page.status !== 200 && !leadsOn) say('SITEMAP_MISSING', page, message('task.verify-live.sitemap', values));
        break;
      case 'host':
        if (page.outcome !== 'answer' || (page.status ?? 0) >= 400)
          say('SITE_UNREACHABLE', page, message('task.verify-live.unreachable', { ...values, what: whatOf(page) }));
        break;
      case 'old-url':
        if (page.outcome !== 'answer' || (page.status ?? 0) >= 400)
          say('OLD_URL_BROKEN', page, message('task.verify-live.old-url', { ...values, what: whatOf(page) }));
        break;
    }
  }

  const fronts = pages.filter((page) => page.role === 'page' && page.outcome === 'answer');
  const first = fronts[0];
  const other = fronts.find((page) => page.status !== first?.status || page.title !== first?.title);
  if (first !== undefined && other !== undefined)
    say(
      'SITE_DIFFERS',
      other,
      message('task.verify-live.differs', { url: other.url, address: other.address, first: first.address }),
    );
  return findings;
}

/** Findings that hold the step up: errors that the playbook does not accept. */
export function isGrave(finding: Finding, accepted: readonly string[]): boolean {
  const severity = SEVERITY[finding.tag as Tag]?.severity;
  return (severity === 'error' || severity === 'critical') && !accepted.includes(finding.tag);
}

const whatOf = (page: PageSeen): string => (page.outcome === 'answer' ? `HTTP ${page.status ?? '?'}` : page.outcome);

function hostOfUrl(location: string | undefined, base: string): string | undefined {
  if (location === undefined || !URL.canParse(location, base)) return undefined;
  return hostOf(new URL(location, base).hostname);
}

/** To the canonical host; from its own http address only https counts. One hop through https of the same host is fine. */
function leadsTo(page: PageSeen, canonical: string): boolean {
  const target = hostOfUrl(page.location, page.url);
  if (target === undefined) return false;
  const toHttps = new URL(page.location!, page.url).protocol === 'https:';
  const own = hostOf(new URL(page.url).hostname);
  if (canonical === '') return target !== own || (toHttps && page.url.startsWith('http:'));
  return target === canonical
    ? toHttps || own !== canonical
    : target === own && toHttps && page.url.startsWith('http:');
}
