import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import type { StepState } from '../../src/domain/lifecycle.ts';
import { missing } from './acks.ts';
import type { Pace } from './app.ts';
import { crashApp, opener } from './app.ts';
import { bundledWorker } from './bundle.ts';
import type { Child } from './children.ts';
import { startChild } from './children.ts';
import { migrationMaker } from './fill.ts';
import type { ProviderOptions, Report } from './provider.ts';
import type { Mode } from './steps.ts';
import { COUNTED, LAST_VALUE, TOYS } from './steps.ts';
import type { WorkerSettings } from './worker-child.ts';

export interface GroundOptions {
  /** `postgres://…`; absent: an SQLite file of its own. */
  readonly url?: string;
  readonly seed: number;
  readonly mode: Mode;
  readonly pace: Pace;
  readonly provider: Omit<ProviderOptions, 'seed'>;
  readonly connectMs: number;
  readonly leavesWithinMs: number;
  /** Whether the lease is looked at right before the first octet. */
  readonly isChecked: boolean;
  /** Migrations that are under way at any time. */
  readonly open: number;
}

/** What the provider and the store say when all is over. */
export interface Verdict {
  readonly migrations: number;
  readonly done: number;
  /** Orders and payments that were carried out more often than once. */
  readonly duplicates: number;
  /** Settings that came late and undid a later one. */
  readonly undone: number;
  /** Journal events that were acknowledged and are gone, and effects of done migrations that never were. */
  readonly lost: readonly string[];
  readonly acknowledged: number;
  /** What `check` says of the store. */
  readonly faults: readonly string[];
  /** How often a person was asked whether something had happened. */
  readonly asked: number;
  /** The journals of the first few where something went wrong, beside what the provider did, by its clock. */
  readonly stories: readonly string[];
}

export interface Ground {
  readonly provider: Child;
  /** A worker that is at work, from a spare that stood ready. */
  worker(): Promise<Child>;
  /** Keeps so many migrations under way, and answers what workers ask of a person. */
  tend(refill: boolean): Promise<{ readonly open: number }>;
  verdict(): Promise<Verdict>;
  close(): Promise<void>;
}

