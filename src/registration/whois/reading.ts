import type { Fqdn } from '../../domain/name.ts';
import type { EpochMs } from '../../domain/time.ts';

/** What the words of an answer amount to. Only `free` says that nobody holds the name. */
export type Verdict =
  | 'registered'
  | 'free'
  /** Kept back, blocked or not allowed: nobody holds it and nobody can have it by asking. */
  | 'reserved'
  /** The server counts, and we asked too much. */
  | 'rate-limited'
  /** The server will not or cannot answer, or did not understand. */
  | 'refused'
  /** The answer is about another name, such as the top-level domain. */
  | 'elsewhere'
  | 'unclear'
  | 'empty';

/** A WHOIS answer as data. What the text does not say is absent; nothing is guessed. */
export interface WhoisReading {
  readonly outcome: 'found' | 'not-found' | 'unknown';
  readonly verdict: Verdict;
  /** The lines that say so, without control characters, at most 5 of 200 characters. */
  readonly evidence: readonly string[];
  /** Why it is unknown, where the verdict does not say it all. */
  readonly why?: string;
  /** `id`: IANA's number or the registry's handle (`handle:1234`); empty where the text gives neither. `tag`: what a push transfer is addressed to (.uk). */
  readonly registrar?: { readonly id: string; readonly name: string; readonly tag?: string };
  /** EPP names (RFC 5731 §2.3, RFC 3915 §3.1), each once, in the order of the text. */
  readonly statuses: readonly string[];
  /** The answer broke off: more of them may stand. */
  readonly statusesCut?: true;
  /** The status words as they stand there, those without an EPP name too. */
  readonly statusWords: readonly string[];
  readonly nameServers: readonly Fqdn[];
  /** DS rdatas (RFC 4034 §5.3): `5948 13 2 578b92…`, digests in lower case. */
  readonly ds: readonly string[];
  /** Absent where the text says neither. */
  readonly signed?: boolean;
  /** Moments without a zone are read as UTC, dates as their midnight. */
  readonly createdMs?: EpochMs;
  readonly updatedMs?: EpochMs;
  readonly expiresMs?: EpochMs;
  /** Host of the WHOIS server that is said to know more; judged by whoever follows it. */
  readonly referral?: string;
}
