import { describe, expect, test } from 'vitest';
import { judgeHonesty, liesOf, lyingAddresses, readHonesty } from '../../src/checks/canaries.ts';
import { readDelegation } from '../../src/checks/delegation.ts';
import { turnOf } from '../../src/checks/resolvers.ts';
import { readServers } from '../../src/checks/servers.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { signal } from './internet.ts';
import type { Saying } from './public-dns.ts';
import { klant, publicDns, ZONE } from './public-dns.ts';

const ADVERTISING = '203.0.113.80';
const isProbe = (name: string): boolean => name.startsWith('golive-');

async function honesty(saying: Saying, world = klant(), zones = [rrset(ZONE, 'A', 300, ['198.51.100.2'])]) {
  const dns = publicDns(world, { '9.9.9.1': saying });
  const delegation = await readDelegation(dns, ZONE, signal());
  const servers = await readServers(dns, ZONE, [fqdn('ns.nieuw.test'), fqdn('ns.oud.test')], [], signal());
  const [one] = await readHonesty(dns, { delegation, servers: [servers] }, zones, signal());
  return { ...one!, asked: dns.asked };
}

const WILDCARD = { new: [`*.klant.test A ${ADVERTISING}`] };
const rows: readonly [title: string, saying: Saying, honest: string, world?: ReturnType<typeof klant>][] = [
  ['says what the servers in charge say', () => undefined, 'yes'],
  ['gives an address for names that do not exist', ({ name }) => (isProbe(name) ? [60, ADVERTISING] : undefined), 'no'],
  [
    'only under the parent zone',
    ({ name }) => (/^golive-\w+\.test\.$/.test(name) ? [60, ADVERTISING] : undefined),
    'no',
  ],
  [
    'only under the domain itself',
    ({ name }) => (/^golive-\w+\.klant\.test\.$/.test(name) ? [60, ADVERTISING] : undefined),
    'no',
  ],
  ['gives another SOA of the parent zone', ({ type }) => (type === 'SOA' ? [60, 'a. b. 1 2 3 4 5'] : undefined), 'no'],
  ['says that the parent zone has none', ({ type }) => (type === 'SOA' ? 'nxdomain' : undefined), 'no'],
  [
    'gives a TTL above the one that it was given',
    ({ type }) => (type === 'SOA' ? [999_999, 'ns.test. hostmaster.ns.test. 1 2 3 4 5'] : undefined),
    'no',
  ],
  ['another serial is no lie', ({ type }) => (type === 'SOA' ? [60, 'ns.test. x. 99 2 3 4 5'] : undefined), 'yes'],
  ['NODATA for NXDOMAIN is no lie', ({ name }) => (isProbe(name) ? 'nodata' : undefined), 'yes'],
  ['does not answer: that is no lie', () => 'timeout', 'unknown'],
  ['refuses us', () => 'refused', 'unknown'],
  ['has an answer where the zone has a wildcard', () => undefined, 'yes', klant(WILDCARD)],
  [
    'still holds a wildcard that was there',
    ({ name }) => (name.endsWith('.klant.test.') ? [60, '198.51.100.2'] : undefined),
    'yes',
  ],
];

test('under a domain so long that no other name fits nothing is asked', async () => {
  const zone = fqdn(`${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(51)}.test`);
  const dns = publicDns(klant(), { '9.9.9.1': () => undefined });
  const views = { delegation: { zone, parents: [] }, servers: [] };
  expect(await readHonesty(dns, views, [], signal())).toMatchObject([{ honest: 'unknown', evidence: [] }]);
});

describe('a resolver that', () => {
  test.each(rows)('%s', async (_title, saying, honest, world) =>
    expect((await honesty(saying, world)).honest).toBe(honest),
  );

  test('lies is named with what it said, and never counts', async () => {
    const one = await honesty(({ name }) => (isProbe(name) ? [60, ADVERTISING] : undefined));
    expect(liesOf([one])).toMatchObject([
      { tag: 'RESOLVER_LIES', evidence: [{ answered: ADVERTISING }, { answered: ADVERTISING }] },
    ]);
    const answer = {
      resolver: 'r',
      address: '9.9.9.1',
      gate: true,
      name: ZONE,
      type: 'NS',
      outcome: 'new',
      rdatas: [],
      ttlSeconds: 1,
      clearsAtMs: null,
      why: null,
    } as const;
    expect([turnOf([answer])[0]!.gate, turnOf([answer], lyingAddresses([one]))[0]!.gate]).toEqual([true, false]);
  });

  test('is asked only after the servers in charge, and for nothing where they have a wildcard', async () => {
    const { asked } = await honesty(() => undefined, klant(WILDCARD));
    const probes = asked.filter(({ name }) => isProbe(name));
    const first = probes.findIndex(({ recursive }) => recursive);
    expect(first).toBeGreaterThan(0);
    expect(probes.slice(first).every(({ recursive }) => recursive)).toBe(true);
    expect(probes.filter(({ recursive, name }) => recursive && name.endsWith('.klant.test.'))).toEqual([]);
  });
});

test.each([
  { what: 'Knot Resolver keeps 3 s for 5 s', given: 5, honest: 'yes' },
  { what: 'a minimum of an hour is a minimum', given: 3600, honest: 'yes' },
  { what: 'more is a lie', given: 3601, honest: 'no' },
])('a minimum of its own is no lie: $what', ({ given, honest }) => {
  const soa = (ttlSeconds: number) => rrset(fqdn('test'), 'SOA', ttlSeconds, ['ns.test. x.test. 1 2 3 4 5']);
  const question = { server: { address: '9.9.9.1' }, name: fqdn('test'), type: 'SOA', recursive: true };
  const said = { question, outcome: 'answer', authoritative: false, authority: [], additional: [], atMs: 0 } as const;
  const judged = judgeHonesty({ absent: [], soa: soa(3), known: new Set() }, 'r', [{ ...said, answer: [soa(given)] }]);
  expect(judged.honest).toBe(honest);
});

test('a box on the way that answers everything with "no" makes nobody a liar', async () => {
  const dns = publicDns(klant(), { '9.9.9.1': () => [60, ADVERTISING] }, () => 'nxdomain');
  const delegation = await readDelegation(dns, ZONE, signal());
  expect(delegation.parents.map(({ outcome }) => outcome)).toEqual(['lame']);
  const [one] = await readHonesty(dns, { delegation, servers: [] }, [], signal());
  expect(one!.honest).toBe('unknown');
});

test('a "no" without authority is no truth to hold a resolver to', async () => {
  const lies: Saying = ({ name }) => (isProbe(name) ? [60, ADVERTISING] : undefined);
  const dns = publicDns(klant(), { '9.9.9.1': lies }, ({ name }) => (isProbe(name) ? 'nxdomain' : undefined));
  const delegation = await readDelegation(dns, ZONE, signal());
  const servers = await readServers(dns, ZONE, [fqdn('ns.nieuw.test')], [], signal());
  const [one] = await readHonesty(dns, { delegation, servers: [servers] }, [], signal());
  expect(one!.honest).toBe('yes');
});
