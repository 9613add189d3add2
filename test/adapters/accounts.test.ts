import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ADAPTERS } from '../../src/adapters/catalog.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { providersOf } from '../../src/compose/providers.ts';
import { fqdn } from '../../src/domain/name.ts';
import { Secret } from '../../src/domain/secret.ts';

const ZONE = fqdn('klant.nl');
const KEY = 'bmllbWFuZC13ZWV0LWRpdA==';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** An API that wants to be left alone for an hour. */
async function busy() {
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers['x-api-key']);
    response.writeHead(429, { 'retry-after': '3600' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

function asking(providers: Readonly<Record<string, object>>) {
  const env = { ONE: 'key-number-one', OTHER: 'key-number-two' };
  const config: Config = { ...ConfigFile.parse({ providers }), file: undefined, folder: '/' };
  const open = providersOf(config, { cwd: '/', home: '/', env });
  return async (name: string) => {
    const { newDnsHost } = await open(name);
    return newDnsHost!.readZone(ZONE, AbortSignal.timeout(10_000)).then(
      () => 'ok',
      (thrown: { code: string; why: string }) => `${thrown.code} ${thrown.why}`,
    );
  };
}

test('sections of one account share a door, whatever else they say', async () => {
  const { url, keys } = await busy();
  const section = (more: object) => ({ adapter: 'powerdns', url, apiKey: { env: 'ONE' }, does: [], ...more });
  const ask = asking({
    a: section({ nameServers: ['ns1.a.nl', 'ns2.a.nl'], does: ['newDnsHost'] }),
    b: section({ nameServers: ['ns1.b.nl', 'ns2.b.nl'], signs: false, account: 'b', kind: 'primary' }),
    c: section({ url: `${url}/api/v1/`, serverId: 'localhost', pace: { perSecond: 1 }, minTtlSeconds: 60 }),
    other: section({ apiKey: { env: 'OTHER' } }),
  });
  for (const name of ['a', 'b', 'c', 'other']) expect(await ask(name)).toMatch(/^rate-limited status 429/);
  expect(keys).toEqual(['key-number-one', 'key-number-two']);
});

const POWERDNS = { url: 'https://dns.example', apiKey: new Secret('key-number-one') };
const RFC2136 = { server: '192.0.2.1', keyName: 'golive', secret: new Secret(KEY) };
const accountOf = async (adapter: string, settings: object) => {
  const { account } = await ADAPTERS[adapter]!({ adapter, ...settings });
  return account.map((part) => (part instanceof Secret ? part.reveal() : part)).join(' ');
};

test.each([
  ['powerdns', POWERDNS, { url: 'https://DNS.example:443/api/v1/' }],
  ['powerdns', POWERDNS, { serverId: 'localhost' }],
  ['powerdns', POWERDNS, { nameServers: ['ns1.a.nl'], kind: 'primary', account: 'a', signs: false, minTtlSeconds: 9 }],
  ['rfc2136', RFC2136, { server: '192.0.2.1:53' }],
  ['rfc2136', RFC2136, { keyName: 'GoLive.' }],
  ['rfc2136', RFC2136, { nameServers: ['ns1.a.nl'], algorithm: 'hmac-sha512', minTtlSeconds: 9 }],
])('of one account: %s %j with %j', async (adapter, settings, more) => {
  expect(await accountOf(adapter, { ...settings, ...more })).toBe(await accountOf(adapter, settings));
});

test.each([
  ['powerdns', POWERDNS, { url: 'https://dns.example/other' }],
  ['powerdns', POWERDNS, { url: 'https://dns.example:8081' }],
  ['powerdns', POWERDNS, { serverId: 'second' }],
  ['powerdns', POWERDNS, { apiKey: new Secret('key-number-two') }],
  ['rfc2136', RFC2136, { server: '192.0.2.2' }],
  ['rfc2136', RFC2136, { server: '192.0.2.1:5353' }],
  ['rfc2136', RFC2136, { keyName: 'other' }],
  ['rfc2136', RFC2136, { secret: new Secret('ZWVuLWFuZGVyZS1zbGV1dGVs') }],
])('of another account: %s %j with %j', async (adapter, settings, more) => {
  expect(await accountOf(adapter, { ...settings, ...more })).not.toBe(await accountOf(adapter, settings));
});
