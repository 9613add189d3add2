import { Hono } from 'hono';
import { checkWaivers } from '../../app/access/waivers.ts';
import { answer, answerSecret } from '../../app/answer.ts';
import type { App } from '../../app/app.ts';
import type { Who } from '../../app/say.ts';
import { addTask, note, say } from '../../app/say.ts';
import { LONGEST_TITLE } from '../../dashboard/add-task.ts';
import { errorWords } from '../../dashboard/error.ts';
import { GoLiveError } from '../../domain/errors.ts';
import type { Right } from '../../domain/rights.ts';
import { Secret } from '../../domain/secret.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import { showMigration } from './migration.ts';
import { appFor, back, formOf, frameFor, refusalOf } from './reply.ts';

type Sent = Readonly<Record<string, string>>;
type Said = (app: App, id: string, sent: Sent, who: Who) => Promise<unknown>;

/** A verb about one step, or about the whole. */
const spoken =
  (verb: 'done' | 'skip' | 'retry' | 'pause' | 'resume' | 'rollback' | 'cancel'): Said =>
  (app, id, { step, to, leave }, who) =>
    say(
      app,
      id,
      verb,
      {
        ...(step === undefined ? {} : { step }),
        ...(to === undefined || to.trim() === '' ? {} : { to }),
        ...(leave === 'yes' ? { leave: true } : {}),
      },
      who,
    );

/** What a form on a migration's page can say, each with the right it takes. A yes has its own page. */
export const SAYINGS: Readonly<Record<string, { readonly right: Right; readonly said: Said }>> = {
  done: { right: 'run', said: spoken('done') },
  skip: { right: 'run', said: spoken('skip') },
  retry: { right: 'run', said: spoken('retry') },
  pause: { right: 'run', said: spoken('pause') },
  resume: { right: 'run', said: spoken('resume') },
  rollback: { right: 'run', said: spoken('rollback') },
  cancel: { right: 'run', said: spoken('cancel') },
  answer: {
    right: 'plan',
    said: (app, id, { name = '', value = '' }, who) => answer(app, id, { pairs: [[name, value]] }, who),
  },
  secret: {
    right: 'plan',
    said: (app, id, { name = '', value = '' }, who) => answerSecret(app, id, name, new Secret(value), who),
  },
  note: { right: 'plan', said: (app, id, { text = '' }, who) => note(app, id, text, undefined, who) },
  task: {
    right: 'plan',
    said: async (app, id, { title = '', owner, request }, who) => {
      if (title.trim() === '' || title.length > LONGEST_TITLE)
        throw new GoLiveError('usage', {
          subject: 'the task',
          why: `its name is empty or longer than ${LONGEST_TITLE} characters`,
          fix: 'Say in a few words what has to be done.',
        });
      const part = owner === 'customer' ? 'customer' : 'agency';
      const wish = request === 'yes' ? ({ request: true } as const) : {};
      return addTask(app, id, { title: title.trim(), owner: part, after: [], before: [], ...wish }, who);
    },
  },
};

/** Where else a form about a migration stands. */
const HOUR = /^\/projects\/[\w-]{1,100}\/hour$/;

export function sayingRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();
  for (const [verb, { right, said }] of Object.entries(SAYINGS))
    routes.post(`/migrations/:id/${verb}`, needs(right), async (context) => {
      const id = context.req.param('id');
      const sent = await formOf(context);
      const why = sent['why']?.trim();
      const who = { by: context.get('visitor')!.name, ...(why === undefined || why === '' ? {} : { why }) };
      try {
        if (verb === 'answer') checkWaivers([sent['name'] ?? ''], context.get('visitor')!.rights);
        await said(appFor(context, serving), id, sent, who);
      } catch (thrown) {
        const { status, detail, code } = refusalOf(thrown);
        if (code === 'domain-unknown') throw thrown;
        const { style } = frameFor(context, serving, { title: '' });
        const { step, value } = sent;
        const isField = verb === 'answer' || verb === 'secret';
        return showMigration(context, serving, id, {
          status,
          notice: { kind: 'failed', text: `${errorWords(status, style)} ${detail}` },
          ...(isField && step !== undefined
            ? { typed: { step, problem: detail, ...(verb === 'answer' && value !== undefined ? { value } : {}) } }
            : {}),
        });
      }
      const from = sent['back'];
      const hour = from !== undefined && HOUR.test(from) ? from : undefined;
      return back(context, hour ?? `/migrations/${encodeURIComponent(id)}`, verb);
    });
  return routes;
}
