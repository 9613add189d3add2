import { expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import { earlierOf } from '../../src/app/engine/context.ts';
import { projectionOf } from '../../src/app/projection.ts';
import type { Loaded } from '../../src/app/record.ts';
import { load } from '../../src/app/record.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { secretFieldsOf } from '../../src/app/secret-fields.ts';
import { changedSets, zonePlanOf } from '../../src/checks/delegation-sight.ts';
import { memoryOf } from '../../src/checks/zone-memory.ts';
import { goneFrom, parityQuestions } from '../../src/dns/parity.ts';
import { planHash, stepsOf } from '../../src/domain/migration.ts';
import { byKey } from '../../src/domain/rrset.ts';
import { phaseOf, statusOf } from '../../src/domain/status.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { MONDAY_EVENING, simulated } from './simulated-app.ts';

/** Everything that is kept from look to look because what it stands on is the same. */
function workedOut({ project, playbook, state }: Loaded, now: number): unknown {
  const { domain, answers } = state;
  const ctx = { domain, answers, stepId: 'watch-propagation', earlier: earlierOf(state) };
  const { intended, inventory } = zonePlanOf(ctx);
  const gone = goneFrom(inventory, intended);
  return {
    // At the moment itself, and later: time alone makes a thing late.
    projections: [0, HOUR, 3 * DAY, 30 * DAY].map((later) => projectionOf({ project, playbook, state }, now + later)),
    hash: planHash(state),
    status: statusOf(playbook, state),
    phase: phaseOf(playbook, state, () => 'prepare'),
    secrets: secretFieldsOf(stepsOf(playbook, state)),
    memories: Object.keys(state.steps).map((id) => memoryOf(ctx, id)),
    plan: { intended, inventory, gone, asked: parityQuestions(domain, intended, gone) },
    changed: changedSets(domain, inventory, intended),
    index: byKey(intended),
  };
}

test('what is remembered is what would be worked out anew, at every moment of a move', async () => {
  const { app, agency, ids, clock } = await simulated();
  let seen = 0;
  let risks = new Set<string>();
  const onPass = async (): Promise<void> => {
    const loaded = await load(app, ids[0]!);
    if (loaded.state.seq === seen) return;
    seen = loaded.state.seq;
    // Other decisions, in the middle: what hangs on them must not be kept.
    if (seen > 60 && loaded.state.answers.free?.['losingRegistrarCuts'] !== 'no')
      await answer(app, ids[0]!, { pairs: [['losingRegistrarCuts', 'no']] }, { by: 'Anna (agency)' });
    const now = clock.now();
    const mine = workedOut(loaded, now);
    expect(mine).toEqual(workedOut(structuredClone(loaded), now));
    await app.store.saveProject({ ...loaded.project, owner: `Owner ${seen % 2}` });
    const renamed = await load(app, ids[0]!);
    expect(workedOut(renamed, now)).toEqual(workedOut(structuredClone(renamed), now));
    expect(renamed.project.owner).toBe(`Owner ${seen % 2}`);
    for (const { summary } of (mine as { projections: { summary: { risk: string } }[] }).projections)
      risks = risks.add(summary.risk);
  };
  const signal = new AbortController().signal;
  const statuses = await runThrough(app, agency, ids, { signal, untilMs: MONDAY_EVENING + 40 * DAY, onPass });
  expect([...statuses.values()]).toEqual(['done']);
  expect(risks.size).toBeGreaterThan(1);
});
