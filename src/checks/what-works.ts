import { isProxyOf } from '../dns/proxying-hosts.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import { addressesAt, leadsToItself } from './https-hints.ts';
import { mailWorks } from './mx-answers.ts';
import type { PreflightContext, PreflightSight } from './preflight-sight.ts';
import { zonesOf } from './preflight-sight.ts';
import { endingProxy } from './proxy-ends.ts';
import type { SiteAnswer } from './site-answers.ts';
import { judgingOf } from './zone-memory.ts';

/**
 * Where nobody decided what may differ: another value is only noted if what it points to works. What is missing is never excused, nor is a
 * value that points to nothing one could try. An alias that became addresses is a difference, not a loss; an address of the proxy that is left is none
 * where the name's others work.
 */
export function lowerWhatWorks(ctx: PreflightContext, sight: PreflightSight, findings: readonly Finding[]): Finding[] {
  const { acceptNotAsked = false } = judgingOf(ctx);
  const { before, after } = zonesOf(ctx, sight);
  return findings.map((finding) => {
    const [name, type] = finding.subject.split(' ');
    if (type === 'HTTPS' && isNeedless(before, after, finding))
      return { ...finding, severity: 'notice', fix: message('preflight.fix.https-own', { subject: finding.subject }) };
    const flattened = finding.tag === 'RRSET_MISSING' && type === 'CNAME';
    const proxied = finding.tag === 'RRSET_MISSING' && isProxyAlone(ctx, sight, before, finding.subject);
    if (finding.tag !== 'RRSET_DIFFERS' && !flattened && !proxied) return finding;
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
    if (proxied)
      return { ...finding, severity: 'notice', fix: message('preflight.fix.proxy-went', { subject: finding.subject }) };
    return {
      ...finding,
      tag: 'RRSET_DIFFERS',
      severity: 'notice',
      fix: message('preflight.fix.differs-works', { subject: finding.subject }),
    };
  });
}

/** Addresses of nothing but the proxy of the DNS host that is left: the origin behind it need not have one of either family. */
function isProxyAlone(
  ctx: PreflightContext,
  sight: PreflightSight,
  before: readonly Rrset[],
  subject: string,
): boolean {
  const set = before.find((old) => rrsetKey(old) === subject && (old.type === 'A' || old.type === 'AAAA'));
  if (set === undefined || sight.delegation === null) return false;
  const { oldNameServers, newNameServers } = sight.delegation;
  const host = endingProxy(ctx.domain, before, { old: oldNameServers, new: newNameServers });
  return host !== undefined && set.rdatas.every((address) => isProxyOf(host, address));
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

/**
 * An HTTPS record hastens what A and AAAA give anyway, and proxying hosts make one of their own (RFC 9460 §3: without it browsers go by the addresses).
 * Missing it is no loss, nor is another one that leads to the same place.
 */
function isNeedless(before: readonly Rrset[], after: readonly Rrset[], { tag, subject, evidence }: Finding): boolean {
  const name = subject.split(' ')[0]!;
  const addresses = addressesAt(after, name);
  if (tag === 'RRSET_MISSING') return addresses.length > 0;
  const old = before.find((set) => rrsetKey(set) === subject)?.rdatas ?? [];
  const leads = (answered: string) => answered.split(', ').every((rdata) => leadsToItself(name, rdata, addresses, old));
  return tag === 'RRSET_DIFFERS' && evidence.every(({ answered }) => leads(answered));
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
