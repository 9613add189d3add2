import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openMemoryStore } from '../../../src/adapters/store/memory/index.ts';
import type { App } from '../../../src/app/app.ts';
import { newProject } from '../../../src/app/new-project.ts';
import { projectionOf } from '../../../src/app/projection.ts';
import { load } from '../../../src/app/record.ts';
import { say } from '../../../src/app/say.ts';
import { fqdn } from '../../../src/domain/name.ts';
import { playbookDigest } from '../../../src/domain/playbook.ts';
import { EVERYTHING_MOVES } from '../../domain/playbooks.ts';
import { fleetApp } from './app.ts';
import { addToySteps, FLEET_PLAYBOOK, KINDS } from './toy-steps.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PER_PROJECT = 500;

export interface FleetOptions {
  readonly url: string;
  readonly migrations: number;
  readonly workers: number;
  readonly effectMs?: number;
  readonly leaseMs?: number;
  /** Does something to the fleet, again and again, while it works. */
  readonly meanwhile?: (workers: ChildProcess[], start: () => void) => Promise<void>;
  readonly deadlineMs: number;
}

export interface FleetOutcome {
  readonly done: number;
  /** At the provider. */
  readonly effects: number;
  readonly twice: number;
  readonly seconds: number;
  /** Of each worker at its end. */
  readonly rssMb: readonly number[];
}

/** So many workers, each a process, on one PostgreSQL store and one provider, until all migrations are done. */
export async function runFleet(options: FleetOptions): Promise<FleetOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-fleet-'));
  const keyFile = join(folder, 'key');
  const children: ChildProcess[] = [];
  const provider = spawn(process.execPath, [join(HERE, 'provider.ts'), String(options.effectMs ?? 50)]);
  try {
    const port = Number(await firstLine(provider));
    const app = await fleetApp(options.url, keyFile);
    await fill(app, options.migrations);
    const rssMb: number[] = [];
    const lease = options.leaseMs === undefined ? [] : [String(options.leaseMs)];
    const start = () => {
      const child = spawn(
        process.execPath,
        [join(HERE, 'worker-child.ts'), options.url, keyFile, String(port), ...lease],
        {
          stdio: ['ignore', 'pipe', process.env['FLEET_LOG'] === undefined ? 'ignore' : 'inherit'],
        },
      );
      child.stdout!.on('data', (text: Buffer) => {
        const told = /\{"rssMb":(\d+)\}/.exec(text.toString());
        if (told !== null) rssMb.push(Number(told[1]));
      });
      children.push(child);
      return child;
    };
    for (let count = 0; count < options.workers; count++) await firstLine(start());
    const began = performance.now();
    let done = 0;
    const isOver = () => done >= options.migrations || performance.now() - began > options.deadlineMs;
    const watching = (async () => {
      for (; !isOver(); await pause(250))
        try {
          done = (await app.store.countByStatus()).done ?? 0;
        } catch {
          // the server restarts
        }
    })();
    while (options.meanwhile !== undefined && !isOver()) await options.meanwhile(children, start);
    await watching;
    const seconds = (performance.now() - began) / 1000;
    const counts = (await (await fetch(`http://127.0.0.1:${port}/counts`)).json()) as {
      effects: number;
      twice: number;
    };
    await app.store.close();
    await Promise.all(children.map((child) => ended(child, 'SIGTERM')));
    return { done, ...counts, seconds, rssMb };
  } finally {
    await Promise.all(children.map((child) => ended(child, 'SIGKILL')));
    await ended(provider, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

export const EFFECTS_EACH = KINDS.length;

/** Approved migrations that are due now: one real one, again and again under other names. */
async function fill(app: App, count: number): Promise<void> {
  addToySteps(0);
  const memory: App = { ...app, store: openMemoryStore({ clock: app.clock }) };
  const answers = { ...EVERYTHING_MOVES, playbook: FLEET_PLAYBOOK.id } as never;
  const { migrations } = await newProject(memory, ['klant.nl'], answers, { by: 'Ada' });
  const id = migrations[0]!.state.id;
  await say(memory, id, 'approve', {}, { by: 'Ada', why: 'a fleet at work' });
  const one = await load(memory, id);
  const events = await memory.store.readJournal(id);
  const projection = projectionOf(one, app.clock.now());
  for (let from = 0; from < count; from += PER_PROJECT) {
    const names = Array.from({ length: Math.min(PER_PROJECT, count - from) }, (_, index) => `vloot-${from + index}`);
    const projectId = `p-vloot-${from}`;
    await app.store.createProject(
      {
        ...one.project,
        id: projectId,
        domains: names.map((name) => ({ domain: fqdn(`${name}.example`), role: 'main', migrationId: `m-${name}` })),
      },
      names.map((name) => {
        const domain = fqdn(`${name}.example`);
        const migrationId = `m-${name}`;
        return {
          header: { id: migrationId, projectId, domain, createdMs: app.clock.now() },
          events: events.map(({ by, why, atMs, event }) => ({
            by,
            ...(why === undefined ? {} : { why }),
            atMs,
            event: event.type === 'created' ? { ...event, migrationId, projectId, domain } : event,
          })),
          projection: {
            ...projection,
            dueMs: app.clock.now(),
            summary: { ...(projection.summary as object), id: migrationId, domain },
          },
        };
      }),
      [{ digest: playbookDigest(FLEET_PLAYBOOK), playbook: FLEET_PLAYBOOK }],
    );
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', (text: Buffer) => resolve(text.toString().trim()));
    child.once('exit', (code) => reject(new Error(`ended with ${code} before its first word`)));
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
