import { describe, expect, test } from 'vitest';
import { reasonsToConfirm } from '../../src/dns/brakes.ts';
import type { Rrset, RrsetChange } from '../../src/domain/rrset.ts';
import { diffRrsets, rrset } from '../../src/domain/rrset.ts';
import { NEW_NS, OLD_NS, set, ZONE } from './zones.ts';

const hosts = (count: number): Rrset[] =>
  Array.from({ length: count }, (_, index) => set(`h${index}`, 'A', '192.0.2.1'));
const removing = (zone: readonly Rrset[], count: number): RrsetChange[] => diffRrsets(zone, zone.slice(count));
const changing = (zone: readonly Rrset[], count: number): RrsetChange[] =>
  diffRrsets(zone, [...zone.slice(0, count).map((one) => ({ ...one, rdatas: ['192.0.2.2'] })), ...zone.slice(count)]);

describe('brakes', () => {
  const shares: readonly [records: number, touched: number, reasons: number][] = [
    [9, 4, 0],
    [9, 9, 0],
    [10, 3, 0],
    [10, 4, 1],
    [20, 6, 0],
    [20, 7, 1],
  ];
  test.each(shares)('of %i records, %i removed or changed: %i reason', (records, touched, reasons) => {
    const zone = hosts(records);
    expect(reasonsToConfirm(ZONE, zone, removing(zone, touched))).toHaveLength(reasons);
    expect(reasonsToConfirm(ZONE, zone, changing(zone, touched))).toHaveLength(reasons);
  });

  const spf = set('@', 'TXT', '"v=spf1 a -all"', '"other"');
  const losses: readonly [title: string, from: readonly Rrset[], to: readonly Rrset[], reasons: readonly string[]][] = [
    ['apex NS that changes', [rrset(ZONE, 'NS', 60, OLD_NS)], [rrset(ZONE, 'NS', 60, NEW_NS)], ['dns.brake.apex-ns']],
    ['apex NS of another TTL', [rrset(ZONE, 'NS', 60, OLD_NS)], [rrset(ZONE, 'NS', 90, OLD_NS)], []],
    ['MX that goes', [set('@', 'MX', '10 mx.nl.')], [], ['dns.brake.loses']],
    ['MX that is replaced', [set('@', 'MX', '10 mx.nl.')], [set('@', 'MX', '10 mx.be.')], []],
    ['MX of a name below', [set('shop', 'MX', '10 mx.nl.')], [], ['dns.brake.loses']],
    ['DS of a delegation below', [set('kind', 'DS', '1 13 2 aa')], [], ['dns.brake.loses']],
    ['DMARC that goes', [set('_dmarc', 'TXT', '"v=DMARC1; p=none"')], [], ['dns.brake.loses']],
    ['a DKIM key that goes', [set('s1._domainkey', 'TXT', '"v=DKIM1; p=AA"')], [], ['dns.brake.loses']],
    [
      'a DKIM key that becomes an alias',
      [set('s1._domainkey', 'TXT', '"v=DKIM1"')],
      [set('s1._domainkey', 'CNAME', 'x.nl.')],
      [],
    ],
    ['SPF that goes while the RRset stays', [spf], [set('@', 'TXT', '"other"')], ['dns.brake.loses-spf']],
    ['SPF that is replaced', [spf], [set('@', 'TXT', '"v=spf1 mx -all"')], []],
    ['an address that goes', [set('www', 'A', '192.0.2.1')], [], []],
  ];
  test.each(losses)('%s', (_title, from, to, reasons) =>
    expect(reasonsToConfirm(ZONE, from, diffRrsets(from, to)).map(({ text }) => text)).toEqual(reasons),
  );
});
