import { createHash } from 'node:crypto';
import { simulatedMachine } from '../../src/adapters/clock/memory/index.ts';
import type { TrustedClock } from '../../src/adapters/clock/trusted.ts';
import { memoryPorts } from '../../src/adapters/memory-ports.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import { tick } from '../../src/app/engine/tick.ts';
import { sweepSecrets } from '../../src/app/engine/vault.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import { canonicalJson } from '../../src/domain/json.ts';
import { isOver } from '../../src/domain/lifecycle.ts';
import type { MigrationState } from '../../src/domain/migration.ts';
import { stepsOf } from '../../src/domain/migration.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { child } from '../../src/domain/name.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { forgetSecrets } from '../../src/domain/scrub.ts';
import { statusOf } from '../../src/domain/status.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { StepPorts } from '../../src/ports/step-ports.ts';
import type { Store } from '../../src/ports/store.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import type { World } from '../../src/simulation/world.ts';
import { createWorld } from '../../src/simulation/world.ts';
import { builtInPlaybooks, MONDAY_EVENING, SIMULATED_CONFIG } from '../engine/simulated-app.ts';
import { Auditor } from './auditor.ts';
import type { Draw, Happening } from './draw.ts';
import { LONGEST_MS, MOVES } from './draw.ts';
import { outsideAtTheEnd, restored } from './ends.ts';
import { changeOfMind, people, turnBack } from './people.ts';
import { CALL_MS, Process, Strikes } from './process.ts';

const LEASE_MS = 2 * MINUTE;
/** More passes than any honest run needs. */
const MOST_PASSES = 15_000;
/** How long a list that is late shows what it showed. */
const LATE_MS = 3 * HOUR;
/** Longer than any wait of a move that does not end by itself, and than people take to try again. */
const NO_NEWS_MS = 2 * DAY;
const signal = new AbortController().signal;

export interface Outcome {
  readonly violations: readonly string[];
  /** `done`, `rolled-back`, `parked` … */
  readonly end: string;
  /** Of everything that was written, counted and left behind. */
  readonly trace: string;
  readonly passes: number;
  /** What it still waits for. */
  readonly where: string;
}

