import type { StepState } from '../domain/lifecycle.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import { orderOf } from './order.ts';

type Drawn = Pick<PlaybookStep, 'id' | 'after' | 'pointOfNoReturn' | 'needsApproval'>;

/** How a state looks; work that is over is quiet, what needs a person is loud. */
const LOOK: Readonly<Record<StepState, string>> = {
  waiting: 'fill:#f6f6f6,stroke:#999',
  ready: 'fill:#eef5ff,stroke:#36c',
  working: 'fill:#cfe2ff,stroke:#36c',
  done: 'fill:#e3f4e3,stroke:#393',
  'needs-you': 'fill:#fff3cd,stroke:#b80,stroke-width:3px',
  blocked: 'fill:#fde2e0,stroke:#c33',
  unknown: 'fill:#f3e2fd,stroke:#83c,stroke-dasharray:4',
  failed: 'fill:#fde2e0,stroke:#c33,stroke-width:3px',
  skipped: 'fill:#f6f6f6,stroke:#999,stroke-dasharray:4',
  undoing: 'fill:#f3e2fd,stroke:#83c',
  undone: 'fill:#f6f6f6,stroke:#83c',
};

/**
 * A Mermaid flowchart of the steps. Steps that need an approval have round ends, points of no return are hexagons. An order that follows
 * from others is not drawn.
 *
 * @param titles by step id; the id where there is none
 * @param states by step id; colours the boxes
 */
export function mermaid(
  steps: readonly Drawn[],
  titles: Readonly<Record<string, string>> = {},
  states: Readonly<Record<string, StepState>> = {},
): string {
  const nameOf = new Map(steps.map((step, at) => [step.id, nodeName(step.id, at, steps)]));
  const comesBefore = orderOf(steps);
  const lines = ['flowchart TD'];
  for (const step of steps) {
    const label = `"${escaped(own(titles, step.id) ?? step.id)}"`;
    const box = step.pointOfNoReturn ? `{{${label}}}` : step.needsApproval ? `([${label}])` : `[${label}]`;
    const state = own(states, step.id);
    lines.push(`  ${nameOf.get(step.id)}${box}${state === undefined ? '' : `:::${className(state)}`}`);
  }
  for (const step of steps)
    for (const previous of step.after) {
      const implied = step.after.some((other) => other !== previous && comesBefore(previous, other));
      if (nameOf.has(previous) && !implied) lines.push(`  ${nameOf.get(previous)} --> ${nameOf.get(step.id)}`);
    }
  for (const state of new Set(Object.values(states))) lines.push(`  classDef ${className(state)} ${LOOK[state]}`);
  return `${lines.join('\n')}\n`;
}

const own = <T>(record: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(record, id) ? record[id] : undefined;

/** A name Mermaid takes for a node whatever the id: `end` alone would be one of its own words. */
function nodeName(id: string, at: number, steps: readonly Drawn[]): string {
  const plain = `s_${id.replace(/[^A-Za-z0-9]/g, '_')}`;
  const taken = steps.findIndex((other) => `s_${other.id.replace(/[^A-Za-z0-9]/g, '_')}` === plain) !== at;
  return taken ? `${plain}_${at}` : plain;
}

const className = (state: StepState): string => state.replaceAll('-', '_');

/** Text inside a quoted Mermaid label: what could end the label or become markup is written as a character number. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/["#<>&`\\;%{}]/g, (character) => `#${character.charCodeAt(0)};`);
}
