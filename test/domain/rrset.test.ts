import { expect, test } from 'vitest';
import { fqdn } from '../../src/domain/name.ts';
import { applyChanges, diffRrsets, rrset, sameData, sortZone } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';

const set = fc
  .tuple(
    fc.constantFrom('klant.nl', 'www.klant.nl', 'mail.klant.nl'),
    fc.constantFrom('A', 'MX', 'TXT'),
    fc.constantFrom(300, 3600),
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
  )
  .map(([name, type, ttl, rdatas]) => rrset(fqdn(name), type, ttl, rdatas));
const zone = fc.uniqueArray(set, { selector: ({ name, type }) => `${name} ${type}` });

test('a diff leads from any zone to any other, and is then empty', () => {
  fc.assert(
    fc.property(zone, zone, (from, to) => {
      const arrived = applyChanges(from, diffRrsets(from, to));
      expect(arrived).toEqual(sortZone(to));
      expect(diffRrsets(arrived, to)).toEqual([]);
    }),
  );
});

test('the same data in another order, or twice, is the same RRset', () => {
  const name = fqdn('klant.nl');
  expect(sameData(rrset(name, 'a', 300, ['2', '1', '1']), rrset(name, 'A', 60, ['1', '2']))).toBe(true);
  expect(sameData(rrset(name, 'A', 300, ['1']), rrset(name, 'A', 300, ['1', '2']))).toBe(false);
  expect(sameData(rrset(name, 'A', 300, ['1']), undefined)).toBe(false);
});
