import { describe, expect, test } from 'vitest';
import { cachedWait, earliestSwitch, policyWait, publishSecondsOf } from '../../src/dns/earliest-switch.ts';
import { sumText } from '../../src/dns/sum-text.ts';

const ds = (seconds: number) => ({ what: 'ds', seconds, source: 'klant.nl. DS at the parent' }) as const;
const dnskey = (seconds: number) =>
  ({ what: 'dnskey', seconds, source: 'klant.nl. DNSKEY at the old servers' }) as const;
const a = (seconds: number) => ({ what: 'rrset', seconds, source: 'www.klant.nl. A at the old servers' }) as const;
const ns = (seconds: number) => ({ what: 'delegation', seconds, source: 'klant.nl. NS at the parent' }) as const;

describe('when a switch is safe at the earliest', () => {
  const cases: readonly [string, Parameters<typeof earliestSwitch>[0], number | undefined, string | undefined][] = [
    ['nothing is waited for', [], undefined, undefined],
    [
      'a DS, and keys that were fetched at the end of its time',
      [cachedWait('DS', 1000, [ds(86_400), dnskey(3600)])],
      90_001_000,
      'DS 86400 s + DNSKEY 3600 s = 90000 s',
    ],
    [
      'keys that outlive the DS',
      [cachedWait('DS', 0, [ds(3600), dnskey(7200)])],
      10_800_000,
      'DS 3600 s + DNSKEY 7200 s = 10800 s',
    ],
    [
      'the registry takes its time first',
      [cachedWait('DS', 0, [ds(3600)], 1800)],
      5_400_000,
      'registry 1800 s + DS 3600 s = 5400 s',
    ],
    [
      'all waits run at once: the last decides',
      [cachedWait('A', 0, [a(172_800)]), cachedWait('DS', 0, [ds(3600)])],
      172_800_000,
      'www.klant.nl. A 172800 s = 172800 s',
    ],
    [
      'one that began earlier ends earlier',
      [cachedWait('A', 0, [a(7200)]), cachedWait('DS', 7_000_000, [ds(3600)])],
      10_600_000,
      'DS 3600 s = 3600 s',
    ],
    [
      'a hostile TTL counts as a week',
      [cachedWait('A', 0, [a(2_000_000_000)])],
      604_800_000,
      'www.klant.nl. A 604800 s = 604800 s',
    ],
    ['one above the range counts as none', [cachedWait('A', 0, [a(2 ** 31)])], 0, 'www.klant.nl. A 0 s = 0 s'],
    ['a policy lives a year at most', [policyWait(0, 9e9)], 31_557_600_000, 'max_age 31557600 s'],
  ];
  test.each(cases)('%s', (_title, waits, atMs, sum) => {
    const last = earliestSwitch(waits);
    expect([last?.atMs, last?.sum]).toEqual([atMs, sum]);
  });
});

test('what follows each other is added, what runs at the same time is not', () =>
  expect(sumText([ns(86_400), { ...ns(3600), what: 'apex-ns' }, a(300)])).toBe(
    'max(NS (parent) 86400 s, NS (zone) 3600 s) + www.klant.nl. A 300 s = 86700 s',
  ));

test.each([
  ['klant.nl.', 1800],
  ['klant.ch', 43_200],
  ['klant.museum.', 1800],
  ['constructor.', 1800],
])('%s is published within %d s', (domain, seconds) => expect(publishSecondsOf(domain)).toBe(seconds));
