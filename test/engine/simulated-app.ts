import { resolve } from 'node:path';
import type { JumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { memoryPorts } from '../../src/adapters/memory-ports.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import type { Agency } from '../../src/app/demo/agency.ts';
import { scriptedAgency } from '../../src/app/demo/agency.ts';
import { newProject } from '../../src/app/new-project.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import { readPlaybooks } from '../../src/playbook/folder.ts';
import type { ApiPort } from '../../src/ports/step-ports.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Scenario, World } from '../../src/simulation/world.ts';
import { createWorld } from '../../src/simulation/world.ts';
import { CATALOGUE } from '../../src/steps/catalog.ts';
import type { Prober } from './prober.ts';
import { probing } from './prober.ts';

/** A Monday evening in Amsterdam: the first half-day that may be booked is Wednesday's morning. */
export const MONDAY_EVENING = Date.parse('2027-01-11T20:30:00+01:00');

const folder = resolve(import.meta.dirname, '../../playbooks');
let known: ReadonlyMap<string, Playbook> | undefined;

export function builtInPlaybooks(): ReadonlyMap<string, Playbook> {
  known ??= readPlaybooks(folder, { steps: [...CATALOGUE.keys()] }).playbooks;
  return known;
}

export const SIMULATED_CONFIG = { ...ConfigFile.parse({}), file: undefined, folder: '.' } as Config;

export interface Simulated {
  readonly app: App;
  readonly world: World;
  readonly clock: JumpingClock;
  readonly agency: Agency;
  readonly ids: readonly string[];
  readonly logged: readonly string[];
  readonly prober: Prober | undefined;
}

export interface SimulatedOptions {
  readonly scenario?: Partial<Scenario>;
  readonly without?: readonly ApiPort[];
  readonly seed?: number;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly store?: (clock: JumpingClock) => Store;
  /** Visitors come by while time passes. */
  readonly probe?: boolean;
  readonly probeEveryMinutes?: number;
  /** More domains of the customer; they lead to the main one. */
  readonly domains?: readonly string[];
}

export const EVERYTHING = {
  registration: 'moves',
  hosting: 'moves',
  mail: 'moves',
  nameServers: 'switch',
  site: {
    source: 'old-host',
    canonicalHost: 'www.bakkerij-dezon.example',
    redirects: ['bakkerij-dezon.example'],
    database: true,
  },
} as const;

/** A whole golive on a simulated Internet in memory, with one project in draft and an agency that answers. */
export async function simulated(options: SimulatedOptions = {}): Promise<Simulated> {
  const jumping = jumpingClock(MONDAY_EVENING);
  const world = createWorld({
    clock: jumping,
    seed: options.seed ?? 1,
    ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
  });
  const prober = options.probe === true ? probing(world, jumping, options.probeEveryMinutes) : undefined;
  const clock = prober?.clock ?? jumping;
  const logged: string[] = [];
  let made = 0;
  const app: App = {
    config: SIMULATED_CONFIG,
    store: (options.store ?? ((given) => openMemoryStore({ clock: given })))(clock),
    clock,
    leaseMs: HOUR,
    pollMs: SECOND,
    inTime: (signal) => signal,
    newId: (prefix) => `${prefix}-${++made}`,
    playbooks: async () => builtInPlaybooks(),
    portsFor: async () => memoryPorts(world, options.without === undefined ? {} : { without: options.without }),
    log: (line) => logged.push(line),
  };
  const { migrations } = await newProject(
    app,
    [world.domain, ...(options.domains ?? [])],
    (options.answers ?? EVERYTHING) as never,
    {
      by: 'Anna (agency)',
    },
  );
  const ids = migrations.map(({ state }) => state.id);
  const panels = async (deed: string, ...args: readonly unknown[]): Promise<unknown> =>
    (world.people as unknown as Record<string, (...all: readonly unknown[]) => unknown>)[deed]!(...args);
  return { app, world, clock, agency: scriptedAgency(app, panels, ids), ids, logged, prober };
}
