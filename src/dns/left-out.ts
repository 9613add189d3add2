import { printable } from './wire-text.ts';

const MOST_NAMED = 5;

/** What is said of owner names that are no `Fqdn` (`a\.b`): nothing can carry their records. `undefined`: there are none. */
export function leftOutText(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const named = printable(names.slice(0, MOST_NAMED).join(' '), 1000);
  return `left out ${names.length} names that no host or service has: ${named}`;
}
