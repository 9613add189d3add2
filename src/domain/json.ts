import { hash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** JSON text with sorted keys and no `undefined`: equal values give equal bytes, so it can be hashed. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** The very value where it is in order already, as what comes out of a store mostly is. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON());
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const members = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(members);
  const isInOrder = keys.every((key, index) => index === 0 || keys[index - 1]! < key);
  if (!isInOrder) keys.sort();
  const values = keys.map((key) => sorted(members[key]));
  if (isInOrder && keys.every((key, index) => values[index] === members[key])) return value;
  return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
}

/** Whether two values have the same canonical JSON; without making it. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return JSON.stringify([a]) === JSON.stringify([b]);
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at]))
    );
  if ('toJSON' in a || 'toJSON' in b) return canonicalJson(a) === canonicalJson(b);
  return (
    Object.entries(a).every(([key, mine]) => {
      const yours = memberOf(b, key);
      return mine === undefined || yours === undefined ? mine === yours : sameJson(mine, yours);
    }) && Object.entries(b).every(([key, yours]) => yours === undefined || memberOf(a, key) !== undefined)
  );
}

function memberOf(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** SHA-256 of the canonical JSON, in hex. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value) ?? 'null');
}

export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
