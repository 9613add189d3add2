import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorld } from '../../src/adapters/laboratory/index.ts';
import type { App } from '../../src/app/app.ts';
import { scriptedAgency } from '../../src/app/demo/agency.ts';
import { laboratoryYaml } from '../../src/app/demo/lab-config.ts';
import { openApp } from '../../src/compose/app.ts';
import { DAY, SECOND } from '../../src/domain/time.ts';
import type { Laboratory } from '../../src/ports/laboratory.ts';
import { golive } from './daemon.ts';
import type { InFlight, JournalWatch } from './journal-watch.ts';
import { watchJournal } from './journal-watch.ts';
import { openProxy } from './proxy.ts';

const BEGINS = Date.parse('2027-01-11T08:30:00+01:00');
const DOMAIN = 'bakkerij-dezon.example';
const ANSWERS = {
  registration: 'moves',
  hosting: 'moves',
  mail: 'moves',
  nameServers: 'switch',
  site: { source: 'old-host', canonicalHost: `www.${DOMAIN}`, redirects: [DOMAIN], database: true },
  playbook: 'move-without-interruption',
  customer: 'Bakkerij De Zon',
  owner: 'Anna',
};

export interface LabOptions {
  /** Wall seconds that a day takes. */
  readonly pace: number;
  /** Wall milliseconds after which a dead worker is missed. */
  readonly leaseMs: number;
  /** Wall milliseconds for which the providers' lists do not show what was just done. */
  readonly lagMs: number;
  /** Stands on the wire to the providers: an effect is intended and the call has not been passed on; it is done and its answer not read. */
  readonly onEffect?: (
    moment: 'intended' | 'done-unread',
    effect: InFlight,
  ) => Promise<'pass' | 'drop'> | 'pass' | 'drop';
  /** Where the store lies; default: beside the configuration. */
  readonly storeFolder?: string;
  readonly probesPerSecond?: number;
}

/** A toy world as a process, a configuration for it, and a migration in draft made by the real command. */
export interface Lab {
  readonly laboratory: Laboratory;
  readonly configFile: string;
  readonly folder: string;
  /** golive on the same store, in this process: people work with it, and tests look. */
  readonly app: App;
  readonly id: string;
  readonly watch: JournalWatch;
  /** The wall's moment of a moment in the laboratory. */
  wallMs(atMs: number): number;
  agency(): ReturnType<typeof scriptedAgency>;
  close(): Promise<void>;
}

export async function openLab(options: LabOptions): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-process-'));
  const factor = DAY / (options.pace * SECOND);
  const clock = { startsAtMs: BEGINS, realStartMs: Date.now(), factor };
  const laboratory = await startWorld({
    dir: folder,
    scenario: {
      losingRegistrarCutsDns: true,
      mailNeedsVerification: true,
      mailSeatsIncluded: 0,
      apiConsistencySeconds: Math.round((options.lagMs * factor) / SECOND),
    },
    clock,
    seed: 1,
    probe: { perSecond: options.probesPerSecond ?? 6 },
  });
  let watch: JournalWatch | undefined;
  const stand = (moment: 'intended' | 'done-unread') => async () => {
    const effect = options.onEffect === undefined ? undefined : await watch?.inFlight();
    return effect === undefined ? 'pass' : options.onEffect!(moment, effect);
  };
  const proxy = await openProxy(laboratory.endpoints.rpcUrl, {
    before: stand('intended'),
    after: stand('done-unread'),
  });
  const configFile = join(folder, 'golive.yaml');
  const yaml = laboratoryYaml({ ...laboratory.endpoints, rpcUrl: proxy.url }, clock, 'en');
  const store = join(options.storeFolder ?? folder, 'golive.db');
  writeFileSync(join(folder, 'token'), laboratory.endpoints.token, { mode: 0o600 });
  writeFileSync(
    configFile,
    `${yaml.replace('sqlite:golive.db', `sqlite:${store}`)}  leaseMs: ${options.leaseMs * factor}\nslots: { weekdays: [mon, tue, wed, thu, fri, sat, sun] }\n`,
    { mode: 0o600 },
  );
  writeFileSync(join(folder, 'answers.json'), JSON.stringify(ANSWERS));
  const made = await golive(['new', DOMAIN, '--answers', join(folder, 'answers.json'), '--json'], configFile).ended;
  if (made.code !== 0) throw new Error(`golive new ended with ${made.code}: ${made.err}`);
  const id = (JSON.parse(made.out) as { migrations: { id: string }[] }).migrations[0]!.id;
  const app = await openApp({ cwd: folder, home: folder, env: {} }, configFile, () => undefined);
  watch = watchJournal(app, id);
  const people = laboratory.people as unknown as Record<string, (...all: readonly unknown[]) => Promise<unknown>>;
  return {
    laboratory,
    configFile,
    folder,
    app,
    id,
    watch,
    wallMs: (atMs) => clock.realStartMs + (atMs - clock.startsAtMs) / factor,
    agency: () => scriptedAgency(app, (deed, ...args) => people[deed]!(...args), [id]),
    async close() {
      await app.store.close().catch(() => undefined);
      proxy.close();
      await laboratory.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
