import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Web, WebAnswer } from '../ports/outside.ts';

/** What is kept of a page: enough to say whether two are the same site, little enough to look the same twice. */
const PageSchema = z.object({
  host: z.string(),
  address: z.string(),
  outcome: z.string(),
  status: z.number().nullable(),
  title: z.string(),
  /** Host and path that it leads on to; empty: nowhere. */
  leadsTo: z.string(),
});

export const LikenessSchema = z.object({
  host: z.string(),
  /** As the site is: at the old address, or where it was built. */
  model: PageSchema,
  present: PageSchema,
  /** Share of the words that both pages have, in steps of a twentieth; `null`: one of them is no page. */
  sameWords: z.number().nullable(),
});
export type Likeness = z.infer<typeof LikenessSchema>;

export interface Compared {
  readonly host: string;
  readonly address: string;
  /** Where the model stands, and under which name it answers there. */
  readonly model: { readonly host: string; readonly address: string };
}

/** Pages that share fewer words are not the same; a date, a counter or a news item changes far less. */
const ENOUGH_WORDS = 0.6;

/** The front page of each pair. https where the model speaks it, else http; a model that does not answer is compared with nothing. */
export async function readLikeness(web: Web, pairs: readonly Compared[], signal: AbortSignal): Promise<Likeness[]> {
  const found = await Promise.all(
    pairs.map(async ({ host, address, model }): Promise<Likeness[]> => {
      for (const scheme of ['https', 'http'] as const) {
        const [was, is] = await Promise.all([
          web.get({ scheme, ...model, path: '/' }, signal),
          web.get({ scheme, host, address, path: '/' }, signal),
        ]);
        if (was.outcome !== 'answer') continue;
        return [
          {
            host,
            model: pageOf(model.host, model.address, was),
            present: pageOf(host, address, is),
            sameWords: was.status === 200 && is.status === 200 ? sameWords(was.body ?? '', is.body ?? '') : null,
          },
        ];
      }
      return [];
    }),
  );
  return found.flat();
}

function pageOf(host: string, address: string, answer: WebAnswer): Likeness['model'] {
  const location = Object.entries(answer.headers ?? {}).find(([key]) => key.toLowerCase() === 'location')?.[1] ?? '';
  const leads = URL.canParse(location, `https://${host}/`) ? new URL(location, `https://${host}/`) : undefined;
  const title = /<title(?:\s[^<>]{0,200})?>([^<]{0,200})/i.exec(answer.body ?? '')?.[1] ?? '';
  return {
    host,
    address,
    outcome: answer.outcome,
    status: answer.status ?? null,
    title: title.replace(/\s+/g, ' ').trim(),
    leadsTo: leads === undefined ? '' : `${leads.hostname}${leads.pathname}`.slice(0, 200),
  };
}

const UNREAD = /^<(script|style|noscript|template)(?![\w-])/i;

/** What a visitor reads: no scripts, styles, comments, tags. In one pass, whatever is left open. */
function visibleText(html: string): string {
  const lower = html.toLowerCase();
  const parts: string[] = [];
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at);
    parts.push(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const unread = UNREAD.exec(html.slice(open, open + 12))?.[1];
    const isComment = html.startsWith('<!--', open);
    const from = isComment
      ? html.indexOf('-->', open + 4)
      : unread === undefined
        ? open
        : lower.indexOf(`</${unread.toLowerCase()}`, open);
    const close = from < 0 ? -1 : html.indexOf('>', from);
    if (close < 0) break;
    at = close + 1;
  }
  return parts.join(' ');
}

function wordsOf(html: string): Map<string, number> {
  const words = new Map<string, number>();
  for (const [word] of visibleText(html)
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}]+/gu))
    words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}

/** Twice what both have, of all that either has (Dice); words counted as often as they stand there. Two empty pages are the same. */
export function sameWords(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const total = (words: Map<string, number>): number => [...words.values()].reduce((sum, count) => sum + count, 0);
  const all = total(left) + total(right);
  if (all === 0) return 1;
  const both = [...left].reduce((sum, [word, count]) => sum + Math.min(count, right.get(word) ?? 0), 0);
  return Math.round(((2 * both) / all) * 20) / 20;
}

/** Only of pages that answer at both places; one that does not answer is `judgeSite`'s to tell. */
export function judgeLikeness(all: readonly Likeness[], now: EpochMs): Finding[] {
  return all.flatMap(({ host, model, present, sameWords: share }): Finding[] => {
    if (model.outcome !== 'answer' || present.outcome !== 'answer') return [];
    const shown = (page: Likeness['model']): string =>
      [
        `HTTP ${page.status}`,
        page.leadsTo === '' ? '' : `→ ${page.leadsTo}`,
        page.title === '' ? '' : `“${page.title}”`,
      ]
        .filter((part) => part !== '')
        .join(' ');
    const differs =
      Math.floor((model.status ?? 0) / 100) !== Math.floor((present.status ?? 0) / 100) ||
      (model.leadsTo !== present.leadsTo && model.host === host) ||
      model.title !== present.title ||
      (share !== null && share < ENOUGH_WORDS);
    if (!differs) return [];
    const percent = share === null ? '–' : `${Math.round(share * 100)} %`;
    return [
      {
        tag: 'SITE_DIFFERS',
        subject: `${host} ${present.address}`,
        message: message('preflight.site.differs', {
          host,
          was: `${model.address} ${shown(model)}`,
          is: `${present.address} ${shown(present)}`,
          percent,
        }),
        evidence: [
          { asked: `GET / of ${model.host} at ${model.address}`, answered: shown(model), atMs: now },
          { asked: `GET / of ${host} at ${present.address}`, answered: shown(present), atMs: now },
        ],
      },
    ];
  });
}
