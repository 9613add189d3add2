import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type hostlessMx, updatesFor } from '../../src/adapters/dns-host/rfc2136/convert.ts';
import { openRfc2136 } from '../../src/adapters/dns-host/rfc2136/index.ts';
import { readSettings } from '../../src/adapters/dns-host/rfc2136/schema.ts';
import { encodeUpdate, updateText } from '../../src/dns/update-message.ts';
import { encodeRdata } from '../../src/dns/wire-rdata.ts';
import type { FailureCode, GoLiveError } from '../../src/domain/errors.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import { Secret } from '../../src/domain/secret.ts';
import { never, refuses } from '../contract/laboratory.ts';
import {
  framed,
  macOf,
  record,
  reply,
  type ServerKey,
  signedBy,
  soa,
  type TcpServer,
  tcpServer,
  wireName,
} from './tsig-server.ts';
import { SECRET } from './tsig-vectors.ts';

const ZONE = 'klant.nl.' as Fqdn;
const NOW = Date.parse('2026-11-20T10:00:00Z');
const KEY: ServerKey = { name: 'golive.', algorithm: 'hmac-sha256', secret: SECRET };
const SETTINGS = { server: '192.0.2.1', keyName: 'golive', secret: new Secret(SECRET) };

describe('an update on the wire', () => {
  const A = { name: `www.${ZONE}` as Fqdn, type: 'A' };
  const head = (zones: number, prerequisites: number, lines: number) =>
    `12342800${[zones, prerequisites, lines, 0].map((count) => count.toString(16).padStart(4, '0')).join('')}`;
  const zone = '056b6c616e74026e6c0000060001';
  const www = '03777777056b6c616e74026e6c00';
  const cases: readonly (readonly [string, Parameters<typeof encodeUpdate>[1], string, string])[] = [
    ['nothing', { zone: ZONE, prerequisites: [], lines: [] }, head(1, 0, 0) + zone, 'zone klant.nl.\nsend'],
    [
      'RFC 2136 §2.4.2: an RRset with this data',
      { zone: ZONE, prerequisites: [{ kind: 'is', ...A, rdatas: ['192.0.2.1'] }], lines: [] },
      `${head(1, 1, 0)}${zone}${www}00010001000000000004c0000201`,
      'zone klant.nl.\nprereq yxrrset www.klant.nl. A 192.0.2.1\nsend',
    ],
    [
      'RFC 2136 §2.4.1: some such RRset',
      { zone: ZONE, prerequisites: [{ kind: 'present', ...A }], lines: [] },
      `${head(1, 1, 0)}${zone}${www}000100ff000000000000`,
      'zone klant.nl.\nprereq yxrrset www.klant.nl. A\nsend',
    ],
    [
      'RFC 2136 §2.4.3: no such RRset',
      { zone: ZONE, prerequisites: [{ kind: 'absent', ...A }], lines: [] },
      `${head(1, 1, 0)}${zone}${www}000100fe000000000000`,
      'zone klant.nl.\nprereq nxrrset www.klant.nl. A\nsend',
    ],
    [
      'RFC 2136 §2.5.1: add',
      { zone: ZONE, prerequisites: [], lines: [{ kind: 'add', ...A, ttlSeconds: 300, rdata: '192.0.2.1' }] },
      `${head(1, 0, 1)}${zone}${www}000100010000012c0004c0000201`,
      'zone klant.nl.\nupdate add www.klant.nl. 300 A 192.0.2.1\nsend',
    ],
    [
      'RFC 2136 §2.5.2: delete an RRset',
      { zone: ZONE, prerequisites: [], lines: [{ kind: 'delete-rrset', ...A }] },
      `${head(1, 0, 1)}${zone}${www}000100ff000000000000`,
      'zone klant.nl.\nupdate delete www.klant.nl. A\nsend',
    ],
    [
      'RFC 2136 §2.5.4: delete one record',
      { zone: ZONE, prerequisites: [], lines: [{ kind: 'delete-record', ...A, rdata: '192.0.2.1' }] },
      `${head(1, 0, 1)}${zone}${www}000100fe000000000004c0000201`,
      'zone klant.nl.\nupdate delete www.klant.nl. A 192.0.2.1\nsend',
    ],
  ];
  for (const [what, update, hex, text] of cases)
    test(what, () => {
      expect(Buffer.from(encodeUpdate(0x1234, update)).toString('hex')).toBe(hex);
      expect(updateText(update)).toBe(text);
    });
});

