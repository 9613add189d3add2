import { z } from 'zod';
import type { BookingDone } from '../../app/book.ts';
import { book, confirmBooking, reschedule, unbook } from '../../app/book.ts';
import { bookedDocument } from '../../app/booked-document.ts';
import { takeBackLater } from '../../app/booking/take-back.ts';
import { findMigrations } from '../../app/find.ts';
import type { ProblemCode } from '../problem.ts';
import { Line, OneProject, WORDS, Words } from './fields.ts';
import { route } from './route.ts';

const REFUSES: readonly ProblemCode[] = [
  'domain-unknown',
  'slot-refused',
  'not-allowed',
  'usage',
  'journal-conflict',
  'clock-behind',
];
const Ahead = z.enum(['undo', 'keep']);

/** A project's half-day. Who asks twice with one `Idempotency-Key` gets the answer of the first time. */
export const BOOKING = [
  route({
    method: 'PUT',
    path: '/projects/{id}/booking',
    right: 'plan',
    summary: 'Books a half-day, or holds it; with `move` the one that the project has is moved there.',
    params: OneProject,
    body: z.strictObject({
      ...WORDS,
      /** `2026-12-01/morning` */
      slot: Line(40),
      /** Until somebody confirms it; it ends by itself. */
      hold: z.boolean().optional(),
      /** Who is on duty. */
      owner: Line(200).optional(),
      move: z.boolean().optional(),
      /** With `move`: what was done ahead of the half-day that is given up is taken back, or kept (the default). */
      ahead: Ahead.optional(),
    }),
    takesKey: true,
    answers: 'said',
    refuses: REFUSES,
    handle: async ({ app, params, body: { slot, hold, owner, move, ahead, ...words }, who, key }) => {
      const asked = {
        slot,
        ...(owner === undefined ? {} : { onDuty: owner }),
        ...(key === undefined ? {} : { key }),
      };
      const done: BookingDone =
        move === true
          ? await reschedule(app, params.id, { ...asked, ...(ahead === undefined ? {} : { taken: ahead }) }, who(words))
          : await book(app, params.id, { ...asked, ...(hold === undefined ? {} : { hold }) }, who(words));
      return bookedDocument(app, params.id, done);
    },
  }),
  route({
    method: 'POST',
    path: '/projects/{id}/booking/confirm',
    right: 'plan',
    summary: 'The customer says yes to the half-day that was held.',
    params: OneProject,
    body: Words,
    takesKey: true,
    answers: 'said',
    refuses: REFUSES,
    handle: async ({ app, params, body, who, key }) =>
      bookedDocument(app, params.id, await confirmBooking(app, params.id, who(body), key)),
  }),
  route({
    method: 'DELETE',
    path: '/projects/{id}/booking',
    right: 'plan',
    summary: 'Gives the half-day back. `ahead=undo`: what was done ahead of it is taken back.',
    params: OneProject,
    query: z.strictObject({ ahead: Ahead.optional(), why: WORDS.why, onBehalfOf: WORDS.onBehalfOf }),
    takesKey: true,
    answers: 'said',
    refuses: REFUSES,
    handle: async ({ app, params, query: { ahead, ...words }, who, key }) => {
      const [header] = await findMigrations(app.store, params.id);
      const given = { ...(key === undefined ? {} : { key }), ...(ahead === undefined ? {} : { taken: ahead }) };
      const said = who(words);
      // Who kept it when the half-day was given back may think better of it.
      const later = ahead === 'undo' ? await takeBackLater(app, header!.projectId, said) : undefined;
      return bookedDocument(app, params.id, later ?? (await unbook(app, params.id, given, said)));
    },
  }),
];
