import { freezeStep } from './freeze.ts';

/** Editors may work again, at the place that the world now sees. */
export const unfreezeContent = freezeStep(
  'unfreeze-content',
  false,
  (ctx) => ctx.params.host ?? (ctx.answers.hosting === 'stays' ? 'old' : 'new'),
);
