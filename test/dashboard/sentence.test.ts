import { describe, expect, test } from 'vitest';
import type { StatusEntry } from '../../src/app/documents.ts';
import { mainStep } from '../../src/dashboard/sentence.ts';

type Now = StatusEntry['now'][number];

const now = (step: string, status: Now['status'], hour: number): Now => ({
  step,
  title: step,
  status,
  since: `2026-12-01T${String(hour).padStart(2, '0')}:00:00.000+01:00`,
});
const main = (...all: readonly Now[]) => mainStep({ now: [...all] })?.step;

describe('the step that a migration is told by', () => {
  test('is the loudest, of several people’s the one that waits for longest', () => {
    expect(main(now('watch', 'waiting', 8), now('late', 'needs-you', 11), now('early', 'needs-you', 9))).toBe('early');
  });
  test('is not what merely watches from beginning to end', () => {
    expect(main(now('watch-registry', 'waiting', 8), now('pay-order', 'waiting', 11))).toBe('pay-order');
  });
  test('of those that began together it is the last of the plan', () => {
    expect(main(now('day-before', 'waiting', 8), now('wait-for-slot', 'waiting', 8))).toBe('wait-for-slot');
  });
  test('is none where nothing goes on', () => {
    expect(main()).toBeUndefined();
  });
});
