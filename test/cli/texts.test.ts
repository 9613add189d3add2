import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MIGRATION_STATUSES, PHASES, STEP_EVENTS, STEP_STATES } from '../../src/domain/lifecycle.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { CLI_TEXTS } from '../../src/texts/cli.ts';

const SRC = resolve(import.meta.dirname, '../..');
const SOURCES = ['src', 'scheduler']
  .flatMap((folder) =>
    readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(SRC, folder, file)),
  )
  .filter((file) => file.endsWith('.ts') && !file.includes('/texts/'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe("the command line's texts", () => {
  test('are all used, by name or by the stem of a table', () => {
    const stems = [...SOURCES.matchAll(/`([a-z.]+\.)\$\{/g)].map(([, stem]) => stem!);
    const unused = Object.keys(CLI_TEXTS).filter(
      (key) => !SOURCES.includes(`'${key}'`) && !stems.some((stem) => key.startsWith(stem)),
    );
    expect(unused).toEqual([]);
  });
  test('have a word for every status, state, phase and event', () => {
    const wanted = [
      ...MIGRATION_STATUSES.map((status) => `status.${status}`),
      ...STEP_STATES.map((state) => `state.${state}`),
      ...PHASES.map((phase) => `phase.${phase}`),
      ...STEP_EVENTS.map((event) => `journal.step.${event}`),
    ];
    expect(wanted.filter((key) => !(key in CLI_TEXTS))).toEqual([]);
  });
  test('have the same places to fill in in all four languages', () => {
    const places = (text: string) => [...text.matchAll(/\{\w+(?::\w+)?\}/g)].map(([place]) => place).sort();
    const wrong = Object.entries(CLI_TEXTS).filter(([, text]) =>
      LANGUAGES.some((language) => places(text[language]).join() !== places(text.en).join()),
    );
    expect(wrong.map(([key]) => key)).toEqual([]);
  });
});
