import { describe, expect, test } from 'vitest';
import { ServersSchema } from '../../src/checks/schemas.ts';
import { readServers } from '../../src/checks/servers.ts';
import { Walker } from '../../src/checks/walk.ts';
import { compareZone, parityQuestions } from '../../src/dns/parity.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { Dns, DnsAnswer } from '../../src/ports/dns.ts';
import type { Zones } from './internet.ts';
import { internet, signal } from './internet.ts';

const ZONE = fqdn('klant.nl');
const NEW = fqdn('ns.nieuw.nl');
const [ONE, TWO] = ['192.0.2.21', '192.0.2.22'] as const;
const SHOP = 'shop.klant.nl. NS ns.shop.klant.nl.';
const A = 'ns.shop.klant.nl. A 192.0.2.53';
const AAAA = 'ns.shop.klant.nl. AAAA 2001:db8::53';
const intended = [
  rrset(ZONE, 'NS', 3600, [NEW]),
  rrset(fqdn('shop.klant.nl'), 'NS', 3600, ['ns.shop.klant.nl.']),
  rrset(fqdn('ns.shop.klant.nl'), 'A', 3600, ['192.0.2.53']),
  rrset(fqdn('ns.shop.klant.nl'), 'AAAA', 3600, ['2001:db8::53']),
];
const zone = (...lines: readonly string[]): Zones => ({ 'klant.nl': [`@ NS ${NEW}`, ...lines] });

/** What is found where two addresses of the new server hold these zones. */
async function compared(zones: Zones, other = zones, through: (dns: Dns) => Dns = (dns) => dns, wanted = intended) {
  const net = internet({ [ONE]: zones, [TWO]: other });
  const dns = through(net);
  const walker = new Walker(dns, signal());
  walker.know(NEW, [ONE, TWO]);
  const view = await readServers(dns, ZONE, [NEW], parityQuestions(ZONE, wanted), signal(), walker);
  const kept = ServersSchema.parse(JSON.parse(JSON.stringify(view)));
  expect(kept).toEqual(view);
  const { verdict, findings, isOpen } = compareZone(ZONE, wanted, [], kept, 0);
  const found = findings.map(
    ({ tag, subject, message, evidence }) =>
      `${tag} ${subject} ${message.text.split('.').at(-1)} ${evidence.map(({ answered }) => answered)}`,
  );
  const again = net.asked.filter(({ type, transport }) => transport === 'tcp' && type !== 'SOA');
  return { verdict, found, isOpen, again: again.map(({ name, type }) => `${name} ${type}`) };
}

/** A server that says this of some answers. */
const saying =
  (change: (answer: DnsAnswer) => Partial<DnsAnswer>) =>
  (dns: Dns): Dns => ({
    ...dns,
    askAll: async (questions, stop) =>
      (await dns.askAll(questions, stop)).map((answer) => ({ ...answer, ...change(answer) })),
  });
/** Leaves the addresses out over UDP, and says nothing of it. */
const tooLong = saying(({ question }) => (question.transport === 'tcp' ? {} : { additional: [] }));

