import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { knowSecret } from '../../src/domain/scrub.ts';
import { batch } from './batch.ts';
import { BUGS } from './bugs.ts';
import type { Draw } from './draw.ts';
import { drawOf } from './draw.ts';
import { runDraw } from './run.ts';

const root = join(import.meta.dirname, '../..');
const kept = join(import.meta.dirname, 'kept');

test('fifty moves with faults, crashes, pauses, edits and a clock that is turned: nothing is violated', async () => {
  const { ran, failing } = await batch({ from: 1, to: 51, step: 1, mostFailing: 3 });
  expect({ ran, failing }).toEqual({ ran: 50, failing: [] });
}, 240_000);

test('the same seed twice leaves the same trace, and another seed another', async () => {
  const traces: string[] = [];
  for (const seed of [3, 7, 11, 23, 31]) {
    const first = await runDraw(drawOf(seed));
    knowSecret('2027-01-18/morning'); // as a run before this one may have known it
    const second = await runDraw(drawOf(seed));
    expect({ seed, trace: second.trace }).toEqual({ seed, trace: first.trace });
    traces.push(first.trace);
  }
  expect(new Set(traces).size).toBe(5);
}, 60_000);

describe('a run that failed once', () => {
  test.each(readdirSync(kept).filter((file) => file.endsWith('.json')))('%s holds', async (file) => {
    const { violations, end } = await runDraw(JSON.parse(readFileSync(join(kept, file), 'utf8')) as Draw);
    expect({ violations, end }).toEqual({
      violations: [],
      end: expect.stringMatching(/^(?:done|rolled-back|parked)$/),
    });
  });
});

describe('a planted bug', () => {
  test.each(BUGS)('$id still fits its source', ({ edits }) => {
    for (const { file, find } of edits)
      expect(readFileSync(join(root, file), 'utf8').split(find).length, `${file}: ${find}`).toBe(2);
  });
});
