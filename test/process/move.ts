import { setTimeout as nap } from 'node:timers/promises';
import { load } from '../../src/app/record.ts';
import type { StoredEvent } from '../../src/domain/journal.ts';
import type { MigrationStatus } from '../../src/domain/lifecycle.ts';
import { statusOf } from '../../src/domain/status.ts';
import type { Daemon } from './daemon.ts';
import { golive } from './daemon.ts';
import type { JournalWatch } from './journal-watch.ts';
import { watchJournal } from './journal-watch.ts';
import type { Lab, LabOptions } from './lab.ts';
import { openLab } from './lab.ts';

/** Where a daemon dies: an effect is intended and not sent, is done and its answer not read, is settled; a step is begun, is over. */
export type Moment = 'intended' | 'done-unread' | 'settled' | 'working' | 'over';

export interface MoveOptions extends LabOptions {
  /** Whether the daemon dies here; asked once for each place. */
  readonly dies?: (moment: Moment, step: string, effect?: string) => boolean;
  /** What happens to the store between a death and the next start. */
  readonly beforeRestart?: (lab: Lab) => Promise<void>;
  /** Ends the run as soon as this step is over. */
  readonly untilStep?: string;
  readonly giveUpAfterSeconds: number;
}

export interface Moved {
  readonly status: MigrationStatus;
  readonly seconds: number;
  readonly kills: Readonly<Partial<Record<Moment, number>>>;
  /** How often the world executed each changing call. */
  readonly counters: Readonly<Record<string, number>>;
  readonly probes: number;
  readonly probeFailures: Readonly<Record<string, number>>;
  /** Events that were seen in the journal and are not there at the end. */
  readonly lost: number;
  /** What `golive doctor` found wrong. */
  readonly doctor: string;
  readonly exit: number | null;
  readonly journal: readonly StoredEvent[];
  /** What the daemons said on stderr that was not their greeting. */
  readonly complaints: readonly string[];
}

const OVER: ReadonlySet<MigrationStatus> = new Set(['done', 'rolled-back', 'cancelled', 'halted']);

/** A whole move with `golive serve` as a child that dies where it is told to, and is started again at once. */
export async function move(options: MoveOptions): Promise<Moved> {
  const began = Date.now();
  const dead = new Set<string>();
  const kills: Partial<Record<Moment, number>> = {};
  const complaints: string[] = [];
  let daemon: Daemon | undefined;
  let watch: JournalWatch | undefined;
  let restarting: Promise<void> = Promise.resolve();

  const kill = (moment: Moment, step: string, effect?: string): boolean => {
    const place = `${moment} ${step} ${effect ?? ''}`;
    if (daemon === undefined || dead.has(place) || options.dies?.(moment, step, effect) !== true) return false;
    dead.add(place);
    kills[moment] = (kills[moment] ?? 0) + 1;
    const victim = daemon;
    daemon = undefined;
    victim.kill('SIGKILL');
    restarting = victim.ended.then(async ({ err }) => {
      note(err);
      await options.beforeRestart?.(lab);
      daemon = golive(['serve'], lab.configFile);
    });
    return true;
  };
  const note = (err: string) => {
    for (const line of err.trim().split('\n')) if (!/^(|golive (is at work|serves|stopped).*)$/i.test(line)) complaints.push(line);
  };

  const lab = await openLab({
    ...options,
    wire: {
      before: async () => {
        const effect = await watch?.inFlight();
        return effect !== undefined && kill('intended', effect.step, effect.name) ? 'drop' : 'pass';
      },
      after: async () => {
        const effect = await watch?.inFlight();
        return effect !== undefined && kill('done-unread', effect.step, effect.name) ? 'drop' : 'pass';
      },
    },
  });
  try {
    watch = watchJournal(lab.app, lab.id);
    const agency = lab.agency();
    daemon = golive(['serve'], lab.configFile);
    let status: MigrationStatus = 'draft';
    let reached = false;
    for (let round = 0; ; round++) {
      for (const { event } of await watch.news()) {
        if (event.type === 'step' && event.event === 'started') kill('working', event.step);
        if (event.type === 'step' && event.event === 'observedDone') {
          kill('over', event.step);
          reached ||= event.step === options.untilStep;
        }
        if (event.type === 'effect-settled' && event.as === 'confirmed') {
          const [, step, ...name] = event.id.split('/');
          kill('settled', step!, name.slice(0, -2).join('/'));
        }
      }
      if (round % 10 === 0) {
        await agency.act();
        const { playbook, state } = await load(lab.app, lab.id);
        status = statusOf(playbook, state);
        if (reached || OVER.has(status) || Date.now() - began > options.giveUpAfterSeconds * 1000) break;
      }
      await nap(4);
    }
    await restarting;
    daemon?.kill('SIGTERM');
    const ended = await daemon?.ended;
    note(ended?.err ?? '');
    const seconds = (Date.now() - began) / 1000;
    const { probes, failuresByKind } = await lab.laboratory.probe();
    const doctor = await golive(['doctor', '--offline', '--json'], lab.configFile).ended;
    return {
      status,
      seconds,
      kills,
      counters: await lab.laboratory.counters(),
      probes,
      probeFailures: failuresByKind,
      lost: await watch.lost(),
      doctor: doctor.code === 0 ? '' : `${doctor.out}${doctor.err}`,
      exit: ended?.code ?? null,
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
