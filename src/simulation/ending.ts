import { fqdn } from '../domain/name.ts';
import { known, tldRuleOf } from '../registration/tld-rules.ts';
import type { Scenario } from './scenario.ts';

/** What codes look like that registries draw themselves. */
const CODE_FORMS: Readonly<Record<string, Scenario['codeForm']>> = { be: 'digits', eu: 'groups' };

/** How registrations under the main domain's ending are moved, as far as it is known; a scenario that says otherwise wins. */
export function endingOf(domain: string): Partial<Scenario> {
  const rule = tldRuleOf(fqdn(domain));
  const lock = known(rule.lock);
  const lifetimeSeconds = known(rule.codeLifetimeSeconds);
  const codeForm = CODE_FORMS[rule.tld];
  return {
    lockShown: lock === 'observable',
    ...(lock === 'none' ? { locked: false } : {}),
    tagPush: known(rule.proof) === 'tag',
    orderWantsNameServers: known(rule.nameServers) === 'must-be-given',
    ...(known(rule.durationDays)?.usual === 0 ? { transferSeconds: 0, transferNeedsConfirmation: false } : {}),
    ...(lifetimeSeconds === undefined ? {} : { authInfoValidSeconds: lifetimeSeconds }),
    ...(codeForm === undefined ? {} : { codeForm }),
  };
}
