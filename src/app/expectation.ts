import type { Expectation } from '../checks/propagation-expected.ts';
import { agreementOn, changeOf } from '../checks/propagation-expected.ts';
import type { Remembering } from '../checks/zone-memory.ts';
import { cutoverMemory, decidedKeys, memoryOf, recall } from '../checks/zone-memory.ts';
import { worstCaseAt } from '../dns/deadline.ts';
import { cutoverKindOf } from '../domain/answers.ts';
import type { MigrationState } from '../domain/migration.ts';
import { stepsOf } from '../domain/migration.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn } from '../domain/name.ts';
import { statusOf } from '../domain/status.ts';
import { oldServiceUntilMs } from './old-service.ts';
import type { Loaded } from './record.ts';

const WATCH = 'watch-propagation';

/**
 * What a migration wants the world to say now. On the way back it is what was before. One that is done is held to its name servers alone: its
 * records are the customer's again. One that was cancelled wants nothing any more.
 */
export function expectationOf({ state, playbook }: Loaded): Expectation {
  const ctx = rememberedBy(state);
  const status = statusOf(playbook, state);
  const base: Expectation = {
    ...agreementOn(state.domain),
    source: 'migration',
    decided: decidedKeys(state.answers),
    ...(state.slot === undefined ? {} : { slot: state.slot }),
  };
  const back = status === 'rolling-back' || status === 'rolled-back';
  const untilMs = back ? undefined : oldServiceUntilMs(stepsOf(playbook, state), state);
  if (status === 'cancelled') return { ...base, source: 'parent' };
  const kind = cutoverKindOf(state.answers);
  if (kind === 'publish') return base;
  const wanted = kind === 'records' ? recordsOf(ctx, base, back) : switchOf(ctx, base, back, status === 'done');
  return untilMs === undefined ? wanted : { ...wanted, oldServiceUntilMs: untilMs };
}

function rememberedBy(state: MigrationState): Remembering {
  return {
    domain: state.domain,
    stepId: WATCH,
    answers: state.answers,
    earlier: Object.fromEntries(
      Object.entries(state.steps).map(([id, { state: at, facts }]) => [id, { state: at, facts: facts ?? {} }]),
    ),
  };
}

function switchOf(ctx: Remembering, base: Expectation, back: boolean, over: boolean): Expectation {
  const wanted = newServersOf(ctx);
  const old = recall(ctx, 'oldNameServers') ?? null;
  if (wanted.length === 0) return { ...base, unplanned: true };
  const inventory = recall(ctx, 'inventory') ?? [];
  const intended = recall(ctx, 'intended') ?? [];
  if (back) {
    if (old === null) return { ...base, source: 'parent' };
    const { restoredAtMs, backTerms } = memoryOf(ctx, 'change-delegation');
    return {
      ...base,
      kind: 'switch',
      newNameServers: old,
      oldNameServers: wanted,
      ...(backTerms === undefined ? {} : { terms: backTerms }),
      ...(typeof restoredAtMs === 'number' ? { switchedAtMs: restoredAtMs } : {}),
    };
  }
  return {
    ...base,
    kind: 'switch',
    newNameServers: wanted,
    oldNameServers: old,
    ...(over || intended.length === 0 ? {} : { planned: { intended, inventory } }),
    ...deadlineOf(ctx),
  };
}

function recordsOf(ctx: Remembering, base: Expectation, back: boolean): Expectation {
  const inventory = recall(ctx, 'inventory') ?? [];
  const intended = recall(ctx, 'intended') ?? [];
  if (intended.length === 0) return { ...base, unplanned: true };
  const change = back ? changeOf(ctx.domain, intended, inventory) : changeOf(ctx.domain, inventory, intended);
  return { ...base, kind: 'records', ...change, ...(back ? {} : deadlineOf(ctx)) };
}

/** As fixed with the zone, else as answered; asking a provider's API is the steps' part. */
function newServersOf(ctx: Remembering): readonly Fqdn[] {
  const answered = ctx.answers.newNameServers?.map((name) => fqdn(name)) ?? [];
  if (answered.length > 0) return [...new Set(answered)].sort();
  return recall(ctx, 'nameServers', ['create-zone', 'change-delegation']) ?? [];
}

/** The later knowledge first: the step that watches begins its arithmetic again after an interruption. */
function deadlineOf(ctx: Remembering): Pick<Expectation, 'terms' | 'switchedAtMs' | 'worstCaseAtMs'> {
  const cutover = cutoverMemory(ctx);
  const watch = memoryOf(ctx, WATCH);
  const terms = watch.terms ?? cutover?.terms;
  const switchedAtMs = watch.switchedAtMs ?? cutover?.switchedAtMs;
  const worstCaseAtMs =
    watch.worstCaseAtMs ??
    cutover?.worstCaseAtMs ??
    (terms === undefined || switchedAtMs === undefined ? undefined : worstCaseAt({ switchedAtMs, terms }));
  return {
    ...(terms === undefined ? {} : { terms }),
    ...(switchedAtMs === undefined ? {} : { switchedAtMs }),
    ...(worstCaseAtMs === undefined ? {} : { worstCaseAtMs }),
  };
}
