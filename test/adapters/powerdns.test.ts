import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { load } from 'js-yaml';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClient } from '../../src/adapters/dns-host/powerdns/client.ts';
import { zoneId } from '../../src/adapters/dns-host/powerdns/convert.ts';
import { openPowerDns } from '../../src/adapters/dns-host/powerdns/index.ts';
import { readSettings } from '../../src/adapters/dns-host/powerdns/schema.ts';
import { has, readVersion } from '../../src/adapters/dns-host/powerdns/version.ts';
import type { FailureCode, GoLiveError } from '../../src/domain/errors.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { Secret } from '../../src/domain/secret.ts';
import { whileHeld } from '../../src/ports/held.ts';
import { fits } from '../app/json-schema.ts';
import { never, refuses } from '../contract/laboratory.ts';

const URL = 'http://newdns.example:8081';
const API_KEY = 'heel-geheim-42';
const ZONE = 'klant.nl.' as Fqdn;
const BASE = '/api/v1/servers/localhost';
const SETTINGS = { url: URL, apiKey: new Secret(API_KEY), nameServers: ['ns1.host.nl', 'ns2.host.nl'] };
const NS = { name: ZONE, type: 'NS', ttl: 3600, records: [{ content: 'ns1.host.nl.' }, { content: 'ns2.host.nl.' }] };
const PUT = rrset(`www.${ZONE}` as Fqdn, 'A', 300, ['192.0.2.9']);

const hostWith = (other: object = {}, patience = {}) => {
  const settings = readSettings({ ...SETTINGS, ...other });
  return openPowerDns(settings, openClient(settings, patience));
};
/** Interceptors serve once: what is asked a second time is an error of nock's, which no case expects. */
const api = () => nock(URL, { reqheaders: { 'x-api-key': API_KEY } });
const version = (text: string) =>
  api().get(BASE).reply(200, { type: 'Server', version: text, daemon_type: 'authoritative' });
const zone = (more: object = {}) =>
  api()
    .get(`${BASE}/zones/${ZONE}`)
    .reply(200, { name: ZONE, kind: 'Native', rrsets: [NS], ...more });
const failureOf = async (work: () => Promise<unknown>): Promise<GoLiveError> =>
  work().then(
    () => expect.unreachable('it did not fail'),
    (thrown: unknown) => thrown as GoLiveError,
  );

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

describe('versions', () => {
  const cases: readonly (readonly [string, boolean, boolean, boolean])[] = [
    ['3.4.11', false, false, false],
    ['4.0.0', true, false, false],
    ['4.0.9-rc1', true, false, false],
    ['4.1.14', true, true, false],
    ['4.2.0', true, true, true],
    ['4.7.3', true, true, true],
    ['4.10.0', true, true, true],
    ['5.0.1', true, true, true],
    ['10.0', true, true, true],
    ['0.0.20260101.0.master.g0abc', true, true, true],
    ['git-2026', true, true, true],
  ];
  for (const [text, ...features] of cases)
    test(text, () => {
      const known = readVersion(text);
      expect([has(known, 'api'), has(known, 'dnssecSwitch'), has(known, 'leavesRrsetsOut')]).toEqual(features);
    });

  test('one that is too old is refused before anything else is asked, and asked again the next time', async () => {
    const host = hostWith();
    for (let round = 0; round < 2; round++) {
      version('3.4.11');
      const failure = await failureOf(() => host.readZone(ZONE, never()));
      expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('3.4.11 is older than 4.0') });
    }
  });
  test('a recursor holds no zones', async () => {
    api().get(BASE).reply(200, { version: '5.1.0', daemon_type: 'recursor' });
    await refuses('refused', () => hostWith().readZone(ZONE, never()));
  });
  test('it is asked once for many calls', async () => {
    version('4.7.3');
    const host = hostWith();
    for (let round = 0; round < 3; round++) {
      zone();
      await host.readZone(ZONE, never());
    }
  });

  for (const [text, status, body] of [
    ['4.1.10', 422, { error: "Could not find domain 'klant.nl.'" }],
    ['4.7.3', 404, { error: 'Not Found' }],
    ['5.1.0', 404, { error: 'Not Found', errors: [] }],
  ] as const)
    test(`a zone that is not there, as ${text} says it`, async () => {
      version(text);
      api().get(`${BASE}/zones/${ZONE}`).reply(status, body);
      version(text);
      await refuses('zone-missing', () => hostWith().readZone(ZONE, never()));
    });

  const keys = [
    {
      keytype: 'csk',
      active: true,
      ds: ['12345 13 1 AB', `12345 13 2 ${'AB'.repeat(32)}`, `12345 13 4 ${'CD'.repeat(48)}`],
    },
    { keytype: 'ksk', active: false, ds: [`1 13 2 ${'EE'.repeat(32)}`] },
    { keytype: 'csk', active: true, published: false, ds: [`2 13 2 ${'EE'.repeat(32)}`] },
    { keytype: 'zsk', active: true, ds: [] },
  ];
  const ds = [`12345 13 2 ${'ab'.repeat(32)}`];
  test('4.1 and newer sign by a switch, and are told to keep the order of names right', async () => {
    version('4.1.0');
    zone({ dnssec: false });
    api().put(`${BASE}/zones/${ZONE}`, { dnssec: true, api_rectify: true }).reply(204);
    api().get(`${BASE}/zones/${ZONE}/cryptokeys`).reply(200, keys);
    expect(await hostWith().signZone(ZONE, never())).toEqual(ds);
  });
  test('4.0 is given a key', async () => {
    version('4.0.9');
    zone({ dnssec: false });
    api().post(`${BASE}/zones/${ZONE}/cryptokeys`, { keytype: 'csk', active: true }).reply(201, {});
    api().get(`${BASE}/zones/${ZONE}/cryptokeys`).reply(200, keys);
    expect(await hostWith().signZone(ZONE, never())).toEqual(ds);
  });
  for (const [status, body, code] of [
    [400, { error: 'Bad Request' }, 'zone-missing'],
    [404, { error: 'Not Found' }, 'zone-missing'],
    [400, '<html>400 Bad Request</html>', 'remote-broken'],
    [404, '<html>404 Not Found</html>', 'remote-broken'],
  ] as const)
    test(`keys that cannot be read, ${status} with ${JSON.stringify(body)}: ${code}`, async () => {
      version('4.1.0');
      zone({ dnssec: true });
      api().get(`${BASE}/zones/${ZONE}/cryptokeys`).reply(status, body);
      if (code === 'zone-missing') version('4.1.0');
      await refuses(code, () => hostWith().signZone(ZONE, never()));
    });
  test('a signed zone stays as it is', async () => {
    version('4.9.0');
    zone({ dnssec: true });
    api().get(`${BASE}/zones/${ZONE}/cryptokeys`).reply(200, keys);
    expect(await hostWith({ signs: false }).signZone(ZONE, never())).toEqual(ds);
  });
});

