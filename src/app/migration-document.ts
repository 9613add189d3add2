import { planHash, pointOfNoReturnReached, stepsOf } from '../domain/migration.ts';
import type { Style } from '../texts/render.ts';
import type { App } from './app.ts';
import { deadlinesShown, propagationShown } from './deadlines-shown.ts';
import type { DocumentOf } from './documents.ts';
import { findOne } from './find.ts';
import type { MigrationShown, StepShown } from './migration-schema.ts';
import { projectionOf } from './projection.ts';
import type { Loaded } from './record.ts';
import { load } from './record.ts';
import { secretFieldsOf } from './secret-fields.ts';
import { shownEntry } from './status-document.ts';
import { stepsShown } from './step-shown.ts';
import type { Summary } from './summary.ts';
import { documentOf, isoAt, styleOf } from './voice.ts';

/**
 * One migration whole, as its journal tells it: every step with what it comes after, moments that matter, the switch in the caches, what
 * people are asked for. Asks the store and nobody else.
 *
 * @param asked a migration's id, or a domain
 * @throws GoLiveError `domain-unknown`
 */
export async function migrationDocument(app: App, asked: string): Promise<DocumentOf<'migration'>> {
  const { id } = await findOne(app.store, asked);
  return migrationShown(app, await load(app, id));
}

export function migrationShown(app: App, loaded: Loaded): DocumentOf<'migration'> {
  const { playbook, state } = loaded;
  const style = styleOf(app);
  const now = app.clock.now();
  const at = (moment: number) => isoAt(moment, style.timeZone);
  const steps = stepsShown(loaded, style);
  const propagation = propagationShown(loaded, style);
  const past = pointOfNoReturnReached(playbook.steps, state);
  return documentOf('migration', app, {
    ...shownEntry(app, projectionOf(loaded, now).summary as Summary),
    planHash: planHash(state),
    playbookTitle: playbook.title[style.language],
    interruption: playbook.interruption,
    warnings: playbook.warnings.map((warning) => warning[style.language]),
    ...(past === undefined ? {} : { noWayBackSince: past }),
    steps,
    deadlines: deadlinesShown(loaded, steps, propagation, style, now),
    ...(propagation === undefined ? {} : { propagation }),
    asked: askedOf(loaded, steps, style),
    secrets: Object.entries(state.secrets).map(([field, { storedMs, expiresAtMs }]) => ({
      field,
      storedAt: at(storedMs),
      ...(expiresAtMs === undefined ? {} : { until: at(expiresAtMs) }),
    })),
    remarks: state.notes
      .map(({ text, by, atMs, step }) => ({ text, by, at: at(atMs), ...(step === undefined ? {} : { step }) }))
      .reverse(),
    seq: state.seq,
  });
}

/** Not asked for in a form: booking and approving have their own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['slot', 'confirmation', 'approval']);

function askedOf({ playbook, state }: Loaded, steps: readonly StepShown[], style: Style): MigrationShown['asked'] {
  const secrets = secretFieldsOf(stepsOf(playbook, state));
  return steps.flatMap(({ step, wants, note, title, who }) => {
    if (wants === undefined || ELSEWHERE.has(wants)) return [];
    const dueMs = state.steps[step]?.task?.dueMs;
    return [
      {
        step,
        name: wants,
        secret: secrets.has(wants),
        text: note ?? title,
        who,
        ...(dueMs === undefined ? {} : { due: isoAt(dueMs, style.timeZone) }),
      },
    ];
  });
}
