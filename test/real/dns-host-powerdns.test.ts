import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPowerDns } from '../../src/adapters/dns-host/powerdns/index.ts';
import { readSettings } from '../../src/adapters/dns-host/powerdns/schema.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { Secret } from '../../src/domain/secret.ts';
import { dnsHostContract } from '../contract/dns-host.ts';
import { never, refuses } from '../contract/laboratory.ts';
import { type Addresses, reserveAddresses } from './kit/addresses.ts';
import { type PowerDns, startPowerDns } from './kit/powerdns.ts';
import { runProgram } from './kit/processes.ts';

const NAME_SERVERS = ['ns1.host.nl.', 'ns2.host.nl.'];

let addresses: Addresses;
let server: PowerDns | undefined;
const dir = mkdtempSync(join(tmpdir(), 'golive-real-'));
beforeAll(async () => {
  addresses = await reserveAddresses();
});
afterAll(async () => {
  await server?.stop();
  await addresses.release();
  rmSync(dir, { recursive: true, force: true });
});
const running = async (): Promise<PowerDns> => {
  server ??= await startPowerDns({ address: await addresses.next(), dir });
  return server;
};
const hostOn = ({ apiUrl, apiKey }: PowerDns, other: object = {}) =>
  openPowerDns(readSettings({ url: apiUrl, apiKey: new Secret(apiKey), nameServers: NAME_SERVERS, ...other }));

let zones = 0;
dnsHostContract('powerdns', async () => {
  const port = hostOn(await running());
  const zone = fqdn(`klant${++zones}.nl`);
  return { port, zone, settle: async () => {}, close: async () => port.deleteZone(zone, never()) };
});

