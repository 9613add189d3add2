import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { isTokenShaped } from '../../app/access/parts.ts';
import { DEVICE_MS, LONGEST_SESSION_MS } from '../../app/access/sessions.ts';
import type { App } from '../../app/app.ts';
import { DAY, SECOND } from '../../domain/time.ts';

export const SESSION_COOKIE = 'golive_session';
export const DEVICE_COOKIE = 'golive_device';
export const LANGUAGE_COOKIE = 'golive_lang';
/** People who share a browser; more are remembered no further back. */
const MOST_IN_A_BROWSER = 3;
const LANGUAGE_MS = 365 * DAY;

/** No script reads it, no other site sends it along with a form, and behind TLS it never goes without. */
function put(context: Context, app: App, name: string, value: string, path: string, lifeMs: number): void {
  setCookie(context, name, value, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: app.config.serve.url?.startsWith('https:') === true,
    path,
    maxAge: lifeMs / SECOND,
  });
}

export const sessionIn = (context: Context): string | undefined => tokenIn(getCookie(context, SESSION_COOKIE));

const tokenIn = (value: string | undefined): string | undefined =>
  value !== undefined && isTokenShaped(value) ? value : undefined;

export const giveSession = (context: Context, app: App, token: string): void =>
  put(context, app, SESSION_COOKIE, token, '/', LONGEST_SESSION_MS);

export const takeSession = (context: Context, app: App): void => put(context, app, SESSION_COOKIE, '', '/', 0);

export const devicesIn = (context: Context): readonly string[] =>
  (getCookie(context, DEVICE_COOKIE)?.split('.') ?? []).filter(isTokenShaped).slice(0, MOST_IN_A_BROWSER);

export const giveDevice = (context: Context, app: App, token: string): void =>
  put(
    context,
    app,
    DEVICE_COOKIE,
    [token, ...devicesIn(context)].slice(0, MOST_IN_A_BROWSER).join('.'),
    '/login',
    DEVICE_MS,
  );

export const giveLanguage = (context: Context, app: App, language: string): void =>
  put(context, app, LANGUAGE_COOKIE, language, '/', LANGUAGE_MS);
