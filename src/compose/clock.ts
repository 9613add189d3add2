import type { TrustedClock } from '../adapters/clock/trusted.ts';
import type { App } from '../app/app.ts';
import type { Config } from '../app/config/schema.ts';
import { SECOND } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

const CLOCK_LOOKS_MS = 60 * SECOND;

/** One clock for whatever this process does on a store: what was seen and what is waited for are moments of the same time. */
const CLOCKS = new Map<string, TrustedClock>();
const clockKey = ({ folder, store }: Config): string => `${folder} ${store}`;

export async function clockOf(config: Config): Promise<Clock> {
  const scale = config.laboratory?.clock;
  if (scale === undefined) {
    const [{ trustedClock }, { thisMachine }] = await Promise.all([
      import('../adapters/clock/trusted.ts'),
      import('../adapters/clock/machine.ts'),
    ]);
    const clock = CLOCKS.get(clockKey(config)) ?? trustedClock(thisMachine());
    CLOCKS.set(clockKey(config), clock);
    return clock;
  }
  const clock = (await import('../adapters/clock/scaled.ts')).scaledClock(scale);
  return { ...clock, now: () => Math.floor(clock.now()) };
}

/** The clock learns from the store what is known of this boot, and what others of golive on this machine hear meanwhile. */
export async function watchingTheClock(config: Config, store: Store, log: App['log']): Promise<Store> {
  const clock = config.laboratory?.clock === undefined ? CLOCKS.get(clockKey(config)) : undefined;
  if (clock === undefined) return store;
  let told: number | undefined;
  // A store that cannot be written just now is told of by whoever needs it.
  const keep = () => clock.keep(store).catch(() => undefined);
  const look = async () => {
    await keep();
    const doubt = clock.doubt();
    if (doubt !== undefined && doubt.byMs !== told) {
      const { aboutTheClock } = await import('../app/engine/clock-gate.ts');
      const { render } = await import('../texts/render.ts');
      const { styleOf } = await import('../app/voice.ts');
      log(render(aboutTheClock(doubt), styleOf({ config })));
    }
    told = doubt?.byMs;
  };
  await look();
  const timer = setInterval(() => void look(), CLOCK_LOOKS_MS);
  timer.unref();
  return {
    ...store,
    async close() {
      clearInterval(timer);
      await store.close();
    },
  };
}

/** A person says that the clock is right as it is. */
export async function acceptClock(config: Config, store: Store, by: string): Promise<void> {
  await CLOCKS.get(clockKey(config))?.accept(store, by);
}
