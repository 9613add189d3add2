import type { CachesUntil } from '../../scheduler/slot.ts';
import { dsClearOf, watchedDsTerms } from '../checks/ds-clear.ts';
import type { Remembering } from '../checks/zone-memory.ts';
import { memoryOf, WATCHER } from '../checks/zone-memory.ts';
import type { Wait } from '../dns/earliest-switch.ts';
import { cachedWait, earliestSwitch, policyWait, publishSecondsOf } from '../dns/earliest-switch.ts';
import { stepsOf } from '../domain/migration.ts';
import type { Fqdn } from '../domain/name.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import type { EpochMs } from '../domain/time.ts';
import { earlierOf } from './engine/context.ts';
import type { Loaded } from './record.ts';

export interface Earliest {
  /** What leaves caches last, of all domains; absent: nothing is known that a half-day would have to wait for. */
  readonly caches?: CachesUntil;
  /** Domains of which nothing was measured yet: no half-day is refused for them, and the switch waits all the same. */
  readonly unmeasured: readonly Fqdn[];
}

/** When the traffic of these domains can safely be moved, as far as it was measured. */
export function earliestSlot(all: readonly Loaded[], now: EpochMs): Earliest {
  const each = all
    .filter((loaded) => moverOf(loaded) !== undefined)
    .map((loaded) => ({ loaded, waits: waitsOf(loaded, now) }));
  const last = earliestSwitch(each.flatMap(({ waits }) => waits ?? []));
  return {
    unmeasured: each.flatMap(({ loaded, waits }) => (waits === undefined ? [loaded.state.domain] : [])),
    ...(last === undefined ? {} : { caches: { what: last.what, untilMs: last.atMs, sum: last.sum } }),
  };
}

const MOVERS: ReadonlySet<string> = new Set(['change-delegation', 'change-records']);

/** The step that is still to move traffic in the DNS; none where it has begun. */
function moverOf({ playbook, state }: Loaded): PlaybookStep | undefined {
  return stepsOf(playbook, state).find(({ id, step }) => {
    const record = state.steps[id];
    return MOVERS.has(step) && record?.startedMs === undefined && !['done', 'skipped'].includes(record?.state ?? '');
  });
}

/** `undefined`: nobody has looked yet. */
function waitsOf({ playbook, state }: Loaded, now: EpochMs): readonly Wait[] | undefined {
  const ctx: Remembering = { domain: state.domain, stepId: '', answers: state.answers, earlier: earlierOf(state) };
  const seen = memoryOf(ctx, WATCHER);
  const lower = memoryOf(ctx, 'lower-ttl');
  if (seen.oldNameServers === undefined && lower.oldNameServers === undefined) return undefined;
  if (seen.switchedAtMs !== undefined) return [];
  const steps = stepsOf(playbook, state);
  const isAhead = (id: string): boolean =>
    steps.some((step) => step.id === id) && !['done', 'skipped'].includes(state.steps[id]?.state ?? '');
  return [
    ...(isAhead('lower-ttl') ? contentWaits(steps, ctx, now) : []),
    ...(steps.some(({ id }) => id === 'remove-ds') && state.steps['remove-ds']?.state !== 'skipped'
      ? dsWaits(ctx, isAhead('remove-ds'), now)
      : []),
    ...policyWaits(state, now),
  ];
}

/** Long TTLs that are lowered first: until then caches take them anew. */
function contentWaits(steps: readonly PlaybookStep[], ctx: Remembering, now: EpochMs): Wait[] {
  const { longestTtl } = memoryOf(ctx, WATCHER);
  const { oldTtlSeconds, loweredAtMs } = memoryOf(ctx, 'lower-ttl');
  const wanted = steps.find(({ id }) => id === 'lower-ttl')?.params['ttlSeconds'];
  const term =
    oldTtlSeconds === undefined || oldTtlSeconds === 0
      ? longestTtl
      : { what: 'rrset' as const, seconds: oldTtlSeconds, source: `${ctx.domain} TTL at the old servers` };
  if (term === undefined || term.seconds <= (typeof wanted === 'number' ? wanted : 300)) return [];
  return [cachedWait(term.source.split(' ').slice(0, 2).join(' '), loweredAtMs ?? now, [term])];
}

function dsWaits(ctx: Remembering, isAhead: boolean, now: EpochMs): Wait[] {
  const kept = ctx.earlier['remove-ds']?.facts['kept'] === true;
  const isThere = memoryOf(ctx, WATCHER).dsAbsentSinceMs === null;
  if (kept) return [];
  // Still at the parent: it has to be taken out first, and the registry takes its time.
  if (isThere && isAhead && typeof memoryOf(ctx, 'remove-ds').goneAtMs !== 'number')
    return [cachedWait('DS', now, watchedDsTerms(ctx), publishSecondsOf(ctx.domain))];
  const clear = dsClearOf(ctx, now);
  if (clear === undefined || clear.untilMs <= now) return [];
  const { sum, seconds } = cachedWait('DS', clear.goneAtMs, clear.terms);
  return [
    { what: 'DS', fromMs: clear.goneAtMs, sum, seconds: Math.max(seconds, (clear.untilMs - clear.goneAtMs) / 1000) },
  ];
}

/** What a check before the cutover has found of the policy; its evidence says how long senders keep it. */
function policyWaits(state: Loaded['state'], now: EpochMs): Wait[] {
  return Object.values(state.steps).flatMap(({ findings }) =>
    (findings ?? []).flatMap(({ tag, message }) => {
      const seconds = message.values?.['seconds'];
      return tag === 'MTA_STS_PINS_OLD_MX' && typeof seconds === 'number' ? [policyWait(now, seconds)] : [];
    }),
  );
}
