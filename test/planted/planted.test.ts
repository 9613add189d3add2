import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Judgement } from './judge.ts';
import { judge } from './judge.ts';
import { PLANTS } from './plants.ts';

const root = resolve(import.meta.dirname, '../..');
const occurrences = (file: string, text: string): number =>
  readFileSync(join(root, file), 'utf8').split(text).length - 1;

/** What each plant takes out stands there once; a plant that is out of date proves nothing. */
const stale = PLANTS.filter(({ file, find }) => occurrences(file, find) !== 1);

/** Opens servers on every address it can have, and hangs among hundreds of other files in one process. */
const APART = 'adapters/ssrf';

/** The failures of both controls; `undefined` where one could not run. */
const both = (one: Judgement, other: Judgement): Judgement =>
  one === undefined || other === undefined ? undefined : [...one, ...other];

describe('a check that is taken out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golive-planted-'));
  let judged: ReadonlyMap<string, Judgement>;
  beforeAll(async () => {
    const fresh = PLANTS.filter((plant) => !stale.includes(plant));
    const [apart, together] = [true, false].map((isApart) =>
      fresh.filter(({ caughtBy }) => caughtBy.includes(APART) === isApart),
    ) as [typeof fresh, typeof fresh];
    const controls = (plants: typeof fresh) => [...new Set(plants.flatMap(({ caughtBy }) => caughtBy))];
    const alone = await judge(join(folder, 'apart'), apart, controls(apart));
    judged = new Map([...alone, ...(await judge(join(folder, 'together'), together, controls(together)))]);
    judged = new Map([...judged, ['unplanted', both(alone.get('unplanted'), judged.get('unplanted'))]]);
  }, 660_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the control: with every check in place the same tests pass', () => expect(judged.get('unplanted')).toEqual([]));

  test('is named once', () => expect(new Set(PLANTS.map(({ id }) => id)).size).toBe(PLANTS.length));

  test.each(PLANTS)('$id: $why', (plant) => {
    expect(occurrences(plant.file, plant.find), `${plant.file} no longer says: ${plant.find}`).toBe(1);
    expect(judged.get(plant.id), 'its tests could not run').toBeDefined();
    expect(judged.get(plant.id)!.length, `no test of ${plant.caughtBy.join(', ')} noticed`).toBeGreaterThan(0);
  });
});
