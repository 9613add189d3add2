import type { Answers, FactName, Facts } from './answers.ts';
import type { Json } from './json.ts';
import { digestOf } from './json.ts';
import type { InFourLanguages } from './message.ts';
import type { Part } from './project.ts';

/** Every named fact has one of the values. */
export type Condition = Readonly<Partial<Record<FactName, readonly string[]>>>;
/** A condition, or several of which one must hold. No `when` at all is always true. */
export type When = Condition | readonly Condition[];

export interface PlaybookStep {
  /** Unique in the playbook: `copy-site-delta`. */
  readonly id: string;
  /** The catalogue's step: `copy-site`. */
  readonly step: string;
  readonly after: readonly string[];
  readonly when?: When;
  /** Who does it, or is asked, where it is a person's task. */
  readonly owner: Part;
  /** Where it is theirs; elsewhere it is the agency's. No `ownerWhen` at all: always theirs. */
  readonly ownerWhen?: When;
  /** Due this many hours before (negative: after) the slot begins. */
  readonly dueHoursBeforeSlot?: number;
  /** How long it usually takes, for the plan; minutes. */
  readonly minutes?: number;
  /** Acts only on a plan that a person approved as it is now. */
  readonly needsApproval: boolean;
  /** Once begun there is no way back. */
  readonly pointOfNoReturn: boolean;
  readonly params: Readonly<Record<string, Json>>;
  /** These replace the catalogue's texts. */
  readonly title?: InFourLanguages;
  readonly instructions?: InFourLanguages;
  readonly warning?: InFourLanguages;
}

/** Of the catalogue's steps those that move traffic. */
export const MOVERS: ReadonlySet<string> = new Set(['change-delegation', 'change-records', 'publish-site']);

export interface Playbook {
  readonly id: string;
  readonly title: InFourLanguages;
  readonly summary: InFourLanguages;
  /** `accepted`: a named person accepts an outage window; only then may a transfer start while the old name servers still serve. */
  readonly interruption: 'none' | 'accepted';
  /** A preset of answers (the options of Livegang). */
  readonly answers: Partial<Answers>;
  readonly warnings: readonly InFourLanguages[];
  readonly steps: readonly PlaybookStep[];
}

export function holds(when: When | undefined, facts: Facts): boolean {
  if (when === undefined) return true;
  const alternatives = (Array.isArray(when) ? when : [when]) as readonly Condition[];
  return alternatives.some((condition) =>
    (Object.keys(condition) as FactName[]).every((fact) => condition[fact]!.includes(facts[fact])),
  );
}

/**
 * The steps that these facts ask for, and those of `also`, in an order in which every step follows what it comes after. A step that is
 * absent hands its own `after` on, so that order survives the gap. Whose a step is follows from the facts too.
 */
export function presentSteps(
  playbook: Pick<Playbook, 'steps'>,
  facts: Facts,
  also: ReadonlySet<string> = new Set(),
): PlaybookStep[] {
  const byId = new Map(playbook.steps.map((step) => [step.id, step]));
  const asked = playbook.steps.filter((step) => also.has(step.id) || holds(step.when, facts));
  const present = new Set(asked.map((step) => step.id));
  const contracted = new Map<string, ReadonlySet<string>>();
  const presentBefore = (id: string): ReadonlySet<string> => {
    const known = contracted.get(id);
    if (known !== undefined) return known;
    const before = new Set<string>();
    contracted.set(id, before); // also ends a cycle, which lint refuses
    for (const previous of byId.get(id)?.after ?? []) {
      if (present.has(previous)) before.add(previous);
      else for (const earlier of presentBefore(previous)) before.add(earlier);
    }
    return before;
  };
  return inOrder(
    playbook.steps
      .filter((step) => present.has(step.id))
      .map((step) => ({ ...ownedIn(step, facts), after: [...presentBefore(step.id)] })),
  );
}

/** The step as it is where these facts hold: its owner no longer depends on them. */
function ownedIn({ ownerWhen, ...owned }: PlaybookStep, facts: Facts): PlaybookStep {
  return holds(ownerWhen, facts) ? owned : { ...owned, owner: 'agency' };
}

/** Stable topological order; steps of a cycle are left out (lint refuses the playbook). */
export function inOrder<T extends { readonly id: string; readonly after: readonly string[] }>(
  steps: readonly T[],
): T[] {
  const ordered: T[] = [];
  const placed = new Set<string>();
  const ids = new Set(steps.map((step) => step.id));
  let rest = [...steps];
  while (rest.length > 0) {
    const free = rest.filter((step) => step.after.every((id) => placed.has(id) || !ids.has(id)));
    if (free.length === 0) break;
    const first = free[0]!;
    ordered.push(first);
    placed.add(first.id);
    rest = rest.filter((step) => step !== first);
  }
  return ordered;
}

/** What a migration is pinned to: the playbook's content, not its file's name or layout. */
export function playbookDigest(playbook: Playbook): string {
  return digestOf(playbook);
}
