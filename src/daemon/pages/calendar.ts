import { Hono } from 'hono';
import type { App } from '../../app/app.ts';
import type { BookingDone } from '../../app/book.ts';
import { book, confirmBooking, reschedule, unbook } from '../../app/book.ts';
import { bookingPage, todayOf, withoutHalfDay } from '../../app/book-page.ts';
import type { Taken } from '../../app/booking/stands.ts';
import { takeBackLater } from '../../app/booking/take-back.ts';
import { nextFreeSlots, projectOf } from '../../app/calendar.ts';
import { feedLinksDocument, newLinkDocument } from '../../app/feed-documents.ts';
import type { NewLink } from '../../app/feed-links.ts';
import { linkFeed, unlinkFeed } from '../../app/feed-links.ts';
import { slotsDocument } from '../../app/slots-document.ts';
import type { Refusal } from '../../dashboard/book.ts';
import { bookPage } from '../../dashboard/book.ts';
import type { CalendarShown } from '../../dashboard/calendar.ts';
import { calendarPage } from '../../dashboard/calendar.ts';
import { daysIn, monthIn } from '../../dashboard/month.ts';
import type { Frame } from '../../dashboard/page.ts';
import { words } from '../../dashboard/parts.ts';
import { asGoLiveError, GoLiveError } from '../../domain/errors.ts';
import { formatMonth } from '../../texts/render.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import type { Asked, PageStatus } from './reply.ts';
import { appFor, back, formOf, frameFor, refusalOf, show, showError } from './reply.ts';

/** The month as everybody has it, a project's booking, and the secret addresses of calendars. */
export function calendarPageRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get('/calendar', needs('read'), (context) => showCalendar(context));

  routes.post('/calendar/links', needs('plan'), async (context) => {
    const app = appFor(context, serving);
    const { person = '', project = '' } = await formOf(context);
    const asked = project !== '' ? { domain: project } : person !== '' ? { person } : {};
    let made: NewLink;
    try {
      made = await linkFeed(app, asked, { by: context.get('visitor')!.name }, serving.newToken());
    } catch (thrown) {
      return showError(context, serving, { ...refusalOf(thrown), back: '/calendar' });
    }
    const { whose, address } = await newLinkDocument(app, made);
    const shown = { whose, address, hasHost: made.hasHost };
    return project === '' ? showCalendar(context, shown) : showBooking(context, project, { made: shown });
  });

  routes.post('/calendar/links/remove', needs('plan'), async (context) => {
    const app = appFor(context, serving);
    const { id = '', project } = await formOf(context);
    try {
      await unlinkFeed(app, id);
    } catch (thrown) {
      // Two who take back the same address both find it gone.
      if (asGoLiveError(thrown, id).code !== 'usage') throw thrown;
    }
    const path = project === undefined ? '/calendar' : `/projects/${encodeURIComponent(project)}/book`;
    return back(context, path, 'link-removed');
  });

  routes.get('/projects/:id/book', needs('read'), (context) => showBooking(context, context.req.param('id')));

  routes.post('/projects/:id/book', needs('plan'), async (context) => {
    const app = appFor(context, serving);
    const id = context.req.param('id');
    const form = await formOf(context);
    try {
      const { done, said } = await booked(app, id, form, context.get('visitor')!.name);
      const month = form['month'] === undefined ? '' : `?month=${encodeURIComponent(form['month'])}`;
      return back(context, `/projects/${id}/book${month}`, done.isRepeat ? 'slot-repeat' : said);
    } catch (thrown) {
      const failure = asGoLiveError(thrown, 'golive');
      if (failure.code === 'domain-unknown') throw thrown;
      if (failure.code === 'slot-refused' && form['slot'] !== undefined)
        return showBooking(context, id, { refusal: await refusalFor(app, id, form, failure) }, 409);
      const { status, detail } = refusalOf(thrown);
      return showBooking(context, id, { failed: detail }, status);
    }
  });

  return routes;

  async function showCalendar(context: Asked, made?: CalendarShown['made']): Promise<Response> {
    const app = appFor(context, serving);
    const today = todayOf(app);
    const month = monthIn(context.req.query('month'), today);
    const [slots, links, unbooked] = await Promise.all([
      slotsDocument(app, { from: `${month}-01`, days: daysIn(month) }),
      feedLinksDocument(app),
      withoutHalfDay(app),
    ]);
    const frame = frameFor(context, serving, {
      title: '',
      live: made === undefined,
      madeAtMs: app.clock.now(),
      ...(made === undefined ? {} : { path: '/calendar' }),
    });
    const shown: CalendarShown = {
      month,
      today,
      slots: slots.slots,
      links: links.links,
      people: app.config.people.map(({ name }) => name),
      unbooked,
      ...(made === undefined ? {} : { made }),
    };
    const title = `${words(frame.style, 'month.title')} ${formatMonth(month, frame.style.language)} – golive`;
    return show(context, { ...frame, title }, calendarPage(frame, shown));
  }

  async function showBooking(
    context: Asked,
    id: string,
    more: { readonly made?: CalendarShown['made']; readonly refusal?: Refusal; readonly failed?: string } = {},
    status: PageStatus = 200,
  ): Promise<Response> {
    const app = appFor(context, serving);
    const today = todayOf(app);
    const form = context.req.method === 'POST' ? await formOf(context) : {};
    const month = monthIn(context.req.query('month') ?? form['month'], today);
    const shown = await bookingPage(app, id, { from: `${month}-01`, days: daysIn(month) });
    const { failed, made, refusal } = more;
    const frame: Frame = frameFor(context, serving, {
      title: '',
      path: `/projects/${shown.project.id}/book?month=${month}`,
      live: made === undefined && refusal === undefined && failed === undefined,
      madeAtMs: app.clock.now(),
      ...(failed === undefined ? {} : { notice: { kind: 'failed', text: failed } }),
    });
    const title = `${words(frame.style, 'book.title')} – ${shown.project.customer} – golive`;
    const main = bookPage(frame, {
      ...shown,
      month,
      today,
      key: serving.newToken(),
      ...(made === undefined ? {} : { made }),
      ...(refusal === undefined ? {} : { refusal }),
    });
    return show(context, { ...frame, title }, main, status);
  }
}