describe('what the answer to a reading means', () => {
  const at = () => {
    version('4.7.3');
    return api().get(`${BASE}/zones/${ZONE}`);
  };
  const html = { 'content-type': 'text/html' };
  const cases: readonly (readonly [string, FailureCode, RegExp, () => void])[] = [
    ['401', 'credentials-rejected', /status 401.*Check apiKey/, () => at().reply(401, 'Unauthorized')],
    ['403', 'credentials-rejected', /status 403/, () => at().reply(403, 'Forbidden')],
    ['429 with seconds', 'rate-limited', /status 429/, () => at().reply(429, '', { 'retry-after': '120' })],
    [
      '503 with a date',
      'rate-limited',
      /status 503/,
      () =>
        at().reply(503, '', { date: 'Fri, 20 Nov 2026 10:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 10:02:00 GMT' }),
    ],
    ['502 of a gateway', 'unreachable', /status 502/, () => at().reply(502, '<html>', html)],
    [
      '500 in its own words',
      'remote-broken',
      /status 500, Could not connect/,
      () => at().reply(500, { error: 'Could not connect to database' }),
    ],
    [
      '200 with a web page',
      'remote-broken',
      /with a web page, not JSON\. Look whether its url/,
      () => at().reply(200, '<html>Welkom</html>', html),
    ],
    [
      '404 with the web page of a proxy',
      'remote-broken',
      /status 404 with a web page, not JSON\. Look whether its url/,
      () => at().reply(404, '<html>404 Not Found</html>', html),
    ],
    ['404 in the words of a proxy', 'remote-broken', /404 with something/, () => at().reply(404, '404 page not found')],
    ['404 with nothing', 'remote-broken', /404 with something/, () => at().reply(404, '')],
    [
      '404 in the JSON of a gateway',
      'remote-broken',
      /status 404, Not Found: not as PowerDNS says it/,
      () => at().reply(404, { status: 404, error: 'Not Found', path: '/api' }),
    ],
    ['404 in other JSON', 'remote-broken', /not as PowerDNS/, () => at().reply(404, { message: 'no route' })],
    ['200 with another JSON', 'remote-broken', /kind/, () => at().reply(200, { hello: 'world' })],
    ['200 with half a JSON', 'remote-broken', /not JSON/, () => at().reply(200, '{"name":"klant.nl.","rrs')],
    [
      '200 with ten million octets',
      'remote-broken',
      /more than 8000000 octets/,
      () => at().reply(200, 'x'.repeat(10_000_000)),
    ],
    [
      'a redirect, which would take the key elsewhere',
      'refused',
      /status 302.*sends us elsewhere/,
      () => at().reply(302, '', { location: 'http://elders.example/' }),
    ],
    [
      'a TTL that is none',
      'remote-broken',
      /rrsets\.0\.ttl/,
      () => at().reply(200, { kind: 'Native', rrsets: [{ ...NS, ttl: -5 }] }),
    ],
    [
      'a connection that breaks',
      'unreachable',
      /hang up|ECONNRESET/,
      () => at().replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })),
    ],
    [
      'nobody there',
      'unreachable',
      /ECONNREFUSED/,
      () => at().replyWithError(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })),
    ],
  ];
  for (const [what, code, why, answer] of cases)
    test(`${what}: ${code}`, async () => {
      answer();
      const failure = await failureOf(() => hostWith().readZone(ZONE, never()));
      expect(failure).toMatchObject({ code, message: expect.stringMatching(why) });
      if (code === 'rate-limited') expect(failure.retryAfterMs).toBe(120_000);
      expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain(API_KEY);
    });

  test.each([
    ['1.5', 1500],
    ['0.2', 200],
    ['-5', undefined],
    ['5, 10', undefined],
    ['1,5', undefined],
    ['soon 5', undefined],
  ])('429 with Retry-After %s: never at once', async (value, waitMs) => {
    at().reply(429, '', { 'retry-after': value });
    const failure = await failureOf(() => hostWith().readZone(ZONE, never()));
    expect(failure).toMatchObject({ code: 'rate-limited', retryAfterMs: waitMs });
  });

  test('no PowerDNS at that address: not a zone that is missing', async () => {
    api().get(BASE).reply(404, '<html>Not Found</html>', html);
    const failure = await failureOf(() => hostWith().readZone(ZONE, never()));
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('Check url and serverId') });
  });
  test('an answer that repeats the key does not make us repeat it', async () => {
    at().reply(422, { error: `no such key ${API_KEY}` });
    const failure = await failureOf(() => hostWith().readZone(ZONE, never()));
    expect(failure.message).toContain('no such key ***');
    expect(inspect(failure, { depth: 20 })).not.toContain(API_KEY);
  });
});

