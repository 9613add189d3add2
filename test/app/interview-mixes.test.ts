import { describe, expect, test } from 'vitest';
import { endingOf, optionText } from '../../src/app/interview/ending.ts';
import { newInterview, nextQuestion, withAnswer } from '../../src/app/interview/interview.ts';
import { landed, originsOf } from '../../src/app/interview/land.ts';
import type { Kind } from '../../src/app/interview/questions.ts';
import { readAnswer } from '../../src/app/interview/read.ts';
import { movable, newProject, settingFor } from '../../src/app/new-project.ts';
import type { Answers, Role } from '../../src/domain/answers.ts';
import { FACT_VALUES, factsOf, playbookFor, ROLES } from '../../src/domain/answers.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { stepsOf } from '../../src/domain/migration.ts';
import { presentSteps } from '../../src/domain/playbook.ts';
import { BUILT_IN, playbookNamed } from '../playbook/built-in.ts';
import { ANNA, smallOffice } from './small-office.ts';

type Axes = Pick<Answers, 'registration' | 'hosting' | 'mail' | 'nameServers'>;

/** 3 · 3 · 4 · 3. */
const MIXES = FACT_VALUES.registration.flatMap((registration) =>
  FACT_VALUES.hosting.flatMap((hosting) =>
    FACT_VALUES.mail.flatMap((mail) =>
      FACT_VALUES.nameServers.map((nameServers) => ({ registration, hosting, mail, nameServers }) as Axes),
    ),
  ),
);

/** Something that fits each kind of question; `no` where that makes work. */
const EXAMPLE: Readonly<Record<string, string>> = {
  'yes-no': 'no',
  text: 'Microsoft 365',
  mail: 'info@klant.nl',
  host: 'oud.klant.nl',
  date: '2026-12-01',
  contact: 'Jan de Boer, jan@elders.nl, 030 1234567',
  'list.text': 'een, twee',
  'list.mail': 'a@klant.nl, b@klant.nl',
  'list.host': 'ns1.ons.example, ns2.ons.example',
  'list.domain': 'klant.be',
  'list.dates': '2026-12-24..2026-12-31',
  'list.half-days': 'di ochtend',
  'list.tags': 'shop, b2b',
  region: 'de-by',
};
const exampleOf = (kind: Kind): string =>
  kind.kind === 'one-of' ? kind.values[0]! : EXAMPLE[kind.kind === 'list' ? `list.${kind.of}` : kind.kind]!;

/** The question put to every mix; the answers that a thorough person would give, or none but the four. */
function interviewOf(office: ReturnType<typeof smallOffice>, mix: Axes, role: Role, thorough: boolean) {
  const given = { role, ...mix };
  let interview = newInterview(settingFor(office.app, movable('klant.nl'), false, given, undefined, new Map()));
  for (let question = nextQuestion(interview); question !== undefined; question = nextQuestion(interview)) {
    const text = question.id === 'shop' ? 'yes' : exampleOf(question.kind);
    const read = readAnswer(question, text, interview.setting);
    if (!('value' in read)) throw new Error(`${question.id} refuses ${text}`);
    interview = withAnswer(interview, question.id, { value: thorough ? read.value : null, origin: 'said' });
  }
  return interview;
}

function officeWithAll() {
  const office = smallOffice({ agency: { language: 'nl' } });
  return { ...office, app: { ...office.app, playbooks: async () => BUILT_IN.playbooks } };
}

describe('every mix of the four answers, in every role', () => {
  expect(MIXES.length).toBe(108);
  for (const role of ROLES)
    test(`${role}: makes a draft on the playbook that fits, of which every step can be reached`, async () => {
      for (const mix of MIXES)
        for (const thorough of [true, false]) {
          const office = officeWithAll();
          const interview = interviewOf(office, mix, role, thorough);
          const open = thorough ? [] : interview.asked;
          const { migrations } = await newProject(office.app, ['klant.nl'], landed(interview), ANNA, {
            origins: originsOf(interview),
            open,
          });
          const [{ state, playbook }] = migrations as [(typeof migrations)[number]];
          const what = JSON.stringify([role, mix, thorough]);
          expect(state.answers, what).toMatchObject(mix);
          expect(playbook.id, what).toBe(playbookFor(state.answers));
          for (const graph of [playbook, playbookNamed('move-with-interruption')]) {
            const steps = stepsOf(graph, state);
            const ids = new Set(steps.map(({ id }) => id));
            const present = presentSteps(graph, factsOf(state.answers, role));
            expect(steps.length, `${what}: no step is lost in a circle`).toBe(present.length + state.tasks.length);
            expect(
              steps.flatMap(({ after }) => after).filter((id) => !ids.has(id)),
              what,
            ).toEqual([]);
            const tasks = state.tasks.flatMap(({ id, title }) => (/undefined|\{|interview\./.test(title) ? [id] : []));
            expect(tasks, what).toEqual([]);
          }
          if (thorough && role === 'main') expect(await thereAndBack(office, migrations)).toBe(true);
        }
    });
  test('is said in words: the option, or the four parts', async () => {
    const options = new Map<string, number>();
    for (const mix of MIXES) {
      const state = { answers: mix } as never;
      for (const language of LANGUAGES) {
        const text = optionText({ state }, { language, timeZone: 'UTC' });
        expect(text).not.toMatch(/interview\.|\{|undefined/);
        // Its signs of two parts stand between blanks in French, and nowhere else.
        expect(text).not.toMatch(language === 'fr' ? /\S[:;]/ : /\s[:;]/);
        if (language === 'en') options.set(text, (options.get(text) ?? 0) + 1);
      }
    }
    expect(options.size).toBe(MIXES.length);
    const all = [...options.keys()];
    expect(all.filter((text) => !text.startsWith('a mix of its own'))).toEqual(
      expect.arrayContaining([
        'everything is with us already; the site goes live',
        'everything is with us, only the domain name stays with the customer',
        'everything moves to us: domain name, website, mail and name servers',
        'everything stays with the customer’s providers; we give instructions',
      ]),
    );
    expect(all.filter((text) => text.startsWith('a mix of its own')).length).toBe(MIXES.length - 4);
    expect(all).toContain(
      'a mix of its own: domain name: with us already; name servers: ours already; website: comes to us; mail: there is no mail',
    );
  });
});

/** It ends with a half-day, or says why there is none. */
async function thereAndBack(
  office: ReturnType<typeof smallOffice>,
  migrations: Parameters<typeof endingOf>[1],
): Promise<boolean> {
  const ending = await endingOf(office.app, migrations, { open: [], style: { language: 'en', timeZone: 'UTC' } });
  const waits = migrations.some(({ playbook, state }) =>
    stepsOf(playbook, state).some(({ step }) => step === 'wait-for-slot'),
  );
  expect(ending.slot?.slot, ending.slotWhy).toBe(waits ? '2026-11-24/morning' : undefined);
  return ending.slotWhy !== '';
}
