import { z } from 'zod';
import { customerLinkDocument, customerLinksDocument } from '../../app/customer/link-documents.ts';
import { customerLinks, endCustomerLink, newCustomerLink } from '../../app/customer/links.ts';
import { outcomesOf } from '../../app/notices/hear-outcome.ts';
import { noticesDocument, LONGEST_PAGE as OUTBOX_PAGE, putTests, sendOnceMore } from '../../app/notices/outbox.ts';
import { DELIVERY_STATES } from '../../ports/store.ts';
import { Language, Line, WORDS, whole } from './fields.ts';
import { looksOf } from './looks.ts';
import { route } from './route.ts';

const OneId = z.strictObject({ id: z.string().min(1).max(200) });
const ByOthers = z.strictObject({ onBehalfOf: WORDS.onBehalfOf });

/** What golive tells people outside, and whether it is well. */
export const INSTALLED = [
  route({
    method: 'GET',
    path: '/settings',
    right: 'read',
    summary: 'Whether golive is well: its configuration, store, clock, name servers and providers. As `golive doctor`.',
    query: z.strictObject({ language: Language.optional() }),
    answers: 'doctor',
    refuses: ['too-many'],
    handle: ({ serving, app }) => {
      const { language } = app.config.agency;
      return looksOf(serving).look(`doctor ${language}`, () => serving.installation.doctor(language));
    },
  }),
  route({
    method: 'GET',
    path: '/notifications',
    right: 'read',
    summary: 'Messages to people and programs, the newest first.',
    query: z.strictObject({
      limit: whole(1, OUTBOX_PAGE).optional(),
      after: Line(200).optional(),
      state: z.enum(DELIVERY_STATES).optional(),
      language: Language.optional(),
    }),
    answers: 'notices',
    paged: true,
    handle: ({ app, query: { limit, after, state } }) =>
      noticesDocument(app, {
        ...(limit === undefined ? {} : { limit }),
        ...(after === undefined ? {} : { after }),
        ...(state === undefined ? {} : { state }),
      }),
  }),
  route({
    method: 'POST',
    path: '/notifications/test',
    right: 'run',
    summary: 'Puts a test message into the outbox, for everybody or for `target`; it goes the way of every message.',
    body: z.strictObject({ ...ByOthers.shape, target: Line(254).optional() }),
    answers: 'notices',
    status: 201,
    refuses: ['usage'],
    handle: async ({ app, body: { target, ...words }, who }) =>
      (await outcomesOf(app, await putTests(app, target, who(words)))).document,
  }),
  route({
    method: 'POST',
    path: '/notifications/{id}/retry',
    right: 'run',
    summary: 'A message that was given up is sent once more.',
    params: OneId,
    body: z.strictObject({}),
    answers: 'notices',
    refuses: ['usage', 'not-allowed'],
    handle: async ({ app, params }) => (await outcomesOf(app, [(await sendOnceMore(app, params.id)).id])).document,
  }),
  route({
    method: 'GET',
    path: '/customer-links',
    right: 'plan',
    summary: 'Secret addresses of customers’ pages, without the addresses.',
    query: z.strictObject({ domain: z.string().min(1).max(253).optional(), language: Language.optional() }),
    answers: 'customerLinks',
    refuses: ['domain-unknown'],
    handle: async ({ serving, app, query: { domain } }) =>
      customerLinksDocument(app, await customerLinks(app, serving.wallNow(), domain)),
  }),
  route({
    method: 'POST',
    path: '/customer-links',
    right: 'plan',
    summary:
      'A secret address of a project’s page, for the customer or for one of its contacts. It is shown this once.',
    body: z.strictObject({
      ...ByOthers.shape,
      domain: z.string().min(1).max(253),
      days: z.int().min(1).max(730).optional(),
      contact: Line(200).optional(),
    }),
    answers: 'customerLink',
    status: 201,
    refuses: ['domain-unknown', 'usage', 'not-allowed'],
    handle: async ({ serving, app, body: { domain, days, contact, ...words }, who }) => {
      const asked = { domain, ...(days === undefined ? {} : { days }), ...(contact === undefined ? {} : { contact }) };
      return customerLinkDocument(app, await newCustomerLink(app, serving, asked, who(words)));
    },
  }),
  route({
    method: 'DELETE',
    path: '/customer-links/{id}',
    right: 'plan',
    summary: 'The address opens nothing any more.',
    params: OneId,
    answers: 'customerLinks',
    refuses: ['usage'],
    handle: async ({ serving, app, params }) => {
      await endCustomerLink(app, params.id);
      return customerLinksDocument(app, await customerLinks(app, serving.wallNow()));
    },
  }),
];
