import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publicHosts } from '../../src/adapters/net/public-host.ts';
import { openRegistry } from '../../src/adapters/registry/index.ts';
import { converse } from '../../src/adapters/registry/whois/conversation.ts';
import { openWhoisRegistry } from '../../src/adapters/registry/whois/index.ts';
import { questionFor, WHOIS_SERVERS_SEEN, whoisServerFor } from '../../src/adapters/registry/whois/servers.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import type { Registration } from '../../src/ports/registry.ts';
import { ICANN, NL, UK } from '../registration/whois/texts.ts';

const KLANT = fqdn('klant.com');
const NOW = Date.UTC(2026, 10, 20);
const never = new AbortController().signal;

/** What a server does with a question: `say` sends, `end` closes. */
type Manner = (question: string, socket: Socket) => void;

/** Servers on addresses of their own in 127.0.0.0/8, all on one port: who was asked what is theirs to say. */
interface Street {
  readonly port: number;
  readonly heard: string[];
  readonly open: Set<Socket>;
  close(): Promise<void>;
}

async function street(manners: Readonly<Record<string, Manner>>): Promise<Street> {
  const servers: Server[] = [];
  const heard: string[] = [];
  const open = new Set<Socket>();
  let port = 0;
  for (const [address, manner] of Object.entries(manners)) {
    const server = createServer((socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => {});
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (!text.endsWith('\r\n')) return;
        heard.push(`${address} ${JSON.stringify(text)}`);
        manner(text, socket);
      });
    });
    await new Promise<void>((resolve) => server.listen(port, address, resolve));
    const bound = server.address();
    if (bound !== null && typeof bound === 'object') port = bound.port;
    servers.push(server);
  }
  return {
    port,
    heard,
    open,
    async close() {
      for (const socket of open) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

const says =
  (text: string): Manner =>
  (_question, socket) =>
    socket.end(text.replaceAll('\n', '\r\n'));

/** The registry lives at 127.0.0.2, others where the test puts them. */
const HOSTS: Readonly<Record<string, string>> = {
  'whois.registry.example': '127.0.0.2',
  'whois.registrar.example': '127.0.0.3',
  'whois.third.example': '127.0.0.4',
  'whois.fourth.example': '127.0.0.5',
  'whois.fifth.example': '127.0.0.6',
};

let here: Street | undefined;
beforeEach(() => {
  here = undefined;
});
afterEach(async () => {
  await here?.close();
});

async function ask(
  manners: Readonly<Record<string, Manner>>,
  changed: {
    deadlineMs?: number;
    signal?: AbortSignal;
    domain?: Fqdn;
    allow?: readonly string[];
    hosts?: Readonly<Record<string, string | undefined>>;
    mostBytes?: number;
  } = {},
): Promise<Registration> {
  here = await street(manners);
  const registry = openWhoisRegistry(
    {
      clock: { now: () => NOW },
      hosts: () =>
        publicHosts({
          allowPrivate: changed.allow ?? ['127.0.0.0/8'],
          resolve: async (host) => {
            const address = { ...HOSTS, ...changed.hosts }[host];
            return address === undefined ? [] : [address];
          },
        }),
    },
    {
      port: here.port,
      serverFor: () => 'whois.registry.example',
      ...(changed.deadlineMs === undefined ? {} : { deadlineMs: changed.deadlineMs }),
      ...(changed.mostBytes === undefined ? {} : { mostBytes: changed.mostBytes }),
    },
  );
  return registry.lookUp(changed.domain ?? KLANT, changed.signal ?? never);
}

/** Polls: the last of a socket is heard of a moment later. */
async function allClosed(): Promise<void> {
  const untilMs = Date.now() + 5000;
  while (here!.open.size > 0 && Date.now() < untilMs) await new Promise((resolve) => setImmediate(resolve));
  expect(here!.open.size).toBe(0);
}

const thin = ICANN.replace(/.*(?:Creation|Expiry) Date.*\n/g, '').replace(/^ *DNSSEC.*\n/gm, '');
const refersTo = (host: string): string => `domain: COM\n\nwhois: ${host}\n`;

describe('an answer', () => {
  test('is a registration, with who was asked and what they said', async () => {
    const found = await ask({ '127.0.0.2': says(NL) }, { domain: fqdn('klant.nl') });
    expect(found).toMatchObject({
      outcome: 'found',
      source: 'whois.registry.example',
      statuses: ['redemptionPeriod'],
      delegationSigned: true,
      registrar: { name: 'Oude Hoster B.V.' },
    });
    expect(found.evidence).toEqual([
      {
        asked: 'whois.registry.example klant.nl',
        answered: expect.stringContaining('Domain name: klant.nl'),
        atMs: NOW,
      },
    ]);
    expect(here!.heard).toContain('127.0.0.2 "klant.nl\\r\\n"');
  });
  test('in Latin-1 keeps its letters', async () => {
    const text = UK.replace('Old Host Ltd', 'Hôte Ancien');
    const found = await ask(
      { '127.0.0.2': (_q, socket) => socket.end(Buffer.from(text, 'latin1')) },
      { domain: fqdn('klant.co.uk') },
    );
    expect(found.registrar).toEqual({ id: 'OLD-HOST', name: 'Hôte Ancien t/a Old', tag: 'OLD-HOST' });
  });
  test('“free” is the registry’s to say', async () => {
    expect(await ask({ '127.0.0.2': says('No match for "KLANT.COM".\n') })).toMatchObject({ outcome: 'not-found' });
  });
  test('about quota is unknown, and says for how long', async () => {
    const limited = await ask({
      '127.0.0.2': says(
        'The WHOIS query quota for 192.0.2.1 has been exceeded\nand will be replenished in 50 seconds.\n',
      ),
    });
    expect(limited).toMatchObject({ outcome: 'unknown', slowDown: {} });
    expect(limited.why).toBe('whois.registry.example says that it was asked too often');
    const timed = await askAgain('Please go away for 13 Seconds\n');
    expect(timed.slowDown).toEqual({ retryAfterMs: 13_000 });
  });
  test('of nothing is unknown', async () => {
    expect(await ask({ '127.0.0.2': says('') })).toMatchObject({
      outcome: 'unknown',
      why: 'whois.registry.example said nothing',
    });
  });
});

async function askAgain(text: string): Promise<Registration> {
  await here?.close();
  return ask({ '127.0.0.2': says(text) });
}

describe('a referral', () => {
  test('is followed for what is missing; the registry’s word stands', async () => {
    const other = ICANN.replace('clientTransferProhibited', 'ok').replaceAll('OLD.EXAMPLE', 'OTHER.EXAMPLE');
    const found = await ask({ '127.0.0.2': says(thin), '127.0.0.3': says(other) });
    expect(here!.heard.map((line) => line.split(' ')[0])).toEqual(['127.0.0.2', '127.0.0.3']);
    expect(found.source).toBe('whois.registry.example');
    expect(found.nameServers).toEqual(['ns1.old.example.', 'ns2.old.example.']);
    expect(found.statuses).toContain('clientTransferProhibited');
    expect(new Date(found.expiresMs!).toISOString()).toBe('2028-09-14T04:00:00.000Z');
    expect(found.evidence).toHaveLength(2);
  });
  test('is not followed where nothing is missing', async () => {
    await ask({ '127.0.0.2': says(ICANN), '127.0.0.3': says(ICANN) });
    expect(here!.heard).toHaveLength(1);
  });
  test('a registrar that does not have it makes nothing free', async () => {
    expect((await ask({ '127.0.0.2': says(thin), '127.0.0.3': says('No match for "KLANT.COM".\n') })).outcome).toBe(
      'found',
    );
    await here!.close();
    const passed = await ask({
      '127.0.0.2': says(refersTo('whois.registrar.example')),
      '127.0.0.3': says('No match for "KLANT.COM".\n'),
    });
    expect(passed).toMatchObject({ outcome: 'unknown', why: "whois.registrar.example is not the registry's" });
  });
  test('to itself ends there', async () => {
    const itself = await ask({ '127.0.0.2': says(refersTo('whois.registry.example')) });
    expect(itself).toMatchObject({ outcome: 'unknown', why: 'whois.registry.example refers to itself' });
    expect(here!.heard).toHaveLength(1);
  });
  test('in a circle ends there', async () => {
    const circle = await ask({
      '127.0.0.2': says(refersTo('whois.registrar.example')),
      '127.0.0.3': says(refersTo('whois.registry.example')),
    });
    expect(circle.why).toBe('whois.registrar.example refers back to a server that was asked already');
    expect(here!.heard).toHaveLength(2);
  });
  test('is followed three times', async () => {
    const chain = await ask({
      '127.0.0.2': says(refersTo('whois.registrar.example')),
      '127.0.0.3': says(refersTo('whois.third.example')),
      '127.0.0.4': says(refersTo('whois.fourth.example')),
      '127.0.0.5': says(refersTo('whois.fifth.example')),
      '127.0.0.6': says(ICANN),
    });
    expect(here!.heard).toHaveLength(4);
    expect(chain).toMatchObject({ outcome: 'unknown', why: 'whois.fourth.example refers on after 3 referrals' });
  });
  const INSIDE = [
    '127.0.0.3',
    '10.0.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.3',
    '64:ff9b::7f00:3',
    '2002:7f00:3::1',
    '0.0.0.0',
    '::',
  ];
  test.each(INSIDE)('to a name that means %s is never connected to', async (address) => {
    const found = await ask(
      { '127.0.0.2': says(thin), '127.0.0.3': says(ICANN) },
      { allow: ['whois.registry.example'], hosts: { 'whois.registrar.example': address } },
    );
    expect(here!.heard).toHaveLength(1);
    expect(found.outcome).toBe('found');
    expect(found.evidence!.at(-1)!.answered).toContain('not public');
  });
  const SPELLINGS = [
    '127.0.0.3',
    '127.3',
    '0x7f000003',
    '2130706435',
    '0177.0.0.3',
    'localhost',
    '[::1]',
    'whois://127.0.0.3',
    '127.0.0.3:43',
    'rwhois://localhost:4321/',
    'http://127.0.0.3/',
    'whois.registrar.example\r\nklant.nl',
  ];
  test.each(SPELLINGS)('%j leads nowhere inside', async (spelling) => {
    await ask(
      { '127.0.0.2': says(refersTo(spelling)), '127.0.0.3': says(ICANN) },
      { allow: ['whois.registry.example'] },
    );
    expect(here!.heard).toHaveLength(1);
  });
});

describe('a server that', () => {
  test('talks without end is cut off at its bound, and its “free” does not count', async () => {
    let sent = 0;
    const endless: Manner = (_question, socket) => {
      const more = (): void => {
        while (!socket.destroyed && sent < 200_000_000) {
          sent += 8192;
          if (!socket.write(`No match for "KLANT.COM".\r\n${'x'.repeat(8165)}`)) return void socket.once('drain', more);
        }
      };
      more();
    };
    const cut = await ask({ '127.0.0.2': endless });
    expect(cut).toMatchObject({ outcome: 'unknown', why: 'whois.registry.example talked on past 65536 octets' });
    await allClosed();
    expect(sent).toBeLessThan(50_000_000);
  });
  test('drips is left at the deadline', async () => {
    const drips: Manner = (_question, socket) => {
      const drop = (): void => {
        if (!socket.destroyed) socket.write('N', () => setImmediate(drop));
      };
      drop();
    };
    const cut = await ask({ '127.0.0.2': drips }, { deadlineMs: 50, mostBytes: 100_000_000 });
    expect(cut.outcome).toBe('unknown');
    expect(cut.evidence![0]!.answered).toContain('did not finish within 50 ms');
    await allClosed();
  });
  test('says nothing is left at the deadline, one for all referrals', async () => {
    const silent: Manner = () => {};
    const cut = await ask({ '127.0.0.2': says(thin), '127.0.0.3': silent }, { deadlineMs: 50 });
    expect(cut.outcome).toBe('found');
    expect(cut.evidence!.at(-1)!.answered).toContain('did not finish within 50 ms');
    await allClosed();
  });
  test('breaks off after a record has still shown it', async () => {
    const breaks: Manner = (_question, socket) => socket.write(ICANN, () => socket.resetAndDestroy());
    expect((await ask({ '127.0.0.2': breaks })).outcome).toBe('found');
    await here!.close();
    const free: Manner = (_question, socket) =>
      socket.write('No match for "KLANT.COM".\n', () => socket.resetAndDestroy());
    expect((await ask({ '127.0.0.2': free })).outcome).toBe('unknown');
  });
  const upTo = (last: string) => ICANN.slice(0, ICANN.indexOf(last) + last.length);
  /** Cut by the bound on its octets: no clock and no socket decides where. */
  const brokenAfter = (last: string) =>
    ask({ '127.0.0.2': (_question, socket) => void socket.write(ICANN) }, { mostBytes: upTo(last).length });
  const UNTOLD = { outcome: 'found', registrar: { id: '292' }, statuses: [], statusesCut: true };
  test('stops before its statuses has not told them', async () => {
    const stalls: Manner = (_question, socket) => void socket.write(upTo('Registrar IANA ID: 292\n'));
    expect(await ask({ '127.0.0.2': stalls }, { deadlineMs: 1000 })).toMatchObject(UNTOLD);
    await here!.close();
    expect(await brokenAfter('Registrar IANA ID: 292\n')).toMatchObject(UNTOLD);
  });
  test('is cut among its statuses has told those and maybe not all', async () =>
    expect(await brokenAfter('#clientTransferProhibited\n')).toMatchObject({
      statuses: ['clientTransferProhibited'],
      statusesCut: true,
    }));
  test.each<[string, Partial<Registration>]>([
    ['Registrar IANA ID: 29', { registrar: { id: '', name: 'Registrar Example, Inc.' } }],
    ['Name Server: NS2.OLD', { nameServers: [fqdn('ns1.old.example')] }],
  ])('is cut within a line says nothing by its half: %j', async (last, expected) =>
    expect(await brokenAfter(last)).toMatchObject({ outcome: 'found', ...expected }),
  );
  test('is cut within a date has none', async () => {
    const cut = await brokenAfter('Registry Expiry Date: 2028-09-1');
    expect([cut.outcome, cut.expiresMs]).toEqual(['found', undefined]);
  });
  test('whose record was heard to its end has told everything, also where its terms of use break off', async () => {
    const cut = await brokenAfter('NOTICE: No match');
    expect(cut.statuses).toEqual(['clientTransferProhibited', 'clientUpdateProhibited']);
    expect(cut).not.toHaveProperty('statusesCut');
  });
  test('that broke off before it said anything is unknown, with how it ended', async () =>
    expect(await brokenAfter('Domain Name: KLA')).toMatchObject({
      outcome: 'unknown',
      why: 'whois.registry.example talked on past 16 octets',
    }));
  test('is not there is unknown', async () => {
    const away = await ask({ '127.0.0.9': says('') });
    expect(away).toMatchObject({ outcome: 'unknown', why: 'whois.registry.example refused the connection' });
    expect((await ask({}, { hosts: { 'whois.registry.example': '' } })).outcome).toBe('unknown');
    const nowhere = await ask({}, { hosts: { 'whois.registry.example': undefined } });
    expect(nowhere).toMatchObject({
      outcome: 'unknown',
      why: 'whois.registry.example cannot be reached: it has no address',
    });
  });
  test('is unknown for an ending, which is named as people read it', async () => {
    const hosts = () => publicHosts({ resolve: async () => [] });
    const registry = openWhoisRegistry({ clock: { now: () => NOW }, hosts }, { serverFor: () => undefined });
    const { why } = await registry.lookUp(fqdn('пример.рф'), new AbortController().signal);
    expect(why).toBe('no WHOIS server is known for .рф');
    const sold = await registry.lookUp(fqdn('klant.co.com'), new AbortController().signal);
    expect(sold.why).toBe('no WHOIS server is known for .co.com');
  });
  test('is given up on when nobody wants the answer any more', async () => {
    const stop = new AbortController();
    const answer = await ask({ '127.0.0.2': () => stop.abort() }, { signal: stop.signal });
    expect(answer).toMatchObject({ outcome: 'unknown', why: 'whois.registry.example was given up' });
    await allClosed();
  });
});

describe('the servers that a configuration names', () => {
  const seenBy = async (ending: string, publicRoot: boolean) => {
    here = await street({ '127.0.0.2': says('No match for "KLANT.UK.COM".\n') });
    const registry = openRegistry({
      bootstrap: 'default',
      whois: new Map([[fqdn(ending), { host: '127.0.0.2', port: here.port }]]),
      publicRoot,
      allowPrivate: ['127.0.0.0/8'],
      clock: { now: () => NOW, sleepUntil: async () => undefined },
      resolve: async () => [],
    });
    const { outcome } = await registry.lookUp(fqdn('klant.uk.com'), never);
    return [outcome, here.heard.length];
  };
  test.each<[string, boolean, readonly [string, number]]>([
    ['com', true, ['unknown', 0]],
    ['uk.com', true, ['not-found', 1]],
    // Below roots of one's own a name like this is anybody's.
    ['com', false, ['not-found', 1]],
  ])('.%s, below the roots of the Internet: %s, about klant.uk.com', async (ending, publicRoot, expected) =>
    expect(await seenBy(ending, publicRoot)).toEqual(expected),
  );
});

describe('a question', () => {
  test('is a line, in the words of its server', () => {
    expect(questionFor(fqdn('klant.de'), 'whois.denic.de')).toBe('-T dn,ace klant.de');
    expect(questionFor(fqdn('klant.com'), 'whois.verisign-grs.com')).toBe('domain klant.com');
    expect(questionFor(fqdn('klant.jp'), 'whois.jprs.jp')).toBe('klant.jp/e');
    expect(questionFor(fqdn('café.be'), 'whois.dns.be')).toBe('xn--caf-dma.be');
  });
  test.each(['*.klant.nl', '_dmarc.klant.nl', 'nl', 'a_b.nl'])('%s is not asked', async (name) => {
    expect(questionFor(fqdn(name), 'whois.domain-registry.nl')).toBeUndefined();
    const answer = await ask({ '127.0.0.2': says(ICANN) }, { domain: fqdn(name) });
    expect(answer.outcome).toBe('unknown');
    expect(here!.heard).toEqual([]);
  });
  test.each(['a.nl\r\nb.nl', 'a.nl\n', 'a\u0000.nl', 'é.nl', ''])('%j never leaves', async (query) => {
    here = await street({ '127.0.0.2': says('x') });
    const heard = await converse({
      address: '127.0.0.2',
      port: here.port,
      query,
      mostBytes: 10,
      signal: never,
      stopped: () => '',
    });
    expect(heard.outcome).toBe('failed');
    expect(here.heard).toEqual([]);
  });
  test('has a server for each ending that is known, and none for a country that is not', () => {
    for (const ending of 'nl be de eu fr uk com net org io ch at'.split(' '))
      expect(whoisServerFor(fqdn(`klant.${ending}`)), ending).toBeDefined();
    expect(whoisServerFor(fqdn('klant.amsterdam'))).toBe('whois.nic.amsterdam');
    expect(whoisServerFor(fqdn('klant.zz'))).toBeUndefined();
    expect(whoisServerFor(fqdn('klant.xn--p1ai'))).toBe('whois.tcinet.ru');
    expect(whoisServerFor(fqdn('klant.com.tr'))).toBe('whois.trabis.gov.tr');
    expect(whoisServerFor(fqdn('klant.co'))).toBe('whois.registry.co');
  });
  test.each<[string, string | undefined]>([
    ['klant.co.za', 'whois.registry.net.za'],
    ['klant.org.za', 'org-whois.registry.net.za'],
    ['klant.law.za', undefined],
    ['klant.co.uk', 'whois.nic.uk'],
    ['klant.ac.uk', 'whois.nic.ac.uk'],
    ['klant.police.uk', undefined],
    ['klant.pl', 'whois.dns.pl'],
    ['klant.co.pl', 'whois.co.pl'],
    ['klant.lublin.pl', undefined],
    ['klant.uk.com', 'whois.centralnic.net'],
    ['klant.co.com', undefined],
    ['uk.com', 'whois.verisign-grs.com'],
  ])('about %s goes to %s, not to a server that does not keep it', (name, server) =>
    expect(whoisServerFor(fqdn(name))).toBe(server),
  );
  test('the table of servers is from the last twelve months', () => {
    expect(Date.now() - Date.parse(WHOIS_SERVERS_SEEN)).toBeLessThan(366 * 86_400_000);
  });
});
