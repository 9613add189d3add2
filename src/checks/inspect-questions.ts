import type { Inspection } from './inspection.ts';

type Seen = Pick<Inspection, 'registration' | 'hosting' | 'mail' | 'nameServers'>;

/** What is never to be seen from outside, whatever the domain. */
const ALWAYS = ['dnsUsers', 'loginOwner', 'approver'] as const;

/** Ids of the interview's questions that what was seen leaves open, in the order in which they are asked. */
export function questionsLeft(seen: Seen, { answers }: Inspection['proposal']): string[] {
  const axes = (['registration', 'hosting', 'mail', 'nameServers'] as const).filter(
    (axis) => answers[axis] === undefined,
  );
  return [
    ...axes,
    ...(seen.mail.where === 'none' ? [] : ['mailboxes']),
    ...(seen.hosting.where === 'none' ? [] : ['siteSource', 'shop']),
    ...ALWAYS,
  ];
}
