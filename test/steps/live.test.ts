import { describe, expect, test } from 'vitest';
import type { Severity } from '../../src/domain/finding.ts';
import type { Tag } from '../../src/domain/severity.ts';
import { SEVERITY } from '../../src/domain/severity.ts';
import type { WebAnswer } from '../../src/ports/outside.ts';
import { liveFindings } from '../../src/steps/live-findings.ts';
import type { PageSeen } from '../../src/steps/live-page.ts';
import { forbidsAll, mixedContent, pageSeen, saysNoindex, stagingHosts } from '../../src/steps/live-page.ts';
import { orderHosting } from '../../src/steps/order-hosting.ts';
import { verifyLive } from '../../src/steps/verify-live.ts';
import { render } from '../../src/texts/render.ts';
import { Rig } from './rig.ts';

const answer = (part: Partial<WebAnswer>): WebAnswer => ({ outcome: 'answer', status: 200, atMs: 0, ...part });
const CANONICAL = 'www.klant.nl';
const seen = (role: PageSeen['role'], url: string, part: Partial<WebAnswer> = {}, staging: string[] = []) =>
  pageSeen(role, url, '192.0.2.1', answer(part), staging);

describe('what a page tells', () => {
  test.each<[string, Partial<WebAnswer>, boolean]>([
    ['nothing', { body: '<p>noindex</p>' }, false],
    ['a meta element', { body: '<META content="NOINDEX, follow" name=robots>' }, true],
    ['a meta element with none', { body: "<meta name='googlebot' content='none'>" }, true],
    ['another meta element', { body: '<meta name="description" content="noindex is bad">' }, false],
    ['a header', { headers: { 'X-Robots-Tag': 'noindex' } }, true],
    ['a header that allows', { headers: { 'x-robots-tag': 'all' } }, false],
  ])('noindex: %s', (_name, part, expected) => expect(saysNoindex(answer(part))).toBe(expected));

  test.each<[string, boolean]>([
    ['User-agent: *\nDisallow: /', true],
    ['User-agent: *\r\nDisallow: /*', true],
    ['user-agent: bad\nuser-agent: *\ndisallow: / # all', true],
    ['User-agent: BadBot\nDisallow: /', false],
    ['User-agent: *\nDisallow:', false],
    ['User-agent: *\nDisallow: /\nAllow: /', false],
    ['User-agent: *\nDisallow: /wp-admin/', false],
    ['User-agent: Bad\nDisallow: /\nUser-agent: *\nAllow: /', false],
  ])('robots.txt %j closes all: %s', (text, expected) => expect(forbidsAll(text)).toBe(expected));

  test('only what a browser loads is mixed content', () => {
    const html = `<a href="http://a.nl/">x</a><img src="http://b.nl/x.png"><img src="https://c.nl/y.png">
      <link rel="canonical" href="http://d.nl/"><link rel=stylesheet href=http://e.nl/s.css><form action='http://f.nl/'>`;
    expect(mixedContent(html)).toEqual(['http://b.nl/x.png', 'http://e.nl/s.css', 'http://f.nl/']);
  });

  test('names of where it was made', () => {
    const html = 'https://staging.klant.nl/x http://localhost:3000/ https://testament.nl/ //klant.bureau-dev.nl/a.js';
    expect(stagingHosts(html, [])).toEqual(['localhost', 'staging.klant.nl']);
    expect(stagingHosts(html, ['klant.bureau-dev.nl'])).toContain('klant.bureau-dev.nl');
  });
});

