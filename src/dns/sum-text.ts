import { clampTtlSeconds } from '../domain/time.ts';
import type { DeadlineTerm, TermWhat } from './deadline.ts';
import { decisiveTerms, TERM_GROUPS, worstCaseSeconds } from './deadline.ts';

/** The words of the arithmetic are those of the records, the same in every language. */
const LABELS: Readonly<Record<TermWhat, string>> = {
  delegation: 'NS (parent)',
  'apex-ns': 'NS (zone)',
  rrset: '',
  negative: 'SOA',
  ds: 'DS',
  dnskey: 'DNSKEY',
};

/**
 * How a wait comes about: `max(NS (parent) 3600 s, NS (zone) 7200 s) + DS … = …`. What runs at the same time stands in one `max`, what follows each
 * other is added; TTLs as they count, that is at most seven days. `publishSeconds` of the registry come before all.
 */
export function sumText(terms: readonly DeadlineTerm[], publishSeconds: number = 0): string {
  const groups = new Map<string, string[]>();
  for (const { what, seconds, source } of decisiveTerms(terms)) {
    const group = TERM_GROUPS[what];
    const label = LABELS[what] || source.split(' ').slice(0, 2).join(' ');
    groups.set(group, [...(groups.get(group) ?? []), `${label} ${clampTtlSeconds(seconds)} s`]);
  }
  const registry = publishSeconds === 0 ? [] : [`registry ${publishSeconds} s`];
  const each = [...groups.values()].map((all) => (all.length === 1 ? all[0]! : `max(${all.join(', ')})`));
  const sum = [...registry, ...each].join(' + ');
  const total = `${publishSeconds + worstCaseSeconds(terms)} s`;
  return sum === '' ? total : `${sum} = ${total}`;
}
