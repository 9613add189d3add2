import { describe, expect, test } from 'vitest';
import { copyZone, lab, NEW_SERVERS, probe, RESOLVER_NAMES, setOldApexNs, turnedSeconds } from './lab.ts';

/** Small TTLs, as in a measuring laboratory: parent 60 s, the zone's own NS 30 s, records 10 s. */
const QUICK = {
  signed: false,
  parentNsTtlSeconds: 60,
  oldApexNsTtlSeconds: 30,
  newApexNsTtlSeconds: 30,
  dsTtlSeconds: 20,
  dnskeyTtlSeconds: 20,
  recordTtlSeconds: 10,
  negativeTtlSeconds: 10,
  minTtlSeconds: 1,
  registryPublishSeconds: 2,
  transferNeedsPayment: false,
  transferNeedsConfirmation: false,
  transferSeconds: 3600,
} as const;
const NONE = { 'parent-centric': 0, 'child-centric': 0, 'serve-stale': 0 };

describe('a change of name servers, seen through caches', () => {
  test('NS changed at the registry alone: nothing fails, and the child-centric cache never leaves the old servers', () => {
    const here = lab(QUICK);
    copyZone(here);
    probe(here, 20, 1);
    const switchedMs = here.clock.now();
    here.world.people.setNameServers(here.world.domain, NEW_SERVERS);
    expect(probe(here, 600, 1)).toEqual(NONE);
    const turned = turnedSeconds(here, switchedMs);
    expect(Object.keys(turned).sort()).toEqual(['parent-centric', 'serve-stale']);
    for (const seconds of Object.values(turned)) expect(seconds).toBeLessThanOrEqual(2 + 60 + 30);
  });

  test('the apex NS set of the old zone changed too: nothing fails and every cache turns within max(parent, child) + the NS record', () => {
    const here = lab(QUICK);
    copyZone(here);
    probe(here, 20, 1);
    const switchedMs = here.clock.now();
    here.world.people.setNameServers(here.world.domain, NEW_SERVERS);
    setOldApexNs(here, NEW_SERVERS, 10);
    expect(probe(here, 600, 1)).toEqual(NONE);
    const turned = turnedSeconds(here, switchedMs);
    expect(Object.keys(turned).sort()).toEqual([...RESOLVER_NAMES].sort());
    for (const seconds of Object.values(turned)) expect(seconds).toBeLessThanOrEqual(2 + 60 + 30);
  });

  test('the losing registrar cuts the zone on the transfer: caches fail until the new name servers are known', () => {
    const here = lab({ ...QUICK, locked: false, losingRegistrarCutsDns: true });
    copyZone(here);
    probe(here, 20, 1);
    const { people, domain } = here.world;
    people.requestTransfer(domain, people.readAuthInfo(domain), []);
    const failures = probe(here, 120, 1);
    expect(failures['parent-centric']).toBeGreaterThan(100);
    expect(failures['child-centric']).toBeGreaterThan(100);
    expect(failures['serve-stale']).toBe(0);
  });

  test('a cut zone makes nothing fail once every cache has turned', () => {
    const here = lab({ ...QUICK, locked: false, losingRegistrarCutsDns: true });
    copyZone(here);
    probe(here, 20, 1);
    const { people, domain } = here.world;
    people.setNameServers(domain, NEW_SERVERS);
    setOldApexNs(here, NEW_SERVERS, 10);
    probe(here, 2 + 60 + 30, 1);
    people.requestTransfer(domain, people.readAuthInfo(domain), []);
    expect(probe(here, 300, 1)).toEqual(NONE);
  });
});

describe('a change of name servers, with DNSSEC', () => {
  const signed = { ...QUICK, signed: true };

  test('a DS that stays makes validating caches fail, and only those', () => {
    const here = lab(signed);
    copyZone(here);
    probe(here, 20, 1);
    here.world.people.setNameServers(here.world.domain, NEW_SERVERS);
    setOldApexNs(here, NEW_SERVERS, 10);
    const failures = probe(here, 200, 1);
    expect(failures['parent-centric']).toBeGreaterThan(0);
    expect(failures['serve-stale']).toBeGreaterThan(0);
    expect(failures['child-centric']).toBe(0);
    expect(here.ask('parent-centric', here.world.domain, 'A').why).toContain('EDE 9 DNSKEY missing');
  });

  test.each([
    { name: 'DS removed, and its TTL waited for', dnskeyTtlSeconds: 20, fails: false },
    { name: 'DS removed, but a DNSKEY that lives longer is still cached', dnskeyTtlSeconds: 400, fails: true },
  ])('$name: fails $fails', ({ dnskeyTtlSeconds, fails }) => {
    const here = lab({ ...signed, dnskeyTtlSeconds });
    copyZone(here);
    probe(here, 20, 1);
    here.world.people.removeDs(here.world.domain);
    expect(probe(here, 2 + 20 + 1, 1)).toEqual(NONE);
    here.world.people.setNameServers(here.world.domain, NEW_SERVERS);
    setOldApexNs(here, NEW_SERVERS, 10);
    expect(probe(here, 300, 1)['parent-centric']! > 0).toBe(fails);
  });

  // RFC 4035 §5.3.3: keys that were fetched while the DS was cached live for their own TTL, not for the DS's.
  test.each([
    { name: 'when the longer of DS and DNSKEY is over', waitSeconds: 40 + 1, fails: true },
    { name: 'when both are over, one after the other', waitSeconds: 40 + 30 + 1, fails: false },
  ])('keys fetched anew while the DS was cached, switched $name: fails $fails', ({ waitSeconds, fails }) => {
    const here = lab({ ...signed, dsTtlSeconds: 40, dnskeyTtlSeconds: 30, parentNsTtlSeconds: 10 });
    copyZone(here);
    probe(here, 1, 1);
    here.world.people.removeDs(here.world.domain);
    expect(probe(here, waitSeconds, 1)).toEqual(NONE);
    here.world.people.setNameServers(here.world.domain, NEW_SERVERS);
    setOldApexNs(here, NEW_SERVERS, 10);
    expect(probe(here, 300, 1)['parent-centric']! > 0).toBe(fails);
  });

  test('a DS for the new keys, after the switch, validates', async () => {
    const here = lab(signed);
    copyZone(here);
    here.world.people.removeDs(here.world.domain);
    probe(here, 60, 1);
    here.world.people.setNameServers(here.world.domain, NEW_SERVERS);
    setOldApexNs(here, NEW_SERVERS, 10);
    probe(here, 200, 1);
    const ds = await here.world.apis.dnsHost.new.signZone(here.world.domain, new AbortController().signal);
    here.world.people.setDs(here.world.domain, ds!);
    expect(probe(here, 200, 1)).toEqual(NONE);
  });

  test('a DS that fits only the old keys is no good to a zone signed with others', async () => {
    const here = lab(signed);
    copyZone(here);
    await here.world.apis.dnsHost.new.signZone(here.world.domain, new AbortController().signal);
    here.world.people.setNameServers(here.world.domain, NEW_SERVERS);
    here.clock.advance(60_000);
    expect(here.ask('parent-centric', here.world.domain, 'A').why).toContain('EDE 6 DNSSEC bogus');
  });
});
