import { describe, expect, test } from 'vitest';
import { reasonsOfMail, reasonsToConfirm, reasonsToDecide } from '../../src/dns/brakes.ts';
import type { Decided } from '../../src/dns/intended-zone.ts';
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

describe('what a person must decide beyond the answers', () => {
  const decided = (key: string, why: string): Decided => ({ key, why, was: [], becomes: [] });
  const zone = hosts(10);
  const moved = zone.map((one) => ({ ...one, rdatas: ['192.0.2.2'] }));
  const all = zone.map(({ name, type }) => `${name} ${type}`);

  const rows: readonly [title: string, to: readonly Rrset[], why: readonly Decided[], reasons: readonly string[]][] = [
    ['everything moves with the site', moved, all.map((key) => decided(key, 'site')), []],
    ['everything moves by name', moved, all.map((key) => decided(key, 'we tidied up')), ['dns.brake.changes']],
    ['everything goes by name', [], all.map((key) => decided(key, 'we tidied up')), ['dns.brake.removes']],
    ['three of ten go by name', zone.slice(3), all.slice(0, 3).map((key) => decided(key, 'x')), []],
    ['nobody says why', moved, [], ['dns.brake.changes']],
  ];
  test.each(rows)('%s', (_title, to, why, reasons) =>
    expect(reasonsToDecide(ZONE, zone, to, why).map(({ text }) => text)).toEqual(reasons),
  );
  test('mail that loses its MX is asked about even where it moves', () => {
    const mx = set('@', 'MX', '10 mx.nl.');
    expect(reasonsToDecide(ZONE, [mx], [], [decided('klant.nl. MX', 'mail')]).map(({ text }) => text)).toEqual([
      'dns.brake.loses',
    ]);
  });
  const APEX_MX = [set('@', 'MX', '0 klant.nl.'), set('mail', 'A', '192.0.2.1')];
  test.each([
    ['a mail server that goes along with the site', APEX_MX, APEX_MX, ['dns.brake.mail-goes-along']],
    ['one that keeps its address', [set('@', 'MX', '0 mail.klant.nl.'), ...APEX_MX.slice(1)], undefined, []],
    ['one elsewhere', [set('@', 'MX', '0 mx.elders.nl.')], undefined, []],
    ['another one with the old address', APEX_MX, [set('@', 'MX', '0 mail.klant.nl.'), ...APEX_MX.slice(1)], []],
  ] as const)('mail stays: %s', (_title, from, to, reasons) => {
    const [before, after] = [
      [set('@', 'A', '192.0.2.1'), ...from],
      [set('@', 'A', '192.0.2.9'), ...(to ?? from)],
    ];
    const named = new Set(to === undefined || to === from ? [] : ['klant.nl. MX']);
    expect(reasonsOfMail(ZONE, before, after, named).map(({ text }) => text)).toEqual(reasons);
    expect(reasonsOfMail(ZONE, before, after, new Set(['klant.nl. MX']))).toEqual([]);
  });
  test('the name servers are decided with the answer; else they are asked about', () => {
    const [from, to] = [[rrset(ZONE, 'NS', 60, OLD_NS)], [rrset(ZONE, 'NS', 60, NEW_NS)]];
    expect(reasonsToDecide(ZONE, from, to, [decided('klant.nl. NS', 'name-servers')])).toEqual([]);
    expect(reasonsToDecide(ZONE, from, to, [decided('klant.nl. NS', 'by hand')]).map(({ text }) => text)).toEqual([
      'dns.brake.apex-ns',
    ]);
  });
  test('signatures of the old operator and the SOA are nobody’s loss', () =>
    expect(
      reasonsToDecide(
        ZONE,
        [...hosts(9), ...['SOA', 'DNSKEY', 'CDS', 'NSEC3PARAM'].map((type) => set('@', type, 'x'))],
        hosts(9),
        [],
      ),
    ).toEqual([]));
});
