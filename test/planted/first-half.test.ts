import { describe, expect, test } from 'vitest';
import { judgeEach } from './judged.ts';
import { PLANTS } from './plants.ts';

describe('a check that is taken out', () => {
  test('is named once', () => expect(new Set(PLANTS.map(({ id }) => id)).size).toBe(PLANTS.length));

  judgeEach(PLANTS.filter((_, index) => index % 2 === 0));
});
