// npm run build: the package's programs in dist/. Node strips no types under node_modules, so a package carries JavaScript.
// The dependencies stay outside: npm installs them beside golive. `npm run build -- FOLDER` builds elsewhere than in dist/.
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const outdir = resolve(root, process.argv[2] ?? 'dist');
const common = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node24.15',
  logLevel: 'warning',
};

rmSync(outdir, { recursive: true, force: true });
// Split, so that what a command loads late stays in files of its own. All in one folder: addresses are relative to it.
await build({
  ...common,
  entryPoints: { golive: 'src/main.ts' },
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: '[name]-[hash]',
});
// The demo's toy world is a process of its own.
await build({ ...common, entryPoints: { world: 'src/simulation/process/main.ts' } });
