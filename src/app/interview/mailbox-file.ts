import { resolve } from 'node:path';
import type { Message } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import { readTextFile, whyUnread } from '../config/text-file.ts';

const MOST_BYTES = 4 * 1024 * 1024;
/** What stands in a cell or on a line and is an address; a display name may stand around it. */
const ADDRESS = /[^\s@,;<>"'()[\]]+@[^\s@,;<>"'()[\]]+/;

/**
 * The addresses in a file: one per line, or CSV with any separator, of each line the first address. Lines without one (a heading, an empty line) are
 * left out.
 */
export function mailboxesFromFile(
  file: string,
  cwd: string,
): { readonly text: string; readonly count: number } | { readonly wrong: Message } {
  let text: string;
  try {
    text = readTextFile(resolve(cwd, file), MOST_BYTES);
  } catch (thrown) {
    return { wrong: message('interview.wrong.file', { file, why: whyUnread(thrown) }) };
  }
  if (text.length > MOST_BYTES)
    return { wrong: message('interview.wrong.file', { file, why: `> ${MOST_BYTES / 1024 / 1024} MB` }) };
  const addresses = new Set(text.split(/[\r\n]+/).flatMap((line) => ADDRESS.exec(line)?.[0].toLowerCase() ?? []));
  if (addresses.size === 0) return { wrong: message('interview.wrong.file-empty', { file }) };
  return { text: [...addresses].join(', '), count: addresses.size };
}
