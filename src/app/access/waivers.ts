import { GoLiveError } from '../../domain/errors.ts';
import type { Right } from '../../domain/rights.ts';

/** Answers that let a gate pass, or a plan through that looks wrong: each is a yes. */
const WAIVERS: ReadonlySet<string> = new Set(['acceptNotAsked', 'confirmPlan', 'overrideDs']);

/** @throws GoLiveError `not-allowed`: one of these answers is a yes, and whoever gives it may not say yes */
export function checkWaivers(names: Iterable<string>, rights: ReadonlySet<Right>): void {
  if (rights.has('approve')) return;
  for (const name of names)
    if (WAIVERS.has(name))
      throw new GoLiveError('not-allowed', {
        subject: name,
        why: 'it lets a check pass, and that is for whoever may approve',
        fix: 'Ask somebody with the role approver.',
      });
}
