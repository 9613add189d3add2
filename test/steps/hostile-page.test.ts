import { describe, expect, test } from 'vitest';
import { readMtaSts } from '../../src/dns/mta-sts.ts';
import { forbidsAll, pageSeen } from '../../src/steps/live-page.ts';
import { readAll } from '../registration/mutations.ts';

/** As much as is read of a page. */
const OCTETS = 256 * 1024;
/** CPU milliseconds for each 64 kB. A page is read a few times, an answer of a registry once. */
const MOST_MS = 1000;

describe('a page that is one thing over and over is read in time', () => {
  const THINGS = ['\n', ' \n', '\t', ' ', ':', 'a', '<', '<meta ', '<img src="', 'http://', 'sitemap: ', 'user-agent: *\n', 'disallow: /\n', 'mx: a.b\n']; // biome-ignore format: a list
  test.each(THINGS)('%j', (thing) => {
    const body = thing.repeat(Math.ceil(OCTETS / thing.length));
    const answer = { outcome: 'answer', status: 200, headers: {}, body, atMs: 0 } as const;
    const read = () => {
      for (const role of ['page', 'robots'] as const) pageSeen(role, 'https://klant.nl/', '192.0.2.1', answer, []);
      readMtaSts(body);
    };
    const { uncaught, slowestMs } = readAll([{ name: thing, octets: body.length, read }]);
    expect(uncaught).toEqual([]);
    expect(slowestMs).toBeLessThan(MOST_MS);
  });
});

test('a sitemap is named on a line of its own, wherever it stands', () => {
  const body = 'User-agent: *\n\n\n  Sitemap: https://klant.nl/a.xml\nsitemap:https://klant.nl/b.xml\nsitemap:\nx';
  const answer = { outcome: 'answer', status: 200, headers: {}, body, atMs: 0 } as const;
  expect(pageSeen('robots', 'https://klant.nl/robots.txt', '192.0.2.1', answer, []).sitemaps).toEqual([
    'https://klant.nl/a.xml',
    'https://klant.nl/b.xml',
  ]);
});

test.each([
  ['user-agent: a\nuser-agent: *\ndisallow: /', true],
  ['user-agent: *\nuser-agent: a\ndisallow: /', true],
  ['user-agent: *\nallow: /x\nuser-agent: a\ndisallow: /', false],
])('%j closes the site for all: %s', (robots, closed) => expect(forbidsAll(robots)).toBe(closed));
