import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { serve } from '../../src/app/engine/serve.ts';
import { acknowledging } from './acks.ts';
import type { Pace, StoreSettings } from './app.ts';
import { crashApp, newId, opener } from './app.ts';
import type { Mode, ToyProvider } from './steps.ts';
import { addToySteps } from './steps.ts';

export interface WorkerSettings {
  readonly store: StoreSettings;
  readonly pace: Pace;
  readonly provider: Omit<ToyProvider, 'onConnecting'>;
  readonly mode: Mode;
  readonly acksFile: string;
}

/** `worker-child SETTINGS`: says `ready`, and from the first line on its stdin does what `golive serve` does, until SIGTERM. */
const { store, pace, provider, mode, acksFile } = JSON.parse(process.argv[2]!) as WorkerSettings;
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
addToySteps({ ...provider, onConnecting: (id, name) => console.log(`connecting ${process.pid} ${id} ${name}`) }, mode);
const open = await opener(store);
flushCompileCache(); // a killed process keeps nothing for the next
console.log('ready');
const input = createInterface({ input: process.stdin });
await new Promise((go) => input.once('line', go));
input.close();
process.stdin.resume().once('end', () => process.exit(1)); // whoever started it is gone
const opened = await open();
console.log('working');
await serve(crashApp(acknowledging(opened, acksFile), pace), { signal: stop.signal, owner: newId('worker') });
await opened.close();
process.exit(0);
