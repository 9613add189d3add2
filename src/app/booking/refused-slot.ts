import type { SlotOffer } from '../../../scheduler/slot.ts';
import { GoLiveError } from '../../domain/errors.ts';
import type { Message } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import { render } from '../../texts/render.ts';
import type { App } from '../app.ts';
import type { ForProject } from '../calendar.ts';
import { nextFreeSlots } from '../calendar.ts';
import { styleOf } from '../voice.ts';

const SUGGESTIONS = 3;

/** The refusal with every rule that stood in the way, what would lift it, and the next half-days that this project could have. */
export async function refusedSlot(
  app: App,
  slot: string,
  project: ForProject,
  because: Message | Pick<SlotOffer, 'refusedBy'>,
): Promise<GoLiveError> {
  const style = styleOf(app);
  const refusedBy = 'text' in because ? [] : because.refusedBy;
  const why = 'text' in because ? [because] : refusedBy.map((one) => one.why);
  const lifts = [...new Set(refusedBy.map(({ lift }) => render(lift, style)))];
  const free = await nextFreeSlots(app, SUGGESTIONS, project, slot);
  const next = message(free.length === 0 ? 'booked.none-free' : 'booked.next-free', { slots: free.join(', ') });
  return new GoLiveError('slot-refused', {
    subject: slot,
    why: why
      .map((one) => render(one, style))
      .join(' ')
      .replace(/\.$/, ''),
    fix: [...lifts, render(next, style)].join(' '),
  });
}
