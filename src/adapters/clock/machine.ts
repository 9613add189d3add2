import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { ClockReading } from '../../domain/clock-trust.ts';
import { SECOND } from '../../domain/time.ts';

/** The clocks of the machine it runs on. */
export interface Machine {
  read(): ClockReading;
  /** Whether another process on this machine reads the same boot. */
  readonly isKnownBoot: boolean;
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
/** The slower of the two reads (a file of the kernel) is made this often, or when the wall clock moved unlike the other. */
const SAMPLE_EVERY_MS = SECOND;

/**
 * On Linux CLOCK_MONOTONIC (`hrtime`) stands still while the machine sleeps and CLOCK_BOOTTIME (`uptime`) does not; a container may be given an
 * uptime of its own, which is then the smaller of the two. So the larger counts. Elsewhere there is no boot id and `uptime` follows the wall
 * clock: there only this process knows what time passed.
 */
export function thisMachine(): Machine {
  const known = bootId();
  let sampledAtMs = Number.NEGATIVE_INFINITY;
  let sampledOffsetMs = 0;
  let asleepMs = 0;
  return {
    isKnownBoot: known !== undefined,
    read() {
      const monotonicMs = Number(process.hrtime.bigint()) / 1e6;
      const wallMs = Date.now();
      const moved = Math.abs(wallMs - monotonicMs - sampledOffsetMs) > SAMPLE_EVERY_MS / 2;
      if (known !== undefined && (moved || monotonicMs - sampledAtMs > SAMPLE_EVERY_MS)) {
        sampledAtMs = monotonicMs;
        sampledOffsetMs = wallMs - monotonicMs;
        asleepMs = Math.max(asleepMs, uptime() * SECOND - monotonicMs);
      }
      return { bootId: known ?? THIS_PROCESS, wallMs, upMs: monotonicMs + asleepMs };
    },
  };
}

const THIS_PROCESS = `process-${randomUUID()}`;

function bootId(): string | undefined {
  try {
    const text = readFileSync(BOOT_ID, 'utf8').trim();
    return /^[0-9a-f-]{36}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
