import { expect, test } from 'vitest';
import { rrset } from '../../src/domain/rrset.ts';
import { DAY, HOUR, SECOND } from '../../src/domain/time.ts';
import { lab, RESOLVER_NAMES } from './lab.ts';

const ZONE = 'bakkerij-dezon.example.';

test('a resolver counts the TTL down, keeps the old data until it is over, and then fetches', () => {
  const { ask, clock, world } = lab();
  expect(ask('parent-centric', ZONE, 'A').answer[0]).toMatchObject({ ttlSeconds: 3600, rdata: '127.77.0.41' });
  world.people.putRrsets('old', world.domain, [rrset(world.domain, 'A', 300, ['127.77.0.51'])]);
  clock.advance(3599 * SECOND);
  expect(ask('parent-centric', ZONE, 'A').answer[0]).toMatchObject({ ttlSeconds: 1, rdata: '127.77.0.41' });
  clock.advance(SECOND);
  expect(ask('parent-centric', ZONE, 'A').answer[0]).toMatchObject({ ttlSeconds: 300, rdata: '127.77.0.51' });
  expect(world.turned()).toEqual([{ resolver: 'parent-centric', type: 'A', atMs: clock.now() }]);
});

test('a name that was asked for too early stays absent for the negative TTL', () => {
  const { ask, clock, world } = lab();
  expect(ask('child-centric', `nieuw.${ZONE}`, 'A').rcode).toBe(3);
  world.people.putRrsets('old', world.domain, [rrset(`nieuw.${ZONE}` as never, 'A', 300, ['192.0.2.1'])]);
  clock.advance(899 * SECOND);
  const still = ask('child-centric', `nieuw.${ZONE}`, 'A');
  expect([still.rcode, still.authority[0]!.ttlSeconds]).toEqual([3, 1]);
  clock.advance(SECOND);
  expect(ask('child-centric', `nieuw.${ZONE}`, 'A').answer).toHaveLength(1);
});

test('only the serve-stale resolver answers when the zone is gone, with 30 s and a reason, for three days', () => {
  const { ask, clock, world } = lab();
  for (const resolver of RESOLVER_NAMES) ask(resolver, ZONE, 'A');
  world.people.deleteZone('old', ZONE);
  clock.advance(2 * HOUR);
  expect(RESOLVER_NAMES.map((resolver) => ask(resolver, ZONE, 'A').rcode)).toEqual([2, 2, 0]);
  const stale = ask('serve-stale', ZONE, 'A');
  expect([stale.answer[0]!.ttlSeconds, stale.why]).toEqual([30, 'EDE 3 stale answer']);
  clock.advance(3 * DAY);
  expect(ask('serve-stale', ZONE, 'A').rcode).toBe(2);
});

test('one server of two that does not answer costs nothing', () => {
  const { ask, clock, world } = lab();
  world.faults.dns(world.servers.find((server) => server.kind === 'old')!.address, 'timeout');
  world.faults.dns(world.servers.find((server) => server.kind === 'tld')!.address, 'lame');
  for (let round = 0; round < 10; round++) {
    for (const resolver of RESOLVER_NAMES) expect(ask(resolver, ZONE, 'A').rcode).toBe(0);
    clock.advance(DAY + SECOND);
  }
});

test('a resolver refuses to answer without RD, and follows aliases and delegations across zones', () => {
  const { ask, world } = lab();
  const resolver = world.servers.find((server) => server.kind === 'resolver')!;
  const query = { name: world.domain, type: 'A', recursive: false, transport: 'udp' } as const;
  expect(world.answerDns(resolver.address, query)).toMatchObject({ rcode: 5 });
  expect(ask('parent-centric', `oud1._domainkey.${ZONE}`, 'TXT').answer.map(({ type }) => type)).toEqual([
    'CNAME',
    'TXT',
  ]);
  expect(ask('parent-centric', `intern.${ZONE}`, 'A').answer[0]!.rdata).toBe('192.0.2.80');
});

test('a domain on hold has no delegation once the registry has published', () => {
  const { ask, clock, world } = lab();
  world.people.setStatuses(ZONE, ['clientHold']);
  expect(ask('a.nic', ZONE, 'NS').authority.length).toBeGreaterThan(1);
  clock.advance(30 * SECOND);
  expect(ask('a.nic', ZONE, 'NS').rcode).toBe(3);
});
