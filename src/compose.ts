import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import type { ProviderApis } from './adapters/catalog.ts';
import type { TrustedClock } from './adapters/clock/trusted.ts';
import type { Listening } from './adapters/http/listen.ts';
import type { Doors } from './adapters/politely.ts';
import type { App } from './app/app.ts';
import { parseListen } from './app/config/listen.ts';
import type { LoadedConfig, Surroundings } from './app/config/load.ts';
import { FILE_NAME, loadConfig } from './app/config/load.ts';
import { cacheFolderOf, keyFileOf, postgresUrlOf, sqliteFileOf } from './app/config/places.ts';
import { bootstrapFileOf, whoisServer } from './app/config/registration.ts';
import type { Config, PartOfProvider, Provider } from './app/config/schema.ts';
import { hasOwnRoots } from './app/config/schema.ts';
import type { DemoParts } from './app/demo/run.ts';
import type { PublicViews } from './app/preflight.ts';
import type { RehearsalParts } from './app/rehearse.ts';
import type { KnownPlaybooks, Restored } from './cli/shell.ts';
import type { Asset, Assets, Installation, Serving } from './daemon/serving.ts';
import { PROVIDER_PARTS } from './domain/answers.ts';
import { didYouMean, GoLiveError } from './domain/errors.ts';
import { digestOf } from './domain/json.ts';
import type { MigrationState } from './domain/migration.ts';
import { knowSecret } from './domain/scrub.ts';
import { Secret } from './domain/secret.ts';
import { HOUR, SECOND } from './domain/time.ts';
import type { Clock } from './ports/clock.ts';
import type { Courier } from './ports/courier.ts';
import type { Dispatcher } from './ports/dispatcher.ts';
import type { Dns } from './ports/dns.ts';
import type { LaboratoryOptions } from './ports/laboratory.ts';
import type { Registry } from './ports/registry.ts';
import type { StepPorts } from './ports/step-ports.ts';
import type { Store } from './ports/store.ts';

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
const CLOCK_LOOKS_MS = 60 * SECOND;
const POLL_MS = 5 * SECOND;
/** One look may take this long; wall time. */
const LOOK_MS = 45 * SECOND;
/** A call that is under way when golive is told to stop may take this long; wall time, well below a service manager's patience. */
const GRACE_MS = 15 * SECOND;

export const BUILT_IN_PLAYBOOKS = fileURLToPath(new URL('../playbooks', import.meta.url));

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
    acceptClock: async (by) => CLOCKS.get(clockKey(config))?.accept(store, by),
    log,
  };
}

