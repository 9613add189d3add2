import type { Answers } from '../domain/answers.ts';
import type { Style } from '../texts/render.ts';
import { words } from './parts.ts';

/** Who has what after the move, in words; then what else was answered, under the name it was asked by. */
export interface AnswersShown {
  readonly axes: readonly (readonly [string, string])[];
  readonly others: readonly (readonly [string, string])[];
}

const AXES = ['registration', 'nameServers', 'hosting', 'mail'] as const;
/** Whole zones: how much there is, not what. */
const COUNTED: ReadonlySet<string> = new Set(['zoneExport', 'zoneChanges']);

export function answersShown(answers: Answers, style: Style): AnswersShown {
  const { free = {}, ...known } = answers;
  const others = Object.entries(known).filter(([name]) => !(AXES as readonly string[]).includes(name));
  return {
    axes: AXES.map((axis) => [
      words(style, `interview.mix.${axis}`),
      words(style, `interview.value.${axis}.${answers[axis]}`),
    ]),
    others: [...others.flatMap(([name, value]) => flat(name, value)), ...Object.entries(free)],
  };
}

function flat(name: string, value: unknown): (readonly [string, string])[] {
  if (Array.isArray(value))
    return value.length === 0 ? [] : [[name, COUNTED.has(name) ? String(value.length) : value.join(', ')]];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([inner, one]) => flat(`${name}.${inner}`, one));
  return value === undefined ? [] : [[name, String(value)]];
}
