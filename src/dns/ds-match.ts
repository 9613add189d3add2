import type { Verdict } from '../domain/finding.ts';
import type { Fqdn } from '../domain/name.ts';
import { dsMatches } from './dnssec.ts';
import { countedServers } from './parity.ts';
import type { Judging, ServersView } from './views.ts';
import { answerTo, isDefinite } from './views.ts';

/**
 * Whether every one of these DS vouches for one of these keys. One would do for a validator with an empty cache; but a DS without its key
 * belongs to the other side of the move, and a cache may hold that side's answers.
 */
export function keysSatisfy(zone: Fqdn, ds: readonly string[], dnskeys: readonly string[]): boolean {
  return ds.every((one) => dnskeys.some((key) => dsMatches(zone, one, key)));
}

/** Whether at every counted address the zone's keys satisfy these DS. The DNSKEY question must be among the view's. */
export function serversSatisfy(view: ServersView, ds: readonly string[], judging: Judging = {}): Verdict {
  if (ds.length === 0) return 'yes';
  const answers = countedServers(view, judging).map((server) => ({
    serves: server.outcome === 'answer',
    keys: answerTo(server, view.zone, 'DNSKEY'),
  }));
  const known = answers.filter(({ serves, keys }) => serves && keys !== undefined && isDefinite(keys.outcome));
  if (known.some(({ keys }) => !keysSatisfy(view.zone, ds, keys!.rdatas))) return 'no';
  return answers.length === 0 || known.length < answers.length ? 'unknown' : 'yes';
}

/** The keys that any address gives. */
export function keysSeen(view: ServersView): readonly string[] {
  return [...new Set(view.servers.flatMap((server) => answerTo(server, view.zone, 'DNSKEY')?.rdatas ?? []))].sort();
}