describe('findings', () => {
  const rows: readonly (readonly [string, PageSeen, Tag | undefined])[] = [
    ['a good page', seen('page', 'https://www.klant.nl/'), undefined],
    ['a page that is gone', seen('page', 'https://www.klant.nl/', { status: 404 }), 'SITE_UNREACHABLE'],
    ['nobody there', seen('page', 'https://www.klant.nl/', { outcome: 'timeout' }), 'SITE_UNREACHABLE'],
    ['no TLS', seen('page', 'https://www.klant.nl/', { outcome: 'tls-failed' }), 'CERTIFICATE_INVALID'],
    [
      'a wrong certificate',
      seen('page', 'https://www.klant.nl/', { certificate: { valid: false, hosts: [], expiresMs: 0 } }),
      'CERTIFICATE_INVALID',
    ],
    ['no route', seen('page', 'https://www.klant.nl/', { outcome: 'not-asked' }), 'NOT_ASKED'],
    [
      'a page that leads to its language',
      seen('page', 'https://www.klant.nl/', { status: 302, headers: { Location: '/nl/' } }),
      undefined,
    ],
    [
      'a page that leads away',
      seen('page', 'https://www.klant.nl/', { status: 302, headers: { location: 'https://oud.nl/' } }),
      'SITE_DIFFERS',
    ],
    [
      'a closed robots.txt',
      seen('robots', 'https://www.klant.nl/robots.txt', { body: 'User-agent: *\nDisallow: /' }),
      'NOINDEX',
    ],
    ['a robots.txt that is not there', seen('robots', 'https://www.klant.nl/robots.txt', { status: 404 }), undefined],
    ['no sitemap', seen('sitemap', 'https://www.klant.nl/sitemap.xml', { status: 404 }), 'SITEMAP_MISSING'],
    ['http that stays http', seen('redirect', 'http://www.klant.nl/'), 'REDIRECT_MISSING'],
    [
      'http to https',
      seen('redirect', 'http://www.klant.nl/', { status: 301, headers: { location: 'https://www.klant.nl/' } }),
      undefined,
    ],
    [
      'http to http',
      seen('redirect', 'http://www.klant.nl/', { status: 301, headers: { location: 'http://www.klant.nl/' } }),
      'REDIRECT_MISSING',
    ],
    [
      'apex to www',
      seen('redirect', 'https://klant.nl/', { status: 308, headers: { location: 'https://www.klant.nl/' } }),
      undefined,
    ],
    [
      'apex through its own https',
      seen('redirect', 'http://klant.nl/', { status: 301, headers: { location: 'https://klant.nl/' } }),
      undefined,
    ],
    ['apex that shows the site itself', seen('redirect', 'https://klant.nl/'), 'REDIRECT_MISSING'],
    [
      'apex to somebody else',
      seen('redirect', 'https://klant.nl/', { status: 301, headers: { location: 'https://parking.com/' } }),
      'REDIRECT_MISSING',
    ],
    [
      'an old URL that moved on',
      seen('old-url', 'https://www.klant.nl/a', { status: 301, headers: { location: '/b' } }),
      undefined,
    ],
    ['an old URL that is gone', seen('old-url', 'https://www.klant.nl/a', { status: 410 }), 'OLD_URL_BROKEN'],
  ];
  test.each(rows)('%s', (_name, page, tag) =>
    expect(liveFindings([page], CANONICAL, 0).map((finding) => finding.tag)).toEqual(tag === undefined ? [] : [tag]),
  );

  test('two addresses that show different sites', () => {
    const one = seen('page', 'https://www.klant.nl/', { body: '<title>Nieuw</title>' });
    const other = { ...seen('page', 'https://www.klant.nl/', { body: '<title>Oud</title>' }), address: '192.0.2.2' };
    expect(liveFindings([one, other], CANONICAL, 0).map(({ tag }) => tag)).toEqual(['SITE_DIFFERS']);
  });
});

test('every finding says who was asked and what came back', () => {
  const [finding] = liveFindings([seen('page', 'https://www.klant.nl/', { status: 500 })], CANONICAL, 7);
  expect(finding).toMatchObject({
    evidence: [{ asked: expect.stringContaining('192.0.2.1'), answered: '500', atMs: 7 }],
  });
  const severity: Severity = SEVERITY[finding!.tag as Tag].severity;
  expect(severity).toBe('error');
});

describe('against the simulated Internet', () => {
  const ready = async (): Promise<Rig> => {
    const rig = new Rig({ answers: { nameServers: 'stays' } });
    const { people, domain } = rig.world;
    await rig.go(orderHosting);
    people.payHostingOrder(domain);
    rig.clock.advance(3_600_000);
    people.createDatabase(domain, 'klant');
    people.importDatabase(domain);
    people.copySite(domain);
    people.linkDatabase(domain, 'klant');
    people.requestCertificate(domain, ['www.bakkerij-dezon.example', 'bakkerij-dezon.example']);
    return rig;
  };

  test('a healthy site leaves only what golive cannot see', async () => {
    const rig = await ready();
    expect(await rig.look(verifyLive, { urls: ['/contact', '/oud-adres'] })).toMatchObject({
      kind: 'ask',
      closesOnWord: true,
    });
  });

  test('a test mail is wanted only where there is mail', async () => {
    const said = async (mail: 'moves' | 'stays' | 'none') => {
      const rig = await ready();
      rig.answers = { ...rig.answers, mail };
      const decision = await rig.look(verifyLive);
      return decision.kind === 'ask' ? render(decision.task, { language: 'en', timeZone: 'UTC' }) : decision.kind;
    };
    expect(await said('moves')).toMatch(/a test mail to bakkerij-dezon\.example and back/);
    expect(await said('stays')).toMatch(/a test mail to/);
    expect(await said('none')).toMatch(
      /^Check on www\.bakkerij-dezon\.example [^.]*forms, analytics and the payment callback\.$/,
    );
  });

  test('an old URL that broke holds it up for five minutes, unless the playbook accepts it', async () => {
    const rig = await ready();
    const params = { urls: ['https://www.bakkerij-dezon.example/weg?x=1'] };
    const decision = await rig.look(verifyLive, params);
    expect(decision).toMatchObject({ kind: 'blocked', untilMs: rig.clock.now() + 300_000 });
    expect(await rig.look(verifyLive, { ...params, accept: ['OLD_URL_BROKEN'] })).toMatchObject({ kind: 'ask' });
  });

  test('a database that was not linked is seen', async () => {
    const rig = await ready();
    const domain = rig.world.domain;
    rig.world.people.createDatabase(domain, 'leeg');
    rig.world.people.linkDatabase(domain, 'leeg');
    expect(await rig.look(verifyLive)).toMatchObject({ kind: 'blocked' });
  });

  test('a site that nobody described is asked where its names lead', async () => {
    const { site: _site, ...rest } = new Rig().answers;
    const rig = new Rig();
    rig.answers = { ...rest, hosting: 'stays' };
    expect(await rig.look(verifyLive)).toMatchObject({ kind: 'ask', closesOnWord: true });
  });
});
