import { GoLiveError } from '../domain/errors.ts';
import type { EventOf, JournalEvent, StoredEvent } from '../domain/journal.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import { CARRIED_TO } from '../steps/custom-task.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import type { DocumentOf } from './documents.ts';
import { findOne } from './find.ts';
import { documentOf, domainPair, isoAt, styleOf } from './voice.ts';

const EVENTS_PER_PAGE = 1000;

/** What happened to one domain, event by event: who, when, why. */
export async function journalDocument(
  app: App,
  domain: string,
  asked: { readonly after?: number; readonly limit?: number } = {},
): Promise<DocumentOf<'journal'>> {
  const { after = 0, limit = EVENTS_PER_PAGE } = asked;
  if (!Number.isInteger(after) || after < 0 || !Number.isInteger(limit) || limit < 1)
    throw new GoLiveError('usage', { subject: '--after and --limit', fix: 'Give whole numbers.' });
  const header = await findOne(app.store, domain);
  const style = styleOf(app);
  const events = await app.store.readJournal(header.id, after);
  const page = events.slice(0, limit);
  const last = page.at(-1);
  return documentOf('journal', app, {
    id: header.id,
    ...domainPair(header.domain),
    events: page.map((stored) => entryOf(stored, style)),
    ...(events.length > limit && last !== undefined ? { next: last.seq } : {}),
  });
}

function entryOf({ seq, atMs, by, why, event }: StoredEvent, style: Style): DocumentOf<'journal'>['events'][number] {
  const details = detailsOf(event).map((detail) => render(detail, style));
  return {
    seq,
    at: isoAt(atMs, style.timeZone),
    by,
    ...(why === undefined ? {} : { why }),
    type: event.type,
    ...('step' in event && event.step !== undefined ? { step: event.step } : {}),
    text: [render(sentenceOf(event), style), ...details].join(' '),
    event: { ...event },
  };
}

function sentenceOf(event: JournalEvent): Message {
  switch (event.type) {
    case 'step':
      return message(`journal.step.${event.event}`, { step: event.step });
    case 'answered':
      return message('journal.answered', { names: namesOf(event.answers).join(', ') });
    case 'secret-stored':
    case 'secret-forgotten':
      return message(`journal.${event.type}`, { field: event.field });
    case 'booked':
      return event.slot.heldUntilMs === undefined
        ? message('journal.booked', { slot: event.slot.slot })
        : message('journal.held', { slot: event.slot.slot, until: event.slot.heldUntilMs });
    case 'approved':
      return message('journal.approved', { step: event.step, hash: event.planHash });
    case 'task-added':
      return message('journal.task-added', { title: event.task.title });
    case 'taking-back':
      return message('journal.taking-back', { steps: event.steps.join(', ') });
    case 'note':
      return message('journal.note', { text: event.text });
    case 'effect-intended':
      return message('journal.effect-intended', { name: `${event.step} ${event.name}` });
    case 'effect-settled':
      return message('journal.effect-settled', { name: effectNamed(event.id), as: event.as });
    case 'effect-not-seen':
      return message('journal.effect-not-seen', { name: effectNamed(event.id) });
    default:
      return message(`journal.${event.type}`);
  }
}

/** `m-1/pay-order/pay/h-1/forward/5` as `pay-order pay/h-1`, the words of the intent; the JSON document has the whole id. */
function effectNamed(id: string): string {
  const [step = id, ...name] = id.split('/').slice(1, -2);
  return [step, name.join('/')].join(' ').trimEnd();
}

function namesOf({ free, ...known }: { readonly free?: Readonly<Record<string, string>> }): string[] {
  return [...Object.keys(known), ...Object.keys(free ?? {})];
}

/** The reasons and changes that a step's event carries. */
function detailsOf(event: JournalEvent): Message[] {
  if (event.type === 'created') return unconfirmed(event.origins);
  if (event.type !== 'step') return [];
  const { waitsFor, task, blocked, changes, facts } = event.detail;
  const carriedTo = facts?.[CARRIED_TO];
  return [
    ...(typeof carriedTo === 'string' ? [message('journal.carried-over', { to: carriedTo })] : []),
    ...(waitsFor === undefined ? [] : [waitsFor.reason]),
    ...(task === undefined ? [] : [task.text]),
    ...(blocked === undefined ? [] : [blocked.reason]),
    ...(event.event === 'started' ? (changes ?? []) : []),
  ];
}

/** Answers that golive proposed and nobody has confirmed. */
function unconfirmed(origins: EventOf<'created'>['origins']): Message[] {
  const names = Object.entries(origins ?? {}).flatMap(([name, origin]) => (origin === 'proposed' ? [name] : []));
  return names.length === 0 ? [] : [message('interview.proposed', { names: names.join(', ') })];
}
