import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Authoritative, isGone, listens, type ServerOptions, servesAll, zoneFiles } from './authoritative.ts';
import { runProgram, startProcess } from './processes.ts';

const SCHEMA = '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql';
const API_PORT = 8081;

export interface PowerDns extends Authoritative {
  /** `http://127.x.y.z:8081`; the API is below `/api/v1`. */
  readonly apiUrl: string;
  readonly apiKey: string;
}

/** The PowerDNS authoritative server on SQLite, with its HTTP API. `access` is not looked at: its whole zones go to nobody. */
export async function startPowerDns(options: ServerOptions): Promise<PowerDns> {
  const { address, dir, zones = [] } = options;
  const files = zoneFiles(dir);
  const apiKey = randomBytes(18).toString('base64url');
  const database = new DatabaseSync(join(dir, 'pdns.sqlite3'));
  database.exec(readFileSync(SCHEMA, 'utf8'));
  database.exec('PRAGMA journal_mode=WAL');
  database.close();
  writeFileSync(join(dir, 'pdns.conf'), configOf(options, apiKey));
  const util = (...args: string[]) => runProgram('pdnsutil', ['--config-dir', dir, ...args]);
  const load = async (given: typeof zones) => {
    files.write(given);
    for (const { zone } of given) await util('load-zone', zone, files.zones.get(zone)!);
    // What comes signed is served as it came.
    for (const { zone, text } of given) if (/\sRRSIG\s/.test(text)) await util('set-presigned', zone);
  };
  await load(zones);
  const process = await startProcess('pdns_server', [`--config-dir=${dir}`], { cwd: dir });
  await listens(process, address);
  await servesAll(process, address, zones);
  return {
    software: 'powerdns',
    address,
    process,
    apiUrl: `http://${address}:${API_PORT}`,
    apiKey,
    async put(given) {
      await load(given);
      await servesAll(process, address, given);
    },
    async remove(zone) {
      files.forget(zone);
      await util('delete-zone', zone);
      await isGone(address, zone);
    },
    stop: () => process.stop(),
  };
}

function configOf({ address, dir }: ServerOptions, apiKey: string): string {
  return `launch=gsqlite3
gsqlite3-database=${join(dir, 'pdns.sqlite3')}
gsqlite3-pragma-synchronous=0
gsqlite3-dnssec=yes
local-address=${address}
local-port=53
socket-dir=${dir}
daemon=no
guardian=no
receiver-threads=1
distributor-threads=1
disable-axfr=yes
security-poll-suffix=
# Else a new zone, or a changed record, is not seen at once.
zone-cache-refresh-interval=0
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
api=yes
api-key=${apiKey}
webserver=yes
webserver-address=${address}
webserver-port=${API_PORT}
webserver-allow-from=127.0.0.0/8
`;
}
