import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Web } from '../ports/outside.ts';

export const SiteSchema = z.object({
  scheme: z.enum(['http', 'https']),
  host: z.string(),
  address: z.string(),
  outcome: z.string(),
  status: z.number().nullable(),
  certificate: z
    .object({
      valid: z.boolean(),
      why: z.string(),
      /** Empty: it names none. */
      issuer: z.string().default(''),
      /** It covers the host by a wildcard alone. */
      wildcard: z.boolean().default(false),
    })
    .nullable(),
});
export type SiteAnswer = z.infer<typeof SiteSchema>;

/** How each address answers for each host of the site, as a visitor would be answered after the cutover: without asking the DNS. */
export async function readSite(
  web: Web,
  hosts: readonly string[],
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<SiteAnswer[]> {
  const pairs = hosts.flatMap((host) =>
    addresses.flatMap((address) => (['http', 'https'] as const).map((scheme) => ({ scheme, host, address }))),
  );
  return Promise.all(
    pairs.map(async (pair): Promise<SiteAnswer> => {
      const answer = await web.get({ ...pair, host: pair.host.replace(/\.$/, ''), path: '/' }, signal);
      const { certificate } = answer;
      return {
        ...pair,
        outcome: answer.outcome,
        status: answer.status ?? null,
        certificate:
          certificate === undefined
            ? null
            : {
                valid: certificate.valid,
                why: certificate.why ?? '',
                issuer: certificate.issuer ?? '',
                wildcard: certificate.valid && !certificate.hosts.includes(pair.host.replace(/\.$/, '')),
              },
      };
    }),
  );
}

/** A page, or a redirect to one. */
export function isPage(answer: SiteAnswer): boolean {
  return answer.outcome === 'answer' && answer.status !== null && answer.status < 400;
}

export function judgeSite(answers: readonly SiteAnswer[], now: EpochMs): Finding[] {
  return answers.flatMap((answer): Finding[] => {
    const url = `${answer.scheme}://${answer.host.replace(/\.$/, '')}/`;
    const said = answer.status === null ? answer.outcome : `HTTP ${answer.status}`;
    const finding = (tag: Tag, text: string, answered: string): Finding => ({
      tag,
      subject: `${url} ${answer.address}`,
      message: message(text, { url, address: answer.address, answered }),
      evidence: [{ asked: `GET ${url} at ${answer.address}`, answered, atMs: now }],
    });
    if (answer.outcome === 'not-asked') return [finding('NOT_ASKED', 'dns.finding.site-not-asked', said)];
    if (answer.outcome === 'tls-failed' || answer.certificate?.valid === false)
      return [finding('CERTIFICATE_INVALID', 'dns.finding.certificate', answer.certificate?.why || said)];
    return isPage(answer) ? [] : [finding('SITE_UNREACHABLE', 'dns.finding.site-unreachable', said)];
  });
}
