import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a new file for its owner alone and sees it onto the disk. Throws EEXIST where there is one. */
export function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } catch (thrown) {
    rmSync(file, { force: true }); // half of it is worth nothing
    throw thrown;
  } finally {
    closeSync(handle);
  }
}

/** A name beside `file` that nobody else uses; what is written there becomes `file` when it is whole. */
export function draftOf(file: string): string {
  return `${file}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
}

export function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A new name is on disk only when its folder is. Windows has no such call. */
export function syncFolderOf(file: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(dirname(file), 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