describe('the addresses of a delegation below', () => {
  test('as intended: nothing is asked again', async () =>
    expect(await compared(zone(SHOP, A, AAAA))).toEqual({ verdict: 'yes', found: [], isOpen: false, again: [] }));

  const [noA, noAaaa] = ['A', 'AAAA'].map((type) => `SUBDELEGATION_MISSING ns.shop.klant.nl. ${type}`);
  const ALL = zone(SHOP, A, AAAA);
  const rows: readonly [title: string, zones: Zones, other: Zones, found: readonly string[]][] = [
    [
      'are missing',
      zone(SHOP),
      zone(SHOP),
      [`${noA} missing REFERRAL,REFERRAL`, `${noAaaa} missing REFERRAL,REFERRAL`],
    ],
    ['are missing at one of two servers', ALL, zone(SHOP), [`${noA} missing REFERRAL`, `${noAaaa} missing REFERRAL`]],
    ['of one family are missing', zone(SHOP, A), ALL, [`${noAaaa} missing REFERRAL`]],
    [
      'are others',
      zone(SHOP, 'ns.shop.klant.nl. A 192.0.2.99', AAAA),
      ALL,
      ['SUBDELEGATION_MISSING ns.shop.klant.nl. A differs 192.0.2.99'],
    ],
    [
      'are more than intended',
      zone(SHOP, A, AAAA, 'ns.shop.klant.nl. A 192.0.2.99'),
      ALL,
      ['SUBDELEGATION_MISSING ns.shop.klant.nl. A differs 192.0.2.53, 192.0.2.99'],
    ],
    ['are lost with the delegation', zone(), ALL, ['SUBDELEGATION_MISSING shop.klant.nl. NS missing NXDOMAIN']],
  ];
  test.each(rows)('%s', async (_title, zones, other, found) =>
    expect(await compared(zones, other)).toMatchObject({ verdict: 'no', found }),
  );

  test('in another order are the same', async () => {
    const two = rrset(fqdn('ns.shop.klant.nl'), 'A', 3600, ['192.0.2.53', '192.0.2.54']);
    const wanted = [...intended.filter(({ type }) => type !== 'A'), two];
    const turned = saying(({ additional }) => ({
      additional: additional.map((set) => ({ ...set, rdatas: set.rdatas.toReversed() })).toReversed(),
    }));
    const zones = zone(SHOP, A, AAAA, 'ns.shop.klant.nl. A 192.0.2.54');
    expect(await compared(zones, zones, turned, wanted)).toMatchObject({ verdict: 'yes', found: [] });
  });

  test('that had no room are there over TCP', async () => {
    const missing = ['ns.shop.klant.nl. A', 'ns.shop.klant.nl. AAAA'];
    expect(await compared(ALL, ALL, tooLong)).toEqual({
      ...{ verdict: 'yes', found: [], isOpen: false },
      again: [...missing, ...missing],
    });
    expect((await compared(zone(SHOP), ALL, tooLong)).verdict).toBe('no');
  });

  test('that had no room, and nobody answers over TCP: unknown, not missing', async () => {
    const deaf = saying(({ question: { transport, type } }) =>
      transport === 'tcp' && type !== 'SOA' ? { outcome: 'timeout', additional: [] } : { additional: [] },
    );
    expect(await compared(ALL, ALL, deaf)).toMatchObject({ verdict: 'unknown', found: [], isOpen: true });
  });

  test('that a server gives as names of its own are found by whoever looks for them', async () => {
    const own = saying(({ question, outcome }) =>
      outcome === 'referral' && question.transport === 'tcp' && question.name.startsWith('ns.')
        ? { outcome: 'answer', answer: intended.filter(({ name, type }) => name === question.name && type === question.type) }
        : { additional: [] },
    ); // biome-ignore format: one answer
    expect(await compared(zone(SHOP), zone(SHOP), own)).toMatchObject({ verdict: 'yes', found: [] });
  });

  test('are not owed by a server that holds the zone below too', async () => {
    const both = { ...zone(SHOP), 'shop.klant.nl': ['@ NS ns.shop.klant.nl.', 'ns.shop.klant.nl. A 192.0.2.99'] };
    expect(await compared(both)).toEqual({ verdict: 'yes', found: [], isOpen: false, again: [] });
  });

  test('are looked for only below it: others are the zone’s own, or somebody else’s', async () => {
    const lines = ['shop.klant.nl. NS ns.klant.nl.', 'shop.klant.nl. NS ns.elders.nl.', 'ns.klant.nl. A 192.0.2.53'];
    const wanted = [
      intended[0]!,
      rrset(fqdn('shop.klant.nl'), 'NS', 3600, ['ns.elders.nl.', 'ns.klant.nl.']),
      rrset(fqdn('ns.klant.nl'), 'A', 3600, ['192.0.2.53']),
      rrset(fqdn('oud.shop.klant.nl'), 'A', 3600, ['192.0.2.54']),
    ];
    expect(parityQuestions(ZONE, wanted).filter(({ glue }) => glue !== undefined)).toEqual([]);
    const silent = saying(() => ({ additional: [] }));
    expect(await compared(zone(...lines), zone(...lines), silent, wanted)).toMatchObject({ verdict: 'yes', found: [] });
  });

  test('count where the delegation is its own server', async () => {
    const lines = ['shop.klant.nl. NS shop.klant.nl.', 'shop.klant.nl. A 192.0.2.53'];
    const wanted = [
      intended[0]!,
      rrset(fqdn('shop.klant.nl'), 'NS', 3600, ['shop.klant.nl.']),
      rrset(fqdn('shop.klant.nl'), 'A', 3600, ['192.0.2.53']),
    ];
    const plain = (dns: Dns): Dns => dns;
    expect((await compared(zone(...lines), zone(...lines), plain, wanted)).verdict).toBe('yes');
    expect((await compared(zone(lines[0]!), zone(...lines), plain, wanted)).found).toEqual([
      'SUBDELEGATION_MISSING shop.klant.nl. A missing REFERRAL',
    ]);
  });
});
