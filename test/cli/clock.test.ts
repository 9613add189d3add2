import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { desk } from './command-line.ts';

/** Real processes on a real store; their wall clock is the machine's, and so much further. */
function deskWithClock() {
  const at = desk();
  const preload = join(at.folder, 'wall-clock.mjs');
  writeFileSync(
    preload,
    'const real = Date.now; const by = Number(process.env.WALL_OFF_BY_MS); Date.now = () => real.call(Date) + by;\n',
  );
  const golive = (offByMs: number, ...args: readonly string[]) =>
    at.golive(args, {
      env: { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`, WALL_OFF_BY_MS: String(offByMs) },
    });
  const clock = (offByMs: number, ...args: readonly string[]) => {
    const { checks } = JSON.parse(golive(offByMs, 'doctor', '--offline', '--json', ...args).out) as {
      checks: readonly { readonly what: string; readonly outcome: string; readonly why?: string }[];
    };
    return checks.find(({ what }) => what === 'clock')!;
  };
  return { ...at, golive, clock };
}

const DAYS = 24 * 3_600_000;

test('a wall clock that was set between two commands is told by the second, and by doctor; a person settles it', () => {
  const at = deskWithClock();
  expect(at.golive(0, 'status')).toMatchObject({ code: 0, err: '' });
  expect(at.clock(0).outcome).toBe('ok');

  const later = at.golive(2 * DAYS, 'status');
  expect([later.code, later.err]).toEqual([0, expect.stringMatching(/jumped ahead by 2 d at .*--accept-clock/)]);
  const doubted = at.clock(2 * DAYS);
  expect([doubted.outcome, doubted.why]).toEqual(['failed', expect.stringMatching(/jumped ahead by 2 d/)]);

  // Set right again: nothing is left of it.
  expect(at.clock(0).outcome).toBe('ok');

  expect(at.clock(2 * DAYS, '--accept-clock', '--by', 'Anna').outcome).toBe('ok');
  expect(at.golive(2 * DAYS, 'status').err).toBe('');
  expect(at.golive(0, 'status').err).toMatch(/jumped back by 2 d/);
});
