import { mayHaveHappened } from '../domain/effects.ts';
import { GoLiveError } from '../domain/errors.ts';
import { stepsOf, transition } from '../domain/migration.ts';
import type { EpochMs } from '../domain/time.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import type { App } from './app.ts';
import { isAway } from './booking/party.ts';
import type { Loaded } from './record.ts';
import { record } from './record.ts';
import type { Who } from './say.ts';
import { checkWho } from './say.ts';

/** What a step did ahead of the half-day, and since when; `doneMs` is when it was begun where it is not over yet. */
export interface Standing {
  readonly step: string;
  readonly doneMs: EpochMs;
}

/**
 * What was done to the customer's live domain ahead of the half-day and still stands: TTLs that are short, a DS that is gone. Empty as soon
 * as traffic has begun to move: then nothing of it is taken back alone.
 */
export function standingOf({ playbook, state }: Pick<Loaded, 'playbook' | 'state'>): readonly Standing[] {
  if (isAway({ state })) return [];
  const own = stepsOf(playbook, state).filter(isAhead);
  return own.flatMap(({ id }): readonly Standing[] => {
    const record = state.steps[id];
    if (record === undefined || state.takingBack.includes(id)) return [];
    if (record.state === 'undone' || record.state === 'skipped') return [];
    const { startedMs, askedMs, doneMs, claimed } = record;
    const sinceMs = startedMs ?? askedMs ?? claimed?.atMs;
    if (sinceMs === undefined) return [];
    const sent = state.effects.some(
      (effect) =>
        effect.step === id && effect.direction === 'forward' && effect.intendedMs >= sinceMs && mayHaveHappened(effect),
    );
    if (!sent && record.state !== 'done' && claimed === undefined) return [];
    return standsAlone({ playbook, state }, id) ? [{ step: id, doneMs: doneMs ?? sinceMs }] : [];
  });
}

/**
 * Has what these steps did taken back, and nothing else; the engine does it, and does it again in good time before the next half-day.
 *
 * @throws GoLiveError `not-allowed`: it has changed nothing, is no such step, or the cutover has begun; `domain-unknown`, `usage`
 */
export function takeBack(app: App, migrationId: string, steps: readonly string[], who: Who): Promise<Loaded> {
  checkWho(who);
  return record(app, migrationId, who, ({ playbook, state }) => {
    const known = stepsOf(playbook, state);
    for (const id of steps) {
      const step = known.find((candidate) => candidate.id === id);
      if (step !== undefined && !isAhead(step))
        throw new GoLiveError('not-allowed', {
          subject: `taking back ${id}`,
          why: 'it is undone only with all that came after it',
          fix: 'golive rollback goes back as a whole.',
        });
    }
    return steps.length === 0 ? [] : [{ type: 'taking-back', steps: [...new Set(steps)] }];
  });
}

/** Nothing that was built on it has begun: the rule of the journal itself. */
function standsAlone({ playbook, state }: Pick<Loaded, 'playbook' | 'state'>, id: string): boolean {
  const event = { type: 'taking-back', steps: [id] } as const;
  const asked = { seq: state.seq + 1, atMs: state.changedMs, by: 'standing', event };
  return 'state' in transition(playbook, state, asked);
}

function isAhead({ step }: { readonly step: string }): boolean {
  const implementation = CATALOGUE.get(step);
  return implementation?.aheadOfSwitch === true && implementation.undo !== undefined;
}
