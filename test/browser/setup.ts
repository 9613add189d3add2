import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Filled } from './filled.ts';
import { fill } from './filled.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with a filled store, which every suite copies; and what is in it. */
    readonly store: { readonly folder: string; readonly filled: Filled };
  }
}

/** Ten thousand durable writes go fastest where nothing is durable. */
const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Fills one store for all suites. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(IN_MEMORY, 'golive-browser-'));
  const filled = await fill(join(folder, 'golive.db'));
  mkdirSync(join(import.meta.dirname, 'artefacts'), { recursive: true });
  project.provide('store', { folder, filled });
  return () => rmSync(folder, { recursive: true, force: true });
}
