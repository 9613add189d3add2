import { expect, test } from 'vitest';
import { dsFromDnskey, dsMatches, keyTag } from '../../src/dns/dnssec.ts';
import { fqdn } from '../../src/domain/name.ts';

/** RFC 4509 §2.3. */
const NAME = fqdn('dskey.example.com');
const KEY =
  '256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==';
const DS = '60485 5 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a';

test('key tag and SHA-256 DS are those of RFC 4509 §2.3', () => {
  expect(keyTag(KEY)).toBe(60485);
  expect(dsFromDnskey(NAME, KEY)).toBe(DS);
});

test.each([
  ['the DS in capitals, its digest in two words', DS.toUpperCase().replace('D4B7D520', 'D4B7D520 '), true],
  ['another tag', DS.replace('60485', '60486'), false],
  ['another digest', DS.replace(/a$/, 'b'), false],
  ['a SHA-1 digest (RFC 4034 §5.4)', '60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118', true],
  ['a SHA-1 digest said to be SHA-256', '60485 5 2 2bb183af5f22588179a53b0a98631fad1a292118', false],
  ['a digest of a kind nobody here can compute', DS.replace(' 2 ', ' 3 '), false],
])('%s matches: %s', (_what, ds, matches) => {
  expect(dsMatches(NAME, ds, KEY)).toBe(matches);
});
