import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/domain/message.ts';
import { STEP_TEXTS } from '../../src/texts/steps.ts';
import { BUILT_IN, CATALOGUE_IDS } from './built-in.ts';

/** Nobody is asked to do these: they wait, or check. */
const NOBODYS = ['preflight', 'day-before', 'wait-for-slot', 'watch-parents', 'watch-propagation', 'watch-transfer'];

describe('every step of the catalogue says what it is', () => {
  for (const id of CATALOGUE_IDS)
    test(id, () => {
      const parts = ['title', 'what', ...(NOBODYS.includes(id) ? [] : ['how'])];
      for (const part of parts) {
        const texts: Readonly<Record<string, string>> = STEP_TEXTS[`step.${id}.${part}` as keyof typeof STEP_TEXTS];
        for (const language of LANGUAGES) {
          expect(texts[language], `${part} ${language}`).toMatch(part === 'title' ? /^.{3,60}$/ : /^.{20,400}$/);
          expect(texts[language]!.match(/\{[^}]*\}/g) ?? []).toEqual(
            (texts['nl']!.match(/\{[^}]*\}/g) ?? []).length > 0 ? expect.arrayContaining(['{domain}']) : [],
          );
          expect(texts[language]!.replaceAll('{domain}', '')).not.toMatch(/[{}]|\b48\b/);
        }
      }
    });
});

test('every step of a built-in playbook has its texts, and every step of the catalogue is in one', () => {
  const used = new Set([...BUILT_IN.playbooks.values()].flatMap(({ steps }) => steps.map(({ step }) => step)));
  expect([...used, 'custom-task'].sort()).toEqual([...CATALOGUE_IDS].sort());
});
