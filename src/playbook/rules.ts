import type { Playbook, PlaybookStep } from '../domain/playbook.ts';
import type { Part } from '../domain/project.ts';
import { everyMix, mixText, presenceOf } from './mixes.ts';
import { orderOf } from './order.ts';

/** What a rule looks at; a file that is not yet valid has it too. */
export type RuledStep = Pick<
  PlaybookStep,
  'id' | 'step' | 'after' | 'when' | 'needsApproval' | 'pointOfNoReturn' | 'params'
>;

export interface Breach {
  /** The step that is wrong; none: the playbook as a whole. */
  readonly step?: string;
  /** The field to look at. */
  readonly field?: 'after' | 'when' | 'needsApproval' | 'pointOfNoReturn' | 'params' | 'step';
  readonly what: string;
  readonly fix: string;
}

interface Gate {
  /** Catalogue steps that are held back … */
  readonly steps: readonly string[];
  /** … until each of these is over, in every mix of answers in which both are present. */
  readonly behind: readonly string[];
  readonly where: 'everywhere' | Playbook['interruption'];
  /** The gate may not be absent in a mix in which one of these is present; without them it may always be absent. */
  readonly neededWith: readonly string[];
  readonly why: string;
}

const CHANGES = ['change-delegation', 'change-records'];
const TRANSFER = ['unlock-domain', 'obtain-authcode', 'request-transfer'];

/** Orders of work that no playbook may allow. */
const GATES: readonly Gate[] = [
  {
    steps: TRANSFER,
    behind: ['watch-propagation'],
    where: 'none',
    neededWith: CHANGES,
    why: 'a losing registrar may cut the old name servers while caches still ask them',
  },
  {
    steps: TRANSFER,
    behind: ['order-hosting'],
    where: 'none',
    neededWith: [],
    why: 'hosting is ordered alone, never together with the transfer',
  },
  ...['preflight', 'approve', 'wait-for-slot'].map(
    (gate): Gate => ({
      steps: [...CHANGES, 'publish-site'],
      behind: [gate],
      where: 'everywhere',
      neededWith: [...CHANGES, 'publish-site'],
      why: 'traffic moves only after the checks, with a person’s approval, in the booked half-day',
    }),
  ),
];

const FLAGS = {
  needsApproval: ['change-delegation', 'change-records', 'publish-site', 'request-transfer'],
  pointOfNoReturn: ['request-transfer', 'close-old-service'],
} as const;

/** Which rules a graph breaks. Steps whose `after` or `when` is faulty are judged by what is left of it. */
export function breachesOf(interruption: Playbook['interruption'], steps: readonly RuledStep[]): Breach[] {
  return [
    ...gateBreaches(interruption, steps),
    ...interruptionBreaches(interruption, steps),
    ...flagBreaches(steps),
    ...orderBreaches(steps),
  ];
}

function gateBreaches(interruption: Playbook['interruption'], steps: readonly RuledStep[]): Breach[] {
  const mixes = everyMix();
  const presence = presenceOf();
  const comesBefore = orderOf(steps);
  const of = (ids: readonly string[]) => steps.filter((step) => ids.includes(step.step));
  return GATES.filter(({ where }) => where === 'everywhere' || where === interruption).flatMap((gate) => {
    const holders = of(gate.behind);
    const need = of(gate.neededWith).map((step) => presence(step.when));
    return of(gate.steps).flatMap((held): Breach[] => {
      const here = presence(held.when);
      const early = holders.filter(
        (holder) =>
          !comesBefore(holder.id, held.id) && here.some((present, mix) => present && presence(holder.when)[mix]),
      );
      const breaches = early.map(
        (holder): Breach => ({
          step: held.id,
          field: 'after',
          what: `${held.id} may begin before ${holder.id} is over: ${gate.why}`,
          fix: `let it come after ${holder.id}`,
        }),
      );
      const missing = here.findIndex(
        (present, mix) =>
          present === 1 && need.some((one) => one[mix] === 1) && !holders.some((one) => presence(one.when)[mix]),
      );
      if (missing !== -1)
        breaches.push({
          step: held.id,
          field: 'step',
          what: `nothing holds ${held.id} back where ${mixText(mixes[missing]!)}: ${gate.why}`,
          fix: `add a step ${gate.behind.join(', ')} that is present there`,
        });
      return breaches;
    });
  });
}

/** With an interruption, everything waits for the person who accepts it; without, nobody is asked to. */
function interruptionBreaches(interruption: Playbook['interruption'], steps: readonly RuledStep[]): Breach[] {
  const accepts = steps.filter((step) => step.step === 'accept-interruption');
  if (interruption === 'none')
    return accepts.map(({ id }) => ({
      step: id,
      field: 'step',
      what: 'an outage is accepted in a playbook without interruption',
      fix: 'leave it out, or write interruption: accepted',
    }));
  const first = accepts.find((step) => step.when === undefined);
  if (first === undefined)
    return [
      {
        ...(accepts[0] === undefined ? {} : { step: accepts[0].id, field: 'when' as const }),
        what: 'nobody is asked to accept the outage before the work begins',
        fix: 'add a step accept-interruption without when, and let every other step come after it',
      },
    ];
  const comesBefore = orderOf(steps);
  return steps
    .filter((step) => step.id !== first.id && !comesBefore(first.id, step.id))
    .map(({ id }) => ({
      step: id,
      field: 'after',
      what: `${id} may begin before a person accepted the outage`,
      fix: `let it come after ${first.id}`,
    }));
}

function flagBreaches(steps: readonly RuledStep[]): Breach[] {
  return (['needsApproval', 'pointOfNoReturn'] as const).flatMap((flag) =>
    steps
      .filter((step) => (FLAGS[flag] as readonly string[]).includes(step.step) && !step[flag])
      .map(
        ({ id, step }): Breach => ({
          step: id,
          field: flag,
          what: `${step} must have ${flag}: true`,
          fix: flag === 'needsApproval' ? 'it acts only on an approved plan' : 'nobody can take it back',
        }),
      ),
  );
}

function orderBreaches(steps: readonly RuledStep[]): Breach[] {
  return steps
    .filter(
      (step) =>
        step.step === 'order-hosting' && Object.keys(step.params).some((name) => /transfer|authcode/i.test(name)),
    )
    .map(({ id }) => ({
      step: id,
      field: 'params',
      what: 'order-hosting is combined with a transfer',
      fix: 'order the hosting alone; request-transfer is a step of its own',
    }));
}

/** Steps that no mix of answers asks for. */
export function unreachable(steps: readonly Pick<RuledStep, 'id' | 'when'>[]): string[] {
  const presence = presenceOf();
  return steps.filter((step) => !presence(step.when).some((present) => present === 1)).map((step) => step.id);
}

/** Steps whose owner depends on nothing, though `ownerWhen` says so: where they stand, and who it is wherever they are present. */
export function idleOwners(steps: readonly Pick<PlaybookStep, 'id' | 'when' | 'owner' | 'ownerWhen'>[]) {
  const presence = presenceOf();
  return steps.flatMap(({ id, when, owner, ownerWhen }, at) => {
    if (ownerWhen === undefined) return [];
    const theirs = presence(ownerWhen);
    const owners = new Set<Part>();
    for (const [mix, present] of presence(when).entries())
      if (present === 1) owners.add(theirs[mix] ? owner : 'agency');
    const [only] = owners;
    return only === undefined || owners.size > 1 ? [] : [{ at, id, owner: only }];
  });
}
