import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fqdn } from '../../src/domain/name.ts';
import { readRdap, withRegistrarData } from '../../src/registration/rdap.ts';
import { eppStatus } from '../../src/registration/rdap-status.ts';
import { beDomain, comDomain, comThick, NOT_FOUND, nlDomain, ukDomain } from './rdap-documents.ts';

const AT = Date.UTC(2026, 10, 20);
const DS = `12345 13 2 ${'ab'.repeat(32)}`;
const answer = (document: unknown, status = 200, url = 'https://rdap.registry.test/domain/x') => ({
  url,
  status,
  body: typeof document === 'string' ? document : JSON.stringify(document),
  atMs: AT,
});
const read = (name: string, document: unknown, status?: number) =>
  readRdap(fqdn(name), answer(document, status)).registration;

describe('formats', () => {
  test('a thin generic registry', () => {
    const { registration, related } = readRdap(fqdn('klant.com'), answer(comDomain('https://rdap.registrar.test/d')));
    expect(registration).toMatchObject({
      outcome: 'found',
      registrar: { id: '1234', name: 'Voorbeeld Registrar B.V.' },
      statuses: ['clientTransferProhibited', 'clientDeleteProhibited'],
      nameServers: ['ns1.host.nl.', 'ns2.host.nl.'],
      ds: [DS],
      delegationSigned: true,
      createdMs: Date.UTC(2010, 2, 1, 10),
      expiresMs: Date.UTC(2027, 2, 1, 10),
      updatedMs: Date.UTC(2026, 1, 1, 9, 30),
      source: 'rdap.registry.test',
      atMs: AT,
    });
    expect(related).toBe('https://rdap.registrar.test/d');
    expect(registration).not.toHaveProperty('transferredMs');
    expect(JSON.stringify(registration)).not.toMatch(/Misbruik|abuse/i);
  });
  test('a country registry that keeps keys says that the delegation is signed, and shows no DS', () => {
    expect(read('klant.nl', nlDomain())).toMatchObject({
      outcome: 'found',
      registrar: { id: 'HANDLE-NL', name: 'Hosting Noord' },
      reseller: 'Webbureau Zuid',
      statuses: ['ok'],
      nameServers: ['ns1.host.nl.', 'ns2.host.nl.'],
      ds: [],
      delegationSigned: true,
      updatedMs: Date.UTC(2025, 11, 31),
    });
  });
  test('an IDN in U-labels, a broken card, a status of the registry itself', () => {
    expect(read('café-dezon.be', beDomain())).toMatchObject({
      outcome: 'found',
      registrar: { id: 'REG-BE', name: 'REG-BE' },
      statuses: ['serverHold', 'pendingTransfer', 'in dispute'],
      nameServers: ['ns1.xn--caf-dezon-d4a.be.'],
    });
  });
  test.each([
    ['EXAMPLE-TAG', 'Example Ltd', 'EXAMPLE-TAG'],
    ['', 'Example Ltd [Tag = EXAMPLE]', 'EXAMPLE'],
    ['not a tag', 'Example Ltd', undefined],
  ])('.uk: handle %j and name %j make the tag %j', (handle, fn, tag) => {
    expect(read('klant.co.uk', ukDomain(handle, fn)).registrar?.tag).toBe(tag);
  });
  test('elsewhere a handle is no tag', () => {
    expect(read('klant.com', { ...ukDomain('EXAMPLE', 'x'), ldhName: 'klant.com' }).registrar?.tag).toBeUndefined();
  });
});

test('what a terminal would obey is replaced, and what is long is cut', () => {
  const wild = `\u001b[31m\u202eB.V.\u2028${'x'.repeat(5000)}`;
  const status = [`\u009bhold ${'y'.repeat(900)}`];
  const { registrar, statuses } = read('klant.com', { ...ukDomain(wild, wild), ldhName: 'klant.com', status });
  for (const text of [registrar!.id, registrar!.name, ...statuses]) {
    expect(text).not.toMatch(/[\p{C}\p{Zl}]/u);
    expect(text.length).toBeLessThan(250);
  }
});

