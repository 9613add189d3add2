import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Said } from './golive.ts';
import { runProgram, startProcess } from './processes.ts';
import { until } from './until.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const BUILD_ROOT = join(import.meta.dirname, 'scheduled-root.sh');
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const SYSTEMD = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'].find((file) => existsSync(file));
const CRON = '/usr/sbin/cron';

/** What runs on a machine as its first process. */
export type Init = 'systemd' | 'cron';

const FIRST: Readonly<Record<Init, readonly string[]>> = {
  systemd: [SYSTEMD ?? 'systemd', '--system', '--unit=multi-user.target'],
  cron: [CRON, '-f'],
};

/**
 * A machine beside this one: own files in memory, own processes, users, cgroups, journal and (unless `host`) network; of this one it sees /usr
 * and cannot change it. golive is there as `npm install --global` leaves it, behind a Node that is too old for it.
 */
export interface Machine {
  write(path: string, text: string, mode?: number): void;
  read(path: string): string;
  /** Never rejects: how it ended is what is judged. Default user: root. */
  run(command: readonly string[], as?: { readonly user: string; readonly home: string }, input?: string): Promise<Said>;
  stop(): Promise<void>;
}

/** Why no such machine can be had here; `undefined`: it can. */
export function whyNoMachine(): string | undefined {
  if (process.platform !== 'linux') return 'no Linux';
  if (process.getuid?.() !== 0) return 'not root';
  if (SYSTEMD === undefined) return 'no systemd is installed';
  if (!existsSync(CRON)) return 'no cron is installed';
  const folder = mkdtempSync(join(tmpdir(), 'golive-probe-'));
  const script = `mount --make-rprivate / && mount -t cgroup2 cgroup2 ${folder} && mount -t tmpfs tmpfs ${folder}`;
  try {
    const apart = ['--mount', '--pid', '--cgroup', '--uts', '--ipc', '--net', '--fork'];
    execFileSync('unshare', [...apart, 'sh', '-c', script], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'namespaces and mounts are not allowed here';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes what `npm pack` would hold, built now, into an empty folder. */
export function pack(folder: string): void {
  for (const file of ['package.json', 'bin/golive.cjs', 'bin/node24.cjs', 'playbooks', 'src/dashboard/assets']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  mkdirSync(join(folder, 'scheduler'));
  for (const file of readdirSync(join(ROOT, 'scheduler')).filter((name) => /\.(example|service|timer)$/.test(name)))
    cpSync(join(ROOT, 'scheduler', file), join(folder, 'scheduler', file));
  mkdirSync(join(folder, 'node_modules'));
  execFileSync(process.execPath, [join(ROOT, 'bin/build.mjs'), join(folder, 'dist')]);
  execFileSync('chmod', ['-R', 'a+rX', folder]);
}

let machines = 0;
/** Several begin at once. */
const PATIENCE_MS = 60_000;

/** @param packed the folder that `pack` filled */
export async function startMachine(init: Init, packed: string, network: 'own' | 'host' = 'own'): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-machine-'));
  const cgroup = `golive-test-${process.pid}-${machines++}`;
  const parts = ['--pid', '--cgroup', '--uts', '--ipc', '--mount', ...(network === 'own' ? ['--net'] : [])];
  const first = ['sh', BUILD_ROOT, folder, packed, join(ROOT, 'node_modules'), process.execPath, ...FIRST[init]];
  const inside = withCgroups(`mkdir "$all/$1" && echo $$ > "$all/$1/cgroup.procs"`);
  const script = `${inside} && shift && exec unshare ${parts.join(' ')} --fork --kill-child=KILL "$@"`;
  const running = await startProcess('unshare', ['--mount', 'sh', '-c', script, 'sh', cgroup, ...first], {
    cwd: folder,
  });

  const stop = async (first?: string): Promise<void> => {
    if (first !== undefined && existsSync(`/proc/${first}`)) process.kill(Number(first), 'SIGKILL'); // all others of its namespace go with it
    await running.stop();
    const remove = withCgroups('{ test ! -d "$all/$1" || find "$all/$1" -depth -type d -exec rmdir {} +; }');
    await until('its cgroups to be empty', async () => {
      await runProgram('unshare', ['--mount', 'sh', '-c', remove, 'sh', cgroup]);
      return true;
    });
    rmSync(folder, { recursive: true });
  };
  const pid = await until(
    `${init} as a first process`,
    () => {
      const child = readFileSync(`/proc/${running.pid}/task/${running.pid}/children`, 'utf8').trim();
      return child !== '' && readFileSync(`/proc/${child}/comm`, 'utf8').trim() === basename(FIRST[init][0]!) && child;
    },
    PATIENCE_MS,
  ).catch(async (thrown: unknown) => {
    await stop();
    throw new Error(`${init} does not start: ${running.output()}`, { cause: thrown });
  });
  const inIt = ['--target', pid, '--mount', '--pid', '--cgroup', '--uts', '--ipc', '--net'];
  const at = (path: string): string => `/proc/${pid}/root${path}`;

  return {
    write(path, text, mode = 0o644) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text, { mode });
    },
    read: (path) => readFileSync(at(path), 'utf8'),
    run(command, as, input = '') {
      const user = as === undefined ? [] : ['setpriv', '--reuid', as.user, '--regid', as.user, '--init-groups', '--'];
      const clean = ['env', '-i', '--chdir=/', PATH, `HOME=${as?.home ?? '/root'}`, 'LANG=C.UTF-8'];
      const child = spawn('nsenter', [...inIt, '--', ...user, ...clean, ...command], { stdio: 'pipe' });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk));
      child.stdin.on('error', () => undefined); // it did not want all of it
      child.stdin.end(input);
      return new Promise((done, fail) => {
        child.once('error', fail);
        child.once('close', (code) => done({ code, out, err }));
      });
    },
    stop: () => stop(pid),
  };
}

/** A piece of shell that sees the one hierarchy of cgroups (version 2) as `$all`, wherever this machine has it mounted or not. */
const withCgroups = (deed: string): string =>
  `mount --make-rprivate / && all=$(mktemp -d) && mount -t cgroup2 cgroup2 "$all" && ${deed} && umount "$all" && rmdir "$all"`;
