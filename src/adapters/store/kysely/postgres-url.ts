import { readFileSync } from 'node:fs';
import { GoLiveError } from '../../../domain/errors.ts';

/** What the driver is asked for. It lets the address overrule everything beside it: what we set ourselves is taken out of the address. */
export interface Asked {
  readonly connectionString: string;
  /** The address's own `options`, and ours behind them: of one setting the last counts. */
  readonly options: string;
}

const OURS: ReadonlySet<string> = new Set(['options', 'statement_timeout']);
const FILES: ReadonlySet<string> = new Set(['sslcert', 'sslkey', 'sslrootcert']);
/** To this driver all are `verify-full`, with nine lines of warning that it will not stay so. */
const VERIFIED: ReadonlySet<string> = new Set(['prefer', 'require', 'verify-ca']);

/** @throws GoLiveError `config-invalid`: a file that the address names cannot be read */
export function askedOf(url: string, ...ours: readonly string[]): Asked {
  const [address, query] = halves(url);
  const parts = query.split('&').filter((part) => part !== '');
  const named = parts.map((part): readonly [name: string, value: string, part: string] => {
    const [[name, value] = ['', '']] = new URLSearchParams(part);
    return [name, value, part];
  });
  for (const [name, file] of named) if (FILES.has(name)) mustBeReadable(file, name, url);
  const isAsLibpq = named.some(([name, value]) => name === 'uselibpqcompat' && value === 'true');
  const kept = named
    .filter(([name]) => !OURS.has(name))
    .map(([name, value, part]) =>
      name === 'sslmode' && VERIFIED.has(value) && !isAsLibpq ? 'sslmode=verify-full' : part,
    );
  const theirs = named.findLast(([name]) => name === 'options')?.[1] ?? '';
  return {
    connectionString: kept.length === 0 ? address : `${address}?${kept.join('&')}`,
    options: [theirs, ...ours].filter((option) => option !== '').join(' '),
  };
}

/** For people: never the password. */
export function withoutPassword(url: string): string {
  try {
    const { host, pathname, username } = new URL(url);
    return `postgres://${username === '' ? '' : `${username}@`}${host}${pathname}`;
  } catch {
    return 'postgres://…';
  }
}

function halves(url: string): [address: string, query: string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function mustBeReadable(file: string, name: string, url: string): void {
  try {
    readFileSync(file);
  } catch (cause) {
    throw new GoLiveError('config-invalid', {
      subject: withoutPassword(url),
      why: `its ${name}, ${file}, cannot be read`,
      fix: 'Look at store in golive.yaml, and at who may read that file.',
      cause,
    });
  }
}
