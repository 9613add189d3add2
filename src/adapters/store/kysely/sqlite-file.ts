import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { GoLiveError } from '../../../domain/errors.ts';
import { corrupt } from '../failures.ts';
import { brokenLink } from './broken-link.ts';
import { draftOf, syncFile, syncFolderOf, writeDurably } from './durable-file.ts';
import { acknowledgedBeside, writeCountFile } from './write-count.ts';

/** In the header of each of our files (`pragma application_id`): "golv". */
export const APPLICATION_ID = 0x676f6c76;

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
/** As many as Linux follows. */
const MOST_LINKS = 40;

/**
 * The file that a name leads to, also where it is not there yet: SQLite keeps its log beside that one, not beside a link, and so do we
 * whatever belongs to a store but its key.
 *
 * @throws GoLiveError `store-missing`: it is or lies behind a link that leads to a folder that is not there
 */
export function fileBehind(name: string): string {
  let file = resolve(name); // also keeps `file:…?mode=` from being read as a URI
  try {
    for (let links = 0; links < MOST_LINKS && lstatSync(file).isSymbolicLink(); links++) {
      const to = readlinkSync(file);
      const folder = dirname(isAbsolute(to) ? to : `${dirname(file)}/${to}`);
      file = join(realpathSync.native(folder), basename(to));
    }
  } catch (thrown) {
    // Not there, or not to be looked at: whoever opens it is told so. In the place of a link that leads nowhere nothing is put.
    const broken = (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? brokenLink(file) : undefined;
    if (broken !== undefined) throw broken;
  }
  return file;
}

/**
 * Looks at a file before SQLite does, which would take an empty one for new, throw a log away, or write into somebody else's database.
 * Layout of the header: sqlite.org/fileformat.html §1.3.
 *
 * @throws GoLiveError `store-missing` (and its log is there), `store-foreign`, `store-corrupt`
 */
export function inspect(file: string): 'absent' | 'ours' {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    if (existsSync(`${file}-wal`))
      throw missing(
        file,
        `its log ${file}-wal is there without it`,
        'Put it back beside its log, or restore a backup: golive restore FILE --force.',
      );
    return 'absent';
  }
  if (!found.isFile()) throw foreign(file, 'it is not a file');
  const header = Buffer.alloc(HEADER_BYTES);
  const handle = openSync(file, 'r');
  const length = readSync(handle, header, 0, HEADER_BYTES, 0);
  closeSync(handle);
  if (length === 0) throw corrupt(file, 'it is empty');
  if (header.toString('latin1', 0, Math.min(length, MAGIC.length)) !== MAGIC.slice(0, length))
    throw foreign(file, 'it is not an SQLite database');
  if (length < HEADER_BYTES) throw corrupt(file, 'it is cut short');
  if (header.readUInt32BE(68) !== APPLICATION_ID) throw foreign(file, 'it is an SQLite database of another program');
  if ((found.mode & 0o077) !== 0 && process.platform !== 'win32') keepFromOthers(file);
  return 'ours';
}

/**
 * As `inspect`, for where a store is to be used: one that is gone while its count of writes is there was lost, and an empty one in its place
 * would hide that.
 * @throws GoLiveError `store-missing`, `store-foreign`, `store-corrupt`
 */
export function inspectPlace(file: string): 'absent' | 'ours' {
  // First what was acknowledged, then what is there: another process may be making it.
  const acknowledged = acknowledgedBeside(file);
  const found = inspect(file);
  if (found === 'absent' && acknowledged !== undefined)
    throw missing(
      file,
      `${acknowledged.count} writes to it were acknowledged, up to ${acknowledged.at}`,
      `Put it back, or restore a backup: golive restore FILE. To begin with nothing, take ${writeCountFile(file)} away too.`,
    );
  return found;
}

function missing(subject: string, why: string, fix: string): GoLiveError {
  return new GoLiveError('store-missing', { subject, why, fix });
}

export function foreign(file: string, why: string): GoLiveError {
  return new GoLiveError('store-foreign', {
    subject: file,
    why,
    fix: 'Name another file as store in golive.yaml; if a golive store was here, restore a backup: golive restore FILE.',
  });
}

/** A copy made by hand often is readable by all. Where that cannot be changed, opening it is still better than refusing. */
function keepFromOthers(file: string): void {
  for (const part of [file, `${file}-wal`, `${file}-shm`])
    try {
      chmodSync(part, 0o600);
    } catch {}
}

/**
 * Makes a file appear at `file` whole, or leaves what another process put there meanwhile.
 * @param fill writes the content into a file of mode 0600 that nobody else knows
 */
export async function appearWhole(file: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const draft = draftOf(file);
  writeDurably(draft, '');
  try {
    await fill(draft);
    syncFile(draft);
    put(draft, file);
    syncFolderOf(file);
  } finally {
    for (const part of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(part, { force: true });
  }
}

/** Gives a whole file its name too. `false`: another process was faster. */
export function put(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw thrown;
    copyFileSync(draft, file, constants.COPYFILE_EXCL); // file systems without hard links
    syncFile(file);
  }
  return true;
}
