import { describe, expect, test } from 'vitest';
import { rrset } from '../../src/domain/rrset.ts';
import { Secret } from '../../src/domain/secret.ts';
import { DAY, MINUTE, SECOND } from '../../src/domain/time.ts';
import { copyZone, lab, NEW_SERVERS, START_MS } from './lab.ts';

const ZONE = 'bakkerij-dezon.example.';
const { signal } = new AbortController();

describe('equal seeds', () => {
  const story = (seed: number) => {
    const here = lab({ apiConsistencySeconds: 7 }, seed);
    copyZone(here);
    const { people } = here.world;
    people.unlock(ZONE);
    const code = people.readAuthInfo(ZONE);
    people.requestTransfer(ZONE, code, NEW_SERVERS);
    people.payTransfer(ZONE);
    people.deliverMail('info@bakkerij-dezon.example', { count: 3 });
    return { snapshot: JSON.stringify(here.world.snapshot()), code };
  };
  test('give equal worlds', () => expect(story(5)).toEqual(story(5)));
  test('other seeds give other keys and codes', () => {
    expect(story(5).code).not.toBe(story(6).code);
    expect(story(5).snapshot).not.toBe(story(6).snapshot);
  });
  test('and equal faults', async () => {
    const run = async () => {
      const { world } = lab({}, 9);
      world.faults.plan({ perCall: 0.5 });
      const outcomes: string[] = [];
      for (let index = 0; index < 40; index++)
        outcomes.push(
          await world.apis.dnsHost.new.createZone(world.domain, signal).then(
            () => 'ok',
            (thrown) => thrown.code,
          ),
        );
      return outcomes;
    };
    const first = await run();
    expect(first).toEqual(await run());
    expect(new Set(first)).toEqual(new Set(['ok', 'answer-lost', 'unreachable', 'rate-limited']));
  });
});

test('by hand, every part of a move can be done, and the site, the mail and the name end on the new side', () => {
  const here = lab({ signed: false });
  const { clock, world } = here;
  const { people } = world;
  people.orderHosting(ZONE);
  people.payHostingOrder(ZONE);
  clock.advance(10 * MINUTE);
  people.backUpSite(ZONE);
  people.createDatabase(ZONE, 'site');
  people.copySite(ZONE);
  people.linkDatabase(ZONE, 'site');
  people.importDatabase(ZONE);
  people.requestCertificate(ZONE, ['bakkerij-dezon.example', 'www.bakkerij-dezon.example']);
  for (const local of ['info', 'bestellen', 'jan']) people.createMailbox('new', `${local}@bakkerij-dezon.example`);
  copyZone(here);
  people.putRrsets('new', ZONE, [
    rrset(world.domain, 'A', 3600, ['127.77.0.51']),
    rrset(`www.${ZONE}` as never, 'A', 3600, ['127.77.0.51']),
    rrset(world.domain, 'MX', 3600, ['10 mx.nieuw-host.example.']),
  ]);
  expect(people.deliverMail('info@bakkerij-dezon.example')).toEqual({ at: 'old' });
  people.setNameServers(ZONE, NEW_SERVERS);
  clock.advance(DAY + 4 * 3600 * SECOND + MINUTE);
  expect(people.deliverMail('info@bakkerij-dezon.example')).toEqual({ at: 'new' });
  people.copyMail('info@bakkerij-dezon.example');
  people.unlock(ZONE);
  people.requestTransfer(ZONE, people.readAuthInfo(ZONE), NEW_SERVERS);
  people.payTransfer(ZONE);
  people.confirmTransfer(ZONE);
  clock.advance(DAY);
  people.setLock(ZONE, true);
  people.cancelHosting('old', ZONE);
  people.deleteZone('old', ZONE);
  expect(world.snapshot()).toMatchObject({
    registrations: { [ZONE]: { holder: 'new', locked: true, pending: false, nameServers: NEW_SERVERS } },
    zones: { old: {} },
    hosting: { old: {}, new: { [ZONE]: { service: { published: true } } } },
    mail: { new: { mailboxes: { 'info@bakkerij-dezon.example': { length: 7 } } } },
  });
  const visit = (host: string) => world.web('127.77.0.51', { scheme: 'https', host, path: '/' })!;
  expect(visit('www.bakkerij-dezon.example')).toMatchObject({ status: 200, headers: { server: 'nieuw-host' } });
  expect(visit('bakkerij-dezon.example')).toMatchObject({ status: 301 });
  expect(visit('elders.example')).toMatchObject({ status: 404 });
});

