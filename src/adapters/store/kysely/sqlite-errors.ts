import { dirname } from 'node:path';
import type { FailureCode } from '../../../domain/errors.ts';
import { GoLiveError } from '../../../domain/errors.ts';
import { RESTORE } from '../failures.ts';
import { brokenLink } from './broken-link.ts';

interface Row {
  readonly code: FailureCode;
  readonly why: string;
  readonly fix: string;
}

const SPACE = 'Make space there; what was acknowledged is safe.';
const DISK = 'Look at that disk, and at the space on it; what was acknowledged is safe.';
const RIGHTS = 'Let golive write the file and its folder, even to read; what was acknowledged is safe.';

/** SQLite's primary result codes (sqlite.org/rescode.html) as ours. */
const PRIMARY: Readonly<Record<number, Row>> = {
  3: { code: 'store-full', why: 'no permission', fix: RIGHTS },
  5: {
    code: 'store-busy',
    why: 'another process holds it',
    fix: 'Try again; if it stays so, look which golive hangs.',
  },
  6: {
    code: 'store-busy',
    why: 'another process holds it',
    fix: 'Try again; if it stays so, look which golive hangs.',
  },
  8: { code: 'store-full', why: 'it is read-only', fix: RIGHTS },
  10: { code: 'store-full', why: 'the disk reports an error', fix: DISK },
  11: { code: 'store-corrupt', why: 'its structure is damaged', fix: RESTORE },
  13: { code: 'store-full', why: 'the disk is full', fix: SPACE },
  14: { code: 'store-full', why: 'it cannot be opened', fix: RIGHTS },
  26: { code: 'store-corrupt', why: 'its header is damaged', fix: RESTORE },
};

/** Extended codes that mean something else than their family: reads that fail or come back short. */
const EXTENDED: Readonly<Record<number, Row>> = {
  266: { code: 'store-corrupt', why: 'the disk cannot read it', fix: RESTORE },
  522: { code: 'store-corrupt', why: 'it is cut short', fix: RESTORE },
  1032: { code: 'store-full', why: 'its file was moved away', fix: 'Start golive again.' },
  4874: { code: 'store-full', why: 'the disk is full', fix: SPACE }, // no room to make the log's index larger
  8458: { code: 'store-corrupt', why: 'the file system reports damage', fix: RESTORE },
};

/** SQLite's extended result code of what `node:sqlite` threw. */
export function resultCode(thrown: unknown): number | undefined {
  const code = (thrown as { errcode?: unknown } | null | undefined)?.errcode;
  return typeof code === 'number' ? code : undefined;
}

export function isBusy(thrown: unknown): boolean {
  const primary = (resultCode(thrown) ?? 0) & 0xff;
  return primary === 5 || primary === 6;
}

export function fromSqlite(thrown: unknown, file: string): GoLiveError | undefined {
  const code = resultCode(thrown);
  if (code === undefined) return undefined;
  const row = EXTENDED[code] ?? PRIMARY[code & 0xff];
  if (row === undefined) return undefined;
  return new GoLiveError(row.code, { subject: file, why: row.why, fix: row.fix, cause: thrown });
}

const NO_FOLDER = ['its folder does not exist', 'Make it: mkdir -p {folder}'] as const;
const FILES = ['too many files are open', 'Close some, or let golive open more (ulimit -n).'] as const;
const FILE_SYSTEM: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  ENOENT: NO_FOLDER,
  ENOTDIR: ['what should be its folder is a file', 'Name another place.'],
  ENAMETOOLONG: ['its name is too long', 'Choose another name.'],
  ELOOP: ['its links lead in a circle', 'Let them lead to a file.'],
  EACCES: ['no permission', RIGHTS],
  EPERM: ['no permission', RIGHTS],
  EROFS: ['it is read-only', RIGHTS],
  ENOSPC: ['the disk is full', SPACE],
  EDQUOT: ['the disk is full', SPACE],
  EIO: ['the disk reports an error', DISK],
  EFBIG: ['no file may be so large there', 'Let golive write larger ones (ulimit -f), or name another place.'],
  EMFILE: FILES,
  ENFILE: FILES,
};

/** A file system's error about a file that was to be written. */
export function fromFileSystem(thrown: unknown, file: string): GoLiveError | undefined {
  const code = (thrown as NodeJS.ErrnoException | null | undefined)?.code;
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return undefined;
  if (code === 'EEXIST') return taken(file, thrown);
  const broken = code === 'ENOENT' ? brokenLink(file) : undefined;
  if (broken !== undefined) return broken;
  const [why, fix] = FILE_SYSTEM[code] ?? [code, RIGHTS];
  return new GoLiveError('store-full', {
    subject: file,
    why,
    fix: fix.replace('{folder}', dirname(file)),
    cause: thrown,
  });
}

export function taken(file: string, cause?: unknown): GoLiveError {
  return new GoLiveError('already-exists', { subject: file, fix: 'Choose another name.', cause });
}

const NO_RIGHT = ['no permission to read it', 'Let golive read it, or name another backup.'] as const;
const UNREADABLE: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EIO: ['the disk cannot read it', 'Take another backup.'],
  EISDIR: ['a part of it is a folder', 'Take another backup.'],
  ELOOP: ['its links lead in a circle', 'Name a backup.'],
  ENAMETOOLONG: ['its name is too long', 'Name a backup.'],
};

/** A file system's error about a file that was to be read, and is nobody's store yet. */
export function fromReading(thrown: unknown, file: string): GoLiveError | undefined {
  const row = UNREADABLE[(thrown as NodeJS.ErrnoException | null | undefined)?.code ?? ''];
  return row && new GoLiveError('answer-invalid', { subject: file, why: row[0], fix: row[1], cause: thrown });
}
