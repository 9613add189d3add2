import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { createZone } from '../../src/steps/create-zone.ts';
import { removeDs } from '../../src/steps/remove-ds.ts';
import { prepared, ready, seen, settle, shortly } from '../checks/prepared.ts';

describe('the DS goes before the operator changes', () => {
  const waits: readonly [title: string, scenario: { dsTtlSeconds: number; dnskeyTtlSeconds: number }, hours: number][] =
    [
      ['the DS TTL is the longer', { dsTtlSeconds: 7200, dnskeyTtlSeconds: 3600 }, 2],
      ['the keys live longer: measured, validators kept them', { dsTtlSeconds: 3600, dnskeyTtlSeconds: 10_800 }, 3],
    ];
  test.each(waits)('%s', async (_title, scenario, hours) => {
    const rig = ready({ scenario });
    await settle(rig, createZone);
    expect((await rig.look(removeDs)).kind).toBe('act');
    rig.world.people.removeDs(rig.world.domain);
    expect(shortly(await rig.look(removeDs))).toBe('wait dns.remove-ds.wait-parents');
    rig.clock.advance(MINUTE);
    const goneAtMs = rig.clock.now();
    expect(await rig.look(removeDs)).toMatchObject({ kind: 'wait', for: 'time', untilMs: goneAtMs + hours * HOUR });
    rig.clock.advance(hours * HOUR - 1);
    expect((await rig.look(removeDs)).kind).toBe('wait');
    rig.clock.advance(1);
    expect(await rig.look(removeDs)).toMatchObject({ kind: 'done', facts: { signed: true, goneAtMs } });
  });

  test('an unsigned domain has nothing to remove', async () =>
    expect(await ready({ scenario: { signed: false } }).go(removeDs)).toMatchObject({
      kind: 'done',
      facts: { signed: false },
    }));

  test('removed by hand an hour ago: caches tell', async () => {
    const rig = ready({ scenario: { dsTtlSeconds: 86_400 } });
    const { dns } = rig.ports;
    const questions = dns.resolvers.map(({ address }) => ({
      server: { address },
      name: rig.world.domain,
      type: 'DS',
      recursive: true,
    }));
    await dns.askAll(questions, new AbortController().signal);
    rig.world.people.removeDs(rig.world.domain);
    rig.clock.advance(HOUR);
    expect(await rig.go(removeDs)).toMatchObject({
      kind: 'wait',
      for: 'time',
      untilMs: rig.clock.now() + 23 * HOUR,
      facts: { signed: true },
    });
  });

  test('a parent that does not say, and one that has it again', async () => {
    const rig = await prepared();
    const { ctx, observed, now } = await seen(rig, removeDs);
    const parents = observed.delegation.parents;
    const silent = {
      ...observed,
      delegation: { ...observed.delegation, parents: parents.map((one: object) => ({ ...one, dsOutcome: 'timeout' })) },
    };
    expect(shortly(removeDs.plan(ctx as never, silent, now))).toBe('wait dns.wait.parents');
    const again = {
      ...observed,
      registrarDs: ['1 13 2 aa'],
      delegation: {
        ...observed.delegation,
        parents: parents.map((one: object) => ({ ...one, dsOutcome: 'answer', ds: ['1 13 2 aa'] })),
      },
    };
    expect(removeDs.plan(ctx as never, again, now)).toMatchObject({ kind: 'act', facts: { goneAtMs: null } });
  });
});

describe('the way back', () => {
  test('the old DS comes back while the old zone has its keys and the delegation is the old one', async () => {
    const rig = ready();
    const before = rig.world.snapshot() as { registrations: unknown };
    await settle(rig, removeDs);
    let decision = await rig.back(removeDs);
    for (let round = 0; decision.kind === 'wait' && round < 5; round++) {
      rig.clock.advance(MINUTE);
      decision = await rig.back(removeDs);
    }
    expect(decision.kind).toBe('done');
    expect(rig.world.snapshot()).toEqual(before);
  });

  test('not while the domain is delegated elsewhere, and not onto a zone without the keys', async () => {
    const rig = await prepared();
    const { ctx, observed, now } = await seen(rig, removeDs);
    const before = structuredClone(observed);
    for (const parent of before.delegation.parents) Object.assign(parent, { ds: ['1 13 2 aa'], dsOutcome: 'answer' });
    expect(shortly(removeDs.undo!(ctx as never, before, observed, now))).toBe('ask dns.remove-ds.keys-gone');
    for (const parent of observed.delegation.parents) parent.ns = ['ns1.nieuw-host.example.'];
    expect(shortly(removeDs.undo!(ctx as never, before, observed, now))).toBe('wait dns.remove-ds.wait-old-delegation');
  });
});
