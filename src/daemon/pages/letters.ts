import { Hono } from 'hono';
import { letterDocument } from '../../app/letters/document.ts';
import { styleOf } from '../../app/voice.ts';
import { lettersPage } from '../../dashboard/letters.ts';
import { words } from '../../dashboard/parts.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import { appFor, frameFor, show } from './reply.ts';

/** The letters of the steps that are waited for, written out. */
export function letterRoutes(serving: Serving): Hono<Env> {
  return new Hono<Env>().get('/migrations/:id/letters', needs('read'), async (context) => {
    const app = appFor(context, serving);
    const of = await letterDocument(app, context.req.param('id'), {});
    const written = await Promise.all(of.fitting.map(({ which }) => letterDocument(app, of.id, { which })));
    const title = `${words(styleOf(app), 'web.letters')} – ${of.domainUnicode}`;
    const frame = frameFor(context, serving, { title, live: true, madeAtMs: Date.parse(of.generatedAt) });
    const letters = written.flatMap(({ letter }) => (letter === undefined ? [] : [letter]));
    return show(context, frame, lettersPage(frame, of, letters));
  });
}
