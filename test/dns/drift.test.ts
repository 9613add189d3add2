import { describe, expect, test } from 'vitest';
import { driftOf } from '../../src/dns/drift.ts';
import { isInZone } from '../../src/dns/zone-lookup.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';
import { anyZone, hiddenByWildcard, NEW_NS, OLD_NS, served, set, ZONE } from './zones.ts';

const inventory = [rrset(ZONE, 'NS', 3600, OLD_NS), set('@', 'A', '192.0.2.1'), set('@', 'MX', '10 mail.klant.nl.')];
const drift = (
  now: readonly Rrset[],
  options: { intended?: readonly Rrset[]; decided?: string[]; api?: boolean } = {},
) => {
  const questions = inventory.map(({ name, type }) => ({ name, type }));
  const question = {
    zone: ZONE,
    inventory,
    intended: options.intended ?? inventory,
    decided: new Set(options.decided),
  };
  const view = served(now, questions, OLD_NS);
  return options.api === true
    ? driftOf(question, { zone: ZONE, servers: [] }, now, 0)
    : driftOf(question, view, null, 0);
};
const mx = set('@', 'MX', '10 mx.nieuw.nl.');
const edited = [inventory[0]!, inventory[1]!, mx];

const cases: readonly [title: string, verdict: string, seen: ReturnType<typeof drift>][] = [
  ['untouched', 'no', drift(inventory)],
  ['only TTLs changed', 'no', drift(inventory.map((one) => ({ ...one, ttlSeconds: 60 })))],
  [
    'its own NS set changed: that is the cutover itself',
    'no',
    drift([rrset(ZONE, 'NS', 60, NEW_NS), ...inventory.slice(1)]),
  ],
  ['a record edited', 'yes', drift(edited)],
  ['a record deleted', 'yes', drift(inventory.slice(0, 2))],
  ['an address became an alias', 'yes', drift([inventory[0]!, set('@', 'CNAME', 'x.nl.'), mx])],
  ['edited into what is intended anyway', 'no', drift(edited, { intended: edited })],
  ['edited and decided about by name', 'no', drift(edited, { decided: ['klant.nl. MX'] })],
  ['a new name, seen by API only', 'yes', drift([...inventory, set('nieuw', 'A', '192.0.2.7')], { api: true })],
  [
    'a certificate challenge comes and goes',
    'no',
    drift([...inventory, set('_acme-challenge', 'TXT', '"x"')], { api: true }),
  ],
  ['the DS of a zone below is new', 'yes', drift([...inventory, set('kind', 'DS', '2 13 2 bb')], { api: true })],
  ['its own DS, which is the parent’s', 'no', drift([...inventory, set('@', 'DS', '2 13 2 bb')], { api: true })],
  ['signed meanwhile', 'no', drift([...inventory, set('@', 'DNSKEY', '257 3 13 AA')], { api: true })],
];

describe('drift of the old zone', () => {
  test.each(cases)('%s: %s', (_title, verdict, seen) => expect(seen.verdict).toBe(verdict));
  const star = set('*', 'A', '192.0.2.9');
  const host = set('oud', 'A', '192.0.2.2');
  const catching = [...inventory, star];
  const aliasing = [...inventory, set('*', 'CNAME', 'vang.elders.nl.')];
  test.each<[string, readonly Rrset[], readonly Rrset[], readonly Rrset[], string]>([
    ['a name that shall go, still there', [...catching, host], catching, [...catching, host], 'no'],
    ['a name that shall go went: a wildcard answers', [...catching, host], catching, catching, 'no'],
    ['a name that shall go went: a wildcard alias answers', [...aliasing, host], aliasing, aliasing, 'no'],
    ['a name that shall stay went', [...catching, host], [...catching, host], catching, 'yes'],
    [
      'a name that shall go was edited',
      [...catching, host],
      catching,
      [...catching, set('oud', 'A', '192.0.2.3')],
      'yes',
    ],
    ['a name that shall come: the wildcard still answers', catching, [...catching, host], catching, 'no'],
    ['a name that shall come is there', catching, [...catching, host], [...catching, host], 'no'],
    [
      'a name that shall come is there otherwise',
      catching,
      [...catching, host],
      [...catching, set('oud', 'A', '192.0.2.3')],
      'yes',
    ],
    [
      'an address that shall be an alias is one',
      [...inventory, host],
      [...inventory, set('oud', 'CNAME', 'x.nl.')],
      [...inventory, set('oud', 'CNAME', 'x.nl.')],
      'no',
    ],
  ])('under a wildcard: %s', (_title, before, intended, now, verdict) => {
    const question = { zone: ZONE, inventory: before, intended, decided: new Set<string>() };
    const view = served(now, [{ name: host.name, type: 'A' }], OLD_NS);
    expect(driftOf(question, view, null, 0).verdict).toBe(verdict);
  });
  test('nobody answers: unknown', () => {
    const question = { zone: ZONE, inventory, intended: inventory, decided: new Set<string>() };
    expect(driftOf(question, { zone: ZONE, servers: [] }, null, 0).verdict).toBe('unknown');
  });
  test('every edit of every RRset is seen (I2)', () =>
    fc.assert(
      fc.property(anyZone, fc.nat(), (zone, index) => {
        const counted = zone.filter(
          ({ name, type }) => isInZone(name, ZONE, zone) && !(type === 'NS' && name === ZONE),
        );
        fc.pre(counted.length > 0);
        const gone = counted[index % counted.length]!;
        fc.pre(!hiddenByWildcard(zone, gone));
        const question = { zone: ZONE, inventory: zone, intended: zone, decided: new Set<string>() };
        const rest = zone.filter((one) => one !== gone);
        const view = served(
          rest,
          zone.map(({ name, type }) => ({ name, type })),
          OLD_NS,
        );
        expect(driftOf(question, view, null, 0).findings.map(({ subject }) => subject)).toContain(rrsetKey(gone));
      }),
    ));
});
