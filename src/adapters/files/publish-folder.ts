import { chmod, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GoLiveError } from '../../domain/errors.ts';
import { replaceFile } from './replace-file.ts';

export interface Published {
  readonly name: string;
  readonly text: string;
}

/** A web server runs as somebody else: it may read, whatever the umask of cron says. */
const FOLDER_MODE = 0o755;
const FILE_MODE = 0o644;
/** A draft this old belongs to somebody who died with it. */
const DRAFT_IS_LEFT_MS = 60 * 60 * 1000;
const DRAFT = /\.new-\d+-[0-9a-f]{8}$/;

/**
 * Makes a folder hold these files, each replaced whole, in the order in which they are given: what others lead to comes first. What was published before
 * and is no longer is taken away last; what the page that lay there still leads to stays until the next time, for whoever is reading it.
 *
 * @param isOurs names that golive gives; nothing else in the folder is touched
 * @param keeping the file that may still be read
 * @throws GoLiveError `answer-invalid`: it is no folder, or cannot be written
 */
export async function publishFolder(
  folder: string,
  files: readonly Published[],
  isOurs: RegExp,
  keeping: string,
): Promise<void> {
  await makeFolder(folder);
  const before = await readFile(join(folder, keeping), 'utf8').catch(() => '');
  for (const { name, text } of files) {
    const file = join(folder, name);
    await replaceFile(file, text);
    await chmod(file, FILE_MODE).catch(() => undefined); // somebody else's file that we may write stays as it is
  }
  const names = new Set(files.map(({ name }) => name));
  for (const name of await readdir(folder)) {
    const left = isOurs.test(name)
      ? !names.has(name) && !before.includes(name)
      : await isLeftDraft(folder, name, isOurs);
    if (left) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

async function makeFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there?.isDirectory() === true) return;
  if (there !== undefined)
    throw new GoLiveError('answer-invalid', { subject: folder, why: 'it is no folder', fix: 'Name another folder.' });
  try {
    const made = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    if (made !== undefined) await chmod(folder, FOLDER_MODE);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new GoLiveError('answer-invalid', {
      subject: folder,
      why: `it cannot be made (${code})`,
      fix: 'Name another folder.',
      cause,
    });
  }
}

async function isLeftDraft(folder: string, name: string, isOurs: RegExp): Promise<boolean> {
  const drafted = name.replace(DRAFT, '');
  if (drafted === name || !isOurs.test(drafted)) return false;
  const there = await stat(join(folder, name)).catch(() => undefined);
  return there !== undefined && Date.now() - there.mtimeMs > DRAFT_IS_LEFT_MS;
}
