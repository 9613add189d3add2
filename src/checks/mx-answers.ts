import { z } from 'zod';
import { targetsOf } from '../dns/rdata.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Smtp } from '../ports/outside.ts';
import type { AfterSwitch, WillSay } from './after-switch.ts';

export const MxSchema = z.object({
  host: z.string(),
  /** Where the MX points to an alias (RFC 2181 §10.3 forbids it). */
  alias: z.string().nullable(),
  /** `answer`: it has addresses. `unknown`: nobody could be asked. */
  resolved: z.string(),
  addresses: z.array(z.object({ address: z.string(), outcome: z.string(), reply: z.string() })).readonly(),
});
export type MxAnswer = z.infer<typeof MxSchema>;

/** A host with more addresses than this is somebody's farm; what these say holds for the others. */
const MOST_ADDRESSES = 4;

/**
 * Where the zone's mail would go after the switch: each MX target's addresses, and whether each would take mail.
 *
 * @param changed ask only hosts whose address or name is new to the zone: nothing is proved by asking the others
 */
export async function readMx(
  { smtp, after }: { readonly smtp: Smtp; readonly after: AfterSwitch },
  zone: Fqdn,
  rrsets: readonly Rrset[],
  recipient: string,
  changed: (host: Fqdn, is: WillSay) => boolean,
  signal: AbortSignal,
): Promise<MxAnswer[]> {
  const mx = rrsets.find(({ name, type }) => name === zone && type === 'MX');
  if (mx === undefined) return [];
  return Promise.all(
    targetsOf(mx).map(async (host): Promise<MxAnswer> => {
      const is = await after.addressesOf(host);
      const { rdatas, aliases, outcome: resolved } = is;
      const alias = aliases[0] ?? null;
      if (!changed(host, is)) return { host, alias, resolved, addresses: [] };
      const answers = await Promise.all(
        [...rdatas].slice(0, MOST_ADDRESSES).map(async (address) => {
          const { outcome, reply } = await smtp.wouldAccept({ address, host, recipient }, signal);
          return { address, outcome, reply: reply ?? '' };
        }),
      );
      return { host, alias, resolved, addresses: answers };
    }),
  );
}

/** A later try may succeed, so it is no refusal (RFC 5321 §4.2.1: 4yz); greylisting answers so. */
const isTemporary = (reply: string): boolean => /^4\d\d/.test(reply);

export function judgeMx(answers: readonly MxAnswer[], recipient: string, now: EpochMs): Finding[] {
  return answers.flatMap(({ host, alias, resolved, addresses }): Finding[] => {
    const findings: Finding[] = [];
    const add = (tag: Tag, text: string, asked: string, answered: string): void => {
      findings.push({
        tag,
        subject: host,
        message: message(text, { host, recipient, answered }),
        evidence: [{ asked, answered, atMs: now }],
      });
    };
    if (alias !== null) add('MX_TARGET_IS_CNAME', 'dns.finding.mx-cname', `${host} CNAME`, alias);
    if (resolved === 'unknown') add('UNANSWERED', 'preflight.mx.unanswered', `${host} A, AAAA`, '–');
    else if (resolved !== 'answer')
      add('MX_TARGET_UNRESOLVED', 'dns.finding.mx-unresolved', `${host} A, AAAA`, resolved.toUpperCase());
    const refused = addresses.filter(({ outcome, reply }) => outcome === 'refused' && !isTemporary(reply));
    for (const { address, reply } of refused)
      add('MX_REFUSES_RECIPIENT', 'dns.finding.mx-refuses', `${host} ${address} RCPT TO <${recipient}>`, reply);
    const silent = addresses.filter(({ outcome }) => ['timeout', 'unreachable', 'malformed'].includes(outcome));
    if (silent.length > 0 && silent.length === addresses.length)
      for (const { address, outcome } of silent)
        add('MX_UNREACHABLE', 'dns.finding.mx-unreachable', `${host} ${address} SMTP`, outcome);
    for (const { address, outcome } of addresses)
      if (outcome === 'not-asked') add('NOT_ASKED', 'dns.finding.mx-not-asked', `${host} ${address} SMTP`, outcome);
    return findings;
  });
}

/** Whether mail for the domain would be taken at every one of these: `accepted` where they were asked, a later try where they said so. */
export function mailWorks(answers: readonly MxAnswer[], acceptNotAsked: boolean): boolean {
  const takes = ({ outcome, reply }: MxAnswer['addresses'][number]): boolean =>
    outcome === 'accepted' ||
    (outcome === 'refused' && isTemporary(reply)) ||
    (acceptNotAsked && outcome === 'not-asked');
  return (
    answers.length > 0 &&
    answers.every(({ resolved, addresses }) => resolved === 'answer' && addresses.every(takes)) &&
    answers.some(({ addresses }) => addresses.length > 0)
  );
}
