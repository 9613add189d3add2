import type { Role } from '../../domain/answers.ts';
import type { Language } from '../../domain/message.ts';
import type { Fqdn } from '../../domain/name.ts';
import type { Origin } from '../../domain/origin.ts';
import { AXES } from '../answers-file.ts';
import type { KnownFacts } from './facts.ts';
import { isAsked, knownFacts } from './facts.ts';
import type { Question } from './questions.ts';
import { QUESTIONS, questionNamed } from './questions.ts';
import { readAnswer } from './read.ts';

/** An answer as it is kept, and where it came from; `null` is left open. */
export interface Answered {
  readonly value: string | null;
  readonly origin: Origin;
}

/** What the interview begins with. */
export interface Setting {
  readonly domain: Fqdn;
  readonly role: Role;
  readonly language: Language;
  /** What a file, the command line or a playbook says already, as `AnswersFile` has it; none of it is asked. */
  readonly given: Readonly<Record<string, unknown>>;
  /** A configured provider is the new DNS host. */
  readonly dnsHost: boolean;
  /** More than one domain was named. */
  readonly more: boolean;
}

/** An interview so far: a value. Answers whose question does not arise any more are kept, and count for nothing until it does. */
export interface Interview {
  readonly setting: Setting;
  readonly answers: Readonly<Record<string, Answered>>;
  /** The questions that were put, in order; the last is where "back" goes. */
  readonly asked: readonly string[];
}

export function newInterview(setting: Setting): Interview {
  return { setting, answers: {}, asked: [] };
}

/** The facts that hold now, from what was given and what was answered. */
export function factsNow({ setting, answers }: Interview): KnownFacts {
  const said = (id: string): string | undefined => answers[id]?.value ?? undefined;
  const { given } = setting;
  const axes = Object.fromEntries(
    Object.entries(AXES).flatMap(([axis, schema]) => {
      const value = given[axis] === undefined ? said(axis) : schema.safeParse(given[axis]).data;
      return value === undefined ? [] : [[axis, value]];
    }),
  );
  const source = sourceOf(given['site']) ?? said('siteSource') ?? usualSource(axes['hosting']);
  const shop = freeIn(given, 'shop') ?? said('shop');
  return knownFacts(
    {
      ...axes,
      ...(source === undefined ? {} : { site: { source, canonicalHost: '', redirects: [], database: false } as never }),
    },
    setting.role,
    {
      dnsHost: setting.dnsHost ? 'yes' : 'no',
      more: setting.more ? 'yes' : 'no',
      ...(shop === undefined ? {} : { shop }),
    },
  );
}

const sourceOf = (site: unknown): string | undefined =>
  typeof site === 'object' && site !== null && 'source' in site ? String(site.source) : undefined;

/** Where a site comes from when nobody says. */
export function usualSource(hosting: string | undefined): string | undefined {
  return hosting === 'moves' ? 'old-host' : hosting === 'ours' ? 'in-place' : undefined;
}

export function freeIn(given: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const free = given['free'];
  if (typeof free !== 'object' || free === null || !Object.hasOwn(free, name)) return undefined;
  const value = (free as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a file, the command line or a playbook answers it already. */
export function isGiven({ lands }: Question, given: Readonly<Record<string, unknown>>): boolean {
  switch (lands.to) {
    case 'axis':
    case 'answer':
    case 'project':
      return given[lands.name] !== undefined;
    case 'site':
      return given['site'] !== undefined;
    case 'free':
      return freeIn(given, lands.name) !== undefined;
    case 'contact':
      return (
        Array.isArray(given['contacts']) &&
        given['contacts'].some(
          (one: { parts?: unknown }) => Array.isArray(one?.parts) && one.parts.includes(lands.part),
        )
      );
  }
}

/** The questions that arise, answered or not, in order; those whose answer was given from elsewhere are left out. */
export function questionsOf(interview: Interview): readonly Question[] {
  const facts = factsNow(interview);
  return QUESTIONS.filter((question) => !isGiven(question, interview.setting.given) && isAsked(question.when, facts));
}

/** The first question without an answer; `undefined`: all are answered or left open. */
export function nextQuestion(interview: Interview): Question | undefined {
  return questionsOf(interview).find(({ id }) => interview.answers[id] === undefined);
}

export function withAnswer(interview: Interview, id: string, answered: Answered): Interview {
  return {
    ...interview,
    answers: { ...interview.answers, [id]: answered },
    asked: [...interview.asked.filter((one) => one !== id), id],
  };
}

/** One question back: its id, what was answered to it, and the interview without; `undefined`: this is the first. */
export function back(
  interview: Interview,
): { readonly interview: Interview; readonly id: string; readonly was: Answered } | undefined {
  const arising = new Set(questionsOf(interview).map(({ id }) => id));
  const id = interview.asked.findLast((asked) => arising.has(asked) && interview.answers[asked] !== undefined);
  if (id === undefined) return undefined;
  const { [id]: was, ...answers } = interview.answers;
  return {
    id,
    was: was!,
    interview: { ...interview, answers, asked: interview.asked.filter((asked) => asked !== id) },
  };
}

/** What a question proposes without anybody having looked: what was said of a like one, or what golive would take. */
export function proposed({ id, like }: Question, { answers, setting }: Interview): string | undefined {
  const alike = like === undefined ? undefined : answers[like]?.value;
  if (alike !== undefined && alike !== null) return alike;
  const name = setting.domain.slice(0, -1);
  const usual: Readonly<Record<string, string | undefined>> = {
    customer: name,
    canonicalHost: `www.${name}`,
    siteSource: usualSource(factsNow({ setting, answers, asked: [] })['hosting']),
  };
  return usual[id];
}

/** Of the questions that arise, the answers; what was left open is `null`. */
export function answersOf(interview: Interview): ReadonlyMap<Question, Answered> {
  return new Map(
    questionsOf(interview).flatMap((question) => {
      const answered = interview.answers[question.id];
      return answered === undefined ? [] : [[question, answered] as const];
    }),
  );
}

/** Questions that arise and stay open, with what becomes of them. */
export function leftOpen(interview: Interview): readonly Question[] {
  return questionsOf(interview).filter(({ id }) => typeof interview.answers[id]?.value !== 'string');
}

/** How far it is: the number of the question, and how many there are as far as one can tell now. */
export function progressOf(interview: Interview, id: string): { readonly at: number; readonly of: number } {
  const all = questionsOf(interview);
  return { at: all.findIndex((question) => question.id === id) + 1, of: all.length };
}

/** Whether a question has this id: of a file that was kept, or written. */
export function isQuestion(id: string): boolean {
  return questionNamed(id) !== undefined;
}

/** What was answered before and is still an answer, as if it had been answered now; what a file says meanwhile goes before it. */
export function resumed(begun: Interview, kept: Pick<Interview, 'answers' | 'asked'>): Interview {
  const answers = Object.fromEntries(
    Object.entries(kept.answers).filter(([id, { value }]) => {
      const question = questionNamed(id);
      return question !== undefined && (value === null || 'value' in readAnswer(question, value, begun.setting));
    }),
  );
  return {
    ...begun,
    answers: { ...answers, ...begun.answers },
    asked: kept.asked.filter((id) => answers[id] !== undefined),
  };
}
