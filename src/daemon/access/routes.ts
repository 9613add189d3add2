import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Invitation } from '../../app/access/invitations.ts';
import { acceptInvitation, invitationOf } from '../../app/access/invitations.ts';
import { isTokenShaped } from '../../app/access/parts.ts';
import { faultOfPassword } from '../../app/access/passwords.ts';
import { endSession, rememberDevice, startSession } from '../../app/access/sessions.ts';
import { signIn } from '../../app/access/sign-in.ts';
import { endOverdueLinks } from '../../app/customer/links.ts';
import { inLanguage, styleOf } from '../../app/voice.ts';
import type { LoginProblem, WelcomeProblem } from '../../dashboard/access.ts';
import { loginPage, staleLinkPage, welcomePage } from '../../dashboard/access.ts';
import { asGoLiveError } from '../../domain/errors.ts';
import { MINUTE, SECOND } from '../../domain/time.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import { callerOf } from './caller.ts';
import { devicesIn, giveDevice, giveSession, takeSession } from './cookies.ts';
import { gateOf } from './gate.ts';
import { localPath, needs } from './needs.ts';

const SWEEP_MS = 10 * MINUTE;
const NOT_KEPT = { 'Cache-Control': 'no-store' };

/** Signing in and out, and the link with which a password is chosen. */
export function accessRoutes(serving: Serving): Hono<Env> {
  const { app } = serving;
  const routes = new Hono<Env>();
  const gate = gateOf(serving);
  sweep(serving);

  routes.get('/login', (context) => {
    const to = localPath(context.req.query('to'));
    if (context.get('visitor')?.via === 'session') return context.redirect(to, 303);
    return context.html(loginPage(frameOf(context), { to }), 200, NOT_KEPT);
  });

  routes.post('/login', async (context) => {
    const form = await formOf(context);
    const to = localPath(form.to);
    const { name = '', password = '' } = form;
    const again = (problem: LoginProblem, status: 401 | 429 | 503, waitSeconds?: number) =>
      context.html(
        loginPage(frameOf(context), { to, name, problem, ...(waitSeconds === undefined ? {} : { waitSeconds }) }),
        status,
        waitSeconds === undefined ? NOT_KEPT : { ...NOT_KEPT, 'Retry-After': String(waitSeconds) },
      );
    const address = callerOf(serving, context);
    const came = await signIn(app, serving, gate, {
      name,
      password,
      devices: devicesIn(context),
      ...(address === undefined ? {} : { address }),
    });
    if (came.outcome === 'wrong') return again('wrong', 401);
    if (came.outcome === 'busy') return again('busy', 503, 5);
    if (came.outcome === 'wait') return again('wait', 429, Math.ceil(came.waitMs / SECOND));
    await endOwn(context);
    giveSession(context, app, came.session);
    if (came.newDevice !== undefined) giveDevice(context, app, came.newDevice);
    return context.redirect(to, 303);
  });

  routes.post('/logout', needs('read'), async (context) => {
    await endOwn(context);
    takeSession(context, app);
    return context.redirect('/login', 303);
  });

  routes.get('/welcome/:token', async (context) => {
    const invitation = await invitationIn(context);
    return invitation === undefined ? stale(context) : welcome(context, invitation);
  });

  routes.post('/welcome/:token', async (context) => {
    const invitation = await invitationIn(context);
    if (invitation === undefined) return stale(context);
    const { password = '', again = '' } = await formOf(context);
    const { user } = invitation;
    const problem = faultOfPassword(password, user.name) ?? (password === again ? undefined : 'differs');
    if (problem !== undefined) return welcome(context, invitation, problem);
    const came = await acceptInvitation(app, serving, gate.passwords, invitation, password);
    if (came === 'busy') return welcome(context, invitation, 'busy');
    if (came === 'used') return stale(context);
    await endOwn(context);
    giveSession(context, app, await startSession(app, serving, user));
    giveDevice(context, app, await rememberDevice(app, serving, user));
    return context.redirect('/', 303);
  });

  return routes;

  /** Ends the session that this browser carries; what is remembered of others is looked up again. */
  async function endOwn(context: Context<Env>): Promise<void> {
    const visitor = context.get('visitor');
    if (visitor?.via === 'session') await endSession(app.store, visitor.credentialId);
    gate.visitors.forgetAll();
  }

  async function invitationIn(context: Context<Env>): Promise<Invitation | undefined> {
    const token = context.req.param('token') ?? '';
    return isTokenShaped(token) ? invitationOf(app.store, token, serving.wallNow()) : undefined;
  }

  function welcome(context: Context<Env>, { user, expiresMs }: Invitation, problem?: WelcomeProblem) {
    const shown = { name: user.name, expiresMs, ...(problem === undefined ? {} : { problem }) };
    const status = problem === undefined ? 200 : problem === 'busy' ? 503 : 422;
    return context.html(welcomePage(frameOf(context), context.req.path, shown), status, NOT_KEPT);
  }

  function stale(context: Context<Env>) {
    return context.html(staleLinkPage(frameOf(context)), 404, NOT_KEPT);
  }

  function frameOf(context: Context<Env>) {
    const { path } = context.req;
    return { style: styleOf(inLanguage(app, context.get('language'))), assets: serving.assets, path };
  }
}

/** Fields of a form, each once and as text. What is no form has none. */
async function formOf(context: Context<Env>): Promise<Readonly<Partial<Record<string, string>>>> {
  const form = await context.req.parseBody().catch(() => ({}));
  return Object.fromEntries(Object.entries(form).filter(([, value]) => typeof value === 'string')) as Record<
    string,
    string
  >;
}

/** Takes out what has run out, as long as there is somebody who could come in with it. */
function sweep({ app, wallNow, every }: Serving): void {
  every(SWEEP_MS, async () => {
    try {
      await endOverdueLinks(app, wallNow());
      await app.store.dropExpiredCredentials(wallNow());
    } catch (thrown) {
      app.log(asGoLiveError(thrown, 'store').message);
    }
  });
}
