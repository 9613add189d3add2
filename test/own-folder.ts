import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What tests write goes into one folder, which goes with them. */
export default function ownFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'golive-tests-'));
  chmodSync(folder, 0o755); // some tests have somebody else read in it
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
