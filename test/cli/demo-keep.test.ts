import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { KEPT_COMMANDS } from '../../src/cli/demo.ts';

test('what --keep proposes to try are commands, from the first look to the day itself', () => {
  const names = KEPT_COMMANDS.map((command) => command.split(' ')[0]!);
  const known = new Set(COMMANDS.map(({ usage }) => usage.split(' ')[0]!));
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(['inspect', 'new', 'plan', 'letter', 'watch']));
  // Its own domain has its draft already.
  expect(KEPT_COMMANDS.find((command) => command.startsWith('new '))).not.toContain('bakkerij-dezon');
});
