import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { socketDns } from '../../src/adapters/dns/sockets/index.ts';
import type { AllowPrivate } from '../../src/adapters/net/private-targets.ts';
import { type PublicHosts, publicHosts } from '../../src/adapters/net/public-host.ts';
import { bootstrapSource } from '../../src/adapters/registry/rdap/bootstrap.ts';
import { rdapClient } from '../../src/adapters/registry/rdap/client.ts';
import { rdapRegistry } from '../../src/adapters/registry/rdap/index.ts';
import { openWhoisRegistry } from '../../src/adapters/registry/whois/index.ts';
import { socketSmtp } from '../../src/adapters/smtp/sockets/index.ts';
import { socketWeb } from '../../src/adapters/web/sockets/index.ts';
import type { AfterSwitch, WillSay } from '../../src/checks/after-switch.ts';
import { readDelegation } from '../../src/checks/delegation.ts';
import { readMx } from '../../src/checks/mx-answers.ts';
import { readServers } from '../../src/checks/servers.ts';
import { Walker } from '../../src/checks/walk.ts';
import { encodeResponse } from '../../src/dns/wire.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import { readBootstrap } from '../../src/registration/bootstrap.ts';
import { comDomain } from '../registration/rdap-documents.ts';
import { messageOf } from './dns-servers.ts';
import { openStreet, type Street } from './ssrf-street.ts';

// Whatever an answer names, golive comes to no door of this machine. One listener counts; the controls show that it counts whoever comes.

const KLANT = fqdn('klant.com');
const START = 'start.test';
const SIGNAL = new AbortController().signal;
const clock = { now: () => Date.UTC(2026, 10, 20), sleepUntil: () => Promise.resolve() };

let street: Street;
beforeAll(async () => {
  street = await openStreet();
});
afterAll(() => street.close());

/** As they stand in a URL, in a referral, in rdata. */
const ADDRESSES = [
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.0.1',
  '2130706433',
  '4425673729', // 2^32 more
  '017700000001',
  '0x7f000001',
  '0x7f.1',
  '0x7F.0x0.0x0.0x1',
  '0177.0.0.1',
  '0177.0x0.0.01',
  '127.000.000.001',
  '127.0.0.1%00.example.nl',
  '%31%32%37.0.0.1',
  '127%2e0%2e0%2e1',
  '①②⑦.⓪.⓪.①',
  '１２７.０.０.１',
  '127。0。0。1',
  '127．0．0．1',
  '127｡0｡0｡1',
  '%E2%91%A0%E2%91%A1%E2%91%A6.0.0.1',
  '127%E3%80%820%E3%80%820%E3%80%821',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::ffff:127.0.0.1]',
  '[::FFFF:7F00:1]',
  '[0:0:0:0:0:ffff:7f00:0001]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::1]',
  '[2001:0:7f00:1::1]',
  '[::]',
  '[::ffff:0.0.0.0]',
  '[::1%lo]',
  '[::1%25lo]',
  '0.0.0.0',
  '0',
  '127.255.255.254',
  'localhost',
  'LOCALHOST.',
  'a.localhost',
  'localhost.localdomain',
  'inside.local',
];
/** Names of somebody else's that mean this machine. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'evil.test': ['127.0.0.1'],
  'evil6.test': ['::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  '6to4.test': ['2002:7f00:1::1'],
  'both.test': ['::1', '127.0.0.1', '0.0.0.0', '::'],
  'many.test': Array.from({ length: 300 }, (_none, at) => `127.0.0.${at % 2}`),
};
const SPELLINGS = [...ADDRESSES, ...Object.keys(NAMES)];
/** Authorities that read differently to a hasty reader. */
const TRICKS = [
  'user@127.0.0.1',
  'start.test@127.0.0.1',
  'start.test:80@127.0.0.1',
  '127.0.0.1\\@start.test',
  'start.test%40127.0.0.1',
  'start.test#@127.0.0.1',
];

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** What is under the test, or the same without its guard. */
type Guard = 'guarded' | 'unguarded';

const hostsOf = (guard: Guard) => (): PublicHosts => {
  const known = (host: string) => (host === START ? ['127.0.0.2'] : NAMES[host]);
  if (guard === 'guarded')
    return publicHosts({ allowPrivate: ['127.0.0.2'], resolve: async (host) => known(host) ?? ['127.0.0.1', '::1'] });
  // Numbers that the system reads as an address; names of the table never leave this machine.
  return naive(
    async (host) => known(host) ?? (await systemLookup(bare(host), { all: true })).map(({ address }) => address),
  );
};

