import { fileURLToPath } from 'node:url';

// Addresses from here are the same from `src/` and, when golive is built, from `dist/`.

export const BUILT_IN_PLAYBOOKS = fileURLToPath(new URL('../playbooks', import.meta.url));

export const ASSETS = fileURLToPath(new URL('../src/dashboard/assets/', import.meta.url));