/** One run of one draw. Everything in it depends on the draw alone. */
export async function runDraw(draw: Draw, onEvent?: (line: string) => void): Promise<Outcome> {
  forgetSecrets(); // those of the runs before, which no replay has
  const random = seededRandom(draw.seed * 2 + 2);
  const kind = MOVES[draw.kind];
  let now = MONDAY_EVENING;
  const clock = { now: () => now, sleepUntil: async () => undefined };
  const machine = simulatedMachine(clock);
  const world = createWorld({ clock, seed: draw.seed, scenario: draw.scenario });
  const found = builtInPlaybooks();
  const byDigest = new Map<string, Playbook>();
  const inner = openMemoryStore({ clock });
  const playbookOf = (state: MigrationState) => byDigest.get(state.playbook.digest)!;
  const auditor = new Auditor(world, draw, () => now, playbookOf);
  const hash = createHash('sha256');
  const store = tapped(inner, auditor, (id, stored) => {
    for (const event of stored) {
      const line = canonicalJson({ id, ...event });
      if (!sealed) hash.update(line);
      onEvent?.(`${new Date(event.atMs).toISOString()} ${line}`);
    }
    auditor.heard(id, stored);
  });
  /** The trace is over; what a worker still tidies up is looked at, and not part of it. */
  let sealed = false;
  let made = 0;
  const appOf = (own: Store, ports: Awaited<ReturnType<App['portsFor']>>, ownClock: TrustedClock): App => ({
    config: SIMULATED_CONFIG,
    store: own,
    clock: ownClock,
    leaseMs: LEASE_MS,
    callMs: CALL_MS,
    pollMs: SECOND,
    inTime: (given) => given,
    newId: (prefix) => `${prefix}-${++made}`,
    playbooks: async () => found,
    portsFor: async () => ports,
    log: (line) => onEvent?.(`${new Date(now).toISOString()} log: ${line}`),
  });
  const hidden = new Set(draw.hides);
  const outside = overheard(
    hiding(memoryPorts(world, { without: draw.without }), hidden, () => now),
    auditor,
  );
  const deskClock = machine.clock();
  const desk = appOf(store, outside, deskClock);
  const { migrations } = await newProject(desk, [world.domain], answersFor(kind.answers, world.domain) as never, {
    by: 'Anna (agency)',
  });
  const ids = migrations.map(({ state }) => state.id);
  for (const { playbook, state } of migrations) {
    byDigest.set(state.playbook.digest, playbook);
    auditor.heard(state.id, await inner.readJournal(state.id));
  }
  const begin = canonicalJson(world.snapshot());

  for (const call of draw.refused) world.faults.next(call, 'refused');
  if (draw.perCall > 0) world.faults.plan({ perCall: draw.perCall, kinds: draw.faults });
  const strikes = new Strikes(draw.strikes);
  let born = 0;
  interface Worker {
    readonly process: Process;
    readonly app: App;
    readonly clock: TrustedClock;
  }
  const start = async (): Promise<Worker> => {
    const process = new Process(`worker-${++born}`, store, outside, strikes, auditor);
    const own = machine.clock();
    await own.keep(store);
    return { process, app: appOf(process.store, process.ports, own), clock: own };
  };
  const workers = [await start(), await start()];
  const setRight = async (): Promise<boolean> => {
    if (machine.wallMs() === now && deskClock.doubt() === undefined) return false;
    machine.jump(now - machine.wallMs());
    await deskClock.accept(store, 'Anna (agency)');
    return true;
  };
  const agency = people(desk, world, auditor, ids, setRight);
  const asleep: {
    readonly worker: Worker;
    readonly work: Promise<unknown>;
    readonly wakesMs: EpochMs;
  }[] = [];
  const left: { readonly atMs: EpochMs; readonly run: () => Promise<void> | void }[] = [];
  const later = (atMs: EpochMs, run: () => Promise<void> | void) => {
    left.push({ atMs, run });
    left.sort((one, other) => one.atMs - other.atMs);
  };
  for (const happening of draw.happenings) later(MONDAY_EVENING + happening.afterMs, () => happen(happening));
  later(MONDAY_EVENING + draw.faultsEndMs, () => {
    world.faults.stop();
    strikes.stop();
    hidden.clear();
  });

  async function happen(happening: Happening): Promise<void> {
    onEvent?.(`${new Date(now).toISOString()} ${JSON.stringify(happening)}`);
    if (happening.what === 'edit') return edit(world, draw, auditor, happening.record, now);
    if (happening.what === 'mail') return arrive(world, auditor, happening.box);
    if (happening.what === 'site') return editSite(world, auditor, happening.page);
    if (happening.what === 'jump') return machine.jump(happening.byMs);
    if (happening.what === 'reboot') return reboot();
    if (happening.what === 'rollback') return turnBack(desk, ids[0]!);
    if (happening.what === 'answer') return changeOfMind(desk, ids[0]!);
    const { calendar } = agency;
    if (happening.what === 'hold') return calendar.hold(happening.nth, happening.forMs, happening.confirmAfterMs);
    if (happening.what === 'unbook') return calendar.unbook(happening.taken, happening.againAfterMs);
    if (happening.what === 'move') return calendar.move(happening.taken, happening.nth);
    if (happening.what === 'request') return calendar.request(happening.end);
    const { address } = world.servers[happening.server % world.servers.length]!;
    world.faults.dns(address, happening.fault);
    later(Math.min(now + happening.forMs, MONDAY_EVENING + draw.faultsEndMs), () =>
      world.faults.dns(address, undefined),
    );
  }

  /** The machine starts again, with its wall clock as it was unless that is ahead: then no clock could tell, and time servers set it. */
  async function reboot(): Promise<void> {
    for (const worker of workers) worker.process.kill();
    for (const { work } of asleep.splice(0)) await work;
    machine.jump(Math.min(0, machine.wallMs() - now) - (machine.wallMs() - now));
    machine.reboot();
    await deskClock.keep(store);
    for (const index of workers.keys()) workers[index] = await start();
  }

  const pass = async (worker: Worker, work: Promise<unknown>): Promise<void> => {
    const settled = work.catch((thrown: unknown) => {
      if (!worker.process.dead) throw thrown;
    });
    const stoppedForMs = await worker.process.until(settled);
    if (stoppedForMs !== undefined) asleep.push({ worker, work: settled, wakesMs: now + stoppedForMs });
    else if (worker.process.dead) workers[workers.indexOf(worker)] = await start();
  };

  let passes = 0;
  let newsMs: EpochMs = now;
  let heardSeq = 0;
  let end = 'stuck';
  for (; passes < MOST_PASSES; passes++) {
    auditor.look();
    while (left[0] !== undefined && left[0].atMs <= now) await left.shift()!.run();
    for (const sleeper of asleep.filter(({ wakesMs }) => wakesMs <= now)) {
      asleep.splice(asleep.indexOf(sleeper), 1);
      sleeper.worker.process.wake();
      await pass(sleeper.worker, sleeper.work);
    }
    const awake = workers.filter((worker) => !asleep.some((sleeper) => sleeper.worker === worker));
    if (awake.length === 0) {
      now = Math.min(...asleep.map(({ wakesMs }) => wakesMs), left[0]?.atMs ?? Number.POSITIVE_INFINITY);
      continue;
    }
    const worker = awake[Math.floor(random() * awake.length)]!;
    if (passes % 16 === 0) await worker.clock.keep(store);
    if (passes % 16 === 8) await deskClock.keep(store);
    await pass(worker, tick(worker.app, { signal, owner: worker.process.owner }));
    const deeds = await agency.act();
    for (const deed of deeds) onEvent?.(`${new Date(now).toISOString()} ${deed.step}: ${deed.did}`);
    const { playbook, state } = await load(desk, ids[0]!);
    const status = statusOf(playbook, state);
    if (isOver(status) && asleep.length === 0) {
      end = status;
      break;
    }
    if (deeds.length > 0 || state.seq !== heardSeq) newsMs = now;
    heardSeq = state.seq;
    if (deeds.length > 0) continue;
    // Nothing has been new for days, and nothing troubles anybody any more: what it waits for now it waits for for ever.
    const calm = left.length === 0 && asleep.length === 0;
    if (calm && now - newsMs > NO_NEWS_MS && endOf(playbook, state) === 'parked') {
      end = 'parked';
      break;
    }
    const due = isOver(status) ? undefined : await store.nextDueMs();
    const next = Math.min(
      due === undefined ? Number.POSITIVE_INFINITY : due + now - deskClock.now(),
      ...asleep.map(({ wakesMs }) => wakesMs),
      left[0]?.atMs ?? Number.POSITIVE_INFINITY,
      agency.comesBackMs() + now - deskClock.now(),
    );
    if (next === Number.POSITIVE_INFINITY || next > MONDAY_EVENING + LONGEST_MS) {
      end = endOf(playbook, state);
      break;
    }
    auditor.look();
    // Clocks differ by a little; a moment that one of them has not reached yet is waited for.
    now = Math.max(next, now + SECOND);
  }

  auditor.counted();
  const { playbook, state } = await load(desk, ids[0]!);
  if (end === 'stuck' || end === 'silent') auditor.violate('I28', `${end}: ${whereIs(playbook, state)}`);
  if (end === 'done') for (const lie of outsideAtTheEnd(begin, world, draw, auditor)) auditor.violate('done', lie);
  if (end === 'rolled-back') for (const lie of restored(begin, world, auditor)) auditor.violate('I20', lie);
  // Who goes back stays where the edit was made.
  if (end !== 'rolled-back') for (const lost of auditor.edits.silent()) auditor.violate('I2', lost);
  hash.update(canonicalJson({ counters: world.counters, snapshot: world.snapshot(), end }));
  sealed = true;
  const trace = hash.digest('hex');
  if (end === 'done' || end === 'rolled-back') {
    const last = await start();
    now += LEASE_MS;
    await sweepSecrets(last.app, last.process.owner, signal);
    for (const { field } of await inner.secretsKept()) auditor.violate('I19', `${field} is still kept after the end`);
  }
  return { violations: auditor.violations, end, trace, passes, where: whereIs(playbook, state) };
}

