import { asGoLiveError, type GoLiveError } from '../../domain/errors.ts';
import { Secret } from '../../domain/secret.ts';
import { answer, answerSecret } from '../answer.ts';
import type { App } from '../app.ts';
import { book, confirmBooking, reschedule, unbook } from '../book.ts';
import { hashOf, linkFeed } from '../feed-links.ts';
import { record } from '../record.ts';
import type { Who } from '../say.ts';
import { addTask, say } from '../say.ts';
import { keyOf } from './key.ts';
import type { Customer } from './links.ts';
import { whoSays } from './links.ts';
import type { Turn, TurnKind } from './turns.ts';
import { CHOICES, secretPlaces, turnsOf } from './turns.ts';
import type { HalfDayWord } from './view.ts';
import { bookingNow, halfDayWords, seenOf, wishNow } from './view.ts';

/** What came of it, as the page tells it; `failed` changed nothing. */
export type Outcome = { readonly said: Said } | { readonly failed: Failed };
export const SAID = [
  'confirmed',
  'moved',
  'chosen',
  'cancelled',
  'received',
  'answered',
  'done',
  'accepted',
  'noted',
  'requested',
  'mailboxes',
  'calendar',
] as const;
export type Said = (typeof SAID)[number];
export const FAILED = [
  'stale',
  'slot-gone',
  'empty',
  'code-form',
  'code-old',
  'not-read',
  'too-long',
  'list-empty',
  'list-gone',
  'later',
] as const;
export type Failed = (typeof FAILED)[number];

/** The fields of a form, as they came. */
export type Form = Readonly<Record<string, string>>;

interface Saying {
  readonly app: App;
  readonly customer: Customer;
  readonly form: Form;
  readonly who: Who;
}
type Say = (saying: Saying) => Promise<Outcome>;

/** All that a customer may say; there is no other way in. Each names what it is about by a key of this link's own page. */
const WORDS = {
  confirm: halfDay('confirm'),
  move: halfDay('move'),
  choose: halfDay('choose'),
  cancel: halfDay('cancel'),
  secret,
  answer: onTurn('choice', choose),
  done: onTurn('done', async ({ app, who }, turn) => {
    await say(app, turn.migrationId, 'done', { step: turn.step }, who);
    return { said: 'done' };
  }),
  accept: onTurn('accept', async ({ app, form, who }, turn) => {
    if (form['read'] !== 'yes') return { failed: 'not-read' };
    await say(app, turn.migrationId, 'approve', { step: turn.step }, who);
    return { said: 'accepted' };
  }),
  wish,
} as const satisfies Record<string, Say>;
export type CustomerWord = keyof typeof WORDS;
export const CUSTOMER_WORDS = Object.keys(WORDS) as readonly CustomerWord[];

/**
 * Says it, signed with the customer's name. What does not stand on this link's page, or not any more, is `stale`: keys of another's page are
 * looked for in this link's project alone.
 *
 * @throws GoLiveError what is neither the customer's fault nor something to try again: a damaged store
 */
export async function customerSays(app: App, customer: Customer, word: CustomerWord, form: Form): Promise<Outcome> {
  try {
    return await WORDS[word]({ app, customer, form, who: whoSays(customer) });
  } catch (thrown) {
    const failure = asGoLiveError(thrown, 'customer');
    const failed = FAILED_AS[failure.code];
    if (failed === undefined) throw failure;
    return { failed };
  }
}

const FAILED_AS: Partial<Record<GoLiveError['code'], Failed>> = {
  'slot-refused': 'slot-gone',
  'not-allowed': 'stale',
  'plan-stale': 'stale',
  'step-unknown': 'stale',
  'answer-unknown': 'stale',
  'answer-invalid': 'stale',
  'journal-conflict': 'later',
  'store-busy': 'later',
  'store-full': 'later',
  'lease-lost': 'later',
  'clock-behind': 'later',
};

const HALF_DAY_SAID: Readonly<Record<HalfDayWord, Said>> = {
  confirm: 'confirmed',
  move: 'moved',
  choose: 'chosen',
  cancel: 'cancelled',
};
const SLOT = /^\d{4}-\d{2}-\d{2}\/(?:morning|afternoon)$/;

/** The same word about the same state of the booking has the same key: said twice it happens once. */
function halfDay(word: HalfDayWord): Say {
  return async ({ app, customer: { party, link }, form, who }) => {
    const { project } = party;
    const { seen = '', slot = '' } = form;
    const wantsSlot = word === 'move' || word === 'choose';
    if (wantsSlot && slot === '') return { failed: 'empty' };
    if (wantsSlot && !SLOT.test(slot)) return { failed: 'stale' };
    const key = keyOf(link.id, word, seen, wantsSlot ? slot : '');
    const changes = await app.store.bookingChanges({ projectId: project.id });
    if (!changes.some((change) => change.key === key)) {
      const now = app.clock.now();
      const booking = await bookingNow(app, party, now);
      const may = await halfDayWords(app, party, booking, now);
      if (seen !== seenOf(party, booking) || !may.includes(word)) return { failed: 'stale' };
    }
    await SAY_HALF_DAY[word](app, project.id, { slot, key }, who);
    return { said: HALF_DAY_SAID[word] };
  };
}

