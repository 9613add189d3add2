import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inSeconds, startCustomer } from './kit/customer.ts';
import { type GoLive, goliveOn, LAUNCHER } from './kit/golive.ts';
import { type Lab, startLab } from './kit/lab.ts';
import { factsOf, isDone, type Office, openOffice, ordered, type Status, stateOf } from './kit/person.ts';
import { heldBy, type Registries, startRegistries } from './kit/registry-servers.ts';
import type { Listening } from './kit/sites.ts';

// A registration moves to a registrar that has no API, by the commands that a user types: every act is a person's, and what closes each step is
// what the registry shows the public, over real sockets.

const OLD = ['ns1.oud.nl.', 'ns2.oud.nl.'];
const NEW = ['ns1.nieuw.nl.', 'ns2.nieuw.nl.'];
const DOMAIN = 'klant.org';
const LOCKED = ['clientTransferProhibited'];
const CODE = 'Gh7#kdPq2Wz9';
const TTL = 5;
const MINUTE_MS = 60_000;
const EVENING = Date.parse('2027-01-10T20:00:00+01:00');
const MORNING = Date.parse('2027-01-11T08:59:30+01:00');

let lab: Lab;
let registries: Registries;
let golive: GoLive;
let office: Office;
const around: Listening[] = [];

const plain = (names: readonly string[]) => names.map((name) => name.slice(0, -1));

beforeAll(async () => {
  lab = await startLab({
    servers: {
      root: { software: 'nsd', names: ['a.root.test.'] },
      tld: { software: 'knot', names: ['a.nic.nl.'] },
      old: { software: 'bind', names: OLD },
      new1: { software: 'powerdns', names: NEW },
    },
    hosts: {
      web: ['web.dienst.nl.'],
      mail: ['mx.dienst.nl.'],
      registrar: ['whois.registrar.nl.'],
      ...Object.fromEntries(Array.from({ length: 8 }, (_none, at) => [`registry${at}`, []])),
    },
    zones: [
      { zone: '.', at: ['root'] },
      { zone: 'nl.', at: ['tld'] },
      { zone: 'org.', at: ['tld'] },
      { zone: 'oud.nl.', at: ['old'], ns: OLD },
      { zone: 'nieuw.nl.', at: ['new1'], ns: NEW },
      { zone: 'dienst.nl.', at: ['old'], ns: OLD },
      { zone: 'registrar.nl.', at: ['old'], ns: OLD, records: ['whois IN A {registrar}'] },
      {
        zone: `${DOMAIN}.`,
        at: ['old'],
        ns: OLD,
        ttlSeconds: TTL,
        nsTtlSeconds: TTL,
        delegationTtlSeconds: TTL,
        records: [
          '@ IN A {web}',
          'www IN CNAME @',
          '@ IN MX 10 mail',
          'mail IN A {mail}',
          '@ IN TXT "v=spf1 mx -all"',
          '@ IN CAA 0 issue "letsencrypt.org"',
        ],
      },
    ],
    caches: ['unbound'],
  });
  let next = 0;
  registries = await startRegistries({
    address: async () => lab.address(`registry${next++}`),
    registrar: 'whois.registrar.nl',
    registrarAddress: lab.address('registrar'),
  });
  registries.held.set(DOMAIN, heldBy({ statuses: LOCKED, nameServers: plain(OLD) }));
  const customer = await startCustomer(lab);
  around.push(...customer.around);
  const { apiUrl, apiKey } = lab.powerDns('new1');
  golive = goliveOn(lab, {
    caFile: customer.caFile,
    clockMs: EVENING,
    env: { PDNS_KEY: apiKey },
    yaml: [
      'slots: { noticeDays: 0, perHalfDay: 10 }',
      'playbooks: playbooks',
      'rdap: { bootstrap: rdap.json }',
      `whois: { servers: ${JSON.stringify(registries.whois)} }`,
      'providers:',
      `  pdns: { adapter: powerdns, url: ${JSON.stringify(apiUrl)}, apiKey: { env: PDNS_KEY }, nameServers: ${JSON.stringify(NEW)}, does: [newDnsHost] }`,
    ].join('\n'),
    files: {
      'rdap.json': JSON.stringify(registries.bootstrap),
      'answers.json': JSON.stringify({
        registration: 'moves',
        hosting: 'stays',
        mail: 'stays',
        nameServers: 'switch',
        customer: 'Klant',
        owner: 'Anna',
        playbook: 'in-seconds',
      }),
    },
  });
  mkdirSync(join(golive.folder, 'playbooks'));
  writeFileSync(join(golive.folder, 'playbooks', 'in-seconds.yaml'), inSeconds(TTL));
  office = openOffice(golive, { slot: '2027-01-11/morning', worker: 'tick' });
});
afterAll(async () => {
  await office?.stop();
  for (const one of around) await one.stop();
  await registries?.stop();
  await lab?.stop();
});

