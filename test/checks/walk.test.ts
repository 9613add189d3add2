import { describe, expect, test } from 'vitest';
import { readDelegation } from '../../src/checks/delegation.ts';
import { allServe, judgeServers, noneServes, readServers } from '../../src/checks/servers.ts';
import { MOST_QUESTIONS, Walker } from '../../src/checks/walk.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { Dns } from '../../src/ports/dns.ts';
import type { Internet, Zones } from './internet.ts';
import { internet, signal } from './internet.ts';

const ZONE = fqdn('klant.nl');
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const ROOT = { '.': ['@ NS root.test.', 'nl. NS ns.dns.nl.', 'ns.dns.nl. A 192.0.2.2'] };

/** A root, a `nl` with this delegation of `klant.nl`, and one server for everything else. */
function world(delegation: readonly string[], zones: Zones, broken?: Parameters<typeof internet>[1]): Internet {
  const nl = { nl: ['@ NS ns.dns.nl.', 'ns.dns.nl. A 192.0.2.2', ...delegation] };
  return internet({ '192.0.2.1': ROOT, '192.0.2.2': nl, '192.0.2.3': zones }, broken);
}

describe('a walk ends', () => {
  test('one that meets nothing odd needs few questions, and tells the addresses', async () => {
    const dns = world(['klant.nl. NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3'], {
      'klant.nl': ['@ NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3', 'www.klant.nl. CNAME ns1.klant.nl.'],
    });
    const walker = new Walker(dns, signal());
    expect(await walker.addressesOf(fqdn('ns1.klant.nl'))).toEqual({ addresses: ['192.0.2.3'], outcome: 'answer' });
    expect(await walker.addressesOf(fqdn('www.klant.nl'))).toEqual({
      addresses: ['192.0.2.3'],
      outcome: 'answer',
      alias: 'ns1.klant.nl.',
    });
    expect(dns.asked.length).toBeLessThanOrEqual(8);
    expect(walker.isSpent).toBe(false);
  });

  test('looks for neighbours at once ask the way down once', async () => {
    const hosts = range(8).map((index) => `h${index}.klant.nl. A 192.0.2.${100 + index}`);
    const dns = world(['klant.nl. NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3'], { 'klant.nl': hosts });
    const walker = new Walker(dns, signal());
    const found = await Promise.all(range(8).map((index) => walker.addressesOf(fqdn(`h${index}.klant.nl`))));
    expect(found.map(({ addresses }) => addresses[0])).toEqual(range(8).map((index) => `192.0.2.${100 + index}`));
    expect(dns.asked.filter(({ server }) => server.address === '192.0.2.1')).toHaveLength(1);
    expect(dns.asked.filter(({ server }) => server.address === '192.0.2.2')).toHaveLength(1);
  });

  const loops: readonly [title: string, records: readonly string[]][] = [
    ['an alias of itself', ['ns1.klant.nl. CNAME ns1.klant.nl.']],
    ['two aliases of each other', ['ns1.klant.nl. CNAME a.klant.nl.', 'a.klant.nl. CNAME ns1.klant.nl.']],
    [
      'a chain of thirty aliases',
      ['ns1.klant.nl. CNAME a0.klant.nl.', ...range(30).map((at) => `a${at}.klant.nl. CNAME a${at + 1}.klant.nl.`)],
    ],
  ];
  test.each(loops)('%s', async (_title, records) => {
    const dns = world(['klant.nl. NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3'], { 'klant.nl': records });
    const found = await new Walker(dns, signal()).addressesOf(fqdn('ns1.klant.nl'));
    expect(found.addresses).toEqual([]);
    expect(dns.asked.length).toBeLessThanOrEqual(MOST_QUESTIONS);
  });

  test('two zones whose servers stand in each other', async () => {
    const dns = world(['klant.nl. NS ns.ander.nl.', 'ander.nl. NS ns.klant.nl.'], {});
    const found = await Promise.all(
      ['ns.klant.nl', 'ns.ander.nl'].map((name) => new Walker(dns, signal()).addressesOf(fqdn(name))),
    );
    expect(found.map(({ addresses, outcome }) => [addresses, outcome])).toEqual([
      [[], 'timeout'],
      [[], 'timeout'],
    ]);
    expect(dns.asked.length).toBeLessThanOrEqual(2 * MOST_QUESTIONS);
  });

  test('the same, looked for at once by one walker', async () => {
    const dns = world(['klant.nl. NS ns.ander.nl.', 'ander.nl. NS ns.klant.nl.'], {});
    const walker = new Walker(dns, signal());
    const found = await Promise.all(['ns.klant.nl', 'ns.ander.nl'].map((name) => walker.addressesOf(fqdn(name))));
    expect(found.every(({ addresses }) => addresses.length === 0)).toBe(true);
    expect(dns.asked.length).toBeLessThanOrEqual(MOST_QUESTIONS);
  });

  test('a hundred name servers, each in a zone of its own', async () => {
    const names = range(100).map((index) => fqdn(`ns.host${index}.nl`));
    const dns = world(
      names.flatMap((name, index) => [
        `klant.nl. NS ${name}`,
        `host${index}.nl. NS ns.host${index}.nl.`,
        `ns.host${index}.nl. A 192.0.2.3`,
      ]),
      Object.fromEntries(range(100).map((index) => [`host${index}.nl`, [`ns.host${index}.nl. A 192.0.2.3`]])),
    );
    const walker = new Walker(dns, signal());
    const found = await Promise.all(names.map((name) => walker.addressesOf(name)));
    expect(walker.isSpent).toBe(true);
    expect(dns.asked.length).toBeLessThanOrEqual(MOST_QUESTIONS);
    expect(found.filter(({ outcome }) => outcome === 'answer').length).toBeGreaterThan(10);
    expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(['answer', 'timeout']));
  });

  test('thirteen dead addresses', async () => {
    const glue = range(13).flatMap((index) => [
      `klant.nl. NS ns${index}.klant.nl.`,
      `ns${index}.klant.nl. A 198.51.100.${index}`,
    ]);
    const dns = world(glue, {});
    const walker = new Walker(dns, signal());
    const view = await readServers(
      dns,
      ZONE,
      range(13).map((index) => fqdn(`ns${index}.klant.nl`)),
      [],
      signal(),
      walker,
    );
    // Where they are is known from the parent; that nobody is there, too.
    expect(view.servers.map(({ address, outcome }) => [address, outcome])).toEqual(
      range(13).map((index) => [`198.51.100.${index}`, 'timeout']),
    );
    // The root, nl, each address once by the walk, and the SOA at each over UDP and TCP.
    expect(dns.asked.length).toBe(2 + 13 + 26);
  });

  test('a server that drops questions of one type is asked others', async () => {
    const dns = world(
      ['klant.nl. NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3'],
      { 'klant.nl': ['@ NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3'] },
      ({ type }) => (type === 'CAA' ? 'timeout' : undefined),
    );
    const walker = new Walker(dns, signal());
    expect(await walker.ask(ZONE, 'CAA')).toBe(undefined);
    expect((await walker.addressesOf(fqdn('ns1.klant.nl'))).addresses).toEqual(['192.0.2.3']);
    expect(await walker.ask(ZONE, 'CAA')).toBe(undefined);
    expect((await walker.ask(ZONE, 'NS'))?.outcome).toBe('answer');
  });

  test('a server that names its own servers beside every "no data" has said no, and refers nobody', async () => {
    const dns = world(['klant.nl. NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3'], {
      'klant.nl': ['@ NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3', 'leeg.klant.nl. TXT "x"'],
    });
    const own = rrset(ZONE, 'NS', 60, ['ns1.klant.nl.']);
    const askAll: Dns['askAll'] = async (questions, given) =>
      (await dns.askAll(questions, given)).map((answer) =>
        answer.outcome === 'nodata' ? { ...answer, authority: [own] } : answer,
      );
    const found = await new Walker({ ...dns, askAll }, signal()).addressesOf(fqdn('leeg.klant.nl'));
    expect(found).toEqual({ addresses: [], outcome: 'nodata' });
  });

  test('a referral to ever deeper zones', async () => {
    const name = fqdn(`${'a.'.repeat(60)}klant.nl`);
    const cuts = range(60).map((depth) => `${'a.'.repeat(60 - depth)}klant.nl`);
    const zones = Object.fromEntries(cuts.map((cut) => [cut, [`@ NS ns.dns.nl.`]]));
    const dns = world(['klant.nl. NS ns.dns.nl.', ...cuts.map((cut) => `${cut}. NS ns.dns.nl.`)], zones);
    await new Walker(dns, signal()).addressesOf(name);
    expect(dns.asked.length).toBeLessThanOrEqual(MOST_QUESTIONS);
  });
});

