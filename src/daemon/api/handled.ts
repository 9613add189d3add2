import type { Context } from 'hono';
import { z } from 'zod';
import type { Who } from '../../app/say.ts';
import { inLanguage } from '../../app/voice.ts';
import type { Language } from '../../domain/message.ts';
import { visitorOf } from '../access/index.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import { bodyOf, fitted, queryOf } from './given.ts';
import type { Route, Words } from './route.ts';

const NOTHING = z.strictObject({});
/** What an `Idempotency-Key` can be. */
export const Key = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters');

/** Reads what was sent by the row's schemas, and does what the row does. @throws Refused, GoLiveError */
export async function handled(serving: Serving, row: Route, context: Context<Env>): Promise<unknown> {
  const { req } = context;
  const params = row.params === undefined ? {} : fitted(row.params, req.param(), 'query-invalid', 'the address');
  const query = queryOf(new URL(req.url), row.query ?? NOTHING) as { readonly language?: Language };
  const body =
    row.method === 'GET' || row.method === 'DELETE'
      ? {}
      : bodyOf(new Uint8Array(await req.arrayBuffer()), req.header('content-type'), row.body ?? NOTHING);
  const given = row.takesKey === true ? req.header('idempotency-key') : undefined;
  const key = given === undefined ? undefined : fitted(Key, given, 'query-invalid', 'Idempotency-Key');
  const visitor = context.get('visitor')!; // `needs` let nobody else through
  return row.handle({
    serving,
    app: inLanguage(serving.app, query.language ?? context.get('language')),
    visitor,
    params,
    query,
    body,
    key,
    request: req.raw,
    isStillIn: async () => (await visitorOf(serving, context))?.rights.has(row.right) === true,
    who: (words) => whoSays(visitor.name, words),
  });
}

/** Who is signed in comes first: nobody signs with another's name. */
function whoSays(name: string, { why, onBehalfOf }: Words): Who {
  return {
    by: onBehalfOf === undefined ? name : `${name} for ${onBehalfOf.trim()}`,
    ...(why === undefined ? {} : { why }),
  };
}
