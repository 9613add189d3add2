import { createServer } from 'node:http';
import { setTimeout as nap } from 'node:timers/promises';
import { seededRandom } from '../../src/simulation/random.ts';

/**
 * A provider in a process of its own, which outlives whatever is done to its customers and counts what they made it do:
 *
 *     POST /do/ID/NAME/VALUE   takes a while, has happened, takes another while and answers; with `idempotency-key`, once for each key
 *     GET  /there/ID/NAME      the value as its list shows it: as it was `lagMs` ago
 *     GET  /report             each effect: how often it was carried out, and the value it has now
 *
 * Prints its port, then `got PID ID NAME` when a request has come in whole.
 */
export interface ProviderOptions {
  readonly seed: number;
  /** The longest between the request and its effect. */
  readonly beforeMs: number;
  /** The longest between the effect and the answer. */
  readonly afterMs: number;
  readonly lagMs: number;
}

export interface Report {
  readonly id: string;
  readonly name: string;
  readonly carriedOut: number;
  readonly value: string;
  /** Wall time, each of them. */
  readonly atMs: readonly number[];
}

const { seed, beforeMs, afterMs, lagMs } = JSON.parse(process.argv[2]!) as ProviderOptions;
const random = seededRandom(seed);
const done = new Map<string, { readonly value: string; readonly atMs: number }[]>();
const keys = new Set<string>();

function carryOut(what: string, value: string, key: string | undefined): void {
  if (key !== undefined) {
    if (keys.has(`${what} ${key}`)) return;
    keys.add(`${what} ${key}`);
  }
  done.set(what, [...(done.get(what) ?? []), { value, atMs: performance.now() }]);
}

const server = createServer(async (request, response) => {
  const [, verb, id = '', name = '', value = ''] = (request.url ?? '').split('/');
  const what = `${id}/${name}`;
  const say = (body: unknown) => response.end(JSON.stringify(body));
  if (verb === 'there') {
    const shownMs = performance.now() - lagMs;
    return say({ value: done.get(what)?.findLast(({ atMs }) => atMs <= shownMs)?.value ?? null });
  }
  if (verb === 'report')
    return say(
      [...done].map(([each, times]): Report => {
        const [id = '', name = ''] = each.split('/');
        return {
          id,
          name,
          carriedOut: times.length,
          value: times.at(-1)!.value,
          atMs: times.map((one) => performance.timeOrigin + one.atMs),
        };
      }),
    );
  console.log(`got ${request.headers['x-pid']} ${id} ${name}`);
  await nap(random() * beforeMs);
  carryOut(what, value, request.headers['idempotency-key'] as string | undefined);
  await nap(random() * afterMs);
  return say({});
});
process.stdin.resume().once('end', () => process.exit(1)); // whoever started it is gone
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
