import type { Context } from 'hono';
import { inLanguage, styleOf } from '../../app/voice.ts';
import { refusalPage } from '../../dashboard/access.ts';
import type { Env } from '../env.ts';
import type { RefusalCode } from '../problem.ts';
import { problemResponse, REFUSALS, Refused } from '../problem.ts';

/** Why somebody is not let in: what a page says of it has this name, a program gets the code. */
const WHYS = {
  'not-signed-in': ['not-signed-in', 'send an API token as Authorization: Bearer; golive token add makes one'],
  'not-permitted': ['no-right', 'your role, or the scope of your API token, does not hold it'],
  'cross-site': [
    'foreign-origin',
    'behind a web server, write the address that browsers use as serve.url in golive.yaml',
  ],
  'csrf-missing': ['foreign-origin', 'a session sends its CSRF token too, as the field csrf or as X-CSRF-Token'],
  'method-override': ['method-unknown', 'a request names its method once'],
  'body-type': ['not-json', 'send JSON with Content-Type: application/json'],
} as const satisfies Record<string, readonly [code: RefusalCode, why: string]>;
export type Refusal = keyof typeof WHYS;

const HEADERS: Readonly<Partial<Record<Refusal, Readonly<Record<string, string>>>>> = {
  'not-signed-in': { 'WWW-Authenticate': 'Bearer realm="golive"' },
  'method-override': { Allow: 'GET, HEAD, POST, PUT, DELETE' },
};

/** A browser that shows a page, or a program that reads JSON. */
export function wantsPage(context: Context<Env>): boolean {
  return !context.req.path.startsWith('/api/') && (context.req.header('accept') ?? '').includes('text/html');
}

const LONGEST_SUBJECT = 300;

/** Says no in the caller's own form: a page, or problem+json. */
export function refuse(context: Context<Env>, refusal: Refusal): Response {
  const { method, path } = context.req;
  const [code, why] = WHYS[refusal];
  if (!wantsPage(context)) {
    const subject = `${method} ${path.slice(0, LONGEST_SUBJECT)}`;
    return problemResponse(
      new Refused(code, code === 'not-signed-in' ? `${subject}:` : subject, { why }),
      HEADERS[refusal],
    );
  }
  const { app, assets } = context.get('serving');
  const visitor = context.get('visitor');
  const style = styleOf(inLanguage(app, context.get('language')));
  const frame = { style, assets, path: '/', ...(visitor === undefined ? {} : { visitor }) };
  return context.html(refusalPage(frame, refusal), REFUSALS[code].status, { 'Cache-Control': 'no-store' }) as Response;
}
