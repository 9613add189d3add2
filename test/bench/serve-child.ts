// One golive that serves, as `golive serve` is put together, with a loop of DNS checks beside it and a watch on its event loop.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../../src/app/engine/serve.ts';
import { note } from '../../src/app/say.ts';
import { openApp } from '../../src/compose/app.ts';
import { listenFor } from '../../src/compose/http.ts';
import { dnsOf } from '../../src/compose/outside.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Store } from '../../src/ports/store.ts';
import type { ServeFigures } from './serve.ts';
import { dueAfterMs, FAR_AWAY, migrationIdOf, numberOf } from './serve-due.ts';

const [configFile, checksPerSecond, touched] = process.argv.slice(2) as [string, string, string];
const { startsAtMs } = (
  JSON.parse(readFileSync(configFile, 'utf8')) as { laboratory: { clock: { startsAtMs: number } } }
).laboratory.clock;
const surroundings = { cwd: process.cwd(), home: process.cwd(), env: {} };
const stopping = new AbortController();
const app = await openApp(surroundings, configFile, (line) => console.error(line));

/** How long after its moment each migration was taken in hand. */
let late: number[] = [];
const store: Store = Object.create(app.store, {
  claimDue: {
    value: async (...asked: Parameters<Store['claimDue']>) => {
      const leases = await app.store.claimDue(...asked);
      for (const { migrationId } of leases) {
        const afterMs = dueAfterMs(numberOf(migrationId));
        if (afterMs !== undefined) late.push(app.clock.now() - startsAtMs - afterMs);
      }
      return leases;
    },
  },
});
const listening = await listenFor(app, stopping.signal, surroundings);
const serving = serve({ ...app, store }, { signal: stopping.signal, owner: 'bench' });
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

let checks = 0;
let answered = 0;
let highestRss = 0;
const ANSWER_BEFORE_MS = 1000;
const BEATS_PER_SECOND = 10;
const checking = (async () => {
  const dns = await dnsOf(app.config);
  const perBeat = Math.round(Number(checksPerSecond) / BEATS_PER_SECOND);
  let number = 0;
  let nextMs = performance.now();
  while (!stopping.signal.aborted) {
    const questions = Array.from({ length: perBeat }, () => ({
      server: { address: '127.0.0.1' },
      name: fqdn(`wacht-${number++ % 1000}.example`),
      type: 'A',
      recursive: false,
    }));
    checks += questions.length;
    // Like a look of a step: nobody waits for it here but the next one is not late for that.
    void dns.askAll(questions, AbortSignal.timeout(ANSWER_BEFORE_MS)).then((answers) => {
      answered += answers.filter(({ outcome }) => outcome === 'answer').length;
    });
    highestRss = Math.max(highestRss, process.memoryUsage.rss());
    nextMs += 1000 / BEATS_PER_SECOND;
    await sleep(Math.max(0, nextMs - performance.now()), undefined, { signal: stopping.signal }).catch(() => undefined);
  }
})();

/** Somebody does something each second: dashboards hear of it, and nothing that was made before can be shown again. */
let talking: Promise<void> | undefined;
const talk = async (): Promise<void> => {
  for (let number = 0; !stopping.signal.aborted; number++) {
    await note(app, migrationIdOf((number * FAR_AWAY) % Number(touched)), `gebeld, ${number}`, undefined, {
      by: 'Anna',
    });
    await sleep(1000, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
};

const share = (sorted: readonly number[], of: number): number => sorted[Math.floor((sorted.length - 1) * of)] ?? 0;
process.on('message', async (asked) => {
  if (asked === 'stop') {
    stopping.abort();
    await Promise.allSettled([serving, checking, talking]);
    await listening?.close();
    await app.store.close();
    process.disconnect();
    return;
  }
  if (asked === 'news') {
    talking ??= talk();
    process.send!({});
    return;
  }
  const sorted = late.toSorted((a, b) => a - b);
  process.send!({
    loopP50Ms: delay.percentile(50) / 1e6,
    loopP99Ms: delay.percentile(99) / 1e6,
    loopMaxMs: delay.max / 1e6,
    turnP50Ms: share(sorted, 0.5),
    turnP99Ms: share(sorted, 0.99),
    turns: sorted.length,
    rssMb: highestRss / 2 ** 20,
    heapUsedMb: process.memoryUsage().heapUsed / 2 ** 20,
    checks,
    answered,
  } satisfies ServeFigures);
  delay.reset();
  late = [];
  highestRss = 0;
  checks = 0;
  answered = 0;
});
process.send!({ address: listening!.address });