const nowMs = (): number => Date.now() - golive.wallMs(0);

/** A quarter of an hour and a little passes: as long as the registry is not asked again. */
const aWhileLater = (): void => golive.setClock(nowMs() + 16 * MINUTE_MS);

const change = (held: Partial<ReturnType<typeof heldBy>>): void =>
  void registries.held.set(DOMAIN, { ...registries.held.get(DOMAIN)!, ...held, updatedMs: Date.now() });

/** A secret goes in by standard input, never as an argument. */
async function giveSecret(field: string, secret: string): Promise<void> {
  const child = spawn(process.execPath, [LAUNCHER, 'answer', DOMAIN, field, '--config', golive.configFile], {
    cwd: golive.folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(`${secret}\n`);
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`golive answer ${field}: ${code}\n${said}`);
  expect(said).not.toContain(secret);
}

async function statusNow(): Promise<Status> {
  const { document } = await golive.json('status');
  return (document as { readonly migrations: readonly Status[] }).migrations.find(({ domain }) => domain === DOMAIN)!;
}

/** The office goes on working; the clock is moved on whenever nothing but a wait is left. */
async function reach(isThere: (status: Status) => boolean, withinMs = 100_000): Promise<Status> {
  const untilMs = Date.now() + withinMs;
  for (let turn = 1; ; turn++) {
    const status = await statusNow();
    if (isThere(status)) return status;
    if (Date.now() > untilMs) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(status, null, 1)}`);
    if (turn % 4 === 0) aWhileLater();
    await sleep(500);
  }
}

describe('what is seen without any account', () => {
  test('golive inspect names the registrar, the lock and the name servers, and who said so', async () => {
    const { code, document } = await golive.json('inspect', DOMAIN);
    const { registration, nameServers } = document as Record<string, Record<string, unknown>>;
    expect(code).toBe(0);
    expect(JSON.stringify(registration)).toContain('Oude Hoster B.V.');
    expect(registration).toMatchObject({ statuses: LOCKED, nameServers: plain(OLD) });
    expect(JSON.stringify(nameServers)).toContain('ns1.oud.nl');
    expect(JSON.stringify(document)).toMatch(/TRANSFER_LOCKED/);
    expect(registries.asked.map(({ by, of }) => `${by} ${of}`)).toEqual(['rdap org', 'whois org']);
  });
  test('asked again it asks nobody again', async () => {
    const { document } = await golive.json('inspect', DOMAIN);
    expect(JSON.stringify(document)).toContain('Oude Hoster B.V.');
    expect(registries.asked).toHaveLength(2);
  });
  test('a list of domains reaches each registry a second apart, and a registry that has had enough stops nobody else', async () => {
    const list = [...Array.from({ length: 11 }, (_none, at) => `klant${at}.nl`), 'klant.be', 'klant.eu', 'niemand.be'];
    for (const name of list.slice(0, -1)) registries.held.set(name, heldBy({ nameServers: plain(OLD) }));
    writeFileSync(join(golive.folder, 'list.csv'), `domain\n${list.join('\n')}\n`);
    registries.behave('whois', 'eu', 'limit');
    registries.asked.length = 0;
    const { code, out, err } = await golive.run('inspect', '--csv', 'list.csv', '--json');
    const { results } = JSON.parse(out) as {
      readonly results: readonly { readonly domain: string; readonly registration: Record<string, unknown> }[];
    };
    expect(results.map(({ domain }) => domain)).toEqual(list);
    expect(code).not.toBe(1);
    for (const { domain, registration } of results) {
      const text = JSON.stringify(registration);
      if (domain === 'klant.eu') expect(text).toMatch(/asked too often/);
      else if (domain !== 'niemand.be') expect(text, domain).toContain('Oude Hoster B.V.');
    }
    expect(err).toMatch(/\b10\b.*\b14\b/);
    const times = registries.asked.filter(({ of }) => of === 'nl').map(({ atMs }) => atMs);
    expect(times).toHaveLength(11);
    expect(Math.min(...times.slice(1).map((atMs, at) => atMs - times[at]!))).toBeGreaterThan(500);
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(9500);
    // The next command asks none of them again, and not the one that wants its rest.
    registries.asked.length = 0;
    registries.behave('whois', 'eu', 'normal');
    const { document } = await golive.json('inspect', 'klant.eu', 'klant.nl', ...list.slice(0, 3));
    expect(JSON.stringify(document)).toMatch(/asked us to slow down/);
    expect(registries.asked.map(({ question }) => question)).toEqual(['/domain/klant.nl']);
  });
  test('golive new without answers names what is missing; its form has what was seen', async () => {
    const { code, err } = await golive.run('new', DOMAIN);
    expect(code).toBe(3);
    expect(err).toMatch(/registration, hosting, mail, nameServers/);
    registries.asked.length = 0;
    const { out } = await golive.run('new', DOMAIN, '--answers-template');
    expect(out).toMatch(/# We found: Oude Hoster B\.V.*\n {2}registration: moves \(found\)/);
    expect(out).toMatch(/# We found: ns1\.oud\.nl, ns2\.oud\.nl.*\n {2}nameServers: switch \(found\)/);
    // What `inspect` had heard a moment ago.
    expect(registries.asked).toEqual([]);
  });
});

test('the registration moves: each step is closed by what the registry shows', async () => {
  await office.book(DOMAIN);
  golive.setClock(MORNING);
  office.open();
  const did: string[] = [];
  const deed = (step: string, work: () => unknown) => ({
    [step]: async () => {
      did.push(step);
      await work();
    },
  });
  let mayUnlock = false;
  office.takeOn(DOMAIN, {
    ...deed('change-delegation', async () => {
      await lab.setDelegation(`${DOMAIN}.`, { ns: NEW });
      change({ nameServers: plain(NEW) });
    }),
    'unlock-domain': async () => {
      if (!mayUnlock) return false;
      did.push('unlock-domain');
      // Said to be done the first time, and not done.
      if (did.filter((step) => step === 'unlock-domain').length > 1) change({ statuses: ['ok'] });
      return true;
    },
    'ask-losing-registrar': () => ordered(golive, 'answer', DOMAIN, 'losingRegistrarCuts=unknown', '--by', 'Anna'),
    ...deed('obtain-authcode', () => giveSecret('authcode', CODE)),
    ...deed('request-transfer', () => change({ statuses: ['pendingTransfer'] })),
    ...deed('confirm-transfer', () => undefined),
    ...deed('relock-domain', () => change({ statuses: LOCKED })),
  });

  // Nobody is asked for the lock before no cache anywhere has the old name servers.
  await office.until(DOMAIN, (status) => stateOf(status, 'unlock-domain') === 'needs-you', 120_000);
  const { worstCaseAtMs } = await factsOf(golive, DOMAIN, 'change-delegation');
  expect(nowMs()).toBeGreaterThanOrEqual(Number(worstCaseAtMs));
  expect(did).toEqual(['change-delegation']);

  // Somebody turns it back: the gate closes, names the servers, and opens when it is mended.
  await lab.setDelegation(`${DOMAIN}.`, { ns: OLD });
  const blocked = await reach((status) => stateOf(status, 'unlock-domain') === 'blocked');
  expect(JSON.stringify(blocked.now)).toContain('ns1.oud.nl');
  await lab.setDelegation(`${DOMAIN}.`, { ns: NEW });
  await reach((status) => stateOf(status, 'unlock-domain') === 'needs-you');
  mayUnlock = true;

  // A word alone closes nothing that the registry shows otherwise: the lock is asked for again, and the code not before it is off.
  await reach((status) => stateOf(status, 'watch-transfer') !== undefined);
  expect(did.filter((step) => step === 'unlock-domain').length).toBeGreaterThan(1);
  expect([...new Set(did)].filter((step) => step !== 'confirm-transfer')).toEqual([
    'change-delegation',
    'unlock-domain',
    'obtain-authcode',
    'request-transfer',
  ]);

  // The registry completes it in its own time.
  aWhileLater();
  expect(stateOf(await statusNow(), 'watch-transfer')).toBe('waiting');
  change({ statuses: ['ok'], registrar: { name: 'Nieuwe Hoster', iana: '1234', tag: 'NIEUWE-HOSTER' } });
  await reach(isDone);
  expect(did.at(-1)).toBe('relock-domain');
  expect(registries.held.get(DOMAIN)).toMatchObject({ statuses: LOCKED, registrar: { iana: '1234' } });

  // Asked a quarter of an hour apart by golive's clock, whatever process asked; the code is nowhere to be read.
  const { out: journal } = await golive.run('journal', DOMAIN, '--json');
  expect(journal).not.toContain(CODE);
  const { code, document } = await golive.json('inspect', DOMAIN);
  expect(code).toBe(0);
  expect(JSON.stringify(document)).toContain('Nieuwe Hoster');
}, 400_000);
