import { type DeadlineTerm, decisiveTerms, TERM_KINDS } from '../../dns/deadline.ts';
import { GoLiveError } from '../../domain/errors.ts';
import type { MigrationStatus } from '../../domain/lifecycle.ts';
import { isOver } from '../../domain/lifecycle.ts';
import type { MigrationState } from '../../domain/migration.ts';
import { stepsOf } from '../../domain/migration.ts';
import { displayName, fqdn } from '../../domain/name.ts';
import { statusOf, stepState } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY, MINUTE } from '../../domain/time.ts';
import type { Laboratory, LaboratoryOptions, ProbeTally, TurnedAt } from '../../ports/laboratory.ts';
import type { App } from '../app.ts';
import { serve } from '../engine/serve.ts';
import { newProject } from '../new-project.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';
import type { Deed } from './agency.ts';
import { scriptedAgency } from './agency.ts';
import { laboratoryYaml } from './lab-config.ts';

/** What the demo needs from outside; `src/compose/demo.ts` gives it. */
export interface DemoParts {
  startWorld(options: LaboratoryOptions): Promise<Laboratory>;
  /** The same that every other command runs on. */
  openApp(configFile: string): Promise<{ readonly app: App; close(): Promise<void> }>;
  /** Makes the folder, or a fresh one under the system's temporary folder. */
  folder(wanted: string | undefined): Promise<string>;
  /** Mode 0600. */
  writeFile(file: string, text: string): Promise<void>;
  realNow(): EpochMs;
}

export interface DemoOptions {
  readonly playbook: string;
  /** Real seconds that one day takes. */
  readonly pace: number;
  readonly language: string;
  readonly folder?: string;
  readonly signal: AbortSignal;
}

/** What a watcher is shown while it runs. */
export interface DemoProgress {
  readonly loaded: Loaded;
  readonly status: MigrationStatus;
  readonly nowMs: EpochMs;
  readonly realSeconds: number;
  readonly probe: Pick<ProbeTally, 'probes' | 'failures'>;
  readonly deeds: readonly (Deed & { readonly atMs: EpochMs })[];
}

export interface DemoResult {
  readonly domain: string;
  readonly playbook: string;
  readonly status: MigrationStatus;
  readonly seconds: number;
  readonly probe: ProbeTally;
  readonly caches: readonly {
    readonly name: string;
    readonly turnedMs: EpochMs | undefined;
    readonly worstCaseMs: EpochMs | undefined;
  }[];
  readonly switchedMs: EpochMs | undefined;
  /** What the latest moment is made of, as measured before the switch. */
  readonly terms: readonly DeadlineTerm[];
  readonly loaded: Loaded;
  readonly deeds: readonly (Deed & { readonly atMs: EpochMs })[];
  readonly folder: string;
  readonly journal: string;
  readonly timeZone: string;
}

/** The toy world begins on this Monday evening: the first half-day two dates ahead is Wednesday's morning. */
const BEGINS = Date.parse('2027-01-11T20:30:00+01:00');
/** In both the losing registrar cuts the zone when the registry tells it of the transfer: what the procedures cost then is their difference. */
const SCENARIO = {
  losingRegistrarCutsDns: true,
  mailNeedsVerification: true,
  mailSeatsIncluded: 0,
  apiConsistencySeconds: 30,
} as const;
const PLAYBOOKS = ['move-without-interruption', 'move-with-interruption'];
export const DOMAIN = 'bakkerij-dezon.example';
const ANSWERS = {
  registration: 'moves',
  hosting: 'moves',
  mail: 'moves',
  nameServers: 'switch',
  site: { source: 'old-host', canonicalHost: `www.${DOMAIN}`, redirects: [DOMAIN], database: true },
  mailTo: 'Nieuw Host Mail',
  customer: 'Bakkerij De Zon',
  owner: 'Anna',
} as const;
/** A demo that takes this many real seconds per real second expected is stuck. */
const GIVE_UP_DAYS = 30;
const PROBES_PER_SECOND = 12;

export interface OpenDemo {
  readonly app: App;
  readonly laboratory: Laboratory;
  readonly folder: string;
  readonly configFile: string;
  close(): Promise<void>;
}

/** @throws GoLiveError `playbook-unknown` */
export function checkDemoPlaybook(id: string): void {
  if (!PLAYBOOKS.includes(id))
    throw new GoLiveError('playbook-unknown', {
      subject: id.slice(0, 80),
      fix: `The demo runs ${PLAYBOOKS.join(' or ')}.`,
    });
}