test('what is undone by hand leaves the world as it was', () => {
  const here = lab({ signed: false });
  const { clock, world } = here;
  const { people } = world;
  const before = world.snapshot();
  const apex = rrset(world.domain, 'NS', 14_400, ['ns1.oud-host.example.', 'ns2.oud-host.example.']);
  people.orderHosting(ZONE);
  people.payHostingOrder(ZONE);
  copyZone(here);
  people.createMailbox('new', 'info@bakkerij-dezon.example');
  people.setNameServers(ZONE, NEW_SERVERS);
  people.putRrsets('old', ZONE, [{ ...apex, rdatas: NEW_SERVERS }]);
  people.setFrozen('old', ZONE, true);
  people.unlock(ZONE);
  clock.advance(DAY);
  expect(world.snapshot()).not.toEqual(before);
  people.setLock(ZONE, true);
  people.setFrozen('old', ZONE, false);
  people.putRrsets('old', ZONE, [apex]);
  people.setNameServers(ZONE, apex.rdatas as never);
  people.deleteMailbox('new', 'info@bakkerij-dezon.example');
  people.deleteZone('new', ZONE);
  people.cancelHosting('new', ZONE);
  expect(world.snapshot()).toEqual(before);
});

test('a frozen site cannot be edited; a page edited before the delta differs from the copy', async () => {
  const { clock, world } = lab();
  world.people.orderHosting(ZONE);
  world.people.payHostingOrder(ZONE);
  clock.advance(10 * MINUTE);
  world.people.copySite(ZONE);
  expect(world.people.editSite(ZONE, '/contact.html')).toBe(true);
  expect(await world.apis.siteCopier.compare(world.domain, signal)).toMatchObject({ missing: 0, differing: 1 });
  world.people.setFrozen('old', ZONE, true);
  expect(world.people.editSite(ZONE, '/contact.html')).toBe(false);
});

describe('faults', () => {
  test('a lost answer means that the work is done; the others that it is not; what people do meets none', async () => {
    const { world } = lab();
    const create = () => world.apis.dnsHost.new.createZone(world.domain, signal);
    for (const kind of ['unreachable', 'refused', 'rate-limited', 'lost-answer', 'slow'] as const)
      world.faults.next('newDnsHost.createZone', kind);
    for (const code of ['unreachable', 'refused', 'rate-limited'])
      await expect(create()).rejects.toMatchObject({ code });
    expect(world.counters['newDnsHost.createZone']).toBeUndefined();
    world.people.putRrsets('old', ZONE, []);
    await expect(create()).rejects.toMatchObject({ code: 'answer-lost' });
    expect(world.counters['newDnsHost.createZone']).toBe(1);
    await create();
    expect(world.counters['newDnsHost.createZone']).toBe(2);
  });

  test('`*` hits the next changing call and leaves reads alone; stop ends what was queued', async () => {
    const { world } = lab();
    world.faults.next('*', 'unreachable');
    await world.apis.dnsHost.old.readZone(world.domain, signal);
    await expect(world.apis.registrar.losing.setLock(world.domain, false, signal)).rejects.toMatchObject({
      code: 'unreachable',
    });
    world.faults.next('*', 'unreachable');
    world.faults.stop();
    await world.apis.registrar.losing.setLock(world.domain, false, signal);
  });

  test('the registry’s public lookup turns a fault into unknown', async () => {
    const { world } = lab();
    world.faults.next('registry.lookUp', 'lost-answer');
    expect(await world.apis.registry.lookUp(world.domain, signal)).toMatchObject({ outcome: 'unknown' });
  });
});

test.each([
  ['the registry wants servers that answer', { registryChecksNameServers: true }, [], 'does not answer'],
  ['an update is prohibited', {}, ['clientUpdateProhibited'], 'clientUpdateProhibited'],
])('name servers are refused where %s', (_when, scenario, statuses, why) => {
  const here = lab(scenario);
  here.world.people.setStatuses(ZONE, statuses);
  expect(() => here.world.people.setNameServers(ZONE, NEW_SERVERS)).toThrow(why);
  copyZone(here);
  here.world.people.setStatuses(ZONE, []);
  here.world.people.setNameServers(ZONE, NEW_SERVERS);
});

