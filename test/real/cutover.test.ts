import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CACHES, type CacheName } from './kit/caches.ts';
import { startCustomer } from './kit/customer.ts';
import { type GoLive, goliveOn } from './kit/golive.ts';
import { type Lab, type LabZone, startLab } from './kit/lab.ts';
import { type Deeds, factsOf, isDone, type Office, openOffice, ordered, stateOf } from './kit/person.ts';
import { lastUnlike, type ProbeReport, type Prober, startProber } from './kit/prober.ts';
import type { Listening } from './kit/sites.ts';

// What a change of name servers does to six real caches, and what golive says and refuses meanwhile. No provider has an API here: the test
// is the person who does each task. TTLs are seconds, and they are real seconds.

const OLD = ['ns1.oud.nl.', 'ns2.oud.nl.'];
const NEW = ['ns1.nieuw.com.', 'ns2.nieuw.com.'];
const NEW_NS = NEW.map((name) => name.slice(0, -1)).join(' ');
const ALL = Object.keys(CACHES) as CacheName[];
const VALIDATING = ALL.filter((cache) => CACHES[cache].validates);

const PARENT_TTL = 15;
const APEX_NS_TTL = 12;
const DS_TTL = 5;
const KEY_TTL = 30;

const BASE = {
  at: ['old1', 'old2'],
  ns: OLD,
  ttlSeconds: 6,
  nsTtlSeconds: APEX_NS_TTL,
  delegationTtlSeconds: PARENT_TTL,
  negativeTtlSeconds: 3,
  records: ['@ IN A {web}', 'www IN A {web}', '@ IN MX 10 mail', 'mail IN A {mail}', '@ IN TXT "v=spf1 mx -all"'],
};
const SIGNED = { ...BASE, signed: true, dsTtlSeconds: DS_TTL, dnskeyTtlSeconds: DS_TTL } as const;
const CASES: readonly LabZone[] = [
  { zone: 'alleen-register.nl.', ...BASE },
  { zone: 'beide.nl.', ...BASE },
  { zone: 'ds-blijft.nl.', ...SIGNED },
  { zone: 'ds-weg.nl.', ...SIGNED },
  { zone: 'sleutel-lang.nl.', ...SIGNED, dnskeyTtlSeconds: KEY_TTL },
  // The same without golive: what it refused.
  { zone: 'toch-ds.nl.', ...SIGNED },
  { zone: 'toch-sleutel.nl.', ...SIGNED, dnskeyTtlSeconds: KEY_TTL },
];

/** The evening before, when everything is booked; then the half-day's own morning. */
const EVENING = Date.parse('2027-01-10T20:00:00+01:00');
const MORNING = Date.parse('2027-01-11T08:59:50+01:00');

const BOOKED = CASES.map(({ zone }) => zone.slice(0, -1)).filter((domain) => !domain.startsWith('toch-'));

let lab: Lab;
let golive: GoLive;
let office: Office;
let ending = false;
const loops: Promise<unknown>[] = [];
const around: Listening[] = [];

beforeAll(async () => {
  lab = await startLab({
    servers: {
      root: { software: 'nsd', names: ['a.root.test.'] },
      nl1: { software: 'knot', names: ['a.nic.nl.'] },
      nl2: { software: 'bind', names: ['b.nic.nl.'] },
      com1: { software: 'nsd', names: ['a.gtld.com.'] },
      old1: { software: 'bind', names: [OLD[0]!] },
      old2: { software: 'nsd', names: [OLD[1]!] },
      new1: { software: 'powerdns', names: [NEW[0]!] },
      new2: { software: 'knot', names: [NEW[1]!] },
    },
    hosts: { web: ['web.dienst.nl.'], mail: ['mx.dienst.nl.'] },
    zones: [
      { zone: '.', at: ['root'], signed: true },
      { zone: 'nl.', at: ['nl1', 'nl2'], signed: true, negativeTtlSeconds: 3 },
      { zone: 'com.', at: ['com1'] },
      { zone: 'oud.nl.', at: ['old1', 'old2'] },
      { zone: 'nieuw.com.', at: ['new1', 'new2'] },
      { zone: 'dienst.nl.', at: ['old1', 'old2'] },
      ...CASES,
    ],
    caches: ALL,
  });
  const customer = await startCustomer(lab);
  around.push(...customer.around);
  golive = goliveOn(lab, {
    caFile: customer.caFile,
    clockMs: EVENING,
    yaml: 'slots: { noticeDays: 0, perHalfDay: 10 }',
    files: {
      'answers.json': JSON.stringify({
        registration: 'stays',
        hosting: 'stays',
        mail: 'stays',
        nameServers: 'switch',
        newNameServers: NEW,
        customer: 'Klant',
        owner: 'Anna',
      }),
    },
  });
  office = openOffice(golive, { slot: '2027-01-11/morning', worker: 'serve' });
  for (const domain of BOOKED) await office.book(domain);
  golive.setClock(MORNING);
  office.open();
});
afterAll(async () => {
  ending = true;
  await Promise.allSettled(loops);
  await office?.stop();
  for (const one of around) await one.stop();
  await lab?.stop();
});

