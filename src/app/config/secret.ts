import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { GoLiveError } from '../../domain/errors.ts';
import { knowSecret, scrub } from '../../domain/scrub.ts';
import { Secret } from '../../domain/secret.ts';
import type { SecretSource } from './schema.ts';

const OTHERS_MAY = 0o077;
const COMMAND_TIMEOUT_MS = 30_000;

/**
 * Reads a secret from where it is kept; final newlines do not belong to it. A command runs without a shell, and without the variables in
 * `withheld`: those that hold other secrets.
 *
 * @param what names the setting in a complaint: `providers.newdns.apiKey`
 * @throws GoLiveError `config-invalid`: not there, empty, or a file that others may read
 */
export async function readSecret(
  source: SecretSource,
  what: string,
  { env, folder, withheld = NONE }: Kept,
): Promise<Secret> {
  const text = (await readText(source, what, { env, folder, withheld })).replace(/[\r\n]+$/, '');
  if (text === '') throw refused(what, 'it is empty', 'Put the secret there.');
  knowSecret(text);
  return new Secret(text);
}

interface Kept {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly withheld?: ReadonlySet<string>;
}
const NONE: ReadonlySet<string> = new Set();

/** Of golive itself and of its database's client. */
const OURS = /^(?:GOLIVE_\w+|PGPASSWORD)$/;

function environmentOfCommand({ env, withheld = NONE }: Kept): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => value !== undefined && !OURS.test(name) && !withheld.has(name) && scrub(value) === value,
    ),
  );
}

async function readText(source: SecretSource, what: string, { env, folder, ...kept }: Kept): Promise<string> {
  if ('env' in source) {
    const value = env[source.env];
    if (value === undefined) throw refused(what, `the environment has no ${source.env}`, `Set ${source.env}.`);
    return value;
  }
  if ('file' in source) {
    const file = resolve(folder, source.file);
    try {
      const { mode } = await stat(file);
      if (process.platform !== 'win32' && (mode & OTHERS_MAY) !== 0)
        throw refused(what, `others may read ${file}`, `Run chmod 600 ${file}.`);
      return await readFile(file, 'utf8');
    } catch (thrown) {
      if (thrown instanceof GoLiveError) throw thrown;
      throw refused(what, `${file} cannot be read`, 'Check its path and its owner.', thrown);
    }
  }
  const [program, ...args] = source.command as [string, ...string[]];
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      cwd: folder,
      timeout: COMMAND_TIMEOUT_MS,
      env: environmentOfCommand({ env, folder, ...kept }),
    });
    return stdout;
  } catch {
    // The command's own words may hold the secret: they are neither repeated nor kept as the cause.
    throw refused(what, `the command ${program} did not work`, 'Run it by hand to see why.');
  }
}

function refused(what: string, why: string, fix: string, cause?: unknown): GoLiveError {
  return new GoLiveError('config-invalid', { subject: what, why, fix, cause });
}
