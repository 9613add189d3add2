import { SCHEMA_NAMES, schemaDocument } from '../app/schema-document.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';

/** The JSON Schema of a document; without a name, the names. */
export async function schema(
  shell: Shell,
  [name]: readonly (string | undefined)[],
  _options: CommonOptions,
): Promise<Outcome> {
  if (name === undefined) for (const known of SCHEMA_NAMES) shell.line(known);
  else shell.json(schemaDocument(name));
  return undefined;
}
