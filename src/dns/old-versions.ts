import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import { isFilledIn, isNoNews } from './drift.ts';
import { evidenceOf } from './parity.ts';
import { isLaterSerial } from './rdata.ts';
import type { ServerAnswers, ServersView, ZoneAnswer } from './views.ts';
import { isDefinite } from './views.ts';
import { givenIn } from './zone-lookup.ts';

/** What sends people and their mail somewhere. */
const SENDS: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'DNAME', 'MX', 'SRV', 'HTTPS', 'SVCB']);
const MOST_NAMED = 5;

/** A question to which the servers do not all say the same. */
interface Differing {
  readonly key: string;
  readonly type: string;
  readonly said: readonly { readonly server: ServerAnswers; readonly answer: ZoneAnswer }[];
  /** What the world will be told after the switch. */
  readonly after: string;
}

/**
 * Servers of the zone that is left which do not say the same of it. Versions alone differ for a while in every zone. Data that differ close the
 * switch where they send people somewhere, unless the new zone has what the latest version says (RFC 1982): that is the operator's own word.
 *
 * @param after the zone as the world will see it after the switch
 * @param decided `name TYPE` that a person has decided about
 */
export function judgeOldVersions(
  view: ServersView,
  after: readonly Rrset[],
  decided: ReadonlySet<string>,
  now: EpochMs,
): Finding[] {
  const { zone } = view;
  const serving = view.servers.filter(({ outcome }) => outcome === 'answer');
  const serials = [...new Set(serving.flatMap(({ serial }) => serial ?? []))];
  const latest = serials.find((one) => serials.every((other) => other === one || isLaterSerial(one, other)));
  const isFollowed = ({ said, after: follows }: Differing): boolean => {
    const newest = said.filter(({ server }) => server.serial === latest);
    return newest.length > 0 && newest.every(({ answer }) => words(answer.type, answer) === follows);
  };
  // Where the new zone says neither, nobody is sent to either: that is a change, and is judged for itself.
  const differing = differingIn(view, serving, after).filter(
    ({ key, said, after: follows }) =>
      !decided.has(key) && said.some(({ answer }) => words(answer.type, answer) === follows),
  );
  if (differing.length === 0 && serials.length < 2) return [];
  const open = differing.filter((one) => !isFollowed(one));
  const named = [...open, ...differing.filter(isFollowed)];
  const isClosing = open.some(({ type }) => SENDS.has(type));
  const text = differing.length === 0 ? 'serials' : open.length === 0 ? 'followed' : 'data';
  const keys = named.slice(0, MOST_NAMED).map(({ key }) => key);
  return [
    {
      tag: 'OLD_SERVERS_DIFFER',
      subject: zone,
      ...(isClosing ? {} : { severity: differing.length > 0 ? ('warning' as const) : ('notice' as const) }),
      message: message(`preflight.old-differ.${text}`, {
        zone: displayName(zone),
        what: `${keys.join(', ')}${named.length > MOST_NAMED ? ' …' : ''}`,
        serials: [...serials].sort((a, b) => a - b).join(', '),
      }),
      evidence: [
        ...serving.map(({ server, address, serial }) => ({
          asked: `${server} ${address} SOA`,
          answered: `${serial ?? '–'}`,
          atMs: now,
        })),
        ...named.flatMap(({ said }) => said.map(({ server, answer }) => evidenceOf(server, answer, now))),
      ],
    },
  ];
}

function differingIn(view: ServersView, serving: readonly ServerAnswers[], after: readonly Rrset[]): Differing[] {
  const asked = new Map<string, Differing['said']>();
  for (const server of serving)
    for (const [at, answer] of server.answers.entries()) {
      const { name, type, outcome } = answer;
      if (!isDefinite(outcome) || isNoNews(name, type, view.zone) || isFilledIn(view, answer, at)) continue;
      const key = `${name} ${type}`;
      asked.set(key, [...(asked.get(key) ?? []), { server, answer }]);
    }
  return [...asked].flatMap(([key, said]): Differing[] => {
    const { name, type } = said[0]!.answer;
    if (new Set(said.map(({ answer }) => words(type, answer))).size < 2) return [];
    return [{ key, type, said, after: words(type, givenIn(view.zone, after, { name, type })) }];
  });
}

/** In one line; empty: there is nothing. An alias answers for every type. */
function words(
  type: string,
  { rdatas, alias }: Pick<ZoneAnswer, 'rdatas'> & { readonly alias?: string | null },
): string {
  return typeof alias === 'string' && type !== 'CNAME' ? `CNAME ${alias}` : rdatas.join('\n');
}
