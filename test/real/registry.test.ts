import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openRegistry, type RegistrySettings } from '../../src/adapters/registry/index.ts';
import { fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type Freshness, NEAR_A_CHANGE } from '../../src/ports/registry.ts';
import { type Addresses, reserveAddresses } from './kit/addresses.ts';
import { type Ending, RDAP_ENDINGS, WHOIS_FORMATS } from './kit/registry-formats.ts';
import { heldBy, type Manner, RETRY_AFTER_SECONDS, type Registries, startRegistries } from './kit/registry-servers.ts';

// What anybody can see of a registration, asked over real sockets of servers that answer as registries do, and as they do on bad days.

const REGISTRAR = 'whois.registrar.nl';
const NS = ['ns1.oud.nl', 'ns2.oud.nl'];
const ENDINGS = Object.keys(WHOIS_FORMATS) as Ending[];
const START = Date.UTC(2026, 10, 20, 9);

let addresses: Addresses;
let registries: Registries;
let registrarAddress: string;
let folder: string;
let nowMs: number;
beforeAll(async () => {
  addresses = await reserveAddresses();
  registrarAddress = await addresses.next();
  registries = await startRegistries({ address: () => addresses.next(), registrar: REGISTRAR, registrarAddress });
});
afterAll(async () => {
  await registries?.stop();
  await addresses?.release();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golive-registry-'));
  nowMs = START;
  registries.asked.length = 0;
  registries.held.clear();
  for (const by of ['rdap', 'whois'] as const)
    for (const of of [...ENDINGS, 'registrar'] as const) registries.behave(by, of, 'normal');
  return () => rmSync(folder, { recursive: true, force: true });
});

const clock: Clock = {
  now: () => nowMs,
  async sleepUntil(untilMs) {
    nowMs = Math.max(nowMs, untilMs);
  },
};

const nameIn = (ending: Ending): string => (ending === 'uk' ? 'klant.co.uk' : `klant.${ending}`);

/** A golive of its own, which shares nothing with others but the folder. */
function process(changed: Partial<RegistrySettings> = {}) {
  const list = join(folder, 'list.json');
  writeFileSync(list, JSON.stringify(registries.bootstrap));
  const named = Object.entries(registries.whois).map(([ending, at]) => {
    const [host, port] = at.split(':');
    return [fqdn(ending), { host: host!, port: Number(port) }] as const;
  });
  const registry = openRegistry({
    bootstrap: list,
    whois: new Map(named),
    publicRoot: false,
    allowPrivate: true,
    clock,
    folder: join(folder, 'answers'),
    resolve: async (host) => (host === REGISTRAR ? [registrarAddress] : []),
    ...changed,
  });
  return (name: string, freshness?: Freshness) => registry.lookUp(fqdn(name), AbortSignal.timeout(30_000), freshness);
}

const askedOf = () => registries.asked.map(({ by, of }) => `${by} ${of}`);

describe('a day like any other', () => {
  const { registrar, createdMs, expiresMs } = heldBy({});
  const LOCKED = ['clientTransferProhibited'];
  test.each<[Ending, object, string[]]>([
    ['nl', { registrar: { name: registrar.name }, createdMs, statuses: ['ok'] }, ['rdap nl']],
    ['be', { registrar: { name: registrar.name }, createdMs, statuses: expect.arrayContaining(LOCKED) }, ['whois be']],
    ['de', { statuses: ['ok'] }, ['rdap de']],
    ['eu', { registrar: { name: registrar.name } }, ['whois eu']],
    ['uk', { registrar: { tag: registrar.tag }, createdMs, expiresMs, statuses: LOCKED }, ['rdap uk']],
    [
      'com',
      { registrar: { id: '292', name: registrar.name }, createdMs, expiresMs, reseller: 'Bureau aan de Gracht' },
      ['rdap com', 'rdap registrar'],
    ],
    ['org', { registrar: { id: '292' }, createdMs, expiresMs, statuses: LOCKED }, ['rdap org', 'whois org']],
  ])('.%s', async (ending, expected, asked) => {
    const name = nameIn(ending);
    registries.held.set(name, heldBy({ statuses: LOCKED, nameServers: NS }));
    const registration = await process()(name);
    expect(registration).toMatchObject({ outcome: 'found', nameServers: NS.map(fqdn), ...expected });
    expect(askedOf()).toEqual(asked);
    // That there is no server to ask by RDAP is said as well.
    expect(registration.evidence).toHaveLength(asked.length + (Object.hasOwn(RDAP_ENDINGS, ending) ? 0 : 1));
  });
  test.each(ENDINGS)('.%s has none of that name', async (ending) => {
    const { outcome } = await process()(nameIn(ending));
    expect(outcome).toBe('not-found');
  });
  test('.com by WHOIS alone: the registry, then the registrar it refers to for what is missing', async () => {
    registries.behave('rdap', 'com', 'html');
    registries.held.set('klant.com', heldBy({ nameServers: [], statuses: LOCKED }));
    const registration = await process()('klant.com');
    expect(registration).toMatchObject({ outcome: 'found', registrar: { id: '292' }, statuses: LOCKED, expiresMs });
    expect(askedOf()).toEqual(['rdap com', 'whois com', 'whois registrar']);
    expect(registration.evidence).toHaveLength(3);
  });
});

