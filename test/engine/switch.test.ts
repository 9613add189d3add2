import { describe, expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import { planDocument } from '../../src/app/plan-document.ts';
import { say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { dsFromDnskey } from '../../src/dns/dnssec.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { DAY, MINUTE, ttlToMs } from '../../src/domain/time.ts';
import type { Simulated, SimulatedOptions } from './simulated-app.ts';
import { simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const NEW = ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'] as readonly string[] as readonly Fqdn[];
const OLD = ['ns1.oud-host.example.', 'ns2.oud-host.example.'] as readonly string[] as readonly Fqdn[];
const BY = { by: 'Anna' };
const signal = new AbortController().signal;

const slotWait = (sim: Simulated) => stopAt(sim, 'wait-for-slot', ({ waitsFor }) => waitsFor !== undefined);
const tags = async (sim: Simulated): Promise<string[]> => {
  const { migrations } = await statusDocument(sim.app, { domain: sim.ids[0]! });
  return migrations[0]!.findings.map(({ tag, severity }) => `${severity} ${tag}`);
};
const sent = async (sim: Simulated, step: string) =>
  (await stateOf(sim)).effects.filter((effect) => effect.step === step).map(({ name }) => name);

describe('somebody switches before golive asked', () => {
  test('with everything ready: it is the cutover, the owner hears of it, and nothing is sent again', async () => {
    const sim = await simulated({ probe: true });
    expect(await slotWait(sim)).toBe(true);
    const { slot } = await stateOf(sim);
    sim.world.people.setNameServers(sim.world.domain, NEW);
    const atMs = sim.clock.now();
    expect(await stopAt(sim, 'change-delegation', ({ state }) => state === 'done', 2)).toBe(true);

    const { steps } = await stateOf(sim);
    const facts = steps['change-delegation']!.facts as Record<string, number>;
    expect(facts['early']).toBe(true);
    expect(facts['switchedAtMs']).toBeGreaterThan(atMs);
    expect(facts['switchedAtMs']).toBeLessThanOrEqual(atMs + 16 * MINUTE);
    expect(facts['switchedAtMs']).toBeLessThan(slot!.startsAtMs);
    expect(facts['worstCaseAtMs']! - facts['switchedAtMs']!).toBe((86_400 + 900) * 1000);
    expect(await tags(sim)).toContain('warning EARLY_SWITCH');
    // The parent was not told again; the old zone's own servers, which nobody had changed, were.
    expect(await sent(sim, 'change-delegation')).toEqual(['old-apex-ns']);

    const statuses = await goOn(sim);
    expect([[...statuses.values()], sim.prober!.failures]).toEqual([['done'], {}]);
  });

  test('before the new zone is there: an emergency with a way out, and afterwards all goes as planned', async () => {
    const sim = await simulated({ scenario: { hostingInstallSeconds: 7200 } });
    expect(await stopAt(sim, 'order-hosting', ({ state }) => state === 'done')).toBe(true);
    sim.world.people.setNameServers(sim.world.domain, NEW);
    expect(await stopAt(sim, 'watch-parents', ({ task }) => task !== undefined, 1)).toBe(true);
    const watched = (await stateOf(sim)).steps['watch-parents']!;
    expect(watched.task?.text).toMatchObject({
      text: 'dns.watch-parents.not-ready',
      values: { old: 'ns1.oud-host.example, ns2.oud-host.example' },
    });
    expect((await tags(sim)).slice(0, 2)).toEqual(['critical SWITCHED_BEFORE_READY', 'warning EARLY_SWITCH']);

    sim.world.people.setNameServers(sim.world.domain, OLD);
    expect(await slotWait(sim)).toBe(true);
    expect(await tags(sim)).not.toContain('warning EARLY_SWITCH');
    const { slot } = await stateOf(sim);
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    const facts = (await stateOf(sim)).steps['change-delegation']!.facts as Record<string, number>;
    expect(facts['early']).toBeUndefined();
    expect(facts['switchedAtMs']).toBeGreaterThanOrEqual(slot!.startsAtMs);
  });
});

describe('the names of the new servers', () => {
  test('stand in the plan only once preflight says go', async () => {
    const sim = await simulated();
    const changes = async () => {
      const { plans } = await planDocument(sim.app, sim.ids[0]!, { signal });
      return plans[0]!.steps.find(({ step }) => step === 'change-delegation')!.changes?.join('\n');
    };
    await stopAt(sim, 'create-zone', ({ state }) => state === 'done');
    expect(await changes()).toMatch(/preflight/);
    expect(await changes()).not.toContain('nieuw-host');
    await slotWait(sim);
    expect(await changes()).toContain('ns1.nieuw-host.example');
  });
});

describe('a signed domain', () => {
  const ttls: readonly [title: string, options: SimulatedOptions, seconds: number][] = [
    ['keys that live longer than the DS', { scenario: { dsTtlSeconds: 3600, dnskeyTtlSeconds: 100_000 } }, 100_000],
    ['a hostile TTL is held to a week', { scenario: { dsTtlSeconds: 3600, dnskeyTtlSeconds: 2_000_000_000 } }, 604_800],
  ];
  test.each(ttls)(
    '%s: nothing moves before both are forgotten, and nobody misses anything',
    async (_title, options, seconds) => {
      const sim = await simulated({ ...options, probe: true, probeEveryMinutes: 60 });
      expect(await stopAt(sim, 'remove-ds', ({ state }) => state === 'done')).toBe(true);
      const { doneMs, facts } = (await stateOf(sim)).steps['remove-ds']!;
      expect(doneMs! - Number(facts?.['goneAtMs'])).toBeGreaterThanOrEqual(seconds * 1000);
      expect([...(await goOn(sim)).values()]).toEqual(['done']);
      expect(sim.prober!.failures).toEqual({});
    },
  );

  const foreign = (sim: Simulated) => [
    dsFromDnskey(sim.world.domain, `257 3 13 ${Buffer.alloc(64, 7).toString('base64')}`),
  ];

  test('a DS of another key that comes back before the day closes the gate, and the clock starts anew when it goes', async () => {
    const sim = await simulated({ scenario: { dsTtlSeconds: 7200 } });
    await slotWait(sim);
    sim.world.people.setDs(sim.world.domain, foreign(sim));
    expect(await stopAt(sim, 'preflight-again', ({ state }) => state === 'blocked', 4)).toBe(true);
    expect((await tags(sim)).filter((tag) => tag.includes('DS_'))).toEqual(['critical DS_BLOCKS_SWITCH']);
    expect(await sent(sim, 'change-delegation')).toEqual([]);

    sim.world.people.setDs(sim.world.domain, []);
    const goneAtMs = sim.clock.now();
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    const { startedMs } = (await stateOf(sim)).steps['change-delegation']!;
    expect(startedMs! - goneAtMs).toBeGreaterThanOrEqual(ttlToMs(7200));
  });

  test('only the typed name of the domain opens that gate', async () => {
    const sim = await simulated();
    await slotWait(sim);
    sim.world.people.setDs(sim.world.domain, foreign(sim));
    await stopAt(sim, 'preflight-again', ({ state }) => state === 'blocked', 4);
    const override = (name: string) => answer(sim.app, sim.ids[0]!, { pairs: [['overrideDs', name]] }, BY);
    for (const wrong of ['yes', 'ander.example', 'Bakkerij-dezon.example', `${sim.world.domain}`])
      await expect(override(wrong)).rejects.toMatchObject({ code: 'answer-invalid' });
    await override('bakkerij-dezon.example');
    expect(await stopAt(sim, 'change-delegation', ({ startedMs }) => startedMs !== undefined, 1)).toBe(true);
  });
});

test('nobody changes the old zone: the owner is told until when it must serve at least', async () => {
  const sim = await simulated({ without: ['oldDnsHost'] });
  const people = sim.world.people as { putRrsets: (host: string, zone: string, sets: readonly Rrset[]) => void };
  const put = people.putRrsets;
  // The old host does not let its customers change the zone's own NS.
  const isNew = ({ type, rdatas }: Rrset) => type === 'NS' && rdatas.includes(NEW[0]!);
  people.putRrsets = (host, zone, sets) => put(host, zone, host === 'old' ? sets.filter((set) => !isNew(set)) : sets);
  expect(await stopAt(sim, 'change-delegation', ({ task }) => task !== undefined)).toBe(true);
  await say(sim.app, sim.ids[0]!, 'done', { step: 'change-delegation' }, { ...BY, why: 'it cannot be set there' });
  expect(await stopAt(sim, 'change-delegation', ({ state }) => state === 'done')).toBe(true);
  const { facts } = (await stateOf(sim)).steps['change-delegation']!;
  const { migrations } = await statusDocument(sim.app, { domain: sim.ids[0]! });
  const finding = migrations[0]!.findings.find(({ tag }) => tag === 'OLD_APEX_NS_STAYS');
  expect(finding?.evidence.map(({ answered }) => answered)).toContain('ns1.oud-host.example., ns2.oud-host.example.');
  expect(facts?.['oldApexStays']).toBe(true);
  expect(Date.parse(migrations[0]!.oldServiceMayCloseAfter!)).toBeGreaterThanOrEqual(
    Number(facts?.['worstCaseAtMs']) + 3 * DAY,
  );
});