describe('powerdns, beside dig, curl and pdnsutil', () => {
  const zone = fqdn('samen.nl');
  let here: PowerDns;
  const dig = async (...args: string[]) =>
    (await runProgram('dig', [`@${here.address}`, '+short', ...args])).trim().split('\n').sort();
  const curl = (...args: string[]) =>
    runProgram('curl', [
      '-s',
      '-H',
      `X-API-Key: ${here.apiKey}`,
      `${here.apiUrl}/api/v1/servers/localhost${args[0]}`,
      ...args.slice(1),
    ]);
  const patch = (rrsets: object[]) => curl(`/zones/${zone}`, '-X', 'PATCH', '-d', JSON.stringify({ rrsets }));
  beforeAll(async () => {
    here = await running();
    await hostOn(here).createZone(zone, never());
  });

  test('a new zone names its first name server in the SOA, unless the operator has set one up', async () =>
    expect((await dig('samen.nl', 'SOA'))[0]).toMatch(/^ns1\.host\.nl\. hostmaster\.samen\.nl\. \d{10} /));

  test('what is put is what dig reads, and the serial grows', async () => {
    const serial = async () => Number((await dig('samen.nl', 'SOA'))[0]!.split(' ')[2]);
    const before = await serial();
    const txt = rrset(fqdn('s._domainkey.samen.nl'), 'TXT', 60, [`"v=DKIM1; p=${'A'.repeat(300)}"`]);
    await hostOn(here).putRrsets(zone, [txt], never());
    expect((await dig('s._domainkey.samen.nl', 'TXT'))[0]!.replaceAll('" "', '')).toBe(txt.rdatas[0]);
    expect(await serial()).toBeGreaterThan(before);
    // What is so already is not sent: nobody transfers the zone for nothing.
    const now = await serial();
    await hostOn(here).putRrsets(zone, [txt], never());
    expect(await serial()).toBe(now);
  });

  test('comments and disabled records of others stay', async () => {
    await patch([
      {
        name: 'oud.samen.nl.',
        type: 'A',
        ttl: 300,
        changetype: 'REPLACE',
        records: [
          { content: '192.0.2.1', disabled: false },
          { content: '192.0.2.2', disabled: true },
        ],
        comments: [{ content: 'van Jan', account: 'jan' }],
      },
    ]);
    const host = hostOn(here);
    const a = rrset(fqdn('oud.samen.nl'), 'A', 300, ['192.0.2.1']);
    expect((await host.readZone(zone, never())).find(({ name }) => name === a.name)).toEqual(a);
    const raw = async () =>
      (
        JSON.parse(await curl(`/zones/${zone}`)) as {
          rrsets: { name: string; records: object[]; comments: object[] }[];
        }
      ).rrsets.find(({ name }) => name === a.name);
    await host.putRrsets(zone, [{ ...a, rdatas: ['192.0.2.9'] }], never());
    expect(await raw()).toMatchObject({
      records: expect.arrayContaining([
        { content: '192.0.2.9', disabled: false },
        { content: '192.0.2.2', disabled: true },
      ]),
      comments: [{ content: 'van Jan', account: 'jan' }],
    });
    await host.putRrsets(zone, [{ ...a, rdatas: [] }], never());
    expect(await raw()).toMatchObject({ records: [{ content: '192.0.2.2', disabled: true }] });
  });

  test('a disabled record that is wanted is enabled, and a disabled alias gives way to another', async () => {
    const set = (name: string, type: string, ...records: object[]) => ({
      name,
      type,
      ttl: 300,
      changetype: 'REPLACE',
      records,
    });
    await patch([
      set(
        'uit.samen.nl.',
        'A',
        { content: '192.0.2.1', disabled: false },
        { content: '192.0.2.9', disabled: true },
        { content: '192.0.2.8', disabled: true },
      ),
      set('bijnaam.samen.nl.', 'CNAME', { content: 'oud.nl.', disabled: true }),
    ]);
    const host = hostOn(here);
    const a = rrset(fqdn('uit.samen.nl'), 'A', 300, ['192.0.2.9']);
    const alias = rrset(fqdn('bijnaam.samen.nl'), 'CNAME', 300, ['nieuw.nl.']);
    await host.putRrsets(zone, [a, alias], never());
    expect(await host.readZone(zone, never())).toEqual(expect.arrayContaining([a, alias]));
    const { rrsets } = JSON.parse(await curl(`/zones/${zone}`)) as { rrsets: { name: string; records: object[] }[] };
    expect(rrsets.find(({ name }) => name === a.name)!.records).toHaveLength(2);
    await patch([a, alias].map(({ name, type }) => ({ name, type, changetype: 'DELETE' })));
  });

  test('addresses are put beside an ALIAS that is disabled', async () => {
    const a = rrset(fqdn('los.samen.nl'), 'A', 300, ['192.0.2.6']);
    const records = [{ content: 'elders.nl.', disabled: true }];
    await patch([{ name: a.name, type: 'ALIAS', ttl: 300, changetype: 'REPLACE', records }]);
    await hostOn(here).putRrsets(zone, [a], never());
    expect(await dig(a.name, 'A')).toEqual(a.rdatas);
    await patch(['A', 'ALIAS'].map((type) => ({ name: a.name, type, changetype: 'DELETE' })));
  });

  test('a zone made by a call whose second half got lost gets its SOA all the same', async () => {
    const name = fqdn('half.nl');
    const host = hostOn(here);
    const make = () =>
      curl('/zones', '-X', 'POST', '-d', JSON.stringify({ name, kind: 'Native', nameservers: NAME_SERVERS }));
    const primary = async () => (await dig(name, 'SOA'))[0]!.split(' ')[0];
    await make();
    expect(await primary()).toBe('a.misconfigured.dns.server.invalid.');
    await host.createZone(name, never());
    expect(await primary()).toBe('ns1.host.nl.');
    await host.deleteZone(name, never());
    // The engine finds the zone there, and puts what belongs into it.
    await make();
    await host.putRrsets(name, [rrset(fqdn('www.half.nl'), 'A', 60, ['192.0.2.4'])], never());
    expect(await primary()).toBe('ns1.host.nl.');
    await host.deleteZone(name, never());
  });

  test('in a signed zone that is not rectified by itself no name is denied that was put', async () => {
    const name = fqdn('los.nl');
    const host = hostOn(here);
    const body = { name, kind: 'Native', nameservers: NAME_SERVERS, dnssec: true, api_rectify: false };
    await curl('/zones', '-X', 'POST', '-d', JSON.stringify(body));
    await host.putRrsets(name, [rrset(fqdn('shop.los.nl'), 'A', 60, ['192.0.2.4'])], never());
    const nsec = async () =>
      (await runProgram('dig', [`@${here.address}`, '+dnssec', '+noall', '+authority', 'niets.los.nl', 'A']))
        .split('\n')
        .find((line) => /\sIN\s+NSEC\s/.test(line))!;
    expect(await nsec()).toMatch(/^los\.nl\.\s.*\sNSEC\s+shop\.los\.nl\. /);
    // By a call whose answer got lost; what is put once more is in order, though nothing is left to send.
    const lost = rrset(fqdn('oor.los.nl'), 'A', 60, ['192.0.2.5']);
    const records = [{ content: '192.0.2.5', disabled: false }];
    const sent = { rrsets: [{ name: lost.name, type: 'A', ttl: 60, changetype: 'REPLACE', records }] };
    await curl(`/zones/${name}`, '-X', 'PATCH', '-d', JSON.stringify(sent));
    await host.putRrsets(name, [lost], never());
    expect(await nsec()).toMatch(/^los\.nl\.\s.*\sNSEC\s+oor\.los\.nl\. /);
    await host.deleteZone(name, never());
  });

  test('strings of a text and words of a service are put as it wants them, and left as they are', async () => {
    const name = fqdn('p._ipp._tcp.samen.nl');
    const content = '"txtvers=1" "rp=ipp/print"';
    await patch([{ name, type: 'TXT', ttl: 300, changetype: 'REPLACE', records: [{ content, disabled: false }] }]);
    const host = hostOn(here);
    const at = async (type: string) => (await host.readZone(zone, never())).find((set) => set.type === type)!;
    await host.putRrsets(zone, [{ ...(await at('TXT')), ttlSeconds: 60 }], never());
    expect(await dig(name, 'TXT')).toEqual([content]);
    const service = rrset(fqdn('dienst.samen.nl'), 'HTTPS', 300, [
      '1 . alpn=h2,h3 ipv4hint=192.0.2.1 ech=AAAA key65000=a key65001="b c" key65002',
    ]);
    await host.putRrsets(zone, [service], never());
    expect(await at('HTTPS')).toEqual(service);
    await host.putRrsets(zone, [{ ...service, ttlSeconds: 60 }], never());
    expect(await at('HTTPS')).toEqual({ ...service, ttlSeconds: 60 });
    await host.putRrsets(
      zone,
      [service, await at('TXT')].map((set) => ({ ...set, rdatas: [] })),
      never(),
    );
  });

  test('a place keeps its data, and can get another TTL', async () => {
    const loc = '52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000.00m 10.00m';
    const name = fqdn('bureau.samen.nl');
    await patch([{ name, type: 'LOC', ttl: 300, changetype: 'REPLACE', records: [{ content: loc, disabled: false }] }]);
    const host = hostOn(here);
    const read = async () => (await host.readZone(zone, never())).find((set) => set.name === name)!;
    await host.putRrsets(zone, [{ ...(await read()), ttlSeconds: 60 }], never());
    expect(await read()).toEqual(rrset(name, 'LOC', 60, [loc]));
    expect(await dig('bureau.samen.nl', 'LOC')).toEqual(['52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m']);
    await host.putRrsets(zone, [{ ...(await read()), rdatas: [] }], never());
  });

  test('an address beside an ALIAS is refused', async () => {
    await patch([
      {
        name: 'alias.samen.nl.',
        type: 'ALIAS',
        ttl: 300,
        changetype: 'REPLACE',
        records: [{ content: 'elders.nl.', disabled: false }],
      },
    ]);
    const a = rrset(fqdn('alias.samen.nl'), 'A', 300, ['192.0.2.1']);
    await refuses('refused', () => hostOn(here).putRrsets(zone, [a], never()));
    await patch([{ name: 'alias.samen.nl.', type: 'ALIAS', changetype: 'DELETE' }]);
  });

  test('the calls that are shown, sent with curl, do the same', async () => {
    const host = hostOn(here);
    const shown = fqdn('getoond.nl');
    const put = { ...rrset(fqdn('www.getoond.nl'), 'A', 60, ['192.0.2.7']), before: [] };
    const calls = [
      ...host.calls!({ kind: 'create', zone: shown }),
      ...host.calls!({ kind: 'put', zone: shown, rrsets: [put] }),
    ];
    for (const call of calls) {
      expect(call).not.toContain(here.apiKey);
      const [, method, url, body] = /^(\w+) (\S+)\n(.*)$/s.exec(call)!;
      const file = join(dir, 'body.json');
      writeFileSync(file, body!);
      await runProgram('curl', [
        '-s',
        '-f',
        '-H',
        `X-API-Key: ${here.apiKey}`,
        '-X',
        method!,
        '--data',
        `@${file}`,
        url!,
      ]);
    }
    expect(await dig('www.getoond.nl', 'A')).toEqual(['192.0.2.7']);
    expect(await host.readZone(shown, never())).toContainEqual(rrset(shown, 'NS', 3600, NAME_SERVERS));
    await host.deleteZone(shown, never());
  });

  test('a signed zone validates against the DS that was answered', async () => {
    const host = hostOn(here);
    const [ds, ...others] = (await host.signZone(zone, never()))!;
    expect(others).toEqual([]);
    const dnskey = (await dig('samen.nl', 'DNSKEY'))[0]!.split(' ');
    const anchor = join(dir, 'anchor');
    writeFileSync(
      anchor,
      `trust-anchors { samen.nl. static-key ${dnskey.slice(0, 3).join(' ')} "${dnskey.slice(3).join('')}"; };`,
    );
    const delv = (name: string) => runProgram('delv', [`@${here.address}`, '-a', anchor, '+root=samen.nl', name, 'A']);
    await host.putRrsets(zone, [rrset(fqdn('www.samen.nl'), 'A', 60, ['192.0.2.4'])], never());
    expect(await delv('www.samen.nl')).toContain('; fully validated');
    expect(await delv('niets.samen.nl').catch(String)).toContain('; negative response, fully validated');
    // The digest by other hands than ours.
    const keyFile = join(dir, 'dnskey.zone');
    writeFileSync(keyFile, `samen.nl. 300 IN DNSKEY ${dnskey.slice(0, 3).join(' ')} ${dnskey.slice(3).join('')}\n`);
    const digest = (await runProgram('dnssec-dsfromkey', ['-2', '-f', keyFile, 'samen.nl.'])).trim().toLowerCase();
    expect(digest.split(' ').slice(3).join(' ')).toBe(ds);
    // Its own notion of a healthy zone.
    expect(await runProgram('pdnsutil', ['--config-dir', dir, 'check-zone', zone])).toContain('0 errors');
    expect((await host.readZone(zone, never())).map(({ type }) => type)).not.toContain('DNSKEY');
  });

  test('who may not sign here does not', async () => {
    const other = fqdn('ongetekend.nl');
    const host = hostOn(here, { signs: false });
    await host.createZone(other, never());
    expect(await host.signZone(other, never())).toBe(undefined);
    await host.deleteZone(other, never());
  });

  test('a copy of another server is not written', async () => {
    const copy = fqdn('kopie.nl') as Fqdn;
    await curl('/zones', '-X', 'POST', '-d', JSON.stringify({ name: copy, kind: 'Slave', masters: ['127.0.0.1'] }));
    await refuses('refused', () => hostOn(here).putRrsets(copy, [rrset(copy, 'TXT', 60, ['"x"'])], never()));
  });

  test('a wrong key, a server that is not there and another program are told apart', async () => {
    await refuses('credentials-rejected', () => hostOn(here, { apiKey: new Secret('fout') }).readZone(zone, never()));
    await refuses('refused', () => hostOn(here, { serverId: 'ander' }).readZone(zone, never()));
    await refuses('unreachable', () => hostOn(here, { url: `http://${here.address}:8082` }).readZone(zone, never()));
    await refuses('unreachable', () => hostOn(here, { url: `https://${here.address}:8081` }).readZone(zone, never()));
  });
});