describe('a walk that takes too long', () => {
  test('is given up, and what was not heard is a timeout, never a no', async () => {
    const patience = new AbortController();
    const dns = world(['klant.nl. NS ns1.klant.nl.', 'ns1.klant.nl. A 192.0.2.3'], {
      'klant.nl': ['ns1.klant.nl. A 192.0.2.3', 'ns2.klant.nl. A 192.0.2.3'],
    });
    const slow: Dns = {
      ...dns,
      askAll: async (questions, given) => {
        if (dns.asked.length >= 2) patience.abort();
        return given.aborted
          ? questions.map((question) => ({
              question,
              outcome: 'not-asked',
              authoritative: false,
              answer: [],
              authority: [],
              additional: [],
              atMs: 0,
            }))
          : dns.askAll(questions, given);
      },
    };
    const walker = new Walker(slow, signal(), patience.signal);
    expect(await walker.addressesOf(fqdn('ns1.klant.nl'))).toMatchObject({ addresses: [], outcome: 'timeout' });
    expect(walker.isSpent).toBe(true);
    // Where the server is, nobody was asked in time: that leaves it open.
    const spent = await readServers(dns, ZONE, [fqdn('ns2.klant.nl')], [], signal(), walker);
    expect(spent.servers.map(({ address, outcome }) => [address, outcome])).toEqual([['', 'not-asked']]);
    expect(judgeServers(spent, 0).map(({ tag, subject }) => `${tag} ${subject}`)).toEqual(['UNANSWERED ns2.klant.nl.']);
    expect([allServe(spent), allServe(spent, { acceptNotAsked: true }), noneServes(spent)]).toEqual(
      Array(3).fill('unknown'),
    );
    const again = walker.another(signal());
    expect(again.isSpent).toBe(false);
    expect((await again.addressesOf(fqdn('ns2.klant.nl'))).addresses).toEqual(['192.0.2.3']);
    // A name that nobody has is a definite answer, however little time there was.
    const nowhere = await readServers(dns, ZONE, [fqdn('ns9.klant.nl')], [], signal(), walker.another(signal()));
    expect(judgeServers(nowhere, 0).map(({ tag }) => tag)).toEqual(['SERVER_UNREACHABLE']);
  });

  test('no parent answers: nobody says that the domain is not there', async () => {
    const dns = world([], {}, () => 'timeout');
    const view = await readDelegation(dns, ZONE, signal());
    expect(view.parents.map(({ outcome, ns }) => [outcome, ns])).toEqual([['timeout', []]]);
  });
});
