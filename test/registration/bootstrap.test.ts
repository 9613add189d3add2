import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fqdn } from '../../src/domain/name.ts';
import { builtInBootstrap, readBootstrap, serversFor } from '../../src/registration/bootstrap.ts';
import { LISTED, UNLISTED } from '../../src/registration/bootstrap-table.ts';

const list = (services: unknown) => JSON.stringify({ version: '1.0', publication: '2026-11-01T00:00:00Z', services });
const basesOf = (name: string, services: unknown) =>
  serversFor(fqdn(name), readBootstrap(list(services), 'list', 'remote-broken'))?.bases;

describe('which servers', () => {
  const services = [
    [
      ['com', 'NET'],
      ['http://a.test/com', 'https://a.test/com/v1'],
    ],
    [['uk'], ['https://uk.test/uk/']],
    [['co.uk'], ['https://uk.test/couk/']],
    [['xn--p1ai'], ['http://rf.test/']],
    [['bad'], ['ftp://x/', 'https://user:pw@x/', 'https://x/?q=', 'not a url', 7]],
    'nonsense',
  ];
  test.each<[string, readonly string[] | undefined]>([
    ['klant.com', ['https://a.test/com/v1/', 'http://a.test/com/']],
    ['klant.net', ['https://a.test/com/v1/', 'http://a.test/com/']],
    ['klant.co.uk', ['https://uk.test/couk/']],
    ['klant.org.uk', ['https://uk.test/uk/']],
    ['klantco.uk', ['https://uk.test/uk/']],
    ['пример.рф', ['http://rf.test/']],
    ['klant.bad', undefined],
    ['klant.nl', undefined],
    ['com.nl', undefined],
  ])('%s', (name, bases) => expect(basesOf(name, services)).toEqual(bases));
  test('an entry for everything serves what has no other', () => {
    expect(
      basesOf('klant.nl', [
        [[''], ['https://all.test']],
        [['com'], ['https://c.test']],
      ]),
    ).toEqual(['https://all.test/']);
    const one = readBootstrap(list([[[''], ['https://all.test']]]), 'list', 'remote-broken');
    expect(serversFor(fqdn('klant.nl'), one, fqdn('nl'))?.bases).toEqual(['https://all.test/']);
    // What another registry keeps than that of its top-level domain is not asked of whoever sends us on to the latter.
    expect(serversFor(fqdn('klant.uk.com'), one, fqdn('uk.com'))).toBeUndefined();
  });
});

test.each<[string, string]>([
  ['', 'nothing'],
  ['<html>', 'web page'],
  ['{"services":', 'broken JSON'],
  ['[]', 'no list "services"'],
  ['{"services":{}}', 'no list "services"'],
  ['{"services":[]}', 'none of its services'],
  ['{"services":[[["nl"],["gopher://x/"]]]}', 'none of its services'],
  ['['.repeat(100), 'nested deeper'],
])('the list %j is refused: %s', (text, why) => {
  expect(() => readBootstrap(text, 'list.json', 'config-invalid')).toThrow(
    expect.objectContaining({ code: 'config-invalid', subject: 'list.json', why: expect.stringContaining(why) }),
  );
});

describe('the built-in table', () => {
  test('names each ending once, each with one https server (two registries have none)', () => {
    const endings = [...LISTED.flatMap(([all]) => all), ...UNLISTED.flatMap(({ endings }) => endings)];
    expect(endings.length).toBe(new Set(endings).size);
    expect(builtInBootstrap().servers.size).toBe(endings.length);
    const plain = LISTED.filter(([, base]) => !base.startsWith('https://')).flatMap(([all]) => all);
    expect(plain).toEqual(['kg', 'mg']);
    for (const [, base] of LISTED) expect(base).toMatch(/^https?:\/\/[a-z0-9.-]+\/(?:[a-z0-9]+\/)*$/);
  });
  test.each([
    ['klant.nl', true],
    ['klant.com', true],
    ['klant.co.uk', true],
    ['klant.fr', true],
    ['klant.de', true],
    ['klant.ch', true],
    ['klant.io', false],
  ])('%s has a server, which its registry vouches for: %s', (name, official) => {
    expect(serversFor(fqdn(name), builtInBootstrap())?.official).toBe(official);
  });
  test.each(['klant.be', 'klant.eu', 'klant.at'])('%s has none', (name) => {
    expect(serversFor(fqdn(name), builtInBootstrap())).toBeUndefined();
  });
});

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpora/rdap/openrdap');
describe.skipIf(!existsSync(CORPUS))('the corpus of bootstrap files (absent: skipped)', () => {
  const files = existsSync(CORPUS)
    ? ['bootstrap', 'bootstrap_complex', 'bootstrap_malformed'].flatMap((folder) =>
        readdirSync(resolve(CORPUS, folder)).map((name) => resolve(CORPUS, folder, name)),
      )
    : [];
  test('each is read, or refused with a reason', () => {
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      try {
        expect(readBootstrap(readFileSync(file, 'utf8'), file, 'config-invalid').servers.size).toBeGreaterThan(0);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'config-invalid', why: expect.any(String) });
      }
    }
  });
  test('the longest ending wins in the complex one', () => {
    const complex = readBootstrap(
      readFileSync(resolve(CORPUS, 'bootstrap_complex/dns.json'), 'utf8'),
      'x',
      'config-invalid',
    );
    const first = (name: string) => serversFor(fqdn(name), complex)?.bases[0];
    expect(first('a.sub.example.com')).toBe('https://example.com/sub/');
    expect(first('example.com')).toBe('https://example.com/');
    expect(first('example.nl')).toBe('https://example.root/');
  });
});
