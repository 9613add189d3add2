import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authoritative, isGone, listens, type ServerOptions, servesAll, zoneFiles } from './authoritative.ts';
import { runProgram, startProcess } from './processes.ts';

/** NSD. It knows no dynamic updates; whole zones it gives to whom `access.transfer` says. */
export async function startNsd(options: ServerOptions): Promise<Authoritative> {
  const { address, dir, zones = [] } = options;
  const files = zoneFiles(dir);
  const config = join(dir, 'nsd.conf');
  files.write(zones);
  const configure = () => writeFileSync(config, configOf(options, files.zones));
  configure();
  const process = await startProcess('nsd', ['-d', '-c', config], { cwd: dir });
  const control = (...args: string[]) => runProgram('nsd-control', ['-c', config, ...args]);
  await listens(process, address);
  await servesAll(process, address, zones);
  return {
    software: 'nsd',
    address,
    process,
    async put(given) {
      const known = given.filter(({ zone }) => files.zones.has(zone));
      files.write(given);
      if (known.length < given.length) {
        configure();
        await control('reconfig');
      }
      if (known.length > 0) await control('reload');
      await servesAll(process, address, given);
    },
    async remove(zone) {
      files.forget(zone);
      configure();
      await control('reconfig');
      await isGone(address, zone);
    },
    stop: () => process.stop(),
  };
}

function configOf({ address, dir, access = {} }: ServerOptions, zones: ReadonlyMap<string, string>): string {
  const { key, transfer } = access;
  const whom = transfer === 'with-key' ? key!.name : 'NOKEY';
  return [
    'server:',
    `  ip-address: ${address}`,
    '  port: 53',
    '  server-count: 1',
    '  username: ""',
    '  database: ""',
    `  zonesdir: ${dir}`,
    `  pidfile: ${join(dir, 'nsd.pid')}`,
    `  zonelistfile: ${join(dir, 'zone.list')}`,
    `  xfrdfile: ${join(dir, 'xfrd.state')}`,
    `  xfrdir: ${dir}`,
    '  refuse-any: no',
    // Debian's NSD drops answers over 200 a second to one network, which all of loopback is.
    '  rrl-ratelimit: 0',
    'remote-control:',
    '  control-enable: yes',
    `  control-interface: ${join(dir, 'nsd.sock')}`,
    ...(key === undefined
      ? []
      : ['key:', `  name: ${key.name}`, `  algorithm: ${key.algorithm}`, `  secret: ${key.secret}`]),
    ...[...zones].flatMap(([zone, file]) => [
      'zone:',
      `  name: "${zone}"`,
      `  zonefile: "${file}"`,
      ...(transfer === undefined ? [] : [`  provide-xfr: 127.0.0.0/8 ${whom}`]),
    ]),
    '',
  ].join('\n');
}