test('the losing registrar’s cut begins when the registry hears of the transfer, not with the unpaid order', () => {
  const { ask, world } = lab({ locked: false, losingRegistrarCutsDns: true });
  const { people } = world;
  people.requestTransfer(ZONE, people.readAuthInfo(ZONE), []);
  expect(ask('ns1.oud', ZONE, 'SOA').rcode).toBe(0);
  people.payTransfer(ZONE);
  expect(ask('ns1.oud', ZONE, 'SOA').rcode).toBe(5);
});

test('a mail service that wants proof takes mail only after it saw its TXT in the live zone, and a seat per mailbox', async () => {
  const { world } = lab({ mailNeedsVerification: true, mailSeatsIncluded: 0 });
  const mail = world.apis.mailHost.new;
  const address = 'info@bakkerij-dezon.example';
  await expect(mail.createMailbox(address, signal)).rejects.toMatchObject({ code: 'refused' });
  await mail.orderLicences({ domain: world.domain, count: 1, key: 'k1' }, signal);
  await mail.createMailbox(address, signal);
  expect(world.smtp('127.77.0.52', address)).toMatchObject({ code: 550 });
  const asked = (await mail.verification(world.domain, signal))!;
  await mail.verify(world.domain, signal);
  expect((await mail.verification(world.domain, signal))!.verified).toBe(false);
  world.people.putRrsets('old', ZONE, [asked.record]);
  await mail.verify(world.domain, signal);
  expect((await mail.verification(world.domain, signal))!.verified).toBe(true);
  expect(world.smtp('127.77.0.52', address)).toMatchObject({ code: 250 });
});

test('a site that stands unpublished at the new host shows only under its staging name', () => {
  const { world } = lab({ hostingAt: 'new', zoneAt: 'new', registrationAt: 'new', mailAt: 'new' });
  const visit = (host: string) => world.web('127.77.0.51', { scheme: 'http', host, path: '/contact?x=1' })!.status;
  const staging = 'bakkerij-dezon-example.staging.nieuw-host.example';
  expect([visit('www.bakkerij-dezon.example'), visit(staging)]).toEqual([404, 200]);
  world.people.setPublished('new', ZONE, true);
  expect([visit('www.bakkerij-dezon.example'), visit(staging)]).toEqual([200, 200]);
  expect(world.people.deliverMail('info@bakkerij-dezon.example')).toEqual({ at: 'new' });
});

test('domains under other TLDs and name servers of their own resolve too', () => {
  const { ask } = lab({
    domain: 'klant.nl',
    redirectDomains: ['klant.be'],
    oldNameServers: ['ns0.transport.net', 'ns1.klant.nl'],
    newNameServers: ['a.ns.nieuw.eu', 'b.ns.nieuw.eu'],
  });
  for (const name of ['klant.nl.', 'www.klant.be.', 'ns1.klant.nl.'])
    expect(ask('parent-centric', name, 'A').answer).toHaveLength(1);
});

test('a rehearsal brings its own zone', () => {
  const set = rrset('klant.nl.' as never, 'A', 120, ['192.0.2.7']);
  const { ask } = lab({ domain: 'klant.nl.', zone: [set] });
  expect(ask('child-centric', 'klant.nl.', 'A').answer[0]).toMatchObject({ ttlSeconds: 120, rdata: '192.0.2.7' });
});

test('a transfer completes at its own moment, whoever looks first and however late', async () => {
  const { ask, clock, world } = lab({ locked: false, transferNeedsConfirmation: false });
  const registrar = world.apis.registrar.gaining;
  const code = new Secret(world.people.readAuthInfo(ZONE));
  const order = { domain: world.domain, authInfo: code, nameServers: NEW_SERVERS, key: 'k' };
  await registrar.requestTransfer(order, signal);
  world.people.payTransfer(ZONE);
  clock.jumpTo(START_MS + DAY - 1);
  expect((await registrar.transfers(world.domain, signal))[0]!.state).toBe('pending');
  clock.jumpTo(START_MS + 3 * DAY);
  expect(ask('a.nic', ZONE, 'NS').authority.map(({ rdata }) => rdata)).toEqual(expect.arrayContaining(NEW_SERVERS));
  expect((await registrar.read(world.domain, signal))!.nameServers).toEqual(NEW_SERVERS);
  expect(await world.apis.registrar.losing.read(world.domain, signal)).toBeUndefined();
});
