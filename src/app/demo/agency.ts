import { asGoLiveError } from '../../domain/errors.ts';
import { hasRunOut } from '../../domain/journal.ts';
import type { StepRecord } from '../../domain/migration.ts';
import { stepsOf } from '../../domain/migration.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import { Secret } from '../../domain/secret.ts';
import { statusOf } from '../../domain/status.ts';
import { answer, answerSecret } from '../answer.ts';
import type { App } from '../app.ts';
import { book, confirmBooking, reschedule } from '../book.ts';
import { waitsForHalfDay } from '../booking/waits-for-half-day.ts';
import { nextFreeSlots, projectOf } from '../calendar.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';
import { say } from '../say.ts';
import { byHand } from './by-hand.ts';
import type { Doing, Panels } from './hand.ts';
import { PEOPLE, WORD } from './hand.ts';

export type { Panels } from './hand.ts';

/** Something a person did, for the timeline. */
export interface Deed {
  readonly step: string;
  readonly who: string;
  readonly did: string;
}

const YES: Doing = async ({ app, domain, step }) => {
  await say(app, domain, 'approve', { step: step.id }, PEOPLE.approver);
  return 'approved';
};

/** Looks at the provider, as asked, finds nothing there, and says so. */
const NOT_THERE: Doing = async ({ app, domain, step }) => {
  await say(
    app,
    domain,
    'retry',
    { step: step.id },
    { ...PEOPLE.agency, why: 'looked at the provider: it is not there' },
  );
  return 'looked at the provider: not there';
};

/** What the scripted agency does for each step that asks it, by the catalogue's id; where nothing stands, its word if a word closes it. */
const DEEDS: Readonly<Record<string, Doing>> = {
  approve: YES,
  'accept-interruption': YES,
  // Name servers that stay are only safe if they are not the losing registrar's: whoever plans that has asked.
  'ask-losing-registrar': async ({ app, domain, state }) => {
    const cuts = state.answers.nameServers === 'stays' ? 'no' : 'unknown';
    await answer(app, domain, { pairs: [['losingRegistrarCuts', cuts]] }, PEOPLE.customer);
    return `losingRegistrarCuts=${cuts}`;
  },
  'obtain-authcode': async (hand) => {
    const { app, panels, domain } = hand;
    if (hand.record.task?.wants === 'gainingTag') return byHand(hand.record)!(hand);
    const code = String(await panels('readAuthInfo', domain));
    await answerSecret(app, domain, 'authcode', new Secret(code), PEOPLE.customer);
    return 'handed in the transfer code';
  },
};

const BOOK: Doing = async ({ app, domain }) => `booked ${await bookNextFree(app, domain)}`;

const CONFIRM: Doing = async ({ app, domain }) => {
  await confirmBooking(app, domain, PEOPLE.customer);
  return 'confirmed the half-day';
};

/** Midnight, or another customer, may come between the question and the booking; then they choose again, as people do. */
const BOOKING_TRIES = 5;

/** The next free half-day, in the place of one that went by. Answers which it was. */
async function bookNextFree(app: App, domain: string): Promise<string> {
  for (let tries = 1; ; tries++) {
    const project = await projectOf(app, domain);
    const [slot] = await nextFreeSlots(app, 1, project);
    const booking = await app.store.bookingOf(project.projectId);
    const isBooked = booking !== undefined && !hasRunOut(booking, app.clock.now());
    try {
      await (isBooked ? reschedule : book)(app, domain, { slot: slot! }, PEOPLE.agency);
      return slot!;
    } catch (thrown) {
      if (asGoLiveError(thrown, domain).code !== 'slot-refused' || tries >= BOOKING_TRIES) throw thrown;
    }
  }
}

export interface Agency {
  /** Answers whatever waits for a person now; each task once, however often it is asked. Answers what was done. */
  act(): Promise<readonly Deed[]>;
}

/**
 * People who do their part at once, for the demo, rehearsals and tests. They use the same use cases as the commands, and the world's panels
 * for what has no API. `leaves`: what they leave alone for now, by what is wanted of them.
 */
export function scriptedAgency(
  app: App,
  panels: Panels,
  migrationIds: readonly string[],
  leaves: (wants: string | undefined) => boolean = () => false,
): Agency {
  const answered = new Set<string>();
  return {
    async act() {
      const deeds: Deed[] = [];
      for (const id of migrationIds) {
        const loaded = await load(app, id);
        if (statusOf(loaded.playbook, loaded.state) === 'draft') {
          await say(app, id, 'approve', {}, PEOPLE.approver);
          const did = waitsForHalfDay(loaded)
            ? `approved the plan, booked ${await bookNextFree(app, id)}`
            : 'approved the plan';
          deeds.push({ step: 'plan', who: PEOPLE.approver.by, did });
          continue;
        }
        for (const { step, record } of waiting(loaded)) {
          const key = `${id} ${step.id} ${record.task?.text.text} ${record.sinceMs}`;
          if (answered.has(key) || leaves(record.task?.wants)) continue;
          const doing = doingFor(step, record);
          if (doing === undefined || !(await stillWaits(app, id, step))) continue;
          answered.add(key);
          const did = await doing({ app, panels, domain: loaded.state.domain, step, state: loaded.state, record });
          deeds.push({ step: step.id, who: 'agency', did });
        }
      }
      return deeds;
    },
  };
}

/** What one of them did may have changed what the others were asked. */
async function stillWaits(app: App, id: string, { id: stepId }: PlaybookStep): Promise<boolean> {
  return waiting(await load(app, id)).some(({ step }) => step.id === stepId);
}

function doingFor(step: PlaybookStep, record: StepRecord): Doing | undefined {
  const { task } = record;
  if (task?.text.text === 'engine.undecidable') return NOT_THERE;
  if (task?.wants === 'approval') return YES;
  if (task?.wants === 'slot') return BOOK;
  if (task?.wants === 'confirmation') return CONFIRM;
  return DEEDS[step.step] ?? byHand(record) ?? (task?.closesOnWord === true ? WORD : undefined);
}

function waiting({ playbook, state }: Loaded): { step: PlaybookStep; record: StepRecord }[] {
  return stepsOf(playbook, state).flatMap((step) => {
    const record = state.steps[step.id];
    // On the way back only what is being undone asks; the rest is over, whatever it still says.
    const asks = record?.state === 'undoing' || (record?.state === 'needs-you' && !state.rollingBack);
    return record?.task !== undefined && asks ? [{ step, record }] : [];
  });
}
