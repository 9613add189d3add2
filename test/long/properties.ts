import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Line, LongRun } from './line.ts';

const TESTS = resolve(import.meta.dirname, '..');
const VITEST = resolve(TESTS, '../node_modules/vitest/vitest.mjs');
/** These need more than Node, or a hundred times as long. */
const ELSEWHERE = /^(?:real|browser|process|planted)\//;

/** `[TIMES] [DRAWS]`: every test that draws, so often, from a new number each time; `DRAWS` is the first of them. */
const properties: LongRun = async ([times = '20', first]) => {
  const begin = Number(first ?? Math.floor(Math.random() * 2 ** 31));
  const drawing = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.test.ts') && !ELSEWHERE.test(file) && draws(join(TESTS, file)),
  );
  const failed: string[] = [];
  for (let draw = begin; draw < begin + Number(times); draw++) {
    const { status, stdout } = spawnSync(
      process.execPath,
      [VITEST, 'run', ...drawing.map((file) => join('test', file))],
      { env: { ...process.env, GOLIVE_DRAWS: String(draw), NO_COLOR: '1' }, encoding: 'utf8', maxBuffer: 1 << 26 },
    );
    process.stderr.write(`GOLIVE_DRAWS=${draw}: ${status === 0 ? 'holds' : 'failed'}\n`);
    if (status === 0) continue;
    failed.push(`GOLIVE_DRAWS=${draw}`);
    console.log(stdout.slice(-20_000));
  }
  const line: Line = {
    gate: `${drawing.length} files with drawn tests, ${times} times`,
    measured: failed.length === 0 ? `all held, from GOLIVE_DRAWS=${begin}` : `failed with ${failed.join(', ')}`,
    met: failed.length === 0,
  };
  return [line];
};

export default properties;

/** By itself or by the contract it keeps. */
function draws(file: string): boolean {
  return /\/(?:fast-check|zones|zone-file-samples|contract\/[\w-]+)\.ts'/.test(readFileSync(file, 'utf8'));
}