/** The kinds' answers are written for the toy ending. */
function answersFor(answers: object, domain: Fqdn): unknown {
  return JSON.parse(JSON.stringify(answers).replaceAll('bakkerij-dezon.example', domain.slice(0, -1)));
}

/** Nothing is due any more, or time is up: is it a person that everything waits for? */
function endOf(playbook: Playbook, state: MigrationState): string {
  const isSomebodys = stepsOf(playbook, state).some(({ id }) => {
    const { state: now, task, blocked } = state.steps[id] ?? {};
    return now === 'blocked' ? blocked !== undefined : task !== undefined && (now === 'needs-you' || now === 'undoing');
  });
  return isSomebodys ? 'parked' : 'silent';
}

function whereIs(playbook: Playbook, state: MigrationState): string {
  return stepsOf(playbook, state)
    .flatMap(({ id }) => {
      const record = state.steps[id];
      if (record === undefined || ['done', 'skipped', 'undone'].includes(record.state)) return [];
      const text =
        record.task?.text.text ?? record.blocked?.reason.text ?? record.waitsFor?.reason.text ?? record.failure?.text;
      return [`${id} ${record.state} ${text ?? ''}`];
    })
    .join('; ');
}

/** Tells of every event that became durable, whoever wrote it. */
function tapped(
  inner: Store,
  auditor: Auditor,
  heard: (id: string, stored: Awaited<ReturnType<Store['append']>>) => void,
): Store {
  return {
    ...inner,
    append: async (migrationId, ...rest) => {
      const stored = await inner.append(migrationId, ...rest);
      heard(migrationId, stored);
      return stored;
    },
    book: async (...all) => {
      const booked = await inner.book(...all);
      if (!booked.isRepeat) auditor.booked(booked.booking);
      return booked;
    },
    unbook: async (...all) => {
      const given = await inner.unbook(...all);
      auditor.booked(undefined);
      return given;
    },
  };
}

