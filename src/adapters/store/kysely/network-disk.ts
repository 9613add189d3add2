import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { GoLiveError } from '../../../domain/errors.ts';

/**
 * File systems that several machines have at once, by the type that statfs(2) answers (linux/magic.h). SQLite's log lives in memory that
 * only processes of one machine share (sqlite.org/wal.html §1): two machines there write over each other.
 */
const SHARED: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB',
  1397113167: 'AFS',
  1799439955: 'AFS',
  1937076805: 'Coda',
  12805120: 'Ceph',
  198183888: 'Lustre',
  18225520: 'GFS2',
  1952539503: 'OCFS2',
};

/** The type of the file system that a file lies or will lie in; `undefined`: not to be known. */
export function fileSystemType(file: string): number | undefined {
  try {
    return statfsSync(dirname(file)).type;
  } catch {
    return undefined;
  }
}

/** @throws GoLiveError `config-invalid`: SQLite's locks hold between processes of one machine, not between machines */
export function refuseNetworkDisk(file: string, type: number | undefined): void {
  const name = type === undefined ? undefined : SHARED[type >>> 0];
  if (name !== undefined)
    throw new GoLiveError('config-invalid', {
      subject: `the store ${file}`,
      why: `it lies on a network file system (${name}), where two machines would write over each other`,
      fix: 'Name a file on a local disk, or a PostgreSQL database: store: postgres://USER:PASSWORD@HOST:5432/DATABASE.',
    });
}
