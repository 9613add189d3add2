import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Postgres {
  /** Of a new, empty database. */
  database(name: string): string;
  /** Stops the server at once (`immediate`: as if the power went) and starts it again, `downMs` later. */
  restart(how: 'fast' | 'immediate', downMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Where Debian keeps the server's programs; `undefined`: not installed. */
export function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** A PostgreSQL server of our own in a temporary folder, on a free port of loopback. It refuses to run as root: then as user postgres. */
export async function startPostgres(): Promise<Postgres> {
  const bin = postgresPrograms();
  if (bin === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const folder = mkdtempSync(join(tmpdir(), 'golive-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const [uid, gid] = isRoot ? idsOf('postgres') : [undefined, undefined];
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  const as = uid === undefined || gid === undefined ? {} : { uid, gid };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'golive', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'], {
    ...as,
    cwd: folder,
    stdio: 'ignore',
  });
  const start = async () => {
    const settings = ['-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=200'];
    const child = spawn(join(bin, 'postgres'), ['-D', data, ...settings], { ...as, cwd: folder, stdio: 'ignore' });
    for (let tries = 0; ; tries++) {
      try {
        execFileSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]);
        return child;
      } catch {
        if (tries > 200 || child.exitCode !== null) throw new Error('PostgreSQL does not start');
        await pause(50);
      }
    }
  };
  const ended = (child: Awaited<ReturnType<typeof start>>) =>
    new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(undefined)));
  let server = await start();
  const stopIt = async (how: 'fast' | 'immediate') => {
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended(server);
  };
  return {
    database: (name) => {
      execFileSync(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'golive', name]);
      return `postgres://golive@127.0.0.1:${port}/${name}`;
    },
    restart: async (how, downMs = 0) => {
      await stopIt(how);
      await pause(downMs);
      server = await start();
    },
    stop: async () => {
      await stopIt('immediate'); // nothing of it is kept: a last checkpoint of a hundred databases takes minutes
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): [number, number] {
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return [id('-u'), id('-g')];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
    server.on('error', reject);
  });
}
