import type { LetterFacts } from '../../src/app/letters/facts.ts';
import type { Language } from '../../src/domain/message.ts';
import { fqdn } from '../../src/domain/name.ts';
import { tldRuleOf } from '../../src/registration/tld-rules.ts';
import type { Style } from '../../src/texts/render.ts';

const UNTIL = Date.parse('2026-12-15T10:00:00Z');
export const styleIn = (language: Language): Style => ({ language, timeZone: 'Europe/Amsterdam' });

/** Nothing is known but the name. */
export const bare = (domain: string): LetterFacts => ({
  domain,
  rule: tldRuleOf(fqdn(domain)),
  isTransferred: true,
  leaves: 'hosting-mail-dns',
  stays: [],
  access: ['registrar', 'registrant-mail', 'dns', 'hosting', 'mail'],
  contacts: [],
  cutsKnown: false,
  dueMs: {},
});
export const full = (domain: string): LetterFacts => ({
  ...bare(domain),
  customer: 'Bakkerij De Zon B.V.',
  contacts: [{ name: 'Jan Bakker', mail: 'jan@dezon.example', parts: ['login-owner', 'approver'] }],
  owner: 'Anna de Vries',
  agency: 'Voorbeeld Media',
  tag: 'VOORBEELD',
  keepUntilMs: UNTIL,
  slotMs: UNTIL,
  outage: { allSeconds: 176_400, transferSeconds: 3600, ttlSeconds: 172_800 },
  dueMs: Object.fromEntries(
    ['collect-access', 'ask-losing-registrar', 'obtain-authcode', 'request-transfer'].map((step) => [step, UNTIL]),
  ),
});
