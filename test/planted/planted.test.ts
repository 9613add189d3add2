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

describe('a check that is taken out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golive-planted-'));
  let judged: ReadonlyMap<string, Judgement>;
  beforeAll(async () => {
    const fresh = PLANTS.filter((plant) => !stale.includes(plant));
    judged = await judge(folder, fresh, [...new Set(PLANTS.flatMap(({ caughtBy }) => caughtBy))]);
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
