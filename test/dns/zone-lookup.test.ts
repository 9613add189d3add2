import { expect, test } from 'vitest';
import { lookUpIn } from '../../src/dns/zone-lookup.ts';
import { fqdn } from '../../src/domain/name.ts';
import { set, ZONE } from './zones.ts';

const zone = [
  set('@', 'A', '192.0.2.1'),
  set('www', 'CNAME', 'klant.nl.'),
  set('*', 'TXT', '"wild"'),
  set('*.shop', 'CNAME', 'winkel.elders.nl.'),
  set('a.b', 'A', '192.0.2.2'),
  set('kind', 'NS', 'ns.kind.nl.'),
  set('kind', 'DS', '1 13 2 aa'),
  set('weg', 'DNAME', 'elders.nl.'),
];

test.each([
  ['klant.nl', 'A', 'answer 192.0.2.1'],
  ['klant.nl', 'MX', 'nodata'],
  ['www.klant.nl', 'A', 'alias klant.nl.'],
  ['www.klant.nl', 'CNAME', 'answer klant.nl.'],
  ['zomaar.klant.nl', 'TXT', 'answer "wild"'],
  ['zomaar.klant.nl', 'A', 'nodata'],
  ['diep.zomaar.klant.nl', 'TXT', 'answer "wild"'],
  ['taart.shop.klant.nl', 'A', 'alias winkel.elders.nl.'],
  ['shop.klant.nl', 'TXT', 'nodata'],
  ['b.klant.nl', 'TXT', 'nodata'],
  ['c.b.klant.nl', 'TXT', 'nxdomain'],
  ['x.www.klant.nl', 'TXT', 'nxdomain'],
  ['kind.klant.nl', 'A', 'elsewhere'],
  ['www.kind.klant.nl', 'A', 'elsewhere'],
  ['weg.klant.nl', 'DNAME', 'answer elders.nl.'],
  ['weg.klant.nl', 'A', 'nodata'],
  ['a.b.weg.klant.nl', 'A', 'alias a.b.elders.nl.'],
  ['klant.be', 'A', 'elsewhere'],
  ['nl', 'CAA', 'elsewhere'],
])('%s %s: %s', (name, type, said) => {
  const found = lookUpIn(ZONE, zone, fqdn(name), type);
  const what =
    found.outcome === 'answer' ? ` ${found.rdatas.join()}` : found.outcome === 'alias' ? ` ${found.target}` : '';
  expect(`${found.outcome}${what}`).toBe(said);
});
