import { z } from 'zod';
import { offerApproval, redeemApproval } from '../../app/access/approvals.ts';
import { checkWaivers } from '../../app/access/waivers.ts';
import { answer, answerSecret } from '../../app/answer.ts';
import { SomeAnswers } from '../../app/answers-file.ts';
import { dueMoment } from '../../app/due-date.ts';
import { findOne } from '../../app/find.ts';
import { offerDocument } from '../../app/offer-document.ts';
import { saidDocument } from '../../app/said-document.ts';
import type { Saying, Verb } from '../../app/say.ts';
import { addTask, note, say } from '../../app/say.ts';
import { parseZoneExport } from '../../app/zone-export.ts';
import { GoLiveError } from '../../domain/errors.ts';
import { PARTS } from '../../domain/project.ts';
import { Secret } from '../../domain/secret.ts';
import type { ProblemCode } from '../problem.ts';
import { Line, OneMigration, textOf, WORDS, Words } from './fields.ts';
import type { Route } from './route.ts';
import { route } from './route.ts';

const StepId = z.string().min(1).max(200);
const OneStep = z.strictObject({ ...WORDS, step: StepId.optional() });
const REFUSES: readonly ProblemCode[] = ['domain-unknown', 'step-unknown', 'not-allowed', 'usage', 'journal-conflict'];

/** A word with which a migration, or one of its steps, goes another way. */
function word<Body extends z.ZodType>(
  verb: Exclude<Verb, 'approve'>,
  summary: string,
  body: Body,
  sayingOf: (body: z.output<Body>) => Saying,
): Route {
  return route({
    method: 'POST',
    path: `/migrations/{id}/${verb}`,
    right: 'run',
    summary,
    params: OneMigration,
    body: body as z.ZodType<z.output<Body> & { readonly why?: string; readonly onBehalfOf?: string }>,
    answers: 'said',
    refuses: REFUSES,
    handle: async ({ app, params, body: given, who }) => {
      const { id } = await findOne(app.store, params.id);
      return saidDocument(app, await say(app, id, verb, sayingOf(given), who(given)));
    },
  });
}

const ofStep = ({ step }: { readonly step?: string | undefined }): Saying => (step === undefined ? {} : { step });

const WORDS_SAID = [
  word('done', 'A person has done a step; golive looks whether it is so.', OneStep, ofStep),
  word(
    'skip',
    'A step is left out; a request of the customer’s is handed to somebody by name.',
    z.strictObject({ ...WORDS, step: StepId, to: Line(200).optional() }),
    ({ step, to }) => ({ step, ...(to === undefined ? {} : { to }) }),
  ),
  word('retry', 'A step begins again.', OneStep, ofStep),
  word('pause', 'Nothing more is begun.', Words, () => ({})),
  word('resume', 'It goes on.', Words, () => ({})),
  word('rollback', 'All that was done is taken back, as long as that is possible.', Words, () => ({})),
  word(
    'cancel',
    'The migration is ended. `leave`: what was changed stays as it is.',
    z.strictObject({ ...WORDS, leave: z.boolean().optional() }),
    ({ leave }) => (leave === undefined ? {} : { leave }),
  ),
];

const APPROVING = [
  route({
    method: 'POST',
    path: '/migrations/{id}/approvals',
    right: 'approve',
    summary: 'Shows what a yes would let happen, and gives the token with which it can be said.',
    more: 'Bound to who asks, the step, the plan and the changes that are shown; good for 15 minutes, and once. Without `step`: the plan of a draft, or the one step that asks.',
    params: OneMigration,
    body: z.strictObject({ step: StepId.optional() }),
    answers: 'approvalOffer',
    status: 201,
    refuses: REFUSES,
    handle: async ({ serving, app, params, body, visitor }) => {
      const { id } = await findOne(app.store, params.id);
      const offer = await offerApproval(app, serving, { user: visitor.name, migrationId: id, ...ofStep(body) });
      return offerDocument(app, offer);
    },
  }),
  route({
    method: 'POST',
    path: '/migrations/{id}/approve',
    right: 'approve',
    summary: 'The yes to what was shown. There is no other way to say it here.',
    more: 'Refused, with nothing changed, when it was used, is too old, is somebody else’s, or when something else than what was shown would happen. Where `needsName` was true, `typed` is the domain’s name.',
    params: OneMigration,
    body: z.strictObject({
      token: z.string().min(1).max(200),
      planHash: z.string().min(1).max(100),
      typed: Line(253).optional(),
      why: WORDS.why,
    }),
    answers: 'said',
    refuses: [...REFUSES, 'plan-stale', 'answer-invalid'],
    handle: async ({ serving, app, params, body: { token, planHash, typed, why }, visitor }) => {
      const { id } = await findOne(app.store, params.id);
      const after = await redeemApproval(app, serving, {
        user: visitor.name,
        migrationId: id,
        token,
        planHash,
        ...(typed === undefined ? {} : { typed }),
        ...(why === undefined ? {} : { why }),
      });
      return saidDocument(app, after);
    },
  }),
];

