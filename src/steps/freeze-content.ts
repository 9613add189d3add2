import { freezeStep } from './freeze.ts';

/** Nobody changes the site while it is copied for the last time; visitors notice nothing. */
export const freezeContent = freezeStep('freeze-content', true, (ctx) => ctx.params.host ?? 'old');
