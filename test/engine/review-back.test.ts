import { describe, expect, test } from 'vitest';
import { tick } from '../../src/app/engine/tick.ts';
import { load, record } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import type { Answers } from '../../src/domain/answers.ts';
import { isOpen } from '../../src/domain/effects.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { Simulated } from './simulated-app.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { goOn, stateOf, stopAt } from './stop-at.ts';

const WHO = { by: 'Anna (agency)', why: 'the customer has changed their mind' };

/** As journals have it that were written when such an answer was still taken half-way. */
const wrote = (sim: Simulated, answers: Partial<Answers>) =>
  record(sim.app, sim.ids[0]!, WHO, () => [{ type: 'answered', answers }]);

describe('the way back', () => {
  test('takes back what was skipped half-way', async () => {
    const sim = await simulated();
    const before = sim.world.snapshot();
    expect(await stopAt(sim, 'change-delegation', ({ startedMs }) => startedMs !== undefined)).toBe(true);
    await say(sim.app, sim.ids[0]!, 'skip', { step: 'change-delegation' }, WHO);
    await say(sim.app, sim.ids[0]!, 'rollback', {}, WHO);
    expect([...(await goOn(sim)).values()]).toEqual(['rolled-back']);
    expect(sim.world.snapshot()).toEqual(before);
  });

  test('takes back what the answers do not ask for any more', async () => {
    const sim = await simulated();
    const before = sim.world.snapshot();
    await stopAt(sim, 'pay-order', ({ state }) => state === 'done');
    await wrote(sim, { hosting: 'stays' });
    await say(sim.app, sim.ids[0]!, 'rollback', {}, WHO);
    expect([...(await goOn(sim)).values()]).toEqual(['rolled-back']);
    expect(sim.world.snapshot()).toEqual(before);
    expect((await stateOf(sim)).effects.filter(isOpen)).toEqual([]);
  });

  test('is closed by the point of no return, also when the answers forget it', async () => {
    const sim = await simulated();
    await stopAt(sim, 'request-transfer', ({ state }) => state === 'done');
    await wrote(sim, { registration: 'stays' });
    await expect(say(sim.app, sim.ids[0]!, 'rollback', {}, WHO)).rejects.toThrow(/point of no return/);
  });

  test('is closed by a transfer that somebody asked for by hand, whether or not they said so', async () => {
    const sim = await simulated({ without: ['gainingRegistrar'] });
    await stopAt(sim, 'request-transfer', ({ state }) => state === 'needs-you');
    const { people, domain, scenario } = sim.world;
    people.requestTransfer(domain, people.readAuthInfo(domain), scenario.newNameServers as never);
    people.payTransfer(domain);
    sim.clock.advance(HOUR);
    await tick(sim.app, { signal: new AbortController().signal, owner: 'test' });
    expect((await stateOf(sim)).steps['request-transfer']!.state).toBe('done');
    await expect(say(sim.app, sim.ids[0]!, 'rollback', {}, WHO)).rejects.toThrow(/point of no return/);
  });
});

describe('a retry', () => {
  test.each(['lower-ttl', 'remove-ds'])('of %s does not end the wait for the caches', async (step) => {
    const sim = await simulated();
    await stopAt(sim, step, ({ state, facts }) => state === 'waiting' && facts?.['untilMs'] !== undefined);
    const untilMs = (await stateOf(sim)).steps[step]!.waitsFor!.untilMs;
    expect(untilMs).toBeGreaterThan(sim.app.clock.now());
    await say(sim.app, sim.ids[0]!, 'retry', { step }, WHO);
    expect(await stopAt(sim, step, ({ state }) => state === 'done')).toBe(true);
    expect((await stateOf(sim)).steps[step]!.doneMs).toBeGreaterThanOrEqual(untilMs);
  });

  test('of the switch does not bring its deadline forward', async () => {
    const sim = await simulated({ scenario: { parentNsTtlSeconds: 3600 } });
    await stopAt(sim, 'change-delegation', ({ state }) => state === 'done');
    const facts = async () => (await stateOf(sim)).steps['change-delegation']!.facts!;
    const { switchedAtMs, worstCaseAtMs } = await facts();
    sim.clock.advance(60_000);
    await say(sim.app, sim.ids[0]!, 'retry', { step: 'change-delegation' }, WHO);
    await stopAt(sim, 'change-delegation', ({ state }) => state === 'done', 1);
    expect(await facts()).toMatchObject({ switchedAtMs, worstCaseAtMs });
  });

  test('of remove-ds does not forget that the zone was signed', async () => {
    const sim = await simulated();
    await stopAt(sim, 'remove-ds', ({ state }) => state === 'done');
    await say(sim.app, sim.ids[0]!, 'retry', { step: 'remove-ds' }, WHO);
    expect([...(await goOn(sim, 40)).values()]).toEqual(['done']);
    const { registrations } = sim.world.snapshot() as { registrations: Record<string, { ds: readonly string[] }> };
    expect(registrations[sim.world.domain]!.ds.length).toBe(1);
  });
});

describe('the half-day', () => {
  test('that goes by while a gate is closed is booked anew, and what was done at its beginning is done again', async () => {
    const sim = await simulated();
    await stopAt(sim, 'wait-for-slot', ({ state }) => state === 'waiting');
    const servers = sim.world.servers.filter(({ kind }) => kind === 'new');
    for (const { address } of servers) sim.world.faults.dns(address, 'lame');
    await stopAt(sim, 'preflight-again', ({ state }) => state === 'blocked', 3);
    sim.clock.advance(DAY / 2);
    for (const { address } of servers) sim.world.faults.dns(address, undefined);
    const asked = await stopAt(sim, 'freeze-content', ({ task }) => task?.wants === 'slot', 1);
    expect(asked, 'nothing moves at night').toBe(true);
    const { playbook, state } = await load(sim.app, sim.ids[0]!);
    expect(playbook.interruption).toBe('none');
    const first = state.slot!;

    expect(await stopAt(sim, 'change-delegation', ({ startedMs }) => startedMs !== undefined, 10)).toBe(true);
    const { slot, steps } = await stateOf(sim);
    expect(slot!.startsAtMs).toBeGreaterThan(first.endsAtMs);
    expect(steps['change-delegation']!.startedMs).toBeGreaterThanOrEqual(slot!.startsAtMs);
    expect(steps['copy-site-delta']!.doneMs).toBeGreaterThanOrEqual(slot!.startsAtMs);
  });
});

test('a transfer that brings the new name servers with it waits for servers that answer', async () => {
  const sim = await simulated({
    answers: {
      ...EVERYTHING,
      nameServersWithTransfer: true,
      playbook: 'move-with-interruption',
    },
  });
  await stopAt(sim, 'approve-transfer', ({ state }) => state === 'needs-you');
  const servers = sim.world.servers.filter(({ kind }) => kind === 'new');
  for (const { address } of servers) sim.world.faults.dns(address, 'lame');
  await stopAt(sim, 'request-transfer', ({ state }) => state === 'blocked' || state === 'done', 3);
  expect(sim.world.counters['gainingRegistrar.requestTransfer']).toBeUndefined();
  for (const { address } of servers) sim.world.faults.dns(address, undefined);
  expect(await stopAt(sim, 'request-transfer', ({ state }) => state === 'done', 3)).toBe(true);
});
