import type { FailureCode } from '../../../domain/errors.ts';
import { GoLiveError } from '../../../domain/errors.ts';
import { RESTORE } from '../failures.ts';

interface Row {
  readonly code: FailureCode;
  readonly why: string;
  readonly fix: string;
}

const WAIT = 'Try again; what was acknowledged is safe.';
const busy = (why: string): Row => ({ code: 'store-busy', why, fix: WAIT });
const settings = (why: string): Row => ({
  code: 'config-invalid',
  why,
  fix: 'Look at store in golive.yaml: postgres://USER:PASSWORD@HOST:5432/DATABASE.',
});

/** SQLSTATEs (PostgreSQL manual, appendix A) and the network's own codes as ours; the first that begins the code counts. */
const STATES: readonly (readonly [prefix: string, row: Row])[] = [
  ['40001', busy('another process was faster')],
  ['40P01', busy('another process was faster')],
  // A place that a golive of an older version took between our look and our write: the next look sees it.
  ['23505', busy('another process was faster')],
  ['55P03', busy('another process holds it')],
  ['53100', { code: 'store-full', why: 'the disk is full', fix: 'Make space there; what was acknowledged is safe.' }],
  ['53', busy('the server has no more room for connections or memory')],
  ['57P', busy('the server is starting or stopping')],
  ['57014', busy('it took too long')],
  ['08', busy('the connection broke')],
  ['25006', { code: 'store-full', why: 'it is read-only', fix: 'Name the primary server, not a standby.' }],
  ['28', settings('the server refuses this user or password')],
  ['3D000', settings('there is no such database')],
  ['42501', { code: 'store-full', why: 'no permission', fix: 'Let this user make schemas in this database.' }],
  ['58', { code: 'store-full', why: "the server's disk reports an error", fix: 'Look at its log.' }],
  ['XX', { code: 'store-corrupt', why: 'the server reports damage', fix: RESTORE }],
  ['ECONNREFUSED', busy('nobody listens there')],
  ['ECONNRESET', busy('the connection broke')],
  ['EPIPE', busy('the connection broke')],
  ['ETIMEDOUT', busy('the server does not answer')],
  ['EHOSTUNREACH', busy('the server cannot be reached')],
  ['ENOTFOUND', settings('there is no such host')],
  ['EAI_AGAIN', busy('its host name cannot be looked up')],
];

/** What the driver says without a code. */
const BROKEN = /connection terminated|connection error|timeout exceeded when trying to connect|client has encountered/i;

function rowOf(thrown: unknown): Row | undefined {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return STATES.find(([prefix]) => code.startsWith(prefix))?.[1];
  return typeof message === 'string' && BROKEN.test(message) ? busy('the connection broke') : undefined;
}

/** Worth another try: a lock, a restart of the server, a connection that broke. Each try begins its transaction anew. */
export function isBusyPostgres(thrown: unknown): boolean {
  return rowOf(thrown)?.code === 'store-busy';
}

export function fromPostgres(thrown: unknown, where: string): GoLiveError | undefined {
  const row = rowOf(thrown);
  return row && new GoLiveError(row.code, { subject: where, why: row.why, fix: row.fix, cause: thrown });
}
