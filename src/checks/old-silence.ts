import { z } from 'zod';
import { isNoNews } from '../dns/drift.ts';
import type { ServersView } from '../dns/views.ts';
import { answerTo, isDefinite } from '../dns/views.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, displayName } from '../domain/name.ts';
import { byKey, rrsetKey } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns } from '../ports/dns.ts';
import type { PlannedZone } from './planned-zone.ts';
import { readServers } from './servers.ts';
import type { Walker } from './walk.ts';

/** A question about what site and mail stand on, or the new servers have more of, and what the old servers said to it when they were asked once more. */
export const OldSilenceSchema = z.object({ key: z.string(), answered: z.string() });
export type OldSilence = z.infer<typeof OldSilenceSchema>;

/**
 * What nobody answered when the old zone was listed is not in the list, and comparing would pass it over, or call it a difference at the new servers
 * where it is there. Where some questions were left open, those that matter most and found nothing are asked again: without a definite "none" from
 * any server the list says nothing of them.
 *
 * @param there what the new servers were seen to have
 */
export async function readOldSilence(
  dns: Dns,
  zone: Fqdn,
  planned: PlannedZone | null,
  there: ServersView | null,
  walker: Walker,
  signal: AbortSignal,
): Promise<OldSilence[]> {
  if (planned === null || planned.inventory.unanswered === 0 || !planned.inventory.readable) return [];
  const { rrsets, unheard = [] } = planned.inventory;
  const listed = byKey(rrsets);
  // What stands there only because an export has it was not heard either.
  const unsure = new Set(unheard);
  const heard = rrsets.filter((set) => !unsure.has(rrsetKey(set)));
  const known = new Set(heard.map(rrsetKey));
  const aliases = new Set(heard.filter(({ type }) => type === 'CNAME').map(({ name }) => name));
  const names = new Set<Fqdn>(heard.map(({ name }) => name));
  const more = (there?.servers ?? [])
    .flatMap(({ answers }) => answers)
    .filter(({ name, type, rdatas }) => rdatas.length > 0 && names.has(name) && !isNoNews(name, type, zone))
    .map(({ name, type }) => ({ name, type }));
  const wanted = [
    ...['A', 'AAAA', 'MX', 'TXT', 'CAA'].map((type) => ({ name: zone, type })),
    ...['A', 'AAAA'].map((type) => ({ name: child('www', zone), type })),
    { name: child('_dmarc', zone), type: 'TXT' },
    ...more,
  ].filter((question) => !known.has(rrsetKey(question)) && !aliases.has(question.name));
  const questions = [...new Map(wanted.map((question) => [rrsetKey(question), question])).values()];
  const { servers } = await readServers(dns, zone, planned.oldNameServers, questions, signal, walker);
  const serving = servers.filter(({ outcome }) => outcome === 'answer');
  return questions.flatMap((question): OldSilence[] => {
    const answers = serving.flatMap((server) => answerTo(server, question.name, question.type) ?? []);
    const data = answers.find(({ rdatas, alias }) => rdatas.length > 0 || alias !== null);
    if (data === undefined && answers.some(({ outcome }) => isDefinite(outcome))) return [];
    if (data !== undefined && data.rdatas.join() === listed.get(rrsetKey(question))?.rdatas.join()) return [];
    const answered = data?.rdatas.join(', ') || data?.alias || answers[0]?.outcome.toUpperCase() || '–';
    return [{ key: rrsetKey(question), answered }];
  });
}

export function judgeOldSilence(zone: Fqdn, silent: readonly OldSilence[], now: EpochMs): Finding[] {
  if (silent.length === 0) return [];
  const what = silent.map(({ key }) => key).join(', ');
  return [
    {
      tag: 'UNANSWERED',
      subject: silent[0]!.key,
      message: message('preflight.old-silent', { zone: displayName(zone), what }),
      evidence: silent.map(({ key, answered }) => ({ asked: key, answered, atMs: now })),
    },
  ];
}
