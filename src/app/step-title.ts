import type { InFourLanguages, Message } from '../domain/message.ts';
import type { PlaybookStep } from '../domain/playbook.ts';

/** What a step is called: the playbook's own words, an added task's title, or the catalogue's text. */
export type Title = { readonly own: InFourLanguages } | { readonly plain: string } | { readonly message: Message };

export function titleOf(step: PlaybookStep): Title {
  if (step.title !== undefined) return { own: step.title };
  const plain = step.params['title'];
  if (step.step === 'custom-task' && typeof plain === 'string') return { plain };
  return { message: { text: `step.${step.step}.title` } };
}
