import { describe, expect, test } from 'vitest';
import { judgeEach, occurrences } from './judged.ts';
import { PLANTS } from './plants.ts';

test('each is named once', () => expect(new Set(PLANTS.map(({ id }) => id)).size).toBe(PLANTS.length));

test('what each takes out stands there once', () =>
  expect(PLANTS.filter(({ file, find }) => occurrences(file, find) !== 1).map(({ id }) => id)).toEqual([]));

// All of them take longer than the rest of `npm test` together: `npm run test:planted`.
describe('a check that is taken out, every twentieth of them', () => {
  judgeEach(PLANTS.filter((_, index) => index % 20 === 0));
});
