import type { NoWalk } from '../dns/nsec-chain.ts';
import { NsecChain, nameBehind, scatteredNames } from '../dns/nsec-chain.ts';
import type { Fqdn } from '../domain/name.ts';
import type { DnsAnswer } from '../ports/dns.ts';
import type { ZoneReader } from './inventory-reader.ts';

/** Names that are walked to, and turns of asking; so a zone of millions, or one that makes names up, ends. */
const MOST_STEPS = 2000;
const MOST_TURNS = 400;
const AT_ONCE = 200;

/** whole: every owner name is known. too-long, broken: some are. The others: the zone cannot be walked. */
export type WalkOutcome = NoWalk | 'whole' | 'too-long' | 'broken';
export const WALK_OUTCOMES = [
  ...(['unsigned', 'nsec3', 'minimal'] as const satisfies readonly NoWalk[]),
  ...(['whole', 'too-long', 'broken'] as const),
] as const satisfies readonly WalkOutcome[];

export interface NsecWalk {
  readonly outcome: WalkOutcome;
  readonly names: readonly { readonly name: Fqdn; readonly types: readonly string[] }[];
}

/** Follows a signed zone's NSEC records from name to name (RFC 4034 §4), from many places at once. Zones with NSEC3 cannot be walked. */
export async function walkNsec(reader: ZoneReader): Promise<NsecWalk> {
  const { zone } = reader;
  const chain = new NsecChain(zone);
  const apex = await reader.ask([{ name: zone, type: 'NSEC' }], { dnssec: true });
  const hindrance = learn(chain, apex);
  if (hindrance !== undefined) return { outcome: hindrance, names: [] };
  if (!chain.has(zone)) return { outcome: 'unsigned', names: [] };
  const scattered = scatteredNames(zone).map((name) => ({ name, type: 'A' }));
  const lies = learn(chain, await reader.ask(scattered, { dnssec: true }));
  if (lies !== undefined) return { outcome: lies, names: [] };

  for (let turn = 0; turn < MOST_TURNS && chain.length < MOST_STEPS; turn++) {
    const frontier = chain.frontier().slice(0, AT_ONCE);
    if (frontier.length === 0) return { outcome: chain.isWhole() ? 'whole' : 'broken', names: chain.names() };
    learn(
      chain,
      await reader.ask(
        frontier.map((name) => ({ name, type: 'NSEC' })),
        { dnssec: true },
      ),
    );
    // A delegation answers for the zone below it; a name just behind it is proven absent by its record.
    const behind = frontier.filter((name) => !chain.has(name)).flatMap((name) => nameBehind(name, zone) ?? []);
    learn(
      chain,
      await reader.ask(
        behind.map((name) => ({ name, type: 'A' })),
        { dnssec: true },
      ),
    );
    for (const name of frontier) if (!chain.has(name)) chain.giveUpOn(name);
  }
  return { outcome: 'too-long', names: chain.names() };
}

function learn(chain: NsecChain, answers: readonly DnsAnswer[]): NoWalk | undefined {
  let hindrance: NoWalk | undefined;
  for (const { authoritative, outcome, answer, authority } of answers)
    if (authoritative || outcome === 'referral') hindrance = chain.learn([...answer, ...authority]) ?? hindrance;
  return hindrance;
}