/** What many programs do: the name is looked up when it is connected to, by whatever the system says. */
function naive(resolve: (host: string) => Promise<readonly string[]>): PublicHosts {
  const found = async (host: string) =>
    (await resolve(host)).map((address) => ({ address, family: address.includes(':') ? (6 as const) : (4 as const) }));
  const lookup: LookupFunction = (host, { all }, done) =>
    void found(host).then(
      (addresses) => (all ? done(null, [...addresses]) : done(null, addresses[0]!.address, addresses[0]!.family)),
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  return {
    addressesOf: async (host) => (await found(host)) as never,
    lookup,
    url: (text) => new URL(text),
  };
}

/** Octets as they are: not every server sends ASCII. */
const octets = (text: string): string => Buffer.from(text).toString('latin1');
const page = (status: string, head: string, body = ''): string =>
  `HTTP/1.1 ${status}\r\n${octets(head)}content-length: ${octets(body).length}\r\nconnection: close\r\n\r\n${octets(body)}`;
const redirect = (to: string): string => page('302 Found', `location: ${to}\r\n`);

const start = () => `http://${START}:${street.port}/`;
const rdap = (guard: Guard) =>
  rdapClient({ clock, hosts: hostsOf(guard), mayUsePort: () => true }, { deadlineMs: 2000 });
const listed = (base: string) => JSON.stringify({ publication: 'x', services: [[['com'], [base]]] });

async function byRdap(guard: Guard, base: string): Promise<void> {
  const list = async () => readBootstrap(listed(base), 'the list', 'remote-broken');
  await rdapRegistry(list, rdap(guard)).lookUp(KLANT, SIGNAL);
}

const leave = (guard: Guard): AllowPrivate => (guard === 'guarded' ? ['127.0.0.2', START] : true);
const targets = (host: string): readonly string[] => NAMES[host] ?? [bare(host)];

/** Each way in which somebody outside names a host: sends golive there. */
const WAYS: Readonly<Record<string, (host: string, guard: Guard) => Promise<void>>> = {
  async 'the address of a site'(host, guard) {
    const web = socketWeb({ httpPort: street.port, httpsPort: street.port, allowPrivateAddresses: leave(guard), timeoutMs: guard === 'guarded' ? 50 : 500, clock }); // biome-ignore format: settings
    for (const address of targets(host).slice(0, 4))
      for (const scheme of ['http', 'https'] as const)
        await web.get({ scheme, host: 'klant.com', address, path: '/' }, SIGNAL);
  },
  async 'the address of a mail exchanger'(host, guard) {
    const smtp = socketSmtp({
      port: street.port,
      allowPrivateAddresses: leave(guard),
      timeoutMs: guard === 'guarded' ? 50 : 500,
      clock,
    });
    for (const address of targets(host).slice(0, 4))
      await smtp.wouldAccept({ address, host: 'mx.klant.com', recipient: 'info@klant.com' }, SIGNAL);
  },
  async 'the address of a name server'(host, guard) {
    const dns = socketDns({ roots: [], resolvers: [], port: street.port, tlsPort: street.port, allowPrivateAddresses: leave(guard), timeoutMs: 20, tries: 1, clock }); // biome-ignore format: settings
    for (const address of targets(host).slice(0, 4)) {
      const server = { name: fqdn('ns.klant.com'), address };
      const question = { server, name: KLANT, type: 'SOA', recursive: false };
      await dns.askAll([question, { ...question, transport: 'tcp' }, { ...question, transport: 'tls' }], SIGNAL);
      await dns.transfer(server, KLANT, SIGNAL);
    }
  },
  'an entry of the RDAP list': (host, guard) => byRdap(guard, `http://${host}:${street.port}/`),
  async 'a redirect of the RDAP list'(host, guard) {
    street.says = () => redirect(`http://${host}:${street.port}/list`);
    await bootstrapSource(start(), rdap(guard))(SIGNAL).catch(() => undefined);
  },
  async 'a redirect of an RDAP server'(host, guard) {
    street.says = () => redirect(`http://${host}:${street.port}/inside`);
    await byRdap(guard, start());
  },
  async 'a link in an RDAP answer'(host, guard) {
    street.says = () => page('200 OK', '', JSON.stringify(comDomain(`http://${host}:${street.port}/inside`)));
    await byRdap(guard, start());
  },
  async 'a referral of a WHOIS server'(host, guard) {
    street.says = () => octets(`domain: COM\r\n\r\nwhois: ${host}\r\n`);
    const limits = { port: street.port, serverFor: () => START, deadlineMs: 2000 };
    await openWhoisRegistry({ clock, hosts: hostsOf(guard) }, limits).lookUp(KLANT, SIGNAL);
  },
};

describe(`this machine in ${SPELLINGS.length} spellings`, () => {
  for (const [way, go] of Object.entries(WAYS))
    test(`${way}: 0 come in`, { timeout: 20_000 }, async () => {
      const came: string[] = [];
      for (const host of [...SPELLINGS, ...TRICKS]) {
        await go(host, 'guarded');
        if ((await street.visits()) > 0) came.push(host);
        // Whoever let one in lets in many, and some of them lead to addresses where nobody answers.
        if (came.length > 0) break;
      }
      expect(came).toEqual([]);
    });

  const IN_URLS = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '%31%32%37.0.0.1', '127%E3%80%820%E3%80%820%E3%80%821', '[::ffff:7f00:1]', '0', 'evil.test']; // biome-ignore format: a list
  // Without the guard: those that every system reads as this machine, and that this way of naming can say.
  const SURE: Readonly<Record<string, readonly string[]>> = {
    'the address of a site': ['127.0.0.1', '0.0.0.0', '[::ffff:127.0.0.1]', 'evil.test'],
    'the address of a mail exchanger': ['127.0.0.1', '0.0.0.0', '[::ffff:127.0.0.1]', 'evil.test'],
    'the address of a name server': ['127.0.0.1', '0.0.0.0', '[::ffff:127.0.0.1]', 'evil.test'],
    'a referral of a WHOIS server': ['evil.test', 'both.test'],
    'an entry of the RDAP list': [...IN_URLS, '①②⑦.⓪.⓪.①', '127。0。0。1'],
    'a link in an RDAP answer': [...IN_URLS, '①②⑦.⓪.⓪.①', '127。0。0。1', 'user@127.0.0.1'],
  };
  for (const [way, go] of Object.entries(WAYS))
    test(`${way}, without the guard: they come in`, { timeout: 20_000 }, async () => {
      const missed: string[] = [];
      for (const host of SURE[way] ?? [...IN_URLS, 'user@127.0.0.1']) {
        await go(host, 'unguarded');
        if ((await street.visits()) === 0) missed.push(host);
      }
      expect(missed).toEqual([]);
    });
});

