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
const LOOK = 'Look at store in golive.yaml: postgres://USER:PASSWORD@HOST:5432/DATABASE.';
const settings = (why: string, fix = LOOK): Row => ({ code: 'config-invalid', why, fix });
const untrusted = settings(
  'nobody who is trusted here has signed its certificate',
  'Name the file with the certificate of who has in store: ?sslmode=verify-full&sslrootcert=FILE.',
);
const noPermission: Row = {
  code: 'store-full',
  why: 'no permission',
  fix: 'Let this user make schemas in this database, or give it the schema that is there.',
};

const DAMAGE: Row = { code: 'store-corrupt', why: 'the server reports damage', fix: RESTORE };

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
  // A pooler that does not know what we ask of a connection; asking again does not teach it.
  ['08P01', settings('what answers there does not speak as PostgreSQL does', 'Connect directly, not by a pooler.')],
  ['08', busy('the connection broke')],
  ['25006', { code: 'store-full', why: 'it is read-only', fix: 'Name the primary server, not a standby.' }],
  ['28', settings('the server refuses this user or password')],
  ['3D000', settings('there is no such database')],
  ['3F000', noPermission],
  ['42501', noPermission],
  ['58', { code: 'store-full', why: "the server's disk reports an error", fix: 'Look at its log.' }],
  ['XX001', DAMAGE],
  ['XX002', DAMAGE],
  // Whatever the server did not expect: a backup mends none of it.
  ['XX', { code: 'store-full', why: 'the server reports a fault of its own', fix: 'Look at its log.' }],
  ['ECONNREFUSED', busy('nobody listens there')],
  ['ENOENT', busy('nobody listens there')], // a socket in a folder, which goes with its server
  ['EACCES', settings('this user may not connect there')],
  ['EPERM', settings('this user may not connect there')],
  ['ECONNRESET', busy('the connection broke')],
  ['EPIPE', busy('the connection broke')],
  ['ETIMEDOUT', busy('the server does not answer')],
  ['EHOSTUNREACH', busy('the server cannot be reached')],
  ['EHOSTDOWN', busy('the server cannot be reached')],
  ['ENETUNREACH', busy('this machine has no route there')],
  ['ENETDOWN', busy('this machine has no route there')],
  ['EADDRNOTAVAIL', busy('this machine has no route there')],
  ['ENOTFOUND', settings('there is no such host')],
  ['EAI_AGAIN', busy('its host name cannot be looked up')],
  // Node's of TLS, as OpenSSL names them.
  ['CERT_HAS_EXPIRED', settings('its certificate has expired', 'Renew it on the server.')],
  ['CERT_NOT_YET_VALID', settings('its certificate is not valid yet', 'Look at the clocks of both.')],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    settings('its certificate is of another name', 'Write that name as the host in store.'),
  ],
  ['CERT_', untrusted],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', untrusted],
  ['SELF_SIGNED_CERT_IN_CHAIN', untrusted],
  ['UNABLE_TO_', untrusted],
  ['ERR_SSL_', settings('TLS with it fails')],
  ['ERR_TLS_', settings('TLS with it fails')],
  ['ERR_OSSL_PEM_', settings('a certificate or key that store names cannot be used')],
];

/** What the driver says without a code. */
const SAYINGS: readonly (readonly [saying: RegExp, row: Row])[] = [
  [
    /connection terminated|connection error|timeout exceeded when trying to connect|client has encountered/i,
    busy('the connection broke'),
  ],
  [/client password must be a/i, settings('the server wants a password and none was given')],
  [/does not support SSL/i, settings('the server offers no TLS', 'Turn ssl on there, or leave sslmode out of store.')],
  [/error establishing an SSL connection/i, settings('TLS with it fails')],
];

/** The file that says who may come from where is named so in every language of the server. */
const NOT_FROM_HERE = /pg_hba\.conf/;
const WITHOUT_TLS = /no encryption|SSL off/i;
const notFromHere = (message: string): Row =>
  WITHOUT_TLS.test(message)
    ? settings(
        'its pg_hba.conf does not let this user in from here without TLS',
        'Add ?sslmode=verify-full to store in golive.yaml, or a line to pg_hba.conf.',
      )
    : settings('its pg_hba.conf does not let this user in from here', 'Add a line to pg_hba.conf.');

function rowOf(thrown: unknown): Row | undefined {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  const said = typeof message === 'string' ? message : '';
  if (code === '28000' && NOT_FROM_HERE.test(said)) return notFromHere(said);
  if (typeof code === 'string') return STATES.find(([prefix]) => code.startsWith(prefix))?.[1];
  return SAYINGS.find(([saying]) => saying.test(said))?.[1];
}

/** What the server itself answered, by its SQLSTATE; `undefined`: it is not the server who speaks. */
export function stateOfPostgres(thrown: unknown): string | undefined {
  const { code, severity } = (thrown ?? {}) as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && typeof severity === 'string' ? code : undefined;
}

/** Worth another try: a lock, a restart of the server, a connection that broke. Each try begins its transaction anew. */
export function isBusyPostgres(thrown: unknown): boolean {
  return rowOf(thrown)?.code === 'store-busy';
}

export function fromPostgres(thrown: unknown, where: string): GoLiveError | undefined {
  const row = rowOf(thrown);
  return row && new GoLiveError(row.code, { subject: where, why: row.why, fix: row.fix, cause: thrown });
}
