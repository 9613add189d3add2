import { describe, expect, test } from 'vitest';
import { child, displayName, domainName, fqdn, isName, isUnder, parentOf } from '../../src/domain/name.ts';
import fc from '../fast-check.ts';

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

describe('the domain that a person asks about', () => {
  const taken: readonly [written: string, name: string][] = [
    ['klant.nl', 'klant.nl.'],
    ['KLANT.NL.', 'klant.nl.'],
    ['shop.klant.co.uk', 'shop.klant.co.uk.'],
    ['café-dezon.be', 'xn--caf-dezon-d4a.be.'],
    ['пример.рф', 'xn--e1afmkfd.xn--p1ai.'],
    ['пример.com', 'xn--e1afmkfd.com.'],
    ['東京カメラ部abc.jp', 'xn--abc-jj4buktb9766amo2by8ze.jp.'],
    ['xn--pypal-4ve.com', 'xn--pypal-4ve.com.'],
    [`${'a'.repeat(63)}.nl`, `${'a'.repeat(63)}.nl.`],
    [`${'a.'.repeat(125)}nl`, `${'a.'.repeat(125)}nl.`],
  ];
  test.each(taken)('%s is %s', (written, name) => expect(domainName(written)).toBe(name));

  const refused: readonly [written: string, says: RegExp][] = [
    ['', /it is empty/],
    ['.', /it is the root/],
    ['nl', /top-level domain alone/],
    ['nl.', /top-level domain alone/],
    ['.nl', /begins with a dot/],
    ['192.0.2.1', /IP address/],
    ['192.0.2.1.', /IP address/],
    ['127.1', /IP address/],
    ['１９２.0.2.1', /IP address/],
    ['192.0.2.1:53', /IP address/],
    ['2001:db8::1', /IP address/],
    ['[2001:db8::1]', /IP address/],
    ['fe80::1%eth0', /IP address/],
    ['https://www.klant.nl/over?x=1', /web address\. Write the name alone: www\.klant\.nl/],
    ['info@klant.nl', /mail address\. Write the name alone: klant\.nl/],
    ['klant nl', /its character 6 is a blank, which no domain name has/],
    ['klant,nl', /its character 6 is ",", which no domain name has/],
    ['klant..nl', /nothing between two of its dots/],
    ['klant.nl\u202e', /its character 9 is U\+202E, invisible, which no domain name has/],
    ['a\u0000b.nl', /its character 2 is U\+0000, invisible, which no domain name has/],
    ['*.klant.nl', /wildcard or a service name/],
    ['_dmarc.klant.nl', /wildcard or a service name/],
    [`${'a.'.repeat(127)}nl`, /258 octets/],
    [`${'é'.repeat(60)}.${'a'.repeat(190)}.nl`, /octets/],
    ['é'.repeat(200).concat('.nl'), /octets/],
    [`${'a'.repeat(64)}.nl`, /64 octets is longer than the 63/],
    ['x'.repeat(100_000), /100002 octets/],
    ['klаnt.nl', /mixes scripts: Latin with Cyrillic: а \(U\+0430\).*xn--klnt-63d\.nl/],
    ['кlant.nl', /Latin with Cyrillic: к \(U\+043A\)/],
    ['ΚLANT.nl', /Latin with Greek: Κ \(U\+039A\)/],
    ['пpимep.рф', /Cyrillic with Latin: p \(U\+0070\), e \(U\+0065\)/],
  ];
  test.each(refused)('%j is refused with %s', (written, says) => {
    expect(() => domainName(written)).toThrow(says);
    expect(() => domainName(written)).toThrow(/is not a domain name/);
  });

  test('whatever is typed gives a name or one line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.domain(), fc.webUrl(), fc.ipV6()), (text) => {
        try {
          expect(fqdn(domainName(text))).toBe(domainName(text));
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'name-invalid' });
          expect((thrown as Error).message).not.toContain('\n');
        }
      }),
    );
  });
});
