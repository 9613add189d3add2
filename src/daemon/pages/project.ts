import { Hono } from 'hono';
import type { App } from '../../app/app.ts';
import { migrationDocument } from '../../app/migration-document.ts';
import type { ProjectShown } from '../../app/migration-schema.ts';
import { projectDocument } from '../../app/project-document.ts';
import type { RequestShown } from '../../dashboard/project.ts';
import { projectPage } from '../../dashboard/project.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import { appFor, frameFor, show } from './reply.ts';

export function projectRoutes(serving: Serving): Hono<Env> {
  return new Hono<Env>().get('/projects/:id', needs('read'), async (context) => {
    const app = appFor(context, serving);
    const project = await projectDocument(app, context.req.param('id'));
    const frame = frameFor(context, serving, {
      title: `${project.customer} – golive`,
      live: true,
      madeAtMs: Date.parse(project.generatedAt),
    });
    return show(context, frame, projectPage(frame, project, await requestsOf(app, project)));
  });
}

/** Only what has requests is read further. */
async function requestsOf(app: App, { migrations }: ProjectShown): Promise<RequestShown[]> {
  const shown: RequestShown[] = [];
  for (const { id } of migrations.filter(({ requests }) => requests !== undefined)) {
    const { steps } = await migrationDocument(app, id);
    for (const step of steps) if (step.request === true) shown.push({ ...step, migration: id });
  }
  return shown;
}
