import { z } from 'zod';
import { bookingHistory } from '../../app/booking-history.ts';
import { findOne } from '../../app/find.ts';
import { journalDocument } from '../../app/journal-document.ts';
import { letterDocument } from '../../app/letters/document.ts';
import { LETTERS } from '../../app/letters/ids.ts';
import { migrationDocument } from '../../app/migration-document.ts';
import { planDocument } from '../../app/plan-document.ts';
import { preflightMigration } from '../../app/preflight.ts';
import { projectDocument } from '../../app/project-document.ts';
import { MOST_DAYS, slotsDocument } from '../../app/slots-document.ts';
import { LONGEST_PAGE, PAGE, statusDocument } from '../../app/status-document.ts';
import { MIGRATION_STATUSES } from '../../domain/lifecycle.ts';
import { Language, Line, listOf, OneMigration, OneProject, whole } from './fields.ts';
import { looksOf } from './looks.ts';
import { route } from './route.ts';

const SECOND_MS = 1000;

/** What everybody who is signed in may read. */
export const READING = [
  route({
    method: 'GET',
    path: '/status',
    right: 'read',
    summary: 'All migrations, a page at a time, what needs somebody first.',
    query: z.strictObject({
      limit: whole(1, LONGEST_PAGE).optional(),
      after: Line(500).optional(),
      status: listOf(MIGRATION_STATUSES).optional(),
      q: Line(253).optional(),
      order: z.enum(['urgent', 'id']).optional(),
      language: Language.optional(),
    }),
    answers: 'status',
    paged: true,
    remembersMs: SECOND_MS,
    handle: ({ app, query: { limit = PAGE, after, status, q, order = 'urgent' } }) =>
      statusDocument(app, {
        limit,
        order,
        ...(after === undefined ? {} : { after }),
        ...(status === undefined ? {} : { statuses: status }),
        ...(q === undefined ? {} : { text: q }),
      }),
  }),
  route({
    method: 'GET',
    path: '/projects/{id}',
    right: 'read',
    summary: 'One customer’s go-live: people, domains, half-day, and how each domain stands.',
    params: OneProject,
    query: z.strictObject({ language: Language.optional() }),
    answers: 'project',
    remembersMs: SECOND_MS,
    refuses: ['domain-unknown'],
    handle: ({ app, params }) => projectDocument(app, params.id),
  }),
  route({
    method: 'GET',
    path: '/projects/{id}/booking',
    right: 'read',
    summary: 'What became of a project’s half-day: who changed it, when and why.',
    params: OneProject,
    query: z.strictObject({ language: Language.optional() }),
    answers: 'slotHistory',
    refuses: ['domain-unknown'],
    handle: ({ app, params }) => bookingHistory(app, params.id),
  }),
  route({
    method: 'GET',
    path: '/migrations/{id}',
    right: 'read',
    summary: 'One domain: every step with what it comes after, moments that matter, what people are asked for.',
    params: OneMigration,
    query: z.strictObject({ language: Language.optional() }),
    answers: 'migration',
    remembersMs: SECOND_MS,
    refuses: ['domain-unknown', 'usage'],
    handle: ({ app, params }) => migrationDocument(app, params.id),
  }),
  route({
    method: 'GET',
    path: '/migrations/{id}/plan',
    right: 'read',
    summary: 'What every step would change as far as it can be seen now. Looks at the world, and changes nothing.',
    params: OneMigration,
    query: z.strictObject({ offline: z.enum(['yes', 'no']).optional(), language: Language.optional() }),
    answers: 'plan',
    refuses: ['domain-unknown', 'usage', 'too-many'],
    handle: async ({ serving, app, params, query }) => {
      const { id } = await findOne(app.store, params.id);
      const { signal } = serving;
      if (query.offline === 'yes') return planDocument(app, id, { offline: true, signal });
      const key = `plan ${id} ${app.config.agency.language}`;
      return looksOf(serving).look(key, () => planDocument(app, id, { signal }));
    },
  }),
  route({
    method: 'GET',
    path: '/migrations/{id}/journal',
    right: 'read',
    summary: 'What happened, event by event: who, when, why.',
    params: OneMigration,
    query: z.strictObject({
      after: whole(0, Number.MAX_SAFE_INTEGER).optional(),
      limit: whole(1, LONGEST_PAGE).optional(),
      language: Language.optional(),
    }),
    answers: 'journal',
    paged: true,
    refuses: ['domain-unknown', 'usage'],
    handle: ({ app, params, query: { after = 0, limit = PAGE } }) => journalDocument(app, params.id, { after, limit }),
  }),
  route({
    method: 'GET',
    path: '/migrations/{id}/preflight',
    right: 'read',
    summary: 'Whether the switch could be made now. Looks at the world; the same answer for ten seconds.',
    params: OneMigration,
    query: z.strictObject({ language: Language.optional() }),
    answers: 'preflight',
    refuses: ['domain-unknown', 'usage', 'too-many'],
    handle: async ({ serving, app, params }) => {
      const { id } = await findOne(app.store, params.id);
      const key = `preflight ${id} ${app.config.agency.language}`;
      return looksOf(serving).look(key, () => preflightMigration(app, id, serving.signal));
    },
  }),
  route({
    method: 'GET',
    path: '/migrations/{id}/letters',
    right: 'read',
    summary: 'Letters that fit the step it stands at; with `which` one of them. No secret is ever in one.',
    params: OneMigration,
    query: z.strictObject({ which: z.enum(LETTERS).optional(), language: Language.optional() }),
    answers: 'letter',
    refuses: ['domain-unknown', 'usage', 'not-allowed'],
    handle: ({ app, params, query: { which, language } }) =>
      letterDocument(app, params.id, {
        ...(which === undefined ? {} : { which }),
        ...(language === undefined ? {} : { language }),
      }),
  }),
  route({
    method: 'GET',
    path: '/check',
    right: 'read',
    summary: 'Where the switch of a domain that is moved here stands, seen from outside: parents, servers, resolvers.',
    more: 'Once in ten seconds for each domain; who asks sooner gets the same answer.',
    query: z.strictObject({ domain: z.string().min(1).max(253), language: Language.optional() }),
    answers: 'check',
    refuses: ['domain-unknown', 'usage', 'too-many'],
    handle: ({ serving, app, query }) => looksOf(serving).check(app, query.domain),
  }),
  route({
    method: 'GET',
    path: '/slots',
    right: 'read',
    summary:
      'Half-days from a date on: free, or by which rule they are not. For a domain also the earliest that is safe.',
    query: z.strictObject({
      from: z.iso.date().optional(),
      days: whole(1, MOST_DAYS).optional(),
      domain: z.string().min(1).max(253).optional(),
      language: Language.optional(),
    }),
    answers: 'slots',
    refuses: ['domain-unknown', 'usage'],
    handle: ({ app, query: { from, days, domain } }) =>
      slotsDocument(app, {
        ...(from === undefined ? {} : { from }),
        ...(days === undefined ? {} : { days }),
        ...(domain === undefined ? {} : { domain }),
      }),
  }),
];
