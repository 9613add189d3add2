import { readFileSync } from 'node:fs';
import { pgBossDispatcher } from '../../../src/adapters/dispatcher/pg-boss/index.ts';
import { serve } from '../../../src/app/engine/serve.ts';
import { work } from '../../../src/app/engine/work.ts';
import { newId } from '../../../src/compose/app.ts';
import { asGoLiveError } from '../../../src/domain/errors.ts';
import type { WorkerSettings } from './app.ts';
import { fleetApp } from './app.ts';
import { addToySteps } from './toy-steps.ts';

/** `worker-child SETTINGS.json`: what `golive worker` or `golive serve` runs, with toy steps. Ends with SIGTERM; what stops it otherwise is its last line. */
const settings = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as WorkerSettings;
const { url, providerPort, atOnce, serves = false } = settings;
addToySteps(providerPort);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
try {
  const app = await fleetApp(settings);
  const worker = { signal: stop.signal, owner: newId('worker') };
  console.log('ready');
  if (serves) await serve(app, worker);
  else {
    const wallTime = (atMs: number) => new Date(atMs);
    await work(app, worker, pgBossDispatcher({ url, wallTime, atOnce, log: app.log }), atOnce);
  }
  await app.store.close();
} catch (thrown) {
  const failure = asGoLiveError(thrown, 'worker');
  console.error(failure.message);
  process.exitCode = failure.row.exit;
}
