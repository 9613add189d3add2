import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { GoLiveError } from '../../../domain/errors.ts';
import { knowSecret } from '../../../domain/scrub.ts';
import { draftOf, writeDurably } from './durable-file.ts';
import { fromFileSystem, fromReading } from './sqlite-errors.ts';

const KEY_BYTES = 32;

/** The key beside the database: 64 hexadecimal digits, mode 0600. Never in the database, never in a backup. */
export interface KeyFile {
  readonly path: string;
  /** `undefined`: there is none yet. @throws GoLiveError `key-missing`: others can read it, golive cannot, or it is not a key */
  read(): Buffer | undefined;
  /** Makes it, or reads what another process made meanwhile. */
  create(): Buffer;
}

export function keyFileAt(path: string, newKey: () => Uint8Array = () => randomBytes(KEY_BYTES)): KeyFile {
  let known: Buffer | undefined;
  const read = (): Buffer | undefined => {
    known ??= readKey(path);
    return known;
  };
  return {
    path,
    read,
    create: () => {
      const draft = draftOf(path);
      try {
        writeDurably(draft, `${Buffer.from(newKey()).toString('hex')}\n`);
        linkSync(draft, path); // appears whole or not at all, and never over another one
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw fromFileSystem(thrown, path) ?? thrown;
      } finally {
        rmSync(draft, { force: true });
      }
      return read() ?? refuse(path, `${basename(path)} went away`, 'Put it back.');
    },
  };
}

function readKey(path: string): Buffer | undefined {
  try {
    return keyIn(path);
  } catch (thrown) {
    const why = fromReading(thrown, path)?.why;
    if (why === undefined) throw thrown;
    return refuse(path, `${path}: ${why}`, 'Let golive read it.', thrown);
  }
}

function keyIn(path: string): Buffer | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile())
    return refuse(path, `${path} is not a file`, 'Put back the key file that belongs to this store.');
  const mode = found.mode & 0o777;
  if ((mode & 0o077) !== 0 && process.platform !== 'win32')
    return refuse(path, `${path} can be read by others (mode ${mode.toString(8)})`, `Run chmod 600 ${path}.`);
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    return refuse(
      path,
      `${path} is not a key of 64 hexadecimal digits`,
      'Put back the key file that belongs to this store.',
    );
  knowSecret(text);
  return Buffer.from(text, 'hex');
}

function refuse(path: string, why: string, fix: string, cause?: unknown): never {
  throw new GoLiveError('key-missing', { subject: path.replace(/\.key$/, ''), why, fix, cause });
}
