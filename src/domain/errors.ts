/** When it makes sense to try again: never, by itself after a while, or after a person changed something. */
export type Retry = 'never' | 'after-delay' | 'after-operator';

/**
 * What is known of the effect that failed. `not-done`: it certainly did not happen. `unknown`: the answer got lost, it may have.
 * A failure that is in doubt is `unknown`; the other mistake orders twice.
 */
export type Outcome = 'not-done' | 'unknown';

interface FailureRow {
  readonly retry: Retry;
  readonly outcome: Outcome;
  /** CLI exit code (design §5). */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6;
  /** Completes "<subject> …". */
  readonly text: string;
}

/** Every failure there is. CLI exit code, HTTP status, retry and what an effect's ledger says follow from the row. */
export const FAILURES = {
  usage: { retry: 'never', outcome: 'not-done', exit: 2, text: 'is not understood' },
  'config-invalid': { retry: 'after-operator', outcome: 'not-done', exit: 2, text: 'is not a valid configuration' },
  'config-missing': { retry: 'after-operator', outcome: 'not-done', exit: 2, text: 'was not found' },
  'name-invalid': { retry: 'never', outcome: 'not-done', exit: 2, text: 'is not a domain name' },
  'rdata-invalid': { retry: 'never', outcome: 'not-done', exit: 2, text: 'is not valid record data' },
  'domain-unknown': {
    retry: 'never',
    outcome: 'not-done',
    exit: 2,
    text: 'is not a domain, migration or project here',
  },
  'step-unknown': { retry: 'never', outcome: 'not-done', exit: 2, text: 'is not a step of this migration' },
  'answer-unknown': { retry: 'never', outcome: 'not-done', exit: 2, text: 'is not an answer golive knows' },
  'answer-invalid': { retry: 'never', outcome: 'not-done', exit: 2, text: 'cannot be used' },
  'answer-missing': { retry: 'after-operator', outcome: 'not-done', exit: 3, text: 'needs more answers' },
  'playbook-invalid': { retry: 'never', outcome: 'not-done', exit: 2, text: 'is not a valid playbook' },
  'playbook-unknown': { retry: 'never', outcome: 'not-done', exit: 2, text: 'is not a playbook here' },
  'not-allowed': { retry: 'never', outcome: 'not-done', exit: 4, text: 'is not possible now' },
  'already-exists': { retry: 'never', outcome: 'not-done', exit: 4, text: 'exists already' },
  'slot-refused': { retry: 'never', outcome: 'not-done', exit: 4, text: 'cannot be booked' },
  'plan-stale': { retry: 'never', outcome: 'not-done', exit: 4, text: 'is no longer the plan' },
  'journal-conflict': {
    retry: 'after-delay',
    outcome: 'not-done',
    exit: 4,
    text: 'was changed by someone else meanwhile',
  },
  'lease-lost': { retry: 'after-delay', outcome: 'not-done', exit: 4, text: 'is being worked on by someone else' },
  stopping: { retry: 'after-delay', outcome: 'not-done', exit: 1, text: 'was not begun: golive is stopping' },
  'store-corrupt': { retry: 'after-operator', outcome: 'not-done', exit: 1, text: 'is damaged' },
  'store-missing': { retry: 'after-operator', outcome: 'not-done', exit: 1, text: 'is missing' },
  'store-foreign': { retry: 'after-operator', outcome: 'not-done', exit: 2, text: 'is not a golive store' },
  'store-newer': { retry: 'after-operator', outcome: 'not-done', exit: 2, text: 'was written by a newer golive' },
  'store-full': {
    retry: 'after-operator',
    outcome: 'not-done',
    exit: 1,
    text: 'cannot be written',
  },
  'store-busy': { retry: 'after-delay', outcome: 'not-done', exit: 1, text: 'is busy' },
  'key-missing': { retry: 'after-operator', outcome: 'not-done', exit: 2, text: 'needs its key file' },
  'secret-unreadable': { retry: 'after-operator', outcome: 'not-done', exit: 1, text: 'cannot be decrypted' },
  'secret-missing': { retry: 'after-operator', outcome: 'not-done', exit: 3, text: 'is not in the vault' },
  'zone-missing': { retry: 'never', outcome: 'not-done', exit: 5, text: 'is not a zone at this DNS host' },
  'zone-changed': {
    retry: 'after-delay',
    outcome: 'not-done',
    exit: 4,
    text: 'was changed by someone else since this was planned',
  },
  'not-held': { retry: 'never', outcome: 'not-done', exit: 5, text: 'is not held at this provider' },
  refused: { retry: 'after-operator', outcome: 'not-done', exit: 5, text: 'was refused' },
  'credentials-rejected': { retry: 'after-operator', outcome: 'not-done', exit: 5, text: 'refused our credentials' },
  'rate-limited': { retry: 'after-delay', outcome: 'not-done', exit: 5, text: 'asked us to slow down' },
  unreachable: { retry: 'after-delay', outcome: 'not-done', exit: 5, text: 'cannot be reached' },
  'answer-lost': {
    retry: 'after-delay',
    outcome: 'unknown',
    exit: 5,
    text: 'did not answer; what was asked may have happened',
  },
  'remote-broken': {
    retry: 'after-delay',
    outcome: 'unknown',
    exit: 5,
    text: 'answered something we do not understand',
  },
  'listen-refused': { retry: 'after-operator', outcome: 'not-done', exit: 1, text: 'cannot be listened on' },
  'clock-behind': {
    retry: 'after-operator',
    outcome: 'not-done',
    exit: 3,
    text: 'cannot be decided by a clock that is behind',
  },
  'deadline-passed': { retry: 'after-operator', outcome: 'not-done', exit: 6, text: 'is past its deadline' },
  internal: { retry: 'after-operator', outcome: 'unknown', exit: 1, text: 'met a fault in golive itself' },
} as const satisfies Record<string, FailureRow>;

