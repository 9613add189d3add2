import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vitest/config';

/** One bug, as data: a plant without its reasons. */
export interface Planting {
  readonly id: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * Every plant has the tree to itself without a copy on disk: a file `<folder>/<plant>/src/x.ts` is the tree's `src/x.ts`, with the bug where
 * it is the planted one. Files that the bug cannot reach through imports are the tree's own, loaded once for all plants.
 */
export function planting(root: string, folder: string, plants: readonly Planting[]): Plugin {
  const importers = importersIn(root);
  const planted = new Map(plants.map((plant) => [plant.id, { plant, reached: reachedFrom(plant.file, importers) }]));
  const placeOf = (path: string) => {
    const [id, ...rest] = relative(folder, path).split('/');
    const found = planted.get(id ?? '');
    return found === undefined ? undefined : { ...found, id: id!, file: rest.join('/') };
  };
  return {
    name: 'golive-planting',
    enforce: 'pre',
    async resolveId(source, importer) {
      const place = importer === undefined ? undefined : placeOf(importer);
      if (place === undefined) return undefined;
      if (!source.startsWith('.')) return this.resolve(source, join(root, place.file), { skipSelf: true });
      const file = join(dirname(place.file), source);
      return place.reached.has(file) ? join(folder, place.id, file) : join(root, file);
    },
    load(path) {
      const place = placeOf(path);
      if (place === undefined) return undefined;
      const file = join(root, place.file);
      const text = readFileSync(file, 'utf8');
      const bugged = place.file === place.plant.file ? text.replace(place.plant.find, () => place.plant.replace) : text;
      // What is read from disk is the tree's: in a folder that has none of it, a test would fail at that and seem to notice.
      return bugged
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(file)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href));
    },
  };
}

/** Who imports a file, by its path in the tree. */
function importersIn(root: string): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const file of globSync('{src,scheduler,test}/**/*.ts', { cwd: root }))
    for (const [, from, lazily] of readFileSync(join(root, file), 'utf8').matchAll(
      /\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g,
    )) {
      const imported = join(dirname(file), (from ?? lazily)!);
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  return importers;
}

function reachedFrom(file: string, importers: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([file]);
  for (const one of reached) for (const importer of importers.get(one) ?? []) reached.add(importer);
  return reached;
}
