import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publicHosts } from '../../src/adapters/net/public-host.ts';
import { rdapClient } from '../../src/adapters/registry/rdap/client.ts';
import { openRdapRegistry, rdapRegistry } from '../../src/adapters/registry/rdap/index.ts';
import { fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { given, never } from '../contract/laboratory.ts';
import { beDomain, comDomain, comThick, NOT_FOUND, nlDomain } from '../registration/rdap-documents.ts';
import { drip, flood, html, json, openRdapServers, type Page, type RdapServers, redirect } from './rdap-servers.ts';

const KLANT = fqdn('klant.com');
const PAGE = '/com/domain/klant.com';
let servers: RdapServers;
let folder: string;
let nowMs: number;
/** Names that were looked up, and what they are; all else is this machine. */
let resolved: string[];
let addresses: Record<string, readonly string[]>;

beforeEach(async () => {
  servers = await openRdapServers();
  folder = await mkdtemp(join(tmpdir(), 'golive-rdap-'));
  nowMs = Date.UTC(2026, 10, 20);
  resolved = [];
  addresses = {};
});
afterEach(async () => {
  await servers.close();
  await rm(folder, { recursive: true });
});

interface Opening {
  readonly services?: readonly unknown[];
  readonly bootstrap?: string;
  /** What may be connected to beside the public Internet. */
  readonly allowPrivate?: readonly string[];
  readonly deadlineMs?: number;
  readonly mayUsePort?: (port: number) => boolean;
}

async function open({
  services,
  bootstrap,
  allowPrivate = ['127.0.0.1'],
  deadlineMs = 10_000,
  mayUsePort,
}: Opening = {}) {
  const file = join(folder, 'dns.json');
  const endings = ['com', 'nl', 'be'].map((ending) => [[ending], [`${servers.base}${ending}/`]]);
  await writeFile(file, JSON.stringify({ publication: 'x', services: services ?? endings }));
  const resolve = (host: string) => {
    resolved.push(host);
    return Promise.resolve(addresses[host] ?? ['127.0.0.1']);
  };
  const clock = { now: () => nowMs, sleepUntil: () => Promise.resolve() };
  const hosts = () => publicHosts({ allowPrivate, resolve });
  const surroundings = { clock, hosts, mayUsePort: mayUsePort ?? (() => true) };
  return openRdapRegistry({ bootstrap: bootstrap ?? file }, surroundings, { deadlineMs });
}

async function lookUp(page: Page | undefined, opening?: Opening) {
  if (page !== undefined) servers.pages.set(PAGE, page);
  return (await open(opening)).lookUp(KLANT, never());
}

describe('answers', () => {
  test('a thin registry and its registrar: one link is followed, and both are evidence', async () => {
    servers.pages.set(
      '/registrar/klant.com',
      json({ ...comThick(), links: [{ rel: 'related', href: `${servers.base}third` }] }),
    );
    const found = await lookUp(json(comDomain(`${servers.base}registrar/klant.com`)));
    expect(found).toMatchObject({
      outcome: 'found',
      registrar: { id: '1234' },
      reseller: 'Bureau aan de Gracht',
      statuses: ['clientTransferProhibited', 'clientDeleteProhibited'],
      source: `127.0.0.1:${servers.port}`,
    });
    expect(servers.asked).toEqual([PAGE, '/registrar/klant.com']);
    expect(found.evidence?.map(({ asked }) => new URL(asked).pathname)).toEqual(servers.asked);
    expect(servers.headers[0]).toMatchObject({ accept: 'application/rdap+json', 'accept-encoding': 'identity' });
  });
  test.each([
    ['klant.nl', '/nl/domain/klant.nl', nlDomain(), ['ok']],
    ['café-dezon.be', '/be/domain/xn--caf-dezon-d4a.be', beDomain(), ['serverHold', 'pendingTransfer', 'in dispute']],
  ])('%s, at %s', async (name, path, document, statuses) => {
    servers.pages.set(path, json(document));
    expect(await (await open()).lookUp(fqdn(name), never())).toMatchObject({ outcome: 'found', statuses });
  });
  test('not-found', async () => {
    expect(await lookUp(json(NOT_FOUND, 404))).toMatchObject({ outcome: 'not-found' });
  });
  test('a registrar that is broken, slow or far away takes nothing from the registry', async () => {
    for (const page of [
      html(404),
      json('{'),
      redirect('http://10.0.0.1/'),
      json({ ...comThick(), ldhName: 'other.com' }),
    ]) {
      servers.pages.set('/registrar', page);
      const found = await lookUp(json(comDomain(`${servers.base}registrar`)));
      expect(found).toMatchObject({
        outcome: 'found',
        registrar: { id: '1234' },
        nameServers: ['ns1.host.nl.', 'ns2.host.nl.'],
      });
      expect(found).not.toHaveProperty('reseller');
    }
  });
  test('redirects are followed, three at most, also relative ones', async () => {
    servers.pages.set('/1', redirect('/2', 307));
    servers.pages.set(
      '/2',
      redirect((base) => `${base}3`, 301),
    );
    servers.pages.set('/3', json(comDomain()));
    expect((await lookUp(redirect('/1'))).outcome).toBe('found');
    expect(servers.asked).toEqual([PAGE, '/1', '/2', '/3']);
  });
  test.each([
    ['the registry’s own', 'rdap.registry.example', 'not-found'],
    ['another host of it', 'new.registry.example', 'not-found'],
    ['a registrar', 'rdap.registrar.example', 'unknown'],
  ])('“no such domain” of %s, to which the registry sends us on', async (_title, host, outcome) => {
    servers.pages.set('/on', json(NOT_FOUND, 404));
    const opening = {
      allowPrivate: ['127.0.0.1', '127.0.0.0/8'],
      services: [[['com'], [`http://rdap.registry.example:${servers.port}/com/`]]],
    };
    const found = await lookUp(redirect(`http://${host}:${servers.port}/on`), opening);
    expect(found).toMatchObject({ outcome, source: `${host}:${servers.port}` });
    if (outcome === 'unknown') expect(found.why).toContain('it is not the registry’s server');
  });
  test('the first server is down: the next is asked; one that answers is the last', async () => {
    const closed = await openRdapServers();
    await closed.close();
    const services = [[['com'], [`${closed.base}com/`, `${servers.base}com/`]]];
    const found = await lookUp(json(comDomain()), { services });
    expect(found.outcome).toBe('found');
    expect(found.evidence).toHaveLength(2);
    await lookUp(json('{'), { services: [[['com'], [`${servers.base}com/`, `${servers.base}other/`]]] });
    expect(servers.asked).toEqual([PAGE, PAGE]);
  });
});

describe('what is no answer is unknown, within bounds', () => {
  const rows: readonly (readonly [title: string, page: Page, why: RegExp])[] = [
    ['a web page with status 404', html(404), /web page/],
    ['broken JSON', json('{"objectClassName":'), /broken JSON/],
    ['another domain', json({ ...comDomain(), ldhName: 'other.com' }), /other\.com/],
    ['500', json({}, 500), /status 500/],
    ['a circle', redirect((base) => `${base.slice(0, -1)}${PAGE}`), /circle/],
    ['a redirect to no URL', redirect('http://['), /web address/],
    ['a redirect to a file', redirect('file:///etc/passwd'), /neither https nor http/],
    ['a redirect with a password', redirect('http://a:b@rdap.test/'), /user name or password/],
    ['compressed', json('x', 200, { 'content-encoding': 'gzip' }), /compressed/],
    [
      'cut off',
      (response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
      /./,
    ],
    ['hung up', (response) => void response.destroy(), /./],
  ];
  for (const [title, page, why] of rows)
    test(title, async () => {
      const found = await lookUp(page);
      expect(found).toMatchObject({ outcome: 'unknown', statuses: [] });
      expect(found.why).toMatch(why);
    });
  test.each(['Identity', '', 'UTF-8'])('said to be coded as "%s", which changes nothing', async (coding) =>
    expect(await lookUp(json(comDomain(), 200, { 'content-encoding': coding }))).toMatchObject({ outcome: 'found' }),
  );
  test('redirects without end', async () => {
    for (let at = 0; at < 9; at++) servers.pages.set(`/${at}`, redirect(`/${at + 1}`));
    expect((await lookUp(redirect('/0'))).why).toMatch(/more than 3 redirects/);
    expect(servers.asked).toHaveLength(4);
  });
  test('10 MB', async () => {
    const sent = { octets: 0 };
    expect((await lookUp(flood(10_000_000, sent))).why).toMatch(/more than 1000000 octets/);
    expect(sent.octets).toBeLessThan(10_000_000);
  });
  test('an octet now and then, until the deadline and not longer', async () => {
    const beganMs = performance.now();
    expect((await lookUp(drip(5), { deadlineMs: 300 })).why).toMatch(/no whole answer within 0\.3 s/);
    expect(performance.now() - beganMs).toBeLessThan(3000);
  });
  test('the deadline is one for all redirects', async () => {
    const slow =
      (to: string): Page =>
      (response) =>
        setTimeout(() => response.writeHead(302, { location: to }).end(), 200);
    servers.pages.set('/1', slow('/2'));
    servers.pages.set('/2', slow('/3'));
    servers.pages.set('/3', json(comDomain()));
    expect((await lookUp(slow('/1'), { deadlineMs: 450 })).why).toMatch(/no whole answer/);
  });
  test('given up', async () => {
    const registry = await open();
    expect(await registry.lookUp(KLANT, given())).toMatchObject({ outcome: 'unknown', why: 'given up while waiting' });
    expect(servers.asked).toEqual([]);
  });
  test.each([
    [json({}, 429, { 'retry-after': '120' }), { retryAfterMs: 2 * MINUTE }],
    [
      json({}, 429, { 'retry-after': 'Fri, 20 Nov 2026 05:00:00 GMT', date: 'Fri, 20 Nov 2026 04:00:00 GMT' }),
      { retryAfterMs: HOUR },
    ],
    [json({}, 429, { 'retry-after': '999999999' }), { retryAfterMs: DAY }],
    [json({}, 429, { 'retry-after': '9999999999' }), { retryAfterMs: DAY }],
    [json({}, 429, { 'retry-after': '9'.repeat(400) }), { retryAfterMs: DAY }],
    [json({}, 429, { 'retry-after': 'soon' }), {}],
    [json({}, 429, { 'retry-after': '1.5' }), { retryAfterMs: 1500 }],
    // What some engines take for a day in 2001.
    [json({}, 429, { 'retry-after': '1,5' }), {}],
    [json({ errorCode: 429, title: 'Too many requests' }), {}],
    [json({ errorCode: 429, title: 'Too many requests' }, 200, { 'retry-after': '120' }), { retryAfterMs: 2 * MINUTE }],
    [json({ errorCode: '429', title: 'Too many requests' }), {}],
    // No number can be made of these.
    [json({ errorCode: { toString: null, valueOf: null } }), undefined],
    [json({ errorCode: [429] }), undefined],
    [html(429), {}],
    [html(503), undefined],
  ])('slow down (%#)', async (page, slowDown) => {
    const found = await lookUp(page);
    expect(found.outcome).toBe('unknown');
    expect(found.slowDown).toEqual(slowDown);
  });
});

describe('only the public Internet is asked', () => {
  // Everything that leads to this machine; a server of the test listens there.
  const LOOPBACK = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::]',
    '0.0.0.0',
  ];
  const LOOPBACK_MORE = [
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[::127.0.0.1]',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    'localhost',
    'a.localhost',
  ];
  const NAMES = ['evil.test', 'evil6.test', 'both.test', 'metadata.test'];
  // The registry itself is reached by its name, which the configuration names; nothing else private is allowed.
  const opening = (): Opening => ({
    allowPrivate: ['rdap.registry.test'],
    services: [[['com'], [`http://rdap.registry.test:${servers.port}/com/`]]],
  });
  beforeEach(() => {
    addresses = {
      'evil.test': ['127.0.0.1'],
      'evil6.test': ['::ffff:127.0.0.1'],
      'both.test': ['::1', '127.0.0.1', '10.0.0.1'],
      'metadata.test': ['169.254.169.254'],
    };
  });
  for (const host of [...LOOPBACK, ...LOOPBACK_MORE, ...NAMES])
    test(`${host}: in a link, in a redirect, in the bootstrap list`, async () => {
      const target = `http://${host}:${servers.port}/secret`;
      await lookUp(json(comDomain(target)), opening());
      await lookUp(redirect(target), opening());
      await lookUp(undefined, { ...opening(), services: [[['com'], [`${target}/`]]] });
      expect(servers.asked).toEqual([PAGE, PAGE]);
    });
  test('a name is resolved once for an exchange, however often it is redirected to', async () => {
    servers.pages.set('/1', redirect('/2'));
    servers.pages.set('/2', json(comDomain()));
    expect((await lookUp(redirect('/1'), opening())).outcome).toBe('found');
    expect(resolved).toEqual(['rdap.registry.test']);
  });
  test('an answer sends us to no port but those of the web and its own', async () => {
    const other = await openRdapServers();
    try {
      const mayUsePort = (port: number) => port === 80;
      for (const page of [redirect(`${other.base}x`), json(comDomain(`${other.base}x`))])
        expect((await lookUp(page, { mayUsePort })).evidence?.at(-1)?.answered).toMatch(/sends us to port/);
      expect(other.asked).toEqual([]);
      servers.pages.set('/same', json(comDomain()));
      expect((await lookUp(redirect('/same'), { mayUsePort })).outcome).toBe('found');
    } finally {
      await other.close();
    }
  });
});

