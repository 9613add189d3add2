import { z } from 'zod';
import { didYouMean } from '../domain/errors.ts';
import type { Issues } from './issue.ts';
import { quoted } from './issue.ts';
import type { ParsedYaml, Path } from './yaml.ts';

/**
 * The value as the schema makes it; `undefined` where it does not fit. What is wrong is added to the issues, each at its place, in words that
 * say the way out.
 *
 * @param at where the value stands in the document
 */
export function fitted<T>(
  issues: Issues,
  schema: z.ZodType<T>,
  yaml: ParsedYaml,
  value: unknown,
  at: Path = [],
): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues.flatMap(closest)) {
    addIssue(issues, schema, yaml, value, issue, at);
    if (issues.overflowed) break;
  }
  return undefined;
}

type Found = z.core.$ZodIssue;

/** Of a union's alternatives, the issues of the one that the writer seems to have meant: it fits deepest. */
function closest(issue: Found): Found[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const byDepth = issue.errors.toSorted((a, b) => closeness(b) - closeness(a));
  return (byDepth[0] ?? []).flatMap((inner) => closest({ ...inner, path: [...issue.path, ...inner.path] } as Found));
}

function closeness(issues: readonly Found[]): number {
  const depth = Math.max(...issues.map((issue) => issue.path.length));
  return depth * 2 - (issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0) ? 1 : 0);
}

function addIssue(issues: Issues, schema: z.ZodType, yaml: ParsedYaml, value: unknown, issue: Found, at: Path): void {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const full = [...at, ...path];
  const got = valueAt(value, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    for (const key of issue.keys)
      issues.add(
        yaml.placeOfKey([...full, key]),
        [...full, key],
        `${quoted(key)} is not known here`,
        oneOf(key, known),
      );
    return;
  }
  const [what, fix] = sentence(issue, path, got);
  issues.add(yaml.placeOf(full), full, what, fix);
}

/** What is wrong and the way out. */
function sentence(issue: Found, path: Path, got: unknown): readonly [string, (string | undefined)?] {
  const missing = got === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
  if (missing) return ['is missing', missingFix(issue, path)];
  switch (issue.code) {
    case 'invalid_value':
      return [`${quoted(got)} cannot stand here`, oneOf(String(got), distinct(issue.values.map(String)))];
    case 'invalid_type':
      return [`${quoted(got)} is not ${KINDS[issue.expected] ?? issue.expected}`, quoteFix(issue.expected, got)];
    case 'too_small':
      return [
        `${amount(issue.origin, got)} is too little`,
        `${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.origin, Number(issue.minimum))}`,
      ];
    case 'too_big':
      return [`${amount(issue.origin, got)} is too much`, `at most ${amount(issue.origin, Number(issue.maximum))}`];
    case 'custom':
      // What may hold a secret is not shown.
      return [`${issue.params?.['hidden'] === true ? 'it' : quoted(got)} ${issue.message}`];
    default:
      return [`${quoted(got)} ${issue.message}`];
  }
}

/** `12 characters`, `3 entries`, `7`; of a value its length, where length is what counts. */
function amount(origin: string, value: unknown): string {
  const count =
    typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : 0;
  if (origin === 'string') return `${count} characters`;
  if (origin === 'array') return `${count} entries`;
  return quoted(value);
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a map of names to values',
  record: 'a map of names to values',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** The one that was meant, else all there are. */
export function oneOf(wrong: string, known: readonly string[]): string {
  const meant = didYouMean(wrong, known);
  return meant === undefined ? `known: ${known.join(', ')}` : `did you mean ${quoted(meant)}?`;
}

function missingFix(issue: Found, path: Path): string {
  if (LANGUAGE.test(String(path.at(-1)))) return 'every text is written in nl, de, fr and en';
  if (issue.code === 'invalid_value') return `write ${distinct(issue.values.map(String)).join(' or ')}`;
  return `write ${(issue.code === 'invalid_type' && KINDS[issue.expected]) || 'it'}`;
}
const LANGUAGE = /^(?:nl|de|fr|en)$/;

function quoteFix(expected: string, got: unknown): string | undefined {
  if (expected === 'string' && (typeof got === 'number' || typeof got === 'boolean')) return `write '${String(got)}'`;
  if (expected === 'array' && typeof got === 'string') return `write [${quoted(got).slice(1, -1)}]`;
  return undefined;
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>();

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const known = jsonSchemas.get(schema);
  if (known !== undefined) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  jsonSchemas.set(schema, made);
  return made;
}

/** The keys that a map may have at a path. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let at = alternatives(jsonSchemaOf(schema));
  for (const part of path)
    at = at.flatMap((one) => {
      const rest = typeof one.additionalProperties === 'object' ? one.additionalProperties : undefined;
      const next = typeof part === 'number' ? one.items : (one.properties?.[part] ?? rest);
      return next === undefined ? [] : alternatives(next);
    });
  return distinct(at.flatMap((one) => Object.keys(one.properties ?? {})));
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(alternatives);
}
