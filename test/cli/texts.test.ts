import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { MIGRATION_STATUSES, PHASES, STEP_EVENTS, STEP_STATES } from '../../src/domain/lifecycle.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { BOOKING_TEXTS } from '../../src/texts/booking.ts';
import { CALENDAR_TEXTS } from '../../src/texts/calendar.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import { CLI_TEXTS } from '../../src/texts/cli.ts';
import { formatHalfDay, render } from '../../src/texts/render.ts';

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
    const unused = Object.keys({ ...CLI_TEXTS, ...BOOKING_TEXTS, ...CALENDAR_TEXTS }).filter(
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
    const wrong = Object.entries(CATALOG).filter(([, text]) =>
      LANGUAGES.some((language) => places(text[language]).join() !== places(text.en).join()),
    );
    expect(wrong.map(([key]) => key)).toEqual([]);
  });
});

describe('every text', () => {
  const all = Object.entries(CATALOG).flatMap(([key, text]) =>
    LANGUAGES.map((language) => [key, language, text[language]] as const),
  );
  test('puts a list that begins on a line of its own on lines', () => {
    const wrong = all.filter(([, , text]) => /\n\{\w+(?!:lines)\}/.test(text.replace(/\{(\w+):lines\}/g, '')));
    expect(wrong.map(([key]) => key)).toEqual([]);
    const english = { language: 'en', timeZone: 'UTC' } as const;
    const values = { zone: 'a.nl.', records: 'a.nl. 60 IN A 192.0.2.1\na.nl. 60 IN MX 10 mx.a.nl.' };
    expect(render({ text: 'dns.change-records.put', values }, english).split('\n').slice(1)).toEqual([
      'a.nl. 60 IN A 192.0.2.1',
      'a.nl. 60 IN MX 10 mx.a.nl.',
    ]);
  });
  test('names only commands that there are', () => {
    const names = new Set<string>(COMMANDS.map(({ usage }) => usage.split(' ')[0]!));
    const wrong = all.filter(([, , text]) =>
      [...text.matchAll(/[(:] ?golive ([a-z]+)/g)].some(([, name]) => !names.has(name!)),
    );
    expect(wrong.map(([key, language]) => `${key} ${language}`)).toEqual([]);
  });
  test.each([
    ['klant.nl.', 'klant.nl'],
    ['ns1.klant.nl., ns2.klant.nl.', 'ns1.klant.nl, ns2.klant.nl'],
    ['klant.nl. MX (10 mail.klant.nl.)', 'klant.nl MX (10 mail.klant.nl)'],
    ['550 5.1.1 no such user here.', '550 5.1.1 no such user here.'],
    ['.', '.'],
    ['the new servers of klant.nl. While both', 'the new servers of klant.nl. While both'],
    ['"see klant.nl. first"', '"see klant.nl. first"'],
  ])('shows %j as people write names', (value, shown) =>
    expect(
      render({ text: 'dns.wait.old-servers', values: { zone: value } }, { language: 'en', timeZone: 'UTC' }),
    ).toContain(`of ${shown} did`),
  );
});

test.each([
  ['nl', 'zondag 17 januari 2027, middag'],
  ['de', 'Sonntag, 17. Januar 2027, nachmittags'],
  ['fr', 'dimanche 17 janvier 2027, après-midi'],
  ['en', 'Sunday 17 January 2027, afternoon'],
] as const)('a half-day in words: %s', (language, said) => {
  expect(formatHalfDay('2027-01-17/afternoon', language).replace('Sunday, ', 'Sunday ')).toBe(said);
  for (const strange of ['2027-13-17/morning', 'tomorrow', '2027-01-17/night', ''])
    expect(formatHalfDay(strange, language)).toBe(strange);
});
