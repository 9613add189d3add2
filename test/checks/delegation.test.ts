import { describe, expect, test } from 'vitest';
import { readDelegation } from '../../src/checks/delegation.ts';
import { readServers } from '../../src/checks/servers.ts';
import { Walker } from '../../src/checks/walk.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Dns, DnsQuestion } from '../../src/ports/dns.ts';
import type { Zones } from './internet.ts';
import { internet, signal } from './internet.ts';

const ROOT = '192.0.2.1';
const NL1 = '192.0.2.2';
const NL2 = '192.0.2.3';
const OLD1 = '192.0.2.11';
const OLD2 = '192.0.2.12';
const HOST = '192.0.2.20';

const root: Zones = {
  '.': [
    '@ NS root.test.',
    'nl. NS ns1.dns.nl.',
    'nl. NS ns2.dns.nl.',
    `ns1.dns.nl. A ${NL1}`,
    `ns2.dns.nl. A ${NL2}`,
    'test. NS ns.test.',
    `ns.test. A ${HOST}`,
  ],
};
const NL = [
  '@ NS ns1.dns.nl.',
  '@ NS ns2.dns.nl.',
  `ns1.dns.nl. A ${NL1}`,
  `ns2.dns.nl. A ${NL2}`,
  'oud.nl. NS ns.oud.nl.',
  `ns.oud.nl. A ${HOST}`,
];
const nl = (...delegation: string[]): Zones => ({ nl: [...NL, ...delegation] });
const toOld = ['klant.nl. NS ns1.oud.nl.', 'klant.nl. NS ns2.oud.nl.'];
const host: Zones = {
  'oud.nl': [
    '@ NS ns.oud.nl.',
    `ns.oud.nl. A ${HOST}`,
    `ns1.oud.nl. A ${OLD1}`,
    `ns2.oud.nl. A ${OLD2}`,
    'ns2.oud.nl. AAAA 2001:db8::12',
  ],
  test: ['@ NS ns.test.'],
};
const zone: Zones = { 'klant.nl': ['@ NS ns1.oud.nl.', '@ NS ns2.oud.nl.', '@ A 192.0.2.80'] };
const whole = { [ROOT]: root, [NL1]: nl(...toOld), [NL2]: nl(...toOld), [HOST]: host, [OLD1]: zone, [OLD2]: zone };
const klant = fqdn('klant.nl');
const names = (...all: string[]) => all.map((name) => fqdn(name));

