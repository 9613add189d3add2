import type { Context } from 'hono';
import type { MiddlewareHandler } from 'hono/types';
import type { Env } from './env.ts';

/**
 * Refuses bodies that are longer. One that does not say how long it is (chunked) is read here, up to that length, and handed on whole; hono's own
 * limit cannot do that with the requests of its Node adapter.
 */
export function limitBody(most: number, refuse: (context: Context<Env>) => Response): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { raw } = context.req;
    const length = raw.headers.get('content-length');
    if (length !== null && !raw.headers.has('transfer-encoding')) {
      if (Number(length) > most) return refuse(context);
    } else if (raw.body !== null) {
      const body = await readUpTo(raw.body, most);
      if (body === undefined) return refuse(context);
      const { url, method, headers, signal } = raw;
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
