import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialAt } from './ask.ts';
import { type Authoritative, isGone, listens, type ServerOptions, servesAll, zoneFiles } from './authoritative.ts';
import { runProgram, startProcess } from './processes.ts';
import { until } from './until.ts';

/** Where rndc reaches a named of ours. */
export const RNDC_PORT = 953;

/** BIND as an authoritative server. `address` must be on an interface: ask for it `on-lo`. */
export async function startBind(options: ServerOptions): Promise<Authoritative> {
  const { address, dir, zones = [], access } = options;
  const files = zoneFiles(dir);
  const config = join(dir, 'named.conf');
  const secret = randomBytes(32).toString('base64');
  files.write(zones);
  const configure = () => writeFileSync(config, configOf(options, secret, files.zones));
  configure();
  writeFileSync(join(dir, 'rndc.conf'), rndcConfig(address, secret));
  const process = await startProcess('named', ['-g', '-n', '1', '-c', config], { cwd: dir });
  const control = (...args: string[]) => runProgram('rndc', ['-c', join(dir, 'rndc.conf'), ...args]);
  await listens(process, address);
  await servesAll(process, address, zones);
  for (const { zone } of options.copies ?? [])
    await until(`${address} to copy ${zone}`, async () => (await serialAt(address, zone)) !== undefined);
  return {
    software: 'bind',
    address,
    process,
    async put(given) {
      const known = given.filter(({ zone }) => files.zones.has(zone));
      // A zone that takes updates has a journal, which would contradict a new file.
      const dynamic = access?.update === undefined ? [] : known;
      for (const { zone } of dynamic) await control('freeze', zone);
      files.write(given);
      for (const { zone } of dynamic) await control('thaw', zone);
      if (known.length < given.length) {
        configure();
        await control('reconfig');
      }
      if (dynamic.length === 0) for (const { zone } of known) await control('reload', zone);
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

export function rndcConfig(address: string, secret: string): string {
  return `${keyOf('rndc', 'hmac-sha256', secret)}
options { default-key "rndc"; default-server ${address}; default-port ${RNDC_PORT}; };
`;
}

export function keyOf(name: string, algorithm: string, secret: string): string {
  return `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };`;
}

/** What every named of ours has in its options. */
export function commonOptions(address: string, dir: string): string {
  return `  directory "${dir}";
  listen-on port 53 { ${address}; };
  listen-on-v6 { none; };
  pid-file "${join(dir, 'named.pid')}";
  session-keyfile "${join(dir, 'session.key')}";
  query-source address 127.0.0.1;
  notify no;
  empty-zones-enable no;
  allow-new-zones no;`;
}

function configOf(
  { address, dir, access = {}, copies = [], judges }: ServerOptions,
  secret: string,
  zones: ReadonlyMap<string, string>,
): string {
  const { key, transfer, update } = access;
  const whom = transfer === undefined ? 'none' : transfer === 'anybody' ? 'any' : `key "${key!.name}"`;
  return `${keyOf('rndc', 'hmac-sha256', secret)}
${key === undefined ? '' : keyOf(key.name, key.algorithm, key.secret)}
controls { inet ${address} port ${RNDC_PORT} allow { any; } keys { "rndc"; }; };
options {
${commonOptions(address, dir)}
  recursion no;
  dnssec-validation no;
  transfers-out 200;
  allow-transfer { ${whom}; };
${judges ? '' : '  check-names primary ignore; check-integrity no; check-mx ignore; check-spf ignore;'}
};
${[...zones]
  .map(
    ([zone, file]) =>
      `zone "${zone}" { type primary; file "${file}"; ${update === undefined ? '' : `allow-update { key "${key!.name}"; };`} };`,
  )
  .join('\n')}
${copies
  .map(
    ({ zone, primary }, index) =>
      `zone "${zone}" { type secondary; primaries { ${primary}; }; allow-notify { any; }; file "copy-${index}.zone"; };`,
  )
  .join('\n')}
`;
}