describe('reading the delegation', () => {
  test('every address of every parent server is asked, without recursion, and read from the referral', async () => {
    const dns = internet(whole);
    const view = await readDelegation(dns, klant, signal());
    expect(
      view.parents.map(({ server, address, outcome, ns, nsTtlSeconds, dsOutcome }) => [
        server,
        address,
        outcome,
        ns,
        nsTtlSeconds,
        dsOutcome,
      ]),
    ).toEqual([
      ['ns1.dns.nl.', NL1, 'referral', names('ns1.oud.nl', 'ns2.oud.nl'), 3600, 'nodata'],
      ['ns2.dns.nl.', NL2, 'referral', names('ns1.oud.nl', 'ns2.oud.nl'), 3600, 'nodata'],
    ]);
    expect(dns.asked.every(({ recursive }) => !recursive)).toBe(true);
    expect(dns.asked.some(({ server }) => server.address === OLD1)).toBe(false);
  });

  test('DS is read at the parent', async () => {
    const dns = internet({ ...whole, [NL2]: nl(...toOld, 'klant.nl. DS 1 13 2 aa') });
    const view = await readDelegation(dns, klant, signal());
    expect(view.parents.map(({ ds }) => ds)).toEqual([[], ['1 13 2 aa']]);
  });

  const faults: readonly [
    title: string,
    broken: (question: DnsQuestion) => 'timeout' | 'servfail' | 'lame' | undefined,
    outcomes: readonly string[],
  ][] = [
    [
      'one parent server times out',
      ({ server }) => (server.address === NL2 ? 'timeout' : undefined),
      ['referral', 'timeout'],
    ],
    ['the first one is lame', ({ server }) => (server.address === NL1 ? 'lame' : undefined), ['lame', 'referral']],
    [
      'none answers',
      ({ server }) => (server.address.startsWith('192.0.2.2') || server.address === NL2 ? 'servfail' : undefined),
      ['servfail', 'servfail'],
    ],
  ];
  test.each(faults)('%s', async (_title, broken, outcomes) => {
    const view = await readDelegation(internet(whole, broken), klant, signal());
    expect(view.parents.map(({ outcome }) => outcome)).toEqual(outcomes);
    for (const parent of view.parents) if (parent.outcome !== 'referral') expect(parent.ns).toEqual([]);
  });

  test('a name that is not delegated is an answer, not a silence', async () => {
    const view = await readDelegation(internet({ ...whole, [NL1]: nl(), [NL2]: nl() }), klant, signal());
    expect(view.parents.map(({ outcome, ns }) => [outcome, ns])).toEqual([
      ['nxdomain', []],
      ['nxdomain', []],
    ]);
  });

  test("a server that holds parent and child answers with the child's set", async () => {
    const both = { ...nl(...toOld), ...zone };
    const view = await readDelegation(internet({ ...whole, [NL1]: both, [NL2]: both }), klant, signal());
    expect(view.parents.map(({ outcome, ns }) => [outcome, ns.length])).toEqual([
      ['answer', 2],
      ['answer', 2],
    ]);
  });

  test('a referral counts as one also with AA set', async () => {
    const dns = internet(whole);
    const askAll: Dns['askAll'] = async (questions, given) =>
      (await dns.askAll(questions, given)).map((answer) =>
        answer.outcome === 'referral' ? { ...answer, outcome: 'nodata', authoritative: true } : answer,
      );
    const view = await readDelegation({ ...dns, askAll }, klant, signal());
    expect(view.parents.map(({ outcome, ns, dsOutcome }) => [outcome, ns.length, dsOutcome])).toEqual([
      ['referral', 2, 'nodata'],
      ['referral', 2, 'nodata'],
    ]);
  });

  // The servers of `uk` have `co.uk` too, or some of them; a third has `co.uk` alone, and still delegates to the old servers.
  const SUFFIX = '192.0.2.4';
  const UK = ['@ NS ns1.nic.uk.', '@ NS ns2.nic.uk.', `ns1.nic.uk. A ${NL1}`, `ns2.nic.uk. A ${NL2}`];
  const suffixes: readonly [title: string, both: readonly string[], servers: readonly string[]][] = [
    ['all of its servers', [NL1, NL2], ['ns1.nic.uk.', 'ns2.nic.uk.', 'ns3.nic.uk.']],
    ['the first of its servers', [NL1], ['ns1.nic.uk.', 'ns3.nic.uk.']],
    ['the second of its servers', [NL2], ['ns2.nic.uk.', 'ns3.nic.uk.']],
    ['none of its servers', [], ['ns3.nic.uk.']],
  ];
  test.each(suffixes)(
    'below a zone that the one above holds on %s: its own servers are asked',
    async (_t, both, named) => {
      const apex = named.map((server) => `@ NS ${server}`);
      const delegated = (ns: string): Zones => ({ 'co.uk': [...apex, `klant.co.uk. NS ${ns}`] });
      const cut = named.map((server) => `co.uk. NS ${server}`);
      const uk = { uk: [...UK, ...cut, `ns3.nic.uk. A ${SUFFIX}`] };
      const top = { '.': ['@ NS root.test.', ...UK.map((line) => line.replace('@', 'uk.'))] };
      const dns = internet({
        [ROOT]: top,
        ...Object.fromEntries(
          [NL1, NL2].map((at) => [at, both.includes(at) ? { ...uk, ...delegated('ns.nieuw.uk.') } : uk]),
        ),
        [SUFFIX]: delegated('ns.oud.uk.'),
      });
      const view = await readDelegation(dns, fqdn('klant.co.uk'), signal());
      expect(view.parents.map(({ server, outcome, ns }) => [server, outcome, ...ns])).toEqual(
        named.map((server) => [server, 'referral', server === 'ns3.nic.uk.' ? 'ns.oud.uk.' : 'ns.nieuw.uk.']),
      );
    },
  );

  test('where no zone is between, nobody is asked for one', async () => {
    const dns = internet(whole);
    await readDelegation(dns, klant, signal());
    expect(dns.asked.filter(({ name }) => name !== klant)).toEqual([]);
    const deep = internet({ ...whole, [NL1]: nl('a.b.nl. NS ns1.oud.nl.'), [NL2]: nl('a.b.nl. NS ns1.oud.nl.') });
    const view = await readDelegation(deep, fqdn('a.b.nl'), signal());
    expect(view.parents.map(({ address, ns }) => [address, ...ns])).toEqual([
      [NL1, 'ns1.oud.nl.'],
      [NL2, 'ns1.oud.nl.'],
    ]);
  });

  const lost = { '.': root['.']!.filter((line) => !line.startsWith('ns2.dns.nl. A')) };
  test('a parent server that came without glue is found where the other one is', async () => {
    const view = await readDelegation(internet({ ...whole, [ROOT]: lost }), klant, signal());
    expect(view.parents.map(({ address, outcome }) => [address, outcome])).toEqual([
      [NL1, 'referral'],
      [NL2, 'referral'],
    ]);
  });

  test('a parent server without address stays in sight', async () => {
    const without = { nl: [...NL.filter((line) => !line.startsWith('ns2.dns.nl. A')), ...toOld] };
    const dns = internet({ ...whole, [ROOT]: lost, [NL1]: without, [NL2]: without });
    const view = await readDelegation(dns, klant, signal());
    expect(view.parents.map(({ address, outcome }) => [address, outcome])).toEqual([
      [NL1, 'referral'],
      ['', 'unreachable'],
    ]);
  });

  test('no root answers: nothing is known, and it ends', async () => {
    const view = await readDelegation(internet({}), klant, signal());
    expect(view.parents.map(({ outcome }) => outcome)).toEqual(['timeout']);
  });
});

