import { describe } from 'vitest';
import { judgeEach } from '../judged.ts';
import { PLANTS } from '../plants.ts';

describe('a check that is taken out', () => {
  judgeEach(PLANTS.filter((_, index) => index % 2 === 1));
});