describe('what the answer to a writing means: done, not done, or nobody knows', () => {
  const patch = () => {
    version('4.7.3');
    zone();
    return api().patch(`${BASE}/zones/${ZONE}`);
  };
  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const cases: readonly (readonly [string, FailureCode | 'done', () => void])[] = [
    ['204', 'done', () => patch().reply(204)],
    ['200 with the zone, as early ones do', 'done', () => patch().reply(200, { name: ZONE })],
    ['200 with a web page', 'remote-broken', () => patch().reply(200, '<html>')],
    [
      '422',
      'refused',
      () => patch().reply(422, { error: 'RRset www.klant.nl. IN A: Conflicts with pre-existing RRset' }),
    ],
    [
      '404: the zone has gone meanwhile',
      'zone-missing',
      () => {
        patch().reply(404, { error: 'Not Found' });
        version('4.7.3');
      },
    ],
    ['404 of a proxy', 'remote-broken', () => patch().reply(404, '<html>404 Not Found</html>')],
    ['413: its operator takes less', 'refused', () => patch().reply(413, '')],
    ['500', 'remote-broken', () => patch().reply(500, { error: 'Internal Server Error' })],
    ['502: the gateway lost it', 'answer-lost', () => patch().reply(502, '')],
    ['504', 'answer-lost', () => patch().reply(504, '')],
    ['429', 'rate-limited', () => patch().reply(429, '')],
    ['the connection breaks', 'answer-lost', () => patch().replyWithError(reset)],
    [
      'no connection',
      'unreachable',
      () => patch().replyWithError(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
    ],
    ['no network', 'unreachable', () => patch().replyWithError(Object.assign(new Error('no'), { code: 'ENETDOWN' }))],
    ['no name', 'unreachable', () => patch().replyWithError(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))],
    [
      'a certificate we do not trust',
      'unreachable',
      () => patch().replyWithError(Object.assign(new Error('no'), { code: 'CERT_HAS_EXPIRED' })),
    ],
  ];
  for (const [what, code, answer] of cases)
    test(`${what}: ${code}`, async () => {
      answer();
      const call = () => hostWith().putRrsets(ZONE, [PUT], never());
      if (code === 'done') return call();
      await refuses(code, call);
    });
});

describe('on a socket', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((closed) => (server === undefined ? closed(undefined) : server.close(closed)));
    server = undefined;
  });
  /** Tells its version and its zone, and answers PATCH, or everything, as told. */
  const speaking = async (
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    to: 'PATCH' | 'all' = 'PATCH',
  ) => {
    nock.enableNetConnect('127.0.0.1');
    server = createServer((request, response) => {
      if (to === 'all' || request.method === to) return answer(request, response);
      const isZone = request.url!.endsWith(ZONE);
      response.end(JSON.stringify(isZone ? { kind: 'Native', rrsets: [NS] } : { version: '4.7.3' }));
    });
    await new Promise<void>((listening) => server!.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const silent = () => undefined;
  const put = (url: string, signal = never(), patience = {}) =>
    hostWith({ url }, patience).putRrsets(ZONE, [PUT], signal);

  test('silence on a reading: nothing happened; on a writing: nobody knows', async () => {
    const url = await speaking(silent, 'all');
    await refuses('unreachable', () => put(url, never(), { readMs: 50 }));
  });
  test('silence on a writing', async () => {
    const url = await speaking(silent);
    await refuses('answer-lost', () => put(url, never(), { writeMs: 50 }));
  });
  test('it hangs up on a writing', async () => {
    await refuses('answer-lost', async () => put(await speaking((request) => request.socket.destroy())));
  });
  test('nobody listens', async () => {
    const url = await speaking(silent);
    await new Promise((closed) => server!.close(closed));
    await refuses('unreachable', () => put(url));
  });
  test('given up before it was sent, and while it is on its way', async () => {
    const url = await speaking(silent);
    await refuses('unreachable', () => put(url, AbortSignal.abort()));
    const stop = new AbortController();
    const other = hostWith({ url });
    await other.readZone(ZONE, never());
    server!.removeAllListeners('request');
    server!.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.method === 'PATCH') stop.abort();
      else response.end(JSON.stringify({ kind: 'Native', rrsets: [NS] }));
    });
    await refuses('answer-lost', () => other.putRrsets(ZONE, [PUT], stop.signal));
  });
  const overdue = new DOMException('too late', 'TimeoutError');
  for (const [what, reason, keepsLease, rectifies] of [
    ['whose time is over is rectified all the same', overdue, true, true],
    ['that was stopped is not rectified', undefined, true, false],
    ['whose lease ran out meanwhile is not either', overdue, false, false],
  ] as const)
    test(`a signed zone, in silence on a writing ${what}`, async () => {
      const seen: string[] = [];
      const stop = new AbortController();
      let isHeld = true;
      const url = await speaking((request, response) => {
        seen.push(`${request.method}`);
        if (request.method === 'PATCH') {
          isHeld = keepsLease;
          return stop.abort(reason);
        }
        const signed = { kind: 'Native', dnssec: true, rrsets: [NS] };
        response.end(JSON.stringify(request.url!.endsWith(ZONE) ? signed : { version: '4.7.3' }));
      }, 'all');
      const signal = whileHeld(stop.signal, () => isHeld);
      await refuses('answer-lost', () => put(url, signal));
      expect(seen).toEqual(['GET', 'GET', 'PATCH', ...(rectifies ? ['PUT'] : [])]);
    });
  test('a body without end is not kept', async () => {
    let written = 0;
    const url = await speaking((_request, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        written += 1_000_000;
        response.write('x'.repeat(1_000_000), () => more());
      };
      more();
    }, 'all');
    await refuses('remote-broken', () => hostWith({ url }, { readMs: 3000 }).readZone(ZONE, never()));
    expect(written).toBeLessThan(30_000_000);
  });
  test('a redirect takes the key nowhere', async () => {
    const seen: string[] = [];
    const url = await speaking((request, response) => {
      seen.push(request.url!);
      response.writeHead(307, { location: '/elders' }).end();
    }, 'all');
    await refuses('refused', () => put(url));
    expect(seen).toEqual([BASE]);
  });
});

