import { child } from '../../domain/name.ts';
import type { Origin } from '../../domain/origin.ts';
import type { AnswersGiven } from '../answers-file.ts';
import type { Answered, Interview } from './interview.ts';
import { answersOf, factsNow } from './interview.ts';
import type { Question } from './questions.ts';
import { contactIn, itemsOf } from './read.ts';

/** What was given from elsewhere together with what was answered, as an answers file would say it. */
export function landed(interview: Interview): AnswersGiven {
  const { given } = interview.setting;
  const said = new Map(
    [...answersOf(interview)].flatMap(([question, { value }]) => (value === null ? [] : [[question, value] as const])),
  );
  const of = (to: Question['lands']['to']) => [...said].filter(([{ lands }]) => lands.to === to);
  const free = Object.fromEntries(of('free').map(([{ lands }, value]) => ['name' in lands ? lands.name : '', value]));
  const contacts = contactsOf(of('contact'), given['contacts']);
  return {
    ...given,
    ...Object.fromEntries([...of('axis'), ...of('answer'), ...of('project')].map((entry) => plain(...entry))),
    ...siteOf(interview, of('site')),
    ...(contacts.length === 0 ? {} : { contacts }),
    ...(Object.keys(free).length === 0 ? {} : { free: { ...(given['free'] as object), ...free } }),
  } as AnswersGiven;
}

function plain({ lands, kind }: Question, value: string): [string, unknown] {
  const name = 'name' in lands ? lands.name : '';
  if (name === 'domains') return [name, itemsOf(value).map((domain) => ({ domain, role: 'redirect' }))];
  return [name, kind.kind === 'list' ? itemsOf(value) : value];
}

/** One contact for each person, with all the parts that he or she plays. */
function contactsOf(answers: readonly (readonly [Question, string])[], given: unknown): unknown[] {
  const people = new Map<string, { name: string; mail?: string; parts: string[] }>();
  for (const [{ lands }, value] of answers) {
    const contact = contactIn(value);
    if (contact === undefined || lands.to !== 'contact') continue;
    // Two of one name are two, where their addresses say so.
    const same = (other: { name: string; mail?: string }) =>
      other.name.toLowerCase() === contact.name.toLowerCase() &&
      (other.mail === undefined || contact.mail === undefined || other.mail === contact.mail);
    const key = [...people].find(([, other]) => same(other))?.[0] ?? String(people.size);
    const known = people.get(key);
    people.set(key, {
      ...contact,
      ...known,
      parts: [...(known?.parts ?? []), lands.part],
    });
  }
  return [...(Array.isArray(given) ? given : []), ...people.values()];
}

/** The site as a whole: what was not said of it is as it usually is. */
function siteOf(interview: Interview, answers: readonly (readonly [Question, string])[]): { site?: unknown } {
  if (interview.setting.given['site'] !== undefined || answers.length === 0) return {};
  const said = Object.fromEntries(answers.map(([{ lands }, value]) => ['name' in lands ? lands.name : '', value]));
  const { domain } = interview.setting;
  const names = [domain.slice(0, -1), child('www', domain).slice(0, -1)];
  const canonicalHost = said['canonicalHost'] ?? names[1]!;
  return {
    site: {
      source: said['source'] ?? factsNow(interview)['site'] ?? 'in-place',
      canonicalHost,
      redirects: names.filter((name) => name !== canonicalHost),
      database: said['database'] === 'yes',
    },
  };
}

/** Where each answer came from, by the question's id; what was given from elsewhere is not among them. */
export function originsOf(interview: Interview): Readonly<Record<string, Origin>> {
  return Object.fromEntries(
    [...answersOf(interview)].flatMap(([{ id }, { value, origin }]: readonly [Question, Answered]) =>
      value === null ? [] : [[id, origin]],
    ),
  );
}