describe('what is not an answer about this domain is unknown, with its reason', () => {
  const rows: readonly (readonly [title: string, document: unknown, status: number, why: RegExp])[] = [
    ['a web page with status 404', '<!DOCTYPE html><h1>Not found</h1>', 404, /web page/],
    ['404 with nothing', '', 404, /nothing/],
    ['404 with other JSON', { message: 'no route' }, 404, /status 404/],
    ['404 with a domain in it', comDomain(), 404, /status 404/],
    ['an RDAP error 404 with status 200', NOT_FOUND, 200, /error 404/],
    ['an RDAP error 400 with status 404', { errorCode: 400, title: 'Bad' }, 404, /error 400/],
    ['429', NOT_FOUND, 429, /429/],
    ['500 with an RDAP error 404', NOT_FOUND, 500, /status 500/],
    ['503 with a web page', '<html>', 503, /status 503/],
    ['broken JSON', '{"objectClassName":"domain"', 200, /broken JSON/],
    ['a web page with status 200', ' <html></html>', 200, /web page/],
    ['an entity', { objectClassName: 'entity', ldhName: 'klant.com' }, 200, /class entity/],
    ['a list', [comDomain()], 200, /no RDAP object/],
    ['null', 'null', 200, /no RDAP object/],
    ['another domain', { ...comDomain(), ldhName: 'other.com' }, 200, /another domain, other\.com/],
    ['no name', { objectClassName: 'domain' }, 200, /without a readable name/],
    ['a name that is none', { objectClassName: 'domain', ldhName: 'kl ant.com' }, 200, /without a readable name/],
    ['too deep', '['.repeat(65) + ']'.repeat(65), 200, /nested deeper/],
    ['too large', `"${'x'.repeat(1_000_000)}"`, 200, /more than/],
    ['a redirect that leads nowhere', comDomain(), 302, /status 302/],
    ['terminal codes', { objectClassName: 'x\u001b[2J' }, 200, /^[^\u001b]*$/],
  ];
  for (const [title, document, status, why] of rows)
    test(title, () => {
      const found = read('klant.com', document, status);
      expect(found).toMatchObject({ outcome: 'unknown', statuses: [], nameServers: [], ds: [] });
      expect(found.why).toMatch(why);
      expect(found.evidence).toHaveLength(1);
    });
  test('not-found is 404 twice', () => {
    expect(read('klant.com', NOT_FOUND, 404)).toMatchObject({ outcome: 'not-found', statuses: [] });
    expect(read('klant.com', { ...NOT_FOUND, errorCode: '404' }, 404).outcome).toBe('not-found');
  });
});

test.each([
  ['client transfer prohibited', 'clientTransferProhibited'],
  ['clientTransferProhibited https://icann.org/epp#clientTransferProhibited', 'clientTransferProhibited'],
  ['Client_Hold', 'clientHold'],
  ['active', 'ok'],
  ['associated', 'linked'],
  ['auto renew period', 'autoRenewPeriod'],
  ['transfer prohibited', 'serverTransferProhibited'],
  ['in quarantine', 'redemptionPeriod'],
  ['locked', 'locked'],
  ['Locked', 'locked'],
  ['constructor', 'constructor'],
])('the status %j is %j', (text, status) => expect(eppStatus(text)).toBe(status));

test('every status of RFC 8056 has its EPP name', () => {
  const words = `add period|auto renew period|client delete prohibited|client hold|client renew prohibited|client transfer prohibited|client update prohibited|inactive|pending create|pending delete|pending renew|pending restore|pending transfer|pending update|redemption period|renew period|server delete prohibited|server renew prohibited|server transfer prohibited|server update prohibited|server hold|transfer period`;
  for (const text of words.split('|'))
    expect(eppStatus(text)).toBe(text.replace(/ (\w)/g, (_blank, letter: string) => letter.toUpperCase()));
});

describe('dates', () => {
  const dated = (eventDate: unknown) =>
    read('klant.com', {
      objectClassName: 'domain',
      ldhName: 'klant.com',
      events: [{ eventAction: 'Expiration', eventDate }],
    }).expiresMs;
  test.each<[unknown, number | undefined]>([
    ['2027-03-01T10:00:00Z', Date.UTC(2027, 2, 1, 10)],
    ['2027-03-01T10:00:00.1234567Z', Date.UTC(2027, 2, 1, 10, 0, 0, 123)],
    ['2027-03-01T10:00:00.0Z', Date.UTC(2027, 2, 1, 10)],
    ['2027-03-01T10:00:00+0200', Date.UTC(2027, 2, 1, 8)],
    ['2027-03-01T10:00:00', Date.UTC(2027, 2, 1, 10)],
    ['2027-03-01', Date.UTC(2027, 2, 1)],
    ['2027-02-31T00:00:00Z', undefined],
    ['01.03.2027', undefined],
    ['2027', undefined],
    [1800000000, undefined],
    [null, undefined],
  ])('%j', (text, atMs) => expect(dated(text)).toBe(atMs));
});

