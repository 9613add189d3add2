import type { Answers } from '../domain/answers.ts';
import type { GoLiveError } from '../domain/errors.ts';
import { asGoLiveError } from '../domain/errors.ts';
import type { JournalEvent } from '../domain/journal.ts';
import { isOver } from '../domain/lifecycle.ts';
import { MOVERS } from '../domain/playbook.ts';
import { statusOf } from '../domain/status.ts';
import type { App } from './app.ts';
import { hasBegun } from './axis-begun.ts';
import type { Loaded } from './record.ts';
import { applied, record } from './record.ts';
import type { Who } from './say.ts';

export type Answered = Extract<JournalEvent, { type: 'answered' }>;

/**
 * What an answer says of where the main domain's site will be holds for every domain that leads to it, unless others were said of that one or
 * its traffic has begun to move. It is recorded there before it is of the main domain: where that stops half-way and is said again, the main
 * domain still says what those that are left were told before.
 *
 * @returns that one of them is damaged: the others have it, and the main domain shall have it before that is told
 * @throws GoLiveError the main domain shall not have it either
 */
export async function leadAlong(app: App, main: Loaded, event: Answered, who: Who): Promise<GoLiveError | undefined> {
  const { project, state } = main;
  const newAddresses = addressesIn(event.answers);
  if (state.role !== 'main' || newAddresses === undefined) return undefined;
  applied(main, [{ ...who, atMs: app.clock.now(), event }]); // what is refused is recorded of none
  let damaged: GoLiveError | undefined;
  for (const { migrationId, role } of project.domains) {
    if (role !== 'redirect') continue;
    try {
      await record(app, migrationId, who, (other) => {
        const own = addressesIn(other.state.answers);
        const follows = own === undefined || own === addressesIn(state.answers);
        if (!follows || own === newAddresses || !isOpen(other)) return [];
        return [{ type: 'answered', answers: { free: { newAddresses } } }];
      });
    } catch (thrown) {
      const failure = asGoLiveError(thrown, migrationId);
      if (failure.code !== 'store-corrupt') throw failure;
      damaged ??= failure;
    }
  }
  return damaged;
}

/** Its site moves, and it has still to be seen to where. */
function isOpen({ playbook, state }: Loaded): boolean {
  if (state.answers.hosting !== 'moves' || state.rollingBack || isOver(statusOf(playbook, state))) return false;
  return !playbook.steps.some(({ id, step }) => MOVERS.has(step) && hasBegun(state.steps[id]));
}

const addressesIn = ({ free }: Partial<Answers>): string | undefined => free?.['newAddresses'];