const servers: TcpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const WWW = record('www.klant.nl.', 1, 300, Buffer.of(192, 0, 2, 1));
const isUpdate = (request: Buffer): boolean => (request[2]! & 0x78) === 0x28;
const signed = (request: Buffer, message: Buffer, more: object = {}) =>
  framed(signedBy(KEY, message, { priorMac: macOf(request, 32), timeSeconds: NOW / 1000, ...more }).bytes);
const zoneTo = (request: Buffer, socket: Socket) =>
  void socket.write(
    signed(request, reply(request, 0, [soa(ZONE), record(ZONE, 2, 3600, wireName('ns1.host.nl.')), WWW, soa(ZONE)])),
  );

/** A server that gives the zone, and answers updates as it is told. */
async function hostThat(onUpdate: (request: Buffer, socket: Socket) => void, onTransfer = zoneTo) {
  const updates: Buffer[] = [];
  const server = await tcpServer((request, socket) => {
    if (!isUpdate(request)) return onTransfer(request, socket);
    updates.push(Buffer.from(request));
    onUpdate(request, socket);
  });
  servers.push(server);
  const host = openRfc2136(readSettings({ ...SETTINGS, server: `${server.address}:${server.port}` }), () => NOW);
  return { host, updates, server };
}

const PUT = rrset(`www.${ZONE}` as Fqdn, 'A', 300, ['192.0.2.9']);
const says = (rcode: number) => (request: Buffer, socket: Socket) =>
  void socket.write(signed(request, reply(request, rcode)));
const unsigned = (rcode: number) => (request: Buffer, socket: Socket) =>
  void socket.write(framed(reply(request, rcode)));

