import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { GoLiveError } from '../../domain/errors.ts';
import { knowSecret } from '../../domain/scrub.ts';
import { formatIssue, Issues } from '../../playbook/issue.ts';
import { fitted } from '../../playbook/schema-issues.ts';
import type { ParsedYaml, Path } from '../../playbook/yaml.ts';
import { parseYaml } from '../../playbook/yaml.ts';
import { bootstrapFileOf } from './registration.ts';
import type { Config } from './schema.ts';
import { ConfigFile, SecretSource } from './schema.ts';
import { isSecretName } from './secret-source.ts';
import { readTextFile, whyUnread } from './text-file.ts';

/** What the configuration may depend on besides its file; tests pass their own. */
export interface Surroundings {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Where a value came from, by its dotted path: `default`, `golive.yaml:12`, `env GOLIVE_STORE`. */
  readonly originOf: (path: Path) => string;
}

/** Environment variables that replace one value of the file. */
export const FROM_ENVIRONMENT: Readonly<Record<string, Path>> = {
  GOLIVE_STORE: ['store'],
  GOLIVE_KEY_FILE: ['keyFile'],
  GOLIVE_LANGUAGE: ['agency', 'language'],
  GOLIVE_TIME_ZONE: ['agency', 'timeZone'],
  GOLIVE_LISTEN: ['serve', 'listen'],
};

export const FILE_NAME = 'golive.yaml';

/**
 * The configuration file: the one that was named, else `golive.yaml` here or in a folder above, else the user's own. None at all is fine
 * for commands that need none.
 */
export function findConfigFile({ cwd, home, env }: Surroundings, named?: string): string | undefined {
  const asked = named ?? env['GOLIVE_CONFIG'];
  if (asked !== undefined && asked !== '') return resolve(cwd, asked);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const candidate = join(folder, FILE_NAME);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) break;
  }
  const own = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'golive', FILE_NAME);
  return existsSync(own) ? own : undefined;
}

/**
 * Reads and judges the whole configuration.
 * @throws GoLiveError `config-invalid` whose `faults` are all that is wrong, each with its line and the way out
 */
export function loadConfig(surroundings: Surroundings, named?: string): LoadedConfig {
  const file = findConfigFile(surroundings, named);
  const yaml = file === undefined ? undefined : readYaml(file);
  if (yaml?.value !== undefined && yaml.value !== null && !isObject(yaml.value))
    throw invalid(file!, [`${file}:1:1  it must hold settings by name, like "agency: { name: … }"`]);
  const written = structuredClone((yaml?.value ?? {}) as Record<string, unknown>);
  const replaced = new Map<string, string>();
  for (const [variable, path] of Object.entries(FROM_ENVIRONMENT)) {
    const value = surroundings.env[variable];
    if (value === undefined || value === '') continue;
    setAt(written, path, value);
    replaced.set(path.join('.'), `env ${variable}`);
  }
  const originOf = (path: Path): string => {
    const variable = replaced.get(path.join('.'));
    if (variable !== undefined) return variable;
    return hasAt(written, path) && yaml !== undefined ? `${file}:${yaml.placeOf(path).line}` : 'default';
  };
  const places = yaml ?? parseYaml('', FILE_NAME);
  const issues = new Issues(file ?? FILE_NAME);
  const values = fitted(issues, ConfigFile, places, written);
  for (const path of secretsInTheOpen(written))
    issues.add(
      places.placeOf(path),
      path,
      'a secret does not belong in this file',
      'write { env: NAME }, { file: PATH } or { command: [PROGRAM] }',
    );
  const folder = file === undefined ? resolve(surroundings.cwd) : dirname(file);
  const list = values === undefined ? undefined : bootstrapFileOf(values.rdap.bootstrap, folder);
  if (list !== undefined && !isFile(list)) {
    const path = ['rdap', 'bootstrap'];
    issues.add(places.placeOf(path), path, 'there is no such file', 'write default, a web address or a file');
  }
  const faults = issues.list().map((issue) => {
    const variable = replaced.get(issue.path);
    return variable === undefined ? formatIssue(issue) : `${variable}  ${issue.path}  ${issue.what}`;
  });
  if (values === undefined || faults.length > 0) throw invalid(file ?? 'the environment', faults);
  knowWhatTheStoreNeeds(values.store, surroundings.env);
  return { config: { ...values, file, folder }, originOf };
}

/** The database's password, which the client library reads from the URL or from the environment. */
function knowWhatTheStoreNeeds(store: string, env: Surroundings['env']): void {
  const url = /^postgres/.test(store) ? URL.parse(store) : null;
  for (const password of [url?.password, url?.searchParams.get('password'), url === null ? '' : env['PGPASSWORD']])
    if (typeof password === 'string' && password !== '') {
      knowSecret(password);
      knowSecret(decodedOf(password));
    }
}

function decodedOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where a provider's secret is written as it is, or in a form that says no place. A laboratory's are worth nothing and may be. Their values are never shown. */
function secretsInTheOpen(written: Readonly<Record<string, unknown>>): Path[] {
  const { providers, laboratory } = written;
  if (laboratory !== undefined || !isObject(providers)) return [];
  return Object.entries(providers).flatMap(([name, provider]) =>
    isObject(provider) ? openSecretsBelow(provider, ['providers', name]) : [],
  );
}

function openSecretsBelow(settings: Readonly<Record<string, unknown>>, at: Path): Path[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (value === undefined || SecretSource.safeParse(value).success) return [];
    if (isSecretName(name)) return [[...at, name]];
    return isObject(value) ? openSecretsBelow(value, [...at, name]) : [];
  });
}

function readYaml(file: string): ParsedYaml {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (thrown) {
    throw new GoLiveError('config-invalid', {
      subject: file,
      why: whyUnread(thrown),
      fix: 'Name another with --config FILE, or leave --config out.',
      cause: thrown,
    });
  }
  const yaml = parseYaml(text, file);
  if (yaml.faults.length > 0) throw invalid(file, yaml.faults);
  return yaml;
}

function invalid(file: string, faults: readonly string[]): GoLiveError {
  return new GoLiveError('config-invalid', {
    subject: file,
    why: faults.length === 1 ? '1 fault' : `${faults.length} faults`,
    faults,
  });
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function setAt(target: Record<string, unknown>, path: Path, value: unknown): void {
  let at = target;
  for (const part of path.slice(0, -1)) {
    if (!isObject(at[part])) at[part] = {};
    at = at[part] as Record<string, unknown>;
  }
  at[path.at(-1)!] = value;
}

function hasAt(target: unknown, path: Path): boolean {
  let at = target;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return false;
    at = (at as Record<string | number, unknown>)[part];
  }
  return true;
}