describe('a bad day', () => {
  const MANNERS: readonly Manner[] = ['limit', 'loop', 'garbage', 'html', 'flood', 'drip', 'silent'];
  // Each waits for its deadline where it must, all at once.
  test.each(MANNERS)('RDAP and WHOIS with %s: unknown, bounded, and other domains go on', async (manner) => {
    for (const ending of ENDINGS) {
      registries.behave('rdap', ending, manner);
      registries.behave('whois', ending, manner);
      registries.held.set(nameIn(ending), heldBy({ nameServers: NS }));
    }
    registries.behave('whois', 'registrar', manner);
    const good: Ending = 'uk';
    registries.behave('rdap', good, 'normal');
    const before = registries.sent();
    const startMs = Date.now();
    const ask = process();
    const all = await Promise.all(ENDINGS.map(async (ending) => [ending, await ask(nameIn(ending))] as const));
    for (const [ending, { outcome, why }] of all) {
      expect([ending, outcome]).toEqual([ending, ending === good ? 'found' : 'unknown']);
      if (ending !== good) expect(why, ending).toMatch(/\S/);
    }
    expect(Date.now() - startMs).toBeLessThan(25_000);
    // What sockets hold on their way is sent, too.
    expect(registries.sent() - before).toBeLessThan(ENDINGS.length * 2 * 6_000_000);
  });
  test.each(MANNERS.filter((one) => one !== 'limit'))('RDAP with %s: WHOIS is asked instead', async (manner) => {
    registries.behave('rdap', 'nl', manner);
    registries.held.set('klant.nl', heldBy({ nameServers: NS }));
    const registration = await process()('klant.nl');
    expect(registration).toMatchObject({ outcome: 'found', nameServers: NS.map(fqdn) });
    expect(new Set(askedOf())).toEqual(new Set(['rdap nl', 'whois nl']));
    expect(registration.evidence!.map(({ asked }) => asked.startsWith('http'))).toEqual([true, false]);
  });
  test('who asked us to slow down by RDAP is not asked by WHOIS, nor by the next process, until it said', async () => {
    registries.behave('rdap', 'nl', 'limit');
    registries.held.set('klant.nl', heldBy({ nameServers: NS }));
    expect(await process()('klant.nl')).toMatchObject({
      outcome: 'unknown',
      slowDown: { retryAfterMs: RETRY_AFTER_SECONDS * SECOND },
    });
    expect(askedOf()).toEqual(['rdap nl']);
    nowMs += RETRY_AFTER_SECONDS * SECOND - 1;
    const until = new Date(START + RETRY_AFTER_SECONDS * SECOND).toISOString();
    expect((await process()('anders.nl', NEAR_A_CHANGE)).why).toContain(until);
    expect(askedOf()).toEqual(['rdap nl']);
    registries.behave('rdap', 'nl', 'normal');
    nowMs += 1;
    expect((await process()('klant.nl')).outcome).toBe('found');
  });
  test('who says so by WHOIS is left alone as well', async () => {
    registries.behave('whois', 'be', 'limit');
    registries.held.set('klant.be', heldBy({ nameServers: NS }));
    expect(await process()('klant.be')).toMatchObject({ outcome: 'unknown', slowDown: {} });
    registries.behave('whois', 'be', 'normal');
    expect(await process()('klant.be')).toMatchObject({ outcome: 'unknown' });
    expect(askedOf()).toEqual(['whois be']);
    nowMs += MINUTE;
    expect((await process()('klant.be')).outcome).toBe('found');
  });
  test('nothing on this machine is asked unless the configuration says so', async () => {
    for (const ending of ENDINGS) registries.held.set(nameIn(ending), heldBy({ nameServers: NS }));
    const ask = process({ allowPrivate: false });
    for (const ending of ENDINGS) expect((await ask(nameIn(ending))).outcome).toBe('unknown');
    expect(registries.asked).toEqual([]);
    const [host] = registries.whois.be.split(':');
    const some = process({ allowPrivate: [host!], folder: join(folder, 'others') });
    expect((await some('klant.be')).outcome).toBe('found');
    expect((await some('klant.nl')).outcome).toBe('unknown');
    expect(askedOf()).toEqual(['whois be']);
  });
});