/** The clock learns from the store what is known of this boot, and what others of golive on this machine hear meanwhile. */
async function watchingTheClock(config: Config, store: Store, log: App['log']): Promise<Store> {
  const clock = config.laboratory?.clock === undefined ? CLOCKS.get(clockKey(config)) : undefined;
  if (clock === undefined) return store;
  let told: number | undefined;
  // A store that cannot be written just now is told of by whoever needs it.
  const keep = () => clock.keep(store).catch(() => undefined);
  const look = async () => {
    await keep();
    const doubt = clock.doubt();
    if (doubt !== undefined && doubt.byMs !== told) {
      const { aboutTheClock } = await import('./app/engine/clock-gate.ts');
      const { render } = await import('./texts/render.ts');
      const { styleOf } = await import('./app/voice.ts');
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

export function configFrom(surroundings: Surroundings, file: string | undefined): LoadedConfig {
  return loadConfig(surroundings, file);
}

/** One clock for whatever this process does on a store: what was seen and what is waited for are moments of the same time. */
const CLOCKS = new Map<string, TrustedClock>();
const clockKey = ({ folder, store }: Config): string => `${folder} ${store}`;

export async function clockOf(config: Config): Promise<Clock> {
  const scale = config.laboratory?.clock;
  if (scale === undefined) {
    const [{ trustedClock }, { thisMachine }] = await Promise.all([
      import('./adapters/clock/trusted.ts'),
      import('./adapters/clock/machine.ts'),
    ]);
    const clock = CLOCKS.get(clockKey(config)) ?? trustedClock(thisMachine());
    CLOCKS.set(clockKey(config), clock);
    return clock;
  }
  const clock = (await import('./adapters/clock/scaled.ts')).scaledClock(scale);
  return { ...clock, now: () => Math.floor(clock.now()) };
}

export async function playbooksOf(config: Config): Promise<KnownPlaybooks> {
  const { allPlaybooks } = await import('./app/playbooks.ts');
  return allPlaybooks(
    BUILT_IN_PLAYBOOKS,
    config.playbooks === undefined ? undefined : resolve(config.folder, config.playbooks),
  );
}

/** One poller for the whole process: its sockets, its pace for each operator and what it has in flight are shared by all migrations. */
const POLLERS = new WeakMap<Config, Promise<Dns>>();

export function dnsOf(config: Config): Promise<Dns> {
  const known = POLLERS.get(config) ?? openDns(config);
  POLLERS.set(config, known);
  return known;
}

async function openDns(config: Config): Promise<Dns> {
  const { socketDns } = await import('./adapters/dns/sockets/index.ts');
  const { fqdn } = await import('./domain/name.ts');
  return socketDns({
    roots: config.dns.roots.map(({ name, address }) => ({ name: fqdn(name), address })),
    resolvers: config.dns.resolvers.map(withoutUndefined),
    port: config.dns.ports.dns,
    allowPrivateAddresses: config.dns.allowPrivateAddresses,
    clock: await clockOf(config),
    ...caFileOf(config),
  });
}

function caFileOf({ tls, folder }: Config): { readonly caFile?: string } {
  return tls.caFile === null ? {} : { caFile: resolve(folder, tls.caFile) };
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(settings: T): Present<T> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** pg-boss on the store's own server; it rings by the server's clock, which is the wall's. */
export async function dispatcherOf({ config, clock, log }: App): Promise<Dispatcher> {
  const url = postgresUrlOf(config);
  if (url === undefined)
    throw new GoLiveError('config-invalid', {
      subject: 'worker',
      why: 'many workers share a PostgreSQL store, and this store is a file of one machine',
      fix: 'Write store: postgres://USER:PASSWORD@HOST:5432/DATABASE, or run golive serve.',
    });
  const { pgBossDispatcher } = await import('./adapters/dispatcher/pg-boss/index.ts');
  const { WORKER_AT_ONCE } = await import('./app/engine/work.ts');
  const factor = config.laboratory?.clock?.factor ?? 1;
  const wallTime = (atMs: number) => new Date(Date.now() + Math.max(0, atMs - clock.now()) / factor);
  return pgBossDispatcher({ url, wallTime, atOnce: WORKER_AT_ONCE, log });
}

/** Mail and webhooks as the configuration says; each way is opened when there is something to bring by it. */
export function courierOf(config: Config, surroundings: Surroundings): Courier {
  const opened = new Map<string, Promise<Courier>>();
  const open = { mail: openMail, webhook: openWebhooks };
  return {
    async hand(parcel, signal) {
      const known = opened.get(parcel.kind) ?? open[parcel.kind](config, surroundings);
      opened.set(parcel.kind, known);
      known.catch(() => opened.delete(parcel.kind));
      return (await known).hand(parcel, signal);
    },
  };
}

async function openMail(config: Config, surroundings: Surroundings): Promise<Courier> {
  const [{ smtpCourier }, { isLoopback }] = await Promise.all([
    import('./adapters/mail/smtp.ts'),
    import('./app/config/listen.ts'),
  ]);
  const { smtp } = config;
  if (smtp === undefined)
    return { hand: async () => ({ outcome: 'later', why: 'golive.yaml has no smtp', others: true }) };
  const { host, user, password, from, insecure } = smtp;
  const isPlain = insecure || isLoopback(host);
  const port = smtp.port ?? (smtp.secure === true ? 465 : isPlain ? 25 : 587);
  const read = await secretReader(config, surroundings);
  return smtpCourier({
    host,
    port,
    secure: smtp.secure ?? port === 465,
    tls: isPlain ? 'none' : 'required',
    ...(user === undefined || password === undefined
      ? {}
      : { login: { user, password: () => read(password, 'smtp.password') } }),
    from: { name: config.agency.name, address: from },
    ...(await certificatesOf(config)),
  });
}

async function openWebhooks(config: Config, surroundings: Surroundings): Promise<Courier> {
  const [{ webhookCourier }, { publicHosts }] = await Promise.all([
    import('./adapters/webhook/post.ts'),
    import('./adapters/net/public-host.ts'),
  ]);
  const read = await secretReader(config, surroundings);
  const named = (name: string) => {
    const found = config.notify.find((one) => one.to === 'webhook' && one.name === name);
    return found?.to === 'webhook' ? found : undefined;
  };
  return webhookCourier({
    async hook(name) {
      const hook = named(name);
      if (hook === undefined) return undefined;
      const what = (field: string) => `notify ${name} ${field}`;
      const { url, token } = hook;
      const secrets = [hook.secret ?? []].flat();
      return {
        url: typeof url === 'string' ? url : (await read(url, what('url'))).reveal(),
        secrets: await Promise.all(secrets.map((secret) => read(secret, what('secret')))),
        ...(token === undefined ? {} : { token: await read(token, what('token')) }),
        ...(hook.format === 'ntfy' ? { topicInBody: true } : {}),
      };
    },
    hosts: (name) => publicHosts({ allowPrivate: named(name)?.allowPrivate || config.dns.allowPrivateAddresses }),
    ...(await certificatesOf(config)),
  });
}

/** A program that fetches a secret is not run for every message. */
const SECRETS_KEPT_MS = 5 * 60 * SECOND;

async function secretReader(config: Config, { env }: Surroundings) {
  const [{ readSecret }, { secretVariablesOf }] = await Promise.all([
    import('./app/config/secret.ts'),
    import('./app/config/schema.ts'),
  ]);
  const where = { env, folder: config.folder, withheld: secretVariablesOf(config) };
  const known = new Map<object, { readonly secret: Secret; readonly readMs: number }>();
  return async (source: Parameters<typeof readSecret>[0], what: string): Promise<Secret> => {
    const last = known.get(source);
    if (last !== undefined && performance.now() - last.readMs < SECRETS_KEPT_MS) return last.secret;
    const secret = await readSecret(source, what, where);
    known.set(source, { secret, readMs: performance.now() });
    return secret;
  };
}

/** The system's certificate authorities, and the configured ones. */
async function certificatesOf(config: Config): Promise<{ readonly caCertificates?: string }> {
  const { caFile } = caFileOf(config);
  if (caFile === undefined) return {};
  const { getCACertificates } = await import('node:tls');
  return { caCertificates: [...getCACertificates('default'), await readFile(caFile, 'utf8')].join('\n') };
}

/** Answers HTTP as the configuration says; `undefined`: it listens nowhere. @throws GoLiveError `listen-refused` */
export async function listenFor(
  app: App,
  signal: AbortSignal,
  surroundings: Surroundings,
): Promise<Listening | undefined> {
  const at = parseListen(app.config.serve.listen);
  if (at === undefined || at.kind === 'none') return undefined;
  const [{ listen }, { httpApp }] = await Promise.all([
    import('./adapters/http/listen.ts'),
    import('./daemon/http.ts'),
  ]);
  const http = httpApp(await servingOf(app, signal, surroundings));
  const place = at.kind === 'unix' ? { ...at, path: resolve(app.config.folder, at.path) } : at;
  return listen((request, caller) => http.fetch(request, caller), place);
}

async function servingOf(app: App, signal: AbortSignal, surroundings: Surroundings): Promise<Serving> {
  const { loopLagMeter } = await import('./adapters/http/loop-lag.ts');
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
    import('./app/doctor.ts'),
    import('./app/config-document.ts'),
    import('./app/voice.ts'),
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

const ASSETS = fileURLToPath(new URL('../src/dashboard/assets/', import.meta.url));

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
  const { sha256 } = await import('./domain/json.ts');
  const parts = [`${name}.${ending}`, ...more].map((file) => readFile(join(ASSETS, file), 'utf8'));
  const body = (await Promise.all(parts)).join('\n');
  return { name: `${name}-${sha256(body).slice(0, 16)}.${ending}`, type, body };
}

/** 192 bits of chance, in characters that an address may hold. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

export async function replaceFile(file: string, text: string): Promise<void> {
  return (await import('./adapters/files/replace-file.ts')).replaceFile(file, text);
}

export async function publishFolder(
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
  isOurs: RegExp,
  keeping: string,
): Promise<void> {
  return (await import('./adapters/files/publish-folder.ts')).publishFolder(folder, files, isOurs, keeping);
}

/** What the demo needs: the toy world as a process, and golive on it as any command opens it. */
export function demoParts(surroundings: Surroundings, log: App['log']) {
  return {
    async startWorld(options: LaboratoryOptions) {
      return (await import('./adapters/laboratory/index.ts')).startWorld(options);
    },
    async openApp(file: string) {
      const app = await openApp({ ...surroundings, env: {} }, file, log);
      return { app, close: () => app.store.close() };
    },
    async folder(wanted: string | undefined) {
      if (wanted === undefined) return mkdtemp(join(tmpdir(), 'golive-demo-'));
      await mkdir(wanted, { recursive: true });
      return resolve(wanted);
    },
    writeFile: (file: string, text: string) => writeFile(file, text, { mode: 0o600 }),
    readFile: (file: string) => readFile(file, 'utf8'),
    realNow: () => Date.now(),
  } satisfies DemoParts & { readFile(file: string): Promise<string> };
}

/** A golive of its own in a simulated Internet, on a clock that jumps. */
export async function rehearsalParts(): Promise<RehearsalParts> {
  const [{ jumpingClock }, { openMemoryStore }, { memoryPorts }, { createWorld }] = await Promise.all([
    import('./adapters/clock/memory/index.ts'),
    import('./adapters/store/memory/index.ts'),
    import('./adapters/memory-ports.ts'),
    import('./simulation/world.ts'),
  ]);
  return {
    simulate({ app, playbook, scenario }) {
      const clock = jumpingClock(app.clock.now());
      const world = createWorld({ clock, seed: 1, scenario });
      const { vault: _theEngines, ...ports } = memoryPorts(world);
      const people = world.people as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
      const simulated: App = {
        ...app,
        clock,
        store: openMemoryStore({ clock }),
        leaseMs: HOUR,
        pollMs: SECOND,
        inTime: (signal) => signal,
        playbooks: async () => new Map([[playbook.id, playbook]]),
        portsFor: async () => ports,
      };
      return { app: simulated, panels: async (deed, ...args) => people[deed]!(...args) };
    },
  };
}

export async function restore(
  config: Config,
  backup: string,
  { force, by }: { readonly force: boolean; readonly by: string },
): Promise<Restored> {
  const clock = await clockOf(config);
  const pause = async (store: Store, lost: number) => {
    const { pauseAll } = await import('./app/pause-all.ts');
    return pauseAll({ store, clock }, { by, why: `restored without the last ${lost} writes` });
  };
  const options = { clock, keyFile: keyFileOf(config)!, force, pause };
  const url = postgresUrlOf(config);
  if (url !== undefined) {
    const { restorePostgres } = await import('./adapters/store/kysely/restore-postgres.ts');
    return restorePostgres(backup, url, options);
  }
  const file = sqliteFileOf(config);
  if (file === undefined)
    throw new GoLiveError('not-allowed', { subject: 'restore', why: 'the store is neither a file nor a database' });
  const { restoreSqlite } = await import('./adapters/store/kysely/restore.ts');
  return restoreSqlite(backup, file, options);
}

async function openStore(config: Config, clock: Clock, looking: boolean): Promise<Store> {
  const file = sqliteFileOf(config);
  if (file !== undefined) {
    const { lookIntoSqliteStore, openSqliteStore } = await import('./adapters/store/kysely/open-sqlite.ts');
    return (looking ? lookIntoSqliteStore : openSqliteStore)({ file, clock, keyFile: keyFileOf(config)! });
  }
  const url = postgresUrlOf(config);
  if (url !== undefined) {
    const { openPostgresStore } = await import('./adapters/store/kysely/open-postgres.ts');
    return openPostgresStore({ url, clock, keyFile: keyFileOf(config)!, sameTime: config.laboratory === undefined });
  }
  if (config.store === 'memory:') return (await import('./adapters/store/memory/index.ts')).openMemoryStore({ clock });
  throw new GoLiveError('config-invalid', {
    subject: 'store',
    why: 'there is no such kind of store',
    fix: 'Write sqlite:golive.db or postgres://USER:PASSWORD@HOST:5432/DATABASE.',
  });
}

/** Without 0, 1, i, l and o: an id that can be read aloud on the telephone. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const ID_LENGTH = 12;

export function newId(prefix: string): string {
  return `${prefix}-${Array.from({ length: ID_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;
}

/** Providers live in real time, whatever clock golive runs on. */
const WALL = {
  now: () => performance.now(),
  pause: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
  timeout: (ms: number) => AbortSignal.timeout(Math.ceil(ms)),
  random: Math.random,
};

type Providers = (name: string) => Promise<ProviderApis>;

/** Each provider is opened once, when a migration first needs it; one that cannot be opened is tried again the next time. */
function providersOf(config: Config, { env }: Surroundings): Providers {
  const opened = new Map<string, Promise<ProviderApis>>();
  const doors: Doors = new Map();
  const open = async (name: string): Promise<ProviderApis> => {
    const provider = config.providers[name];
    if (provider === undefined) {
      const meant = didYouMean(name, Object.keys(config.providers));
      throw new GoLiveError('config-invalid', {
        subject: `provider ${name}`,
        why: 'the configuration has none of that name',
        ...(meant === undefined ? {} : { fix: `Did you mean ${meant}?` }),
      });
    }
    const { ADAPTERS } = await import('./adapters/catalog.ts');
    const adapter = ADAPTERS[provider.adapter];
    if (adapter === undefined)
      throw new GoLiveError('config-invalid', {
        subject: `providers.${name}.adapter`,
        why: `there is no adapter ${provider.adapter}`,
        fix: `There are ${Object.keys(ADAPTERS).join(', ')}.`,
      });
    const settings = await withSecrets(name, provider, config, env);
    const apis = await adapter(settings);
    if (provider.adapter === 'simulated') return apis; // a toy world on a clock that runs thousands of times as fast
    const { politely, POLITENESS, shareOf } = await import('./adapters/politely.ts');
    const { processes = 1, ...pace } = provider.pace ?? {};
    const politeness = shareOf({ ...POLITENESS, ...withoutUndefined(pace) }, processes);
    return politely(name, apis, politeness, WALL, { doors, account: accountOf(settings) });
  };
  return (name) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const opening = open(name);
    opened.set(name, opening);
    opening.catch(() => opened.delete(name));
    return opening;
  };
}

/** What a provider counts calls by: the same settings but for what they are used for. A digest: secrets are kept nowhere else. */
function accountOf({ does: _does, pace: _pace, ...settings }: Readonly<Record<string, unknown>>): string {
  const plain = Object.entries(settings).map(([key, value]) => [key, value instanceof Secret ? value.reveal() : value]);
  return digestOf(JSON.parse(JSON.stringify(plain.sort())));
}

/** The provider's settings with every secret read from where it is kept. */
async function withSecrets(
  name: string,
  provider: Provider,
  config: Config,
  env: Surroundings['env'],
): Promise<Record<string, unknown>> {
  const [{ readSecret }, { isSecretName }, { secretVariablesOf, SecretSource }] = await Promise.all([
    import('./app/config/secret.ts'),
    import('./app/config/secret-source.ts'),
    import('./app/config/schema.ts'),
  ]);
  const kept = { env, folder: config.folder, withheld: secretVariablesOf(config) };
  const settings: Record<string, unknown> = { ...provider };
  for (const [key, value] of Object.entries(provider)) {
    const source = SecretSource.safeParse(value);
    if (source.success) settings[key] = await readSecret(source.data, `providers.${name}.${key}`, kept);
    else if (typeof value === 'string' && isSecretName(key)) {
      knowSecret(value);
      settings[key] = new Secret(value);
    }
  }
  return settings;
}

/** One for the whole process, loaded when it is first asked: its floors hold for all migrations. */
const REGISTRIES = new WeakMap<Config, Promise<Registry>>();

function registryOf(config: Config, surroundings: Surroundings): Registry {
  return {
    async lookUp(domain, signal, freshness) {
      const opened = REGISTRIES.get(config) ?? openRegistryOf(config, surroundings);
      REGISTRIES.set(config, opened);
      return (await opened).lookUp(domain, signal, freshness);
    },
  };
}

async function openRegistryOf(config: Config, surroundings: Surroundings): Promise<Registry> {
  const [{ openRegistry }, { fqdn }] = await Promise.all([
    import('./adapters/registry/index.ts'),
    import('./domain/name.ts'),
  ]);
  const { roots, allowPrivateAddresses: allowPrivate } = config.dns;
  const publicRoot = !hasOwnRoots(config);
  const bootstrap = bootstrapFileOf(config.rdap.bootstrap, config.folder) ?? config.rdap.bootstrap;
  const whois = Object.entries(config.whois.servers).map(([ending, at]) => [fqdn(ending), whoisServer(at)!] as const);
  // What was said elsewhere, to others or in other times is no answer here.
  const world = { bootstrap, whois, allowPrivate, roots: publicRoot ? 'public' : roots };
  const own = publicRoot && config.laboratory === undefined ? world : { ...world, folder: config.folder };
  return openRegistry({
    bootstrap,
    whois: new Map(whois),
    publicRoot,
    allowPrivate,
    clock: await clockOf(config),
    folder: join(cacheFolderOf(surroundings), 'registry', digestOf(own).slice(0, 16)),
    ...caFileOf(config),
    ...(publicRoot ? {} : { resolve: await resolveHere(config) }),
  });
}

/** Hosts as they are called below the configured root. */
async function resolveHere(config: Config): Promise<(host: string) => Promise<readonly string[]>> {
  const [{ Walker }, { fqdn }, dns] = await Promise.all([
    import('./checks/walk.ts'),
    import('./domain/name.ts'),
    dnsOf(config),
  ]);
  return async (host) => (await new Walker(dns, AbortSignal.timeout(LOOK_MS)).addressesOf(fqdn(host))).addresses;
}

async function publicViews(config: Config, surroundings: Surroundings, clock: Clock): Promise<PublicViews> {
  const [{ socketWeb }, { socketSmtp }, dns] = await Promise.all([
    import('./adapters/web/sockets/index.ts'),
    import('./adapters/smtp/sockets/index.ts'),
    dnsOf(config),
  ]);
  const { ports, allowPrivateAddresses } = config.dns;
  const caFile = caFileOf(config);
  return {
    dns,
    web: socketWeb({ httpPort: ports.http, httpsPort: ports.https, ...caFile, allowPrivateAddresses, clock }),
    smtp: socketSmtp({ port: ports.smtp, allowPrivateAddresses, clock }),
    registry: registryOf(config, surroundings),
  };
}

/** The public views without a migration; a registry's view is that of the first provider that has one. */
export async function viewsOf(config: Config, surroundings: Surroundings): Promise<PublicViews> {
  const views = await publicViews(config, surroundings, await clockOf(config));
  const name = Object.keys(config.providers).find((one) => config.providers[one]!.does.includes('registry'));
  const registry = name === undefined ? undefined : (await providersOf(config, surroundings)(name)).registry;
  return registry === undefined ? views : { ...views, registry };
}

/** One provider's APIs. @throws GoLiveError `config-invalid`, also for a secret that is not where it should be */
export async function providerOf(config: Config, surroundings: Surroundings, name: string) {
  return providersOf(config, surroundings)(name);
}

const API_PARTS = [...PROVIDER_PARTS, 'siteCopier', 'mailCopier'] as const satisfies readonly PartOfProvider[];

async function portsFor(
  config: Config,
  surroundings: Surroundings,
  clock: Clock,
  providers: Providers,
  state: MigrationState,
): Promise<Omit<StepPorts, 'vault'>> {
  const views = await publicViews(config, surroundings, clock);
  const registry = await apiOf('registry');
  const apis: Record<string, unknown> = {};
  for (const part of API_PARTS) {
    const api = await apiOf(part);
    if (api !== undefined) apis[part] = api;
  }
  return {
    ...views,
    ...(registry === undefined ? {} : { registry: registry as StepPorts['registry'] }),
    ...apis,
  };

  async function apiOf(part: PartOfProvider): Promise<unknown> {
    const chosen = (state.answers.providers as Readonly<Record<string, string>> | undefined)?.[part];
    const name = chosen ?? Object.keys(config.providers).find((one) => config.providers[one]!.does.includes(part));
    return name === undefined ? undefined : (await providers(name))[part];
  }
}
