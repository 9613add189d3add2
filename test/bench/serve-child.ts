// One golive that serves, as `golive serve` is put together, with a loop of DNS checks beside it and a watch on its event loop.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../../src/app/engine/serve.ts';
import { note } from '../../src/app/say.ts';
import { dnsOf, listenFor, openApp } from '../../src/compose.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { ServeFigures } from './serve.ts';

const [configFile, checksPerSecond, touched] = process.argv.slice(2) as [string, string, string];
const surroundings = { cwd: process.cwd(), home: process.cwd(), env: {} };
const stopping = new AbortController();
const app = await openApp(surroundings, configFile, (line) => console.error(line));

/** How much later than it asked for each pass of the engine began. */
let late: number[] = [];
const clock = {
  ...app.clock,
  async sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
    const toMs = performance.now() + Math.max(0, atMs - app.clock.now());
    await app.clock.sleepUntil(atMs, signal);
    late.push(performance.now() - toMs);
  },
};
const listening = await listenFor(app, stopping.signal, surroundings);
const serving = serve({ ...app, clock }, { signal: stopping.signal, owner: 'bench' });
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

/** Somebody does something now and then: dashboards hear of it, and nothing that was made before can be shown again. */
const talking = (async () => {
  for (let number = 0; !stopping.signal.aborted; number++) {
    await note(app, `m-wacht-${number % Number(touched)}`, `gebeld, ${number}`, undefined, { by: 'Anna' });
    await sleep(1000, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
})();

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
  const sorted = late.toSorted((a, b) => a - b);
  process.send!({
    loopP50Ms: delay.percentile(50) / 1e6,
    loopP99Ms: delay.percentile(99) / 1e6,
    loopMaxMs: delay.max / 1e6,
    tickP50Ms: share(sorted, 0.5),
    tickP99Ms: share(sorted, 0.99),
    ticks: sorted.length,
    rssMb: highestRss / 2 ** 20,
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
