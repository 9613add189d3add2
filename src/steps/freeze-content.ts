import { freezeStep } from './freeze.ts';

/** Nobody changes the site while it is copied for the last time; visitors notice nothing. A site that is with us already is frozen there. */
export const freezeContent = freezeStep(
  'freeze-content',
  true,
  (ctx) => ctx.params.host ?? (ctx.answers.hosting === 'ours' ? 'new' : 'old'),
);
