import { Hono } from 'hono';
import type { Customer } from '../../app/customer/links.ts';
import { customerAt, feedTokenOf } from '../../app/customer/links.ts';
import { LONGEST_LIST, MOST_MAILBOXES, readMailboxList, textOf } from '../../app/customer/mailbox-list.ts';
import { saveMailboxes } from '../../app/customer/mailboxes.ts';
import type { Outcome } from '../../app/customer/say.ts';
import { CUSTOMER_WORDS, customerSays, startCalendar } from '../../app/customer/say.ts';
import { customerView, mailboxesWanted, mailDomains } from '../../app/customer/view.ts';
import { FEED_PATH, hashOf } from '../../app/feed-links.ts';
import { gonePage } from '../../dashboard/customer/gone.ts';
import { cancelPage } from '../../dashboard/customer/half-day.ts';
import type { Calendar } from '../../dashboard/customer/index.ts';
import { customerPage } from '../../dashboard/customer/index.ts';
import { mailboxPreview } from '../../dashboard/customer/mailboxes.ts';
import { words } from '../../dashboard/parts.ts';
import { displayName } from '../../domain/name.ts';
import type { Env } from '../env.ts';
import { knownFeeds } from '../known-feeds.ts';
import { missBudget } from '../miss-budget.ts';
import type { Serving } from '../serving.ts';
import { pendingLists } from './pending-lists.ts';
import { inTurn, postRate } from './rate.ts';
import type { Asked } from './show.ts';
import { backTo, noticeIn, pageOf, show, showPage } from './show.ts';

/**
 * The customer's page by its secret address, and what may be said on it. Whoever has no such address, or not any more, gets one and the same
 * answer. Everything is looked for in the project of the link; no address and no form names another.
 */
export function customerRoutes(serving: Serving): Hono<Env> {
  const { app } = serving;
  const routes = new Hono<Env>();
  const budget = missBudget(() => serving.wallNow());
  const isKnown = knownFeeds(
    async () => (await app.store.credentials('customer-link')).map(({ hash = '' }) => ({ tokenHash: hash })),
    () => serving.wallNow(),
  );
  const mayPost = postRate(() => serving.wallNow());
  const pending = pendingLists(() => serving.wallNow());
  const oneByOne = inTurn();

  routes.get('/:token', (context) =>
    withCustomer(context, (customer, token) => showCustomer(context, customer, token)),
  );
  routes.get('/:token/cancel', (context) =>
    withCustomer(context, async (customer, token) => {
      const at = await atOf(context, customer, token);
      if (!at.view.halfDay.may.includes('cancel')) return backTo(context, token, { failed: 'stale' });
      return showPage(context, serving, at, cancelPage(at));
    }),
  );
  for (const word of CUSTOMER_WORDS)
    routes.post(`/:token/${word}`, (context) =>
      said(context, async (customer) => customerSays(app, customer, word, await formOf(context))),
    );
  routes.post('/:token/calendar', (context) =>
    said(context, (customer, token) => startCalendar(app, customer, feedTokenOf(token))),
  );
  routes.post('/:token/mailboxes', (context) =>
    said(context, async (customer, token) => {
      const wanted = mailboxesWanted(customer.party);
      if (wanted.length === 0) return { failed: 'stale' };
      const text = await listIn(context);
      if (text.trim() === '') return { failed: 'empty' };
      if (text.length > LONGEST_LIST) return { failed: 'too-long' };
      const list = readMailboxList(text, mailDomains(wanted));
      if (list.addresses.length === 0) return { failed: 'list-empty' };
      if (list.addresses.length >= MOST_MAILBOXES) return { failed: 'too-long' };
      const name = serving.newToken();
      pending.keep(customer.link.id, name, list);
      const at = await atOf(context, customer, token);
      return showPage(context, serving, at, mailboxPreview(at, list, name, mailDomains(wanted).map(displayName)));
    }),
  );
  routes.post('/:token/mailboxes-save', (context) =>
    said(context, async (customer) => {
      const { list: name = '' } = await formOf(context);
      const list = pending.take(customer.link.id, name);
      return list === undefined ? { failed: 'list-gone' } : saveMailboxes(app, customer, list);
    }),
  );
  routes.all('/*', (context) => gone(context));
  return routes;

  /** The link's customer as it is now, or the one answer for whoever has none. */
  async function withCustomer(
    context: Asked,
    work: (customer: Customer, token: string) => Promise<Response>,
  ): Promise<Response> {
    const token = context.req.param('token') ?? '';
    const waitSeconds = budget.waitSeconds();
    // Who has a link is let in however much others guess.
    if (waitSeconds > 0 && !(await isKnown(hashOf(token)))) return gone(context);
    const customer = await customerAt(app, serving.wallNow(), token);
    if (customer !== undefined) return work(customer, token);
    budget.missed();
    return gone(context);
  }

  function gone(context: Asked): Response {
    const style = { language: context.get('language'), timeZone: app.config.agency.timeZone };
    // Its languages are asked for by the query alone: the address itself is not repeated.
    return show(
      context,
      serving,
      { style, path: '', title: words(style, 'customer.gone.title') },
      gonePage(style),
      404,
    );
  }

  /** A word of the customer's, after any other of the same link; the customer is looked up again then. */
  function said(
    context: Asked,
    work: (customer: Customer, token: string) => Promise<Outcome | Response>,
  ): Promise<Response> {
    return withCustomer(context, async ({ link }, token) => {
      if (!mayPost(link.id)) return backTo(context, token, { failed: 'often' });
      return oneByOne(link.id, () =>
        withCustomer(context, async (customer) => {
          const outcome = await work(customer, token);
          return outcome instanceof Response ? outcome : backTo(context, token, outcome);
        }),
      );
    });
  }

  async function atOf(context: Asked, customer: Customer, token: string) {
    const later = context.req.query('later');
    const hasCalendar = (await app.store.findFeed(hashOf(feedTokenOf(token)))) !== undefined;
    const view = await customerView(app, customer, { hasCalendar, ...(later === undefined ? {} : { later }) });
    return pageOf(context, serving, token, view);
  }

  async function showCustomer(context: Asked, customer: Customer, token: string): Promise<Response> {
    const at = await atOf(context, customer, token);
    return showPage(
      context,
      serving,
      at,
      customerPage(at, calendarOf(context, at.view.hasCalendar, token)),
      noticeIn(context, at),
    );
  }

  function calendarOf(context: Asked, isThere: boolean, token: string): Calendar | undefined {
    if (!isThere) return undefined;
    const path = `${FEED_PATH}${feedTokenOf(token)}.ics`;
    const base = app.config.serve.url?.replace(/\/+$/, '') ?? new URL(context.req.url).origin;
    return { path, address: `${base}${path}` };
  }
}

/** What a form sent, texts alone; what cannot be read as one is empty. */
async function formOf(context: Asked): Promise<Readonly<Record<string, string>>> {
  const sent = await context.req.parseBody().catch(() => ({}));
  return Object.fromEntries(
    Object.entries(sent).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** A file counts before what was typed, if there is anything in it. */
async function listIn(context: Asked): Promise<string> {
  const sent: Readonly<Record<string, unknown>> = await context.req.parseBody().catch(() => ({}));
  const { file, text } = sent;
  const read = file instanceof File && file.size > 0 ? textOf(new Uint8Array(await file.arrayBuffer())) : '';
  return read.trim() !== '' ? read : typeof text === 'string' ? text : '';
}
