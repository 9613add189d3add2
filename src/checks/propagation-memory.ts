import { resolverRow } from '../dns/resolver-table.ts';
import type { Facts } from '../domain/decision.ts';
import type { EpochMs } from '../domain/time.ts';
import { MINUTE } from '../domain/time.ts';
import type { ResolverTurn } from './resolvers.ts';

// What the step that watches caches keeps of them from look to look: small, and changed only by news, for it stands in the journal.

/** So many looks in a row with the new data, and a resolver is not asked again before the deadline; where several caches answer, more. */
const SETTLED_LOOKS = 2;
const SETTLED_LOOKS_SHARDED = 6;
/** A moment that moved by less is the same moment. */
const WOBBLE_MS = 15 * MINUTE;

/** Whether asking a resolver can bring anything new. Everybody is asked once more when the deadline has passed. */
export function isDue(own: Facts, name: string, address: string, now: EpochMs | undefined): boolean {
  const known = rememberedIn(own).find((one) => one.name === name);
  const deadlineMs = own['worstCaseAtMs'];
  if (known === undefined || now === undefined || typeof deadlineMs !== 'number' || now >= deadlineMs) return true;
  const enough = (resolverRow(address)?.samples ?? 1) > 1 ? SETTLED_LOOKS_SHARDED : SETTLED_LOOKS;
  if (known.outcome === 'new') return (known.matches ?? 0) < enough;
  return known.clearsAtMs === undefined || now > known.clearsAtMs;
}

function rememberedIn(own: Facts): readonly Partial<Remembered>[] {
  return Array.isArray(own['resolvers']) ? (own['resolvers'] as readonly Partial<Remembered>[]) : [];
}

/** Those that were not asked are as they were. */
export function keptTurns(own: Facts, kept: readonly string[], asked: readonly ResolverTurn[]): ResolverTurn[] {
  const here = new Set(asked.map(({ name }) => name));
  return rememberedIn(own).flatMap(({ name, gate, outcome, clearsAtMs }) =>
    name === undefined || outcome === undefined || here.has(name) || !kept.includes(name)
      ? []
      : [{ name, gate: gate ?? false, outcome, clearsAtMs: clearsAtMs ?? null }],
  );
}

/**
 * When each resolver was first seen with the new answer. The moment a cache clears is computed anew each time and wobbles, and one that
 * serves stale data puts it off for ever: only a change of the answer, or a large step, is news. How often it was seen with the new answer
 * is counted only as far as it matters.
 */
export function remembered(own: Facts, turns: readonly ResolverTurn[], asked: ReadonlySet<string>, now: number) {
  const before = rememberedIn(own);
  return turns.map(({ name, gate, outcome, clearsAtMs }): Remembered => {
    const known = before.find((one) => one.name === name);
    const turnedAtMs = known?.turnedAtMs ?? (outcome === 'new' ? now : undefined);
    const step = known?.clearsAtMs === undefined || clearsAtMs === null ? Infinity : clearsAtMs - known.clearsAtMs;
    const steady = known?.outcome === outcome && Math.abs(step) <= WOBBLE_MS;
    const clears = clearsAtMs === null ? undefined : steady ? known?.clearsAtMs : clearsAtMs;
    const more = asked.has(name) ? 1 : 0;
    const matches = outcome === 'new' ? Math.min((known?.matches ?? 0) + more, SETTLED_LOOKS_SHARDED) : 0;
    return {
      name,
      gate,
      outcome,
      ...(turnedAtMs === undefined ? {} : { turnedAtMs }),
      ...(clears === undefined ? {} : { clearsAtMs: clears }),
      ...(matches === 0 ? {} : { matches }),
    };
  });
}

interface Remembered {
  readonly name: string;
  readonly gate: boolean;
  readonly outcome: ResolverTurn['outcome'];
  readonly turnedAtMs?: number;
  readonly clearsAtMs?: number;
  readonly matches?: number;
}