/** A store, a provider and as many workers as are wanted, all processes of this test. */
export async function openGround(options: GroundOptions): Promise<Ground> {
  const folder = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'golive-crash-'));
  const program = await bundledWorker(join(folder, 'program'));
  const children: Child[] = [];
  const start = (file: string, settings: unknown): Child => {
    const child = startChild(file, settings, { NODE_COMPILE_CACHE: join(folder, 'compiled') });
    children.push(child);
    return child;
  };
  const providerSettings: ProviderOptions = { ...options.provider, seed: options.seed };
  const provider = start('provider.ts', providerSettings);
  const port = Number(await provider.line(''));
  const settings = { where: options.url ?? join(folder, 'golive.db'), keyFile: join(folder, 'key') };
  if (options.url !== undefined) await inMemory(options.url);
  const store = await (await opener(settings))();
  const app = crashApp(store, options.pace);
  const make = await migrationMaker(app);

  let started = 0;
  const spares: { readonly child: Child; readonly ready: Promise<string> }[] = [];
  const spare = (): void => {
    const { lagMs } = options.provider;
    const { connectMs, leavesWithinMs, isChecked, mode, pace } = options;
    const child = start(program, {
      store: settings,
      pace,
      provider: { port, lagMs, connectMs, leavesWithinMs, isChecked },
      mode,
      acksFile: join(folder, `acks-${++started}`),
    } satisfies WorkerSettings);
    spares.push({ child, ready: child.line('ready') });
  };

  const all: string[] = [];
  let open = new Set<string>();
  let asked = 0;

  async function tend(refill: boolean): Promise<{ readonly open: number }> {
    const rows = open.size === 0 ? [] : await store.listProjections({ limit: open.size, ids: [...open] });
    const left = rows.filter(({ projection }) => projection.status !== 'done');
    for (const { id, projection } of left)
      if (projection.status === 'needs-you' || projection.status === 'halted') await answer(id);
    open = new Set(left.map(({ id }) => id));
    if (refill && open.size < options.open) {
      const made = await make(Math.max(options.open - open.size, Math.ceil(options.open / 2)));
      all.push(...made);
      for (const id of made) open.add(id);
    }
    return { open: open.size };
  }

  const WAITING_FOR_A_WORD: ReadonlySet<StepState> = new Set(['needs-you', 'failed']);

  /** The person who is asked whether it happened sees no more than golive, and always says: do it again. */
  async function answer(id: string): Promise<void> {
    const { state } = await load(app, id);
    for (const [step, record] of Object.entries(state.steps)) {
      if (!WAITING_FOR_A_WORD.has(record.state)) continue;
      asked++;
      await say(app, id, 'retry', { step }, { by: 'Ada', why: 'it is not there' }).catch(() => undefined);
    }
  }

  async function reports(): Promise<readonly Report[]> {
    return (await (await fetch(`http://127.0.0.1:${port}/report`)).json()) as Report[];
  }

  async function story(id: string, carried: readonly Report[]): Promise<string> {
    const lines = (await store.readJournal(id)).map(({ atMs, event }) => ({ atMs, text: JSON.stringify(event) }));
    for (const { name, atMs } of carried.filter((report) => report.id === id))
      lines.push(...atMs.map((each) => ({ atMs: each, text: `PROVIDER ${name}` })));
    return lines
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ atMs, text }) => `${id} ${Math.round(atMs)} ${text.slice(0, 300)}`)
      .join('\n');
  }

  for (let count = 0; count < SPARES; count++) spare();
  await tend(true);
  return {
    provider,
    async worker() {
      const { child, ready } = spares.shift()!;
      spare();
      await ready;
      const working = child.line('working');
      child.tell('go');
      await working;
      return child;
    },
    tend,
    async verdict() {
      for (const child of children) if (child !== provider) child.signal('SIGKILL');
      await Promise.all(children.map((child) => child === provider || child.gone));
      const carried = await reports();
      const ids = new Set(all);
      const rows = await store.listProjections({ limit: Math.max(1, all.length), ids: all });
      const done = rows.filter(({ projection }) => projection.status === 'done').map(({ id }) => id);
      const seen = new Map(carried.map((report) => [`${report.id}/${report.name}`, report]));
      const ackFiles = readdirSync(folder).filter((name) => name.startsWith('acks-'));
      const { acknowledged, lost } = await missing(
        store,
        ackFiles.map((name) => join(folder, name)),
      );
      const never = done.flatMap((id) =>
        [...new Set(TOYS.map(({ name }) => name))]
          .filter((name) => !seen.has(`${id}/${name}`))
          .map((name) => `${id} ${name}`),
      );
      const extra = (report: Report) => (COUNTED.has(report.name) ? report.carriedOut - 1 : 0);
      const isUndone = (id: string) => (seen.get(`${id}/target`)?.value ?? LAST_VALUE) !== LAST_VALUE;
      const wrong = new Set([
        ...carried.filter((report) => extra(report) > 0).map(({ id }) => id),
        ...done.filter(isUndone),
      ]);
      return {
        migrations: ids.size,
        done: done.length,
        duplicates: carried.reduce((sum, report) => sum + extra(report), 0),
        undone: done.filter(isUndone).length,
        lost: [...lost, ...never],
        acknowledged,
        faults: (await store.check()).map(({ where, what }) => `${where} ${what}`),
        asked,
        stories:
          options.mode === 'blind' ? [] : await Promise.all([...wrong].slice(0, 3).map((id) => story(id, carried))),
      };
    },
    async close() {
      for (const child of children) child.signal('SIGKILL');
      await Promise.all(children.map(({ gone }) => gone));
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Here nobody kills the server: what it has answered is not lost, and it need not wait for a disk that all share. */
async function inMemory(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`alter database ${client.escapeIdentifier(client.database!)} set synchronous_commit = off`);
  await client.end();
}

const SPARES = 2;
/** What a killed process wrote outlives it in memory as on a disk, and the file that many fight for is free sooner. */
const IN_MEMORY = '/dev/shm';
