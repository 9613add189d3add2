import { z } from 'zod';
import { mtaStsAllows, readMtaSts } from '../dns/mta-sts.ts';
import { targetsOf } from '../dns/rdata.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Web } from '../ports/outside.ts';
import type { AfterSwitch } from './after-switch.ts';

export const MtaStsSchema = z.object({
  url: z.string(),
  /** Where the policy was fetched; empty: the host has no address. */
  address: z.string(),
  /** `policy`, or why there is none. */
  outcome: z.string(),
  policy: z
    .object({
      mode: z.enum(['enforce', 'testing', 'none']),
      mx: z.array(z.string()).readonly(),
      maxAgeSeconds: z.number(),
    })
    .nullable(),
});
export type MtaStsSight = z.infer<typeof MtaStsSchema>;

const PATH = '/.well-known/mta-sts.txt';

/** The policy that senders hold now, where the zone announces one (RFC 8461 §3.1); fetched where it stands before the switch. */
export async function readMtaStsPolicy(
  zone: Fqdn,
  present: AfterSwitch,
  web: Web,
  signal: AbortSignal,
): Promise<MtaStsSight | null> {
  const announced = await present.ask(child('_mta-sts', zone), 'TXT');
  if (!announced.rdatas.some((txt) => /^"v=STSv1\b/i.test(txt))) return null;
  const host = child('mta-sts', zone);
  const url = `https://${host.slice(0, -1)}${PATH}`;
  const { rdatas: addresses, outcome } = await present.addressesOf(host);
  const [address] = addresses;
  if (address === undefined) return { url, address: '', outcome, policy: null };
  const answer = await web.get({ scheme: 'https', host: host.slice(0, -1), address, path: PATH }, signal);
  if (answer.outcome !== 'answer' || answer.status !== 200 || answer.certificate?.valid !== true) {
    const said = answer.outcome !== 'answer' ? answer.outcome : (answer.certificate?.why ?? `HTTP ${answer.status}`);
    return { url, address, outcome: said, policy: null };
  }
  const policy = readMtaSts(answer.body ?? '');
  return { url, address, outcome: policy === undefined ? 'malformed' : 'policy', policy: policy ?? null };
}

/** @param intended the zone's mail exchangers after the switch */
export function judgeMtaSts(
  zone: Fqdn,
  sight: MtaStsSight | null,
  before: readonly Rrset[],
  intended: readonly Rrset[],
  now: EpochMs,
): Finding[] {
  if (sight === null) return [];
  const hostsIn = (rrsets: readonly Rrset[]): Fqdn[] =>
    rrsets.filter(({ name, type }) => name === zone && type === 'MX').flatMap(targetsOf);
  const had = hostsIn(before);
  const evidence = [{ asked: `GET ${sight.url}`, answered: sight.outcome, atMs: now }];
  if (sight.policy === null) {
    // Where mail goes as before, a policy that cannot be read holds nobody up any more than today.
    if (hostsIn(intended).every((host) => had.includes(host))) return [];
    const text = message('preflight.mta-sts.unreadable', { zone, url: sight.url, answered: sight.outcome });
    return [{ tag: 'MTA_STS_UNREADABLE', subject: sight.url, message: text, evidence }];
  }
  const { policy } = sight;
  if (policy.mode !== 'enforce') return [];
  const refused = hostsIn(intended).filter((host) => !mtaStsAllows(policy, host));
  if (refused.length === 0) return [];
  const values = { zone, hosts: refused.join(', '), allowed: policy.mx.join(', '), seconds: policy.maxAgeSeconds };
  const answered = `mode: enforce, mx: ${policy.mx.join(', ')}, max_age: ${policy.maxAgeSeconds}`;
  return [
    {
      tag: 'MTA_STS_PINS_OLD_MX',
      subject: `${zone} MX`,
      message: message('preflight.mta-sts.pins', values),
      evidence: [{ asked: `GET ${sight.url}`, answered, atMs: now }],
    },
  ];
}