describe('what is sent', () => {
  const bodies: { readonly method: string; readonly path: string; readonly body: Record<string, unknown> }[] = [];
  const keep = (method: string, path: string) => (body: Record<string, unknown>) => {
    bodies.push({ method, path, body });
    return true;
  };
  const SOA = (primary: string) => ({
    name: ZONE,
    type: 'SOA',
    ttl: 3600,
    records: [{ content: `${primary} hostmaster.klant.nl. 1 10800 3600 604800 3600` }],
  });
  /** Before that is believed, the server is asked whether it is still there. */
  const missing = () => {
    api().get(`${BASE}/zones/${ZONE}`).reply(404, { error: 'Not Found' });
    version('4.7.3');
  };
  const post = (status: number, body: object | string) =>
    api().post(`${BASE}/zones`, keep('post', '/servers/{server_id}/zones')).reply(status, body);
  const patched = (status = 204, body = '') =>
    api().patch(`${BASE}/zones/${ZONE}`, keep('patch', '/servers/{server_id}/zones/{zone_id}')).reply(status, body);

  test('a new zone: native, unsigned, with its name servers; a SOA that names nobody gets the first', async () => {
    version('4.7.3');
    missing();
    post(201, { name: ZONE, kind: 'Native', rrsets: [SOA('a.misconfigured.dns.server.invalid.'), NS] });
    patched();
    await hostWith({ account: 'klanten' }).createZone(ZONE, never());
    expect(bodies.slice(-2).map(({ body }) => body)).toEqual([
      {
        name: ZONE,
        kind: 'Native',
        nameservers: ['ns1.host.nl.', 'ns2.host.nl.'],
        soa_edit_api: 'DEFAULT',
        dnssec: false,
        account: 'klanten',
      },
      {
        rrsets: [
          {
            ...SOA('ns1.host.nl.'),
            changetype: 'REPLACE',
            records: [{ content: 'ns1.host.nl. hostmaster.klant.nl. 1 10800 3600 604800 3600', disabled: false }],
          },
        ],
      },
    ]);
  });
  test("a primary's zone; the operator's own SOA stays", async () => {
    version('4.9.1');
    missing();
    post(201, { name: ZONE, kind: 'Master', rrsets: [SOA('ns.operator.nl.'), NS] });
    await hostWith({ kind: 'primary' }).createZone(ZONE, never());
    expect(bodies.at(-1)!.body).toMatchObject({ kind: 'Master' });
  });
  const UNNAMED = SOA('a.misconfigured.dns.server.invalid.');
  const named = (primary: string) => ({
    ...SOA(primary),
    changetype: 'REPLACE',
    records: SOA(primary).records.map((record) => ({ ...record, disabled: false })),
  });
  const there: readonly (readonly [string, object, object, object[]])[] = [
    ['names nobody gets the first server', {}, { rrsets: [UNNAMED, NS] }, [named('ns1.host.nl.')]],
    [
      'names nobody gets the first server that the zone has, where nobody has set others',
      { nameServers: [] },
      { rrsets: [UNNAMED, { ...NS, records: [{ content: 'ns7.host.nl.' }] }] },
      [named('ns7.host.nl.')],
    ],
    ['names nobody stays without any', { nameServers: [] }, { rrsets: [UNNAMED] }, []],
    ['names nobody stays in a copy', {}, { kind: 'Slave', rrsets: [UNNAMED, NS] }, []],
    ['is set up stays', {}, { rrsets: [SOA('ns.operator.nl.'), NS] }, []],
  ];
  for (const [what, settings, present, sets] of there)
    test(`a zone that is there when it is to be made: a SOA that ${what}`, async () => {
      version('4.7.3');
      zone(present);
      if (sets.length > 0) patched();
      const before = bodies.length;
      await hostWith(settings).createZone(ZONE, never());
      expect(bodies.slice(before).map(({ body }) => body)).toEqual(sets.length === 0 ? [] : [{ rrsets: sets }]);
    });
  test('the first records in a zone whose SOA names nobody name it along; later ones leave it', async () => {
    version('4.7.3');
    const host = hostWith();
    zone({ rrsets: [UNNAMED, NS] });
    patched();
    await host.putRrsets(ZONE, [PUT], never());
    expect(bodies.at(-1)!.body).toMatchObject({ rrsets: [{ type: 'A' }, named('ns1.host.nl.')] });
    zone({ rrsets: [UNNAMED, NS, { name: PUT.name, type: 'A', ttl: 300, records: [{ content: '192.0.2.1' }] }] });
    patched();
    await host.putRrsets(ZONE, [PUT], never());
    expect(bodies.at(-1)!.body).toMatchObject({ rrsets: [{ type: 'A' }] });
    expect(bodies.at(-1)!.body['rrsets']).toHaveLength(1);
    zone({ rrsets: [UNNAMED, NS] });
    await host.putRrsets(ZONE, [rrset(ZONE, 'NS', 3600, ['ns1.host.nl.', 'ns2.host.nl.'])], never());
  });
  test('a proxy that does not know the way is no zone that has gone', async () => {
    version('4.7.3');
    api().get(`${BASE}/zones/${ZONE}`).reply(404, '<html>404 Not Found</html>');
    const host = hostWith();
    await refuses('remote-broken', () => host.deleteZone(ZONE, never()));
    zone();
    api().delete(`${BASE}/zones/${ZONE}`).reply(404, '<html>404 Not Found</html>');
    await refuses('remote-broken', () => host.deleteZone(ZONE, never()));
    missing();
    await host.deleteZone(ZONE, never());
  });
  const gone = { error: 'Not Found' };
  const refused = [404, gone] as const;
  for (const [what, answer, code] of [
    [
      'as PowerDNS says it of a zone',
      () =>
        api()
          .get(BASE)
          .reply(...refused),
      'remote-broken',
    ],
    ['and nothing else', () => api().get(BASE).reply(502, ''), 'unreachable'],
    ['and then asks for a pause', () => api().get(BASE).reply(429, ''), 'rate-limited'],
  ] as const)
    test(`a gateway that lost its way after the first call, ${what}, is no zone that has gone`, async () => {
      version('4.7.3');
      zone();
      const host = hostWith();
      await host.readZone(ZONE, never());
      const works: readonly (() => Promise<unknown>)[] = [
        () => host.readZone(ZONE, never()),
        () => host.deleteZone(ZONE, never()),
        () => host.createZone(ZONE, never()),
      ];
      for (const work of works) {
        api()
          .get(`${BASE}/zones/${ZONE}`)
          .reply(...refused);
        answer();
        await refuses(code, work);
      }
      zone();
      api()
        .delete(`${BASE}/zones/${ZONE}`)
        .reply(...refused);
      answer();
      await refuses(code, () => host.deleteZone(ZONE, never()));
    });
  for (const [status, body] of [
    [409, 'Conflict'],
    [422, { error: "Domain 'klant.nl.' already exists" }],
  ] as const)
    test(`somebody was faster (${status}): it is there`, async () => {
      version('4.7.3');
      missing();
      post(status, body);
      zone();
      await hostWith().createZone(ZONE, never());
    });
  test('refused for another reason: refused', async () => {
    version('4.7.3');
    missing();
    post(422, { error: 'Nameserver is not canonical' });
    missing();
    await refuses('refused', () => hostWith().createZone(ZONE, never()));
  });
  test('without name servers in the configuration no zone can be made', async () => {
    version('4.7.3');
    missing();
    missing();
    await refuses('config-invalid', () => hostWith({ nameServers: [] }).createZone(ZONE, never()));
  });

  test('removals first; text in strings of 255 octets; disabled records come along; what is so already does not', async () => {
    const mx = { name: ZONE, type: 'MX', ttl: 300, records: [{ content: '10 Mail.klant.nl.' }] };
    const old = { name: `oud.${ZONE}`, type: 'A', ttl: 300, records: [{ content: '192.0.2.1' }] };
    const half = {
      name: `half.${ZONE}`,
      type: 'A',
      ttl: 300,
      records: [{ content: '192.0.2.1' }, { content: '192.0.2.2', disabled: true }],
    };
    version('4.7.3');
    zone({ rrsets: [NS, mx, old, half] });
    patched();
    const named = (label: string) => `${label}.${ZONE}` as Fqdn;
    await hostWith().putRrsets(
      ZONE,
      [
        rrset(named('tekst'), 'TXT', 60, [`"${'a'.repeat(300)}\\"é"`]),
        rrset(named('half'), 'A', 300, []),
        rrset(ZONE, 'MX', 300, ['10 mail.klant.nl.']),
        rrset(named('oud'), 'A', 300, []),
      ],
      never(),
    );
    expect(bodies.at(-1)!.body).toEqual({
      rrsets: [
        { name: named('oud'), type: 'A', changetype: 'DELETE' },
        {
          name: named('tekst'),
          type: 'TXT',
          changetype: 'REPLACE',
          ttl: 60,
          records: [{ content: `"${'a'.repeat(255)}" "${'a'.repeat(45)}\\"\\195\\169"`, disabled: false }],
        },
        {
          name: named('half'),
          type: 'A',
          changetype: 'REPLACE',
          ttl: 300,
          records: [{ content: '192.0.2.2', disabled: true }],
        },
      ],
    });
  });
  // 422 "Duplicate record in RRset" and "has more than one record" of 4.7.3, for the whole call.
  const enabling: readonly (readonly [string, string, object[], string[], object[]])[] = [
    [
      'what was disabled and is wanted is there once, the others stay disabled',
      'A',
      [{ content: '192.0.2.1' }, { content: '192.0.2.9', disabled: true }, { content: '192.0.2.7', disabled: true }],
      ['192.0.2.9'],
      [
        { content: '192.0.2.9', disabled: false },
        { content: '192.0.2.7', disabled: true },
      ],
    ],
    [
      'in another spelling too',
      'MX',
      [{ content: '10 Mail.klant.nl.', disabled: true }],
      ['10 mail.klant.nl.'],
      [{ content: '10 Mail.klant.nl.', disabled: false }],
    ],
    [
      'another alias gives way',
      'CNAME',
      [{ content: 'oud.nl.', disabled: true }],
      ['nieuw.nl.'],
      [{ content: 'nieuw.nl.', disabled: false }],
    ],
    [
      'an alias that goes leaves the disabled one',
      'CNAME',
      [{ content: 'nieuw.nl.' }, { content: 'oud.nl.', disabled: true }],
      [],
      [{ content: 'oud.nl.', disabled: true }],
    ],
  ];
  for (const [what, type, records, wanted, sent] of enabling)
    test(`disabled records: ${what}`, async () => {
      version('4.7.3');
      const name = `uit.${ZONE}` as Fqdn;
      zone({ rrsets: [NS, { name, type, ttl: 300, records }] });
      patched();
      await hostWith().putRrsets(ZONE, [rrset(name, type, 300, wanted)], never());
      expect(bodies.at(-1)!.body).toMatchObject({ rrsets: [{ changetype: 'REPLACE', records: sent }] });
    });

  const words: readonly (readonly [string, string, readonly string[], readonly string[], readonly string[]])[] = [
    ['what is there goes back in the words it is there in', 'TXT', ['"a" "b"'], ['"ab"'], ['"a" "b"']],
    ['names too', 'MX', ['10 Mail.klant.nl.'], ['10 mail.klant.nl.'], ['10 Mail.klant.nl.']],
    ['and what stands beside it', 'TXT', ['"a" "b"'], ['"ab"', '"v=spf1 -all"'], ['"a" "b"', '"v=spf1 -all"']],
    ['strings apart stay apart', 'TXT', [], ['"a" "b"'], ['"a" "b"']],
    [
      'keys and unknown parameters of a service stand in quotes',
      'HTTPS',
      [],
      ['1 . alpn=h2,h3 port=443 ech=AAAA key9=a key10 key65000="a b"'],
      ['1 . alpn=h2,h3 port=443 ech="AAAA" key9="a" key10="" key65000="a b"'],
    ],
    ['what is no service any more stays as octets', 'SVCB', [], ['\\# 4 00010001'], ['\\# 4 00010001']],
  ];
  for (const [what, type, there, put, sent] of words)
    test(what, async () => {
      version('4.7.3');
      const name = `woord.${ZONE}` as Fqdn;
      const records = there.map((content) => ({ content }));
      zone({ rrsets: [NS, ...(there.length === 0 ? [] : [{ name, type, ttl: 3600, records }])] });
      patched();
      await hostWith().putRrsets(ZONE, [rrset(name, type, 300, put)], never());
      const [patch] = (bodies.at(-1)!.body as { rrsets: { records: { content: string }[] }[] }).rrsets;
      expect(patch!.records.map(({ content }) => content)).toEqual(sent);
    });

  test('what somebody changed meanwhile is not overwritten, nor a zone broken', async () => {
    const host = hostWith();
    version('4.7.3');
    const a = { name: PUT.name, type: 'A', ttl: 300, records: [{ content: '192.0.2.1' }] };
    for (const [code, put] of [
      ['zone-changed', { ...PUT, before: ['192.0.2.7'] }],
      ['zone-changed', { ...PUT, before: [] }],
      ['refused', rrset(PUT.name, 'CNAME', 300, [ZONE])],
      ['refused', rrset(ZONE, 'NS', 300, [])],
    ] as const) {
      zone({ rrsets: [NS, a] });
      await refuses(code, () => host.putRrsets(ZONE, [put], never()));
    }
  });
  test('nothing is sent where nothing changes', async () => {
    version('4.7.3');
    zone();
    await hostWith().putRrsets(ZONE, [rrset(ZONE, 'NS', 3600, ['ns1.host.nl.', 'ns2.host.nl.'])], never());
  });
  const rectified = () => api().put(`${BASE}/zones/${ZONE}/rectify`);
  const signed: readonly (readonly [string, string, object, boolean])[] = [
    ['the operator rectifies himself', '4.7.3', { dnssec: true, api_rectify: false }, true],
    ['nothing is said of it', '4.1.0', { dnssec: true }, true],
    ['PowerDNS does it', '4.7.3', { dnssec: true, api_rectify: true }, false],
    ['another signs it', '6.0.0', { dnssec: true, presigned: true, api_rectify: false }, false],
    ['it is not signed', '4.7.3', { dnssec: false, api_rectify: false }, false],
    ['there is no such call', '4.0.9', { dnssec: true }, false],
  ];
  for (const [what, text, present, rectifies] of signed)
    test(`a zone is${rectifies ? '' : ' not'} rectified after a change where ${what}`, async () => {
      version(text);
      zone(present);
      patched();
      if (rectifies) rectified().reply(200, { result: 'Rectified' });
      await hostWith().putRrsets(ZONE, [PUT], never());
    });
  test('it is also where nothing is left to change: whoever changed it may have been stopped before that', async () => {
    version('4.7.3');
    zone({ dnssec: true });
    rectified().reply(200, { result: 'Rectified' });
    await hostWith().putRrsets(ZONE, [rrset(ZONE, 'NS', 3600, ['ns1.host.nl.', 'ns2.host.nl.'])], never());
  });
  const long = Array.from({ length: 60 }, (_, n) =>
    rrset(`h${n}.${ZONE}` as Fqdn, 'TXT', 60, [`"${'x'.repeat(30_000)}"`]),
  );
  /** What the calls that change something answer, one after the other, and whether they are more than one. */
  const broken: readonly (readonly [string, readonly number[], FailureCode, boolean])[] = [
    ['whose answer got lost', [504], 'answer-lost', true],
    ['of which nobody knows', [500], 'remote-broken', true],
    ['that was refused', [422], 'refused', false],
    ['that was refused after another', [204, 422], 'refused', true],
    ['whose answer got lost after another', [204, 502], 'answer-lost', true],
    ['that came too soon after another, which goes on after the pause', [204, 429], 'rate-limited', false],
  ];
  for (const [what, statuses, code, rectifies] of broken)
    test(`a zone is${rectifies ? '' : ' not'} rectified after a change ${what}, and that is what is told`, async () => {
      for (const answer of rectifies ? ([200, 422] as const) : [200]) {
        version('4.7.3');
        zone({ dnssec: true });
        for (const status of statuses) patched(status, status === 204 ? '' : JSON.stringify(gone));
        rectified().reply(answer, gone);
        await refuses(code, () => hostWith().putRrsets(ZONE, statuses.length > 1 ? long : [PUT], never()));
        expect(nock.pendingMocks()).toHaveLength(rectifies ? 0 : 1);
        nock.cleanAll();
      }
    });
  for (const said of [
    "Zone 'klant.nl.' is pre-signed, not rectifying.",
    "Failed to rectify 'klant.nl.' Rectify presigned zone 'klant.nl.' is not allowed/necessary.",
  ])
    test(`nothing is left to do where it says “${said}”`, async () => {
      version('4.7.3');
      zone({ dnssec: true });
      patched();
      rectified().reply(422, { error: said });
      await hostWith().putRrsets(ZONE, [PUT], never());
    });
  for (const [what, answer, cause] of [
    [
      'refused',
      () => rectified().reply(422, { error: "Failed to rectify 'klant.nl.' no such thing" }),
      { code: 'refused' },
    ],
    ['forbidden', () => rectified().reply(403, 'Forbidden'), { code: 'credentials-rejected' }],
    ['kept off by a proxy', () => rectified().reply(404, '<html>404 Not Found</html>'), { code: 'remote-broken' }],
    [
      'asked too soon',
      () => rectified().reply(429, '', { 'retry-after': '120' }),
      { code: 'rate-limited', retryAfterMs: 120_000 },
    ],
  ] as const)
    test(`a rectification that is ${what} leaves the change in doubt, never “not done”, and says what is left`, async () => {
      version('4.7.3');
      zone({ dnssec: true, api_rectify: false });
      patched();
      answer();
      const failure = await failureOf(() => hostWith().putRrsets(ZONE, [PUT], never()));
      expect(failure.row.outcome).toBe('unknown');
      expect(failure.message).toMatch(/the records are written.*status \d+.*pdnsutil rectify-zone klant\.nl there/);
      expect(failure.cause, 'for the door').toMatchObject(cause);
    });
  test('more than 1.5 MB goes in several calls', async () => {
    const puts = Array.from({ length: 9000 }, (_, n) =>
      rrset(`h${n}.${ZONE}` as Fqdn, 'TXT', 60, [`"${'x'.repeat(120)}"`]),
    );
    version('4.7.3');
    zone({ dnssec: true });
    patched();
    patched();
    const before = bodies.length;
    let sentBefore = 0;
    rectified().reply(200, () => {
      sentBefore = bodies.length - before;
      return { result: 'Rectified' };
    });
    await hostWith().putRrsets(ZONE, puts, never());
    expect(sentBefore, 'and is rectified once, at the end').toBe(2);
    const sizes = bodies.slice(before).map(({ body }) => JSON.stringify(body).length);
    expect(sizes).toHaveLength(2);
    expect(Math.max(...sizes)).toBeLessThan(2_000_000);
    expect(bodies.slice(before).flatMap(({ body }) => body['rrsets'])).toHaveLength(9000);
  });

  const schemaFile = resolve(
    import.meta.dirname,
    '../../../shared/provider-schemas/powerdns/authoritative-api-openapi.yaml',
  );
  test.runIf(existsSync(schemaFile))(
    "every body fits PowerDNS's own description of its API (skipped where that is not at hand)",
    () => {
      const document = load(readFileSync(schemaFile, 'utf8')) as OpenApi;
      expect(bodies.length).toBeGreaterThan(5);
      for (const { method, path, body } of bodies) {
        const schema = document.paths[path]![method]!.requestBody!.content['application/json'].schema;
        // A TTL is required by the description, and forbidden with DELETE by its words and by the server.
        const judged = structuredClone(body);
        for (const set of (judged['rrsets'] ?? []) as { changetype: string; ttl?: number; records?: unknown[] }[])
          if (set.changetype === 'DELETE') Object.assign(set, { ttl: 0, records: [] });
        expect(fits(resolved(schema, document), judged)).toEqual([]);
      }
    },
  );
});