export type FailureCode = keyof typeof FAILURES;

/**
 * As whoever asks over HTTP is told. 4xx: the one who asks can do something about it; 409: not as things stand now; 502: another service said no;
 * 503: try again later.
 */
export const HTTP_STATUS: Readonly<Record<FailureCode, 400 | 404 | 409 | 422 | 429 | 500 | 502 | 503>> = {
  usage: 400,
  'config-invalid': 500,
  'config-missing': 500,
  'name-invalid': 400,
  'rdata-invalid': 400,
  'domain-unknown': 404,
  'step-unknown': 404,
  'answer-unknown': 400,
  'answer-invalid': 400,
  'answer-missing': 422,
  'playbook-invalid': 500,
  'playbook-unknown': 400,
  'not-allowed': 409,
  'already-exists': 409,
  'slot-refused': 409,
  'plan-stale': 409,
  'journal-conflict': 409,
  'lease-lost': 409,
  stopping: 503,
  'store-corrupt': 500,
  'store-missing': 500,
  'store-foreign': 500,
  'store-newer': 500,
  'store-full': 503,
  'store-busy': 503,
  'key-missing': 500,
  'secret-unreadable': 500,
  'secret-missing': 409,
  'zone-missing': 502,
  'zone-changed': 409,
  'not-held': 502,
  refused: 502,
  'credentials-rejected': 502,
  'rate-limited': 503,
  unreachable: 502,
  'answer-lost': 502,
  'remote-broken': 502,
  'listen-refused': 500,
  'clock-behind': 503,
  'deadline-passed': 409,
  internal: 500,
};

interface Details {
  /** What it is about: a name, a file, a provider. Shown; never a secret. */
  readonly subject: string;
  /** Why, where the row's text does not say it all. */
  readonly why?: string;
  /** What the reader can do now. */
  readonly fix?: string;
  readonly retryAfterMs?: number;
  /** Every fault of a file that was judged whole, one line each: `golive.yaml:12:3  slots.morning  …`. */
  readonly faults?: readonly string[];
  readonly cause?: unknown;
}

/** The one error class. Adapters translate into it at once; `cause` keeps the original. */
export class GoLiveError extends Error {
  readonly code: FailureCode;
  readonly subject: string;
  readonly why: string | undefined;
  readonly fix: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly faults: readonly string[];

  constructor(code: FailureCode, details: Details) {
    const why = details.why === undefined ? '' : `: ${details.why}`;
    const fix = details.fix === undefined ? '' : `. ${details.fix}`;
    super(`${details.subject} ${FAILURES[code].text}${why}${fix}`, { cause: details.cause });
    this.name = 'GoLiveError';
    this.code = code;
    this.subject = details.subject;
    this.why = details.why;
    this.fix = details.fix;
    this.retryAfterMs = details.retryAfterMs;
    this.faults = details.faults ?? [];
  }

  get row(): FailureRow {
    return FAILURES[this.code];
  }
}

/** Any thrown value as a GoLiveError; what we did not foresee is `internal`, whose effect is in doubt. */
export function asGoLiveError(thrown: unknown, subject: string): GoLiveError {
  if (thrown instanceof GoLiveError) return thrown;
  return new GoLiveError('internal', {
    subject,
    why: thrown instanceof Error ? thrown.message : String(thrown),
    cause: thrown,
  });
}

/** The entry of `known` that `wrong` was probably meant to be: at most a third of its letters apart. */
export function didYouMean(wrong: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wrong.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wrong.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          previous[column]! + 1,
          current[column - 1]! + 1,
          previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1),
          swapped ? before[column - 2]! + 1 : limit,
        ),
      );
    }
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}
