import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask } from './ask.ts';
import type { Running } from './processes.ts';
import { startProcess } from './processes.ts';
import { until } from './until.ts';
import { ZONE_DATA, zoneOf } from './zonemaster-corefile.ts';
import type { Edit, Serving } from './zonemaster-plan.ts';

/** Zone files as NSD reads them, kept by what they hold: most scenarios share most of the tree. */
export class ZoneFilesForNsd {
  readonly #dir: string;
  readonly #made = new Map<string, string>();

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  /** Where it lies, if NSD reads it as it is; else a copy in a temporary folder. @throws Error: neither NSD nor BIND read it */
  pathOf(serving: Extract<Serving, { kind: 'file' | 'records' | 'broken' }>): string {
    const key = JSON.stringify(serving);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const path = this.#make(serving);
    this.#made.set(key, path);
    return path;
  }

  /** A zone of the tree that this scenario does not hang on may be broken: then it is served as such. */
  pathOrBroken(serving: Parameters<ZoneFilesForNsd['pathOf']>[0]): string {
    try {
      return this.pathOf(serving);
    } catch {
      return this.pathOf({ kind: 'broken', zone: serving.zone });
    }
  }

  #make(serving: Extract<Serving, { kind: 'file' | 'records' | 'broken' }>): string {
    if (serving.kind === 'broken') return this.#write(serving.zone, 'this is no zone file\n');
    if (serving.kind === 'records') return this.#write(serving.zone, `$ORIGIN .\n${serving.records.join('\n')}\n`);
    const { zone, file, edits } = serving;
    const path = join(ZONE_DATA, file);
    if (edits.length === 0 && spawnSync('nsd-checkzone', [zone, file], { cwd: ZONE_DATA }).status === 0) return path;
    return this.#write(zone, `${edited(canonicalLines(zone, file), edits).join('\n')}\n`);
  }

  #write(zone: string, text: string): string {
    const path = join(this.#dir, `${this.#made.size}-${zone.replace(/[^a-z0-9-]/g, '_')}.zone`);
    writeFileSync(path, text);
    return path;
  }
}

/** One record a line, all names absolute: BIND's reading of a zone file that NSD does not take (a relative $ORIGIN), or that is changed. */
function canonicalLines(zone: string, file: string): string[] {
  const checks = [
    '-i',
    'none',
    ...['-k', '-n', '-m', '-M', '-S', '-r', '-W', '-T'].flatMap((option) => [option, 'ignore']),
  ];
  // Most include what lies beside them, some what lies beside the others.
  const tried = [dirname(join(ZONE_DATA, file)), ZONE_DATA].map((cwd) =>
    spawnSync('named-compilezone', [...checks, '-o', '-', zone, join(ZONE_DATA, file)], { cwd, encoding: 'utf8' }),
  );
  const read = tried.find(({ status }) => status === 0);
  if (read === undefined)
    throw new Error(`neither NSD nor BIND read ${file} as ${zone}: ${tried[0]!.stderr.split('\n')[0]}`);
  return read.stdout.split('\n').filter((line) => line !== '');
}

function edited(lines: readonly string[], edits: readonly Edit[]): string[] {
  let left = [...lines];
  for (const edit of edits) {
    left = left.filter((line) => {
      const [owner, , , type] = line.split(/\s+/);
      if (edit.kind === 'drop-name') return zoneOf(owner!) !== edit.name;
      return zoneOf(owner!) !== edit.name || type !== edit.type;
    });
    // In templates a name without its last dot is absolute all the same.
    if (edit.kind === 'set') left.push('$ORIGIN .', ...edit.records);
  }
  return left;
}

export interface Served {
  stop(): Promise<void>;
}

/** One NSD for all addresses that serve the same; silent addresses have nobody. @throws Error with the server's own words */
export async function serve(
  addresses: ReadonlyMap<string, readonly Serving[]>,
  matters: (zone: string) => boolean,
  files: ZoneFilesForNsd,
  dir: string,
): Promise<Served> {
  const groups = new Map<string, { addresses: string[]; zones: Map<string, string> }>();
  for (const [address, servings] of addresses) {
    const zones = new Map<string, string>();
    for (const serving of servings)
      if (serving.kind !== 'silent' && serving.kind !== 'refused')
        zones.set(serving.zone, matters(serving.zone) ? files.pathOf(serving) : files.pathOrBroken(serving));
    if (zones.size === 0 && servings.every(({ kind }) => kind === 'silent')) continue;
    const key = [...zones]
      .map((pair) => pair.join(' '))
      .sort()
      .join('\n');
    const group = groups.get(key) ?? { addresses: [], zones };
    group.addresses.push(address);
    groups.set(key, group);
  }
  const running: Running[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(running.map((one) => one.stop())));
  try {
    for (const [index, group] of [...groups.values()].entries()) {
      const folder = join(dir, String(index));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'nsd.conf'), configOf(folder, group.addresses, group.zones));
      running.push(await startProcess('nsd', ['-d', '-c', join(folder, 'nsd.conf')], { cwd: folder }));
    }
    await Promise.all([...groups.values()].map(({ addresses: all }, index) => listens(running[index]!, all)));
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { stop };
}

async function listens(server: Running, addresses: readonly string[]): Promise<void> {
  const address = addresses.find((one) => !one.includes(':'));
  await until(`${addresses[0]} to listen`, async () => {
    if (server.ended() !== undefined) throw new Error(`nsd ended with ${server.ended()}: ${server.output()}`);
    if (address === undefined) return server.output().includes('nsd started');
    return ask({ address, name: 'nobody.invalid.', type: 'A', recursive: false, timeoutMs: 100 });
  });
}

function configOf(dir: string, addresses: readonly string[], zones: ReadonlyMap<string, string>): string {
  return [
    'server:',
    ...addresses.map((address) => `  ip-address: ${address}`),
    '  server-count: 1',
    '  username: ""',
    '  chroot: ""',
    '  database: ""',
    `  zonesdir: ${ZONE_DATA}`,
    `  pidfile: ${join(dir, 'nsd.pid')}`,
    `  zonelistfile: ${join(dir, 'zone.list')}`,
    `  xfrdfile: ${join(dir, 'xfrd.state')}`,
    `  xfrdir: ${dir}`,
    '  rrl-ratelimit: 0',
    '  verbosity: 1',
    'remote-control:',
    '  control-enable: no',
    ...[...zones].flatMap(([zone, file]) => ['zone:', `  name: "${zone}"`, `  zonefile: "${file}"`]),
    '',
  ].join('\n');
}
