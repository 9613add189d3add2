import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import type { App } from '../app/app.ts';
import type { Surroundings } from '../app/config/load.ts';
import { FILE_NAME, loadConfig } from '../app/config/load.ts';
import type { Config } from '../app/config/schema.ts';
import type { KnownPlaybooks } from '../cli/shell.ts';
import { GoLiveError } from '../domain/errors.ts';
import { HOUR, SECOND } from '../domain/time.ts';
import { BUILT_IN_PLAYBOOKS } from '../installed.ts';
import { acceptClock, clockOf, watchingTheClock } from './clock.ts';
import { LOOK_MS, portsFor } from './outside.ts';
import { providersOf } from './providers.ts';
import { openStore } from './store.ts';

// Adapters are loaded when they are used: `golive status` opens the store and nothing else.

/** A worker that died is missed for this long; wall time. */
const LEASE_MS = 60 * SECOND;
const LEASE_IN_LABORATORY_MS = 5 * SECOND;
const PULSES_PER_LEASE = 4;
/** A call to a provider is given up well before this, whether it waits for its turn or for its answer (src/adapters/politely.ts). */
const CALL_MS = 60 * SECOND;
/** One effect, below that; and one that copies a site or the mail of years. Wall time. */
const EFFECT_MS = 50 * SECOND;
const LONG_EFFECT_MS = 24 * HOUR;
const POLL_MS = 5 * SECOND;
/** A call that is under way when golive is told to stop may take this long; wall time, well below a service manager's patience. */
const GRACE_MS = 15 * SECOND;

/** The application on its configuration: the one place that knows which adapters there are. */
export async function openApp(
  surroundings: Surroundings,
  file: string | undefined,
  log: App['log'],
  /** Nothing is to be changed, and what is damaged is to be seen: for `doctor`. */
  looking = false,
): Promise<App> {
  const { config, originOf } = loadConfig(surroundings, file);
  if (config.file === undefined && originOf(['store']) === 'default')
    throw new GoLiveError('config-missing', {
      subject: FILE_NAME,
      why: 'it is not here, not in a folder above, and not in ~/.config/golive',
      fix: `Make one: echo 'agency: { name: "Your agency" }' > ${FILE_NAME}`,
    });
  const clock = await clockOf(config);
  const store = await watchingTheClock(config, await openStore(config, clock, looking), log);
  const factor = config.laboratory?.clock?.factor ?? 1;
  const providers = providersOf(config, surroundings);
  const leaseMs =
    config.laboratory?.leaseMs ?? (config.laboratory === undefined ? LEASE_MS : LEASE_IN_LABORATORY_MS) * factor;
  return {
    config,
    store,
    clock,
    leaseMs,
    // A laboratory's providers answer at once.
    ...(config.laboratory === undefined ? { callMs: CALL_MS } : {}),
    pulse: (work) => {
      const timer = setInterval(() => void work(), leaseMs / factor / PULSES_PER_LEASE);
      timer.unref();
      return () => clearInterval(timer);
    },
    pollMs: config.laboratory?.pollMs ?? POLL_MS * factor,
    inTime: (signal) => AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]),
    effectInTime: (signal, isLong) =>
      AbortSignal.any([signal, AbortSignal.timeout(isLong ? LONG_EFFECT_MS : EFFECT_MS)]),
    grace,
    newId,
    playbooks: async () => {
      const { playbooks, faults } = await playbooksOf(config);
      for (const fault of faults) log(fault);
      return playbooks;
    },
    portsFor: (state) => portsFor(config, surroundings, clock, providers, state),
    acceptClock: (by) => acceptClock(config, store, by),
    log,
  };
}

const graces = new WeakMap<AbortSignal, AbortSignal>();

function grace(signal: AbortSignal): AbortSignal {
  const known = graces.get(signal);
  if (known !== undefined) return known;
  const late = new AbortController();
  const begin = () => void setTimeout(() => late.abort(), GRACE_MS).unref();
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  graces.set(signal, late.signal);
  return late.signal;
}

export async function playbooksOf(config: Config): Promise<KnownPlaybooks> {
  const { allPlaybooks } = await import('../app/playbooks.ts');
  return allPlaybooks(
    BUILT_IN_PLAYBOOKS,
    config.playbooks === undefined ? undefined : resolve(config.folder, config.playbooks),
  );
}

/** Without 0, 1, i, l and o: an id that can be read aloud on the telephone. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const ID_LENGTH = 12;

export function newId(prefix: string): string {
  return `${prefix}-${Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;
}
