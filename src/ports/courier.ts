import type { EpochMs } from '../domain/time.ts';

/** A plain-text mail to one person. */
export interface Mail {
  readonly kind: 'mail';
  /** Becomes the `Message-ID`: the same each time it is sent. Letters, digits, `.`, `-`, `_`. */
  readonly id: string;
  readonly to: { readonly name?: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly atMs: EpochMs;
  /** Mails with the same word belong together. */
  readonly thread?: string;
  /** The ids of the notices in it. */
  readonly notices: readonly string[];
  readonly event: string;
}

/** A POST to a configured webhook. */
export interface WebhookPost {
  readonly kind: 'webhook';
  /** As the configuration calls it. */
  readonly name: string;
  /** Becomes `webhook-id`: the same each time it is sent. */
  readonly id: string;
  readonly body: string;
  readonly contentType: string;
}

export type Parcel = Mail | WebhookPost;

export type Handed =
  /** Whoever is next on the way has it. */
  | { readonly outcome: 'taken' }
  /** It may be tried again. `others`: what else goes the same way would fare no better now. */
  | { readonly outcome: 'later'; readonly why: string; readonly retryAfterMs?: number; readonly others: boolean }
  /** It will never be taken. */
  | { readonly outcome: 'refused'; readonly why: string };

/**
 * Brings messages to people and programs. Each call ends within half a minute (wall time), whatever the other side does, and as soon as `signal`
 * aborts. What was `taken` once may be handed over again under the same id: the receiver can tell. Never rejects; `why` is one line without a
 * secret.
 */
export interface Courier {
  hand(parcel: Parcel, signal: AbortSignal): Promise<Handed>;
}
