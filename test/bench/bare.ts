// What a bare hono answers: the same bytes with the same headers, and nothing behind them.
import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const text = readFileSync(process.argv[2]!, 'utf8');
const http = new Hono();
http.get('/api/v1/status', (context) =>
  context.body(text, 200, {
    'Content-Type': 'application/json',
    ETag: 'W/"bare"',
    'Cache-Control': 'no-store',
  }),
);
serve({ fetch: http.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  process.send!({ address: `http://127.0.0.1:${port}` }),
);
