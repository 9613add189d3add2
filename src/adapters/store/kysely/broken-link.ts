import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { GoLiveError } from '../../../domain/errors.ts';

/**
 * Of a file that is not there and cannot be made: the link at which the way to it ends, because it leads to a folder that is not there.
 * `undefined`: no link is in the way.
 */
export function brokenLink(file: string): GoLiveError | undefined {
  for (let at = file; ; at = dirname(at)) {
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found === undefined) continue; // ends at the root at the latest
    if (!found.isSymbolicLink() || existsSync(at)) return undefined;
    const said = readlinkSync(at);
    const to = isAbsolute(said) ? said : join(realpathSync.native(dirname(at)), said);
    const folder = at === file ? dirname(to) : to;
    return new GoLiveError('store-missing', {
      subject: folder,
      why: `the link ${at} leads to ${to}`,
      fix: `Mount what belongs there, or make it (mkdir -p ${folder}), or let the link lead elsewhere.`,
    });
  }
}
