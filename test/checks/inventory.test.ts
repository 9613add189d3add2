import { describe, expect, test } from 'vitest';
import { judgeInventory, readInventory } from '../../src/checks/inventory.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import type { DnsOutcome, DnsQuestion } from '../../src/ports/dns.ts';
import { internet, signal } from './internet.ts';

const ZONE = fqdn('klant.nl');
const records = [
  '@ NS ns1.oud.nl.',
  '@ A 192.0.2.80',
  '@ MX 10 post.klant.nl.',
  '@ TXT "v=spf1 a:uitgaand.klant.nl -all"',
  'post.klant.nl. A 192.0.2.81',
  'uitgaand.klant.nl. A 192.0.2.82',
  'www.klant.nl. CNAME klant.nl.',
  '_dmarc.klant.nl. TXT "v=DMARC1; p=none"',
  'selector1._domainkey.klant.nl. CNAME selector1.elders.nl.',
  '_sip._tls.klant.nl. SRV 0 5 443 telefoon.klant.nl.',
  'telefoon.klant.nl. A 192.0.2.83',
  'raar-x7q.klant.nl. A 192.0.2.84',
  'intern.klant.nl. NS ns1.intern.klant.nl.',
  'ns1.intern.klant.nl. A 192.0.2.85',
  'intern.klant.nl. DS 1 13 2 aa',
];
const SERVERS = { nameServers: [fqdn('ns1.oud.nl'), fqdn('ns2.oud.nl')] };
const world = (zone: readonly string[], broken?: (question: DnsQuestion) => DnsOutcome | undefined) =>
  internet(
    {
      '192.0.2.1': {
        '.': ['@ NS root.test.'],
        'oud.nl': ['@ NS ns1.oud.nl.', 'ns1.oud.nl. A 192.0.2.11', 'ns2.oud.nl. A 192.0.2.12'],
      },
      '192.0.2.11': { 'klant.nl': zone },
      '192.0.2.12': { 'klant.nl': zone },
    },
    broken,
  );
const keys = (rrsets: readonly { name: string; type: string }[]): string[] =>
  rrsets.map(({ name, type }) => `${name} ${type}`);
const guess = (zone: readonly string[], broken?: (question: DnsQuestion) => DnsOutcome | undefined) =>
  readInventory(world(zone, broken), ZONE, SERVERS, signal());

describe('the inventory of the old zone', () => {
  test('without an export: what zones usually have, and what it points to; names nobody can guess stay unfound, and it says so', async () => {
    const inventory = await guess(records);
    expect(inventory.completeness).toBe('guessed');
    expect(keys(inventory.rrsets)).toEqual(
      [
        '_dmarc.klant.nl. TXT',
        '_sip._tls.klant.nl. SRV',
        'intern.klant.nl. DS',
        'intern.klant.nl. NS',
        'klant.nl. A',
        'klant.nl. MX',
        'klant.nl. NS',
        'klant.nl. TXT',
        'ns1.intern.klant.nl. A',
        'post.klant.nl. A',
        'selector1._domainkey.klant.nl. CNAME',
        'telefoon.klant.nl. A',
        'uitgaand.klant.nl. A',
        'www.klant.nl. CNAME',
      ].sort(),
    );
    expect(inventory.provenance).toMatchObject({
      'klant.nl. A': 'guessed',
      'post.klant.nl. A': 'followed',
      'telefoon.klant.nl. A': 'followed',
    });
    expect(judgeInventory(ZONE, inventory, 0).map(({ tag }) => tag)).toEqual(['INVENTORY_INCOMPLETE']);
  });

  test('from the operator itself: complete, and nobody else is asked', async () => {
    const dns = world(records);
    const api = [rrset(ZONE, 'A', 60, ['192.0.2.1']), rrset(ZONE, 'SOA', 60, ['x'])];
    const inventory = await readInventory(dns, ZONE, { ...SERVERS, api }, signal());
    expect([keys(inventory.rrsets), inventory.completeness, dns.asked.length]).toEqual([
      ['klant.nl. A'],
      'exported',
      0,
    ]);
    expect(judgeInventory(ZONE, inventory, 0)).toEqual([]);
  });

  test('from a file: its names, with what the servers say of them today', async () => {
    const exported = [
      rrset(fqdn('raar-x7q.klant.nl'), 'A', 60, ['192.0.2.99']),
      rrset(fqdn('weg.klant.nl'), 'A', 60, ['192.0.2.99']),
    ];
    const inventory = await readInventory(world(records), ZONE, { ...SERVERS, exported }, signal());
    const found = inventory.rrsets.find((one) => rrsetKey(one) === 'raar-x7q.klant.nl. A');
    expect(found).toMatchObject({ rdatas: ['192.0.2.84'], ttlSeconds: 3600 });
    expect([inventory.completeness, inventory.notLive]).toEqual(['exported', ['weg.klant.nl. A']]);
  });

  test('a wildcard is one record, not a hundred guesses', async () => {
    const inventory = await guess([
      ...records,
      '*.klant.nl. A 192.0.2.90',
      'shop.klant.nl. A 192.0.2.90',
      'shop.klant.nl. MX 10 x.nl.',
    ]);
    expect(keys(inventory.rrsets).filter((key) => /(\*|mail|ftp|shop)\.klant/.test(key))).toEqual([
      '*.klant.nl. A',
      // It stands beside an MX of its own, so the wildcard does not answer for it.
      'shop.klant.nl. A',
      'shop.klant.nl. MX',
    ]);
  });

  test('what one server does not answer, another does', async () => {
    const inventory = await guess(records, ({ server, name }) =>
      server.address === '192.0.2.11' && name !== 'klant.nl.' ? 'timeout' : undefined,
    );
    expect(keys(inventory.rrsets)).toContain('www.klant.nl. CNAME');
    expect(inventory.unanswered).toBe(0);
  });

  test('what none answers is counted; a zone that nobody serves is not an empty zone', async () => {
    expect(
      (await guess(records, ({ name }) => (name.startsWith('www') ? 'timeout' : undefined))).unanswered,
    ).toBeGreaterThan(0);
    const dead = await guess(records, ({ server }) =>
      server.address.startsWith('192.0.2.1') && server.address.length > 9 ? 'refused' : undefined,
    );
    expect(dead.readable).toBe(false);
  });

  test('only authoritative servers are asked', async () => {
    const dns = world(records);
    await readInventory(dns, ZONE, SERVERS, signal());
    expect(dns.asked.every(({ recursive }) => !recursive)).toBe(true);
    expect(dns.asked.length).toBeLessThan(600);
  });
});
