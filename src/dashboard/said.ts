import { CATALOG } from '../texts/catalog.ts';
import type { Style } from '../texts/render.ts';
import type { Frame } from './page.ts';
import { words } from './parts.ts';

/** What came of what was just said; only what the catalogue knows as `web.said.…` is told, whatever stands in the address. */
export function saidNotice(said: string | null, style: Style): Frame['notice'] {
  const key = `web.said.${said}`;
  return said !== null && Object.hasOwn(CATALOG, key) ? { kind: 'done', text: words(style, key) } : undefined;
}
