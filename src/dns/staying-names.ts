import type { Fqdn } from '../domain/name.ts';
import { fqdn, isName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { MAIL_HOST_LABELS, PANEL_LABELS } from './dictionary.ts';
import { targetsOf } from './rdata.ts';
import { lookUpIn } from './zone-lookup.ts';

/** Why a name does not go with the site: its service stays where it is. */
export const STAYS = ['mail-stays', 'old-host-stays', 'name-server-stays'] as const;
export type WhyStays = (typeof STAYS)[number];

export interface Staying {
  readonly why: (name: Fqdn) => WhyStays | undefined;
  /** Names that answer by way of another, as an alias or from a wildcard (RFC 4592), and must go on to; an alias's own target before it. */
  readonly byAnother: readonly Fqdn[];
}

/**
 * Which names of the zone stay where they are when the site goes, whatever they share with it: name servers, the apex's and those of
 * delegations below, mail servers and their usual names, doors to the old panel.
 *
 * @param newMail what the new mail service wants
 * @param mailLeaves where mail goes too, an alias of a mail name may be right to follow; nobody but a person knows
 */
export function stayingNames(
  zone: Fqdn,
  inventory: readonly Rrset[],
  now: readonly Rrset[],
  newMail: readonly Rrset[],
  mailLeaves: boolean,
): Staying {
  const oldServers = named(inventory, 'NS');
  const servers = new Set([...oldServers, ...named(now, 'NS')]);
  const mail = new Set([...named(now, 'MX'), ...newMail.map(({ name }) => name)]);
  const why = (name: Fqdn): WhyStays | undefined => {
    const label = name.slice(0, -zone.length - 1);
    if (servers.has(name)) return 'name-server-stays';
    if (mail.has(name) || MAIL_HOST_LABELS.has(label)) return 'mail-stays';
    return PANEL_LABELS.has(label) ? 'old-host-stays' : undefined;
  };
  const aliases = now.filter(({ type }) => type === 'CNAME' || OWN_ALIASES.has(type)).map(({ name }) => name);
  const byAnother = [...new Set([...aliases, ...oldServers, ...mail])]
    .filter((name) => why(name) !== undefined && !(mailLeaves && why(name) === 'mail-stays'))
    .map((name) => ({ name, aliases: answerIn(zone, now, name).aliases }))
    .sort((a, b) => a.aliases - b.aliases);
  return { why, byAnother: byAnother.map(({ name }) => name) };
}

function named(sets: readonly Rrset[], type: string): Fqdn[] {
  return sets.filter((set) => set.type === type).flatMap(targetsOf);
}

/** Words of hosts for an alias that they answer with the addresses of, also where nothing else may be one. */
export const OWN_ALIASES: ReadonlySet<string> = new Set(['ALIAS', 'ANAME']);

/** What the zone answers for a name: addresses, or where its aliases lead out of the zone. */
export interface ZoneAnswers {
  readonly A: readonly string[];
  readonly AAAA: readonly string[];
  readonly CNAME: readonly string[];
  /** How many aliases led there. */
  readonly aliases: number;
}

export function answerIn(zone: Fqdn, rrsets: readonly Rrset[], name: Fqdn): ZoneAnswers {
  const seen = new Set<Fqdn>();
  for (let at = name; !seen.has(at); ) {
    const said = lookUpIn(zone, rrsets, at, 'A');
    const nothing = { A: [], AAAA: [], CNAME: [], aliases: seen.size };
    if (said.outcome === 'elsewhere') return { ...nothing, CNAME: [at] };
    if (said.outcome !== 'alias') {
      const [A, AAAA] = [dataOf(said), dataOf(lookUpIn(zone, rrsets, at, 'AAAA'))];
      const own = [...OWN_ALIASES].flatMap((type) => dataOf(lookUpIn(zone, rrsets, at, type)))[0];
      if (own === undefined || !isName(own) || A.length + AAAA.length > 0) return { ...nothing, A, AAAA };
      seen.add(at);
      at = fqdn(own);
      continue;
    }
    seen.add(at);
    at = said.target;
  }
  return { A: [], AAAA: [], CNAME: [], aliases: seen.size };
}

const dataOf = (said: ReturnType<typeof lookUpIn>): readonly string[] => (said.outcome === 'answer' ? said.rdatas : []);
