import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ROUTES } from '../../../src/daemon/api/routes.ts';

const FILE = resolve(import.meta.dirname, '../../../docs/api.md');
const BETWEEN = /(<!-- routes: [^\n]*-->\n)([\s\S]*)(<!-- \/routes -->)/;

/** `UPDATE=1` writes it. */
test('docs/api.md lists every route as the table has it', () => {
  const rows = ROUTES.map(({ method, path, right, summary }) => `| \`${method} ${path}\` | ${right} | ${summary} |`);
  const wanted = ['| | Right | |', '| --- | --- | --- |', ...rows, ''].join('\n');
  const text = readFileSync(FILE, 'utf8');
  if (process.env['UPDATE'] === '1')
    writeFileSync(
      FILE,
      text.replace(BETWEEN, (_, head, __, tail) => head + wanted + tail),
    );
  expect(BETWEEN.exec(readFileSync(FILE, 'utf8'))?.[2]).toBe(wanted);
});