describe('what a server says to an update, and what golive makes of it', () => {
  const cases: readonly (readonly [string, FailureCode, RegExp, (request: Buffer, socket: Socket) => void])[] = [
    ['NXRRSET: not as we saw it', 'zone-changed', /NXRRSET/, says(8)],
    ['YXRRSET: there meanwhile', 'zone-changed', /YXRRSET/, says(7)],
    ['NXDOMAIN', 'zone-changed', /NXDOMAIN/, says(3)],
    ['NOTAUTH: the zone has gone', 'zone-missing', /NOTAUTH/, says(9)],
    ['NOTAUTH, unsigned as Knot says it', 'zone-missing', /NOTAUTH/, unsigned(9)],
    ['NOTZONE', 'zone-missing', /NOTZONE/, says(10)],
    ['REFUSED', 'refused', /REFUSED.*Let the key/, says(5)],
    ['REFUSED, unsigned as some servers do', 'refused', /REFUSED/, unsigned(5)],
    ['NOTIMP', 'refused', /NOTIMP/, says(4)],
    ['SERVFAIL: nobody knows how far it came', 'remote-broken', /SERVFAIL/, says(2)],
    ['done, and nobody has signed that', 'remote-broken', /not signed/, unsigned(0)],
    [
      'done, signed by another',
      'remote-broken',
      /signed wrongly \(BADSIG\)/,
      (request, socket) => void socket.write(signed(request, reply(request, 0), { priorMac: Buffer.alloc(32) })),
    ],
    [
      'an answer to something else',
      'remote-broken',
      /no answer to this update/,
      (_request, socket) => void socket.write(framed(Buffer.alloc(12))),
    ],
    [
      'a web page',
      'remote-broken',
      /./,
      (_request, socket) => void socket.write(framed(Buffer.from('<html>Bad Gateway</html>'))),
    ],
    ['nothing, and hangs up', 'answer-lost', /too early/, (_request, socket) => void socket.destroy()],
  ];
  for (const [what, code, why, onUpdate] of cases)
    test(`${what}: ${code}`, async () => {
      const { host, updates } = await hostThat(onUpdate);
      await expect(host.putRrsets(ZONE, [PUT], never())).rejects.toMatchObject({
        code,
        message: expect.stringMatching(why),
      });
      expect(updates, 'sent once').toHaveLength(1);
    });

  const hostless: readonly (readonly [string, Parameters<typeof hostlessMx>[1], boolean])[] = [
    ['a host of the zone without an address', [rrset(ZONE, 'MX', 300, ['10 weg.klant.nl.'])], true],
    ['an alias', [rrset(ZONE, 'MX', 300, ['10 a.klant.nl.']), rrset(`a.${ZONE}` as Fqdn, 'CNAME', 300, [ZONE])], true],
    ['a host with one', [rrset(ZONE, 'MX', 300, ['10 www.klant.nl.'])], false],
    [
      'a host that comes along',
      [rrset(ZONE, 'MX', 300, ['10 m.klant.nl.']), { ...PUT, name: `m.${ZONE}` as Fqdn }],
      false,
    ],
    [
      'a host below a wildcard',
      [rrset(ZONE, 'MX', 300, ['10 m.klant.nl.']), { ...PUT, name: `*.${ZONE}` as Fqdn }],
      false,
    ],
    ['a host of others', [rrset(ZONE, 'MX', 300, ['10 mail.host.nl.'])], false],
    ['nobody', [rrset(ZONE, 'MX', 300, ['0 .'])], false],
  ];
  for (const [what, puts, named] of hostless)
    test(`refused, with mail at ${what}: ${named ? 'that may be why' : 'that is not why'}`, async () => {
      const { host } = await hostThat(says(5));
      const failure = await host.putRrsets(ZONE, puts, never()).catch((thrown: unknown) => thrown as GoLiveError);
      expect(failure).toMatchObject({ code: 'refused', fix: expect.stringMatching(/^Let the key/) });
      const host_ = puts[0]!.rdatas[0]!.split(' ')[1];
      expect((failure as GoLiveError).fix!.includes(`klant.nl. MX ${host_}`)).toBe(named);
    });

  test('a zone that cannot be read is not written', async () => {
    const { host, updates } = await hostThat(
      says(0),
      (request, socket) => void socket.write(signed(request, reply(request, 5))),
    );
    await refuses('refused', () => host.putRrsets(ZONE, [PUT], never()));
    expect(updates).toEqual([]);
  });

  test('a zone that is not there is told apart from one that nobody has signed', async () => {
    for (const [rcode, code] of [
      [9, 'zone-missing'],
      [5, 'refused'],
      [0, 'remote-broken'],
    ] as const) {
      const records = rcode === 0 ? [soa(ZONE), WWW, soa(ZONE)] : [];
      const { host } = await hostThat(
        says(0),
        (request, socket) => void socket.write(framed(reply(request, rcode, records))),
      );
      await refuses(code, () => host.readZone(ZONE, never()));
    }
  });

  test('a zone whose last message nobody has signed is not believed', async () => {
    const { host } = await hostThat(says(0), (request, socket) => {
      socket.write(signed(request, reply(request, 0, [soa(ZONE), record(ZONE, 2, 3600, wireName('ns1.host.nl.'))])));
      socket.write(framed(reply(request, 0, [WWW, soa(ZONE)])));
    });
    await refuses('remote-broken', () => host.readZone(ZONE, never()));
  });

  test('a zone read whole has its SOA, and the names that nothing can carry', async () => {
    const { host } = await hostThat(says(0), (request, socket) => {
      const odd = record('a-b.klant.nl.', 16, 300, Buffer.from('0178', 'hex'));
      odd[2] = 0x2e; // a dot inside the label
      socket.write(signed(request, reply(request, 0, [soa(ZONE), odd, WWW, soa(ZONE)])));
    });
    const whole = await host.readWhole!(ZONE, never());
    expect(whole).toMatchObject({ soa: { name: ZONE, type: 'SOA' }, unsayable: ['a\\.b.klant.nl.'] });
    expect(whole.rrsets).toEqual(await host.readZone(ZONE, never()));
    expect(whole.rrsets.map(rrsetKey)).toEqual(['www.klant.nl. A']);
  });

  test('an update says what it must find: what was just read, or what the plan saw', async () => {
    const { host, updates } = await hostThat(says(0));
    const mx = rrset(ZONE, 'MX', 300, ['10 mail.klant.nl.']);
    await host.putRrsets(ZONE, [PUT, { ...mx, before: [] }], never());
    const [update] = updates as [Buffer];
    // Two prerequisites; the old address goes, the new one and the MX come.
    expect([update.readUInt16BE(6), update.readUInt16BE(8)]).toEqual([2, 3]);
    const hex = update.toString('hex');
    const www = wireName('www.klant.nl.').toString('hex');
    expect(hex).toContain(`${www}00010001000000000004c0000201`);
    expect(hex).toContain(`${wireName(ZONE).toString('hex')}000f00fe000000000000`);
    expect(hex.indexOf(`${www}000100ff000000000000`)).toBeLessThan(hex.indexOf(`${www}000100010000012c0004c0000209`));
  });

  test('what the server would pass over in silence is refused before anything is sent', async () => {
    const { host, updates } = await hostThat(says(0));
    const alias = rrset(PUT.name, 'CNAME', 300, [ZONE]);
    for (const [code, put] of [
      ['refused', alias],
      ['refused', rrset(ZONE, 'NS', 300, [])],
      ['zone-changed', { ...PUT, before: ['192.0.2.7'] }],
      ['zone-changed', { ...PUT, before: [] }],
    ] as const)
      await refuses(code, () => host.putRrsets(ZONE, [put], never()));
    expect(updates).toEqual([]);
  });

  test('nobody there: for certain not done', async () => {
    const { host, server } = await hostThat(says(0));
    await server.close();
    await refuses('unreachable', () => host.putRrsets(ZONE, [PUT], never()));
  });

  test('given up while it is on its way: may have been done', async () => {
    const stop = new AbortController();
    const { host } = await hostThat(() => stop.abort());
    await refuses('answer-lost', () => host.putRrsets(ZONE, [PUT], stop.signal));
  });

  test('what it says is remembered by no error: the secret is in none', async () => {
    const { host } = await hostThat(says(5));
    const failure = await host.putRrsets(ZONE, [PUT], never()).catch((thrown: unknown) => thrown);
    const { inspect } = await import('node:util');
    expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain(SECRET);
  });
});

