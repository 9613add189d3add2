import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Fqdn } from '../../domain/name.ts';
import { ORIGINS } from '../../domain/origin.ts';
import type { EpochMs } from '../../domain/time.ts';
import { readTextFile } from '../config/text-file.ts';
import type { Interview } from './interview.ts';
import { isQuestion } from './interview.ts';

const SCHEMA = 'golive.interview/1';
/** A list of 20,000 mailboxes fits. */
const MOST_BYTES = 4 * 1024 * 1024;

const Kept = z.strictObject({
  schema: z.literal(SCHEMA),
  domain: z.string(),
  savedMs: z.number(),
  answers: z.record(z.string(), z.strictObject({ value: z.string().nullable(), origin: z.enum(ORIGINS) })),
  asked: z.array(z.string()),
});

/** What was answered before somebody stopped. */
export type KeptInterview = Pick<Interview, 'answers' | 'asked'> & { readonly savedMs: EpochMs };

export interface Home {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where an interview is kept: `$XDG_STATE_HOME/golive/interviews/klant.nl.json`. An A-label holds nothing that a file name could not. */
export function keptFile(domain: Fqdn, { home, env }: Home): string {
  const state = env['XDG_STATE_HOME'] || join(home, '.local', 'state');
  return join(state, 'golive', 'interviews', `${domain.slice(0, -1)}.json`);
}

/**
 * Keeps the interview, for its owner's eyes alone: whole, or as it was before. No question asks for a secret, and an answer that looks like one
 * was refused before it came here.
 *
 * @throws the file system's error
 */
export function keepInterview(file: string, domain: Fqdn, { answers, asked }: Interview, savedMs: EpochMs): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}.next`;
  rmSync(next, { force: true }); // of a process that died and had the same number
  const open = openSync(next, 'wx', 0o600);
  try {
    writeSync(open, `${JSON.stringify({ schema: SCHEMA, domain, savedMs, answers, asked })}\n`);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
  renameSync(next, file);
}

/** `undefined`: there is none. `damaged`: it cannot be read, and lies beside under that name. */
export function readKept(file: string, domain: Fqdn): KeptInterview | { readonly damaged: string } | undefined {
  let text: string;
  try {
    text = readTextFile(file, MOST_BYTES);
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined;
    return aside(file);
  }
  const kept = Kept.safeParse(jsonIn(text)).data;
  if (kept === undefined || kept.domain !== domain) return aside(file);
  // A question may have gone since.
  const answers = Object.fromEntries(Object.entries(kept.answers).filter(([id]) => isQuestion(id)));
  return { answers, asked: kept.asked.filter((id) => answers[id] !== undefined), savedMs: kept.savedMs };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function aside(file: string): { readonly damaged: string } {
  const damaged = `${file}.damaged`;
  try {
    renameSync(file, damaged);
    return { damaged };
  } catch {
    return { damaged: file };
  }
}

/** It is over, or begins anew. One that cannot be removed is offered again, which does no harm. */
export function forgetInterview(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // a folder that is none, or may not be written
  }
}
