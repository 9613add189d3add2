import type { PlaybookStep } from '../domain/playbook.ts';

/** The transfer code's field in the vault (RFC 5731 §2.6, authInfo). */
const AUTHCODE = 'authcode';

/** Answers that go to the vault, never into the journal, and are never taken from the command line. */
export function secretFieldsOf(steps: readonly PlaybookStep[]): ReadonlySet<string> {
  const known = FIELDS.get(steps);
  if (known !== undefined) return known;
  const asked = steps.flatMap((step) => step.params['fields']).flat();
  const fields = new Set([AUTHCODE, ...asked.filter((field): field is string => typeof field === 'string')]);
  FIELDS.set(steps, fields);
  return fields;
}

/** Asked at every append, of steps that stay the same. */
const FIELDS = new WeakMap<readonly PlaybookStep[], ReadonlySet<string>>();