type Form = Readonly<Record<string, string>>;
type Verb = 'book' | 'hold' | 'move' | 'confirm' | 'give-back';

const SAID: Readonly<Record<Verb, string>> = {
  book: 'slot-booked',
  hold: 'slot-held',
  move: 'slot-moved',
  confirm: 'slot-confirmed',
  'give-back': 'slot-given-back',
};

const isVerb = (text: string | undefined): text is Verb => text !== undefined && Object.hasOwn(SAID, text);

/** Does what the form says. Its key is that of the page, of the word and of the half-day: the same form twice is one request. */
async function booked(
  app: App,
  id: string,
  form: Form,
  by: string,
): Promise<{ readonly done: BookingDone; readonly said: string }> {
  const { verb, slot = '', owner = '', why = '', key = '', taken } = form;
  if (!isVerb(verb))
    throw new GoLiveError('usage', {
      subject: 'the form',
      why: 'it does not say what to do',
      fix: 'Load the page again.',
    });
  const who = { by, ...(why.trim() === '' ? {} : { why }) };
  const own = key === '' ? {} : { key: `${key} ${verb} ${slot}`.slice(0, LONGEST_KEY) };
  const ahead: { readonly taken?: Taken } = taken === 'undo' || taken === 'keep' ? { taken } : {};
  const asked = { slot, ...(owner === '' ? {} : { onDuty: owner }), ...own };
  const said = SAID[verb];
  if (verb === 'confirm') return { done: await confirmBooking(app, id, who, own.key), said };
  if (verb === 'give-back') {
    const later = ahead.taken === 'undo' ? await takeBackLater(app, id, who) : undefined;
    return { done: later ?? (await unbook(app, id, { ...own, ...ahead }, who)), said };
  }
  if (verb === 'move') return { done: await reschedule(app, id, { ...asked, ...ahead }, who), said };
  return { done: await book(app, id, { ...asked, ...(verb === 'hold' ? { hold: true } : {}) }, who), said };
}

const LONGEST_KEY = 200;
const SUGGESTIONS = 3;

/** Why it cannot be had, and the next three that this project could have. */
async function refusalFor(app: App, id: string, form: Form, failure: GoLiveError): Promise<Refusal> {
  const { slot = '', verb } = form;
  const next = await nextFreeSlots(app, SUGGESTIONS, await projectOf(app, id), failure.subject);
  return {
    slot,
    why: failure.why ?? failure.message,
    verb: verb === 'hold' || verb === 'move' || verb === 'confirm' ? verb : 'book',
    next,
  };
}
