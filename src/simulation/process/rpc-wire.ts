import { FAILURES, type FailureCode, GoLiveError } from '../../domain/errors.ts';
import { Secret } from '../../domain/secret.ts';

/** What a call's answer looks like. `value` is absent where the method answers `undefined`. */
export type RpcAnswer = { readonly value?: unknown } | { readonly error: RpcError };

export interface RpcError {
  readonly code: string;
  readonly subject: string;
  readonly why?: string;
  readonly fix?: string;
  readonly retryAfterMs?: number;
}

/** The names and constants of each part, so that a client needs no list of its own. */
export type RpcParts = Readonly<
  Record<string, { readonly methods: readonly string[]; readonly constants: Readonly<Record<string, unknown>> }>
>;

/** JSON in which a Secret is `{"$secret":"…"}`: the toy world's loopback wire is the only one that says it in the clear. */
export function toWire(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string, inner: unknown) {
    const original = this[key]; // `inner` has been through toJSON, which masks
    return original instanceof Secret ? { $secret: original.reveal() } : inner;
  });
}

/** @throws SyntaxError */
export function fromWire(text: string): unknown {
  return JSON.parse(text, (_key, inner: unknown) => {
    const held = inner !== null && typeof inner === 'object' ? (inner as { $secret?: unknown }).$secret : undefined;
    return typeof held === 'string' ? new Secret(held) : inner;
  });
}

export function errorToWire(error: GoLiveError): RpcError {
  return {
    code: error.code,
    subject: error.subject,
    ...(error.why === undefined ? {} : { why: error.why }),
    ...(error.fix === undefined ? {} : { fix: error.fix }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

export function errorFromWire({ code, ...details }: RpcError): GoLiveError {
  if (!Object.hasOwn(FAILURES, code)) return new GoLiveError('remote-broken', { subject: String(details.subject) });
  return new GoLiveError(code as FailureCode, details);
}