describe('walking for addresses', () => {
  test('both families, from the servers in charge', async () => {
    const walker = new Walker(internet(whole), signal());
    expect(await walker.addressesOf(fqdn('ns2.oud.nl'))).toEqual({
      addresses: [OLD2, '2001:db8::12'],
      outcome: 'answer',
    });
    expect(await walker.addressesOf(fqdn('niets.oud.nl'))).toEqual({ addresses: [], outcome: 'nxdomain' });
  });

  test('glue is believed only from a zone above it', async () => {
    const lying = nl(...toOld, 'kwaad.nl. NS ns1.test.', 'ns1.test. A 203.0.113.66');
    const dns = internet({ ...whole, [NL1]: lying, [NL2]: lying });
    await new Walker(dns, signal()).addressesOf(fqdn('www.kwaad.nl'));
    expect(dns.asked.some(({ server }) => server.address === '203.0.113.66')).toBe(false);
  });

  test("name servers that live in each other's zones do not turn it in circles", async () => {
    const circle = nl('a.nl. NS ns.b.nl.', 'b.nl. NS ns.a.nl.');
    const dns = internet({ ...whole, [NL1]: circle, [NL2]: circle });
    expect((await new Walker(dns, signal()).addressesOf(fqdn('www.a.nl'))).addresses).toEqual([]);
    expect(dns.asked.length).toBeLessThan(500);
  });

  test('a chain of aliases ends', async () => {
    const looping: Zones = { 'oud.nl': [...host['oud.nl']!, 'x.oud.nl. CNAME y.oud.nl.', 'y.oud.nl. CNAME x.oud.nl.'] };
    expect(
      (await new Walker(internet({ ...whole, [HOST]: looping }), signal()).addressesOf(fqdn('x.oud.nl'))).addresses,
    ).toEqual([]);
  });
});

describe('reading the servers of a zone', () => {
  const read = (dns: ReturnType<typeof internet>) =>
    readServers(dns, klant, names('ns1.oud.nl', 'ns2.oud.nl'), [{ name: klant, type: 'A' }], signal());

  test('every question at every address, SOA over UDP and TCP', async () => {
    const view = await read(internet(whole));
    expect(
      view.servers.map(({ address, outcome, tcp, serial, negativeTtlSeconds }) => [
        address,
        outcome,
        tcp,
        serial,
        negativeTtlSeconds,
      ]),
    ).toEqual([
      [OLD1, 'answer', 'answer', 1, 900],
      [OLD2, 'answer', 'answer', 1, 900],
      ['2001:db8::12', 'timeout', 'timeout', null, null],
    ]);
    expect(view.servers[0]!.answers).toEqual([
      { name: klant, type: 'A', outcome: 'answer', rdatas: ['192.0.2.80'], ttlSeconds: 3600, alias: null },
    ]);
  });

  test('TCP and UDP are kept apart', async () => {
    const view = await read(
      internet(whole, ({ transport, server }) =>
        transport === 'tcp' && server.address === OLD1 ? 'timeout' : undefined,
      ),
    );
    expect(view.servers[0]).toMatchObject({ outcome: 'answer', tcp: 'timeout' });
  });

  test('a server that does not hold the zone is not taken for an empty zone', async () => {
    const view = await read(internet({ ...whole, [OLD2]: {} }));
    expect(view.servers[1]).toMatchObject({ outcome: 'refused' });
  });
});
