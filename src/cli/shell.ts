import type { App } from '../app/app.ts';
import type { LoadedConfig, Surroundings } from '../app/config/load.ts';
import type { Config } from '../app/config/schema.ts';
import type { DemoParts } from '../app/demo/run.ts';
import type { Patient } from '../app/doctor.ts';
import type { Dispatcher } from '../app/engine/work.ts';
import type { Courier } from '../app/notices/keep-telling.ts';
import type { PublicViews } from '../app/preflight.ts';
import type { RehearsalParts } from '../app/rehearse.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { EpochMs } from '../domain/time.ts';
import { render, type Style } from '../texts/render.ts';
import type { Listening, LiveTable } from './live-table.ts';
import type { Piece } from './print.ts';

/** What a command may know and use of the process it runs in; tests pass their own. */
export interface Shell {
  /** Writes a line to stdout, escaped. */
  line(...pieces: readonly Piece[]): void;
  /** Writes lines that are escaped already (`table`, `wrapped`) to stdout. */
  write(...lines: readonly string[]): void;
  /** Draws lines (escaped already) over so many that were drawn before. */
  redraw(before: number, lines: readonly string[]): void;
  /** Takes the whole terminal; only where stdout is one. */
  liveTable?(listening: Listening): Promise<LiveTable>;
  /** Writes a line to stderr, escaped: progress, advice, complaints. */
  say(...pieces: readonly Piece[]): void;
  /** One line on stderr that is written over by the next, and taken away by an empty one; only where stderr is a terminal. */
  progress?(text: string): void;
  /** Writes a document to stdout as JSON. */
  json(document: unknown): void;
  /** A person sits at it: stdin and stderr are a terminal. */
  readonly interactive: boolean;
  /** stdout is a terminal: progress may be redrawn. */
  readonly terminal: boolean;
  readonly colours: boolean;
  readonly columns: number;
  /** The login name, for `--by`. */
  readonly user: string;
  readonly surroundings: Surroundings;
  /** Aborts when the process is asked to stop (SIGINT, SIGTERM). */
  readonly signal: AbortSignal;
  /** All of stdin, as text. */
  readInput(): Promise<string>;
  /** Asks on the terminal; a secret is not echoed. */
  ask(question: string, secret?: boolean): Promise<string>;
  loadConfig(file: string | undefined): Promise<LoadedConfig>;
  /** The application on the configured store; closed by whoever opened it. `looking`: changes nothing, refuses less. */
  openApp(file: string | undefined, looking?: boolean): Promise<App>;
  /** The configuration's clock; a laboratory's runs faster. */
  readonly clockOf: Patient['clockOf'];
  /** The built-in playbooks and the configuration's own. */
  playbooksOf(config: Config): Promise<KnownPlaybooks>;
  /** The DNS as the configuration lets it be seen; no store is needed. */
  readonly dnsOf: Patient['dnsOf'];
  readonly providerOf: Patient['providerOf'];
  /** All public views, as the configuration lets them be seen; no store is needed. */
  viewsOf(config: Config): Promise<PublicViews>;
  demoParts(): Promise<DemoParts & { readFile(file: string): Promise<string> }>;
  rehearsalParts(): Promise<RehearsalParts>;
  /** The alarm clock of a fleet. @throws GoLiveError `config-invalid`: the store is not PostgreSQL */
  dispatcherOf(app: App): Promise<Dispatcher>;
  /** Mail and webhooks; nothing is opened before there is something to bring. */
  courierOf(config: Config): Promise<Courier>;
  /** Answers HTTP as the configuration says; `undefined`: it listens nowhere. @throws GoLiveError `listen-refused` */
  listenFor(app: App): Promise<HttpListening | undefined>;
  /** A secret of chance alone for an address, at least 128 bits. */
  newToken(): Promise<string>;
  /** The wall's clock, epoch ms: until when somebody may come in is no laboratory's business. */
  wallNow(): EpochMs;
  /** Makes a file have this text, whole or not at all. @throws GoLiveError `answer-invalid` */
  replaceFile(file: string, text: string): Promise<void>;
  /** Makes a folder hold these files, one whole file after another, and takes away those of our own naming that are no longer. @throws GoLiveError `answer-invalid` */
  publishFolder(
    folder: string,
    files: readonly { readonly name: string; readonly text: string }[],
    isOurs: RegExp,
    keeping: string,
  ): Promise<void>;
  /** What published pages are drawn with, under names that change with what is in them. */
  publishedAssets(): Promise<Readonly<Record<'css' | 'js' | 'icon', { readonly name: string; readonly body: string }>>>;
  /** Puts a backup in the place of the configured store; what is under way in one that knows less than before is paused, in the name of `by`. */
  restore(config: Config, backup: string, how: { readonly force: boolean; readonly by: string }): Promise<Restored>;
}

/** Until it is closed. */
export interface HttpListening {
  /** `http://127.0.0.1:7353`, or `unix:` and a path. */
  readonly address: string;
  close(): Promise<void>;
}

export interface KnownPlaybooks {
  readonly playbooks: ReadonlyMap<string, Playbook>;
  /** Files that were left out, one line for each fault. */
  readonly faults: readonly string[];
}

export interface Restored {
  readonly file: string;
  readonly replaced?: string;
  /** How many writes the store had acknowledged that the backup does not know of. */
  readonly lost?: number;
  /** How many migrations are under way, all of them paused; only where something is lost. */
  readonly paused?: number;
  readonly warnings: readonly { readonly where: string; readonly what: string; readonly fix: string }[];
}

/** What every command's options may hold. */
export interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly by?: string;
  readonly why?: string;
}

/** Exit code; none is 0. */
export type Outcome = number | undefined;

/** Opens the application for one piece of work and closes its store after it. */
export async function withApp<T>(shell: Shell, options: CommonOptions, work: (app: App) => Promise<T>): Promise<T> {
  const app = await shell.openApp(options.config);
  try {
    return await work(app);
  } finally {
    await app.store.close();
  }
}

export function whoOf(shell: Shell, options: CommonOptions): { by: string; why?: string } {
  return { by: options.by ?? shell.user, ...(options.why === undefined ? {} : { why: options.why }) };
}

/** The agency's language and zone, as everything is shown in. */
export function styleOf(config: Config): Style {
  return { language: config.agency.language, timeZone: config.agency.timeZone };
}

/** A sentence of the catalogues. */
export function words(style: Style, key: string, values?: Readonly<Record<string, string | number>>): string {
  return render(values === undefined ? { text: key } : { text: key, values }, style);
}