const probe = (zone: string): Prober =>
  startProber(
    ALL.map((cache) => ({ name: cache, address: lab.caches[cache]!.address })),
    ['NS', 'A', 'MX'].map((type) => ({ name: zone, type })),
  );

/** What people do in panels. */
const copyZone = (zone: string) => lab.setZone(zone, { at: ['new1', 'new2'], ns: NEW, signed: false });
const changeOldNs = (zone: string, signed = false) => lab.setZone(zone, { at: ['old1', 'old2'], ns: NEW, signed });
const changeParent = (zone: string) => lab.setDelegation(zone, { ns: NEW });
const removeDs = (zone: string) => lab.setDelegation(zone, { ds: [] });

/** Of each cache, how long after a moment it last answered with something else than the new NS set; ms. */
function turns(report: ProbeReport, sinceMs: number): Record<string, number> {
  return Object.fromEntries(
    ALL.map((cache) => [cache, (lastUnlike(report, cache, 'NS', NEW_NS) ?? sinceMs) - sinceMs]),
  );
}

interface Said {
  readonly atMs: number;
  readonly verdict: string;
}

/** What `golive check` says of a domain, again and again, as a monitoring system would ask; moments are when the answer had come. */
function checking(domain: string): { stop(): Promise<readonly Said[]> } {
  const said: Said[] = [];
  let over = false;
  const loop = (async () => {
    while (!over && !ending) {
      const { document } = await golive.json('check', domain);
      const [result] = (document as { readonly results: readonly { readonly verdict: string }[] }).results;
      said.push({ atMs: Date.now(), verdict: result!.verdict });
      await sleep(1500);
    }
  })();
  loops.push(loop);
  return {
    async stop() {
      over = true;
      await loop;
      return said;
    },
  };
}

/** The first moment at which it is true: by the world's caches, or by the arithmetic; wall, epoch ms. */
function propagatedFrom(report: ProbeReport, worstCaseAtMs: unknown): number {
  const turnedMs = Math.max(...ALL.map((cache) => lastUnlike(report, cache, 'NS', NEW_NS) ?? 0));
  return Math.min(turnedMs, golive.wallMs(worstCaseAtMs));
}

/** "Propagated" was said at the end, and never before the deadline had passed or the last cache had turned. */
function expectTimely(said: readonly Said[], report: ProbeReport, worstCaseAtMs: unknown): void {
  const mayBeSaidMs = propagatedFrom(report, worstCaseAtMs);
  expect(said.at(-1)?.verdict).toBe('propagated');
  expect(said.some(({ verdict }) => verdict === 'not-started')).toBe(true);
  for (const { atMs, verdict } of said) if (atMs < mayBeSaidMs) expect(verdict).not.toBe('propagated');
}

const failuresAt = (report: ProbeReport): string[] => [...new Set(report.failures.map(({ target }) => target))].sort();

