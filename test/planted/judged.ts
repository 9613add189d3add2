import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Judgement } from './judge.ts';
import { judge, judgeUnplanted } from './judge.ts';
import type { Plant } from './plants.ts';

const root = resolve(import.meta.dirname, '../..');
/** How often a file of the tree has this text. */
export const occurrences = (file: string, text: string): number =>
  readFileSync(join(root, file), 'utf8').split(text).length - 1;

/** Opens servers on every address it can have, or lets clients dawdle, and hangs among hundreds of other files in one process. */
const APART: ReadonlySet<string> = new Set(['adapters/ssrf', 'adapters/http-listen']);

/** Or it replaces a part of Node, which others in its process have loaded already: then it would be judged by the real part. */
const standsApart = (name: string): boolean => APART.has(name) || occurrences(`test/${name}.test.ts`, 'vi.mock(') > 0;

/** The tests of these files alone: plants that were noticed before, and files that are left, are no work. */
const reduced = (plants: readonly Plant[], files: (plant: Plant) => readonly string[]): Plant[] =>
  plants.map((plant) => ({ ...plant, caughtBy: files(plant) })).filter(({ caughtBy }) => caughtBy.length > 0);

interface Verdicts {
  readonly judged: ReadonlyMap<string, Judgement>;
  /** What failed of the tests that noticed a bug, without any. */
  readonly unplanted: Judgement;
}

/** Who is noticed by the first of its files has been noticed; the others run for the rest. Then whoever noticed is asked without a bug. */
async function judgeInTurn(folder: string, plants: readonly Plant[], isolate: boolean): Promise<Verdicts> {
  const judged = new Map<string, Judgement>();
  const asked: Record<string, string[]> = {};
  const turn = async (name: string, some: readonly Plant[]) => {
    if (some.length === 0) return;
    const outcome = await judge(join(folder, name), some, isolate);
    for (const { id, caughtBy } of some) {
      judged.set(id, outcome.get(id));
      for (const file of caughtBy) asked[file] = [...(asked[file] ?? []), ...(outcome.get(id) ?? [])];
    }
  };
  await turn(
    'first',
    reduced(plants, ({ caughtBy }) => caughtBy.slice(0, 1)),
  );
  const unnoticed = plants.filter(({ id }) => judged.get(id)?.length === 0);
  await turn(
    'rest',
    reduced(unnoticed, ({ caughtBy }) => caughtBy.slice(1)),
  );
  const unplanted = plants.length === 0 ? [] : await judgeUnplanted(join(folder, 'control'), asked, isolate);
  return { judged, unplanted };
}

/**
 * Every check of the list is taken out, one at a time, and a test must notice. What a plant takes out stands there once: one that is out of
 * date proves nothing.
 */
export function judgeEach(plants: readonly Plant[]): void {
  const stale = plants.filter(({ file, find }) => occurrences(file, find) !== 1);
  const folder = mkdtempSync(join(tmpdir(), 'golive-planted-'));
  let verdicts: readonly Verdicts[];
  const judgedOf = (id: string): Judgement => verdicts.map(({ judged }) => judged.get(id)).find(Array.isArray);
  beforeAll(async () => {
    const fresh = plants.filter((plant) => !stale.includes(plant));
    const [apart, together] = [true, false].map((isApart) =>
      fresh.filter(({ caughtBy }) => caughtBy.some(standsApart) === isApart),
    ) as [typeof fresh, typeof fresh];
    verdicts = [
      await judgeInTurn(join(folder, 'apart'), apart, true),
      await judgeInTurn(join(folder, 'together'), together, false),
    ];
  }, 2_500_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the control: with every check in place the same tests pass', () =>
    expect(verdicts.map(({ unplanted }) => unplanted)).toEqual([[], []]));

  test.each(plants)('$id: $why', (plant) => {
    expect(occurrences(plant.file, plant.find), `${plant.file} no longer says: ${plant.find}`).toBe(1);
    expect(judgedOf(plant.id), 'its tests could not run').toBeDefined();
    expect(judgedOf(plant.id)!.length, `no test of ${plant.caughtBy.join(', ')} noticed`).toBeGreaterThan(0);
  });
}
