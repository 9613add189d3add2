import type { Evidence, Finding, Verdict } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { byKey, rrsetKey } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import { SIGNING_TYPES } from './dictionary.ts';
import { evidenceOf } from './parity.ts';
import type { ServersView, ZoneAnswer } from './views.ts';
import { answerTo, isDefinite } from './views.ts';
import { isWireType } from './wire-types.ts';
import { givenIn } from './zone-lookup.ts';

export interface DriftQuestion {
  readonly zone: Fqdn;
  /** The old zone as it was when the new one was made. */
  readonly inventory: readonly Rrset[];
  readonly intended: readonly Rrset[];
  /** `name TYPE` that a person has decided about: no longer news. */
  readonly decided: ReadonlySet<string>;
  /** Absent: everything is compared. */
  readonly only?: (set: Pick<Rrset, 'name' | 'type'>) => boolean;
}

/** Belongs to the operator or comes and goes by itself; somebody's edit it is not. */
export function isNoNews(name: Fqdn, type: string, zone: Fqdn): boolean {
  if (type === 'SOA' || SIGNING_TYPES.has(type)) return true;
  // The DS of a zone below is data of this one (RFC 4035 §2.4), and with the one of before that zone fails.
  return ((type === 'NS' || type === 'DS') && name === zone) || name.startsWith('_acme-challenge.');
}

/**
 * Whether somebody edited the old zone since its inventory. TTLs are no edit, nor is anything that the intended zone has in the same way.
 *
 * @param present the old zone through its API where there is one: only that shows names that are new
 */
export function driftOf(
  question: DriftQuestion,
  view: ServersView,
  present: readonly Rrset[] | null,
  now: EpochMs,
): { readonly verdict: Verdict; readonly findings: readonly Finding[] } {
  const { zone, inventory, intended, decided, only = () => true } = question;
  const before = byKey(inventory);
  const wanted = byKey(intended);
  // What a host computes changes by itself, and is not in its list.
  const computed = new Set(inventory.filter(({ type }) => !isWireType(type)).map(({ name }) => name));
  const edited = new Map<string, Evidence[]>();
  const judge = (name: Fqdn, type: string, rdatas: readonly string[], evidence: () => Evidence): void => {
    const key = `${name} ${type}`;
    if (isNoNews(name, type, zone) || decided.has(key) || !only({ name, type })) return;
    if (computed.has(name) && (type === 'A' || type === 'AAAA')) return;
    if (sameSet(rdatas, before.get(key)?.rdatas ?? []) || sameSet(rdatas, wanted.get(key)?.rdatas ?? [])) return;
    edited.set(key, [...(edited.get(key) ?? []), evidence()]);
  };

  // Servers, other than a list, answer with a wildcard where a name has nothing of its own.
  const isAsIn = (rrsets: readonly Rrset[], { name, type }: ZoneAnswer, rdatas: readonly string[]): boolean => {
    if (rdatas.length === 0 || byKey(rrsets).has(`${name} ${type}`)) return false;
    const given = givenIn(zone, rrsets, { name, type });
    return sameSet(rdatas, given.alias === undefined ? given.rdatas : [`CNAME ${given.alias}`]);
  };

  if (present !== null) {
    const now_ = new Map(present.map((set) => [rrsetKey(set), set]));
    for (const set of [...present, ...inventory.filter((old) => !now_.has(rrsetKey(old)))]) {
      const rdatas = now_.get(rrsetKey(set))?.rdatas ?? [];
      const answered = () => (rdatas.length === 0 ? 'NODATA' : rdatas.join(', '));
      judge(set.name, set.type, rdatas, () => ({ asked: `API ${rrsetKey(set)}`, answered: answered(), atMs: now }));
    }
  }
  let known = present !== null;
  for (const server of view.servers) {
    if (server.outcome !== 'answer') continue;
    for (const [at, answer] of server.answers.entries()) {
      if (!isDefinite(answer.outcome)) continue;
      known = true;
      const isAlias = answer.alias !== null && answer.type !== 'CNAME';
      // An alias answers for every type of its name; it is compared where the alias itself is asked for.
      if (isAlias && before.has(`${answer.name} CNAME`)) continue;
      if (isFilledIn(view, answer, at)) continue;
      const rdatas = isAlias ? [`CNAME ${answer.alias}`] : answer.rdatas;
      if (isAsIn(inventory, answer, rdatas) || isAsIn(intended, answer, rdatas)) continue;
      judge(answer.name, answer.type, rdatas, () => evidenceOf(server, answer, now));
    }
  }
  const findings = [...edited].map(
    ([key, evidence]): Finding => ({
      tag: 'ZONE_DRIFTED',
      subject: key,
      message: message('dns.finding.drifted', { key, was: before.get(key)?.rdatas.join(', ') || '–' }),
      evidence,
      fix: message('dns.fix.drifted'),
    }),
  );
  return { verdict: findings.length > 0 ? 'yes' : known ? 'no' : 'unknown', findings };
}

/**
 * Addresses that servers with one and the same version of the zone give differently: the host fills them in from another name, each time anew. An edit
 * makes another version.
 */
export function isFilledIn({ servers }: ServersView, { name, type, rdatas }: ZoneAnswer, at: number): boolean {
  if (type !== 'A' && type !== 'AAAA') return false;
  const said = servers.flatMap((server) => {
    const answer = answerTo(server, name, type, at);
    return server.serial === null || answer?.outcome !== 'answer' ? [] : [{ serial: server.serial, answer }];
  });
  const mine = said.filter(({ answer }) => sameSet(answer.rdatas, rdatas)).map(({ serial }) => serial);
  return said.some(({ serial, answer }) => mine.includes(serial) && !sameSet(answer.rdatas, rdatas));
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((data) => b.includes(data));
}
