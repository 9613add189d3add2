import { createServer } from 'node:http';

/**
 * A provider as a process of its own, which counts what it was made to do: `POST /do/KEY` takes a while and then has happened, `GET /there/KEY`
 * says whether it has, `GET /counts` how often each, `GET /first` when each was first asked for (epoch ms). Prints its port.
 */
const TAKES_MS = Number(process.argv[2] ?? 50);
const counts = new Map<string, number>();
const firstMs = new Map<string, number>();
let sent = 0;

const server = createServer((request, response) => {
  const [, verb, key = ''] = (request.url ?? '').split('/');
  const say = (body: unknown) => response.end(JSON.stringify(body));
  if (verb === 'there') {
    if (!firstMs.has(key)) firstMs.set(key, Date.now());
    return say({ there: counts.has(key) });
  }
  if (verb === 'first') return say([...firstMs]);
  if (verb === 'counts') return say({ effects: counts.size, twice: sent - counts.size });
  sent++;
  counts.set(key, (counts.get(key) ?? 0) + 1);
  setTimeout(() => say({}), TAKES_MS);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
