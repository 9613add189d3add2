import { describe, expect, test } from 'vitest';
import { FINGERPRINTS } from '../../src/dns/provider-fingerprints.ts';
import { PROVIDER_SOURCES, PROVIDERS, PROVIDERS_SEEN } from '../../src/dns/provider-table.ts';
import { whoServes } from '../../src/dns/who-serves.ts';

const CHANNELS = ['ns', 'mx', 'spf', 'reverse'] as const;

describe('the table', () => {
  test('has the hosters and mail services of five countries', () => {
    const hosts = PROVIDERS.filter(({ serves }) =>
      serves.some((service) => service !== 'sending' && service !== 'parking'),
    );
    expect(hosts.length).toBeGreaterThanOrEqual(60);
    for (const [land, least] of [
      ['nl', 30],
      ['be', 5],
      ['de', 20],
      ['fr', 8],
      ['uk', 6],
    ] as const)
      expect(hosts.filter(({ lands }) => lands.includes(land)).length, land).toBeGreaterThanOrEqual(least);
  });
  test('names each once, with a mark, a source and what is served', () => {
    expect(new Set(PROVIDERS.map(({ id }) => id)).size).toBe(PROVIDERS.length);
    for (const row of PROVIDERS) {
      expect(row.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(CHANNELS.flatMap((channel) => row[channel] ?? []).length, row.id).toBeGreaterThan(0);
      for (const list of [row.sources, row.serves, row.lands]) expect(list.length, row.id).toBeGreaterThan(0);
      for (const source of row.sources) expect(PROVIDER_SOURCES[source], row.id).toBeDefined();
    }
    expect(new Set(PROVIDERS.flatMap(({ sources }) => sources)), 'every source is used').toEqual(
      new Set(Object.keys(PROVIDER_SOURCES)),
    );
    expect(Date.parse(PROVIDERS_SEEN)).toBeLessThanOrEqual(Date.now());
  });
  test('gives no mark to two, and none that is a whole ending', () => {
    for (const channel of CHANNELS) {
      const marks = PROVIDERS.flatMap((row) => row[channel] ?? []).filter((mark) => typeof mark === 'string');
      expect(new Set(marks).size, channel).toBe(marks.length);
      for (const mark of marks) expect(mark).toMatch(/^[a-z0-9_-]+(\.[a-z0-9-]+)+$/);
    }
  });
  test('knows everyone whose names the inventory looks for', () => {
    const ids = new Set(PROVIDERS.map(({ id }) => id));
    expect(FINGERPRINTS.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('who serves a domain', () => {
  test.each([
    ['nameServers', 'ns0.transip.net', 'transip'],
    ['nameServers', 'NS1.TransIP.nl.', 'transip'],
    ['nameServers', 'docks17.rzone.de', 'strato'],
    ['nameServers', 'ns1045.ui-dns.de', 'ionos'],
    ['nameServers', 'ns-1472.awsdns-56.org', 'route-53'],
    ['nameServers', 'poppy.ns.cloudflare.com', 'cloudflare'],
    ['nameServers', 'hydrogen.ns.hetzner.com', 'hetzner'],
    ['nameServers', 'ns3.combell.net', 'combell'],
    ['nameServers', 'ns1.livedns.co.uk', 'fasthosts'],
    ['nameServers', 'dns10.ovh.net', 'ovh'],
    ['mailServers', 'klant-nl.mail.protection.outlook.com', 'microsoft-365'],
    ['mailServers', 'klant-nl.r-v1.mx.microsoft', 'microsoft-365'],
    ['mailServers', 'alt1.aspmx.l.google.com', 'google'],
    ['mailServers', 'smtpin.rzone.de', 'strato'],
    ['mailServers', 'mx00.ionos.co.uk', 'ionos'],
    ['mailServers', 'klant.nl.mx.one.com', 'one-com'],
    ['mailServers', 'mx.mailprotect.be', 'combell'],
    ['mailServers', 'w020a88d.kasserver.com', 'all-inkl'],
    ['mailServers', 'mx.zoho.eu', 'zoho'],
    ['spfIncludes', '_spf.transip.email', 'transip'],
    ['spfIncludes', 'u123.wl.sendgrid.net', 'sendgrid'],
    ['spfIncludes', '123.spf04.hubspotemail.net', 'hubspot'],
    ['reverseNames', '217.19.230.167.static.hosted.by.combell.com', 'combell'],
    ['reverseNames', 'ec2-1-2-3-4.eu-west-1.compute.amazonaws.com', 'aws'],
    ['reverseNames', 'web0094.zxcs.nl', 'vimexx'],
    // Nobody, and nobody by likeness.
    ['nameServers', 'ns1.klant.nl', undefined],
    ['nameServers', 'ns1.nottransip.net', undefined],
    ['nameServers', 'transip.net.evil.example', undefined],
    ['nameServers', 'ns1.awsdns-56.org.evil.example', undefined],
    ['nameServers', 'cloudflare.com', undefined],
    ['mailServers', 'mail.klant.nl', undefined],
    ['mailServers', 'ns0.transip.net', undefined],
    ['mailServers', 'ionos.de.evil.example', undefined],
    ['mailServers', 'mx.zoho.evil.example', undefined],
    ['mailServers', 'mx.ionos.evil.example', undefined],
    ['mailServers', 'mx1.hostinger.com', 'hostinger'],
    ['mailServers', 'mx.zoho.com.au', 'zoho'],
    ['mailServers', '', undefined],
    ['mailServers', '.', undefined],
    ['mailServers', '....', undefined],
  ] as const)('%s %s: %s', (list, host, id) => {
    const found = whoServes({ [list]: [host] });
    expect(found.map((one) => one.id)).toEqual(id === undefined ? [] : [id]);
    for (const one of found) expect([one.host, one.sources.length > 0]).toEqual([host, true]);
  });
  test('each host speaks for itself, by its own channel', () => {
    const found = whoServes({
      nameServers: ['ada.ns.cloudflare.com', 'ns0.transip.net'],
      mailServers: ['eu-smtp-inbound-1.mimecast.com'],
      spfIncludes: ['spf.protection.outlook.com'],
    });
    expect(found.map(({ channel, id }) => `${channel} ${id}`)).toEqual([
      'ns cloudflare',
      'ns transip',
      'mx mimecast',
      'spf microsoft-365',
    ]);
    expect(found[2]?.serves).toEqual(['mail-filter']);
  });
  test('a name without end costs nothing', () => {
    expect(whoServes({ nameServers: ['a.'.repeat(100_000)], mailServers: [`${'zoho.'.repeat(40)}x`] })).toEqual([]);
  });
});
