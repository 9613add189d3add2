/** As much of JSON Schema as golive's documents use; what it does not know it refuses, so that no rule is passed over in silence. */
interface Schema {
  readonly [keyword: string]: unknown;
}

const KNOWN = new Set([
  '$schema',
  'type',
  'const',
  'enum',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
  'items',
  'anyOf',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'minItems',
  'minLength',
  'maxLength',
  'default',
  'description',
  'exclusiveMinimum',
]);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** What does not fit, with its place; empty when all does. */
export function fits(schema: unknown, value: unknown, at = '$'): string[] {
  const rules = schema as Schema;
  const strange = Object.keys(rules).filter((keyword) => !KNOWN.has(keyword));
  if (strange.length > 0) return [`${at}: this judge does not know ${strange.join(', ')}`];
  if (Array.isArray(rules['anyOf'])) {
    const all = rules['anyOf'].map((one) => fits(one, value, at));
    return all.some((faults) => faults.length === 0) ? [] : all.flat();
  }
  const faults: string[] = [];
  const type = rules['type'];
  if (typeof type === 'string' && !TYPES[type]!(value)) return [`${at}: not ${type}`];
  if ('const' in rules && rules['const'] !== value) faults.push(`${at}: not ${String(rules['const'])}`);
  if (Array.isArray(rules['enum']) && !rules['enum'].includes(value)) faults.push(`${at}: not in the enum`);
  if (typeof rules['pattern'] === 'string' && !new RegExp(rules['pattern'], 'u').test(String(value)))
    faults.push(`${at}: pattern`);
  if (typeof rules['minimum'] === 'number' && (value as number) < rules['minimum']) faults.push(`${at}: too small`);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) faults.push(...fits(rules['items'] ?? {}, item, `${at}[${index}]`));
  if (type === 'object') faults.push(...fitsObject(rules, value as Record<string, unknown>, at));
  return faults;
}

function fitsObject(rules: Schema, value: Record<string, unknown>, at: string): string[] {
  const properties = (rules['properties'] ?? {}) as Record<string, unknown>;
  const missing = ((rules['required'] ?? []) as string[])
    .filter((key) => !(key in value))
    .map((key) => `${at}.${key}: missing`);
  const rest = rules['additionalProperties'];
  const inside = Object.entries(value).flatMap(([key, inner]) => {
    const rule = Object.hasOwn(properties, key) ? properties[key] : rest;
    if (rule === false) return [`${at}.${key}: not known`];
    const named = rules['propertyNames'] === undefined ? [] : fits(rules['propertyNames'], key, `${at}.${key} (name)`);
    return [...named, ...(typeof rule === 'object' ? fits(rule, inner, `${at}.${key}`) : [])];
  });
  return [...missing, ...inside];
}
