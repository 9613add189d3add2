import type { StoredEvent } from '../../src/domain/journal.ts';
import type { MigrationStatus } from '../../src/domain/lifecycle.ts';
import type { Daemon } from './daemon.ts';
import { complaintsIn, golive, stopped } from './daemon.ts';
import type { Lab, LabOptions } from './lab.ts';
import { openLab } from './lab.ts';
import { workday } from './workday.ts';

/** Where a daemon dies: an effect is intended and not sent, is done and its answer not read, is settled; a step is begun, is over. */
export type Moment = 'intended' | 'done-unread' | 'settled' | 'working' | 'over';

export interface MoveOptions extends Omit<LabOptions, 'onEffect'> {
  /** Whether the daemon dies here; no place is met twice. */
  readonly dies?: (moment: Moment, step: string, effect?: string) => boolean;
  /** What happens to the store between a death and the next start. */
  readonly beforeRestart?: (lab: Lab) => Promise<void>;
  /** Other golive processes on the same store, all the while. */
  readonly beside?: (lab: Lab) => { end(): Promise<void> };
  readonly untilStep?: string;
  readonly giveUpAfterSeconds: number;
}

export interface Moved {
  readonly status: MigrationStatus;
  readonly seconds: number;
  readonly kills: Readonly<Partial<Record<Moment, number>>>;
  /** How often the world executed each changing call. */
  readonly counters: Readonly<Record<string, number>>;
  /** The world as it was left. */
  readonly world: unknown;
  readonly probes: number;
  /** As `resolver kind`, with how often and between which wall seconds of the run. */
  readonly probeFailures: readonly string[];
  /** Events that were seen in the journal and are not there at the end. */
  readonly lost: number;
  /** What `golive doctor` found wrong. */
  readonly doctor: string;
  /** The last daemon's exit code. */
  readonly exit: number | null;
  readonly journal: readonly StoredEvent[];
  /** What the daemons said on stderr besides their greeting. */
  readonly complaints: readonly string[];
}

/** A move with `golive serve` as a child that dies where it is told to, and is started again at once. */
export async function move(options: MoveOptions): Promise<Moved> {
  const began = Date.now();
  const dead = new Set<string>();
  const kills: Partial<Record<Moment, number>> = {};
  const complaints: string[] = [];
  let daemon: Daemon | undefined;
  let restarting: Promise<void> = Promise.resolve();

  const kill = (moment: Moment, step: string, effect?: string): boolean => {
    const place = `${moment} ${step} ${effect ?? ''}`;
    if (daemon === undefined || dead.has(place) || options.dies?.(moment, step, effect) !== true) return false;
    dead.add(place);
    kills[moment] = (kills[moment] ?? 0) + 1;
    const victim = daemon;
    daemon = undefined;
    victim.kill('SIGKILL');
    restarting = victim.ended.then(async (ended) => {
      complaints.push(...complaintsIn(ended));
      await options.beforeRestart?.(lab);
      daemon = golive(['serve'], lab.configFile);
    });
    return true;
  };
  const killAt = ({ event }: StoredEvent): void => {
    if (event.type === 'step' && event.event === 'started') kill('working', event.step);
    if (event.type === 'step' && event.event === 'observedDone') kill('over', event.step);
    if (event.type === 'effect-settled' && event.as === 'confirmed') {
      const [, step, ...name] = event.id.split('/');
      kill('settled', step!, name.slice(0, -2).join('/'));
    }
  };

  const lab = await openLab({ ...options, onEffect: (at, { step, name }) => (kill(at, step, name) ? 'drop' : 'pass') });
  try {
    const others = options.beside?.(lab);
    daemon = golive(['serve'], lab.configFile);
    const status = await workday(lab, { ...options, onEvent: killAt });
    await restarting;
    await others?.end();
    const ended = await stopped(daemon);
    complaints.push(...complaintsIn(ended));
    const seconds = (Date.now() - began) / 1000;
    const { probes, failuresByResolver } = await lab.laboratory.probe();
    const second = (atMs: number) => Math.round((lab.wallMs(atMs) - began) / 1000);
    const doctor = await golive(['doctor', '--offline', '--json'], lab.configFile).ended;
    return {
      status,
      seconds,
      kills,
      counters: await lab.laboratory.counters(),
      world: await lab.laboratory.snapshot(),
      probes,
      probeFailures: failuresByResolver.map(
        ({ resolver, kind, count, firstMs, lastMs }) =>
          `${resolver} ${kind}: ${count}, ${second(firstMs)}..${second(lastMs)} s`,
      ),
      lost: await lab.watch.lost(),
      doctor: doctor.code === 0 ? '' : `${doctor.out}${doctor.err}`,
      exit: ended.code,
      journal: await lab.app.store.readJournal(lab.id),
      complaints,
    };
  } finally {
    await restarting;
    daemon?.kill('SIGKILL');
    await daemon?.ended;
    await lab.close();
  }
}
