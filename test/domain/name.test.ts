import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { child, displayName, fqdn, isName, isUnder, parentOf } from '../../src/domain/name.ts';

describe('names', () => {
  const one: readonly [written: string, name: string][] = [
    ['klant.nl', 'klant.nl.'],
    ['KLANT.nl.', 'klant.nl.'],
    ['café-dezon.be', 'xn--caf-dezon-d4a.be.'],
    ['CAFÉ-DEZON.BE.', 'xn--caf-dezon-d4a.be.'],
    ['xn--caf-dezon-d4a.be', 'xn--caf-dezon-d4a.be.'],
    ['XN--CAF-DEZON-D4A.be', 'xn--caf-dezon-d4a.be.'],
    ['cafe\u0301-dezon.be', 'xn--caf-dezon-d4a.be.'],
    ['_dmarc.klant.nl', '_dmarc.klant.nl.'],
    ['*.klant.nl', '*.klant.nl.'],
    ['.', '.'],
  ];
  test.each(one)('%s is %s', (written, name) => expect(fqdn(written)).toBe(name));

  const none = [
    '',
    '..',
    'a..b',
    '-a.nl',
    'a-.nl',
    'a b.nl',
    'klant.nl/x',
    'https://klant.nl',
    'klant.nl:80',
    'a@b.nl',
    '127.0.0.1',
    '::1',
    '0x7f.1',
    'klant.123',
    'a\u0000.nl',
    'a\n.nl',
    `${'a'.repeat(64)}.nl`,
    `${'a.'.repeat(127)}nl`,
    'a*.nl',
    'klant.nl..',
  ];
  test.each(none)('%j is no name', (written) => {
    expect(isName(written)).toBe(false);
    expect(() => fqdn(written)).toThrow(/is not a domain name/);
  });

  test('reading a name twice is reading it once', () => {
    fc.assert(fc.property(fc.domain(), (text) => fqdn(fqdn(text)) === fqdn(text)));
  });

  test('people see U-labels without the dot', () =>
    expect(displayName(fqdn('xn--caf-dezon-d4a.be'))).toBe('café-dezon.be'));

  test('a name is under itself, its parents and the root, and not under what only ends like it', () => {
    const name = fqdn('www.klant.nl');
    expect([name, fqdn('klant.nl'), fqdn('nl'), fqdn('.'), fqdn('ant.nl')].map((zone) => isUnder(name, zone))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test('one label up, and back', () => {
    expect(parentOf(fqdn('www.klant.nl'))).toBe('klant.nl.');
    expect(parentOf(fqdn('nl'))).toBe('.');
    expect(parentOf(fqdn('.'))).toBe('.');
    expect(child('www', fqdn('klant.nl'))).toBe('www.klant.nl.');
    expect(child('@', fqdn('klant.nl'))).toBe('klant.nl.');
  });
});