describe('a site that sends its visitors elsewhere', () => {
  test.each(['127.0.0.1', '[::1]', 'evil.test', '2130706433'])('to %s is not followed', async (host) => {
    street.says = () => redirect(`http://${host}:${street.port}/inside`);
    const web = socketWeb({ httpPort: street.port, allowPrivateAddresses: ['127.0.0.2'], clock });
    const answer = await web.get({ scheme: 'http', host: 'klant.com', address: '127.0.0.2', path: '/' }, SIGNAL);
    expect(answer).toMatchObject({ outcome: 'answer', status: 302 });
    expect(await street.visits()).toBe(0);
  });
});

describe('a delegation whose glue is inside', () => {
  const ZONE = fqdn('evil.test');
  const GLUE = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', '10.0.0.1', '169.254.169.254', '64:ff9b::7f00:1', '2002:7f00:1::1', 'fd00::1']; // biome-ignore format: a list
  const nameOf = (at: number) => fqdn(`ns${at}.evil.test`);

  /** The configured root, at 127.0.0.2, delegates the zone to these. */
  function dnsWith(allowPrivateAddresses: AllowPrivate, glue: readonly string[]) {
    street.answers = (query) => {
      const record = (name: Fqdn, type: string, rdata: string) => ({ name, type, ttlSeconds: 60, rdata });
      const authority = glue.map((_address, at) => record(ZONE, 'NS', nameOf(at)));
      const additional = glue.map((address, at) => record(nameOf(at), address.includes(':') ? 'AAAA' : 'A', address));
      const reply = { rcode: 0, authoritative: false, recursionAvailable: false, answer: [], authority, additional };
      return Buffer.from(encodeResponse(messageOf(query), reply, 1232));
    };
    const roots = [{ name: fqdn('a.root.test'), address: '127.0.0.2' }];
    return socketDns({
      roots,
      resolvers: [],
      port: street.port,
      allowPrivateAddresses,
      timeoutMs: 20,
      tries: 1,
      clock,
    });
  }
  const look = (allow: AllowPrivate, glue: readonly string[]) =>
    readServers(dnsWith(allow, glue), ZONE, glue.map((_address, at) => nameOf(at)), [{ name: ZONE, type: 'A' }], SIGNAL); // biome-ignore format: one call

  test('is shown as it is, and nobody there is asked', async () => {
    const parent = await readDelegation(dnsWith(['127.0.0.2'], GLUE), ZONE, SIGNAL);
    expect(parent.parents[0]?.ns).toHaveLength(GLUE.length);
    const { servers } = await look(['127.0.0.2'], GLUE);
    expect(servers.map(({ outcome, tcp }) => [outcome, tcp])).toEqual(GLUE.map(() => ['not-asked', 'not-asked']));
    expect(await street.visits()).toBe(0);
  });
  test('nor where the configuration names the name server: the glue is not its owner’s word', async () => {
    await look(['127.0.0.2', 'ns0.evil.test'], ['127.0.0.1']);
    expect(await street.visits()).toBe(0);
  });
  test('what is found out of it is not asked either', async () => {
    expect(await new Walker(dnsWith(['127.0.0.2'], GLUE), SIGNAL).ask(ZONE, 'MX')).toBeUndefined();
    expect(await street.visits()).toBe(0);
  });
  test('in a laboratory they are asked', async () => {
    await look(true, ['127.0.0.1']);
    expect(await street.visits()).toBeGreaterThan(0);
    await look(['127.0.0.0/8'], ['127.0.0.1']);
    expect(await street.visits()).toBeGreaterThan(0);
  });
});

