import { randomBytes } from 'node:crypto';
import { chmod, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GoLiveError } from '../../domain/errors.ts';

const MODE = 0o644;

/**
 * Makes a file have this text, whole or not at all: whoever reads it meanwhile sees the old one or the new one. What is there keeps its mode, and
 * a link stays a link.
 *
 * @throws GoLiveError `answer-invalid`: it cannot be written
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const there = await stat(target).catch(() => undefined);
  if (there !== undefined && !there.isFile()) throw unusable(file, 'it is no file');
  const draft = `${target}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', MODE);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (there !== undefined) await chmod(draft, there.mode & 0o7777);
    await rename(draft, target);
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined);
    const { code = '' } = thrown as NodeJS.ErrnoException;
    throw unusable(file, REASONS[code] ?? `it cannot be written (${code})`, thrown);
  }
  await syncFolder(dirname(target));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'that disk is full',
  EDQUOT: 'that disk is full for this user',
};

const unusable = (file: string, why: string, cause?: unknown): GoLiveError =>
  new GoLiveError('answer-invalid', { subject: file, why, fix: 'Name another file.', cause });

/** The new name is on disk with its folder; where a system has no such call, it comes by itself. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
