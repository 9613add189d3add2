import { pgBossDispatcher } from '../../../src/adapters/dispatcher/pg-boss/index.ts';
import { WORKER_AT_ONCE, work } from '../../../src/app/engine/work.ts';
import { newId } from '../../../src/compose.ts';
import { fleetApp } from './app.ts';
import { addToySteps } from './toy-steps.ts';

/** `worker-child URL KEYFILE PROVIDER-PORT [LEASE-MS]`: what `golive worker` runs, with toy steps. Ends with SIGTERM. */
const [url, keyFile, port, leaseMs] = process.argv.slice(2);
addToySteps(Number(port));
const app = await fleetApp(url!, keyFile!, leaseMs === undefined ? undefined : Number(leaseMs));
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const wallTime = (atMs: number) => new Date(atMs);
const dispatcher = pgBossDispatcher({ url: url!, wallTime, atOnce: WORKER_AT_ONCE, log: app.log });
console.log('ready');
await work(app, { signal: stop.signal, owner: newId('worker') }, dispatcher);
console.log(JSON.stringify({ rssMb: Math.round(process.memoryUsage.rss() / 1e6) }));
await app.store.close();