interface OpenApi {
  readonly paths: Record<
    string,
    Record<string, { requestBody?: { content: { 'application/json': { schema: object } } } }>
  >;
  readonly components: { readonly schemas: Record<string, object> };
}

/** References put in their places; words that judge nothing left out. */
function resolved(schema: unknown, document: OpenApi): unknown {
  if (Array.isArray(schema)) return schema.map((one) => resolved(one, document));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref } = schema as { $ref?: string };
  if ($ref !== undefined) return resolved(document.components.schemas[$ref.split('/').at(-1)!], document);
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !['title', 'externalDocs', 'readOnly', 'modified_at'].includes(key))
      .map(([key, value]) => [key, key === 'description' ? '' : resolved(value, document)]),
  );
}

test('ids of zones are safe in a path', () => {
  expect(zoneId('klant.nl.' as Fqdn)).toBe('klant.nl.');
  expect(zoneId('0/25.2.0.192.in-addr.arpa.' as Fqdn)).toBe('0=2F25.2.0.192.in-addr.arpa.');
  expect(zoneId('_a-b.nl.' as Fqdn)).toBe('_a-b.nl.');
});

describe('settings are judged when the provider is opened', () => {
  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['no url', { url: undefined }, /url.*needs url and apiKey/],
    ['a file', { url: 'file:///etc/passwd' }, /url/],
    ['a key in the url', { url: 'http://a:hunter2@newdns.example/' }, /url holds more than a place/],
    ['no key', { apiKey: undefined }, /apiKey/],
    ['a key in the open', { apiKey: 'hunter2' }, /apiKey/],
    ['a key with a line in it', { apiKey: new Secret('hunter2\nx: y') }, /apiKey holds something/],
    ['a server with a path in it', { serverId: '../../x' }, /serverId/],
    ['name servers that are addresses', { nameServers: ['192.0.2.1'] }, /nameServers: 192.0.2.1 is not a name/],
    ['another kind', { kind: 'Slave' }, /kind/],
  ];
  for (const [what, settings, why] of wrong)
    test(what, () => {
      const open = () => readSettings({ ...SETTINGS, ...settings });
      expect(open).toThrow(why);
      expect(open).not.toThrow(/hunter2/);
    });
  for (const url of [URL, `${URL}/`, `${URL}/api`, `${URL}/api/v1/`])
    test(`${url} is one place`, () => expect(readSettings({ ...SETTINGS, url }).url).toBe(URL));
});

