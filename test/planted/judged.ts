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

/** The failures of both controls; `undefined` where one could not run. */
const both = (one: Judgement, other: Judgement): Judgement =>
  one === undefined || other === undefined ? undefined : [...one, ...other];

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
    const controls = (plants: typeof fresh) => [...new Set(plants.flatMap(({ caughtBy }) => caughtBy))];
    const alone = await judge(join(folder, 'apart'), apart, controls(apart));
    judged = new Map([...alone, ...(await judge(join(folder, 'together'), together, controls(together)))]);
    judged = new Map([...judged, ['unplanted', both(alone.get('unplanted'), judged.get('unplanted'))]]);
  }, 1_260_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the control: with every check in place the same tests pass', () => expect(judged.get('unplanted')).toEqual([]));

  test.each(plants)('$id: $why', (plant) => {
    expect(occurrences(plant.file, plant.find), `${plant.file} no longer says: ${plant.find}`).toBe(1);
    expect(judged.get(plant.id), 'its tests could not run').toBeDefined();
    expect(judged.get(plant.id)!.length, `no test of ${plant.caughtBy.join(', ')} noticed`).toBeGreaterThan(0);
  });
}
