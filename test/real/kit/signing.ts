import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './processes.ts';

/** One key that signs everything in a zone (ECDSA P-256). */
export interface ZoneKey {
  readonly zone: string;
  /** Rdata for the parent: `12345 13 2 0123…`. */
  readonly ds: string;
  /** The whole record, for a resolver's trust anchor: `. IN DNSKEY 257 3 13 …`. */
  readonly dnskey: string;
  readonly folder: string;
}

export async function newKey(zone: string, dir: string): Promise<ZoneKey> {
  const folder = join(dir, `keys-${zone.replace(/[^a-z0-9-]/gi, '_')}-${process.hrtime.bigint()}`);
  mkdirSync(folder, { recursive: true });
  await runProgram('dnssec-keygen', ['-K', folder, '-a', 'ECDSAP256SHA256', '-f', 'KSK', '-n', 'ZONE', zone]);
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.key'))!);
  const record = await runProgram('dnssec-dsfromkey', ['-2', file]);
  const [, ds] = /\bDS\s+(.*)/.exec(record)!;
  const dnskey = readFileSync(file, 'utf8')
    .split('\n')
    .find((line) => line !== '' && !line.startsWith(';'))!;
  return { zone, ds: ds!.trim(), dnskey, folder };
}

/**
 * A zone file signed for a month.
 *
 * @param dnskeyTtlSeconds of the DNSKEY RRset, which caches keep beside the DS
 */
export async function signed(text: string, key: ZoneKey, dnskeyTtlSeconds: number): Promise<string> {
  const name = String(process.hrtime.bigint()); // several servers may want it at the same moment
  const input = join(key.folder, `${name}.plain`);
  const output = join(key.folder, `${name}.signed`);
  writeFileSync(input, `$ORIGIN ${key.zone}\n${text}`);
  const args = ['-S', '-z', '-P', '-K', key.folder, '-d', key.folder, '-T', String(dnskeyTtlSeconds)];
  await runProgram('dnssec-signzone', [...args, '-o', key.zone, '-f', output, input], key.folder);
  return readFileSync(output, 'utf8');
}
