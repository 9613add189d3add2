import type { StoredEvent } from '../domain/journal.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Checked } from './check.ts';
import { standings } from './watch.ts';

/** How things stood at one moment: by the thing's key, one word. A thing that is not in it was not asked. */
export interface Sample {
  readonly atMs: EpochMs;
  readonly states: ReadonlyMap<string, string>;
}

/** From when to when one thing was seen in one state; between two spans nobody looked. */
export interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly state: string;
}

const WATCHER = 'watch-propagation';

interface Remembered {
  readonly name?: unknown;
  readonly outcome?: unknown;
  readonly turnedAtMs?: unknown;
}

/** What the step that watches caches wrote down, resolver by resolver. A moment of turning that it kept counts also where that look is not here. */
export function samplesOf(events: readonly StoredEvent[]): Sample[] {
  return events.flatMap(({ atMs, event }) => {
    if (event.type !== 'step' || event.step !== WATCHER) return [];
    const resolvers = event.detail.facts?.['resolvers'];
    if (!Array.isArray(resolvers)) return [];
    const known = (resolvers as readonly Remembered[]).flatMap(({ name, outcome, turnedAtMs }) =>
      typeof name === 'string' && typeof outcome === 'string' ? [{ name, outcome, turnedAtMs }] : [],
    );
    const turned = known.flatMap(({ name, turnedAtMs }) =>
      typeof turnedAtMs === 'number' && turnedAtMs < atMs
        ? [{ atMs: turnedAtMs, states: new Map([[name, 'new']]) }]
        : [],
    );
    return [...turned, { atMs, states: new Map(known.map(({ name, outcome }) => [name, outcome])) }];
  });
}

/** What one look saw. */
export function sampleOf(checked: Checked): Sample | undefined {
  return checked.seen === undefined ? undefined : { atMs: checked.seen.nowMs, states: standings(checked) };
}

/** One history for each thing: looks in the order of their moments, neighbours that saw the same as one span. */
export function spansOf(samples: readonly Sample[]): ReadonlyMap<string, readonly Span[]> {
  const spans = new Map<string, Span[]>();
  for (const { atMs, states } of [...samples].sort((a, b) => a.atMs - b.atMs))
    for (const [key, state] of states) {
      const own = spans.get(key) ?? [];
      const last = own.at(-1);
      if (last?.state === state) own[own.length - 1] = { ...last, toMs: atMs };
      else own.push({ fromMs: atMs, toMs: atMs, state });
      spans.set(key, own);
    }
  return spans;
}

/** Looks that this process made, by migration, bounded: who looks for days keeps the beginning and the end of each state. */
export interface BoardMemory {
  add(migrationId: string, sample: Sample): void;
  samples(migrationId: string): readonly Sample[];
}

const MOST_MIGRATIONS = 200;
const MOST_SAMPLES = 240;

export function boardMemory(mostMigrations = MOST_MIGRATIONS, mostSamples = MOST_SAMPLES): BoardMemory {
  const kept = new Map<string, Sample[]>();
  return {
    samples: (migrationId) => kept.get(migrationId) ?? [],
    add(migrationId, sample) {
      const own = kept.get(migrationId) ?? [];
      kept.delete(migrationId);
      // Of a run of looks that saw the same the first and the last say all.
      const [before, last] = own.slice(-2);
      if (last !== undefined && before !== undefined && sameStates(before, last) && sameStates(last, sample)) own.pop();
      own.push(sample);
      kept.set(migrationId, own.slice(-mostSamples));
      const [longestUnused] = kept.keys();
      if (kept.size > mostMigrations) kept.delete(longestUnused!);
    },
  };
}

function sameStates({ states: a }: Sample, { states: b }: Sample): boolean {
  return a.size === b.size && [...a].every(([key, state]) => b.get(key) === state);
}
