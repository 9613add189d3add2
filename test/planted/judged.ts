import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Judgement } from './judge.ts';
import { judge } from './judge.ts';
import type { Plant } from './plants.ts';

const root = resolve(import.meta.dirname, '../..');
const occurrences = (file: string, text: string): number =>
  readFileSync(join(root, file), 'utf8').split(text).length - 1;

/** Opens servers on every address it can have, or lets clients dawdle, and hangs among hundreds of other files in one process. */
const APART: ReadonlySet<string> = new Set(['adapters/ssrf', 'adapters/http-listen']);

/** The failures of both runs; `undefined` where one could not run. */
const both = (one: Judgement, other: Judgement): Judgement =>
  one === undefined || other === undefined ? undefined : [...one, ...other];

/** The tests of these files alone: plants that were noticed before, and files that are left, are no work. */
const reduced = (plants: readonly Plant[], files: (plant: Plant) => readonly string[]): Plant[] =>
  plants.map((plant) => ({ ...plant, caughtBy: files(plant) })).filter(({ caughtBy }) => caughtBy.length > 0);

/** Who is noticed by the first of its files has been noticed; the others run for the rest. */
async function judgeInTurn(folder: string, plants: readonly Plant[]): Promise<ReadonlyMap<string, Judgement>> {
  const controls = [...new Set(plants.flatMap(({ caughtBy }) => caughtBy))];
  const first = await judge(
    join(folder, 'first'),
    reduced(plants, ({ caughtBy }) => caughtBy.slice(0, 1)),
    controls,
  );
  const unnoticed = plants.filter(({ id }) => first.get(id)?.length === 0);
  const rest = reduced(unnoticed, ({ caughtBy }) => caughtBy.slice(1));
  if (rest.length === 0) return first;
  const second = await judge(join(folder, 'rest'), rest, []);
  return new Map([...first, ...rest.map(({ id }) => [id, second.get(id)] as const)]);
}

/**
 * Every check of the list is taken out, one at a time, and a test must notice. What a plant takes out stands there once: one that is out of
 * date proves nothing.
 */
export function judgeEach(plants: readonly Plant[]): void {
  const stale = plants.filter(({ file, find }) => occurrences(file, find) !== 1);
  const folder = mkdtempSync(join(tmpdir(), 'golive-planted-'));
  let judged: ReadonlyMap<string, Judgement>;
  beforeAll(async () => {
    const fresh = plants.filter((plant) => !stale.includes(plant));
    const [apart, together] = [true, false].map((isApart) =>
      fresh.filter(({ caughtBy }) => caughtBy.some((name) => APART.has(name)) === isApart),
    ) as [typeof fresh, typeof fresh];
    const alone = await judgeInTurn(join(folder, 'apart'), apart);
    const rest = await judgeInTurn(join(folder, 'together'), together);
    judged = new Map([...alone, ...rest, ['unplanted', both(alone.get('unplanted'), rest.get('unplanted'))]]);
  }, 1_260_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the control: with every check in place the same tests pass', () => expect(judged.get('unplanted')).toEqual([]));

  test.each(plants)('$id: $why', (plant) => {
    expect(occurrences(plant.file, plant.find), `${plant.file} no longer says: ${plant.find}`).toBe(1);
    expect(judged.get(plant.id), 'its tests could not run').toBeDefined();
    expect(judged.get(plant.id)!.length, `no test of ${plant.caughtBy.join(', ')} noticed`).toBeGreaterThan(0);
  });
}
