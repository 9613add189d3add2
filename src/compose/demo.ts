import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { App } from '../app/app.ts';
import type { Surroundings } from '../app/config/load.ts';
import type { DemoParts } from '../app/demo/run.ts';
import type { RehearsalParts } from '../app/rehearse.ts';
import { HOUR, SECOND } from '../domain/time.ts';
import type { LaboratoryOptions } from '../ports/laboratory.ts';
import { openApp } from './app.ts';

/** What the demo needs: the toy world as a process, and golive on it as any command opens it. */
export function demoParts(surroundings: Surroundings, log: App['log']) {
  return {
    async startWorld(options: LaboratoryOptions) {
      return (await import('../adapters/laboratory/index.ts')).startWorld(options);
    },
    async openApp(file: string) {
      const app = await openApp({ ...surroundings, env: {} }, file, log);
      return { app, close: () => app.store.close() };
    },
    async folder(wanted: string | undefined) {
      if (wanted === undefined) return mkdtemp(join(tmpdir(), 'golive-demo-'));
      await mkdir(wanted, { recursive: true });
      return resolve(wanted);
    },
    writeFile: (file: string, text: string) => writeFile(file, text, { mode: 0o600 }),
    readFile: (file: string) => readFile(file, 'utf8'),
    realNow: () => Date.now(),
  } satisfies DemoParts & { readFile(file: string): Promise<string> };
}

/** A golive of its own in a simulated Internet, on a clock that jumps. */
export async function rehearsalParts(): Promise<RehearsalParts> {
  const [{ jumpingClock }, { openMemoryStore }, { memoryPorts }, { createWorld }] = await Promise.all([
    import('../adapters/clock/memory/index.ts'),
    import('../adapters/store/memory/index.ts'),
    import('../adapters/memory-ports.ts'),
    import('../simulation/world.ts'),
  ]);
  return {
    simulate({ app, playbook, scenario }) {
      const clock = jumpingClock(app.clock.now());
      const world = createWorld({ clock, seed: 1, scenario });
      const { vault: _theEngines, ...ports } = memoryPorts(world);
      const people = world.people as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
      const simulated: App = {
        ...app,
        clock,
        store: openMemoryStore({ clock }),
        leaseMs: HOUR,
        pollMs: SECOND,
        inTime: (signal) => signal,
        playbooks: async () => new Map([[playbook.id, playbook]]),
        portsFor: async () => ports,
      };
      return { app: simulated, panels: async (deed, ...args) => people[deed]!(...args) };
    },
  };
}