const GIVING = [
  route({
    method: 'POST',
    path: '/migrations/{id}/answers',
    right: 'plan',
    summary: 'Answers: by name as `golive answer` takes them, as an answers file, or a zone file as text.',
    params: OneMigration,
    body: z.strictObject({
      ...WORDS,
      answers: z.record(z.string().min(1).max(200), z.string().max(4000)).optional(),
      file: SomeAnswers.optional(),
      zoneFile: z.string().min(1).optional(),
    }),
    answers: 'said',
    refuses: [...REFUSES, 'answer-unknown', 'answer-invalid', 'name-invalid'],
    handle: async ({ app, params, body: { answers, file, zoneFile, ...words }, who, visitor }) => {
      checkWaivers([...Object.keys(answers ?? {}), ...Object.keys(file?.free ?? {})], visitor.rights);
      const { id, domain } = await findOne(app.store, params.id);
      const zone = zoneFile === undefined ? undefined : parseZoneExport(zoneFile, 'zoneFile', domain);
      const given = zone === undefined ? file : { ...file, zoneExport: zone.rrsets };
      const pairs = Object.entries(answers ?? {});
      const after = await answer(app, id, { pairs, ...(given === undefined ? {} : { file: given }) }, who(words));
      return saidDocument(app, [after], zone?.warnings);
    },
  }),
  route({
    method: 'POST',
    path: '/migrations/{id}/secrets/{field}',
    right: 'plan',
    summary: 'A transfer code or a password that a step asked for. It is kept encrypted and never shown again.',
    params: z.strictObject({ ...OneMigration.shape, field: z.string().min(1).max(100) }),
    body: z.strictObject({
      ...WORDS,
      value: z
        .string()
        .min(1)
        .max(64 * 1024),
      /** Of a transfer code: when it was issued, a date or a moment. */
      issued: Line(40).optional(),
      /** Of a transfer code: it is so, although codes of this ending usually look otherwise. */
      asGiven: z.boolean().optional(),
    }),
    answers: 'said',
    refuses: [...REFUSES, 'answer-invalid'],
    handle: async ({ app, params, body: { value, issued, asGiven, ...words }, who }) => {
      const secret = new Secret(value); // known from here on, so that whatever is written or answered leaves it out
      const { id } = await findOne(app.store, params.id);
      const about = { ...(issued === undefined ? {} : { issued }), ...(asGiven === undefined ? {} : { asGiven }) };
      return saidDocument(app, [await answerSecret(app, id, params.field, secret, who(words), about)]);
    },
  }),
  route({
    method: 'POST',
    path: '/migrations/{id}/notes',
    right: 'plan',
    summary: 'A remark for whoever reads the journal.',
    params: OneMigration,
    body: z.strictObject({ onBehalfOf: WORDS.onBehalfOf, text: textOf(4000), step: StepId.optional() }),
    answers: 'said',
    refuses: REFUSES,
    handle: async ({ app, params, body: { text, step, ...words }, who }) => {
      const { id } = await findOne(app.store, params.id);
      return saidDocument(app, await note(app, id, text, step, who(words)));
    },
  }),
  route({
    method: 'POST',
    path: '/migrations/{id}/tasks',
    right: 'plan',
    summary: 'A task that the playbook does not have. `request`: the customer asks for it in the half-day.',
    params: OneMigration,
    body: z.strictObject({
      ...WORDS,
      title: Line(200),
      owner: z.enum(PARTS),
      /** A date, which lasts until its day is over, or a moment. */
      due: Line(40).optional(),
      after: z.array(StepId).max(50).optional(),
      before: z.array(StepId).max(50).optional(),
      request: z.boolean().optional(),
    }),
    answers: 'said',
    status: 201,
    refuses: REFUSES,
    handle: async ({ app, params, body: { title, owner, due, after, before, request, ...words }, who }) => {
      const { id } = await findOne(app.store, params.id);
      const task = {
        title,
        owner,
        after: after ?? [],
        before: before ?? [],
        ...(due === undefined ? {} : { dueMs: momentOf(due, app.config.agency.timeZone) }),
        ...(request === true ? { request: true as const } : {}),
      };
      return saidDocument(app, await addTask(app, id, task, who(words)));
    },
  }),
];

function momentOf(text: string, timeZone: string): number {
  const moment = dueMoment(text, timeZone);
  if (moment !== undefined) return moment;
  throw new GoLiveError('usage', {
    subject: `due ${JSON.stringify(text)}`,
    fix: 'Write a date, like 2026-12-01 or 2026-12-01T12:00+01:00.',
  });
}

/** What a person may say of one domain. */
export const SAYING = [...APPROVING, ...WORDS_SAID, ...GIVING];
