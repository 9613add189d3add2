import type { JumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import type { Response } from '../../src/dns/response.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { SECOND } from '../../src/domain/time.ts';
import type { Scenario, World } from '../../src/simulation/world.ts';
import { createWorld } from '../../src/simulation/world.ts';

export const START_MS = Date.parse('2026-12-01T08:00:00Z');
export const NEW_SERVERS = ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'] as Fqdn[];

export interface Lab {
  readonly clock: JumpingClock;
  readonly world: World;
  ask(server: string, name: string, type: string): Response;
}

export function lab(scenario: Partial<Scenario> = {}, seed = 1): Lab {
  const clock = jumpingClock(START_MS);
  const world = createWorld({ clock, seed, scenario });
  const ask = (server: string, name: string, type: string): Response => {
    const found = world.servers.find((one) => one.name.startsWith(server))!;
    const query = { name: name as Fqdn, type, recursive: found.kind === 'resolver', transport: 'udp' } as const;
    const said = world.answerDns(found.address, query);
    return typeof said === 'string'
      ? { rcode: 2, authoritative: false, answer: [], authority: [], additional: [], why: said }
      : said;
  };
  return { clock, world, ask };
}

export const RESOLVER_NAMES = ['parent-centric', 'child-centric', 'serve-stale'] as const;

/** The new side gets the zone as the old side has it, with the web at the new address; apex NS are its own. */
export function copyZone({ world }: Lab): void {
  const old = world.scenario.zone ?? zoneOfOld(world);
  world.people.createZone('new', world.domain);
  world.people.putRrsets(
    'new',
    world.domain,
    old.filter((set) => !(set.type === 'NS' && set.name === world.domain)),
  );
}

export function zoneOfOld(world: World): ReturnType<typeof rrset>[] {
  const zones = (
    world.snapshot() as unknown as { zones: { old: Record<string, { rrsets: ReturnType<typeof rrset>[] }> } }
  ).zones;
  return zones.old[world.domain]!.rrsets;
}

export function setOldApexNs({ world }: Lab, nameServers: readonly Fqdn[], ttlSeconds: number): void {
  world.people.putRrsets('old', world.domain, [rrset(world.domain, 'NS', ttlSeconds, nameServers)]);
}

/** Asks every resolver for NS, A and MX every `everySeconds`; counts what is no answer, by resolver. */
export function probe(laboratory: Lab, seconds: number, everySeconds: number): Record<string, number> {
  const failures: Record<string, number> = { 'parent-centric': 0, 'child-centric': 0, 'serve-stale': 0 };
  for (let passed = 0; passed < seconds; passed += everySeconds) {
    for (const resolver of RESOLVER_NAMES)
      for (const type of ['NS', 'A', 'MX'])
        if (laboratory.ask(resolver, laboratory.world.domain, type).answer.length === 0) failures[resolver]!++;
    laboratory.clock.advance(everySeconds * SECOND);
  }
  return failures;
}

export function turnedSeconds(laboratory: Lab, sinceMs: number): Record<string, number> {
  return Object.fromEntries(
    laboratory.world
      .turned()
      .filter(({ type }) => type === 'NS')
      .map(({ resolver, atMs }) => [resolver, (atMs - sinceMs) / SECOND]),
  );
}
