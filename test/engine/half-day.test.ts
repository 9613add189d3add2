import { afterEach, describe, expect, test, vi } from 'vitest';
import { reschedule, unbook } from '../../src/app/book.ts';
import { nextFreeSlots, projectOf } from '../../src/app/calendar.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { message } from '../../src/domain/message.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { DnsFaultKind } from '../../src/simulation/types.ts';
import { preflight } from '../../src/steps/preflight.ts';
import type { Simulated, SimulatedOptions } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const BY = { by: 'Anna (agency)' };
const signal = new AbortController().signal;
const OURS = { hosting: 'ours', mail: 'ours', nameServers: 'ours' };
const WITH_US = { zoneAt: 'new', hostingAt: 'new', mailAt: 'new', signed: false } as const;

function silence({ world }: Simulated, kind: 'old' | 'new', fault: DnsFaultKind | undefined): void {
  for (const server of world.servers.filter((one) => one.kind === kind)) world.faults.dns(server.address, fault);
}

/** How the switch is made, and what closes the gate for it. */
const KINDS: readonly [kind: string, mover: string, options: SimulatedOptions, close: (sim: Simulated) => void][] = [
  [
    'name servers',
    'change-delegation',
    {},
    ({ world }) =>
      world.people.putRrsets('new', world.domain, [rrset(`www.${world.domain}` as Fqdn, 'A', 300, ['127.9.9.9'])]),
  ],
  [
    'records of a zone that stays',
    'change-records',
    { answers: { ...EVERYTHING, registration: 'stays', mail: 'stays', nameServers: 'stays' } },
    (sim) => silence(sim, 'old', 'timeout'),
  ],
  [
    'publishing',
    'publish-site',
    { answers: { ...OURS, registration: 'ours' }, scenario: { ...WITH_US, registrationAt: 'new' } },
    // Nothing that is looked at before a publishing closes the gate today; the day it does, it holds.
    () => {
      const findings = [{ tag: 'SITE_UNREACHABLE', subject: 'www', message: message('task.nothing'), evidence: [] }];
      vi.spyOn(preflight, 'plan').mockImplementation((_ctx, _sight, at) => ({
        kind: 'blocked',
        reason: message('task.nothing'),
        untilMs: at + 15 * MINUTE,
        findings,
      }));
    },
  ],
];

const slotWait = (sim: Simulated) => stopAt(sim, 'wait-for-slot', ({ waitsFor }) => waitsFor !== undefined);
const CUTOVER = ['freeze-content', 'copy-site-delta', 'change-delegation', 'change-records', 'publish-site'];
const begun = async (sim: Simulated) => {
  const { effects, steps } = await stateOf(sim);
  const sent = effects.flatMap(({ step }) => (CUTOVER.includes(step) ? [step] : []));
  return [...sent, ...CUTOVER.filter((step) => steps[step]?.startedMs !== undefined)];
};
async function alone(sim: Simulated, untilMs: number): Promise<void> {
  await runThrough(sim.app, { act: async () => [] }, sim.ids, { signal, untilMs });
  sim.clock.jumpTo(untilMs);
}
const now = async (sim: Simulated) =>
  (await statusDocument(sim.app, { domain: sim.ids[0]! })).migrations[0]!.now.map(
    ({ step, status, who, wants, waitsFor }) => ({ step, status, who, wants, waitsFor }),
  );

afterEach(() => vi.restoreAllMocks());

describe.each(KINDS)('a gate that is closed at the start: %s', (_kind, mover, options, close) => {
  test('nothing of the cutover leaves, everybody sees why, and in the end another half-day is asked for', async () => {
    const sim = await simulated(options);
    expect(await slotWait(sim)).toBe(true);
    const { slot } = await stateOf(sim);
    await alone(sim, slot!.startsAtMs - MINUTE);
    close(sim);
    await alone(sim, slot!.startsAtMs + 30 * MINUTE);
    expect(await begun(sim)).toEqual([]);
    const blocked = (await now(sim)).find(({ step }) => step === 'preflight-again');
    expect(blocked).toMatchObject({ status: 'blocked', who: expect.any(String), waitsFor: expect.any(String) });

    await alone(sim, slot!.endsAtMs + 30 * MINUTE);
    expect(await begun(sim)).toEqual([]);
    const asked = (await now(sim)).find(({ step }) => step === 'preflight-again');
    expect(asked).toMatchObject({ status: 'needs-you', wants: 'slot', who: 'Anna (agency)' });
    expect((await stateOf(sim)).steps['preflight-again']!.findings?.length).toBeGreaterThan(0);
    expect((await stateOf(sim)).steps[mover]).toBeUndefined();
  });
});

describe('a half-day that went by', () => {
  async function gone() {
    const sim = await simulated();
    await slotWait(sim);
    const { slot } = await stateOf(sim);
    await alone(sim, slot!.startsAtMs - MINUTE);
    silence(sim, 'new', 'timeout');
    await alone(sim, slot!.endsAtMs + HOUR);
    silence(sim, 'new', undefined);
    return { sim };
  }

  test('is not made up for afterwards, also when the gate opens', async () => {
    const { sim } = await gone();
    await alone(sim, sim.clock.now() + 6 * HOUR);
    expect((await stateOf(sim)).steps['preflight-again']?.state).toBe('done');
    expect(await begun(sim)).toEqual([]);
    expect((await now(sim)).find(({ wants }) => wants === 'slot')).toMatchObject({ status: 'needs-you' });
  });

  test.each(['reschedule', 'unbook'])('%s: nothing begins before the next one', async (how) => {
    const { sim } = await gone();
    const id = sim.ids[0]!;
    if (how === 'unbook') {
      await unbook(sim.app, id, {}, BY);
      await alone(sim, sim.clock.now() + 6 * HOUR);
      expect(await begun(sim)).toEqual([]);
    } else {
      const [slot] = await nextFreeSlots(sim.app, 1, await projectOf(sim.app, id));
      await reschedule(sim.app, id, { slot: slot! }, BY);
    }
    expect([...(await goOn(sim)).values()]).toEqual(['done']);
    const { slot, steps } = await stateOf(sim);
    for (const step of ['freeze-content', 'change-delegation'])
      expect(steps[step]!.startedMs).toBeGreaterThanOrEqual(slot!.startsAtMs);
  });
});

test('what holds it up beyond the end of the half-day loses it at once', async () => {
  const sim = await simulated({ scenario: { dsTtlSeconds: 172_800 } });
  await slotWait(sim);
  const { slot } = await stateOf(sim);
  await alone(sim, slot!.startsAtMs - 3 * HOUR);
  sim.world.people.setDs(sim.world.domain, [
    '12345 13 2 54dfca2067e1a97df1871e3fb3575a95a918f6161d61a21a648f53da21fa326e',
  ]);
  await alone(sim, slot!.startsAtMs - 2 * HOUR);
  sim.world.people.setDs(sim.world.domain, []);
  await alone(sim, slot!.startsAtMs + 10 * MINUTE);
  expect(await begun(sim)).toEqual([]);
  expect((await stateOf(sim)).steps['preflight-again']?.task).toMatchObject({
    text: { text: 'task.wait-for-slot.lost' },
    wants: 'slot',
  });
  // Nothing has begun, so the half-day can be moved before it is over.
  const [next] = await nextFreeSlots(sim.app, 1, await projectOf(sim.app, sim.ids[0]!));
  await reschedule(sim.app, sim.ids[0]!, { slot: next! }, BY);
  expect((await stateOf(sim)).steps['wait-for-slot']?.state).toBe('ready');
});
