import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import { mailWorks } from './mx-answers.ts';
import type { PreflightContext, PreflightSight } from './preflight-sight.ts';
import { zonesOf } from './preflight-sight.ts';
import type { SiteAnswer } from './site-answers.ts';
import { judgingOf } from './zone-memory.ts';

/**
 * Where nobody decided what may differ: another value is only noted if what it points to works. What is missing is never excused, nor is a
 * value that points to nothing one could try. An alias that became addresses is a difference, not a loss.
 */
export function lowerWhatWorks(ctx: PreflightContext, sight: PreflightSight, findings: readonly Finding[]): Finding[] {
  const { acceptNotAsked = false } = judgingOf(ctx);
  const { after } = zonesOf(ctx, sight);
  return findings.map((finding) => {
    const [name, type] = finding.subject.split(' ');
    const flattened = finding.tag === 'RRSET_MISSING' && type === 'CNAME';
    if (finding.tag !== 'RRSET_DIFFERS' && !flattened) return finding;
    const host = name!.slice(0, -1);
    const site = sight.site.filter((answer) => answer.host === host);
    const mail = sight.mx.filter((answer) => answer.host === name);
    const tried = new Set([...site, ...mail.flatMap(({ addresses }) => addresses)].map(({ address }) => address));
    if (!finding.evidence.every(({ answered }) => isTried(after, finding, answered, tried))) return finding;
    const works =
      type === 'MX' && name === ctx.domain
        ? mailWorks(sight.mx, acceptNotAsked)
        : (type === 'A' || type === 'AAAA' || type === 'CNAME') &&
          // A page under the mail server's name proves nothing about mail.
          (mail.length > 0 ? mailWorks(mail, acceptNotAsked) : siteWorks(site, acceptNotAsked));
    if (!works) return finding;
    return {
      ...finding,
      tag: 'RRSET_DIFFERS',
      severity: 'notice',
      fix: message('preflight.fix.differs-works', { subject: finding.subject }),
    };
  });
}

/**
 * Whether what one address of the new servers said was tried. The trial follows the first server's zone; another server may say something
 * else, and those who ask it are sent there.
 */
function isTried(
  after: readonly Rrset[],
  { tag, subject }: Finding,
  answered: string,
  tried: ReadonlySet<string>,
): boolean {
  // In the place of an alias: other types of the same name. A server that does not know the name at all has nothing in its place.
  if (tag === 'RRSET_MISSING') return answered === 'NODATA';
  const said = after.find((set) => rrsetKey(set) === subject)?.rdatas.join(', ');
  const alias = after.find((set) => rrsetKey(set) === `${subject.split(' ')[0]} CNAME`)?.rdatas[0];
  return (
    answered === said || answered === `CNAME ${alias}` || answered.split(', ').every((address) => tried.has(address))
  );
}

/** Every address answers for the host with a certificate that a browser would accept. */
function siteWorks(answers: readonly SiteAnswer[], acceptNotAsked: boolean): boolean {
  const secure = answers.filter(({ scheme }) => scheme === 'https');
  const asked = secure.filter(({ outcome }) => !(acceptNotAsked && outcome === 'not-asked'));
  return (
    asked.length > 0 &&
    asked.every(
      ({ outcome, status, certificate }) =>
        outcome === 'answer' && status !== null && status < 500 && certificate?.valid === true,
    )
  );
}
