import { Hono } from 'hono';
import { findOne } from '../../app/find.ts';
import { optionText } from '../../app/interview/ending.ts';
import { journalDocument } from '../../app/journal-document.ts';
import { migrationDocument, migrationShown } from '../../app/migration-document.ts';
import { load } from '../../app/record.ts';
import { styleOf } from '../../app/voice.ts';
import { answersShown } from '../../dashboard/answers.ts';
import { cancelPage, rollbackPage, skipPage } from '../../dashboard/confirm.ts';
import { migrationPage, migrationTitle } from '../../dashboard/migration.ts';
import type { Typed } from '../../dashboard/migration-now.ts';
import type { Frame } from '../../dashboard/page.ts';
import { GoLiveError } from '../../domain/errors.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import type { Asked, PageStatus } from './reply.ts';
import { appFor, frameFor, show } from './reply.ts';

/** So many of the last events stand on the page. */
const EVENTS_SHOWN = 20;

export function migrationRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/migrations/:id', needs('read'), (context) => showMigration(context, serving, context.req.param('id')));
  for (const [verb, made] of [
    ['rollback', rollbackPage],
    ['cancel', cancelPage],
  ] as const)
    routes.get(`/migrations/:id/${verb}`, needs('run'), async (context) => {
      const migration = await migrationDocument(appFor(context, serving), context.req.param('id'));
      const frame = frameFor(context, serving, { title: migrationTitle(migration, styleOf(appFor(context, serving))) });
      return show(context, frame, made(frame, migration));
    });
  routes.get('/migrations/:id/skip/:step', needs('run'), async (context) => {
    const migration = await migrationDocument(appFor(context, serving), context.req.param('id'));
    const step = migration.steps.find((one) => one.step === context.req.param('step'));
    if (step === undefined) throw new GoLiveError('step-unknown', { subject: context.req.param('step').slice(0, 80) });
    const frame = frameFor(context, serving, { title: migrationTitle(migration, styleOf(appFor(context, serving))) });
    return show(context, frame, skipPage(frame, migration, step));
  });
  return routes;
}

/** The page itself; also again, where a form on it was refused. */
export async function showMigration(
  context: Asked,
  serving: Serving,
  asked: string,
  refused: {
    readonly typed?: Typed;
    readonly notice?: NonNullable<Frame['notice']>;
    readonly status?: PageStatus;
  } = {},
): Promise<Response> {
  const app = appFor(context, serving);
  const style = styleOf(app);
  const { id } = await findOne(app.store, asked);
  const loaded = await load(app, id);
  const migration = migrationShown(app, loaded);
  const journal = await journalDocument(app, id, { after: Math.max(0, migration.seq - EVENTS_SHOWN) });
  const frame = frameFor(context, serving, {
    title: migrationTitle(migration, style),
    live: true,
    madeAtMs: Date.parse(migration.generatedAt),
    ...(refused.status === undefined ? {} : { path: `/migrations/${id}` }),
    ...(refused.notice === undefined ? {} : { notice: refused.notice }),
  });
  const main = migrationPage(frame, {
    migration,
    journal,
    optionText: optionText(loaded, style),
    answers: answersShown(loaded.state.answers, style),
    ...(refused.typed === undefined ? {} : { typed: refused.typed }),
  });
  return show(context, frame, main, refused.status);
}
