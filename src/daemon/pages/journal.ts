import { Hono } from 'hono';
import { journalDocument } from '../../app/journal-document.ts';
import { migrationDocument } from '../../app/migration-document.ts';
import { styleOf } from '../../app/voice.ts';
import { journalPage } from '../../dashboard/journal.ts';
import { words } from '../../dashboard/parts.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import { appFor, frameFor, show } from './reply.ts';

const EVENTS_PER_PAGE = 100;

/** The newest first; `?before=` goes on from there. */
export function journalRoutes(serving: Serving): Hono<Env> {
  return new Hono<Env>().get('/migrations/:id/journal', needs('read'), async (context) => {
    const app = appFor(context, serving);
    const { id, seq, steps, domainUnicode } = await migrationDocument(app, context.req.param('id'));
    const last = lastOf(context.req.query('before'), seq);
    const after = Math.max(0, last - EVENTS_PER_PAGE);
    const journal = await journalDocument(app, id, { after, limit: Math.max(1, last - after) });
    const style = styleOf(app);
    const frame = frameFor(context, serving, {
      title: `${words(style, 'web.journal')} – ${domainUnicode}`,
      live: last === seq,
      madeAtMs: Date.parse(journal.generatedAt),
    });
    const older = after > 0 ? { older: after + 1 } : {};
    return show(context, frame, journalPage(frame, journal, steps, { ...older, isFirst: last === seq }));
  });
}

/** The last event to show: the one before a number, and the newest where it is no number. */
function lastOf(before: string | undefined, seq: number): number {
  return before !== undefined && /^\d{1,9}$/.test(before) ? Math.min(seq, Math.max(1, Number(before) - 1)) : seq;
}
