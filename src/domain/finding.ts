import type { Message } from './message.ts';
import type { EpochMs } from './time.ts';

export type Severity = 'info' | 'notice' | 'warning' | 'error' | 'critical';
export const SEVERITIES = ['info', 'notice', 'warning', 'error', 'critical'] as const satisfies readonly Severity[];

/** Who was asked, what was said, when. */
export interface Evidence {
  readonly asked: string;
  readonly answered: string;
  readonly atMs: EpochMs;
}

export interface Finding {
  readonly tag: string;
  /** What it is about: a name and type, a server's address. */
  readonly subject: string;
  readonly message: Message;
  readonly evidence: readonly Evidence[];
  readonly fix?: Message;
  /** Lower than the tag's row, where it was seen that what the finding is about does no harm here; never higher. */
  readonly severity?: Severity;
}

/** Yes, no, or unknown with its reason; a check never turns the third into one of the others. */
export type Verdict = 'yes' | 'no' | 'unknown';
