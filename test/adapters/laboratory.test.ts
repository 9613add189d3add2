import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { socketDns } from '../../src/adapters/dns/sockets/index.ts';
import { attachWorld, startWorld } from '../../src/adapters/laboratory/index.ts';
import { openSimulated, type SimulatedPorts } from '../../src/adapters/simulated.ts';
import { socketSmtp } from '../../src/adapters/smtp/sockets/index.ts';
import { socketWeb } from '../../src/adapters/web/sockets/index.ts';
import { judge, toRrsets } from '../../src/dns/response.ts';
import { fqdn } from '../../src/domain/name.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Dns } from '../../src/ports/dns.ts';
import type { Laboratory } from '../../src/ports/laboratory.ts';
import { createWorld } from '../../src/simulation/world.ts';

const DIR = mkdtempSync(join(tmpdir(), 'golive-laboratory-'));
const STARTS_MS = Date.UTC(2026, 11, 1);
const signal = new AbortController().signal;
const clock = { now: () => STARTS_MS };
const SCENARIO = { redirectDomains: ['dezon.example.'] };
let lab: Laboratory;
let api: SimulatedPorts;
let dns: Dns;

function start(parts: Partial<Parameters<typeof startWorld>[0]> = {}): Promise<Laboratory> {
  const scale = { startsAtMs: STARTS_MS, realStartMs: Date.now(), factor: 1 };
  return startWorld({ dir: mkdtempSync(join(DIR, 'world-')), clock: scale, seed: 7, ...parts });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

beforeAll(async () => {
  lab = await start({ scenario: SCENARIO });
  const { roots, resolvers, dnsPort, rpcUrl, token } = lab.endpoints;
  api = await openSimulated({ url: rpcUrl, token });
  dns = socketDns({ roots, resolvers, port: dnsPort, allowPrivateAddresses: true, clock });
});
afterAll(async () => {
  await lab?.stop();
  rmSync(DIR, { recursive: true, force: true });
});

describe('the world on sockets is the world in memory', () => {
  test('every server gives the same answers over UDP and TCP', async () => {
    const memory = createWorld({ clock, seed: 7, scenario: SCENARIO });
    const names = [
      memory.domain,
      fqdn(`www.${memory.domain}`),
      fqdn('dezon.example'),
      fqdn('mx.oud-host.example'),
      fqdn('nothing.example'),
      fqdn('.'),
    ];
    const questions = memory.servers.flatMap(({ address, kind }) =>
      names.flatMap((name) =>
        ['A', 'NS', 'MX', 'TXT', 'SOA', 'DS', 'DNSKEY', 'TYPE65'].flatMap((type) =>
          (['udp', 'tcp'] as const).map((transport) => ({
            server: { address },
            name,
            type,
            recursive: kind === 'resolver',
            transport,
          })),
        ),
      ),
    );
    const answers = await dns.askAll(questions, signal);
    const compared = answers.map((answer) => {
      const { server, name, type, recursive, transport } = answer.question;
      const said = memory.answerDns(server.address, { name, type, recursive, transport: transport as 'udp' | 'tcp' });
      if (typeof said === 'string') throw new Error(`${server.address}: ${said}`);
      const data = (sets: ReturnType<typeof toRrsets>) =>
        sets.map((set) => `${set.name} ${set.type} ${set.rdatas.join(' | ')}`).sort();
      const inMemory = {
        outcome: judge(answer.question, said),
        aa: said.authoritative,
        answer: data(toRrsets(said.answer)),
        authority: data(toRrsets(said.authority)),
        why: said.why,
      };
      const onSockets = {
        outcome: answer.outcome,
        aa: answer.authoritative,
        answer: data([...answer.answer]),
        authority: data([...answer.authority]),
        why: answer.why,
      };
      return { asked: `${server.address} ${name} ${type}`, inMemory, onSockets };
    });
    for (const { asked, inMemory, onSockets } of compared) expect(onSockets, asked).toEqual(inMemory);
    const outcomes = new Set(compared.map(({ onSockets }) => onSockets.outcome));
    expect([...outcomes].sort()).toEqual(expect.arrayContaining(['answer', 'nodata', 'nxdomain', 'referral']));
  });

  test('what does not fit in a datagram is truncated there and whole over TCP', async () => {
    const name = fqdn('big.bakkerij-dezon.example');
    const rdatas = Array.from({ length: 30 }, (_, index) => `"${String(index).padStart(60, 'x')}"`);
    await lab.people.putRrsets('old', 'bakkerij-dezon.example', [{ name, type: 'TXT', ttlSeconds: 60, rdatas }]);
    const [answer] = await dns.askAll(
      [{ server: { address: '127.77.0.11' }, name, type: 'TXT', recursive: false }],
      signal,
    );
    expect(answer?.answer[0]?.rdatas.length).toBe(30);
  });

  test('web and mail answer on their own addresses, with a certificate that browsers with this authority accept', async () => {
    const { httpPort, httpsPort, smtpPort, ca } = lab.endpoints;
    const web = socketWeb({ httpPort, httpsPort, caFile: ca, allowPrivateAddresses: true, clock });
    const page = (host: string, address: string) => web.get({ scheme: 'https', host, address, path: '/' }, signal);
    expect(await page('www.bakkerij-dezon.example', '127.77.0.41')).toMatchObject({
      status: 200,
      certificate: { valid: true },
    });
    expect(await page('www.bakkerij-dezon.example', '127.77.0.51')).toMatchObject({
      status: 404,
      certificate: { valid: false },
    });
    const untrusting = socketWeb({ httpsPort, allowPrivateAddresses: true, clock });
    expect(
      (
        await untrusting.get(
          { scheme: 'https', host: 'www.bakkerij-dezon.example', address: '127.77.0.41', path: '/' },
          signal,
        )
      ).certificate?.valid,
    ).toBe(false);
    const smtp = socketSmtp({ port: smtpPort, allowPrivateAddresses: true, clock });
    const would = (recipient: string) =>
      smtp.wouldAccept({ address: '127.77.0.42', host: 'mx.oud-host.example', recipient }, signal);
    expect((await would('info@bakkerij-dezon.example')).outcome).toBe('accepted');
    expect((await would('nobody@bakkerij-dezon.example')).outcome).toBe('refused');
  });
});

describe('the APIs over the wire', () => {
  const KLANT = fqdn('bakkerij-dezon.example');

  test('constants, absent values and failures come over as they are', async () => {
    expect(api.newDnsHost.limits).toMatchObject({ atomic: expect.any(Boolean), minTtlSeconds: expect.any(Number) });
    expect(api.gainingRegistrar.consistencyMs).toBe(0);
    expect(await api.gainingRegistrar.read(KLANT, signal)).toBe(undefined);
    await expect(api.gainingRegistrar.setLock(KLANT, true, signal)).rejects.toMatchObject({
      name: 'GoLiveError',
      code: 'not-held',
    });
    await expect(api.newDnsHost.readZone(KLANT, signal)).rejects.toMatchObject({ code: 'zone-missing' });
  });

  test('a transfer code stays a Secret on both sides', async () => {
    await lab.people.unlock(KLANT);
    const { code } = await api.losingRegistrar.authInfo(KLANT, signal);
    expect(code).toBeInstanceOf(Secret);
    expect(code.reveal()).toBe(await lab.people.readAuthInfo(KLANT));
    const order = { domain: KLANT, nameServers: [], key: 'k1' };
    await expect(
      api.gainingRegistrar.requestTransfer({ ...order, authInfo: new Secret('wrong') }, signal),
    ).rejects.toMatchObject({ code: 'refused' });
    expect(await api.gainingRegistrar.requestTransfer({ ...order, authInfo: code }, signal)).toMatchObject({
      key: 'k1',
    });
  });

  test('a lost answer: the work is done, and the caller knows that it does not know', async () => {
    await lab.faults.next('newDnsHost.createZone', 'lost-answer');
    await expect(api.newDnsHost.createZone(KLANT, signal)).rejects.toMatchObject({
      code: 'answer-lost',
      why: expect.stringMatching(/ECONNRESET|connection lost/),
    });
    expect((await lab.counters())['newDnsHost.createZone']).toBe(1);
    expect((await api.newDnsHost.readZone(KLANT, signal)).length).toBeGreaterThan(0);
  });

  test('what was given up before it was sent did not happen', async () => {
    await expect(api.newDnsHost.deleteZone(KLANT, AbortSignal.abort())).rejects.toMatchObject({ code: 'unreachable' });
    expect((await lab.counters())['newDnsHost.deleteZone']).toBe(undefined);
  });

  test('without the token nobody gets in', async () => {
    const at = { url: lab.endpoints.rpcUrl, token: 'guess' };
    await expect(openSimulated(at)).rejects.toMatchObject({ code: 'credentials-rejected' });
  });

  test('snapshots are stable', async () => expect(await lab.snapshot()).toEqual(await lab.snapshot()));
});

describe('the process', () => {
  test('a scenario with a misspelt name is refused in one line', async () =>
    await expect(start({ scenario: { loked: true } })).rejects.toThrow(/the scenario has no loked/));

  test('it ends when it is told to, and then its APIs are unreachable', async () => {
    const other = await start();
    await other.stop();
    await other.stop();
    expect(isAlive(other.endpoints.pid)).toBe(false);
    await expect(other.counters()).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('a kept one runs on, another process can find it, and end it', async () => {
    const kept = await start({ keep: true });
    const found = await attachWorld(kept.endpoints);
    expect(await found.counters()).toEqual({});
    await found.stop();
    await expect.poll(() => isAlive(kept.endpoints.pid), { timeout: 5000 }).toBe(false);
  });
});

test('the prober sees a healthy world without failures, and names those of a broken one', {
  timeout: 20_000,
}, async () => {
  const realStartMs = Date.now();
  const probed = await start({
    probe: { perSecond: 20 },
    clock: { startsAtMs: STARTS_MS, realStartMs, factor: 50_000 },
  });
  try {
    await expect.poll(async () => (await probed.probe()).rounds, { timeout: 8000 }).toBeGreaterThan(5);
    const healthy = await probed.probe();
    expect(healthy.failuresByKind).toEqual({});
    expect(healthy.probes).toBeGreaterThan(5 * 3 * 9);
    expect(new Set(healthy.answers.map(({ resolver }) => resolver)).size).toBe(3);
    for (const address of ['127.77.0.11', '127.77.0.12']) await probed.faults.dns(address, 'servfail');
    await probed.people.setPublished('old', 'bakkerij-dezon.example', false);
    const kinds = async () => Object.keys((await probed.probe()).failuresByKind);
    await expect.poll(kinds, { timeout: 8000 }).toEqual(expect.arrayContaining(['servfail', 'http-404', 'https-404']));
    const { failuresByResolver, failures, failuresByKind } = await probed.probe();
    expect(failures).toBe(Object.values(failuresByKind).reduce((sum, count) => sum + count, 0));
    for (const { firstMs, lastMs } of failuresByResolver) expect(firstMs).toBeLessThanOrEqual(lastMs);
  } finally {
    await probed.stop();
  }
});
