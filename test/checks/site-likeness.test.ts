import { describe, expect, test } from 'vitest';
import { judgeLikeness, readLikeness, sameWords } from '../../src/checks/site-likeness.ts';
import type { WebAnswer } from '../../src/ports/outside.ts';
import fc from '../fast-check.ts';
import { signal } from './internet.ts';

const words = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, at) => `woord${from + at}`).join(' ');

describe('how many words two pages share', () => {
  test.each([
    ['the same', '<p>Elke dag vers brood</p>', '<div>Elke dag <b>vers</b> brood</div>', 1],
    ['nothing', '<p>Elke dag vers brood</p>', 'Domein te koop', 0],
    ['half', words(50), words(50, 25), 0.5],
    ['two empty pages', '<script>a()</script>', '<style>b{}</style>', 1],
    ['an empty page and a full one', '', words(50), 0],
    ['what nobody reads does not count', `<script>${words(50)}</script>brood`, '<!-- x -->brood', 1],
    ['a page that stands there twice is not the same', words(10), `${words(10)} ${words(10)}`, 0.65],
  ])('%s', (_title, a, b, share) => expect(sameWords(a, b)).toBe(share));
  test('it makes no difference which is which, and a page is like itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => sameWords(a, b) === sameWords(b, a) && sameWords(a, a) === 1),
    );
  });
  const hostile = [
    '<script ',
    '<',
    '<!--',
    '<title',
    '<title ',
    '</script',
    '<p>a',
    '<script></script',
    '\u0130<style',
  ];
  test.each(hostile)('256 kB of %j takes no time', async (piece) => {
    const body = piece.repeat(Math.ceil(262_144 / piece.length));
    const began = process.cpuUsage();
    sameWords(body, `${body}b`);
    await readLikeness(
      { get: async () => ({ outcome: 'answer', status: 200, body, atMs: 0 }) },
      [{ host: 'klant.nl', address: '192.0.2.2', model: { host: 'klant.nl', address: '192.0.2.1' } }],
      signal(),
    );
    expect(process.cpuUsage(began).user).toBeLessThan(1_500_000);
  });
});

describe('old and new', () => {
  const html = (body: string): Partial<WebAnswer> => ({ status: 200, body });
  const pages = (was: Partial<WebAnswer>, is: Partial<WebAnswer>, plain: Partial<WebAnswer> = was) => ({
    get: async ({ address, scheme }: { address: string; scheme: string }): Promise<WebAnswer> => ({
      outcome: 'answer',
      atMs: 0,
      ...(address === '192.0.2.1' ? (scheme === 'http' ? plain : was) : is),
    }),
  });
  const compared = [{ host: 'klant.nl', address: '192.0.2.2', model: { host: 'klant.nl', address: '192.0.2.1' } }];
  const rows: readonly [title: string, was: Partial<WebAnswer>, is: Partial<WebAnswer>, differs: boolean][] = [
    ['the same page', html('<title>A</title>brood en taart'), html('<title>A</title>brood en taart'), false],
    ['a counter changed', html(`<title>A</title>${words(30)} 1234`), html(`<title>A</title>${words(30)} 1235`), false],
    ['another title', html('<title>A</title>brood'), html('<title>B</title>brood'), true],
    ['other words', html('<title>A</title>brood en taart'), html('<title>A</title>te koop aangeboden'), true],
    ['an error', html('<title>A</title>brood'), { status: 500, body: '<title>A</title>brood' }, true],
    [
      'a redirect to the same place',
      { status: 301, headers: { location: 'https://www.klant.nl/' } },
      { status: 302, headers: { Location: 'https://www.klant.nl/' } },
      false,
    ],
    [
      'a redirect elsewhere',
      { status: 301, headers: { location: 'https://www.klant.nl/' } },
      { status: 301, headers: { location: 'https://parkeren.nl/' } },
      true,
    ],
    ['the new one does not answer: that is told elsewhere', html('brood'), { outcome: 'timeout' }, false],
    ['the old one does not answer: there is nothing to compare with', { outcome: 'unreachable' }, html('brood'), false],
  ];
  test.each(rows)('%s', async (_title, was, is, differs) => {
    const likeness = await readLikeness(pages(was, is), compared, signal());
    expect(judgeLikeness(likeness, 0).map(({ tag }) => tag)).toEqual(differs ? ['SITE_DIFFERS'] : []);
  });
  test('a site that has only http is compared over http', async () => {
    const [seen] = await readLikeness(
      pages({ outcome: 'unreachable' }, html('<title>B</title>'), html('<title>A</title>')),
      compared,
      signal(),
    );
    expect([seen!.model.title, seen!.present.title]).toEqual(['A', 'B']);
  });
});
