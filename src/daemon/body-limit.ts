import type { Context } from 'hono';
import type { MiddlewareHandler } from 'hono/types';
import type { Env } from './env.ts';

/** What may be sent at most; a zone file is the longest. */
export const LONGEST_BODY = 1024 * 1024;
/** Of somebody who has shown nothing yet: a name and a password. */
export const LONGEST_OF_STRANGERS = 64 * 1024;

/** Where a body of somebody who is not signed in is read at all; on a customer's page only after the link was found. */
const STRANGERS_FORMS = /^\/login$|^\/welcome\//;
const CUSTOMERS_FORMS = /^\/c\//;
/** Nothing reads a body of these. Asking for it is dear: the adapter builds a whole request of the platform for it, with a signal, for every page. */
const READING = new Set(['GET', 'HEAD']);

/**
 * Refuses bodies that are longer. One that does not say how long it is (chunked) is read here, up to that length, and handed on whole; hono's own
 * limit cannot do that with the requests of its Node adapter. It stands behind `identify`: thousands who have shown nothing must not be able to
 * fill the memory, and what nobody will read of them is not read here either.
 */
export function limitBody(refuse: (context: Context<Env>, most: number) => Response): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { raw, path, method } = context.req;
    const isStranger = context.get('visitor') === undefined;
    const length = raw.headers.get('content-length');
    if (length !== null && !raw.headers.has('transfer-encoding')) {
      const most = isStranger && STRANGERS_FORMS.test(path) ? LONGEST_OF_STRANGERS : LONGEST_BODY;
      if (Number(length) > most) return refuse(context, most);
    } else if (
      !READING.has(method) &&
      raw.body !== null &&
      (!isStranger || STRANGERS_FORMS.test(path) || CUSTOMERS_FORMS.test(path))
    ) {
      const most = isStranger ? LONGEST_OF_STRANGERS : LONGEST_BODY;
      const body = await readUpTo(raw.body, most);
      if (body === undefined) return refuse(context, most);
      const { url, headers, signal } = raw;
      context.req.raw = new Request(url, { method, headers: new Headers(headers), body, signal });
    }
    await next();
    return undefined;
  };
}

async function readUpTo(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
