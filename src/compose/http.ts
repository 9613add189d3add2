import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { Listening } from '../adapters/http/listen.ts';
import type { App } from '../app/app.ts';
import { parseListen } from '../app/config/listen.ts';
import type { Surroundings } from '../app/config/load.ts';
import { loadConfig } from '../app/config/load.ts';
import type { Asset, Assets, Installation, Serving } from '../daemon/serving.ts';
import { ASSETS } from '../installed.ts';
import { openApp, playbooksOf } from './app.ts';
import { clockOf } from './clock.ts';
import { dnsOf } from './outside.ts';
import { providerOf } from './providers.ts';

/** Answers HTTP as the configuration says; `undefined`: it listens nowhere. @throws GoLiveError `listen-refused` */
export async function listenFor(
  app: App,
  signal: AbortSignal,
  surroundings: Surroundings,
): Promise<Listening | undefined> {
  const at = parseListen(app.config.serve.listen);
  if (at === undefined || at.kind === 'none') return undefined;
  const [{ listen }, { httpApp }] = await Promise.all([
    import('../adapters/http/listen.ts'),
    import('../daemon/http.ts'),
  ]);
  const http = httpApp(await servingOf(app, signal, surroundings));
  const place = at.kind === 'unix' ? { ...at, path: resolve(app.config.folder, at.path) } : at;
  return listen((request, caller) => http.fetch(request, caller), place);
}

async function servingOf(app: App, signal: AbortSignal, surroundings: Surroundings): Promise<Serving> {
  const { loopLagMeter } = await import('../adapters/http/loop-lag.ts');
  return {
    app,
    newToken,
    wallNow: () => Date.now(),
    every(ms, work) {
      const timer = setInterval(() => void work(), ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    dns: () => dnsOf(app.config),
    assets: await assetsOf(),
    installation: await installationOf(app, signal, surroundings),
    loopLag: loopLagMeter(),
    signal,
  };
}

async function installationOf(app: App, signal: AbortSignal, surroundings: Surroundings): Promise<Installation> {
  const [{ doctorDocument }, { configDocument }, { inLanguage }] = await Promise.all([
    import('../app/doctor.ts'),
    import('../app/config-document.ts'),
    import('../app/voice.ts'),
  ]);
  const file = app.config.file;
  return {
    version: packageJson.version,
    configuration: () => configDocument(loadConfig(surroundings, file), app.clock),
    doctor: (language) =>
      doctorDocument({
        loadConfig: async () => {
          const loaded = loadConfig(surroundings, file);
          return { ...loaded, config: inLanguage({ ...app, config: loaded.config }, language).config };
        },
        openApp: async () => inLanguage(await openApp(surroundings, file, app.log, true), language),
        playbooksOf,
        dnsOf: () => dnsOf(app.config), // the poller that is there
        providerOf: (config, name) => providerOf(config, surroundings, name),
        clockOf,
        offline: false,
        signal,
      }),
  };
}

/** What pages are drawn with, under names that change with what is in them. */
export async function assetsOf(): Promise<Assets> {
  const [css, js, icon] = await Promise.all([
    asset('golive', 'css', 'text/css; charset=utf-8', 'board.css'),
    asset('golive', 'js', 'text/javascript; charset=utf-8'),
    asset('icon', 'svg', 'image/svg+xml'),
  ]);
  return { css, js, icon };
}

/** The same for a page that is a file: its script looks for a newer one, and asks golive nothing. */
export async function publishedAssets(): Promise<Assets> {
  return { ...(await assetsOf()), js: await asset('published', 'js', 'text/javascript; charset=utf-8') };
}

async function asset(name: string, ending: string, type: string, ...more: readonly string[]): Promise<Asset> {
  const { sha256 } = await import('../domain/json.ts');
  const parts = [`${name}.${ending}`, ...more].map((file) => readFile(join(ASSETS, file), 'utf8'));
  const body = (await Promise.all(parts)).join('\n');
  return { name: `${name}-${sha256(body).slice(0, 16)}.${ending}`, type, body };
}

/** 192 bits of chance, in characters that an address may hold. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}
