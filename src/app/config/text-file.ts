import { closeSync, openSync, readSync } from 'node:fs';
import { MAX_BYTES } from '../../playbook/yaml.ts';

/** What the system's errors mean to whoever named the file. */
const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
};

/** Why a file could not be read, in words. */
export function whyUnread(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return WHY[code ?? ''] ?? code ?? message;
}

/**
 * The text of a file that people write; of one that is too large (or a device without end) only as much as is needed to refuse it.
 * A pipe works too. @throws the file system's error
 */
export function readTextFile(file: string, mostBytes: number = MAX_BYTES): string {
  const open = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(mostBytes + 1);
    let length = 0;
    for (;;) {
      const read = readSync(open, bytes, length, bytes.length - length, null);
      length += read;
      if (read === 0 || length === bytes.length) return bytes.toString('utf8', 0, length);
    }
  } finally {
    closeSync(open);
  }
}
