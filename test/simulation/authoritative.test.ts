import { describe, expect, test } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { answerFrom } from '../../src/simulation/authoritative.ts';
import type { DnsFaultKind } from '../../src/simulation/world.ts';
import { zoneOf } from '../../src/simulation/zones.ts';
import { lab } from './lab.ts';

const ZONE = 'bakkerij-dezon.example.';

/** What the old server, and the parent, answer: RFC 1034 §4.3.2, RFC 4592, RFC 4035 §3.1.4. */
describe('an authoritative server', () => {
  const here = lab();
  here.world.people.putRrsets('old', here.world.domain, [
    rrset('lus.bakkerij-dezon.example.' as never, 'CNAME', 300, ['weg.bakkerij-dezon.example.']),
  ]);
  test.each([
    ['its apex', 'ns1.oud', ZONE, 'NS', 'rcode 0 AA answer NS,NS authority - additional -'],
    ['a type that is not there', 'ns1.oud', ZONE, 'AAAA', 'rcode 0 AA answer - authority SOA additional -'],
    ['a name that is not there', 'ns1.oud', `geen.${ZONE}`, 'A', 'rcode 3 AA answer - authority SOA additional -'],
    ['an empty non-terminal', 'ns1.oud', `winkel.${ZONE}`, 'A', 'rcode 0 AA answer - authority SOA additional -'],
    ['a name under a wildcard', 'ns1.oud', `a.b.bestel.${ZONE}`, 'A', 'rcode 0 AA answer A authority - additional -'],
    [
      'a type the wildcard lacks',
      'ns1.oud',
      `x.bestel.${ZONE}`,
      'MX',
      'rcode 0 AA answer - authority SOA additional -',
    ],
    ['the wildcard’s parent', 'ns1.oud', `bestel.${ZONE}`, 'A', 'rcode 0 AA answer - authority SOA additional -'],
    [
      'an alias into a zone it holds',
      'ns1.oud',
      `autodiscover.${ZONE}`,
      'A',
      'rcode 0 AA answer CNAME,A authority - additional -',
    ],
    ['an alias to nowhere', 'ns1.oud', `lus.${ZONE}`, 'A', 'rcode 3 AA answer CNAME authority SOA additional -'],
    [
      'the alias itself',
      'ns1.oud',
      `autodiscover.${ZONE}`,
      'CNAME',
      'rcode 0 AA answer CNAME authority - additional -',
    ],
    ['below a delegation', 'ns1.oud', `a.intern.${ZONE}`, 'A', 'rcode 0 -- answer - authority NS additional -'],
    ['DS of a delegation without', 'ns1.oud', `intern.${ZONE}`, 'DS', 'rcode 0 AA answer - authority SOA additional -'],
    ['a zone it does not hold', 'ns1.nieuw', ZONE, 'SOA', 'rcode 5 -- answer - authority - additional -'],
    ['the TLD, from the root', 'a.root', ZONE, 'A', 'rcode 0 -- answer - authority NS,NS additional A,A'],
    ['the domain, from its parent', 'b.nic', ZONE, 'NS', 'rcode 0 -- answer - authority NS,NS,DS additional A,A'],
    ['DS, from its parent', 'a.nic', ZONE, 'DS', 'rcode 0 AA answer DS authority - additional -'],
    ['DS, from the child', 'ns1.oud', ZONE, 'DS', 'rcode 0 AA answer - authority SOA additional -'],
    ['a name nobody registered', 'a.nic', 'vrij.example.', 'NS', 'rcode 3 AA answer - authority SOA additional -'],
  ])('asked for %s', (_what, server, name, type, expected) => {
    const said = here.ask(server, name, type);
    const types = (records: typeof said.answer) => records.map((record) => record.type).join() || '-';
    expect(
      `rcode ${said.rcode} ${said.authoritative ? 'AA' : '--'} answer ${types(said.answer)} authority ${types(said.authority)} additional ${types(said.additional)}`,
    ).toBe(expected);
  });

  test('TTLs: the parent’s of the delegation, the child’s of the zone, the lower of SOA and MINIMUM of a negative answer', () => {
    expect(here.ask('a.nic', ZONE, 'NS').authority.map(({ type, ttlSeconds }) => [type, ttlSeconds])).toEqual([
      ['NS', 86_400],
      ['NS', 86_400],
      ['DS', 3600],
    ]);
    expect(here.ask('ns1.oud', ZONE, 'NS').answer[0]!.ttlSeconds).toBe(14_400);
    expect(here.ask('ns1.oud', `geen.${ZONE}`, 'A').authority[0]!.ttlSeconds).toBe(900);
  });
});

describe('a DNS server with a fault', () => {
  test.each<[DnsFaultKind, 'udp' | 'tcp', string]>([
    ['timeout', 'udp', 'timeout'],
    ['refuses-tcp', 'tcp', 'refused-connection'],
    ['refuses-tcp', 'udp', 'rcode 0 AA 1'],
    ['servfail', 'udp', 'rcode 2 -- 0'],
    ['lame', 'udp', 'rcode 0 -- 0'],
    ['stale-zone', 'udp', 'rcode 0 AA 2'],
  ])('%s over %s', (kind, transport, expected) => {
    const { world } = lab();
    const { address } = world.servers.find((server) => server.kind === 'old')!;
    const ask = () => {
      const said = world.answerDns(address, { name: world.domain, type: 'NS', recursive: false, transport });
      if (typeof said === 'string') return said;
      return `rcode ${said.rcode} ${said.authoritative ? 'AA' : '--'} ${said.answer.length}`;
    };
    world.faults.dns(address, kind);
    world.people.putRrsets('old', world.domain, [rrset(world.domain, 'NS', 300, ['ns9.elders.example.'])]);
    expect(ask()).toBe(expected);
    world.faults.stop();
    expect(ask()).toBe('rcode 0 AA 1');
  });
});

test('a server that holds parent and child answers DS from the parent and the rest from the child', () => {
  const soa = { primary: 'ns.example.' as Fqdn, serial: 1, negativeTtlSeconds: 60 };
  const child = 'kind.example.' as Fqdn;
  const zones = [
    zoneOf(child, [rrset(child, 'NS', 60, ['ns.example.']), rrset(child, 'A', 60, ['192.0.2.1'])], soa),
    zoneOf('example.' as Fqdn, [rrset(child, 'NS', 60, ['ns.example.']), rrset(child, 'DS', 60, ['1 13 2 ab'])], soa),
  ];
  const first = (type: string) => answerFrom(zones, { name: child, type }).answer[0]?.rdata;
  expect([first('DS'), first('A')]).toEqual(['1 13 2 ab', '192.0.2.1']);
});