/** A code is read, not changed, and yet nobody may ask for it too early. */
function overheard(ports: StepPorts, auditor: Auditor): StepPorts {
  const { losingRegistrar } = ports;
  if (losingRegistrar === undefined) return ports;
  return {
    ...ports,
    losingRegistrar: {
      ...losingRegistrar,
      authInfo: (...args) => {
        auditor.opening('losingRegistrar.authInfo');
        return losingRegistrar.authInfo(...args);
      },
    },
  };
}

/** Lists that leave out what they should show: as they were in the beginning, however long one waits. */
function hiding(ports: StepPorts, hidden: ReadonlySet<string>, now: () => EpochMs): StepPorts {
  if (hidden.size === 0) return ports;
  let shown: { readonly atMs: EpochMs; readonly answer: unknown } | undefined;
  return Object.fromEntries(
    Object.entries(ports).map(([port, inner]) => [
      port,
      new Proxy(inner, {
        get(target, name, receiver) {
          const value: unknown = Reflect.get(target, name, receiver);
          const call = `${port}.${String(name)}`;
          if (hidden.has(`${call} late`))
            return async (...args: unknown[]) => {
              if (shown === undefined || now() >= shown.atMs + LATE_MS)
                shown = {
                  atMs: now(),
                  answer: await (value as (...all: unknown[]) => Promise<unknown>).apply(target, args),
                };
              return shown.answer;
            };
          if (!hidden.has(call)) return value;
          return async () => (call === 'newMailHost.licences' ? { total: 0 } : []);
        },
      }),
    ]),
  ) as unknown as StepPorts;
}

/** A letter, wherever the world's caches lead it. */
function arrive(world: World, auditor: Auditor, number: number): void {
  const boxes = Object.keys(world.scenario.mailboxes);
  const { at } = world.people.deliverMail(`${boxes[number % boxes.length]}@${world.domain.slice(0, -1)}`);
  if (at !== 'nowhere') auditor.letters++;
}

/** A page changes, wherever the world's caches lead its editor. */
function editSite(world: World, auditor: Auditor, number: number): void {
  const files = () =>
    (world.snapshot() as unknown as { hosting: { new: Record<string, { service: { files: string } | null }> } }).hosting
      .new[world.domain]?.service?.files;
  const before = files();
  if (world.people.editSite(world.domain, `/nieuws-${number}.html`)) auditor.siteEdits++;
  if (files() !== before) auditor.editedAtNew = true;
}

/** What the customer does in the old panel: a record of a third party moves, or a text changes. */
function edit(world: World, { without }: Draw, auditor: Auditor, number: number, atMs: EpochMs): void {
  const { domain } = world;
  const zones = (world.snapshot() as unknown as { zones: { old: Record<string, { cut: boolean }> } }).zones;
  if (zones.old[domain]?.cut !== false) return; // nobody is served by it, and its panel is closed
  // Without access to the old zone only what has a usual name can be found there, and seen to change.
  const [label, type, rdata] = [
    ['shop', 'A', `127.99.0.${1 + (number % 250)}`],
    ['_dmarc', 'TXT', `"v=DMARC1; p=none; rua=mailto:dmarc${number}@${domain.slice(0, -1)}"`],
    ['kassa.winkel', 'A', `127.98.0.${1 + (number % 250)}`],
  ][without.includes('oldDnsHost') ? 1 : number % 3] as [string, string, string];
  const set = rrset(child(label, domain as Fqdn), type, world.scenario.recordTtlSeconds, [rdata]);
  world.people.putRrsets('old', domain, [set]);
  auditor.edits.all.push({ set, atMs });
}