describe('what PowerDNS computes itself', () => {
  const alias = { name: ZONE, type: 'ALIAS', ttl: 300, records: [{ content: 'cdn.elders.nl.' }] };
  const a = rrset(ZONE, 'A', 300, ['192.0.2.9']);
  test('gives way to addresses in one call, and to none that leave it there', async () => {
    version('4.7.3');
    zone({ rrsets: [NS, alias] });
    const sent: unknown[] = [];
    api()
      .patch(`${BASE}/zones/${ZONE}`, (body) => sent.push(body) > 0)
      .reply(204);
    const host = hostWith();
    await host.putRrsets(ZONE, [rrset(ZONE, 'ALIAS', 300, []), a], never());
    expect(sent).toMatchObject([
      {
        rrsets: [
          { type: 'ALIAS', changetype: 'DELETE' },
          { type: 'A', changetype: 'REPLACE' },
        ],
      },
    ]);
    zone({ rrsets: [NS, alias] });
    await refuses('refused', () => host.putRrsets(ZONE, [a], never()));
  });
  test('stands in the way as long as one record of it is enabled', async () => {
    version('4.7.3');
    const host = hostWith();
    const off = { content: 'oud.elders.nl.', disabled: true };
    zone({ rrsets: [NS, { ...alias, records: [off, ...alias.records] }] });
    await refuses('refused', () => host.putRrsets(ZONE, [a], never()));
    zone({ rrsets: [NS, { ...alias, records: [off] }] });
    const patch = { rrsets: [{ type: 'A', changetype: 'REPLACE' }] };
    const sent: unknown[] = [];
    api()
      .patch(`${BASE}/zones/${ZONE}`, (body) => sent.push(body) > 0)
      .reply(204);
    await host.putRrsets(ZONE, [a], never());
    expect(sent).toMatchObject([patch]);
  });
  test('a zone read whole has its SOA, and the names that nothing can carry', async () => {
    const soa = 'ns1.host.nl. Admin.host.nl. 7 1 1 1 1';
    const off = (content: string) => ({ content, disabled: true });
    const odd = (name: string, ...records: object[]) => ({ name, type: 'A', ttl: 300, records });
    version('4.7.3');
    zone({
      rrsets: [
        NS,
        { name: ZONE, type: 'SOA', ttl: 60, records: [off('a. b. 1 1 1 1 1'), { content: soa }] },
        odd(`a\\.b.${ZONE}`, { content: '192.0.2.1' }),
        odd(`c\\.d.${ZONE}`, off('192.0.2.1')),
      ],
    });
    expect(await hostWith().readWhole!(ZONE, never())).toEqual({
      rrsets: [rrset(ZONE, 'NS', 3600, ['ns1.host.nl.', 'ns2.host.nl.'])],
      soa: rrset(ZONE, 'SOA', 60, [soa.toLowerCase()]),
      unsayable: [`a\\.b.${ZONE}`],
    });
  });
  test('a TTL that is none counts as 0, as in every zone (RFC 2181 §8)', async () => {
    version('4.7.3');
    zone({ rrsets: [NS, { name: ZONE, type: 'A', ttl: 2 ** 31, records: [{ content: '192.0.2.9' }] }] });
    expect((await hostWith().readZone(ZONE, never()))[0]).toEqual(rrset(ZONE, 'A', 0, ['192.0.2.9']));
  });
});
