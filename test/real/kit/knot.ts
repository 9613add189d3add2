import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authoritative, isGone, listens, type ServerOptions, servesAll, zoneFiles } from './authoritative.ts';
import { runProgram, startProcess } from './processes.ts';

/** Knot DNS. Dynamic updates go into its zone files at once; the next `put` replaces them. */
export async function startKnot(options: ServerOptions): Promise<Authoritative> {
  const { address, dir, zones = [] } = options;
  const files = zoneFiles(dir);
  const config = join(dir, 'knot.conf');
  const socket = join(dir, 'knot.sock');
  mkdirSync(join(dir, 'db'), { recursive: true });
  files.write(zones);
  const configure = () => writeFileSync(config, configOf(options, socket, files.zones));
  configure();
  const process = await startProcess('knotd', ['-c', config], { cwd: dir });
  const control = (...args: string[]) => runProgram('knotc', ['-s', socket, '-b', ...args]);
  await listens(process, address);
  await servesAll(process, address, zones);
  return {
    software: 'knot',
    address,
    process,
    async put(given) {
      const known = given.filter(({ zone }) => files.zones.has(zone));
      files.write(given);
      if (known.length < given.length) {
        configure();
        await control('reload');
      }
      if (known.length > 0) await control('zone-reload', ...known.map(({ zone }) => zone));
      await servesAll(process, address, given);
    },
    async remove(zone) {
      files.forget(zone);
      configure();
      await control('reload');
      await isGone(address, zone);
    },
    stop: () => process.stop(),
  };
}

function configOf(
  { address, dir, access = {} }: ServerOptions,
  socket: string,
  zones: ReadonlyMap<string, string>,
): string {
  const { key, update, notify = [] } = access;
  const transfer = notify.length > 0 ? 'anybody' : access.transfer;
  const acls = [
    // A rule without a key does not fit a question that is signed.
    ...(transfer === 'anybody' ? [{ id: 'fetch', action: 'transfer', withKey: false }] : []),
    ...(transfer !== undefined && key !== undefined ? [{ id: 'transfer', action: 'transfer', withKey: true }] : []),
    ...(update === undefined ? [] : [{ id: 'update', action: 'update', withKey: true }]),
  ];
  return [
    'server:',
    `  listen: ${address}@53`,
    `  rundir: ${dir}`,
    '  udp-workers: 1',
    '  tcp-workers: 1',
    '  background-workers: 1',
    'control:',
    `  listen: ${socket}`,
    'database:',
    `  storage: ${join(dir, 'db')}`,
    'log:',
    '  - target: stderr',
    '    any: info',
    ...(key === undefined
      ? []
      : ['key:', `  - id: ${key.name}`, `    algorithm: ${key.algorithm}`, `    secret: ${key.secret}`]),
    ...(acls.length === 0 ? [] : ['acl:']),
    ...acls.flatMap(({ id, action, withKey }) => [
      `  - id: ${id}`,
      `    action: ${action}`,
      ...(withKey ? [`    key: ${key!.name}`] : ['    address: 127.0.0.0/8']),
    ]),
    ...(notify.length === 0 ? [] : ['remote:']),
    ...notify.flatMap((to, index) => [`  - id: told${index}`, `    address: ${to}@53`]),
    'template:',
    '  - id: default',
    '    zonefile-load: whole',
    '    journal-content: none',
    '    semantic-checks: off',
    ...(acls.length === 0 ? [] : [`    acl: [${acls.map(({ id }) => id).join(', ')}]`]),
    ...(notify.length === 0 ? [] : [`    notify: [${notify.map((_to, index) => `told${index}`).join(', ')}]`]),
    ...(zones.size === 0 ? [] : ['zone:']),
    ...[...zones].flatMap(([zone, file]) => [`  - domain: "${zone}"`, `    file: "${file}"`]),
    '',
  ].join('\n');
}
