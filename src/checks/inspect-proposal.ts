import type { Answers } from '../domain/answers.ts';
import { optionOf, playbookFor } from '../domain/answers.ts';
import type { Inspection, SeenAnswer, Where } from './inspection.ts';

type Axis = 'registration' | 'hosting' | 'mail' | 'nameServers';
type Seen = Readonly<Record<Axis, Pick<SeenAnswer, 'where'>>>;

/** What is proposed for what was seen. `unknown` proposes nothing, and neither does what is not there, except for mail. */
const PROPOSED: {
  readonly [Name in Axis]: Readonly<Partial<Record<Where, Answers[Name]>>>;
} = {
  registration: { ours: 'ours', elsewhere: 'moves' },
  hosting: { ours: 'ours', elsewhere: 'moves' },
  mail: { ours: 'ours', elsewhere: 'moves', none: 'none' },
  nameServers: { ours: 'ours', elsewhere: 'switch' },
};

/** Without an option of its own a mix of answers has the graph that breaks nothing. */
const ANY_MIX = 'move-without-interruption';

export function proposalOf(seen: Seen): Inspection['proposal'] {
  const answers = Object.fromEntries(
    (Object.keys(PROPOSED) as Axis[]).flatMap((axis) => {
      const proposed = PROPOSED[axis][seen[axis].where];
      return proposed === undefined ? [] : [[axis, proposed]];
    }),
  ) as Inspection['proposal']['answers'];
  const { registration, hosting, mail, nameServers } = answers;
  if (registration === undefined || hosting === undefined || mail === undefined || nameServers === undefined)
    return { answers, playbook: ANY_MIX };
  const whole = { registration, hosting, mail, nameServers };
  const option = optionOf(whole);
  return { answers, ...(option === undefined ? {} : { option }), playbook: playbookFor(whole) };
}
