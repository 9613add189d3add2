import type { App } from '../../src/app/app.ts';
import type { LoadedConfig } from '../../src/app/config/load.ts';
import { configDocument } from '../../src/app/config-document.ts';
import type { Asset, Serving } from '../../src/daemon/serving.ts';

/** A serving golive whose wall clock goes when it is told to, and whose secrets can be told apart. */
export interface TestServing extends Serving {
  readonly wall: { advance(ms: number): void };
  /** Does what `every` was asked for, once. */
  beat(): Promise<void>;
}

const asset = (name: string, type: string): Asset => ({ name, type, body: `/* ${name} */` });

/** 2026-12-01T09:00:00Z; nothing in golive may think it is the laboratory's time. */
const WALL_STARTS_MS = 1_796_115_600_000;

export function servingOf(app: App): TestServing {
  let now = WALL_STARTS_MS;
  let tokens = 0;
  const beats = new Set<() => Promise<void>>();
  return {
    app,
    newToken: () => `token${String(++tokens).padStart(4, '0')}`.padEnd(32, 'x'),
    wallNow: () => now,
    every(_ms, work) {
      beats.add(work);
      return () => void beats.delete(work);
    },
    dns: async () => {
      throw new Error('nobody is asked here');
    },
    assets: {
      css: asset('golive-0.css', 'text/css'),
      js: asset('golive-0.js', 'text/javascript'),
      icon: asset('icon-0.svg', 'image/svg+xml'),
    },
    installation: {
      version: '0.0.0',
      doctor: async () => ({
        schema: 'golive.doctor/1',
        generatedAt: '2026-11-20T10:00:00.000+01:00',
        healthy: true,
        checks: [{ what: 'store', outcome: 'ok' }],
      }),
      configuration: () => configDocument({ config: app.config, originOf: () => 'default' } as LoadedConfig, app.clock),
    },
    signal: new AbortController().signal,
    wall: {
      advance(ms) {
        now += ms;
      },
    },
    async beat() {
      await Promise.all([...beats].map((work) => work()));
    },
  };
}
