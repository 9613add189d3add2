import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The bundle of `poll-run.ts` in a folder of its own: as golive is shipped, without what reading TypeScript costs. */
export function bundled(): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'golive-poll-'));
  const file = join(folder, 'poll.cjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'poll-run.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: file,
    logLevel: 'error',
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a query leaves behind is dead when its answer is here: a young generation of 4 MiB a half holds it, where the default takes 16. */
export const NODE_FLAGS = ['--max-semi-space-size=4'] as const;

/** `npm run bench -- poll`, see `poll-run.ts`; with its exit code. */
export function poll(): void {
  const { file, remove } = bundled();
  try {
    const { status, error } = spawnSync(process.execPath, [...NODE_FLAGS, file], { stdio: 'inherit' });
    if (error !== undefined) throw error;
    process.exitCode = status ?? 1;
  } finally {
    remove();
  }
}
