import { GoLiveError } from '../../domain/errors.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import { MOVERS } from '../../domain/playbook.ts';
import type { Project } from '../../domain/project.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { App } from '../app.ts';
import { findMigrations } from '../find.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';

/** A project with the migrations of all its domains: a half-day is for all of them. */
export interface Party {
  readonly project: Project;
  readonly migrations: readonly Loaded[];
}

/** @throws GoLiveError `domain-unknown` */
export async function partyOf(app: App, domain: string): Promise<Party> {
  const [header] = await findMigrations(app.store, domain);
  return partyOfProject(app, (await app.store.readProject(header!.projectId))!);
}

export async function partyOfProject(app: App, project: Project): Promise<Party> {
  return {
    project,
    migrations: await Promise.all(project.domains.map(({ migrationId }) => load(app, migrationId))),
  };
}

/** @throws GoLiveError `not-allowed`: nothing is left that a half-day could be for */
export function refuseAway({ project, migrations }: Party): void {
  if (migrations.every(isAway))
    throw new GoLiveError('not-allowed', {
      subject: `Booking for ${project.customer}`,
      why: 'its migrations are cancelled or on their way back',
    });
}

/**
 * A domain that has moved keeps the half-day in which it did; the others may have another one.
 *
 * @throws GoLiveError `not-allowed`: the go-live has begun and cannot be put off any more
 */
export function refuseBegun(party: Party, domain: string, now: EpochMs): void {
  const isUnderWay = party.migrations.some(
    (loaded) => !isAway(loaded) && !hasMoved(loaded) && waitForSlotDone(loaded) !== undefined && !wentBy(loaded, now),
  );
  if (!isUnderWay && !haveAllMoved(party)) return;
  throw new GoLiveError('not-allowed', {
    subject: `Changing the half-day of ${party.project.customer}`,
    why: 'the go-live has begun',
    fix: `golive rollback ${domain} goes back, as long as that is possible.`,
  });
}

/** Nothing is left that another half-day could be for. */
export function haveAllMoved({ migrations }: Party): boolean {
  const here = migrations.filter((loaded) => !isAway(loaded));
  return here.length > 0 && here.every(hasMoved);
}

/** Nothing is booked for what was cancelled, or is on its way back. */
export function isAway({ state }: Pick<Loaded, 'state'>): boolean {
  return state.cancelled || state.rollingBack;
}

/** The step that let the half-day begin. */
export function waitForSlotDone({ playbook, state }: Loaded): PlaybookStep | undefined {
  return playbook.steps.find(({ id, step }) => step === 'wait-for-slot' && state.steps[id]?.state === 'done');
}

/** A step that moves traffic has begun. */
export function hasMoved({ playbook, state }: Loaded): boolean {
  return playbook.steps.some(({ id, step }) => {
    const record = MOVERS.has(step) ? state.steps[id] : undefined;
    return (
      record !== undefined &&
      (record.startedMs !== undefined || record.claimed !== undefined || record.state === 'done')
    );
  });
}

/** The half-day came and went, or cannot be kept any more, and something kept the traffic from being moved in it. */
function wentBy(loaded: Loaded, now: EpochMs): boolean {
  const { state } = loaded;
  // What holds it up lasts longer than the half-day: another one is asked for before it is over.
  const isLost = Object.values(state.steps).some(
    (record) => record.state === 'needs-you' && record.task?.wants === 'slot',
  );
  return state.slot === undefined || now > state.slot.endsAtMs || isLost;
}