describe.concurrent('a change of name servers', () => {
  test('B: with the old zone’s own NS set changed too, every cache turns before the deadline and the watch ends then', async () => {
    const prober = probe('beide.nl.');
    const checks = checking('beide.nl');
    const watching = golive
      .run('watch', 'beide.nl', '--until', 'propagated')
      .then((ended) => ({ ...ended, atMs: Date.now() }));
    loops.push(watching);
    office.takeOn('beide.nl', {
      'create-zone': () => copyZone('beide.nl.'),
      'change-delegation': async () => {
        await changeOldNs('beide.nl.');
        await changeParent('beide.nl.');
      },
    });
    await office.until('beide.nl', isDone, 200_000);
    const said = await checks.stop();
    const watched = await watching;
    const report = await prober.stop();
    const { worstCaseAtMs, switchedAtMs } = await factsOf(golive, 'beide.nl', 'change-delegation');
    const { propagatedAtMs } = await factsOf(golive, 'beide.nl', 'watch-propagation');
    expect(report.failures).toEqual([]);
    expect(report.asked).toBeGreaterThan(3000);
    expectTimely(said, report, worstCaseAtMs);
    expect(watched.code, watched.err).toBe(0);
    expect(watched.out.trimEnd().split('\n').length).toBeGreaterThan(2);
    expect(watched.atMs).toBeGreaterThanOrEqual(propagatedFrom(report, worstCaseAtMs));
    expect(Number(worstCaseAtMs) - Number(switchedAtMs)).toBe(Math.max(PARENT_TTL, APEX_NS_TTL) * 1000);
    for (const [cache, afterMs] of Object.entries(turns(report, golive.wallMs(switchedAtMs))))
      expect(afterMs, cache).toBeLessThan(PARENT_TTL * 1000);
    for (const cache of ALL)
      expect(report.sights.some(({ target, answer }) => target === cache && answer === NEW_NS)).toBe(true);
    expect(Number(propagatedAtMs)).toBeGreaterThanOrEqual(Number(worstCaseAtMs));
    expect(Number(propagatedAtMs)).toBeLessThan(Number(worstCaseAtMs) + 15_000);
  });

  test('A: changed at the registry alone, golive warns; a cache that stays is named, and the watch does not end', async () => {
    const prober = probe('alleen-register.nl.');
    const domain = 'alleen-register.nl';
    office.takeOn(domain, {
      'create-zone': () => copyZone(`${domain}.`),
      'change-delegation': () => changeParent(`${domain}.`),
      'watch-propagation': async () => false,
    });
    const warned = await office.until(
      domain,
      (status) => status.findings.some(({ tag }) => tag === 'OLD_APEX_NS_STAYS'),
      150_000,
    );
    expect(stateOf(warned, 'watch-propagation')).toBe('waiting');
    const late = await office.until(domain, (status) => stateOf(status, 'watch-propagation') === 'needs-you', 150_000);
    expect(late.findings.filter(({ tag }) => tag === 'RESOLVER_STALE').map(({ subject }) => subject)).toEqual([
      'kresd',
    ]);
    const { worstCaseAtMs } = await factsOf(golive, domain, 'change-delegation');
    expect(lastUnlike(prober.report(), 'kresd', 'NS', NEW_NS)).toBeGreaterThan(golive.wallMs(worstCaseAtMs));
    // Then somebody mends it, and golive sees for itself.
    await changeOldNs(`${domain}.`);
    await sleep(2 * APEX_NS_TTL * 1000);
    await ordered(golive, 'retry', domain, 'watch-propagation', '--by', 'Anna');
    await office.until(domain, isDone, 150_000);
    const report = await prober.stop();
    expect(report.failures).toEqual([]);
  });

  test('D: with the DS left at the parent and the new zone unsigned, the switch is refused', async () => {
    const domain = 'ds-blijft.nl';
    const prober = probe(`${domain}.`);
    const asked: string[] = [];
    office.takeOn(domain, {
      'create-zone': () => copyZone(`${domain}.`),
      'remove-ds': async () => false,
      'change-delegation': async (text) => asked.push(text),
    });
    await office.until(domain, (status) => stateOf(status, 'remove-ds') === 'needs-you', 150_000);
    await ordered(golive, 'skip', domain, 'remove-ds', '--by', 'Anna', '--why', 'somebody said it does not matter');
    const blocked = await office.until(domain, (status) => stateOf(status, 'preflight') === 'blocked', 150_000);
    expect(blocked.findings.map(({ tag }) => tag)).toContain('DS_BLOCKS_SWITCH');
    expect((await golive.run('done', domain, 'change-delegation', '--by', 'Anna')).code).toBe(4);
    const report = await prober.stop();
    expect(asked).toEqual([]);
    expect(report.failures).toEqual([]);
  });

  test.each([
    {
      what: 'E: the DS removed, its TTL waited for, then switched',
      domain: 'ds-weg.nl',
      waitSeconds: DS_TTL,
      skips: false,
    },
    {
      what: 'E′: keys that live longer than the DS are waited for, also when somebody skips the step',
      domain: 'sleutel-lang.nl',
      waitSeconds: KEY_TTL,
      skips: true,
    },
  ])('$what', async ({ domain, waitSeconds, skips }) => {
    const prober = probe(`${domain}.`);
    const checks = checking(domain);
    let goneMs = Number.NaN;
    let switchedMs = Number.NaN;
    const deeds: Deeds = {
      'create-zone': () => copyZone(`${domain}.`),
      'remove-ds': async () => {
        await removeDs(`${domain}.`);
        goneMs = Date.now();
      },
      'change-delegation': async () => {
        switchedMs = Date.now();
        await changeOldNs(`${domain}.`, true);
        await changeParent(`${domain}.`);
      },
      'restore-ds': async () => false,
    };
    office.takeOn(domain, deeds);
    await office.until(domain, (status) => stateOf(status, 'remove-ds') === 'waiting', 150_000);
    if (skips) {
      await sleep(DS_TTL * 1000 + 1000);
      await ordered(
        golive,
        'skip',
        domain,
        'remove-ds',
        '--by',
        'Anna',
        '--why',
        'the DS is gone for longer than its TTL',
      );
      const blocked = await office.until(domain, (status) => stateOf(status, 'preflight') === 'blocked', 150_000);
      expect(blocked.findings.map(({ tag }) => tag)).toContain('DS_STILL_CACHED');
      expect((await golive.run('done', domain, 'change-delegation', '--by', 'Anna')).code).toBe(4);
    }
    await office.until(domain, (status) => stateOf(status, 'restore-ds') === 'needs-you', 150_000);
    const said = await checks.stop();
    const report = await prober.stop();
    expect(report.failures).toEqual([]);
    expect(switchedMs - goneMs).toBeGreaterThanOrEqual(waitSeconds * 1000);
    const { worstCaseAtMs } = await factsOf(golive, domain, 'change-delegation');
    const { propagatedAtMs } = await factsOf(golive, domain, 'watch-propagation');
    for (const cache of ALL)
      expect(lastUnlike(report, cache, 'NS', NEW_NS), cache).toBeLessThan(golive.wallMs(worstCaseAtMs));
    expect(Number(propagatedAtMs)).toBeGreaterThanOrEqual(Number(worstCaseAtMs));
    expectTimely(said, report, worstCaseAtMs);
  });

  test('what was refused would have failed: D at every cache that validates, E′ where keys are kept', async () => {
    const probers = [probe('toch-ds.nl.'), probe('toch-sleutel.nl.')];
    await copyZone('toch-ds.nl.');
    await copyZone('toch-sleutel.nl.');
    await sleep(3000);
    await changeOldNs('toch-ds.nl.', true);
    await changeParent('toch-ds.nl.');
    await removeDs('toch-sleutel.nl.');
    await sleep(DS_TTL * 1000 + 2000);
    await changeOldNs('toch-sleutel.nl.', true);
    await changeParent('toch-sleutel.nl.');
    await sleep(20_000);
    const [left, early] = await Promise.all(probers.map((prober) => prober.stop()));
    expect(failuresAt(left!)).toEqual([...VALIDATING].sort());
    expect(failuresAt(early!)).toEqual(expect.arrayContaining(['unbound', 'unbound-strict']));
    expect(failuresAt(early!)).not.toContain('unbound-plain');
  });
});
