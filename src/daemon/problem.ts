import type { FailureCode, GoLiveError } from '../domain/errors.ts';
import { FAILURES, HTTP_STATUS } from '../domain/errors.ts';
import { printableJson } from '../domain/printable.ts';
import { SECOND } from '../domain/time.ts';

// How a refusal is told to a program (RFC 9457). The code stays the same for ever; sentences may change.

/** What only somebody who asks over HTTP can meet; all else has its code in `FAILURES`. */
export const REFUSALS = {
  'not-signed-in': { status: 401, title: 'nobody is signed in' },
  'no-right': { status: 403, title: 'is not yours to do' },
  'foreign-origin': { status: 403, title: 'came from a page that is not ours' },
  'no-such-page': { status: 404, title: 'is not here' },
  'method-unknown': { status: 405, title: 'cannot be asked like this' },
  'query-invalid': { status: 400, title: 'is not understood' },
  'body-invalid': { status: 400, title: 'is not understood' },
  'body-too-long': { status: 413, title: 'is more than 1 MB' },
  'not-json': { status: 415, title: 'is not application/json' },
  'too-many': { status: 429, title: 'was asked for too often' },
  'too-many-listeners': { status: 503, title: 'has as many listeners as it can have' },
} as const;
export type RefusalCode = keyof typeof REFUSALS;
export type ProblemCode = RefusalCode | FailureCode;
export const PROBLEM_TYPE = 'application/problem+json';

/** One fault of what was sent; `at` is a JSON pointer (RFC 6901), or the name of a parameter. */
export interface Fault {
  readonly at?: string;
  readonly why: string;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly subject?: string;
  readonly why?: string;
  readonly fix?: string;
  readonly faults?: readonly Fault[];
}

/** What is thrown where HTTP itself is the matter. */
export class Refused extends Error {
  readonly code: RefusalCode;
  readonly subject: string;
  readonly why: string | undefined;
  readonly faults: readonly Fault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: RefusalCode,
    subject: string,
    more: { readonly why?: string; readonly faults?: readonly Fault[]; readonly retryAfterSeconds?: number } = {},
  ) {
    super(`${subject} ${REFUSALS[code].title}${more.why === undefined ? '' : `: ${more.why}`}`);
    this.name = 'Refused';
    this.code = code;
    this.subject = subject;
    this.why = more.why;
    this.faults = more.faults ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** What nobody but us can mend is not told in detail: it may hold a path of this machine, or what a provider said. */
const OURS: ReadonlySet<number> = new Set([500]);

export function problemOf(failure: GoLiveError | Refused): Problem {
  if (failure instanceof Refused) {
    const { status, title } = REFUSALS[failure.code];
    return problem(failure.code, status, title, failure);
  }
  const status = HTTP_STATUS[failure.code];
  const { text } = FAILURES[failure.code];
  if (OURS.has(status)) {
    const fix = 'Whoever runs golive finds more in its log, and with golive doctor.';
    return problem(failure.code, status, text, { message: `golive ${text}`, subject: 'golive', fix });
  }
  return problem(failure.code, status, text, {
    ...failure,
    message: failure.message,
    faults: failure.faults.map((why) => ({ why })),
  });
}

function problem(
  code: ProblemCode,
  status: number,
  title: string,
  told: {
    readonly message: string;
    readonly subject: string;
    readonly why?: string | undefined;
    readonly fix?: string | undefined;
    readonly faults?: readonly Fault[];
  },
): Problem {
  return {
    type: `urn:golive:${code}`,
    title,
    status,
    detail: told.message,
    code,
    subject: told.subject,
    ...(told.why === undefined ? {} : { why: told.why }),
    ...(told.fix === undefined ? {} : { fix: told.fix }),
    ...(told.faults === undefined || told.faults.length === 0 ? {} : { faults: told.faults }),
  };
}

/** How long somebody should wait who was told that it is not possible just now. */
const BUSY_SECONDS = 5;

export function problemResponse(
  failure: GoLiveError | Refused,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const told = problemOf(failure);
  const waitSeconds = retryAfterSeconds(failure, told.status);
  return new Response(`${printableJson(told)}\n`, {
    status: told.status,
    headers: {
      'Content-Type': PROBLEM_TYPE,
      'Cache-Control': 'no-store',
      ...headers,
      ...(waitSeconds === undefined ? {} : { 'Retry-After': String(waitSeconds) }),
    },
  });
}

function retryAfterSeconds(failure: GoLiveError | Refused, status: number): number | undefined {
  if (failure instanceof Refused) return failure.retryAfterSeconds;
  if (failure.retryAfterMs !== undefined) return Math.ceil(failure.retryAfterMs / SECOND);
  return status === 503 || status === 429 ? BUSY_SECONDS : undefined;
}
