import { Hono } from 'hono';
import { statusDocument } from '../../app/status-document.ts';
import type { OverviewAsked } from '../../dashboard/overview.ts';
import { overviewPage, overviewTitle } from '../../dashboard/overview.ts';
import type { MigrationStatus } from '../../domain/lifecycle.ts';
import { MIGRATION_STATUSES } from '../../domain/lifecycle.ts';
import { SECOND } from '../../domain/time.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import { rememberedBy } from '../remembered.ts';
import type { Serving } from '../serving.ts';
import type { Asked } from './reply.ts';
import { appFor, frameFor, show } from './reply.ts';

/** So many migrations stand on a page, however many there are. */
export const PER_PAGE = 50;
const LONGEST_SEARCH = 100;
/** Several browsers that are told of a change at once are answered by one look. */
const REMEMBERED_MS = SECOND;

export function overviewRoutes(serving: Serving): Hono<Env> {
  return new Hono<Env>().get('/', needs('read'), async (context) => {
    const app = appFor(context, serving);
    const asked = askedFor(context);
    const document = await rememberedBy(serving).get(
      `page / ${JSON.stringify([context.get('language'), asked])}`,
      REMEMBERED_MS,
      () =>
        statusDocument(app, {
          order: 'urgent',
          limit: PER_PAGE,
          ...(asked.status === undefined ? {} : { statuses: [asked.status] }),
          ...(asked.q === undefined ? {} : { text: asked.q }),
          ...(asked.after === undefined ? {} : { after: asked.after }),
        }),
    );
    const title = overviewTitle(document, { language: context.get('language'), timeZone: app.config.agency.timeZone });
    const frame = frameFor(context, serving, { title, live: true, madeAtMs: Date.parse(document.generatedAt) });
    return show(context, frame, overviewPage(frame, document, asked));
  });
}

/** What does not mean anything is not asked for: a filter that nobody knows shows everything. */
function askedFor(context: Asked): OverviewAsked {
  const status = MIGRATION_STATUSES.find((one): one is MigrationStatus => one === context.req.query('status'));
  const q = context.req.query('q')?.trim().slice(0, LONGEST_SEARCH);
  const after = context.req.query('after');
  return {
    ...(status === undefined ? {} : { status }),
    ...(q === undefined || q === '' ? {} : { q }),
    ...(after === undefined || after === '' ? {} : { after }),
  };
}
