import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { MiddlewareHandler } from 'hono/types';
import { isTokenShaped } from '../../app/access/parts.ts';
import type { Language } from '../../domain/message.ts';
import { LANGUAGES } from '../../domain/message.ts';
import type { Env, Visitor } from '../env.ts';
import type { Serving } from '../serving.ts';
import { giveLanguage, LANGUAGE_COOKIE, sessionIn } from './cookies.ts';
import { gateOf } from './gate.ts';

/** Who is asking, and in which language: sets `visitor`, `language` and `serving`. It lets everybody through. */
export function identify(serving: Serving): MiddlewareHandler<Env> {
  const { app } = serving;
  return async (context, next) => {
    const chosen = languageIn(context.req.query('lang'));
    const remembered = languageIn(getCookie(context, LANGUAGE_COOKIE));
    context.set('serving', serving);
    context.set('language', chosen ?? remembered ?? app.config.agency.language);
    context.set('visitor', await visitorOf(serving, context));
    if (chosen !== undefined && chosen !== remembered) giveLanguage(context, app, chosen);
    await next();
  };
}

const languageIn = (text: string | undefined): Language | undefined => LANGUAGES.find((known) => known === text);

/** A token that is named is what counts, good or not: a browser's cookie is not looked at beside it. */
export async function visitorOf(serving: Serving, context: Context<Env>): Promise<Visitor | undefined> {
  const { visitors } = gateOf(serving);
  const authorization = context.req.header('authorization');
  if (authorization !== undefined) {
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    return token !== undefined && isTokenShaped(token) ? visitors.byToken(token) : undefined;
  }
  const session = sessionIn(context);
  return session === undefined ? undefined : visitors.bySession(session);
}