describe('floors', () => {
  test('domains of one registry reach it a second apart by the wall, from two processes too', async () => {
    const wall: Clock = {
      now: () => Date.now(),
      sleepUntil: (untilMs, signal) => sleep(Math.max(0, untilMs - Date.now()), undefined, { signal }),
    };
    const names = Array.from({ length: 6 }, (_none, at) => `klant${at}.nl`);
    for (const name of names) registries.held.set(name, heldBy({ nameServers: NS }));
    const [one, other] = [process({ clock: wall }), process({ clock: wall })];
    const all = await Promise.all([...names.map((name) => one(name)), other('ander.nl')]);
    expect(all.map(({ outcome }) => outcome)).toEqual([...names.map(() => 'found'), 'not-found']);
    const times = registries.asked.map(({ atMs }) => atMs).sort((first, second) => first - second);
    const gaps = times.slice(1).map((atMs, at) => atMs - times[at]!);
    // Between two processes there is a moment in which neither knows of the other.
    expect(gaps.filter((ms) => ms < 500).length).toBeLessThanOrEqual(1);
    expect(times).toHaveLength(7);
  });
  test('a transfer that a person makes shows a quarter of an hour later, and to others within a day', async () => {
    const held = heldBy({ nameServers: NS, statuses: ['clientTransferProhibited'] });
    registries.held.set('klant.org', held);
    const seen = async (freshness?: Freshness) => {
      const { outcome, registrar, statuses } = await process()('klant.org', freshness);
      return `${outcome} ${registrar?.name} ${statuses.join()}`;
    };
    expect(await seen(NEAR_A_CHANGE)).toBe('found Oude Hoster B.V. clientTransferProhibited');
    registries.held.set('klant.org', {
      ...held,
      statuses: ['pendingTransfer'],
      registrar: { name: 'Nieuwe Hoster', iana: '1234', tag: 'NIEUW' },
    });
    nowMs += 15 * MINUTE - 1;
    expect(await seen(NEAR_A_CHANGE)).toBe('found Oude Hoster B.V. clientTransferProhibited');
    nowMs += 1;
    expect(await seen(NEAR_A_CHANGE)).toBe('found Nieuwe Hoster pendingTransfer');
    registries.held.set('klant.org', held);
    nowMs += 23 * HOUR;
    expect(await seen()).toBe('found Nieuwe Hoster pendingTransfer');
    nowMs += HOUR;
    expect(await seen()).toBe('found Oude Hoster B.V. clientTransferProhibited');
    expect(nowMs - START).toBe(DAY + 15 * MINUTE);
  });
});

test('every ending is there in one form at least', () => {
  expect(ENDINGS).toEqual(['nl', 'be', 'de', 'eu', 'uk', 'com', 'org']);
  expect(Object.keys(RDAP_ENDINGS)).toEqual(['nl', 'de', 'uk', 'com', 'org']);
});
