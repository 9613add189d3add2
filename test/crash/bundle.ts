import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * The worker as one JavaScript program. Where workers die young, starting them is most of the work: this starts in a third of the processor
 * time of its sources.
 */
export async function bundledWorker(folder: string): Promise<string> {
  await build({
    entryPoints: [join(import.meta.dirname, 'worker-child.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24.15',
    external: ['pg-native'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return join(folder, 'worker-child.mjs');
}