const SAY_HALF_DAY: Readonly<
  Record<
    HalfDayWord,
    (app: App, project: string, asked: { readonly slot: string; readonly key: string }, who: Who) => Promise<unknown>
  >
> = {
  confirm: (app, project, { key }, who) => confirmBooking(app, project, who, key),
  choose: (app, project, asked, who) => book(app, project, asked, who),
  move: async (app, project, asked, who) => {
    const moved = await reschedule(app, project, asked, who);
    // Who picks another half-day has said yes to it.
    if (moved.booking?.heldUntilMs !== undefined && moved.booking.slot === asked.slot)
      await confirmBooking(app, project, who, keyOf(asked.key, 'confirm'));
  },
  cancel: (app, project, { key }, who) => unbook(app, project, { key }, who),
};

function onTurn(kind: TurnKind, work: (saying: Saying, turn: Turn) => Promise<Outcome>): Say {
  return async (saying) => {
    const turn = turnsOf(saying.customer).find(({ key }) => key === saying.form['turn']);
    // Another's turn can be seen, and is theirs to answer.
    if (turn === undefined || turn.kind !== kind || turn.other !== undefined) return { failed: 'stale' };
    return work(saying, turn);
  };
}

async function choose({ app, form, who }: Saying, { wants, migrationId }: Turn): Promise<Outcome> {
  const value = form['value'] ?? '';
  if (value === '') return { failed: 'empty' };
  if (!CHOICES[wants!]?.includes(value)) return { failed: 'stale' };
  await answer(app, migrationId, { pairs: [[wants!, value]] }, who);
  return { said: 'answered' };
}

const LONGEST_SECRET = 4000;

/** Goes to the vault, and is never heard of again. The same once more changes nothing. */
async function secret({ app, customer, form, who }: Saying): Promise<Outcome> {
  const place = secretPlaces(customer).find(({ key }) => key === form['place']);
  if (place === undefined) return { failed: 'stale' };
  const value = form['value'] ?? '';
  if (value.trim() === '') return { failed: 'empty' };
  // Before it is one: whatever is a secret is looked for in every text from then on.
  if (value.length > LONGEST_SECRET) return { failed: 'too-long' };
  const given = new Secret(value);
  const held = place.receivedMs === undefined ? undefined : await app.store.readSecret(place.migrationId, place.field);
  if (held?.reveal().trim() === given.reveal().trim()) return { said: 'received' };
  const about = place.field === 'authcode' && form['exact'] === 'yes' ? { asGiven: true } : {};
  try {
    await answerSecret(app, place.migrationId, place.field, given, who, about);
  } catch (thrown) {
    const failure = asGoLiveError(thrown, 'customer');
    if (failure.code === 'answer-invalid')
      return { failed: /ran out/.test(failure.why ?? '') ? 'code-old' : 'code-form' };
    throw failure;
  }
  return { said: 'received' };
}

export const LONGEST_NOTE = 2000;
export const LONGEST_REQUEST = 200;

/** Before the half-day a note, within it a request that is done before it closes. Said twice from one page it is there once. */
async function wish({ app, customer: { party }, form, who }: Saying): Promise<Outcome> {
  const now = wishNow(party, app.clock.now());
  const text = (form['text'] ?? '').replace(/\r\n?/g, '\n').trim();
  if (text === '') return { failed: 'empty' };
  if (now === undefined) return { failed: 'stale' };
  const [, notes, tasks] = /^(\d{1,9})-(\d{1,9})$/.exec(form['seen'] ?? '') ?? [];
  if (notes === undefined) return { failed: 'stale' };
  const isRequest = now.as === 'request' && text.length <= LONGEST_REQUEST && !text.includes('\n');
  if (text.length > LONGEST_NOTE) return { failed: 'too-long' };
  const { id } = now.at.state;
  // What the page had not seen yet came from it.
  const isThere = (state: typeof now.at.state): boolean =>
    state.notes.slice(Number(notes)).some((one) => one.text === text && one.by === who.by) ||
    state.tasks.slice(Number(tasks)).some(({ request, title }) => request === true && title === text);
  if (isRequest) {
    if (!isThere(now.at.state))
      await addTask(app, id, { title: text, owner: 'agency', request: true, after: [], before: [] }, who);
    return { said: 'requested' };
  }
  await record(app, id, who, ({ state }) => (isThere(state) ? [] : [{ type: 'note', text }]));
  return { said: 'noted' };
}

/** Makes the calendar of this link, if it has none yet. @throws GoLiveError `store-busy` … */
export async function startCalendar(app: App, customer: Customer, feedToken: string): Promise<Outcome> {
  if ((await app.store.findFeed(hashOf(feedToken))) === undefined)
    try {
      await linkFeed(app, { domain: customer.party.project.id }, whoSays(customer), feedToken);
    } catch (thrown) {
      const failure = asGoLiveError(thrown, 'customer');
      if (failure.code !== 'already-exists') throw failure; // another click was quicker
    }
  return { said: 'calendar' };
}