describe('what a text is cut into', () => {
  const said = '"txtvers=1rp=ipp/print"';
  const strings = { [said]: '"txtvers=1" "rp=ipp/print"' };
  const printer = rrset(`p._ipp._tcp.${ZONE}` as Fqdn, 'TXT', 3600, [said], strings);
  const { strings: _cut, ...joined } = printer;
  const cases: readonly (readonly [
    string,
    Parameters<typeof updatesFor>[1],
    Parameters<typeof updatesFor>[2],
    string,
  ])[] = [
    ['another TTL leaves it as it stands', [{ ...printer, ttlSeconds: 300 }], [printer], '"txtvers=1" "rp=ipp/print"'],
    [
      'even where only what it says is known',
      [{ ...joined, ttlSeconds: 300 }],
      [printer],
      '"txtvers=1" "rp=ipp/print"',
    ],
    ['a copy has it as the original', [printer], [], '"txtvers=1" "rp=ipp/print"'],
    [
      'a long one is cut, as nsupdate wants it',
      [rrset(ZONE, 'TXT', 300, [`"${'a'.repeat(300)}"`])],
      [],
      `"${'a'.repeat(255)}" "${'a'.repeat(45)}"`,
    ],
  ];
  for (const [what, puts, present, expected] of cases)
    test(what, () => {
      const [update] = updatesFor(ZONE, puts, present);
      expect(updateText(update!)).toContain(` TXT ${expected}\n`);
      const wire = encodeRdata('TXT', expected);
      expect(Buffer.from(encodeUpdate(1, update!)).includes(Buffer.from(wire)), 'the same in the message').toBe(true);
    });
});

