import { Hono } from 'hono';
import { hourDocument, todayHours } from '../../app/hour-document.ts';
import { addTask } from '../../app/say.ts';
import { LONGEST_TITLE } from '../../dashboard/add-task.ts';
import { hourPage, hourTitle, todayPage } from '../../dashboard/hour.ts';
import { words } from '../../dashboard/parts.ts';
import { GoLiveError } from '../../domain/errors.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import { appFor, back, formOf, frameFor, refusalOf, show, showError } from './reply.ts';

/** The go-live hour: today's, and one project's. */
export function hourRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get('/hour', needs('read'), async (context) => {
    const app = appFor(context, serving);
    const { hours, next } = await todayHours(app);
    const frame = frameFor(context, serving, { title: '', live: true, madeAtMs: app.clock.now() });
    const [only] = hours;
    const title =
      only !== undefined && hours.length === 1 ? hourTitle(only, frame.style) : words(frame.style, 'hour.today');
    return show(context, { ...frame, title: `${title} – golive` }, todayPage(frame, hours, next));
  });

  routes.get('/projects/:id/hour', needs('read'), async (context) => {
    const app = appFor(context, serving);
    const hour = await hourDocument(app, context.req.param('id'));
    const frame = frameFor(context, serving, { title: '', live: true, madeAtMs: app.clock.now() });
    return show(context, { ...frame, title: `${hourTitle(hour, frame.style)} – golive` }, hourPage(frame, hour));
  });

  routes.post('/projects/:id/hour/request', needs('plan'), async (context) => {
    const app = appFor(context, serving);
    const hour = await hourDocument(app, context.req.param('id'));
    const { migration, title = '', back: from } = await formOf(context);
    const path = `/projects/${hour.project.id}${from === 'project' ? '' : '/hour'}`;
    try {
      const domain = hour.project.domains.find((one) => one.migration === migration);
      if (domain === undefined || title.trim() === '' || title.length > LONGEST_TITLE)
        throw new GoLiveError('usage', {
          subject: 'the request',
          why:
            domain === undefined ? 'it names no domain of this project' : 'it is empty or longer than 200 characters',
          fix: 'Say in a few words what the customer wants.',
        });
      const task = { title: title.trim(), owner: 'agency', after: [], before: [], request: true } as const;
      await addTask(app, domain.migration, task, { by: context.get('visitor')!.name });
    } catch (thrown) {
      return showError(context, serving, { ...refusalOf(thrown), back: path });
    }
    return back(context, path, 'request-noted');
  });

  return routes;
}
