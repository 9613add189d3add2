import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadConfig, type Surroundings } from '../../../src/app/config/load.ts';
import { cacheFolderOf } from '../../../src/app/config/places.ts';
import { bootstrapFileOf, whoisServer } from '../../../src/app/config/registration.ts';
import type { GoLiveError } from '../../../src/domain/errors.ts';

let folder: string;
let here: Surroundings;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golive-config-'));
  here = { cwd: folder, home: join(folder, 'home'), env: {} };
  writeFileSync(join(folder, 'list.json'), '{}');
  mkdirSync(join(folder, 'a-folder'));
});

const configOf = (text: string) => {
  writeFileSync(join(folder, 'golive.yaml'), text);
  return loadConfig(here).config;
};

function faultsOf(text: string): readonly string[] {
  try {
    configOf(text);
  } catch (thrown) {
    return (thrown as GoLiveError).faults.map((fault) => fault.replace(`${join(folder, 'golive.yaml')}:`, ''));
  }
  return [];
}

describe('what may stand there', () => {
  test.each<[string]>([
    ['rdap: { bootstrap: default }'],
    ['rdap: { bootstrap: "https://data.iana.org/rdap/dns.json" }'],
    ['rdap: { bootstrap: "http://127.0.0.1:8080/dns.json" }'],
    ['rdap: { bootstrap: list.json }'],
    ['rdap: { bootstrap: ./list.json }'],
    ['whois: { servers: { nl: "whois.domain-registry.nl:43", be: whois.dns.be, co.uk: "192.0.2.1:4343" } }'],
    ['whois: { servers: { "рф": "[2001:db8::1]:43", de: "2001:db8::1" } }'],
    ['dns: { allowPrivateAddresses: true }'],
    ['dns: { allowPrivateAddresses: [intranet.example, 10.0.0.0/8, 127.0.0.1, "fd00::/8", "::1"] }'],
    ['dns: { allowPrivateAddresses: [] }'],
  ])('%s', (text) => expect(faultsOf(text)).toEqual([]));
  test('default: the tables, and nothing private', () => {
    const { rdap, whois, dns } = configOf('agency: { name: A }');
    expect({ rdap, whois, allow: dns.allowPrivateAddresses }).toEqual({
      rdap: { bootstrap: 'default' },
      whois: { servers: {} },
      allow: false,
    });
  });
});

describe('what may not: one line each, with its place and the way out', () => {
  test.each<[string, RegExp]>([
    ['rdap: { bootstrap: no.json }', /^1:\d+ {2}rdap\.bootstrap {2}there is no such file; write default/],
    ['rdap: { bootstrap: a-folder }', /^1:\d+ {2}rdap\.bootstrap {2}there is no such file/],
    ['rdap: { bootstrap: "" }', /rdap\.bootstrap {2}0 characters is too little/],
    ['rdap: { bootstrap: "ftp://iana.example/dns.json" }', /rdap\.bootstrap {2}.* no address of a list; write default/],
    ['rdap: { bootstrap: "https:// iana" }', /rdap\.bootstrap {2}.* no address of a list/],
    ['rdap: { bootstrap: [a] }', /rdap\.bootstrap {2}.* is not text/],
    ['rdap: { boostrap: default }', /rdap\.boostrap .*did you mean "bootstrap"/],
    ['whois: { servers: { nl: "whois.nl:0" } }', /whois\.servers\.nl {2}"whois\.nl:0" is no server; write HOST/],
    ['whois: { servers: { nl: "whois.nl:70000" } }', /whois\.servers\.nl .* is no server/],
    ['whois: { servers: { nl: "https://whois.nl/" } }', /whois\.servers\.nl .* is no server/],
    ['whois: { servers: { nl: "0x7f.1" } }', /whois\.servers\.nl .* is no server/],
    ['whois: { servers: { nl: "2130706433" } }', /whois\.servers\.nl .* is no server/],
    ['whois: { servers: { nl: "a b" } }', /whois\.servers\.nl .* is no server/],
    ['whois: { servers: { nl: 43 } }', /whois\.servers\.nl {2}.* is not text/],
    ['whois: { servers: { "*": whois.nl } }', /whois\.servers\.\* {2}.*stands at no ending; write nl/],
    ['whois: { servers: { "not an ending": whois.nl } }', /whois\.servers\..* stands at no ending/],
    ['whois: { servers: [whois.nl] }', /whois\.servers {2}.* is not a map/],
    [
      'dns: { allowPrivateAddresses: ["10.0.0.0/33"] }',
      /allowPrivateAddresses\[0\] {2}"10\.0\.0\.0\/33" is no host name/,
    ],
    ['dns: { allowPrivateAddresses: ["*.intranet"] }', /allowPrivateAddresses\[0\] .*is no host name/],
    ['dns: { allowPrivateAddresses: yes please }', /allowPrivateAddresses {2}"yes please" is not true or false/],
  ])('%s', (text, fault) => {
    const faults = faultsOf(text);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults[0]).not.toMatch(/\n/);
  });
  test('a password in an address is not repeated', () => {
    const faults = faultsOf('rdap: { bootstrap: "https://golive:geheim@rdap.example/dns.json" }');
    expect(faults).toEqual([expect.stringMatching(/rdap\.bootstrap {2}it is no address of a list; .*without user/)]);
    expect(faults.join()).not.toContain('geheim');
  });
});

test.each<[string, ReturnType<typeof whoisServer>]>([
  ['whois.example', { host: 'whois.example' }],
  ['WHOIS.Example.:4343', { host: 'whois.example', port: 4343 }],
  ['192.0.2.1:43', { host: '192.0.2.1', port: 43 }],
  ['2001:db8::1', { host: '2001:db8::1' }],
  ['[2001:db8::1]', { host: '2001:db8::1' }],
  ['[2001:db8::1]:4343', { host: '2001:db8::1', port: 4343 }],
  ['[whois.example]:43', undefined],
  ['whois.example:', undefined],
  ['user@whois.example', undefined],
  ['', undefined],
])('a WHOIS server %s', (text, server) => expect(whoisServer(text)).toEqual(server));

test('a file is looked for from the folder of the configuration', () => {
  expect(bootstrapFileOf('list.json', '/etc/golive')).toBe('/etc/golive/list.json');
  expect(bootstrapFileOf('/srv/list.json', '/etc/golive')).toBe('/srv/list.json');
  expect(bootstrapFileOf('default', '/etc/golive')).toBeUndefined();
  expect(bootstrapFileOf('HTTPS://rdap.example/', '/etc/golive')).toBeUndefined();
});

test.each<[Surroundings['env'], string]>([
  [{}, '/home/anna/.cache/golive'],
  [{ XDG_CACHE_HOME: '/var/cache/anna' }, '/var/cache/anna/golive'],
  [{ XDG_CACHE_HOME: 'relative' }, '/home/anna/.cache/golive'],
  [{ XDG_CACHE_HOME: '' }, '/home/anna/.cache/golive'],
])('with %o the cache lies at %s', (env, place) => expect(cacheFolderOf({ home: '/home/anna', env })).toBe(place));