/** Starts the toy world, writes its `golive.yaml`, and opens golive on it like any command would. */
export async function openDemo(parts: DemoParts, options: DemoOptions, keep: boolean): Promise<OpenDemo> {
  checkDemoPlaybook(options.playbook);
  const folder = await parts.folder(options.folder);
  const clock = { startsAtMs: BEGINS, realStartMs: parts.realNow(), factor: DAY / (options.pace * 1000) };
  const laboratory = await parts.startWorld({
    dir: folder,
    scenario: SCENARIO,
    clock,
    seed: 1,
    keep,
    probe: { perSecond: PROBES_PER_SECOND },
  });
  const configFile = `${folder}/golive.yaml`;
  await parts.writeFile(`${folder}/token`, laboratory.endpoints.token);
  await parts.writeFile(configFile, laboratoryYaml(laboratory.endpoints, clock, options.language));
  const { app, close } = await parts.openApp(configFile);
  return { app, laboratory, folder, configFile, close };
}

/** The migration that the demo moves: in draft, as `golive new` leaves it. */
export async function draftOfDemo(app: App, playbook: string): Promise<string> {
  const { migrations } = await newProject(app, [DOMAIN], { ...ANSWERS, playbook } as never, { by: 'Anna (agency)' });
  return migrations[0]!.state.id;
}

/** The whole move, from draft to done, with the daemon's own loop and people who answer through the use cases of the commands. */
export async function runDemo(
  parts: DemoParts,
  options: DemoOptions,
  report: (progress: DemoProgress) => void,
): Promise<DemoResult> {
  const began = parts.realNow();
  const open = await openDemo(parts, options, false);
  const { app, laboratory, folder } = open;
  const daemon = new AbortController();
  const stop = () => daemon.abort();
  options.signal.addEventListener('abort', stop, { once: true });
  const deeds: (Deed & { atMs: EpochMs })[] = [];
  try {
    const id = await draftOfDemo(app, options.playbook);
    const panels = (deed: string, ...args: readonly unknown[]) => {
      const people = laboratory.people as unknown as Record<string, (...all: readonly unknown[]) => Promise<unknown>>;
      return people[deed]!(...args);
    };
    const agency = scriptedAgency(app, panels, [id]);
    const serving = serve(app, { signal: daemon.signal, owner: 'demo' });
    const realSeconds = () => (parts.realNow() - began) / 1000;
    let loaded = await load(app, id);
    while (!options.signal.aborted) {
      for (const deed of await agency.act()) deeds.push({ ...deed, atMs: app.clock.now() });
      loaded = await load(app, id);
      const status = statusOf(loaded.playbook, loaded.state);
      report({
        loaded,
        status,
        nowMs: app.clock.now(),
        realSeconds: realSeconds(),
        probe: await laboratory.probe(),
        deeds,
      });
      if (isOver(status) || app.clock.now() > BEGINS + GIVE_UP_DAYS * DAY) break;
      await app.clock.sleepUntil(app.clock.now() + 30 * MINUTE, options.signal);
    }
    const [probe, turned] = [await laboratory.probe(), await laboratory.turned()];
    stop();
    await serving;
    const journal = `${folder}/journal.jsonl`;
    await parts.writeFile(journal, await journalLines(app, id));
    return {
      domain: displayName(fqdn(DOMAIN)),
      playbook: options.playbook,
      status: statusOf(loaded.playbook, loaded.state),
      seconds: realSeconds(),
      probe,
      deeds,
      loaded,
      folder,
      journal,
      timeZone: app.config.agency.timeZone,
      ...cachesOf(loaded.state, laboratory, turned),
    };
  } finally {
    options.signal.removeEventListener('abort', stop);
    stop();
    await open.close();
    await laboratory.stop();
  }
}

async function journalLines(app: App, id: string): Promise<string> {
  return (await app.store.readJournal(id)).map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** When each cache really turned (told by the world's prober) beside the moment that golive had computed (told by its journal). */
function cachesOf(
  state: MigrationState,
  { endpoints }: Laboratory,
  turned: readonly TurnedAt[],
): Pick<DemoResult, 'caches' | 'switchedMs' | 'terms'> {
  const facts = state.steps['change-delegation']?.facts ?? {};
  const worstCaseMs = typeof facts['worstCaseAtMs'] === 'number' ? facts['worstCaseAtMs'] : undefined;
  const caches = endpoints.resolvers.map(({ name }) => {
    const own = turned.filter(({ resolver }) => resolver === name).map(({ atMs }) => atMs);
    return { name, turnedMs: own.length === 0 ? undefined : Math.max(...own), worstCaseMs };
  });
  const terms = Array.isArray(facts['terms'])
    ? (facts['terms'] as DeadlineTerm[]).filter(({ what }) => TERM_KINDS.includes(what))
    : [];
  const switchedMs = typeof facts['switchedAtMs'] === 'number' ? facts['switchedAtMs'] : undefined;
  return { caches, switchedMs, terms: decisiveTerms(terms) };
}

/** Steps over and steps in all, for the bar. */
export function countSteps({ playbook, state }: Loaded): { readonly over: number; readonly all: number } {
  const states = stepsOf(playbook, state).map((step) => stepState(playbook, step, state));
  return { over: states.filter((one) => one === 'done' || one === 'skipped').length, all: states.length };
}
