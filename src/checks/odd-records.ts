import { isDkimKey, isWholeDkimKey } from '../dns/mail-policy.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';

/** What typing and pasting into panels makes of records: the zone's name twice, a key with a piece missing. */
export function judgeOddRecords(zone: Fqdn, rrsets: readonly Rrset[], now: EpochMs): Finding[] {
  const twice = `.${zone}${zone}`;
  return rrsets.flatMap((set): Finding[] => {
    const subject = `${set.name} ${set.type}`;
    const evidence = [{ asked: subject, answered: set.rdatas.join(', '), atMs: now }];
    const doubled = [set.name, ...set.rdatas.flatMap((rdata) => rdata.split(/\s+/))].find((word) =>
      `.${word}`.endsWith(twice),
    );
    if (doubled !== undefined)
      return [{ tag: 'NAME_DOUBLED', subject, message: message('preflight.doubled', { subject, doubled }), evidence }];
    const broken =
      set.type === 'TXT' && set.rdatas.some((rdata) => isDkimKey(set.name, rdata) && !isWholeDkimKey(rdata));
    return broken
      ? [{ tag: 'DKIM_INVALID', subject, message: message('preflight.dkim', { name: set.name }), evidence }]
      : [];
  });
}
