import { MIXED_FROM } from '../seeds/draw.ts';
import type { Line } from './line.ts';
import seeds from './seeds.ts';

/** `[COUNT]`: so many seeds of the mixes, 1,000 where nothing is said. */
export default function mixes([count = '1000']: readonly string[]): Promise<readonly Line[]> {
  return seeds([count, String(MIXED_FROM)]);
}
