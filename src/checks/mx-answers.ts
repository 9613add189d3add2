import { z } from 'zod';
import { isInZone } from '../dns/parity.ts';
import { targetsOf } from '../dns/rdata.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Smtp } from '../ports/outside.ts';
import type { Walker } from './walk.ts';

export const MxSchema = z.object({
  host: z.string(),
  /** Where the MX points to an alias (RFC 2181 §10.3 forbids it). */
  alias: z.string().nullable(),
  /** `answer`: it has addresses. */
  resolved: z.string(),
  addresses: z.array(z.object({ address: z.string(), outcome: z.string(), reply: z.string() })).readonly(),
});
export type MxAnswer = z.infer<typeof MxSchema>;

/**
 * Where the zone's mail would go: each MX target's addresses, from the intended zone itself or by a walk, and whether each would take mail.
 *
 * @param changed ask only hosts whose address or name is new to the zone: nothing is proved by asking the others
 */
export async function readMx(
  { smtp, walker }: { readonly smtp: Smtp; readonly walker: Walker },
  zone: Fqdn,
  intended: readonly Rrset[],
  recipient: string,
  changed: (host: Fqdn) => boolean,
  signal: AbortSignal,
): Promise<MxAnswer[]> {
  const mx = intended.find(({ name, type }) => name === zone && type === 'MX');
  if (mx === undefined) return [];
  return Promise.all(
    targetsOf(mx).map(async (host): Promise<MxAnswer> => {
      const { addresses, alias, resolved } = await addressesOf(host, zone, intended, walker);
      if (!changed(host)) return { host, alias, resolved, addresses: [] };
      const answers = await Promise.all(
        addresses.map(async (address) => {
          const { outcome, reply } = await smtp.wouldAccept({ address, host, recipient }, signal);
          return { address, outcome, reply: reply ?? '' };
        }),
      );
      return { host, alias, resolved, addresses: answers };
    }),
  );
}

async function addressesOf(host: Fqdn, zone: Fqdn, intended: readonly Rrset[], walker: Walker) {
  if (!isInZone(host, zone, intended)) {
    const found = await walker.addressesOf(host);
    return { addresses: found.addresses, alias: null, resolved: found.outcome };
  }
  const here = intended.filter(({ name }) => name === host);
  const alias = here.find(({ type }) => type === 'CNAME')?.rdatas[0] ?? null;
  const own = here.filter(({ type }) => type === 'A' || type === 'AAAA').flatMap(({ rdatas }) => rdatas);
  if (alias === null || own.length > 0)
    return { addresses: own, alias, resolved: own.length > 0 ? 'answer' : 'nodata' };
  const target = intended.filter(({ name, type }) => name === alias && (type === 'A' || type === 'AAAA'));
  if (target.length > 0) return { addresses: target.flatMap(({ rdatas }) => rdatas), alias, resolved: 'answer' };
  const found = await walker.addressesOf(alias as Fqdn);
  return { addresses: found.addresses, alias, resolved: found.outcome };
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
    if (resolved !== 'answer') add('MX_TARGET_UNRESOLVED', 'dns.finding.mx-unresolved', `${host} A, AAAA`, resolved);
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