describe('DS', () => {
  const ds = (dsData: unknown) =>
    read('klant.com', { objectClassName: 'domain', ldhName: 'klant.com', secureDNS: { dsData } }).ds;
  const row = { keyTag: 12345, algorithm: 13, digestType: 2, digest: 'ab'.repeat(32) };
  test.each<[string, unknown, readonly string[]]>([
    ['numbers as text', [{ ...row, keyTag: '12345' }], [DS]],
    ['blanks and capitals in the digest', [{ ...row, digest: 'AB AB'.repeat(16) }], [DS]],
    ['twice the same', [row, row], [DS]],
    ['a key tag out of range', [{ ...row, keyTag: 70_000 }], []],
    ['half an octet', [{ ...row, digest: `${row.digest}a` }], []],
    ['one instead of a list', row, [DS]],
    ['no record', 7, []],
  ])('%s', (_title, data, expected) => expect(ds(data)).toEqual(expected));
});

test("what registry and registrar both say is the registry's; the rest comes from the registrar", () => {
  const registry = read('klant.com', comDomain());
  const both = withRegistrarData(registry, readRdap(fqdn('klant.com'), answer(comThick())).registration);
  expect(both).toMatchObject({
    statuses: registry.statuses,
    nameServers: registry.nameServers,
    registrar: registry.registrar,
    expiresMs: registry.expiresMs,
    reseller: 'Bureau aan de Gracht',
    transferredMs: Date.UTC(2024, 4, 6, 5, 8, 9),
  });
  expect(both.evidence).toHaveLength(2);
  const broken = withRegistrarData(registry, read('klant.com', '<html>', 404));
  expect({ ...broken, evidence: [] }).toEqual({ ...registry, evidence: [] });
});

// A registry adds a year by itself to what has run out; only the registrar knows until when it was sold.
test.each([
  ['2026-11-16', '2027-11-16', '2026-11-16'],
  ['2028-11-16', '2027-11-16', '2027-11-16'],
  ['2026-11-16', undefined, '2026-11-16'],
])('sold until %s as the registrar says, registered until %s: it ends %s', (sold, registered, ends) => {
  const until = (actions: Readonly<Record<string, string | undefined>>) => {
    const events = Object.entries(actions).map(([eventAction, eventDate]) => ({ eventAction, eventDate }));
    return read('klant.com', { ...comDomain(), events });
  };
  const registrar = until({ expiration: registered, 'registrar expiration': sold });
  const { expiresMs, soldUntilMs } = withRegistrarData(until({ expiration: registered }), registrar);
  expect([expiresMs, soldUntilMs]).toEqual([Date.parse(ends), Date.parse(sold)]);
});

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpora/rdap');
const files = existsSync(CORPUS)
  ? readdirSync(CORPUS, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => resolve(one.parentPath, one.name))
  : [];

describe.skipIf(files.length === 0)('the corpus of RDAP documents (absent: skipped)', () => {
  test('every document is read without an exception, and nothing of it is not-found', () => {
    expect(files.length).toBeGreaterThan(100);
    const outcomes: Record<string, number> = {};
    for (const file of files) {
      const body = readFileSync(file, 'utf8');
      const name = /"(?:ldhName)"\s*:\s*"([^"]+)"/.exec(body)?.[1] ?? 'klant.com';
      for (const domain of ['klant.com', name])
        for (const status of [200, 404]) {
          const asked = /^[a-z0-9.-]+\.[a-z-]+\.?$/i.test(domain) ? domain : 'klant.com';
          const { outcome } = readRdap(fqdn(asked), answer(body, status)).registration;
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
          if (status === 404) expect([file, outcome]).toEqual([file, 'unknown']);
        }
    }
    expect(outcomes.found).toBeGreaterThan(10);
  });
  test('a domain of it, read by hand', () => {
    const body = readFileSync(resolve(CORPUS, 'openrdap/rdap/rdap.nic.cz/domain-example.cz.json'), 'utf8');
    expect(readRdap(fqdn('example.cz'), answer(body)).registration).toMatchObject({
      outcome: 'found',
      registrar: { id: 'REG-INTERNET-CZ', name: 'REG-INTERNET-CZ' },
      statuses: ['ok'],
      nameServers: ['ns2.pipni.cz.', 'ns3.pipni.cz.', 'ns.pipni.cz.'],
    });
  });
});
