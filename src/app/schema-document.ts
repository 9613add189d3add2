import { z } from 'zod';
import { didYouMean, GoLiveError } from '../domain/errors.ts';
import { AnswersFile } from './answers-file.ts';
import { ConfigFile } from './config/schema.ts';
import { DOCUMENTS } from './documents.ts';

/** Every JSON document and file there is, by name. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = { ...DOCUMENTS, answers: AnswersFile, 'golive.yaml': ConfigFile };

export const SCHEMA_NAMES = Object.keys(SCHEMAS);

/** The JSON Schema (2020-12) of a document that golive prints, or of a file that it reads. @throws GoLiveError `usage` */
export function schemaDocument(name: string): unknown {
  const schema = SCHEMAS[name];
  if (schema === undefined) {
    const meant = didYouMean(name, SCHEMA_NAMES);
    throw new GoLiveError('usage', {
      subject: `schema ${name.slice(0, 80)}`,
      fix: meant === undefined ? `There are ${SCHEMA_NAMES.join(', ')}.` : `Did you mean ${meant}?`,
    });
  }
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
