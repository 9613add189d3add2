import type { Fqdn } from '../domain/name.ts';
import type { Cell, TldOverrides, TldRule } from '../ports/tld-rule.ts';
import { keepingEndingOf } from './registrable.ts';
import { TLD_TABLE } from './tld-table.ts';

export type { Cell, CodeForm, Evidence, Issuer, TldOverrides, TldRule } from '../ports/tld-rule.ts';

/** Known names that are no country's and do not follow the policy for gTLDs. */
const OUTSIDE_THE_POLICY = new Set(['arpa', 'edu', 'gov', 'int', 'mil']);

/**
 * The rule for a domain, by its last label: `shop.co.uk.` has the rule of `uk`. Countries we have no row for, names in other scripts, and names that
 * another registry keeps than that of their top-level domain (`klant.uk.com.`) get the row `?`, in which everything that matters is unknown; they are
 * never given the gTLDs' rule.
 */
export function tldRuleOf(domain: Fqdn, overrides: TldOverrides = {}): TldRule {
  const label = keepingEndingOf(domain).slice(0, -1);
  const other =
    label.length <= 2 || label.includes('.') || label.startsWith('xn--') || OUTSIDE_THE_POLICY.has(label) ? '?' : '*';
  const row = TLD_TABLE.find(({ tld }) => tld === label) ?? TLD_TABLE.find(({ tld }) => tld === other)!;
  return { ...row, ...overrides[label] };
}

/** The cells of a rule by their names. */
export function cellsOf(rule: TldRule): readonly (readonly [name: string, cell: Cell<unknown>])[] {
  return Object.entries(rule).filter((entry): entry is [string, Cell<unknown>] => typeof entry[1] === 'object');
}

/** The value, or `undefined` for unknown. */
export function known<T>(cell: Cell<T>): T | undefined {
  return 'value' in cell ? cell.value : undefined;
}

/** Cells that nobody looked at for this many months: `nl lock (2026-11-20)`. Rules of registries change; an old cell may send a domain the wrong way. */
export function cellsOlderThan(months: number, nowMs: number, table: readonly TldRule[] = TLD_TABLE): string[] {
  const limit = new Date(nowMs);
  limit.setUTCMonth(limit.getUTCMonth() - months);
  return table.flatMap((rule) =>
    cellsOf(rule)
      .filter(([, { seen }]) => Date.parse(seen) < limit.getTime())
      .map(([name, { seen }]) => `${rule.tld} ${name} (${seen})`),
  );
}
