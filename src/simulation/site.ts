import { sha256 } from '../domain/json.ts';

/** A website's files, by path, as content; immutable. */
export type Files = ReadonlyMap<string, string>;
/** A database's tables, by name, as content digests. */
export type Tables = ReadonlyMap<string, string>;

/** Pages that exist from the beginning besides `/`; `/oud-adres` is a redirect of the site itself. */
export const PAGES = ['/openingstijden', '/contact', '/taarten'] as const;

export function firstFiles(host: string, count: number, withDatabase: boolean): Files {
  const files = new Map<string, string>([
    ['/index.html', page('Bakkerij de Zon', `Welkom bij ${host}. Elke dag vers brood.`)],
    ['/robots.txt', `User-agent: *\nAllow: /\nSitemap: https://${host}/sitemap.xml\n`],
    ['/sitemap.xml', sitemap(host)],
    ...(withDatabase ? [['/wp-config.php', 'site settings'] as const] : []),
    ...PAGES.map((path): [string, string] => [`${path}.html`, page(path.slice(1), `Alles over ${path.slice(1)}.`)]),
  ]);
  for (let index = files.size; index < count; index++)
    files.set(`/media/foto-${index}.jpg`, `photo ${sha256(`${host} ${index}`).slice(0, 16)}`);
  return files;
}

export function firstTables(host: string, count: number): Tables {
  return new Map(
    Array.from({ length: count }, (_, index): [string, string] => [
      `wp_${index}`,
      sha256(`${host} table ${index}`).slice(0, 16),
    ]),
  );
}

export function page(title: string, text: string): string {
  return `<!doctype html>\n<html lang="nl"><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\n`;
}

function sitemap(host: string): string {
  const entries = ['/', ...PAGES].map((path) => `<url><loc>https://${host}${path}</loc></url>`).join('');
  return `<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries}</urlset>\n`;
}
