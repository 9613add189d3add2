import { locksOf } from '../checks/cutover-gates.ts';
import { readDelegation } from '../checks/delegation.ts';
import { delegationTtlSeconds, dsSeen, dsTtlSeconds } from '../dns/delegation.ts';
import type { Answers } from '../domain/answers.ts';
import type { MigrationStatus } from '../domain/lifecycle.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { MigrationState } from '../domain/migration.ts';
import { stepsOf } from '../domain/migration.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';
import { ADDRESS_ANSWERS } from './answers-file.ts';
import type { App } from './app.ts';
import type { Deed, Panels } from './demo/agency.ts';
import { scriptedAgency } from './demo/agency.ts';
import { findOne } from './find.ts';
import { newProject } from './new-project.ts';
import type { Loaded } from './record.ts';
import { load } from './record.ts';
import { runThrough } from './run-through.ts';

/** What a rehearsal takes over from the real world; what could not be measured stays as the simulation has it, and is named. */
export interface Measured {
  readonly parentNsTtlSeconds?: number;
  readonly oldApexNsTtlSeconds?: number;
  readonly dsTtlSeconds?: number;
  readonly signed?: boolean;
  readonly locked?: boolean;
}

/** A golive of its own in a simulated Internet; `src/compose/demo.ts` makes it. */
export interface RehearsalParts {
  simulate(options: {
    readonly app: App;
    readonly playbook: Loaded['playbook'];
    readonly scenario: Readonly<Record<string, unknown>>;
  }): { readonly app: App; readonly panels: Panels };
}

export interface Rehearsal {
  readonly loaded: Loaded;
  readonly measured: Measured;
  readonly assumed: readonly (keyof Measured)[];
  readonly status: MigrationStatus;
  readonly beganMs: EpochMs;
  /** Where it was over; of one that stopped, when something last happened. */
  readonly endedMs: EpochMs;
  readonly steps: readonly {
    readonly step: PlaybookStep;
    readonly doneMs: EpochMs | undefined;
    readonly waitedForPerson: boolean;
  }[];
  /** The migration as it ended in the simulation. */
  readonly ended: Loaded;
  readonly deeds: readonly (Deed & { readonly atMs: EpochMs })[];
}

const LONGEST = 90 * DAY;
/** Longer than anything that the simulated people and registries let a move stand for without a word. */
const STOPPED = 10 * DAY;

/**
 * Runs this migration, with its answers, its pinned playbook and its measured TTLs, in the simulated Internet: the same engine and steps,
 * people who answer at once. Changes nothing outside and nothing in the store.
 *
 * @throws GoLiveError `domain-unknown`
 */
export async function rehearse(
  app: App,
  domain: string,
  parts: RehearsalParts,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const header = await findOne(app.store, domain);
  const real = await load(app, header.id);
  const measured = await measure(app, real, signal);
  const { playbook, state } = real;
  const simulation = parts.simulate({
    app,
    playbook,
    scenario: { ...worldFor(stepsOf(playbook, state), state), ...measured, domain: state.domain },
  });
  const answers = { ...state.answers, role: state.role, playbook: playbook.id };
  const { migrations } = await newProject(simulation.app, [state.domain], withoutPlaces(answers) as never, {
    by: 'rehearsal',
  });
  const id = migrations[0]!.state.id;
  const beganMs = simulation.app.clock.now();
  const deeds: (Deed & { atMs: EpochMs })[] = [];
  const agency = scriptedAgency(simulation.app, simulation.panels, [id]);
  const statuses = await runThrough(simulation.app, agency, [id], {
    signal,
    untilMs: beganMs + LONGEST,
    stoppedMs: STOPPED,
    onDeed: (deed, atMs) => deeds.push({ ...deed, atMs }),
  });
  const ended = await load(simulation.app, id);
  const status = statuses.get(id)!;
  const asked = new Set(deeds.map(({ step }) => step));
  return {
    loaded: real,
    measured,
    assumed: MEASURABLE.filter((name) => measured[name] === undefined),
    status,
    beganMs,
    endedMs: isOver(status) ? simulation.app.clock.now() : ended.state.changedMs,
    steps: stepsOf(ended.playbook, ended.state).map((step) => ({
      step,
      doneMs: ended.state.steps[step.id]?.doneMs,
      waitedForPerson: asked.has(step.id),
    })),
    ended,
    deeds,
  };
}

const MEASURABLE = [
  'parentNsTtlSeconds',
  'oldApexNsTtlSeconds',
  'dsTtlSeconds',
  'signed',
  'locked',
] as const satisfies readonly (keyof Measured)[];

/** Where things stand before the move and what kind of site it is, as the simulation's words have it. */
function worldFor(
  steps: readonly PlaybookStep[],
  { answers: { registration, hosting, mail, nameServers, site }, role }: MigrationState,
): Readonly<Record<string, unknown>> {
  // What another domain's migration moves is there when this one needs it.
  const sites = role === 'main' || role === 'site-only';
  const boxes = role === 'main' || role === 'mail-only';
  return {
    registrationAt: registration === 'ours' ? 'new' : 'old',
    zoneAt: nameServers === 'ours' ? 'new' : 'old',
    hostingAt: hosting === 'ours' ? 'new' : 'old',
    mailAt: mail === 'ours' ? 'new' : 'old',
    live: !steps.some(({ step }) => step === 'publish-site'),
    builtAtNew: hosting === 'moves' && (site?.source === 'in-place' || !sites),
    boxesAtNew: mail === 'moves' && !boxes,
    ...(site?.database === true ? {} : { tables: 0 }),
    ...(site === undefined ? {} : { wwwRedirect: site.canonicalHost.startsWith('www.') }),
  };
}

const ADDRESSES: ReadonlySet<string> = new Set(ADDRESS_ANSWERS);

/** Names and addresses of the real new side mean nothing in the simulation; it has its own. */
function withoutPlaces(answers: Record<string, unknown>): Record<string, unknown> {
  const {
    newNameServers: _servers,
    zoneExport: _export,
    zoneChanges: _changes,
    providers: _providers,
    mailboxes: _mailboxes,
    free = {},
    ...rest
  } = answers;
  const said = Object.entries(free as NonNullable<Answers['free']>);
  return { ...rest, free: Object.fromEntries(said.filter(([name]) => !ADDRESSES.has(name))) };
}

/** From outside and read-only. Whatever does not answer is left out: a rehearsal must work on a train. */
async function measure(app: App, { state, project }: Loaded, signal: AbortSignal): Promise<Measured> {
  try {
    const ports = await app.portsFor(state, project);
    const inTime = app.inTime(signal);
    const [view, registration] = await Promise.all([
      readDelegation(ports.dns, state.domain, inTime),
      ports.registry.lookUp(state.domain, inTime),
    ]);
    const parentNsTtlSeconds = delegationTtlSeconds(view);
    if (parentNsTtlSeconds === undefined) return {};
    const dsTtl = dsTtlSeconds(view);
    return {
      parentNsTtlSeconds,
      signed: dsSeen(view).length > 0,
      ...(dsTtl === undefined ? {} : { dsTtlSeconds: dsTtl }),
      ...(registration.outcome === 'found' ? { locked: locksOf(registration.statuses).has('TRANSFER_LOCKED') } : {}),
    };
  } catch {
    return {};
  }
}
