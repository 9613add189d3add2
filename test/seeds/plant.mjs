// Loaded before everything else: puts the bug named by GOLIVE_BUG into the sources as they are read.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(import.meta.dirname, '../..');
const { BUGS } = await import('./bugs.ts');
const { edits } = BUGS.find(({ id }) => id === process.env.GOLIVE_BUG);
const planted = new Map();
for (const { file, find, replace } of edits) {
  const path = join(root, file);
  const source = planted.get(path) ?? readFileSync(path, 'utf8');
  if (source.split(find).length !== 2) throw new Error(`${file} does not say once: ${find}`);
  planted.set(
    path,
    source.replace(find, () => replace),
  );
}

registerHooks({
  load(url, context, nextLoad) {
    const source = url.startsWith('file:') ? planted.get(fileURLToPath(url)) : undefined;
    return source === undefined ? nextLoad(url, context) : { format: 'module-typescript', source, shortCircuit: true };
  },
});
