import { readFile, stat } from 'node:fs/promises';
import { printable } from '../../../dns/wire-text.ts';
import { GoLiveError } from '../../../domain/errors.ts';
import type { EpochMs } from '../../../domain/time.ts';
import { DAY, MINUTE } from '../../../domain/time.ts';
import { type Bootstrap, builtInBootstrap, readBootstrap } from '../../../registration/bootstrap.ts';
import type { RdapClient } from './client.ts';

/** RFC 9224 §8 leaves it to HTTP's headers; IANA changes the list a few times a month. */
const KEPT_MS = DAY;
/** A list that could not be had is asked for again after this, and the one from before serves until then. */
const AGAIN_MS = 10 * MINUTE;
const MOST_FILE_BYTES = 2_000_000;

/** `rdap.bootstrap` of the configuration. Rejects with a GoLiveError where the list cannot be had. */
export type BootstrapSource = (signal: AbortSignal) => Promise<Bootstrap>;

/** @param setting `default` (the built-in table), an http or https URL, or the path of a file */
export function bootstrapSource(setting: string, client: RdapClient): BootstrapSource {
  if (setting === 'default') {
    const table = builtInBootstrap();
    return () => Promise.resolve(table);
  }
  return /^https?:\/\//i.test(setting) ? fromUrl(setting, client) : fromFile(setting);
}

function fromUrl(url: string, client: RdapClient): BootstrapSource {
  let kept: { readonly list: Bootstrap; readonly untilMs: EpochMs } | undefined;
  let failed: { readonly error: unknown; readonly untilMs: EpochMs } | undefined;
  return async (signal) => {
    const nowMs = client.clock.now();
    if (kept !== undefined && nowMs < kept.untilMs) return kept.list;
    if (failed !== undefined && nowMs < failed.untilMs) return keptOr(failed.error);
    try {
      kept = { list: await ask(url, client, signal), untilMs: nowMs + KEPT_MS };
      return kept.list;
    } catch (error) {
      if (!signal.aborted) failed = { error, untilMs: nowMs + AGAIN_MS };
      return keptOr(error);
    }
  };

  function keptOr(error: unknown): Bootstrap {
    if (kept === undefined) throw error;
    return kept.list;
  }
}

async function ask(url: string, client: RdapClient, signal: AbortSignal): Promise<Bootstrap> {
  const subject = `the RDAP bootstrap list ${printable(url, 200)}`;
  const fetched = await client.get(url, 'application/json', signal);
  if (fetched.outcome === 'failed') throw new GoLiveError('unreachable', { subject, why: fetched.why });
  if (fetched.status !== 200) throw new GoLiveError('remote-broken', { subject, why: `status ${fetched.status}` });
  return readBootstrap(fetched.body, subject, 'remote-broken');
}

function fromFile(path: string): BootstrapSource {
  const subject = `the RDAP bootstrap list ${printable(path, 200)}`;
  let read: Promise<Bootstrap> | undefined;
  const readIt = async (): Promise<Bootstrap> => {
    let text: string;
    try {
      const found = await stat(path);
      if (!found.isFile()) throw new GoLiveError('config-invalid', { subject, why: 'it is no file' });
      if (found.size > MOST_FILE_BYTES)
        throw new GoLiveError('config-invalid', { subject, why: `it has more than ${MOST_FILE_BYTES} octets` });
      text = await readFile(path, 'utf8');
    } catch (cause) {
      if (cause instanceof GoLiveError) throw cause;
      const { code } = cause as NodeJS.ErrnoException;
      const fix = 'Put its path, a URL or "default" into rdap.bootstrap.';
      if (code === 'ENOENT') throw new GoLiveError('config-missing', { subject, fix, cause });
      throw new GoLiveError('config-invalid', { subject, why: `it cannot be read (${code})`, fix, cause });
    }
    return readBootstrap(text, subject, 'config-invalid');
  };
  return () => {
    read ??= readIt();
    return read;
  };
}
