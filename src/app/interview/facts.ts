import type { Answers, Facts, Role } from '../../domain/answers.ts';
import { FACT_VALUES, factsOf } from '../../domain/answers.ts';

/** What a question's `when` may ask about, beside a playbook's own facts. */
export const INTERVIEW_FACTS = {
  ...FACT_VALUES,
  /** Whether the site sells something. */
  shop: ['yes', 'no'],
  /** Whether a configured provider is the new DNS host; it names its servers itself. */
  dnsHost: ['yes', 'no'],
  /** Whether more domains of the customer were named already. */
  more: ['yes', 'no'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type InterviewFact = keyof typeof INTERVIEW_FACTS;

/** One line holds where each of its facts has one of the values; a fact that nobody knows yet has none. */
export type Line = Readonly<Partial<Record<InterviewFact, readonly string[]>>>;
export type KnownFacts = Readonly<Partial<Record<InterviewFact, string>>>;

/** A question without `when` is always asked; else where one of its lines holds. */
export function isAsked(when: readonly Line[] | undefined, facts: KnownFacts): boolean {
  return when === undefined || when.some((line) => holds(line, facts));
}

function holds(line: Line, facts: KnownFacts): boolean {
  return Object.entries(line).every(([fact, values]) => {
    const known = facts[fact as InterviewFact];
    return known !== undefined && values.includes(known);
  });
}

type Axes = Pick<Answers, 'registration' | 'hosting' | 'mail' | 'nameServers'>;

/** What follows from the answers so far. What follows from all four axes is known when all four are. */
export function knownFacts(
  answers: Partial<Axes> & Pick<Partial<Answers>, 'site'>,
  role: Role,
  more: Pick<KnownFacts, 'shop' | 'dnsHost' | 'more'>,
): KnownFacts {
  const { registration, hosting, mail, nameServers, site } = answers;
  const axes = { registration, hosting, mail, nameServers };
  const isWhole = Object.values(axes).every((value) => value !== undefined);
  const whole: Facts | undefined = isWhole ? factsOf(answers as Answers, role) : undefined;
  const known = { ...axes, role, ...(site === undefined ? {} : { site: site.source }), ...whole, ...more };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as KnownFacts;
}
