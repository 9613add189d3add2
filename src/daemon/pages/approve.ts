import { Hono } from 'hono';
import type { ApprovalParts, ApprovalSaid } from '../../app/access/approvals.ts';
import { offerApproval, redeemApproval, WHOLE_PLAN } from '../../app/access/approvals.ts';
import type { App } from '../../app/app.ts';
import { migrationDocument } from '../../app/migration-document.ts';
import { styleOf } from '../../app/voice.ts';
import { approvePage, offerPage, refusedPage } from '../../dashboard/approve.ts';
import { words } from '../../dashboard/parts.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import type { Asked } from './reply.ts';
import { appFor, back, formOf, frameFor, refusalOf, show } from './reply.ts';

/** Of a draft's whole plan, and of one step. */
const PLACES = ['/migrations/:id/approve', '/migrations/:id/approve/:step'] as const;

/** Looking makes nothing that others see; the offer is made when somebody asks for it, and shown to that one once. */
export function approveRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();
  const redeem = redeeming(serving);
  // The whole plan's two words come first: they are no names of steps.
  for (const place of PLACES) {
    routes.post(`${place}/offer`, needs('approve'), (context) => offer(context, serving));
    routes.post(`${place}/yes`, needs('approve'), redeem);
    routes.get(place, needs('read'), async (context) => {
      const { migration, step, frame } = await asked(context, serving);
      return show(context, frame, approvePage(frame, migration, step));
    });
  }
  return routes;
}

async function asked(context: Asked, serving: Serving) {
  const app = appFor(context, serving);
  const migration = await migrationDocument(app, context.req.param('id')!);
  const step = context.req.param('step');
  const style = styleOf(app);
  const title = words(style, 'web.approve.title', { domain: migration.domainUnicode });
  const frame = frameFor(context, serving, {
    title,
    path: new URL(context.req.url).pathname.replace(/\/(offer|yes)$/, ''),
  });
  return { app, migration, step, style, frame };
}

const partsOf = (context: Asked, { wallNow, newToken, app }: Serving): ApprovalParts => ({
  wallNow,
  newToken,
  signal: app.inTime(context.req.raw.signal),
});

async function offer(context: Asked, serving: Serving, problem?: string): Promise<Response> {
  const { app, migration, step, frame } = await asked(context, serving);
  try {
    const made = await offerApproval(app, partsOf(context, serving), {
      user: context.get('visitor')!.name,
      migrationId: migration.id,
      ...(step === undefined ? {} : { step }),
    });
    return show(context, frame, offerPage(frame, migration, made, problem), problem === undefined ? 200 : 400);
  } catch (thrown) {
    const { status, code } = refusalOf(thrown);
    if (code !== 'not-allowed' && code !== 'usage') throw thrown;
    return show(context, frame, refusedPage(frame, migration, step, words(frame.style, 'web.approve.already')), status);
  }
}

/** Which sentence tells why a yes did not count. */
const WHY: Readonly<Record<string, string>> = {
  'not-allowed': 'web.approve.gone-why',
  'plan-stale': 'web.approve.changed',
  'answer-invalid': 'web.approve.name',
  usage: 'web.approve.gone-why',
};

/** Two clicks at once are one word: the second waits for what the first comes to. */
function redeeming(serving: Serving): (context: Asked) => Promise<Response> {
  const underWay = new Map<string, Promise<unknown>>();
  const once = (said: ApprovalSaid, parts: ApprovalParts, app: App): Promise<unknown> => {
    const key = JSON.stringify(said);
    const first = underWay.get(key) ?? redeemApproval(app, parts, said).finally(() => underWay.delete(key));
    underWay.set(key, first);
    return first;
  };
  return async (context) => {
    const { app, migration, step, style, frame } = await asked(context, serving);
    const sent = await formOf(context);
    const why = sent['why']?.trim();
    const said = {
      user: context.get('visitor')!.name,
      token: sent['token'] ?? '',
      planHash: sent['planHash'] ?? '',
      migrationId: migration.id,
      step: step ?? WHOLE_PLAN,
      ...(sent['typed'] === undefined ? {} : { typed: sent['typed'] }),
      ...(why === undefined || why === '' ? {} : { why }),
    };
    try {
      await once(said, partsOf(context, serving), app);
    } catch (thrown) {
      const { status, code } = refusalOf(thrown);
      const known = WHY[code];
      if (known === undefined) throw thrown;
      // A slip of the keyboard: what is shown is looked at again, and may be typed again.
      if (code === 'answer-invalid') return offer(context, serving, words(style, known));
      // A click long after the first: what it asked for has happened.
      if (code !== 'not-allowed' || !isApproved(await migrationDocument(app, migration.id), step))
        return show(context, frame, refusedPage(frame, migration, step, words(style, known)), status);
    }
    return back(context, `/migrations/${migration.id}`, 'approve');
  };
}

function isApproved(
  { status, steps }: Awaited<ReturnType<typeof asked>>['migration'],
  step: string | undefined,
): boolean {
  if (step === undefined) return status !== 'draft' && status !== 'cancelled';
  return steps.some((one) => one.step === step && one.approved?.current === true);
}
