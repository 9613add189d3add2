import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AXES } from '../../src/app/answers-file.ts';
import { INTERVIEW_FACTS } from '../../src/app/interview/facts.ts';
import { BLOCKS, QUESTIONS, SEEN_FROM_OUTSIDE } from '../../src/app/interview/questions.ts';
import { TASK_ANSWERS } from '../../src/app/interview/tasks.ts';
import { formOf } from '../../src/app/interview/template.ts';
import { FACT_VALUES } from '../../src/domain/answers.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { PARTS } from '../../src/domain/project.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import { INTERVIEW_TEXTS } from '../../src/texts/interview.ts';
import { BUILT_IN } from '../playbook/built-in.ts';

const SRC = resolve(import.meta.dirname, '../../src');
/** All that is neither the table of questions nor a text. */
const ELSEWHERE = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('texts/') && !file.endsWith('interview/questions.ts'))
  .map((file) => readFileSync(join(SRC, file), 'utf8'))
  .join('\n');
const ids = QUESTIONS.map(({ id }) => id);

describe('the questions', () => {
  test('are there, the four axes first', () => {
    expect(ids.length).toBeGreaterThan(25);
    expect([...ids.slice(0, 4)].sort()).toEqual(Object.keys(AXES).sort());
    expect(QUESTIONS.filter(({ open }) => open === 'needed').map(({ id }) => id)).toEqual(ids.slice(0, 4));
  });
  test('are asked once each, and nothing is asked for twice', () => {
    expect(new Set(ids).size).toBe(ids.length);
    const places = QUESTIONS.map(({ lands }) => JSON.stringify(lands));
    expect(new Set(places).size).toBe(places.length);
    for (const language of LANGUAGES) {
      const texts = ids.map((id) => CATALOG[`interview.ask.${id}`]?.[language]);
      expect(new Set(texts).size).toBe(ids.length);
    }
  });
  test('of a block stand together', () => {
    const blocks = QUESTIONS.map(({ block }) => block).filter((block, at, all) => block !== all[at - 1]);
    expect(blocks).toEqual(BLOCKS.filter((block) => blocks.includes(block)));
  });
  test('depend on facts there are, with values they can have, known before they are asked', () => {
    const known = new Set(['role', 'dnsHost', 'more']);
    for (const { id, when, lands } of QUESTIONS) {
      for (const [fact, values] of (when ?? []).flatMap((line) => Object.entries(line))) {
        expect([id, INTERVIEW_FACTS[fact as 'shop']], fact).not.toContain(undefined);
        expect([
          id,
          values.filter((value) => !(INTERVIEW_FACTS[fact as 'shop'] as readonly string[]).includes(value)),
        ]).toEqual([id, []]);
        expect([id, fact, known.has(fact)]).toEqual([id, fact, true]);
      }
      if (lands.to === 'axis') known.add(lands.name);
      if (lands.to === 'site' && lands.name === 'source') known.add('site');
      if (lands.to === 'free') known.add(lands.name);
    }
  });
  test('have a text and a reason in four languages, and a word for what can be answered', () => {
    const wanted = QUESTIONS.flatMap(({ id, kind }) => [
      `interview.ask.${id}`,
      `interview.why.${id}`,
      ...(kind.kind === 'one-of' ? kind.values.map((value) => `interview.value.${id}.${value}`) : [formOf(kind)]),
    ]);
    expect(wanted.filter((key) => !(key in INTERVIEW_TEXTS))).toEqual([]);
    const empty = wanted.filter((key) => LANGUAGES.some((language) => CATALOG[key]![language].trim() === ''));
    expect(empty).toEqual([]);
  });
  test('land in answers that somebody reads: a step, a check, a task, the half-day that is proposed', () => {
    const free = QUESTIONS.flatMap(({ lands }) => (lands.to === 'free' ? [lands.name] : []));
    expect(free.length).toBeGreaterThan(10);
    expect(free.filter((name) => !ELSEWHERE.includes(`'${name}'`))).toEqual([]);
    const contacts = QUESTIONS.flatMap(({ lands }) => (lands.to === 'contact' ? [lands.part] : []));
    expect(contacts.filter((part) => !PARTS.includes(part))).toEqual([]);
  });
  test('that stay open have something that becomes of them', () => {
    const steps = new Set(
      [...BUILT_IN.playbooks.values()].flatMap((playbook) => playbook.steps.map(({ step }) => step)),
    );
    for (const { id, open } of QUESTIONS) {
      if (open === 'task') {
        expect([id, TASK_ANSWERS.has(id)]).toEqual([id, true]);
        expect([id, `interview.task.${id}.open` in INTERVIEW_TEXTS]).toEqual([id, true]);
      }
      if (typeof open === 'object') expect([id, steps.has(open.step)]).toEqual([id, true]);
    }
  });
  test('that become tasks have a title for them', () => {
    expect([...TASK_ANSWERS].filter((name) => !(`interview.task.${name}.do` in INTERVIEW_TEXTS))).toEqual([]);
  });
  test('that a look can answer are questions', () => {
    expect([...SEEN_FROM_OUTSIDE].filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe("the interview's texts", () => {
  test('are all used, by name or by the stem of a table', () => {
    const used = new Set([...ELSEWHERE.matchAll(/[`'](interview\.[\w.-]+?)(?:['`]|\$\{)/g)].map(([, key]) => key!));
    const stems = [...used].filter((key) => key.endsWith('.'));
    const unused = Object.keys(INTERVIEW_TEXTS).filter(
      (key) => !used.has(key) && !stems.some((stem) => key.startsWith(stem)),
    );
    expect(unused).toEqual([]);
  });
  test('have words for every option and every kind of cutover', () => {
    const wanted = [
      ...FACT_VALUES.option.map((option) => `interview.option.${option}`),
      ...FACT_VALUES.cutover.map((kind) => `interview.cutover.${kind}`),
    ];
    expect(wanted.filter((key) => !(key in INTERVIEW_TEXTS))).toEqual([]);
  });
});
