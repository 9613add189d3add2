import { cutoverKindOf } from '../domain/answers.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { PreflightContext, PreflightSight } from './preflight-sight.ts';
import { isPage, judgeSite } from './site-answers.ts';

/** The site stands with us already, and no step of this move opens it: it has to be open by the switch. */
export function standsWithUs({ answers, role }: Pick<PreflightContext, 'answers' | 'role'>): boolean {
  return (
    answers.hosting === 'ours' && (role === 'main' || role === 'site-only') && cutoverKindOf(answers) !== 'publish'
  );
}

/**
 * One page of it is enough: what else does not work is as it was, or is judged where it gets another address. One that answers without giving
 * us a page (it wants a password, or dislikes whoever looks) stands there too; that nobody answers at all is never as it should be.
 */
export function judgeStanding(
  ctx: PreflightContext,
  { published, site, moving }: Pick<PreflightSight, 'published' | 'site' | 'moving'>,
  now: EpochMs,
): Finding[] {
  if (!standsWithUs(ctx)) return [];
  const domain = displayName(ctx.domain);
  const fix = message('preflight.fix.site-standing');
  if (published === false)
    return [
      {
        tag: 'SITE_UNREACHABLE',
        subject: ctx.domain,
        message: message('preflight.site-unpublished', { domain }),
        evidence: [{ asked: `published ${domain}`, answered: 'false', atMs: now }],
        fix,
      },
    ];
  if (site.some(isPage)) return [];
  const isUp = site.some(({ outcome }) => outcome === 'answer') && (published === true || moving.length === 0);
  const left = isUp ? site.filter(({ host }) => !moving.includes(host)) : site;
  return judgeSite(left, now).map((finding) => ({
    ...finding,
    ...(finding.tag === 'SITE_UNREACHABLE' ? { fix } : {}),
    ...(isUp ? { severity: 'warning' as const } : {}),
  }));
}