test('hosts come before the mail exchangers that name them, whatever their order', () => {
  const mx = rrset(ZONE, 'MX', 300, [`10 mail.${ZONE}`]);
  const srv = rrset(`_sip._tcp.${ZONE}` as Fqdn, 'SRV', 300, [`0 0 5060 mail.${ZONE}`]);
  const hosts = Array.from({ length: 1500 }, (_, n) => rrset(`h${n}.${ZONE}` as Fqdn, 'A', 300, ['192.0.2.1']));
  const mail = rrset(`mail.${ZONE}` as Fqdn, 'A', 300, ['192.0.2.2']);
  const updates = updatesFor(ZONE, [mx, srv, ...hosts, mail], []);
  expect(updates.length).toBeGreaterThan(1);
  const types = updates.flatMap(({ lines }) => lines.map(({ type }) => type));
  expect(types.slice(-2)).toEqual(['MX', 'SRV']);
  // Beside an alias that goes everything stays in its place.
  const alias = rrset(mail.name, 'CNAME', 300, []);
  const [update] = updatesFor(ZONE, [{ ...mx, name: mail.name }, { ...alias, before: [ZONE] }, hosts[0]!], []);
  expect(update!.lines.map(({ kind, type }) => `${kind} ${type}`)).toEqual(['delete-rrset CNAME', 'add MX', 'add A']);
});

test('a text is asked to be there, not to be cut as we would cut it', () => {
  const texts = rrset(`default._domainkey.${ZONE}` as Fqdn, 'TXT', 5, ['"v=DKIM1; p=MIGf"']);
  const address = rrset(ZONE, 'A', 5, ['192.0.2.1']);
  const service = rrset(ZONE, 'HTTPS', 5, ['0 www.klant.nl.']);
  const [update] = updatesFor(
    ZONE,
    [texts, address, service].map((set) => ({ ...set, before: set.rdatas })),
    [],
  );
  expect(update!.prerequisites.map(({ kind, type }) => `${type} ${kind}`)).toEqual([
    'TXT present',
    'A is',
    'HTTPS present',
  ]);
});

test('more than fits one message goes in several, each with its own conditions and no name torn apart', async () => {
  const { host, updates } = await hostThat(says(0));
  const puts = Array.from({ length: 700 }, (_, n) =>
    rrset(`h${n}.${ZONE}` as Fqdn, 'TXT', 300, [`"${'x'.repeat(200)}"`]),
  );
  await host.putRrsets(ZONE, puts, never());
  expect(updates.length).toBeGreaterThan(2);
  const counts = updates.map((update) => [update.readUInt16BE(6), update.readUInt16BE(8)]);
  for (const [prerequisites, lines] of counts) expect(prerequisites).toBe(lines);
  expect(counts.reduce((sum, [, lines]) => sum + lines!, 0)).toBe(700);
  for (const update of updates) expect(update.length).toBeLessThan(65_536);
});

describe('settings are judged when the provider is opened', () => {
  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['no server', { server: undefined }, /server:.*needs server, keyName and secret/],
    ['a name for a server', { server: 'ns1.host.nl' }, /server is not an address/],
    ['a port of its own making', { server: '192.0.2.1:0' }, /server is not an address/],
    ['no key', { keyName: '' }, /keyName is not the name of a key/],
    ['an algorithm of yesterday', { algorithm: 'hmac-md5' }, /algorithm/],
    ['a secret that is none', { secret: new Secret('hunter2!hunter2!') }, /secret is not a key in base64/],
    ['a short secret', { secret: new Secret('aGk=') }, /secret is not a key in base64/],
    ['a secret in the open', { secret: SECRET }, /secret/],
    ['name servers that are addresses', { nameServers: ['192.0.2.1'] }, /nameServers: 192.0.2.1 is not a name/],
    ['a TTL of nothing', { minTtlSeconds: -1 }, /minTtlSeconds/],
  ];
  for (const [what, settings, why] of wrong)
    test(what, () => {
      const open = () => readSettings({ ...SETTINGS, ...settings });
      expect(open).toThrow(why);
      expect(open).not.toThrow(/hunter2|Z29saXZl/);
    });
  test('and a port in the address, the name servers sorted', () =>
    expect(
      readSettings({ ...SETTINGS, server: '[2001:db8::1]:5353', nameServers: ['NS2.host.nl', 'ns1.host.nl.'] }),
    ).toMatchObject({
      target: { address: '2001:db8::1', port: 5353 },
      nameServers: ['ns1.host.nl.', 'ns2.host.nl.'],
      key: { name: 'golive.', algorithm: 'hmac-sha256' },
    }));
});
