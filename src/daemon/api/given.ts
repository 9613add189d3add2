import type { z } from 'zod';
import type { Fault, RefusalCode } from '../problem.ts';
import { Refused } from '../problem.ts';
import { readJson } from './json-body.ts';

/** What was sent as JSON, in the form that it must have; an empty body is `{}`. @throws Refused, with every fault */
export function bodyOf<T>(bytes: Uint8Array, contentType: string | undefined, schema: z.ZodType<T>): T {
  if (bytes.length === 0) return fitted(schema, {}, 'body-invalid', 'the body');
  const [type, ...rest] = (contentType ?? '').toLowerCase().split(';');
  const charset = rest.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  if (type?.trim() !== 'application/json' || (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)))
    throw new Refused('not-json', 'the body', { why: 'send it as Content-Type: application/json' });
  return fitted(schema, readJson(bytes), 'body-invalid', 'the body');
}

/** What stands behind the `?`. A name that comes twice is a list where one is wanted, else a fault. @throws Refused, with every fault */
export function queryOf<T>(url: URL, schema: z.ZodType<T>): T {
  const given: Record<string, string> = {};
  const twice: Fault[] = [];
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(given, name)) twice.push({ at: name, why: 'it is there twice' });
    else Object.defineProperty(given, name, { value, enumerable: true });
  }
  if (twice.length > 0) throw new Refused('query-invalid', 'the address', { faults: twice });
  return fitted(schema, given, 'query-invalid', 'the address');
}

export function fitted<T>(schema: z.ZodType<T>, value: unknown, code: RefusalCode, subject: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.flatMap((issue) => faultsOf(issue, code === 'query-invalid'));
  throw new Refused(code, subject, {
    why: faults
      .map(({ at, why }) => (at === '' ? why : `${at}: ${why}`))
      .join('; ')
      .slice(0, LONGEST_WHY),
    faults,
  });
}

const LONGEST_WHY = 2000;

function faultsOf(issue: z.core.$ZodIssue, isQuery: boolean): Fault[] {
  const at = (path: readonly PropertyKey[]) =>
    isQuery ? path.map(String).join('.') : path.map((part) => `/${pointed(part)}`).join('');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ at: at([...issue.path, key]), why: 'it is not known here' }));
  // The branches of a choice say more than that none of them fits.
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [first] = [...issue.errors].sort((a, b) => a.length - b.length);
    const inner = (first ?? []).flatMap((one) => faultsOf({ ...one, path: [...issue.path, ...one.path] }, isQuery));
    if (inner.length > 0) return inner;
  }
  return [{ at: at(issue.path), why: issue.message }];
}

/** RFC 6901 §3 */
const pointed = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
