import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often it looks whether the process comes when it should, in milliseconds. */
const RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/** Measures how late the process comes to what is next, from now on. The answer tells of the time since it was last asked, in seconds. */
export function loopLagMeter(): () => Readonly<Record<string, number>> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return () => {
    // It measures whole intervals: what is above its own is lateness.
    const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1000);
    const lag = delay.count === 0 ? 0 : seconds(delay.max);
    const told = { '0.5': seconds(delay.percentile(50)), '0.99': seconds(delay.percentile(99)), '1': lag };
    delay.reset();
    return told;
  };
}
