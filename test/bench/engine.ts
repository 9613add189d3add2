import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { tick } from '../../src/app/engine/tick.ts';
import { load } from '../../src/app/record.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { transition } from '../../src/domain/migration.ts';
import { DAY } from '../../src/domain/time.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';
import { fillWithWaiting } from './many.ts';

const RUNS = 11;
const LAUNCHER = resolve(import.meta.dirname, '../../bin/golive.cjs');
const folder = mkdtempSync(join(tmpdir(), 'golive-bench-'));
const worker = { signal: new AbortController().signal, owner: 'bench' };

const show = (what: string, figure: string, ratio = '') =>
  console.log(`${what.padEnd(46)} ${figure.padStart(14)}  ${ratio}`);
const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const times = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ×`;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function startMs(...args: readonly string[]): number {
  const runs = Array.from({ length: RUNS }, () => {
    const begun = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    return performance.now() - begun;
  });
  return median(runs);
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const begun = performance.now();
    await work();
    runs.push(performance.now() - begun);
  }
  return median(runs);
}

function start(): void {
  console.log(`\nStart, median of ${RUNS}, beside bare Node`);
  writeFileSync(join(folder, 'golive.yaml'), 'agency: { name: Bench }\n');
  const bare = startMs('-e', '0');
  show('node -e 0', ms(bare));
  for (const args of [['--help'], ['status'], ['tick']]) {
    const golive = startMs(LAUNCHER, ...args);
    show(`golive ${args.join(' ')}`, ms(golive), times(golive / bare));
  }
}

/** A pass that finds nothing due, one that finds one, and a page of the status, over so many that wait. */
async function passOver(waiting: number) {
  let rows = 0;
  const store = await openSqliteStore({
    file: join(folder, `${waiting}.db`),
    clock: { now: () => MONDAY_EVENING },
    onStatement: (_sql, read) => {
      rows += read;
    },
  });
  try {
    await fillWithWaiting(store, waiting);
    const { app, ids } = await simulated({ store: () => store });
    rows = 0;
    await tick(app, worker);
    const idleRows = rows;
    const idleMs = await medianMs(() => tick(app, worker));
    await say(app, ids[0]!, 'approve', {}, { by: 'Anna' });
    rows = 0;
    await tick(app, worker);
    const busyRows = rows;
    const pageMs = await medianMs(() => statusDocument(app, { limit: 100 }));
    return { idleRows, idleMs, busyRows, pageMs };
  } finally {
    await store.close();
  }
}

async function passes(): Promise<void> {
  const few = await passOver(100);
  const many = await passOver(10_000);
  console.log('\nOne pass of golive tick, 10,000 waiting migrations beside 100');
  show('nothing due: rows read', String(many.idleRows), `${few.idleRows} with 100`);
  show('nothing due', ms(many.idleMs), times(many.idleMs / few.idleMs));
  show('one due: rows read', String(many.busyRows), times(many.busyRows / few.busyRows));
  show('golive status, a page of 100', ms(many.pageMs), times(many.pageMs / few.pageMs));
}

async function move(): Promise<void> {
  const begun = performance.now();
  const { app, agency, ids } = await simulated();
  await say(app, ids[0]!, 'approve', {}, { by: 'Anna' });
  const statuses = await runThrough(app, agency, ids, { signal: worker.signal, untilMs: MONDAY_EVENING + 60 * DAY });
  const seconds = (performance.now() - begun) / 1000;
  const events = await app.store.readJournal(ids[0]!);
  const simulatedDays = (app.clock.now() - MONDAY_EVENING) / DAY;
  console.log('\nA whole move in the simulated Internet');
  show(`${simulatedDays.toFixed(1)} days, until ${statuses.get(ids[0]!)}`, `${seconds.toFixed(2)} s`);
  show('events in its journal', String(events.length), `${Math.round(events.length / seconds)} a second`);

  const { playbook } = await load(app, ids[0]!);
  const replay = () => {
    let state: Parameters<typeof transition>[1] | undefined;
    for (const event of events) {
      const next = transition(playbook, state, event);
      if ('refused' in next) throw new Error(next.refused);
      state = next.state;
    }
  };
  let count = 0;
  const from = performance.now();
  while (performance.now() - from < 2000) {
    replay();
    count += events.length;
  }
  show('transitions of the engine, replayed', `${Math.round((count / (performance.now() - from)) * 1000)}`, 'a second');
}

/** How fast golive starts, passes over what waits, and moves a domain. */
export async function engine(): Promise<void> {
  try {
    start();
    await passes();
    await move();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