describe('the bootstrap list', () => {
  const listed = (base: string) => ({ publication: '2026', services: [[['com'], [`${base}com/`]]] });
  test('no server for an ending', async () => {
    const found = await (await open()).lookUp(fqdn('klant.fr'), never());
    expect(found).toMatchObject({ outcome: 'unknown', why: 'no RDAP server is known for .fr' });
    const russian = await (await open()).lookUp(fqdn('пример.рф'), never());
    expect(russian.why).toBe('no RDAP server is known for .рф');
  });
  test('what another registry keeps is not asked at that of its top-level domain, unless the list names its ending', async () => {
    servers.pages.set('/com/domain/klant.uk.com', json(NOT_FOUND, 404));
    const missing = await (await open()).lookUp(fqdn('klant.uk.com'), never());
    expect(missing).toMatchObject({ outcome: 'unknown', why: 'no RDAP server is known for .uk.com' });
    expect(servers.asked).toEqual([]);
    const services = [[['uk.com'], [`${servers.base}uk.com/`]]];
    servers.pages.set('/uk.com/domain/klant.uk.com', json({ ...comDomain(), ldhName: 'klant.uk.com' }));
    expect((await (await open({ services })).lookUp(fqdn('klant.uk.com'), never())).outcome).toBe('found');
    // It is registered itself, as any other name in .com.
    servers.pages.set('/com/domain/uk.com', json(NOT_FOUND, 404));
    expect((await (await open()).lookUp(fqdn('uk.com'), never())).outcome).toBe('not-found');
  });
  test('from a URL: asked once a day; where it is gone then, the one from before serves', async () => {
    servers.pages.set('/dns.json', json(listed(servers.base)));
    servers.pages.set(PAGE, json(comDomain()));
    const registry = await open({ bootstrap: `${servers.base}dns.json` });
    const look = async (laterMs: number) => {
      nowMs += laterMs;
      const { outcome } = await registry.lookUp(KLANT, never());
      return [outcome, servers.asked.filter((path) => path === '/dns.json').length];
    };
    expect(await look(0)).toEqual(['found', 1]);
    expect(await look(DAY - 1)).toEqual(['found', 1]);
    servers.pages.set('/dns.json', html(500));
    expect(await look(1)).toEqual(['found', 2]);
    expect(await look(MINUTE)).toEqual(['found', 2]);
    expect(await look(10 * MINUTE)).toEqual(['found', 3]);
  });
  test.each([html(200), html(404), json('{}'), json({ services: [] })])('a URL that gives none (%#)', async (page) => {
    servers.pages.set('/dns.json', page);
    const found = await (await open({ bootstrap: `${servers.base}dns.json` })).lookUp(KLANT, never());
    expect(found.outcome).toBe('unknown');
    expect(found.why).toMatch(/bootstrap list http/);
  });
  test('a file that is not there', async () => {
    const found = await (await open({ bootstrap: join(folder, 'none.json') })).lookUp(KLANT, never());
    expect(found).toMatchObject({ outcome: 'unknown', why: expect.stringContaining('was not found') });
  });
  test('a server that nobody vouches for: its "no such domain" is not believed, what it has is', async () => {
    const clock = { now: () => nowMs, sleepUntil: () => Promise.resolve() };
    const client = rdapClient({ clock, hosts: () => publicHosts({ allowPrivate: ['127.0.0.1'] }) });
    const ending = fqdn('com');
    const unvouched = new Map([[ending, { ending, bases: [`${servers.base}com/`], official: false }]]);
    const registry = rdapRegistry(() => Promise.resolve({ publication: '2026', servers: unvouched }), client);
    servers.pages.set(PAGE, json(NOT_FOUND, 404));
    const absent = await registry.lookUp(KLANT, never());
    expect(absent).toMatchObject({ outcome: 'unknown', why: expect.stringContaining('nobody vouches') });
    servers.pages.set(PAGE, json(comDomain()));
    expect((await registry.lookUp(KLANT, never())).outcome).toBe('found');
  });
  test('the built-in one', async () => {
    addresses['rdap.sidn.nl'] = [];
    const registry = await open({ bootstrap: 'default', allowPrivate: [] });
    expect((await registry.lookUp(fqdn('klant.nl'), never())).outcome).toBe('unknown');
    expect(resolved).toEqual(['rdap.sidn.nl']);
  });
});