describe('a resolver that says something public first and this machine afterwards', () => {
  // 127.0.0.2 stands for the public Internet: the configuration allows it, and nothing else.
  const turning = (turns: readonly string[]) => {
    let asked = 0;
    const said: string[] = [];
    const resolve = async (): Promise<readonly string[]> => {
      const address = turns[Math.min(asked++, turns.length - 1)]!;
      said.push(address);
      return [address];
    };
    return { said, guarded: () => publicHosts({ allowPrivate: ['127.0.0.2'], resolve }), resolve };
  };
  /** Looks first and connects to whatever is found then. */
  const hasty = (resolve: () => Promise<readonly string[]>) => (): PublicHosts => {
    const judge = publicHosts({ allowPrivate: ['127.0.0.2'], resolve });
    const later = naive(resolve);
    return {
      ...later,
      async addressesOf(host) {
        await judge.addressesOf(host);
        return later.addressesOf(host);
      },
    };
  };

  async function byRdapWith(hosts: () => PublicHosts, says: () => string): Promise<void> {
    street.says = says;
    street.heard.length = 0;
    const list = async () => readBootstrap(listed(start()), 'the list', 'remote-broken');
    const client = rdapClient({ clock, hosts, mayUsePort: () => true }, { deadlineMs: 2000 });
    await rdapRegistry(list, client).lookUp(KLANT, SIGNAL);
  }
  async function byWhoisWith(hosts: () => PublicHosts): Promise<void> {
    street.says = () => 'domain: COM\r\n\r\nwhois: again.test\r\n';
    street.heard.length = 0;
    const limits = { port: street.port, serverFor: () => START, deadlineMs: 2000 };
    await openWhoisRegistry({ clock, hosts }, limits).lookUp(KLANT, SIGNAL);
  }
  const elsewhere = () => redirect(`${start()}again${street.heard.length}`);
  const linked = () => page('200 OK', '', JSON.stringify(comDomain(`${start()}again`)));

  test('a redirect to the same host goes where the first request went', async () => {
    const { said, guarded } = turning(['127.0.0.2', '127.0.0.1']);
    await byRdapWith(guarded, elsewhere);
    expect([street.heard.length, said.length, await street.visits()]).toEqual([4, 1, 0]);
  });
  test('a link is another exchange: what the name means now is judged', async () => {
    const { said, guarded } = turning(['127.0.0.2', '127.0.0.1']);
    await byRdapWith(guarded, linked);
    expect([street.heard.length, said, await street.visits()]).toEqual([1, ['127.0.0.2', '127.0.0.1'], 0]);
  });
  test('a referral is judged by its own addresses', async () => {
    const { guarded } = turning(['127.0.0.2', '127.0.0.1']);
    await byWhoisWith(guarded);
    expect([street.heard.length, await street.visits()]).toEqual([1, 0]);
  });
  test('a mail exchanger is asked at the address that was judged, at the second look as well', async () => {
    const { resolve } = turning(['127.0.0.2', '127.0.0.1']);
    const addressesOf = async (): Promise<WillSay> => ({ outcome: 'answer', rdatas: await resolve(), aliases: [] });
    const after = { addressesOf } as unknown as AfterSwitch;
    const smtp = socketSmtp({ port: street.port, allowPrivateAddresses: ['127.0.0.2'], timeoutMs: 20, clock });
    const mx = { name: KLANT, type: 'MX', ttlSeconds: 60, rdatas: ['10 mx.klant.com.'] };
    const look = () => readMx({ smtp, after }, KLANT, [mx], 'info@klant.com', () => true, SIGNAL);
    const outcomes = [...(await look()), ...(await look())].map(({ addresses }) => addresses[0]?.outcome);
    expect(outcomes).toEqual([expect.not.stringMatching('not-asked'), 'not-asked']);
    expect(await street.visits()).toBe(0);
  });
  test('whoever looks twice is led inside', async () => {
    const turns = ['127.0.0.2', '127.0.0.1'];
    await byWhoisWith(hasty(turning(turns).resolve));
    expect(await street.visits()).toBeGreaterThan(0);
    await byRdapWith(hasty(turning(turns).resolve), linked);
    expect(await street.visits()).toBeGreaterThan(0);
  });
});
