import { z } from 'zod';
import { message } from '../../../src/domain/message.ts';
import type { Playbook } from '../../../src/domain/playbook.ts';
import { CATALOGUE } from '../../../src/steps/catalog.ts';
import type { AnyStep } from '../../../src/steps/contract.ts';
import { EVERYTHING_MOVES, playbookOf, stepAfter } from '../../domain/playbooks.ts';

/** One effect of each kind, one after the other. */
export const KINDS = ['absolute', 'keyed', 'once'] as const;
/** How long the provider may take to show what it did. */
const CONSISTENCY_MS = 1000;

export const FLEET_PLAYBOOK: Playbook = playbookOf(
  KINDS.map((kind, index) => stepAfter(`toy-${kind}`, index === 0 ? [] : [`toy-${KINDS[index - 1]!}`])),
  { id: 'fleet', answers: EVERYTHING_MOVES },
);

/** Puts the toy steps into this process's catalogue: what they see and do is the provider's. */
export function addToySteps(providerPort: number): void {
  const ask = async (path: string, method: 'GET' | 'POST') => {
    const answer = await fetch(`http://127.0.0.1:${providerPort}/${path}`, { method });
    return (await answer.json()) as { there?: boolean };
  };
  for (const kind of KINDS) {
    const step: AnyStep = {
      id: `toy-${kind}`,
      phase: 'prepare',
      params: z.looseObject({}),
      observed: z.object({ there: z.boolean() }),
      change: z.literal('it'),
      needs: () => [],
      observe: async (ctx) => ({ there: (await ask(`there/${ctx.migrationId}-${kind}`, 'GET')).there === true }),
      plan: (_ctx, observed) => (observed.there ? { kind: 'done' } : { kind: 'act', changes: ['it'] }),
      describe: () => message('x'),
      apply: (ctx, _changes, _ports, effects) =>
        effects[kind](kind, { of: ctx.migrationId }, CONSISTENCY_MS, () =>
          ask(`do/${ctx.migrationId}-${kind}`, 'POST'),
        ),
    };
    (CATALOGUE as Map<string, AnyStep>).set(step.id, step);
  }
}
